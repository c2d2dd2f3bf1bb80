"""Why a meeting cannot be held and what would let it: words on small trusts, the proof against brute force."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from itertools import combinations, product

import pytest
from builders import (
    a_cadence,
    a_group,
    a_meeting,
    a_membership,
    a_person,
    a_school,
    a_trust,
    some_half_terms,
    some_settings,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.impossible.conflict import Bar, Conflict, Event, Limit, Use
from scheduler.impossible.cores import count_most, find_grants, find_placing
from scheduler.impossible.explanation import Explanation, explain_impossible
from scheduler.impossible.smallest import find_minimal, find_smallest
from scheduler.planner import set_out
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.places import Room, Venue
from trust.settings import Rules
from trust.values import LONDON, Weekday
from trust.year import Trust

YEAR = "2026-27"


def a_rule(key: str = "autumn-1", **fields) -> CadenceRule:
    return CadenceRule(**{"key": key, "title": "Meeting", "term": TermName.AUTUMN} | fields)


def with_rules(*rules: CadenceRule, **rules_of_trust) -> dict:
    return {"settings": some_settings(cadences={"termly": a_cadence(*rules)}, rules=Rules(**rules_of_trust))}


def in_november(**fields) -> Trust:
    return a_trust(**with_rules(a_rule(month=11)) | fields)


def one_week() -> tuple:
    (half, *_) = some_half_terms()
    return (half.model_copy(update={"starts": date(2026, 9, 7), "ends": date(2026, 9, 11)}),)


def groups_of_one_chair(count: int, **rule) -> Trust:
    """So many groups that Ada chairs, and one week to meet in."""
    ids = [f"group-{n}" for n in range(count)]
    chairs = tuple(Officer(group=group, office=Office.CHAIR, person="ada") for group in ids)
    groups = tuple(a_group(group) for group in ids)
    return a_trust(groups=groups, officers=chairs, half_terms=one_week(), **with_rules(a_rule(**rule)))


def a_conference(count: int, *rooms: Room, **fields) -> Trust:
    """So many groups of one member each that meet at a venue, on a Thursday or Friday of one week."""
    rule = a_rule(format=Format.CONFERENCE, starts=time(9, 0), minutes=300, venue="mill",
                  days=(Weekday.THU, Weekday.FRI))  # fmt: skip
    ids = [f"group-{n}" for n in range(count)]
    people = tuple(a_person(f"person-{n}", roles=(f"{id_}-lead",)) for n, id_ in enumerate(ids))
    return a_trust(**{"groups": tuple(a_group(group) for group in ids), "people": people, "officers": (),
                      "half_terms": one_week(), "venues": (Venue(id="mill", name="The Mill"),), "rooms": rooms}
                     | with_rules(rule) | fields)  # fmt: skip


def explain(trust: Trust, fixed=(), earliest=None) -> list[Explanation]:
    """Place what can be placed, one meeting after another, and explain the rest."""
    desk = set_out(trust, YEAR, fixed, earliest=earliest)
    told = explain_impossible(desk, [occurrence.key for occurrence in desk.occurrences])
    return [explanation for explanation in told if explanation.facts]


INSETS = tuple(
    InsetDay(school=school, day=date(2026, 11, day))
    for day in range(1, 31)
    for school in [("oak", "elm")[day % 2]]
)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"people": (a_person("ada", working_days=(Weekday.MON,)), a_person("ben", working_days=(Weekday.TUE,)))},
            "No time in the autumn term will do: Ada works on Mon only; Ben works on Tue only.",
        ),
        (
            {"blackouts": (Blackout(reason="mock exams", starts=date(2026, 11, 1), ends=date(2026, 11, 30)),)},
            "No time in November will do: days are kept free for mock exams (Mon 2 Nov, Tue 3 Nov and 19 more days).",
        ),
        ({"half_terms": some_half_terms()[:1]}, "There is no school day for it in November."),
        (
            {"people": (a_person("zoe"),), "officers": ()},
            "No time in the autumn term will do: Maths has no members.",
        ),
        (
            {"inset_days": INSETS},
            ("No time in November will do: Oak School's INSET day (Mon 2 Nov, Wed 4 Nov and 9 more days); "
             "Elm School's INSET day (Tue 3 Nov, Thu 5 Nov and 8 more days)."),
        ),
    ],
)  # fmt: skip
def test_a_meeting_no_day_will_do_for_is_told_the_fewest_facts_that_forbid_them_all(fields, words):
    assert [(e.words, e.smallest, e.most) for e in explain(in_november(**fields))] == [(words, True, 0)]


def test_what_is_past_is_said_to_be():
    (explanation,) = explain(a_trust(), earliest=date(2027, 3, 1))

    assert (
        explanation.words == "No time in the autumn term will do: nothing may be planned before 01 Mar 2027."
    )
    assert explanation.repairs == ()


def test_a_fixed_meeting_that_needs_the_chair_is_named_and_moving_it_would_do():
    fixed = a_meeting("extra", group="group-0", starts=datetime(2026, 9, 10, 15, 0, tzinfo=LONDON))

    (explanation,) = explain(groups_of_one_chair(1, days=(Weekday.THU,)), [fixed])

    assert explanation.words == (
        "No time in the autumn term will do: “Meeting” is kept to Thu; meetings already fixed need Ada."
    )
    assert "If Group 0 moved its meeting of Thu 10 Sep: Group 0 (Meeting) on Thu 10 Sep." in [
        repair.words for repair in explanation.repairs
    ]


def test_a_chair_with_more_meetings_than_days_is_told_how_many_are_too_many():
    (explanation,) = explain(groups_of_one_chair(6))

    assert explanation.words.startswith(
        "6 meetings need Ada, so each needs a time of its own, but only 5 are left in the autumn term."
    )
    assert (explanation.people, len(explanation.meetings), explanation.most) == (("ada",), 6, 5)
    assert (explanation.smallest, len(explanation.facts)) == (True, 7)


def test_meetings_left_out_for_the_same_reason_share_an_explanation():
    (explanation,) = explain(groups_of_one_chair(8))

    assert (len(explanation.unmet), len(explanation.meetings), explanation.most) == (3, 8, 5)


def test_conferences_beyond_the_rooms_are_told_the_sum():
    (explanation,) = explain(a_conference(5, *(Room(place="mill", name=n, capacity=9) for n in "AB")))

    assert explanation.words.startswith(
        "5 meetings need a room at The Mill in the autumn term but 2 days x 2 rooms = 4:"
    )
    assert [repair.cost for repair in explanation.repairs] == [1, 1, 2, 2]


def test_a_group_too_large_for_every_room_is_told_so():
    trust = a_conference(
        1, Room(place="mill", name="Cell", capacity=1), memberships=(a_membership("group-0", "dee"),),
        people=(a_person("person-0", roles=("group-0-lead",)), a_person("dee")),
    )  # fmt: skip

    assert [e.words for e in explain(trust)] == [
        "No time in the autumn term will do: no free room at The Mill takes 2 people; the largest, Cell, takes 1."
    ]


def test_a_school_that_can_spare_too_few_is_named():
    rooms = [Room(place="mill", name=name, capacity=9) for name in "ABC"]
    trust = a_conference(3, *rooms, **with_rules(
        a_rule(starts=time(9, 0), days=(Weekday.THU, Weekday.FRI)), cover_limit=1))  # fmt: skip

    (explanation,) = explain(trust)

    assert explanation.words.startswith(
        "Of 3 meetings in the autumn term only 2 can be held, as Oak School can spare at most 1 of its staff "
        "from lessons at once: “Meeting” is kept to Thu and Fri."
    )


def test_repairs_come_cheapest_first_and_each_would_do():
    people = (a_person("ada", working_days=(Weekday.FRI,)), a_person("ben"))
    trust = a_trust(people=people, **with_rules(a_rule(days=(Weekday.MON, Weekday.THU))))

    (explanation,) = explain(trust)
    friday = trust.model_copy(update=with_rules(a_rule(days=(Weekday.FRI,))))
    thursday = trust.model_copy(update={"people": (a_person("ada", working_days=(Weekday.THU,)), people[1])})

    assert {(repair.cost, repair.words.partition(":")[0]) for repair in explanation.repairs} == {
        (1, "If “Meeting” could be held on a Friday"),
        (4, "If Ada could come on a Thursday"),
        (4, "If Ada could come on a Monday"),
    }
    assert [repair.cost for repair in explanation.repairs] == [1, 4, 4]
    assert (explain(friday), explain(thursday)) == ([], [])


def test_two_changes_are_offered_where_no_single_one_would_do():
    people = (a_person("ada", working_days=(Weekday.TUE,)), a_person("ben"))
    blackout = Blackout(reason="exams", starts=date(2026, 9, 1), ends=date(2026, 12, 31))
    trust = a_trust(people=people, blackouts=(blackout,), **with_rules(a_rule(days=(Weekday.MON,))))

    (explanation,) = explain(trust)

    assert explanation.repairs[0].cost == 7
    assert explanation.repairs[0].words.startswith("If “Meeting” could be held on a Tuesday and ")


def test_a_closed_school_can_be_done_without():
    far = a_person("far", school="ash", roles=("group-0-lead",))
    trust = groups_of_one_chair(2, days=(Weekday.THU, Weekday.FRI)).model_copy(
        update={
            "schools": (a_school("oak"), a_school("ash")),
            "people": (a_person("ada"), far, a_person("gil", school="ash", roles=("group-1-lead",))),
            "inset_days": (InsetDay(school="ash", day=date(2026, 9, 11)),),
        }
    )

    (explanation,) = explain(trust)

    assert "Ash School's INSET day (Fri 11 Sep)" in explanation.words
    assert "If Group 1 could meet on Fri 11 Sep without Ash School: Group 1 (Meeting) on Fri 11 Sep." in [
        repair.words for repair in explanation.repairs
    ]


def test_what_could_be_held_is_said_to_be_possible_with_the_day():
    desk = set_out(groups_of_one_chair(2), YEAR)
    (one, other) = desk.occurrences
    placed = {one.key: desk.choices[one.key].slots[0].span}

    (explanation,) = explain_impossible(desk, [other.key], placed)

    assert (explanation.facts, explanation.repairs) == ((), ())
    assert explanation.found is not None
    assert explanation.found != placed[one.key]


@st.composite
def crowded_trusts(draw: st.DrawFn) -> Trust:
    """Up to five groups that share officers and rooms, and hardly a week for them."""
    ids = [f"group-{n}" for n in range(draw(st.integers(2, 5)))]
    people = tuple(
        a_person(who, school=draw(st.sampled_from(["oak", "elm"])), working_days=draw(
            st.lists(st.sampled_from(tuple(Weekday)[:5]), min_size=2, unique=True).map(tuple)))
        for who in ("ada", "ben", "cal", "dee")
    )  # fmt: skip
    someone = st.sampled_from(["ada", "ben", "cal", "dee"])
    trust = a_conference(
        len(ids), *(Room(place="mill", name=n, capacity=9) for n in "AB"[: draw(st.integers(1, 2))])
    )
    rule = a_rule(
        days=draw(st.sampled_from([(Weekday.MON, Weekday.TUE), (Weekday.WED,), tuple(Weekday)[:3]])),
        starts=time(9, 0),
        venue=draw(st.sampled_from([None, "mill"])),
    )
    fields = with_rules(rule, cover_limit=draw(st.sampled_from([None, 1, 2])))
    return trust.model_copy(update=fields | {
        "people": people,
        "officers": tuple(Officer(group=g, office=Office.CHAIR, person=draw(someone)) for g in ids),
        "memberships": tuple(a_membership(g, draw(someone)) for g in ids),
        "inset_days": tuple(InsetDay(school=draw(st.sampled_from(["oak", "elm"])), day=date(2026, 9, 8)) for _ in "1"),
    })  # fmt: skip


def can_all_be_held(trust: Trust, keys: Collection[str]) -> bool:
    """Try every choice of times, judged by the planner's own problem."""
    desk = set_out(trust, YEAR)
    year = desk.build()
    wanted = [
        range(len(places)) if occurrence.key in keys else [-1]
        for occurrence, places in zip(year.occurrences, year.places, strict=True)
    ]

    def is_allowed(chosen: tuple[int, ...]) -> bool:
        try:
            list(year.problem.find_breaches(chosen))
        except ValueError:
            return False
        return True

    return any(map(is_allowed, product(*wanted)))


