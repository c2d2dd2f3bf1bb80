"""What leads ask for on the pages of planning: wishes, working them out, and publishing what was previewed.

Whoever is no lead is told that there is no such page, whatever they send.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from bot.verification import RefusedRequestError
from scheduler.scenario import MOST_NAME, MOST_WISHES, Question, Wish
from termtime.pages.page import Ask, Post, Said
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning import find_viewer_scope
from termtime.pages.views.planning_trials import fetch_trial
from termtime.publishing import propose, publish
from termtime.store import SqlStore
from termtime.store.scenarios import Scenario, State
from termtime.whatif import check_wishes
from trust.values import LONDON, RefusedError

NOT_FOUND = "There is no such page, or none that you may see."
NO_TRIAL = "There is no such what-if any more."
CHANGED = "That what-if was changed in the meantime. Please look again."
NONSENSE = "That wish could not be read; a day is written like 2027-01-19, a time like 15:45."
FULL = f"A what-if has at most {MOST_WISHES} wishes."
BUSY = "Three of your what-ifs are being worked out already. Wait for one of them."
MOST_OPEN = 3
LIST = "/planning/what-if"
_WISH: TypeAdapter[Wish] = TypeAdapter(Wish)

Handle = Callable[[SqlStore, Viewer, Mapping[str, str]], Awaitable[Said]]


def for_leads(handle: Handle) -> Post:
    """Let only leads ask for something."""

    async def guarded(pages: Any, viewer: Viewer, form: Mapping[str, str]) -> Said:
        if not viewer.is_lead:
            raise RefusedRequestError(404, NOT_FOUND)
        return await handle(pages.store, viewer, form)

    return guarded


async def begin_trial(store: SqlStore, viewer: Viewer, _form: Mapping[str, str]) -> Said:
    """Begin a what-if without wishes."""
    draft = await _begin(store, viewer, Question(seen=_seen(viewer)))
    return Said("", f"{LIST}/{draft.id}")


async def add_wish(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Add a wish to a draft: the one named, else one's latest, else a new one."""
    wish = _read_wish(viewer, form)
    draft = await _find_draft(store, viewer, form.get("trial", ""))
    if draft is None:
        draft = await _begin(store, viewer, Question(seen=_seen(viewer)))
    if len(draft.question.wishes) >= MOST_WISHES:
        raise RefusedError(FULL)
    others = tuple(one for one in draft.question.wishes if one != wish)
    question = draft.question.model_copy(update={"wishes": (*others, wish)})
    check_wishes(viewer.year, find_viewer_scope(viewer), question)
    await _save(store, draft, question)
    return Said("Your wish was added.", f"{LIST}/{draft.id}")


