"""Random small trusts of which every possible year is priced, by the rules as a trust reads them: none beats the planner.

What a year costs is written here once more, in the plainest way and from the trust alone, so that a price the planner
forgets, counts twice or puts on the wrong people shows as a difference.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise, product
from typing import NamedTuple

from builders import a_group, a_meeting, a_person, a_school, a_trust, some_settings
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from small_trusts import YEAR, an_autumn

from scheduler.planner import propose_year
from scheduler.proposal import Status
from trust.cadence import Cadence, CadenceRule
from trust.calendar import Blackout, TermName
from trust.groups import Membership, Office, Officer
from trust.people import Person
from trust.register import Deadline
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.weights import Weights
from trust.year import Trust

FIRST_DAY, LAST_DAY = date(2026, 9, 7), date(2026, 9, 18)
EDGES = {date(2026, 9, day) for day in (7, 8, 17, 18)}
SCHOOLS, PEOPLE, GROUPS = ("oak", "elm"), tuple("abcde"), ("art", "maths", "music")
LEFT_OUT = 10_000


class Owed(NamedTuple):
    """A meeting a group owes by a rule, and when it could be, or is if it is fixed."""

    group: str
    rule: CadenceRule
    times: tuple[datetime, ...]
    is_fixed: bool = False

    @property
    def key(self) -> str:
        return f"{YEAR}/{self.group}/{self.rule.key}"


class Held(NamedTuple):
    """A meeting at a time."""

    group: str
    rule: CadenceRule
    starts: datetime

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.rule.minutes)

    @property
    def week(self) -> int:
        return self.starts.isocalendar().week

    @property
    def is_twilight(self) -> bool:
        return self.starts.hour >= 15

    def overlaps(self, other: Held) -> bool:
        return self.starts < other.ends and other.starts < self.ends


class Reader:
    """A trust nobody joins or leaves, and what its years cost."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.people = {person.id: person for person in trust.people}
        self.weights, self.rules = trust.settings.rules.weights, trust.settings.rules
        self.officers = {
            g.id: {o.person for o in trust.officers if o.group == g.id and o.person} for g in trust.groups
        }
        self.members = {
            g.id: sorted({m.person for m in trust.memberships if m.group == g.id} | self.officers[g.id])
            for g in trust.groups
        }
        self.owed = [
            Owed(group.id, rule, tuple(self._find_times(group.id, rule)))
            for group in trust.groups
            for rule in trust.settings.cadences["termly"].meetings
        ]

    def fix(self, fixed: Mapping[str, datetime]) -> bool:
        """Hold meetings (by key) at a time, and the others to the times that leaves; False when that is forbidden."""
        held = [Held(o.group, o.rule, fixed[o.key]) for o in self.owed if o.key in fixed]
        self.owed = [
            owed._replace(times=(fixed[owed.key],), is_fixed=True)
            if owed.key in fixed
            else owed._replace(
                times=tuple(at for at in owed.times if self._is_allowed([Held(*owed[:2], at), *held]))
            )
            for owed in self.owed
        ]
        return self._is_allowed(held)

    def find_years(self) -> Iterator[tuple[datetime | None, ...]]:
        """List every year there could be."""
        return product(*(o.times if o.is_fixed else [None, *o.times] for o in self.owed))

    def find_cheapest(self) -> int:
        """Price every year there could be."""
        return min(cost for year in self.find_years() if (cost := self.price(year)) is not None)

    def price(self, year: Sequence[datetime | None]) -> int | None:
        """Price a year: a time or None for each meeting owed. None when it breaks what is forbidden."""
        held = [Held(o.group, o.rule, starts) for o, starts in zip(self.owed, year, strict=True) if starts]
        if not self._is_allowed(held):
            return None
        return (
            LEFT_OUT * (len(year) - len(held))
            + sum(map(self._price_alone, held))
            + sum(map(self._price_clash, combinations(held, 2)))
            + sum(self._price_spacing(group.id, held) for group in self.trust.groups)
            + sum(self._price_series(pair) for pair in combinations(held, 2))
            + self._price_openings(held)
            + sum(self._price_person(person, held) for person in self.trust.people)
            + self._price_busy_weeks(held)
        )

    def _find_times(self, group: str, rule: CadenceRule) -> Iterator[datetime]:
        for offset in range((LAST_DAY - FIRST_DAY).days + 1):
            day = FIRST_DAY + timedelta(days=offset)
            officers_work = all(_works(self.people[person], day) for person in self.officers[group])
            if self.members[group] and officers_work and day.weekday() in {d.number for d in rule.days}:
                starts = [datetime.combine(day, at, LONDON) for at in (rule.starts, *rule.blocks)]
                yield from (at for at in starts if self._is_covered([Held(group, rule, at)]))

    def _weigh(self, group: str, person: str) -> int:
        school = self.people[person].school
        colleagues = [other for other in self.members[group] if self.people[other].school == school]
        return 2 if school and len(colleagues) == 1 else 1

    def _schools_of(self, group: str) -> set[str]:
        return {school for person in self.members[group] if (school := self.people[person].school)}

    def _price_alone(self, one: Held) -> int:
        day, schools = one.starts.date(), self._schools_of(one.group)
        away = [person for person in self.members[one.group] if not _works(self.people[person], day)]
        nights = [s for s in self.trust.schools if s.id in schools and s.staff_meeting_night]
        tonight = [school for school in nights if school.staff_meeting_night.number == day.weekday()]
        avoided = [
            row
            for row in set(self.trust.blackouts)
            if row.holds(day) and (not row.schools or schools & set(row.schools))
        ]
        pinched = any(
            timedelta(0) <= row.due - day <= timedelta(days=row.pinch_days) for row in self.trust.deadlines
        )
        return (
            self.weights.away * sum(self._weigh(one.group, person) for person in away)
            + self.weights.edge * (bool(schools) and day in EDGES)
            + self.weights.staff_meeting * len(tonight) * one.is_twilight
            + self.weights.avoided_day * len(avoided)
            + self.weights.deadline * pinched
            + self.weights.midweek * (day.weekday() in (0, 4))
        )

    def _is_allowed(self, held: Sequence[Held]) -> bool:
        return all(map(self._may_overlap, combinations(held, 2))) and self._is_covered(held)

    def _may_overlap(self, pair: tuple[Held, Held]) -> bool:
        one, other = pair
        both = set(self.members[one.group]) & set(self.members[other.group])
        needed = both & (self.officers[one.group] | self.officers[other.group])
        return not one.overlaps(other) or not (needed or one.group == other.group)

    def _price_clash(self, pair: tuple[Held, Held]) -> int:
        one, other = pair
        both = set(self.members[one.group]) & set(self.members[other.group])
        weight = sum(max(self._weigh(one.group, who), self._weigh(other.group, who)) for who in both)
        return self.weights.clash * weight * one.overlaps(other)

    def _price_spacing(self, group: str, held: Sequence[Held]) -> int:
        least, most = self.rules.spacing_weeks
        weeks = {one.rule.key: one.week for one in held if one.group == group}
        cadence = [rule.key for rule in self.trust.settings.cadences["termly"].meetings]
        apart = [
            weeks[later] - weeks[first]
            for first, later in pairwise(cadence)
            if first in weeks and later in weeks
        ]
        return self.weights.spacing * sum(max(least - gap, gap - most, 0) for gap in apart)

    def _price_series(self, pair: tuple[Held, Held]) -> int:
        one, other = pair
        together = one.rule.series and one.rule.series == other.rule.series
        return self.weights.series * abs(one.week - other.week) if together else 0

    def _price_openings(self, held: Sequence[Held]) -> int:
        early = [
            other
            for opening in held
            for other in held
            if opening.rule.first_in_term
            and not other.rule.first_in_term
            and other.starts.date() <= opening.starts.date()
        ]
        return self.weights.first_in_term * len(early)

    def _price_person(self, person: Person, held: Sequence[Held]) -> int:
        theirs = [one for one in held if one.is_twilight and person.id in self.members[one.group]]
        weeks = Counter(one.week for one in theirs)
        days = Counter(one.starts.date() for one in theirs if self._could_follow(person, one.starts.date()))
        budget = self.rules.directed_minutes_per_half_term * len(person.working_days) // 5 // 15
        quarters = sum(math.ceil(one.rule.minutes / 15) for one in theirs)
        return (
            self.weights.week_load * sum(max(n - self.rules.twilights_per_week, 0) for n in weeks.values())
            + self.weights.one_a_day * sum(n - 1 for n in days.values())
            + self.weights.directed_time * max(quarters - budget, 0)
        )

    def _could_follow(self, person: Person, day: date) -> bool:
        """Say whether two twilights of somebody's could be on a day without a clash."""
        could = [
            Held(owed.group, owed.rule, starts)
            for owed in self.owed
            for starts in owed.times
            if person.id in self.members[owed.group] and starts.date() == day and starts.hour >= 15
        ]
        return any(not one.overlaps(other) for one, other in combinations(could, 2))

    def _price_busy_weeks(self, held: Sequence[Held]) -> int:
        weeks = {starts.isocalendar().week for owed in self.owed for starts in owed.times}
        meetings = sum(bool(owed.times) for owed in self.owed)
        even = max(math.ceil(1.25 * meetings / len(weeks)), 3) if weeks else 0
        counts = Counter(one.week for one in held)
        return self.weights.busy_week * sum(max(n - even, 0) for n in counts.values())

    def _is_covered(self, held: Sequence[Held]) -> bool:
        for school in self.trust.schools:
            for moment in {one.starts for one in held}:
                out = [
                    person
                    for one in held
                    if one.starts <= moment < one.ends and one.starts.time() < school.finish_time
                    for person in self.members[one.group]
                    if self.people[person].school == school.id and _works(self.people[person], moment.date())
                ]
                if school.cover_limit and len(out) > school.cover_limit:
                    return False
        return True


