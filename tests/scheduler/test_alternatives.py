from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from builders import a_group, a_meeting, a_person, a_school, a_trust

from scheduler.alternatives import Alternative, find_alternatives
from scheduler.planner import propose_year
from scheduler.rules import Rule
from trust.calendar import Blackout
from trust.groups import Membership, Office, Officer
from trust.values import LONDON, RefusedError, Weekday

KEY = "2026-27/maths/spring-1"
TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)


def on(alternatives: tuple[Alternative, ...], day: date) -> Alternative:
    return next(a for a in alternatives if a.starts.date() == day)


def test_every_time_of_the_window_is_told_the_best_first_and_the_impossible_last():
    flood = Blackout(reason="Flood", starts=date(2027, 1, 20), ends=date(2027, 1, 20))
    alternatives = find_alternatives(a_trust(blackouts=(flood,)), [a_meeting()], KEY)

    assert {a.starts.date().weekday() for a in alternatives} == {0, 1, 2, 3, 4}
    assert on(alternatives, date(2027, 1, 20)).obstacles == ("kept free: Flood",)
    assert not alternatives[-1].possible
    costs = [a.cost for a in alternatives if a.possible]
    assert costs == sorted(costs)


def test_an_alternative_says_what_it_breaks_and_who_bears_it():
    people = (*a_trust().people[:2], a_person("cal", roles=("maths-lead",), working_days=(Weekday.TUE,)))
    alternatives = find_alternatives(a_trust(people=people), [a_meeting()], KEY)

    wednesday = on(alternatives, date(2027, 1, 20))
    assert [(price.rule, price.cost, price.people) for price in wednesday.prices] == [
        (Rule.AWAY, 8, ("cal",))
    ]
    assert wednesday.people == ("cal",)
    assert on(alternatives, TUESDAY.date()).cost == 0


def test_who_would_clash_with_a_meeting_that_stays_is_named():
    groups = (a_group("maths"), a_group("physics"))
    members = (Membership(group="physics", person="cal"),)
    other = a_meeting("spring-1", "physics", starts=TUESDAY + timedelta(days=1))
    alternatives = find_alternatives(a_trust(groups=groups, memberships=members), [a_meeting(), other], KEY)

    wednesday = on(alternatives, date(2027, 1, 20))
    assert [(price.rule, price.people) for price in wednesday.prices] == [(Rule.CLASH, ("cal",))]


def test_an_officer_needed_elsewhere_makes_a_time_impossible():
    groups = (a_group("maths"), a_group("physics"))
    officers = tuple(Officer(group=g.id, office=Office.CHAIR, person="ada") for g in groups)
    other = a_meeting("spring-1", "physics", starts=TUESDAY + timedelta(days=1))
    alternatives = find_alternatives(a_trust(groups=groups, officers=officers), [a_meeting(), other], KEY)

    assert on(alternatives, date(2027, 1, 20)).obstacles == ("another meeting needs Ada then",)


def test_a_proposed_years_own_dates_are_among_the_cheapest():
    trust = a_trust(schools=(a_school("oak", staff_meeting_night=Weekday.TUE), a_school("elm")))
    meetings = propose_year(trust, "2026-27", effort=2).meetings

    for meeting in meetings:
        alternatives = find_alternatives(trust, meetings, meeting.key)
        here = next(a for a in alternatives if a.starts == meeting.starts)
        assert here.possible
        assert here.cost == alternatives[0].cost


def test_a_meeting_that_is_not_there_is_refused():
    with pytest.raises(RefusedError, match="no meeting 2026-27/maths/winter in this year"):
        find_alternatives(a_trust(), [a_meeting()], "2026-27/maths/winter")
