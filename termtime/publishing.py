"""Publishing a year with a preview: what exactly would happen, and nothing but that.

A preview has a mark made of all it shows. Whoever publishes sends the mark back; if by then anything they see would be
published otherwise, nothing is, and they look again. Groups a lead may not know of are planned with the rest and their
proposals are published with the rest, so that a year is never half there; nothing in a preview says so, in its counts or
in its mark, and nothing published by a lead moves what they may not move.

What is nearer than the notice period takes a sign-off: of the lead who publishes, where they may give it; what they may
not sign off stays a proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from graph_sync.desired import WantedEvent, build_desired
from termtime.planning_scope import PlanningScope, find_scope, make_digest, see_meetings
from termtime.store import SqlStore
from termtime.store.audit import Note
from termtime.store.scenarios import Scenario
from trust.auditing import AuditKind
from trust.deeds.rights import find_signers
from trust.deeds.timing import find_notice_day
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Year

NOTHING = "There is nothing to publish: no meeting is proposed, and none would move."
NOT_PREVIEWED = (
    "The year has changed since you looked, so nothing was published. Look at the preview again; this is what would "
    "happen now."
)
UNSIGNED = "Some of this is sooner than the notice period. Nothing was published; sign it off, or plan again."
CHANGED = "The year has changed since this was worked out, so it cannot be published. Work it out again."


@dataclass(frozen=True, slots=True)
class Becoming:
    """A meeting that is published, or moves.

    Attributes:
        before: How it stands; None for one that is new.
        after: How it will stand.
        soon: Whether that is sooner than the notice period.
    """

    before: Meeting | None
    after: Meeting
    soon: bool

    @property
    def moves(self) -> bool:
        """Whether people know it at another time."""
        return self.before is not None and self.before.status is MeetingStatus.PUBLISHED


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do, as one lead sees it.

    Attributes:
        becoming: The meetings that are published or move, in order of time.
        held_back: Those that stay proposals, for want of somebody else's sign-off.
        mails: How many mails the next sync would send to each person, by address, of groups they see the members of.
        uncounted: How many of the meetings are of other groups, whose mails are not counted.
        later: How many of the meetings get their invitations only with their term.
        mark: The mark of all this.
    """

    becoming: tuple[Becoming, ...]
    held_back: tuple[Meeting, ...]
    mails: Counter[str]
    uncounted: int
    later: int
    mark: str

    @property
    def soon(self) -> tuple[Becoming, ...]:
        """What is sooner than the notice period."""
        return tuple(one for one in self.becoming if one.soon)


def preview_publication(year: Year, by: Person, now: datetime, trial: Scenario | None = None) -> Preview:
    """Say what publishing would do.

    Args:
        year: The year as it stands.
        by: The lead who publishes.
        now: The moment.
        trial: What a lead tried out, to be published instead of the proposal as it stands.

    Raises:
        RefusedError: The year has changed since the trial was worked out.
    """
    scope = find_scope(year.trust, by, place_in_london(now).date())
    becoming, held_back = _sort(year, scope, by, now, trial)
    shown = [one for one in becoming if one.after.group in scope.known]
    back = tuple(meeting for meeting in held_back if meeting.group in scope.known)
    counted = [one.after for one in shown if one.after.group in scope.seen]
    mails, later = _count_mails(year, counted, now)
    mark = _make_mark(year, scope, shown, back)
    return Preview(tuple(shown), back, mails, len(shown) - len(counted), later, mark)


async def publish(
    store: SqlStore,
    by: Person,
    now: datetime,
    mark: str,
    *,
    trial: Scenario | None = None,
    signed: bool = False,
) -> Preview:
    """Publish what was previewed, and note it.

    Args:
        store: Where the year is.
        by: The lead who publishes.
        now: The moment.
        mark: The mark of the preview they looked at.
        trial: What a lead tried out, where that is published.
        signed: Whether they sign off what is sooner than the notice period.

    Raises:
        RefusedError: It is not what was previewed any more, is not signed off, or there is nothing to publish.
    """
    previews: list[Preview] = []

    def note(year: Year, _saved: int) -> Note:
        # What is counted is what they saw: the rest is not for them to know of, nor for the log to tell.
        detail = {"count": len(previews[0].becoming), "how": "trial" if trial else "proposal"}
        return Note(AuditKind.PUBLISHED, by.id, year.trust.settings.year, now, detail)

    await store.change_meetings(partial(_make_published, by, now, mark, trial, signed, previews), note)
    return previews[0]


