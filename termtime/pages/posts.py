"""What forms on pages ask for: the deeds that buttons in Teams do too, and what only pages offer."""

from __future__ import annotations

from collections.abc import Mapping

from bot.deeds import read_deed
from bot.ports import Do, Settle
from termtime.feeds.entries import find_group
from termtime.feeds.http import make_address
from termtime.pages.page import Post, Said, Serving, Shown
from termtime.pages.planning_posts import PLANNING_POSTS
from termtime.pages.viewer import Viewer
from termtime.pages.views.feeds import make_made_feed
from trust.auditing import AuditKind
from trust.proposals import Verdict
from trust.values import RefusedError

NONSENSE = "That could not be read, so nothing was done."
NO_FEED = "You have no such calendar address; it may have been revoked already."
REVOKED = "The address is revoked: calendars that subscribed to it get nothing from it any more."


async def do_deed(pages: Serving, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Do what a button asks, if the viewer may: the server decides again, whatever the page showed."""
    deed = read_deed(form)
    if deed is None or isinstance(deed, str):
        raise RefusedError(deed or NONSENSE)
    done = await pages.clerk.carry_out(Do(deed), viewer.person)
    return Said(done.sentence, "")


async def make_feed(pages: Serving, viewer: Viewer, form: Mapping[str, str]) -> Shown:
    """Make a calendar address. It is shown in the answer to the form, and so stands in no address and no cookie."""
    group = form.get("group", "")
    if group:
        find_group(viewer, group)
    secret = await pages.store.feeds.make(viewer.person.id, group, viewer.now)
    about, owner = group or viewer.person.id, viewer.person.id
    await pages.store.audit.note(AuditKind.FEED_MADE, owner, about, viewer.now, {"how": "page"})
    view = make_made_feed(viewer, group, make_address(pages.public_url, secret))
    return Shown("feeds_made.html", view, "feeds")


async def revoke_feed(pages: Serving, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Revoke one of one's own calendar addresses."""
    if not await pages.store.feeds.revoke(viewer.person.id, form.get("feed", ""), viewer.now):
        raise RefusedError(NO_FEED)
    owner = viewer.person.id
    await pages.store.audit.note(AuditKind.FEED_REVOKED, owner, owner, viewer.now, {"how": "page"})
    return Said(REVOKED, "/feeds")


async def settle_matter(pages: Serving, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Settle what was changed by hand; whether the viewer may is decided there."""
    verdict = next((one for one in Verdict if one.value == form.get("verdict")), None)
    if verdict is None:
        raise RefusedError(NONSENSE)
    done = await pages.clerk.carry_out(Settle(form.get("proposal", ""), verdict), viewer.person)
    return Said(done.sentence, "")


POSTS: Mapping[str, Post] = {
    "/do": do_deed,
    "/settle": settle_matter,
    "/feeds": make_feed,
    "/feeds/revoke": revoke_feed,
    **PLANNING_POSTS,
}
