"""People of a simulated year: the same for the same seed, working on their days, leaving and coming with their roles."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from examples import find_example
from termtime.directory import read_year
from termtime.simulation.acts import find_acts, only_new
from termtime.simulation.chance import Chance
from termtime.simulation.deciding import InTeams, InWord, TakesBack, name_act
from termtime.simulation.replicas import plan_kills
from termtime.simulation.staff import CHANGES, change_staff, find_change_days
from trust.deeds.values import DraftAgenda
from trust.groups import Office
from trust.membership import find_officers
from trust.values import LONDON
from trust.year import Year

MOMENT = datetime(2026, 11, 10, 14, 0, tzinfo=LONDON)


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(find_example()).model_copy(update={"minutes": (), "agendas": (), "replies": ()})


def test_the_same_seed_gives_the_same_acts_and_another_others(year: Year):
    once, again, other = (
        [name_act(act) for act in find_acts(year, MOMENT, Chance(seed))] for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


def test_what_was_done_is_not_tried_again(year: Year):
    tried: set[str] = set()
    assert list(only_new(find_acts(year, MOMENT, Chance(1)), tried))
    assert list(only_new(find_acts(year, MOMENT, Chance(1)), tried)) == []


def test_nobody_acts_on_a_day_they_do_not_work(year: Year):
    for day in range(4):
        now = MOMENT + timedelta(days=day)
        acts = find_acts(year, now, Chance(1))
        people = {act.person for act in acts if not isinstance(act, InWord) and hasattr(act, "person")}
        assert people
        assert [person.id for person in people if not person.works_on(now.date())] == []


def test_an_agenda_is_drafted_by_its_officer(year: Year):
    drafts = [
        act
        for act in find_acts(year, MOMENT, Chance(1))
        if isinstance(act, InTeams) and isinstance(act.deed, DraftAgenda)
    ]
    assert drafts
    for act in drafts:
        group = year.trust.group_by_id[act.deed.meeting.split("/")[1]]
        officers = find_officers(year.trust, group, MOMENT.date())
        assert act.person in (*officers[Office.CHAIR], *officers[Office.CO_CHAIR])


def test_whoever_takes_something_back_did_it_just_before(year: Year):
    acts = [act for seed in range(5) for act in find_acts(year, MOMENT, Chance(seed))]
    before = {id(after): act for act, after in pairwise(acts)}
    taken_back = [act for act in acts if isinstance(act, TakesBack)]
    assert taken_back
    assert all(before[id(act)].person == act.person for act in taken_back)


def test_people_leave_at_half_term_and_whoever_comes_has_their_roles_and_offices(year: Year):
    trust, day = year.trust, find_change_days(year.trust)[0]
    changed = change_staff(trust, day, Chance(1))
    left = [
        p
        for p in changed.people
        if p.ends == day - timedelta(days=1) and trust.person_by_id[p.id].ends != p.ends
    ]
    come = [p for p in changed.people if p.id not in trust.person_by_id]
    assert len(left) == len(come) == CHANGES
    assert sorted(p.roles for p in left) == sorted(p.roles for p in come)
    assert {p.starts for p in come} == {day}
    assert {p.name for p in come} & {p.name for p in trust.people}
    for group in trust.groups:
        before, after = (len(find_officers(t, group, day)[Office.CHAIR]) for t in (trust, changed))
        assert before == after


def test_a_trust_that_changed_before_changes_again(year: Year):
    first, second, *_ = find_change_days(year.trust)
    once = change_staff(year.trust, first, Chance(1))
    assert once.person_by_upn
    assert len(change_staff(once, second, Chance(1)).people) == len(year.trust.people) + 2 * CHANGES


def test_kills_are_the_same_for_a_seed_and_apart():
    first, last = date(2026, 9, 1), date(2026, 12, 18)
    kills = plan_kills(first, last, 10, Chance(1))
    days = [kill.day for kill in kills]
    assert kills == plan_kills(first, last, 10, Chance(1))
    assert len(kills) == 10
    assert min((b - a).days for a, b in pairwise(days)) >= 2


def test_more_kills_than_days_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        plan_kills(date(2026, 9, 1), date(2026, 9, 4), 4, Chance(1))
