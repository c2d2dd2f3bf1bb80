"""People needed in two places: forbidden for officers, priced for members, for as long as they share both groups."""

from __future__ import annotations

from datetime import date, time

from builders import a_membership, a_person
from small_trusts import YEAR, a_fixed, in_one_week, price

from scheduler.engine.problem import Overlap
from scheduler.planner import propose_year, set_out
from scheduler.proposal import Status
from scheduler.rules import Rule
from trust.groups import Office, Officer
from trust.values import Weekday

WEDNESDAY = (Weekday.WED,)


def test_a_member_needed_in_two_places_is_priced_and_double_when_alone():
    proposal = propose_year(in_one_week(2, WEDNESDAY), YEAR, effort=1)

    assert proposal.cost_by_rule == price((Rule.CLASH, 2))
    assert proposal.cost_by_person == {"ada": proposal.cost}


def test_two_members_of_one_school_clash_for_the_price_of_two():
    people = (a_person("ada"), a_person("ben"))
    members = tuple(a_membership(group, person) for group in ("g0", "g1") for person in ("ada", "ben"))

    proposal = propose_year(in_one_week(2, WEDNESDAY, people=people, memberships=members), YEAR, effort=1)

    assert proposal.cost_by_rule == price((Rule.CLASH, 2))
    assert set(proposal.cost_by_person.values()) == {proposal.cost // 2}


def test_what_is_owed_to_a_member_weighs_as_much_more():
    proposal = propose_year(in_one_week(2, WEDNESDAY), YEAR, owed={"ada": 3}, effort=1)

    assert proposal.cost_by_rule == price((Rule.CLASH, 5))


def test_a_chair_of_one_group_cannot_miss_another_it_belongs_to():
    chair = Officer(group="g0", office=Office.CHAIR, person="ada")

    proposal = propose_year(in_one_week(2, WEDNESDAY, officers=(chair,)), YEAR, effort=1)

    assert (len(proposal.meetings), len(proposal.unmet), proposal.status) == (1, 1, Status.IMPOSSIBLE)


def test_meetings_at_other_times_of_a_day_do_not_clash():
    starts = (time(9, 0), time(10, 0))

    assert propose_year(in_one_week(2, WEDNESDAY, starts), YEAR, effort=1).cost == 0


def test_a_meeting_already_fixed_clashes_for_the_same_price():
    trust = in_one_week(2, WEDNESDAY)
    fixed = a_fixed("g0", day=2, key="a")

    assert propose_year(trust, YEAR, [fixed], effort=1).cost_by_rule == price((Rule.CLASH, 2))


def test_people_clash_only_while_they_belong_to_both_groups():
    members = (a_membership("g0", "ada"), a_membership("g1", "ada", starts=date(2026, 9, 17)))
    others = tuple(a_membership("g1", person) for person in ("eve", "fay"))
    people = (a_person("ada"), a_person("eve"), a_person("fay"))
    trust = in_one_week(2, (Weekday.WED, Weekday.THU), people=people, memberships=(*members, *others))

    problem = set_out(trust, YEAR).build().problem

    (kernel,) = (problem.kernels[pair.kernel] for pair in problem.pairs)
    assert isinstance(kernel, Overlap)
    # Cell 0 is Wednesday, on which nobody is in both; cell 1 is Thursday.
    assert kernel.cells == {1}
    assert problem.cost((0, 0)) == 0
    assert problem.cost((1, 1)) > 0


def test_two_meetings_of_one_group_are_never_at_once():
    trust = in_one_week(1, WEDNESDAY, (time(9, 0),))
    rule = trust.settings.cadences["c0"].meetings[0]
    cadence = trust.settings.cadences["c0"].model_copy(
        update={"meetings": (rule, rule.model_copy(update={"key": "b"}))}
    )
    settings = trust.settings.model_copy(update={"cadences": {"c0": cadence}})
    twice = trust.model_copy(update={"settings": settings})

    proposal = propose_year(twice, YEAR, effort=1)

    assert (len(proposal.meetings), len(proposal.unmet)) == (1, 1)


def test_groups_that_share_nobody_do_not_mind_each_other():
    people = (a_person("ada"), a_person("ben"))
    members = (a_membership("g0", "ada"), a_membership("g1", "ben"))
    trust = in_one_week(2, WEDNESDAY, people=people, memberships=members)

    assert set_out(trust, YEAR).build().problem.pairs == ()