async def drop_wish(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Take a wish off a draft, by its number."""
    draft = await _get_own(store, viewer, form)
    number = form.get("number", "")
    kept = tuple(one for n, one in enumerate(draft.question.wishes) if f"{n}" != number)
    await _save(store, draft, draft.question.model_copy(update={"wishes": kept}))
    return Said("The wish was taken off.", f"{LIST}/{draft.id}")


async def work_out(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Hand a draft over to be worked out, under the name and in the way the form says."""
    draft = await _get_own(store, viewer, form)
    running = [one for one in await store.scenarios.fetch_all() if one.by == viewer.person.id and one.open]
    if len(running) >= MOST_OPEN:
        raise RefusedError(BUSY)
    if draft.state is State.DRAFT:
        name = " ".join(form.get("name", "").split())[:MOST_NAME]
        anew = form.get("how") == "anew"
        await _save(store, draft, draft.question.model_copy(update={"name": name, "anew": anew}))
    if not await store.scenarios.start(draft.id, viewer.now):
        raise RefusedError(CHANGED)
    return Said("", f"{LIST}/{draft.id}")


async def copy_trial(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Begin a draft with the wishes of another what-if."""
    found = await _get(store, viewer, form)
    question = found.question.model_copy(update={"seen": _seen(viewer)})
    draft = await _begin(store, viewer, question)
    return Said("This is a copy with the same wishes; change what you like.", f"{LIST}/{draft.id}")


async def discard_trial(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Forget one's own what-if."""
    found = await _get_own(store, viewer, form)
    await store.scenarios.discard(found.id)
    return Said("The what-if was discarded.", LIST)


async def propose_trial(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Make what came of a what-if the proposal."""
    found = await _get(store, viewer, form)
    count = await propose(store, viewer.person, viewer.now, found)
    return Said(f"This is the proposal now: {count} meetings changed. Nothing is published yet.", "/planning")


async def publish_year(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Publish what was previewed."""
    trial = await _get(store, viewer, form) if form.get("trial") else None
    signed = form.get("signed") == "yes"
    done = await publish(store, viewer.person, viewer.now, form.get("mark", ""), trial=trial, signed=signed)
    count = len(done.becoming)
    meetings = f"{count} meeting{'s were' if count != 1 else ' was'}"
    return Said(f"{meetings} published. The next sync brings Microsoft 365 in step.", "/planning")


def _seen(viewer: Viewer) -> tuple[str, ...]:
    return tuple(sorted(find_viewer_scope(viewer).seen))


async def _begin(store: SqlStore, viewer: Viewer, question: Question) -> Scenario:
    draft = Scenario(
        id=uuid4().hex, by=viewer.person.id, at=viewer.now, question=question, touched=viewer.now
    )
    await store.scenarios.add(draft)
    return draft


async def _save(store: SqlStore, draft: Scenario, question: Question) -> None:
    if not await store.scenarios.save_question(draft, question):
        raise RefusedError(CHANGED)


async def _get(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Scenario:
    found = await fetch_trial(store, viewer, Ask({"id": form.get("trial", "")}))
    if found is None:
        raise RefusedError(NO_TRIAL)
    return found


async def _get_own(store: SqlStore, viewer: Viewer, form: Mapping[str, str]) -> Scenario:
    found = await _get(store, viewer, form)
    if found.by != viewer.person.id:
        raise RefusedError("Only whoever began a what-if may change or discard it; you may copy it.")
    return found


async def _find_draft(store: SqlStore, viewer: Viewer, wanted: str) -> Scenario | None:
    """Find the draft a wish is for. Raises RefusedError when the one named is not one's own, or a draft no more."""
    mine = [
        one
        for one in await store.scenarios.fetch_all()
        if one.by == viewer.person.id and one.state is State.DRAFT and one.question.seen == _seen(viewer)
    ]
    if not wanted:
        return mine[0] if mine else None
    found = next((one for one in mine if one.id == wanted), None)
    if found is None:
        raise RefusedError(NO_TRIAL)
    return found


def _read_wish(viewer: Viewer, form: Mapping[str, str]) -> Wish:
    """Read a wish off a form: `about` is a meeting's key, or a group as group:ID."""
    said = {name: text.strip() for name, text in form.items() if text.strip()}
    about = said.get("about", "")
    kind, meeting = said.get("kind", ""), said.get("meeting", "" if about.startswith("group:") else about)
    group = about.removeprefix("group:") if about.startswith("group:") else ""
    try:
        return _WISH.validate_python(_write_wish(viewer, kind, meeting, group, said))
    except (ValidationError, ValueError):
        raise RefusedError(NONSENSE) from None


def _write_wish(
    viewer: Viewer, kind: str, meeting: str, group: str, said: Mapping[str, str]
) -> dict[str, Any]:
    if kind == "avoid":
        first = date.fromisoformat(said.get("first", ""))
        last = date.fromisoformat(said["last"]) if "last" in said else first
        if said.get("week"):
            first, last = first - timedelta(days=first.weekday()), first + timedelta(days=6 - first.weekday())
        at = time.fromisoformat(said["at"]) if "at" in said else None
        return {
            "kind": kind,
            "meeting": meeting or None,
            "group": group or None,
            "first": first,
            "last": last,
            "at": at,
        }
    if kind == "put" and "starts" not in said:
        # A day and a time: as long as the meeting is now.
        day, at = date.fromisoformat(said.get("first", "")), time.fromisoformat(said.get("at", ""))
        found = viewer.year.meeting_by_key.get(meeting)
        if found is None or found.group not in find_viewer_scope(viewer).movable:
            raise ValueError(meeting)
        starts = datetime.combine(day, at, LONDON)
        return {
            "kind": kind,
            "meeting": meeting,
            "starts": starts,
            "ends": starts + (found.ends - found.starts),
        }
    wanted = {"kind": kind, "meeting": meeting}
    return wanted | ({"starts": said["starts"], "ends": said.get("ends", "")} if kind == "put" else {})


PLANNING_POSTS: Mapping[str, Post] = {
    "/planning/begin": for_leads(begin_trial),
    "/planning/wish": for_leads(add_wish),
    "/planning/unwish": for_leads(drop_wish),
    "/planning/work-out": for_leads(work_out),
    "/planning/copy": for_leads(copy_trial),
    "/planning/discard": for_leads(discard_trial),
    "/planning/propose": for_leads(propose_trial),
    "/planning/publish": for_leads(publish_year),
}