def _works(person: Person, day: date) -> bool:
    return day.weekday() in {weekday.number for weekday in person.working_days}


@st.composite
def rules(draw: st.DrawFn, key: str) -> CadenceRule:
    weekdays = st.sets(st.sampled_from(list(Weekday)[:5]), min_size=1, max_size=2)
    daytime = draw(st.sampled_from([False, False, True]))
    starts = time(13, 0) if daytime else draw(st.sampled_from([time(15, 45), time(16, 30)]))
    return CadenceRule(
        key=key,
        title=key,
        term=TermName.AUTUMN,
        starts=starts,
        minutes=draw(st.sampled_from([50, 75])),
        blocks=draw(st.sampled_from([(), (), (time(17, 0),)])),
        days=tuple(sorted(draw(weekdays), key=lambda weekday: weekday.number)),
        first_in_term=draw(st.booleans()),
        series=draw(st.sampled_from([None, "workshops"])),
    )


@st.composite
def trusts(draw: st.DrawFn, busy_week: int = 1) -> Trust:
    groups = draw(st.sampled_from([GROUPS, GROUPS[:2]]))
    keys = ("first", "second")[: 2 if len(groups) == 2 else draw(st.integers(1, 2))]
    some_people = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4)
    weekdays = st.sets(st.sampled_from(list(Weekday)[:5]), min_size=3)
    offices = st.sampled_from((*PEOPLE, None, None))
    days = st.integers(0, 11).map(lambda offset: FIRST_DAY + timedelta(days=offset))
    return a_trust(
        settings=some_settings(
            cadences={"termly": Cadence(name="Termly", meetings=tuple(draw(rules(key)) for key in keys))},
            rules=Rules(
                spacing_weeks=draw(st.sampled_from([(0, 52), (1, 2), (5, 12)])),
                twilights_per_week=draw(st.integers(1, 2)),
                directed_minutes_per_half_term=draw(st.sampled_from([450, 120, 60])),
                weights=Weights(busy_week=busy_week),
            ),
        ),
        schools=tuple(
            a_school(
                school,
                staff_meeting_night=draw(st.sampled_from([None, *list(Weekday)[:5]])),
                cover_limit=draw(st.sampled_from([None, 1, 2])),
            )
            for school in SCHOOLS
        ),
        half_terms=an_autumn(FIRST_DAY, LAST_DAY),
        people=tuple(
            a_person(
                person,
                school=draw(st.sampled_from((*SCHOOLS, None))),
                working_days=tuple(sorted(draw(weekdays), key=lambda weekday: weekday.number)),
            )
            for person in PEOPLE
        ),
        groups=tuple(a_group(group, roles=()) for group in groups),
        officers=tuple(Officer(group=g, office=Office.CHAIR, person=draw(offices)) for g in groups),
        memberships=tuple(Membership(group=g, person=person) for g in groups for person in draw(some_people)),
        blackouts=tuple(
            Blackout(
                reason="a fair",
                starts=day,
                ends=day,
                avoid_only=True,
                schools=draw(st.sampled_from([(), ("oak",)])),
            )
            for day in draw(st.lists(days, max_size=2))
        ),
        deadlines=tuple(
            Deadline(id="data", title="Data", due=day, pinch_days=draw(st.integers(1, 3)))
            for day in draw(st.lists(days, max_size=1))
        ),
    )


