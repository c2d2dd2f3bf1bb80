"""What an agenda begins as: the standing items, what the last meeting left open, and what was on it a year ago.

The standing items follow the trust's shared values: open actions first, a time for every item, an outcome to commit to,
and a place for questions. A Word agenda that nobody has drafted begins with the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.membership import find_officers
from trust.papers import Action, ActionStatus, Agenda, AgendaItem
from trust.year import Year

LONGEST_TITLE = 120
# How far from a year before a meeting may be and still be the same one.
WEEKS_APART = 8


class Standing(NamedTuple):
    """An item every agenda has, and its minutes in a meeting of less than an hour, of less than three, and longer."""

    title: str
    outcome: str
    minutes: tuple[int, int, int]

    def make(self, length: int, lead: str | None) -> AgendaItem:
        """Make the item for a meeting of so many minutes."""
        minutes = self.minutes[(length >= 60) + (length >= 180)]
        return AgendaItem(title=self.title, minutes=minutes, lead=lead, outcome=self.outcome)


OPENING = (
    Standing("Welcome and apologies", "", (2, 5, 10)),
    Standing("Actions from the last meeting", "Each action closed or carried forward", (5, 10, 15)),
)
LAST_TIME = Standing("Minutes and decisions of the last meeting", "Minutes approved, each decision followed up", (3, 5, 10))  # fmt: skip
CLOSING = (
    Standing("Questions and sharing practice", "Everyone has had the chance to ask", (5, 10, 30)),
    Standing("Actions, owners and dates agreed", "Every action has one owner and a date", (3, 5, 15)),
)
STANDING_TITLES = frozenset(one.title.casefold() for one in (*OPENING, LAST_TIME, *CLOSING))
CLOSING_TITLES = frozenset(one.title.casefold() for one in CLOSING)


class Why(StrEnum):
    """Why an item is suggested."""

    DECIDED = "decided last time"
    A_YEAR_AGO = "on the agenda a year ago"


class Suggestion(NamedTuple):
    """An item that may be worth adding, and why."""

    item: AgendaItem
    why: Why


class Timing(NamedTuple):
    """When each item begins, where all have a length; the minutes left at the end, fewer than none if it overruns."""

    starts: tuple[datetime | None, ...]
    left: int
    unset: int


def make_opening(year: Year, group: Group, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """Make the items a meeting begins with."""
    length, lead = find_length(meeting), _find_lead(year, group, meeting.starts.date())
    # Whether its minutes are drafted yet is not for all who read the document that begins with these.
    standing = (*OPENING, LAST_TIME) if find_last_meeting(year, meeting) else OPENING
    return tuple(one.make(length, lead) for one in standing)


def make_closing(year: Year, group: Group, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """Make the items a meeting ends with."""
    length, lead = find_length(meeting), _find_lead(year, group, meeting.starts.date())
    return tuple(one.make(length, lead) for one in CLOSING)


def place_item(items: Sequence[AgendaItem], item: AgendaItem) -> tuple[AgendaItem, ...]:
    """Add an item before those a meeting ends with."""
    at = len(items)
    while at and items[at - 1].title.casefold() in CLOSING_TITLES:
        at -= 1
    return (*items[:at], item, *items[at:])


def find_timing(meeting: Meeting, items: Sequence[AgendaItem]) -> Timing:
    """Work out when each item begins and what is left of the meeting."""
    lengths = [item.minutes for item in items]
    starts = [meeting.starts + timedelta(minutes=sum(lengths[:n])) for n in range(len(lengths))]
    whole = all(lengths)
    return Timing(
        starts=tuple(start if whole else None for start in starts),
        left=find_length(meeting) - sum(lengths),
        unset=lengths.count(0),
    )


def find_length(meeting: Meeting) -> int:
    """Find how many minutes a meeting lasts."""
    return round((meeting.ends - meeting.starts).total_seconds() / 60)


def find_last_meeting(year: Year, meeting: Meeting) -> Meeting | None:
    """Find the group's meeting before one."""
    earlier = [one for one in _find_held(year, meeting.group) if one.starts < meeting.starts]
    return max(earlier, key=lambda one: (one.starts, one.key), default=None)


def find_meeting_a_year_ago(year: Year, meeting: Meeting) -> Meeting | None:
    """Find the same meeting a year before: the one by the same rule, or else the nearest to that day."""
    then = meeting.starts - timedelta(weeks=52)
    near = [
        one
        for one in _find_held(year, meeting.group)
        if one.year != meeting.year and abs(one.starts - then) <= timedelta(weeks=WEEKS_APART)
    ]
    return min(near, key=lambda one: (_find_rule(one) != _find_rule(meeting), abs(one.starts - then)), default=None)  # fmt: skip


def find_open_actions(year: Year, group: Group) -> tuple[Action, ...]:
    """Find a group's open actions, by the day they are due."""
    found = [
        action
        for action in year.actions
        if action.status is ActionStatus.OPEN and find_group_of(action.meeting) == group.id
    ]
    return tuple(sorted(found, key=lambda action: (action.due or date.max, action.id)))


def suggest_items(year: Year, meeting: Meeting, agenda: Agenda | None) -> tuple[Suggestion, ...]:
    """Suggest what is not on an agenda yet: following up what was decided last time, and last year's items."""
    last, then = find_last_meeting(year, meeting), find_meeting_a_year_ago(year, meeting)
    minutes = year.minutes_by_meeting.get(last.key) if last else None
    before = year.agenda_by_meeting.get(then.key) if then else None
    suggested = [
        Suggestion(AgendaItem(title=_shorten(f"Follow up: {decision}"), outcome="We know how far it is"), Why.DECIDED)
        for decision in (minutes.decisions if minutes else ())
        if decision.strip()
    ]  # fmt: skip
    suggested += [
        Suggestion(item.model_copy(update={"lead": _keep_lead(year, item, meeting), "proposed_by": None}), Why.A_YEAR_AGO)
        for item in (before.items if before else ())
        if item.title.casefold() not in STANDING_TITLES
    ]  # fmt: skip
    known = {item.title.casefold() for item in (agenda.items if agenda else ())}
    return tuple(
        {s.item.title.casefold(): s for s in suggested if s.item.title.casefold() not in known}.values()
    )


def find_item(items: Iterable[AgendaItem], title: str) -> AgendaItem | None:
    """Find an item by its title, however it is cased."""
    return next((item for item in items if item.title.casefold() == title.casefold()), None)


def _find_held(year: Year, group: str) -> list[Meeting]:
    return [one for one in year.meetings if one.group == group and one.status is MeetingStatus.PUBLISHED]


def _find_lead(year: Year, group: Group, day: date) -> str | None:
    held = find_officers(year.trust, group, day)
    chairs = (*held[Office.CHAIR], *held[Office.CO_CHAIR])
    return chairs[0].id if chairs else None


def _keep_lead(year: Year, item: AgendaItem, meeting: Meeting) -> str | None:
    """Keep who led an item a year ago, if they are still here."""
    person = year.trust.person_by_id.get(item.lead or "")
    return person.id if person and person.holds(meeting.starts.date()) else None


def _find_rule(meeting: Meeting) -> str:
    return meeting.key.rsplit("/", 1)[-1]


def _shorten(title: str) -> str:
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    return plain if len(plain) <= LONGEST_TITLE else f"{plain[: LONGEST_TITLE - 1].rstrip()}…"
