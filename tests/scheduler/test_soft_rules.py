"""Each test leaves the planner one way to keep a soft rule, or none, and looks at the price."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import (
    a_cadence,
    a_group,
    a_meeting,
    a_membership,
    a_person,
    a_trust,
    some_half_terms,
    some_settings,
)

from scheduler.planner import propose_year
from scheduler.weights import WEIGHTS, Rule
from trust.cadence import CadenceRule
from trust.calendar import TermName
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.year import Trust

YEAR = "2026-27"
MONDAY = date(2026, 9, 14)


def in_one_week(
    groups: int, days: tuple[Weekday, ...], starts: tuple[time, ...] = (time(15, 45),), **fields
) -> Trust:
    """As many groups as asked, all of one person, who each meet once on these days of one week in mid-term."""
    ids = [f"g{n}" for n in range(groups)]
    cadences = {
        f"c{n}": a_cadence(
            CadenceRule(key="a", title="A", term=TermName.AUTUMN, starts=start, minutes=60, days=days)
        )
        for n, start in enumerate(starts)
    }
    half, *_ = some_half_terms()
    return a_trust(**{
        "settings": some_settings(cadences=cadences),
        "half_terms": (half.model_copy(update={"starts": date(2026, 9, 11), "ends": date(2026, 9, 21)}),),
        "people": (a_person("ada"),), "officers": (),
        "groups": tuple(a_group(id_, cadence=f"c{n % len(starts)}") for n, id_ in enumerate(ids)),
        "memberships": tuple(a_membership(id_, "ada") for id_ in ids),
    } | fields)  # fmt: skip


def price(*broken: tuple[Rule, int]) -> dict[str, int]:
    return {rule.value: WEIGHTS[rule] * count for rule, count in broken}


def test_a_member_needed_in_two_places_is_priced_and_double_when_alone():
    proposal = propose_year(in_one_week(2, (Weekday.WED,)), YEAR)

    assert proposal.cost_by_rule == price((Rule.CLASH, 2))


def test_two_members_of_one_school_clash_for_the_price_of_two():
    people = (a_person("ada"), a_person("ben"))
    members = tuple(a_membership(group, person) for group in ("g0", "g1") for person in ("ada", "ben"))

    proposal = propose_year(in_one_week(2, (Weekday.WED,), people=people, memberships=members), YEAR)

    assert proposal.cost_by_rule == price((Rule.CLASH, 2))


def test_two_twilights_on_one_day_are_priced_even_one_after_the_other():
    proposal = propose_year(in_one_week(2, (Weekday.WED,), (time(15, 30), time(16, 45))), YEAR)

    assert proposal.cost_by_rule == price((Rule.ONE_A_DAY, 2))


def test_a_third_twilight_in_a_week_is_priced_once_a_person():
    proposal = propose_year(in_one_week(3, (Weekday.TUE, Weekday.WED, Weekday.THU)), YEAR)

    assert proposal.cost_by_rule == price((Rule.WEEK_LOAD, 1))


def test_twilights_already_fixed_count_towards_the_week():
    fixed = [
        a_meeting("extra", f"g{n}", starts=datetime.combine(MONDAY + timedelta(days=n), time(15, 45), LONDON))
        for n in (0, 1)
    ]

    proposal = propose_year(in_one_week(2, (Weekday.WED, Weekday.THU)), YEAR, fixed)

    assert proposal.cost_by_rule == price((Rule.WEEK_LOAD, 2))


def test_meetings_nearer_than_the_trust_likes_are_priced_by_the_week():
    rules = [CadenceRule(key=key, title=key, term=TermName.AUTUMN, days=(Weekday.WED,)) for key in ("a", "b")]
    half, *_ = some_half_terms()
    trust = a_trust(
        settings=some_settings(cadences={"termly": a_cadence(*rules)}, rules=Rules(spacing_weeks=(5, 12))),
        half_terms=(half.model_copy(update={"starts": date(2026, 9, 7), "ends": date(2026, 9, 25)}),),
    )

    assert propose_year(trust, YEAR).cost_by_rule == price((Rule.SPACING, 3))


def test_spacing_is_kept_from_a_meeting_already_fixed():
    fixed = a_meeting("autumn-1", starts=datetime(2026, 12, 9, 15, 45, tzinfo=LONDON))

    proposal = propose_year(a_trust(), YEAR, [fixed])

    spring = next(m for m in proposal.meetings if m.key.endswith("spring-1"))
    assert spring.starts.date() >= date(2027, 1, 11)
    assert proposal.cost == 0
