"""The figures of a year's health as it stood at a moment: meetings, papers, actions, replies.

Whether minutes were saved is counted, as in the digest leads are sent each term; what a draft says is for officers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from termtime.pages.views.lead import Sight
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.papers import Action, ActionStatus
from trust.timeliness import Timeliness, are_approved, find_agenda_day, judge_agenda, judge_minutes
from trust.values import place_in_london
from trust.year import Trust, Year

REPLIES_AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Papers:
    """How many papers came when. Those that are there without a day are in neither camp."""

    on_time: int = 0
    late: int = 0
    undated: int = 0
    missing: int = 0

    @property
    def there(self) -> int:
        """How many are there."""
        return self.on_time + self.late + self.undated

    @property
    def due(self) -> int:
        """How many should be there."""
        return self.there + self.missing

    @property
    def judged(self) -> int:
        """Of how many it is known whether they came on time."""
        return self.due - self.undated

    @property
    def share(self) -> float | None:
        """The share that came on time, of a hundred; None where nothing is known."""
        return 100 * self.on_time / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Figures:
    """How a year, or a part of one, stood at a moment."""

    held: int
    coming: int
    off: int
    moved: int
    agendas: Papers
    minutes: Papers
    approved: int
    open: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a term, over all councils."""

    name: str
    first: date
    last: date


def count_figures(
    sight: Sight,
    meetings: Sequence[Meeting],
    actions: Iterable[Action],
    now: datetime,
    moved_from: Mapping[str, datetime],
) -> Figures:
    """Count what some meetings and actions came to at a moment.

    Args:
        sight: What may be counted; papers count of groups in full sight only.
        meetings: The meetings, of groups whose dates may be known.
        actions: The actions, of groups in full sight.
        now: The moment.
        moved_from: When meetings that were moved were to be held at first, by key.
    """
    year, today = sight.year, place_in_london(now).date()
    standing = [m for m in meetings if m.status is MeetingStatus.PUBLISHED]
    held = [m for m in standing if m.ends <= now]
    full = [m for m in standing if sight.is_full(m.key)]
    open_ = {True: 0, False: 0}
    done = 0
    for action in actions:
        if is_open(action, today):
            open_[action.due is not None and action.due < today] += 1
        else:
            done += 1
    return Figures(
        held=len(held),
        coming=len(standing) - len(held),
        off=sum(m.status is MeetingStatus.CANCELLED for m in meetings),
        moved=sum(m.key in moved_from and moved_from[m.key] != m.starts for m in standing),
        agendas=_count(
            judge_agenda, year, [m for m in full if find_agenda_day(year.trust, m) <= today], today
        ),
        minutes=_count(judge_minutes, year, [m for m in full if m.ends <= now], today),
        approved=sum(are_approved(year, m, today) for m in full if m.ends <= now),
        open=sum(open_.values()),
        done=done,
        late=open_[True],
    )


def find_actions(sight: Sight, year: str, today: date) -> tuple[Action, ...]:
    """Find a year's actions that may be counted, and those of earlier years that were open still on a day."""
    return tuple(
        action
        for action in sight.year.actions
        if sight.is_full(action.meeting)
        and (action.meeting[:7] == year or (action.meeting[:7] < year and is_open(action, today)))
    )


def is_open(action: Action, day: date) -> bool:
    """Say whether an action was open on a day."""
    if action.status is ActionStatus.OPEN:
        return True
    return action.closed is not None and action.closed > day


def count_replies(sight: Sight, now: datetime) -> tuple[int, int]:
    """Count who has replied to the meetings of the coming weeks, and who was asked to: how many, never who."""
    soon = [
        m
        for m in sight.full_meetings
        if m.status is MeetingStatus.PUBLISHED and now < m.starts <= now + REPLIES_AHEAD
    ]
    asked = {
        (m.key, person.id)
        for m in soon
        for person in find_members(sight.trust, sight.trust.group_by_id[m.group], m.starts.date())
    }
    return sum((reply.meeting, reply.person) in asked for reply in sight.year.replies), len(asked)


def find_halves(trust: Trust) -> tuple[Half, ...]:
    """Find the halves of the terms in order; each from the first council's first day to the last one's last."""
    found: dict[str, Half] = {}
    for half in sorted(trust.half_terms, key=lambda one: (one.starts, one.council)):
        name = f"{half.term.value.capitalize()} {half.half}"
        known = found.get(name, Half(name, half.starts, half.ends))
        found[name] = Half(name, min(known.first, half.starts), max(known.last, half.ends))
    return tuple(found.values())


def find_half(halves: Sequence[Half], day: date) -> Half:
    """Find the half a day lies in; a day between two belongs to the one before."""
    return next((half for half in reversed(halves) if half.first <= day), halves[0])


def _count(
    judge: Callable[[Year, Meeting, date], Timeliness], year: Year, meetings: Iterable[Meeting], today: date
) -> Papers:
    found = Counter(judge(year, meeting, today) for meeting in meetings)
    return Papers(
        found[Timeliness.ON_TIME],
        found[Timeliness.LATE],
        found[Timeliness.UNDATED],
        found[Timeliness.MISSING],
    )
