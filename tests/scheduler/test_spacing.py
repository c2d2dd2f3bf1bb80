"""Distances between meetings: a group's own, a series' and the leads' first."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from builders import a_cadence, a_group, a_meeting, a_membership, a_trust, some_settings
from small_trusts import YEAR, a_fixed, an_autumn, price

from scheduler.planner import propose_year
from scheduler.rules import Rule
from trust.cadence import CadenceRule
from trust.calendar import TermName
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.year import Trust

WEDNESDAY = (Weekday.WED,)


def a_rule(key: str, **fields) -> CadenceRule:
    return CadenceRule(**{"key": key, "title": key, "term": TermName.AUTUMN, "days": WEDNESDAY} | fields)


def in_three_weeks(*rules: CadenceRule, spacing: tuple[int, int] = (0, 52), **fields) -> Trust:
    settings = some_settings(cadences={"termly": a_cadence(*rules)}, rules=Rules(spacing_weeks=spacing))
    return a_trust(
        **{"settings": settings, "half_terms": an_autumn(date(2026, 9, 7), date(2026, 9, 25))} | fields
    )


@pytest.mark.parametrize(("spacing", "weeks_off"), [((5, 12), 3), ((3, 12), 1), ((2, 12), 0)])
def test_meetings_nearer_than_the_trust_likes_are_priced_by_the_week(spacing, weeks_off):
    proposal = propose_year(in_three_weeks(a_rule("a"), a_rule("b"), spacing=spacing), YEAR, effort=1)

    assert proposal.cost_by_rule == ({} if not weeks_off else price((Rule.SPACING, weeks_off)))


def test_meetings_farther_apart_than_the_trust_likes_are_priced_by_the_week():
    rules = (a_rule("a"), CadenceRule(key="b", title="b", term=TermName.SPRING))
    halves = (*an_autumn(date(2026, 9, 7), date(2026, 9, 25)), a_spring_week())

    proposal = propose_year(in_three_weeks(*rules, spacing=(5, 12), half_terms=halves), YEAR, effort=1)

    # From the week of 21 September to that of 11 January there are 16.
    assert proposal.cost_by_rule[Rule.SPACING] == price((Rule.SPACING, 4))[Rule.SPACING]


def a_spring_week():
    (autumn,) = an_autumn(date(2026, 9, 7), date(2026, 9, 25))
    return autumn.model_copy(
        update={"term": TermName.SPRING, "starts": date(2027, 1, 11), "ends": date(2027, 1, 15)}
    )


def test_the_meetings_of_a_group_keep_the_order_of_its_cadence():
    proposal = propose_year(in_three_weeks(a_rule("b"), a_rule("a"), spacing=(2, 12)), YEAR, effort=1)

    assert [meeting.title for meeting in proposal.meetings] == ["b", "a"]
    assert proposal.cost == 0


def test_spacing_is_kept_from_a_meeting_already_fixed():
    fixed = a_meeting("autumn-1", starts=datetime(2026, 12, 9, 15, 45, tzinfo=LONDON))

    proposal = propose_year(a_trust(), YEAR, [fixed], effort=1)

    spring = next(m for m in proposal.meetings if m.key.endswith("spring-1"))
    assert spring.starts.date() >= date(2027, 1, 11)
    assert proposal.cost == 0


def two_in_a_series(ends: date) -> Trust:
    """Maths and art, who share nobody and give one workshop each in the weeks from 7 September."""
    return in_three_weeks(
        a_rule("a", starts=time(9, 0), series="safety"),
        half_terms=an_autumn(date(2026, 9, 7), ends),
        groups=(a_group("maths"), a_group("art")),
        memberships=(a_membership("art", "dee"),),
    )


def test_the_meetings_of_a_series_fall_in_one_week():
    proposal = propose_year(two_in_a_series(ends=date(2026, 9, 25)), YEAR, effort=1)

    assert len({meeting.starts.isocalendar().week for meeting in proposal.meetings}) == 1
    assert Rule.SERIES not in proposal.cost_by_rule


@pytest.mark.parametrize(
    ("ends", "weeks"), [(date(2026, 9, 25), 0), (date(2026, 9, 18), 1), (date(2026, 9, 11), 2)]
)
def test_each_week_from_a_fixed_meeting_of_the_series_is_priced(ends, weeks):
    fixed = a_fixed("art", day=9, at=time(9, 0), key="a")

    proposal = propose_year(two_in_a_series(ends), YEAR, [fixed], effort=1)

    assert proposal.cost_by_rule.get(Rule.SERIES, 0) == price((Rule.SERIES, weeks))[Rule.SERIES]


def leads_and_others(leads_on: Weekday, others_on: Weekday) -> Trust:
    """Leads and maths, who meet on one weekday each, in one week."""
    cadences = {
        "leads": a_cadence(a_rule("open", starts=time(9, 0), days=(leads_on,), first_in_term=True)),
        "termly": a_cadence(a_rule("a", starts=time(11, 0), days=(others_on,))),
    }
    return a_trust(
        settings=some_settings(cadences=cadences, rules=Rules(spacing_weeks=(0, 52))),
        half_terms=an_autumn(date(2026, 9, 11), date(2026, 9, 21)),
        groups=(a_group("leads", cadence="leads"), a_group("maths")),
        memberships=(a_membership("leads", "dee"),),
    )


@pytest.mark.parametrize(
    ("leads_on", "others_on", "times"),
    [
        (Weekday.TUE, Weekday.WED, 0),
        (Weekday.WED, Weekday.WED, 1),
        (Weekday.THU, Weekday.TUE, 1),
    ],
)
def test_a_meeting_on_or_before_the_day_of_the_leads_first_is_priced(leads_on, others_on, times):
    proposal = propose_year(leads_and_others(leads_on, others_on), YEAR, effort=1)

    assert proposal.cost_by_rule == ({} if not times else price((Rule.FIRST_IN_TERM, times)))


@pytest.mark.parametrize("fixed", [("leads", "open"), ("maths", "a")])
def test_the_leads_come_first_beside_what_is_fixed_as_well(fixed):
    group, key = fixed
    day = {"leads": 3, "maths": 1}[group]

    proposal = propose_year(
        leads_and_others(Weekday.THU, Weekday.TUE), YEAR, [a_fixed(group, day, time(13, 0), key)], effort=1
    )

    assert proposal.cost_by_rule == price((Rule.FIRST_IN_TERM, 1))