@settings(max_examples=60, deadline=None)
@given(crowded_trusts())
def test_what_is_explained_cannot_be_held_and_everything_else_can_at_once(trust):
    told = explain(trust)
    every = {occurrence.key for occurrence in set_out(trust, YEAR).occurrences}
    unmet = {key for explanation in told for key in explanation.unmet}

    assert can_all_be_held(trust, every - unmet)
    for explanation in told:
        assert not can_all_be_held(trust, explanation.meetings)
        for size in range(explanation.most + 1, len(explanation.meetings)):
            assert not any(can_all_be_held(trust, some) for some in combinations(explanation.meetings, size))


def change(trust: Trust, words: str) -> Trust | None:
    """Do what a repair says, where it is one change to the trust's files."""
    said = words.removeprefix("If ").partition(":")[0]
    if " and " in said:
        return None
    if day := re.fullmatch(r"“Meeting” could be held on a (...)\w+", said):
        (rule,) = trust.settings.cadences["termly"].meetings
        changed = rule.model_copy(update={"days": (*rule.days, Weekday(day[1]))})
        cadences = {"termly": a_cadence(changed)}
        return trust.model_copy(update={"settings": trust.settings.model_copy(update={"cadences": cadences})})
    # Who works another day counts then for the cover of their other meetings too.
    limited = trust.settings.rules.cover_limit
    if (come := re.fullmatch(r"(\w+) could come on a (...)\w+", said)) and not limited:
        people = [p.model_copy(update={"working_days": (*p.working_days, Weekday(come[2]))})
                  if p.name == come[1] else p for p in trust.people]  # fmt: skip
        return trust.model_copy(update={"people": tuple(people)})
    if said.startswith("The Mill had one more room"):
        return trust.model_copy(update={"rooms": (*trust.rooms, Room(place="mill", name="More", capacity=9))})
    if said.startswith("it were not"):
        return trust.model_copy(update={"inset_days": ()})
    return None


