"""What is due for disposal at a moment: which papers of a year, which people who left, and what a hold keeps.

Pure. How long each kind is kept is `trust.retention`'s to say; what lies outside a year (deliveries, the journal, the
audit log, traces) is counted by the store, with the cutoffs found there. Documents in Microsoft 365 are no part of it:
they are the trust's, under its own retention labels, and never deleted by us.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from trust.calendar import find_year_bounds
from trust.meetings import find_group_of
from trust.papers import ActionStatus, PaperName
from trust.people import Person
from trust.retention import Kept, find_due_day, is_due
from trust.settings import TrustSettings
from trust.values import WHOLE_WEEK, Value, place_in_london
from trust.year import Trust, Year


class Held(NamedTuple):
    """The groups and the people, by id, about whom nothing is disposed of."""

    groups: frozenset[str]
    people: frozenset[str]


class Stock(Value):
    """What there is of a kind, and what of it is due.

    Attributes:
        count: How much there is.
        oldest: The day the oldest of it is of.
        due: How much of it is due.
        held: How much would be due if no legal hold kept it.
        next: The day on which the oldest of what is neither due nor held falls due.
    """

    kind: Kept
    rule: str
    count: int
    oldest: date | None = None
    due: int = 0
    held: int = 0
    next: date | None = None


class Paper(NamedTuple):
    """A paper as far as retention cares: the meeting it is of, what names it there, and whom it is about."""

    meeting: str
    name: str
    people: frozenset[str]

    @property
    def day(self) -> date:
        """The last day of its academic year, which its meeting's key names for good."""
        return find_year_bounds(self.meeting.partition("/")[0])[1]


def find_held(settings: TrustSettings) -> Held:
    """Find what legal holds keep."""
    groups = frozenset(hold.group for hold in settings.holds if hold.group)
    return Held(groups, frozenset(hold.person for hold in settings.holds if hold.person))


def find_papers(year: Year, kind: Kept) -> tuple[Paper, ...]:
    """Find the papers of a kind: those of the year, and what was read of them in Word."""
    return tuple(_find_papers(year, kind))


def choose_due(year: Year, kind: Kept, papers: Iterable[Paper], now: datetime) -> tuple[Paper, ...]:
    """Choose the papers that are due and not held."""
    held = find_held(year.trust.settings)
    return tuple(paper for paper in _choose_old(year, kind, papers, now) if not is_held(held, paper))


def count_papers(year: Year, kind: Kept, rule: str, now: datetime) -> Stock:
    """Count the papers of a kind, and those that are due."""
    papers = find_papers(year, kind)
    old = frozenset(_choose_old(year, kind, papers, now))
    due = choose_due(year, kind, papers, now)
    coming = [find_due_day(year.trust.settings.retention, kind, p.day) for p in papers if p not in old]
    return Stock(
        kind=kind,
        rule=rule,
        count=len(papers),
        oldest=min((_find_day(year, paper) for paper in papers), default=None),
        due=len(due),
        held=len(old) - len(due),
        next=min(coming, default=None),
    )


def is_held(held: Held, paper: Paper) -> bool:
    """Say whether a legal hold keeps a paper."""
    return find_group_of(paper.meeting) in held.groups or bool(paper.people & held.people)


def find_leavers(trust: Trust, now: datetime) -> tuple[Person, ...]:
    """Find the people who have left, the first to go first."""
    today = place_in_london(now).date()
    left = (person for person in trust.people if person.ends and person.ends < today)
    return tuple(sorted(left, key=lambda person: (person.ends or today, person.id)))


def choose_leavers_due(trust: Trust, now: datetime) -> tuple[Person, ...]:
    """Choose the leavers whose details are due, and not held."""
    settings, today = trust.settings, place_in_london(now).date()
    held = find_held(settings).people
    return tuple(
        person
        for person in find_leavers(trust, now)
        if person.id not in held
        and person.ends
        and is_due(settings.retention, Kept.LEAVERS, person.ends, settings.year, today)
    )


def forget_details(person: Person) -> Person:
    """Leave of a person who left what minutes still need: the name, and the post held."""
    return person.model_copy(update={"access_needs": (), "working_days": WHOLE_WEEK})


def _find_day(year: Year, paper: Paper) -> date:
    """Find the day of the meeting, or the first of its academic year where that is no longer known."""
    meeting = year.meeting_by_key.get(paper.meeting)
    return meeting.starts.date() if meeting else find_year_bounds(paper.meeting.partition("/")[0])[0]


def _choose_old(year: Year, kind: Kept, papers: Iterable[Paper], now: datetime) -> Iterator[Paper]:
    settings, today = year.trust.settings, place_in_london(now).date()
    return (p for p in papers if is_due(settings.retention, kind, p.day, settings.year, today))


def _find_papers(year: Year, kind: Kept) -> Iterator[Paper]:
    match kind:
        case Kept.AGENDAS:
            for agenda in year.agendas:
                items = (*agenda.items, *agenda.proposed)
                yield _name(agenda.meeting, "", *(one for i in items for one in (i.lead, i.proposed_by)))
            yield from _find_texts(year, "agenda")
        case Kept.MINUTES:
            for one in year.minutes:
                yield _name(one.meeting, "", *one.present, *one.apologies, one.approved_by)
            yield from _find_texts(year, "minutes")
        case Kept.ACTIONS:
            done = (action for action in year.actions if action.status is ActionStatus.DONE)
            yield from (_name(action.meeting, action.id, action.owner) for action in done)
        case Kept.REASONS:
            said = (reply for reply in year.replies if reply.reason)
            yield from (_name(reply.meeting, reply.person, reply.person) for reply in said)
        case Kept.REPLIES:
            yield from (_name(one.meeting, one.person, one.person, one.delegate) for one in year.replies)
            yield from (_name(one.meeting, one.person, one.person) for one in year.attendance)


def _find_texts(year: Year, paper: PaperName) -> Iterator[Paper]:
    return (_name(text.meeting, text.item) for text in year.texts if text.paper == paper)


def _name(meeting: str, name: str, *people: str | None) -> Paper:
    return Paper(meeting, name, frozenset(one for one in people if one))