tried = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def count_years(reader: Reader) -> int:
    return math.prod(len(owed.times) + (not owed.is_fixed) for owed in reader.owed)


@tried
@given(trusts())
def test_no_year_of_a_small_trust_is_cheaper_than_the_planners(trust):
    reader = Reader(trust)
    assume(count_years(reader) <= 2_000)

    proposal = propose_year(trust, YEAR, effort=0.2)

    starts = {meeting.key: meeting.starts for meeting in proposal.meetings}
    planned = [starts.get(owed.key) for owed in reader.owed]
    assert reader.price(planned) == proposal.cost
    assert proposal.cost == proposal.bound == reader.find_cheapest()
    assert proposal.status is (Status.IMPOSSIBLE if None in planned else Status.OPTIMAL)


@tried
@given(trusts(busy_week=0), st.data())
def test_beside_fixed_meetings_a_year_costs_as_much_more_as_if_all_of_it_were_free(trust, data):
    reader = Reader(trust)
    could = [owed for owed in reader.owed if owed.times]
    chosen = data.draw(st.lists(st.sampled_from(could), unique=True, max_size=3)) if could else []
    assume(reader.fix({owed.key: data.draw(st.sampled_from(owed.times)) for owed in chosen}))
    assume(count_years(reader) <= 2_000)
    fixed = [
        a_meeting(o.rule.key, o.group, starts=at, ends=at + timedelta(minutes=o.rule.minutes))
        for o in reader.owed
        if o.is_fixed
        for at in o.times
    ]

    proposal = propose_year(trust, YEAR, fixed, effort=0.2)

    alone = reader.price([owed.times[0] if owed.is_fixed else None for owed in reader.owed])
    free = sum(not owed.is_fixed for owed in reader.owed)
    assert proposal.cost == reader.find_cheapest() - (alone - LEFT_OUT * free)
