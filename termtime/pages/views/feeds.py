"""Somebody's calendar addresses: those there are, one just made, and how a calendar subscribes to it.

The address of one that was made earlier is held nowhere, so nobody can be shown it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from cards.words import format_moment
from termtime.feeds.http import DATES, NO
from termtime.pages.page import Ask
from termtime.pages.tables import Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import find_not_open
from termtime.pages.views.year_filters import find_dated_groups
from termtime.store import SqlStore
from termtime.store.feeds import MOST, Feed

OWN = "My own meetings"
UNSEEN = "A group you no longer see"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A calendar address that works.

    Attributes:
        id: What it is revoked by.
        of: What it holds.
        made: When it was made.
        fetched: When a calendar last fetched it.
    """

    id: str
    of: str
    made: str
    fetched: str


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """What the page says.

    Attributes:
        title: What it is called.
        rows: The addresses there are.
        choices: What one may be made of: each a group's id and its name, empty for one's own meetings.
        full: Whether there may be no more of them.
        tables: The addresses as a table, without what opens them.
        saw: Nothing: one's own addresses are no news to oneself.
    """

    title: str
    rows: tuple[FeedRow, ...]
    choices: tuple[tuple[str, str], ...]
    full: bool
    tables: tuple[Table, ...]
    saw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeFeed:
    """What is shown once an address is made, and never again.

    Attributes:
        title: What it is called.
        of: What the address holds.
        address: The address.
        shorter: The same without term dates, where it has any.
        open_href: What opens a calendar on this machine with it; empty where addresses are not on TLS.
        tables: None.
        saw: The group, where it is not open.
    """

    title: str
    of: str
    address: str
    shorter: str
    open_href: str
    saw: tuple[str, ...]
    tables: tuple[Table, ...] = ()


async def fetch_feeds(store: SqlStore, viewer: Viewer, _ask: Ask) -> tuple[Feed, ...]:
    """Read the viewer's own addresses."""
    return await store.feeds.fetch_of(viewer.person.id)


def make_feeds_page(viewer: Viewer, _ask: Ask, feeds: tuple[Feed, ...]) -> FeedsPage:
    """Make the page of a viewer's calendar addresses."""
    groups = find_dated_groups(viewer)
    rows = tuple(
        FeedRow(
            feed.id,
            _name(viewer, feed.group),
            format_moment(feed.made),
            format_moment(feed.fetched) if feed.fetched else "not yet",
        )
        for feed in feeds
    )
    return FeedsPage(
        title="Calendar feeds",
        rows=rows,
        choices=(("", OWN), *((group.id, group.name) for group in groups)),
        full=len(feeds) >= MOST,
        tables=(
            make_table(
                "feeds", "My calendar addresses", "Meetings", "Made", "Last fetched",
                rows=[(_name(viewer, feed.group), feed.made, feed.fetched) for feed in feeds],
            ),
        ),
    )  # fmt: skip


def make_made_feed(viewer: Viewer, group: str, address: str) -> MadeFeed:
    """Make the page of an address that was just made."""
    found = viewer.find_group(group)
    return MadeFeed(
        title="A new calendar address",
        of=_name(viewer, group),
        address=address,
        shorter="" if group else f"{address}?{DATES}={NO}",
        open_href=address.replace("https://", "webcal://") if address.startswith("https://") else "",
        saw=find_not_open(found) if found else (),
    )


def _name(viewer: Viewer, group: str) -> str:
    """Name what an address holds; a group that may not be seen any more is not named."""
    if not group:
        return OWN
    return next((one.name for one in find_dated_groups(viewer) if one.id == group), UNSEEN)