@settings(max_examples=60, deadline=None)
@given(crowded_trusts())
def test_once_the_trust_does_what_a_repair_says_the_meetings_can_be_held(trust):
    # A meeting that has to do without a school loses those times once there is one for every school.
    assume(not any(choice.warning for choice in set_out(trust, YEAR).choices.values()))
    told = explain(trust)
    every = {occurrence.key for occurrence in set_out(trust, YEAR).occurrences}
    unmet = {key for explanation in told for key in explanation.unmet}
    for explanation in told:
        for repair in explanation.repairs:
            if changed := change(trust, repair.words):
                assert can_all_be_held(changed, every - unmet | set(repair.unmet))


# Brute force: facts and grants are few enough to try them all.


@st.composite
def conflicts(draw: st.DrawFn) -> Conflict:
    facts, grants = st.integers(0, 4), st.lists(st.integers(0, 3), max_size=2, unique=True).map(tuple)
    bars = st.lists(st.builds(Bar, facts, grants), max_size=2).map(tuple)
    count = draw(st.integers(1, 3))
    events = tuple(
        Event(tuple(draw(st.lists(bars, min_size=1, max_size=3))), 5 + number) for number in range(count)
    )
    uses = st.builds(Use, st.integers(0, count - 1), st.integers(0, 2), st.integers(1, 2), grants)
    limits = st.builds(Limit, st.one_of(st.none(), facts), st.integers(0, 2), st.lists(uses, unique_by=lambda u: u[:2]).map(tuple))  # fmt: skip
    return Conflict(events, tuple(draw(st.lists(limits, max_size=3))))


