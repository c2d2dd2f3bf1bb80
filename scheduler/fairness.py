"""The fairness ledger: whom the calendar has shut out over a year, and what the next plan owes them.

A meeting is missed when the person does not work that weekday, when their own school is closed (its INSET, its council's
term), or when another meeting of theirs needs them at that time. What somebody chose to miss is not counted: replies
and attendance are no part of it. Whose term dates are no longer known is not held to have missed anything for them.

What is owed is a weight that the next plan adds to a person's absences:

| share of meetings missed | weight |
|--------------------------|--------|
| under a quarter          | 0      |
| from a quarter           | 1      |
| from a half              | 2      |
| from three quarters      | 3      |

It is never more than the number of meetings missed, so that one unlucky evening does not rule the next year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scheduler.checks.attendance import Absence, Visit, find_attendance
from scheduler.checks.sittings import Facts, find_weekdays, seat_meetings
from trust.calendar import find_year_bounds
from trust.groups import Group
from trust.meetings import Meeting
from trust.people import Person
from trust.places import School
from trust.values import Value
from trust.year import Trust

SHUT_OUT_FROM = 0.5


class Missed(Value):
    """A meeting (by key) somebody could not attend, and why."""

    meeting: str
    why: Absence


class Standing(Value):
    """How a person fared in a year.

    `meetings` counts those they belong to and `attendable` those they could attend; `only_one_in` holds the ids of
    groups in which they are at some time their school's only one; `working_share` is the part of Monday to Friday
    they work, from 0 to 1.
    """

    person: str
    meetings: int
    attendable: int
    missed: tuple[Missed, ...] = ()
    only_one_in: tuple[str, ...] = ()
    working_share: float = 1.0

    @property
    def share_missed(self) -> float:
        """The part of their meetings they could not attend, from 0 to 1."""
        return len(self.missed) / self.meetings

    @property
    def is_part_time(self) -> bool:
        """Whether they work less than the whole week."""
        return self.working_share < 1

    @property
    def week(self) -> str:
        """Their working week, in words to sum people up by."""
        return "part time" if self.is_part_time else "full time"


class Summary(Value):
    """How some people fared together.

    `meetings` and `attendable` add up theirs; `shut_out` counts people who missed half of their meetings or more, and
    `only_ones` those who are their school's only one in some group.
    """

    of: str
    people: int
    meetings: int
    attendable: int
    shut_out: int
    only_ones: int


class Unreached(Value):
    """A group and the schools (ids) it draws on that have nobody in it all year."""

    group: str
    schools: tuple[str, ...]


def find_standings(
    trust: Trust, meetings: Iterable[Meeting], year: str | None = None
) -> tuple[Standing, ...]:
    """Find how everyone with a meeting in a year (the trust's own when not given) fared, worst first.

    Worst is the greatest share missed, then the greatest number; among equals, by id. Cancelled meetings do not count.
    """
    facts = Facts(trust)
    sittings = seat_meetings(facts, meetings, year or trust.settings.year)
    standings = (
        _make_standing(trust.person_by_id[person], visits)
        for person, visits in find_attendance(facts, sittings).items()
    )
    return tuple(sorted(standings, key=lambda s: (-s.share_missed, -len(s.missed), s.person)))


def _make_standing(person: Person, visits: Sequence[Visit]) -> Standing:
    missed = tuple(Missed(meeting=v.sitting.key, why=v.absence) for v in visits if v.absence)
    alone = [
        visit.sitting.group.id
        for visit in visits
        if person.school and visit.sitting.roster.only_ones.get(person.school) is person
    ]
    return Standing(
        person=person.id,
        meetings=len(visits),
        attendable=len(visits) - len(missed),
        missed=missed,
        only_one_in=tuple(dict.fromkeys(alone)),
        working_share=len(find_weekdays(person.working_days) & {0, 1, 2, 3, 4}) / 5,
    )


def make_summaries(standings: Iterable[Standing], by: Callable[[Standing], str]) -> tuple[Summary, ...]:
    """Sum standings up by anything that can be said of a person: their school, whether they work part-time."""
    groups: dict[str, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(by(standing), []).append(standing)
    return tuple(
        Summary(
            of=name,
            people=len(of_group),
            meetings=sum(standing.meetings for standing in of_group),
            attendable=sum(standing.attendable for standing in of_group),
            shut_out=sum(standing.share_missed >= SHUT_OUT_FROM for standing in of_group),
            only_ones=sum(bool(standing.only_one_in) for standing in of_group),
        )
        for name, of_group in sorted(groups.items())
    )


def find_owed(standings: Iterable[Standing]) -> dict[str, int]:
    """Find the weight, from 1 to 3, that the next plan gives each person (by id) who was shut out; others are absent.

    >>> late = Missed(meeting="2026-27/maths/autumn-1", why=Absence.NOT_WORKING)
    >>> find_owed([Standing(person="ada", meetings=3, attendable=2, missed=(late,))])
    {'ada': 1}
    """
    owed = {s.person: min(int(s.share_missed * 4), 3, len(s.missed)) for s in standings}
    return {person: weight for person, weight in owed.items() if weight}


def find_unreached(trust: Trust, year: str | None = None) -> tuple[Unreached, ...]:
    """Find the schools that have nobody in a group that draws on them, so that someone there works in isolation.

    A group draws on the schools it names, or of the phases it names, when it gathers the holders of a role. One that
    names neither and gathers fewer than half of the schools is for specialists, such as heads of sixth form, and nobody
    is missing. Groups come in the order of the trust's files.
    """
    facts = Facts(trust)
    first, last = find_year_bounds(year or trust.settings.year)
    found = []
    for group in trust.groups:
        days = [day for day in facts.stretches(group, first, last) if group.holds(day)]
        if not (days and group.roles):
            continue
        reached = {school for day in days for school in facts.roster(group, day).by_school}
        drawn_on = [s.id for s in trust.schools if _draws_on(group, s) and not (s.joined and s.joined > last)]
        left = tuple(school for school in drawn_on if school not in reached)
        for_all = bool(group.phases or group.schools) or len(left) * 2 <= len(drawn_on)
        if left and for_all:
            found.append(Unreached(group=group.id, schools=left))
    return tuple(found)


def _draws_on(group: Group, school: School) -> bool:
    in_phase = not group.phases or bool(school.phase.covers & set(group.phases))
    return in_phase and (not group.schools or school.id in group.schools)