async def propose(store: SqlStore, by: Person, now: datetime, trial: Scenario) -> int:
    """Make what came of a trial the proposal: what is published stays as it is. Gives how many meetings changed.

    Raises:
        RefusedError: The year has changed since, or the trial moves what is published.
    """

    def make(year: Year) -> Iterable[Meeting]:
        scope = find_scope(year.trust, by, place_in_london(now).date())
        targets = _find_targets(year, scope, trial)
        if any(_is_published(year, meeting.key) for meeting in targets.values()):
            raise RefusedError(
                "This moves what is published, so it is no proposal; it can only be published."
            )
        return targets.values()

    def note(year: Year, saved: int) -> Note:
        return Note(AuditKind.PLANNED, by.id, year.trust.settings.year, now, {"count": saved, "how": "trial"})

    return len(await store.change_meetings(make, note))


def _make_published(
    by: Person,
    now: datetime,
    mark: str,
    trial: Scenario | None,
    signed: bool,
    previews: list[Preview],
    year: Year,
) -> Iterable[Meeting]:
    preview = preview_publication(year, by, now, trial)
    if preview.mark != mark:
        raise RefusedError(NOT_PREVIEWED)
    if not preview.becoming:
        raise RefusedError(NOTHING)
    if preview.soon and not signed:
        raise RefusedError(UNSIGNED)
    previews.append(preview)
    scope = find_scope(year.trust, by, place_in_london(now).date())
    becoming, _ = _sort(year, scope, by, now, trial)
    return [one.after for one in becoming]


def _sort(
    year: Year, scope: PlanningScope, by: Person, now: datetime, trial: Scenario | None
) -> tuple[list[Becoming], list[Meeting]]:
    """Sort what is to be published, of all groups, into what may be and what waits for another's sign-off."""
    targets = _find_targets(year, scope, trial) if trial else {}
    proposed = {m.key: m for m in year.meetings if m.status is MeetingStatus.PROPOSED}
    today = place_in_london(now).date()
    notice = find_notice_day(year.trust, today)
    becoming, held_back = [], []
    for meeting in sorted((proposed | targets).values(), key=lambda one: (one.starts, one.key)):
        before = year.meeting_by_key.get(meeting.key)
        days = {meeting.starts.date()}
        if before is not None and before.status is MeetingStatus.PUBLISHED:
            days.add(before.starts.date())
        soon = min(days) < notice
        group = year.trust.group_by_id.get(meeting.group)
        signers = find_signers(year.trust, group, today) if soon and group else ()
        if soon and by.id not in {signer.id for signer in signers}:
            held_back.append(meeting)
        else:
            after = meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
            becoming.append(Becoming(before, after, soon))
    return becoming, held_back


def _find_targets(year: Year, scope: PlanningScope, trial: Scenario) -> dict[str, Meeting]:
    """Find the meetings a trial changes or adds, of those its publisher may move."""
    seen = frozenset(trial.question.seen)
    if trial.result is None or not seen <= scope.seen or trial.result.digest != make_digest(year, seen):
        raise RefusedError(CHANGED)
    return {
        meeting.key: meeting
        for meeting in trial.result.meetings
        if meeting.group in scope.movable and meeting != year.meeting_by_key.get(meeting.key)
    }


def _is_published(year: Year, key: str) -> bool:
    meeting = year.meeting_by_key.get(key)
    return meeting is not None and meeting.status is not MeetingStatus.PROPOSED


def _count_mails(year: Year, published: list[Meeting], now: datetime) -> tuple[Counter[str], int]:
    """Count whom the next sync writes to because of these meetings, and how many of them it leaves for later."""
    keys = {meeting.key for meeting in published}
    others = tuple(meeting for meeting in year.meetings if meeting.key not in keys)
    after = year.model_copy(update={"meetings": (*others, *published)})
    mails: Counter[str] = Counter()
    later = 0
    for event in _find_events(after, now):
        if event.key in keys and event.due:
            mails.update(event.names.keys())
        elif event.key in keys:
            later += 1
    return mails, later


def _find_events(year: Year, now: datetime) -> Iterator[WantedEvent]:
    return (thing for thing in build_desired(year, now).things.values() if isinstance(thing, WantedEvent))


def _make_mark(
    year: Year, scope: PlanningScope, becoming: Iterable[Becoming], back: Iterable[Meeting]
) -> str:
    said = sha256(make_digest(year, scope.seen).encode())
    for one in becoming:
        before = one.before.model_dump_json() if one.before else ""
        said.update(f"{before}|{one.after.model_dump_json()}|{one.soon}\n".encode())
    said.update("".join(meeting.key for meeting in back).encode())
    return said.hexdigest()[:32]


def list_year(year: Year, scope: PlanningScope) -> tuple[Meeting, ...]:
    """List the meetings of the year in hand whose dates a lead may know, proposals among them."""
    return see_meetings(year, scope.known)