def is_possible(conflict: Conflict, facts: Collection[int], given: Collection[int] = ()) -> bool:
    def allowed(bar: Bar) -> bool:
        return bar.fact not in facts or bool(set(bar.grants) & set(given))

    choices = [
        [n for n, bars in enumerate(event.options) if all(map(allowed, bars))]
        if event.held in facts
        else [None]
        for event in conflict.events
    ]
    return any(
        all(
            sum(u.units for u in limit.uses if chosen[u.event] == u.option and not set(u.grants) & set(given))
            <= limit.most
            for limit in conflict.limits
            if limit.fact is None or limit.fact in facts
        )
        for chosen in product(*choices)
    )


@settings(max_examples=150, deadline=None)
@given(conflicts())
def test_the_facts_found_forbid_none_can_be_spared_and_none_fewer_would_do(conflict):
    assume(not is_possible(conflict, conflict.facts))
    minimal = find_minimal(conflict)
    smallest, proved = find_smallest(conflict, minimal, dict.fromkeys(conflict.facts, 1))

    assert not is_possible(conflict, minimal)
    assert all(is_possible(conflict, minimal - {fact}) for fact in minimal)
    assert proved
    assert not is_possible(conflict, smallest)
    assert all(
        is_possible(conflict, fewer)
        for size in range(len(smallest))
        for fewer in combinations(sorted(conflict.facts), size)
    )


@settings(max_examples=150, deadline=None)
@given(conflicts())
def test_grants_found_make_it_possible_at_the_least_cost(conflict):
    costs = {0: 1, 1: 2, 2: 3, 3: 4}
    able = [
        sum(costs[grant] for grant in given)
        for size in (0, 1)
        for given in combinations(costs, size)
        if is_possible(conflict, conflict.facts, given)
    ]
    answer = find_grants(conflict, costs, 1, (), (None,) * len(conflict.events))

    assert answer.possible == bool(able)
    if able:
        assert is_possible(conflict, conflict.facts, answer.given)
        assert sum(costs[grant] for grant in answer.given) == min(able)


@settings(max_examples=100, deadline=None)
@given(conflicts())
def test_a_placing_is_found_when_there_is_one_and_the_most_events_are_counted(conflict):
    held = [event.held for event in conflict.events]
    facts = conflict.facts - set(held)

    assert find_placing(conflict).possible == is_possible(conflict, conflict.facts)
    assert count_most(conflict) == max(
        size
        for size in range(len(held) + 1)
        if any(is_possible(conflict, facts | set(some)) for some in combinations(held, size))
    )
