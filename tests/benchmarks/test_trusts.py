from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache, lru_cache

import pytest

from benchmarks.trusts import FIRST_DAY, Size, count_meetings, describe_trust, make_trust
from trust.cadence import CadenceRule
from trust.calendar import find_bank_holidays
from trust.files import parse_files, write_files
from trust.groups import Group, GroupKind, Office
from trust.horizon import find_terms
from trust.membership import find_members, find_officers
from trust.opening import find_blackout, find_term_days, is_school_day
from trust.people import AccessNeed, PersonKind
from trust.year import Trust, Year

make = lru_cache(make_trust)
EVERY_SIZE = pytest.mark.parametrize("size", list(Size))
ALMOST_ALL_OPEN = 0.9


def test_same_seed_gives_the_same_trust():
    assert make_trust(Size.SMALL, 3) == make_trust(Size.SMALL, 3)


def test_another_seed_gives_another_trust():
    assert make_trust(Size.SMALL, 3) != make_trust(Size.SMALL, 4)


@pytest.mark.parametrize(
    ("size", "schools", "groups", "staff", "meetings"),
    [
        (Size.SMALL, 12, 40, 400, 178),
        (Size.MEDIUM, 30, 100, 2000, 380),
        (Size.LARGE, 80, 250, 8000, 1000),
    ],
)
def test_size_has_about_its_figures(size: Size, schools: int, groups: int, staff: int, meetings: int):
    trust = make(size)

    assert len(trust.schools) == schools
    assert len(trust.groups) == pytest.approx(groups, rel=0.02)
    assert sum(person.kind is PersonKind.STAFF for person in trust.people) == staff
    assert count_meetings(trust).total() == pytest.approx(meetings, rel=0.02)


@pytest.mark.parametrize("seed", [1, 2])
@EVERY_SIZE
def test_files_written_from_it_are_read_back_without_an_error(size: Size, seed: int):
    year = Year(trust=make(size, seed))

    parsed = parse_files(write_files(year))

    assert parsed.errors == ()
    assert parsed.year == year


@EVERY_SIZE
def test_overlaps_are_those_of_life(size: Size):
    held = Counter(p.id for group in make(size).groups for p in find_members(make(size), group, FIRST_DAY))

    assert 0.23 <= sum(n >= 2 for n in held.values()) / len(held) <= 0.36
    assert 0.055 <= sum(n >= 3 for n in held.values()) / len(held) <= 0.11


@EVERY_SIZE
def test_senco_of_every_school_sits_in_three_groups(size: Size):
    trust = make(size)
    groups_of = Counter(
        person.id
        for group in trust.groups
        if group.kind is GroupKind.STRATEGIC
        for person in find_members(trust, group, date(2027, 1, 11))
        if "senco" in person.roles and set(group.roles) & set(person.roles)
    )

    assert sorted(groups_of.values()) == [3] * len(trust.schools)


@EVERY_SIZE
def test_no_group_but_the_chairs_is_too_large_or_too_small_to_meet(size: Size):
    trust = make(size)
    sizes = [len(find_members(trust, g, FIRST_DAY)) for g in trust.groups if g.kind is not GroupKind.LEADS]

    assert min(sizes) >= 3
    assert max(sizes) <= 60


@EVERY_SIZE
def test_every_conference_fits_a_room_on_its_venue_and_all_of_them_its_days(size: Size):
    trust = make(size)
    wanted = Counter[str]()
    for group in trust.groups:
        for rule in trust.settings.cadences[group.cadence].meetings:
            if rule.venue:
                wanted[rule.venue] += rule.minutes > 200
                assert _count_rooms(trust, group, rule.venue) >= 1, group.id
    rooms = Counter(room.place for room in trust.rooms)

    assert all(count <= rooms[venue] * 12 for venue, count in wanted.items())


@EVERY_SIZE
def test_every_meeting_has_days_on_which_its_chair_works_and_most_of_its_schools_are_open(size: Size):
    """The hard part of feasibility; most meetings have a day on which all of their schools are open."""
    trust = make(size)
    shares = {
        (group.id, rule): found
        for group in trust.groups
        for rule, found in _find_open_shares(trust, group).items()
    }

    short = [key for key, found in shares.items() if sum(n >= ALMOST_ALL_OPEN for n in found) < 3]
    assert short == []
    assert sum(1.0 in found for found in shares.values()) / len(shares) > ALMOST_ALL_OPEN


def test_description_counts_what_there_is():
    assert describe_trust(make(Size.SMALL)).splitlines()[0] == "12 schools, 40 groups, 400 staff, 6 rooms"


def _count_rooms(trust: Trust, group: Group, venue: str) -> int:
    members = find_members(trust, group, date(2027, 6, 22))
    needs = {need for person in members for need in person.access_needs}
    return sum(
        room.place == venue
        and room.capacity >= len(members)
        and (room.step_free or AccessNeed.STEP_FREE not in needs)
        and (room.hearing_loop or AccessNeed.HEARING_LOOP not in needs)
        and not (room.stairs and AccessNeed.NO_STAIRS in needs)
        for room in trust.rooms
    )


def _find_open_shares(trust: Trust, group: Group) -> dict[str, list[float]]:
    """Give, for each rule, the share of the group's schools open on each day on which its chair works."""
    return {
        rule.key: [
            sum(school in _find_open_schools(trust.settings.short_name, day) for school in schools)
            / len(schools)
            for day in find_term_days(trust, rule.term)
            if _is_in_window(trust, rule, day)
            and not find_blackout(trust, group, day)
            and all(chair.works_on(day) for chair in find_officers(trust, group, day)[Office.CHAIR])
        ]
        for rule in trust.settings.cadences[group.cadence].meetings
        if (schools := _find_member_schools(trust, group, rule))
    }


def _is_in_window(trust: Trust, rule: CadenceRule, day: date) -> bool:
    return (
        any(h.holds(day) for h in trust.half_terms if h.term is rule.term and rule.half in (None, h.half))
        and rule.month in (None, day.month)
        and any(weekday.number == day.weekday() for weekday in rule.days)
        and day not in find_bank_holidays(day.year)
    )


def _find_member_schools(trust: Trust, group: Group, rule: CadenceRule) -> set[str]:
    members = find_members(trust, group, max(find_terms(trust)[rule.term][0], FIRST_DAY))
    return {person.school for person in members if person.school}


@cache
def _find_open_schools(size: str, day: date) -> frozenset[str]:
    trust = make(Size(size.lower()))
    return frozenset(school.id for school in trust.schools if is_school_day(trust, school, day))
