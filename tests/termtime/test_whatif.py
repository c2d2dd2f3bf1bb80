from __future__ import annotations

from datetime import date

import pytest
from builders import NOW

from scheduler.scenario import Avoid, Keep, Put, Question
from termtime.planning_scope import find_scope, make_digest, see_trust
from termtime.whatif import TAKEN, answer_question, check_wishes
from tests.termtime.planned import (
    ART,
    DISCREET,
    HIDDEN,
    MATHS,
    QUIET,
    SECRET,
    a_week_on,
    at,
    plan_small_year,
    plan_trust,
    view,
)
from trust.calendar import Blackout
from trust.groups import Office, Officer
from trust.values import RefusedError

YEAR = plan_small_year()
SCOPE = find_scope(YEAR.trust, view(YEAR).person, NOW.date())
DAY = date(2027, 1, 19)


def ask(*wishes, year=YEAR, **fields):
    return answer_question(
        year, SCOPE, Question(wishes=wishes, seen=tuple(sorted(SCOPE.seen)), **fields), NOW
    )


def test_a_lead_plans_open_groups_and_knows_the_dates_of_confidential_ones():
    assert SCOPE.known == {"maths", "art", QUIET}
    assert SCOPE.seen == SCOPE.movable == {"maths", "art"}


def test_whoever_belongs_to_a_restricted_group_sees_it_and_moves_it_only_as_its_chair():
    ben, ada = (find_scope(YEAR.trust, YEAR.trust.person_by_id[who], NOW.date()) for who in ("ben", "ada"))
    assert SECRET in ben.seen
    assert SECRET not in ben.movable
    assert SECRET in ada.movable


def test_the_trust_that_is_seen_has_nothing_of_the_others():
    flood = Blackout(starts=DAY, ends=DAY, reason="Hush", groups=(SECRET,))
    both = Blackout(starts=DAY, ends=DAY, reason="Flood", groups=(SECRET, "art"))
    trust = plan_trust().model_copy(update={"blackouts": (flood, both)})

    seen = see_trust(trust, SCOPE.seen)

    assert {group.id for group in seen.groups} == {"maths", "art"}
    assert {one.group for one in (*seen.officers, *seen.memberships)} <= {"maths", "art"}
    assert [blackout.groups for blackout in seen.blackouts] == [("art",)]


def test_the_mark_of_a_year_changes_with_what_is_seen_and_with_nothing_else():
    digest = make_digest(YEAR, SCOPE.seen)
    assert digest == make_digest(plan_small_year(secret=False), SCOPE.seen)
    assert digest == make_digest(plan_small_year(MATHS, ART, DISCREET, a_week_on(HIDDEN)), SCOPE.seen)
    assert digest != make_digest(plan_small_year(a_week_on(MATHS), ART, DISCREET, HIDDEN), SCOPE.seen)


def test_an_answer_tells_of_groups_that_are_seen_alone():
    told = ask(Avoid(first=DAY, last=DAY)).model_dump_json()

    assert MATHS.key in told
    for word in (SECRET, QUIET, "Hush", "Softly", HIDDEN.key, DISCREET.key):
        assert word not in told


def test_a_day_kept_free_moves_what_is_theirs_to_move():
    wish = Avoid(first=DAY, last=DAY)
    found = ask(wish)

    now = {meeting.key: meeting for meeting in found.meetings}
    assert now[MATHS.key].starts.date() != DAY
    assert now[ART.key].starts == ART.starts
    assert found.unkept == ()
    assert found.certificate.bound <= found.certificate.cost


def test_how_good_a_year_is_does_not_depend_on_what_is_not_seen():
    without = plan_small_year(secret=False)
    assert ask(standing=True) == ask(standing=True, year=without)


def test_what_only_something_unseen_forbids_is_told_without_a_reason():
    # The chair of maths is busy elsewhere on every day of the term, and nobody may know with what.
    closed = tuple(
        HIDDEN.model_copy(update={"key": f"2026-27/secret/x-{n}", "starts": at(day), "ends": at(day, 17)})
        for n, day in enumerate(_find_days())
    )
    year = plan_small_year(ART, *closed)
    found = ask(year=year)

    [unmet] = [one for one in found.certificate.unmet if one.key == MATHS.key]
    assert (unmet.why, unmet.facts, unmet.repairs) == (TAKEN, (), ())


@pytest.mark.parametrize(
    "wish",
    [
        Keep(meeting=HIDDEN.key),
        Keep(meeting="2026-27/nonsense/spring-1"),
        Keep(meeting=DISCREET.key),
        Put(meeting=HIDDEN.key, starts=at(DAY), ends=at(DAY, 17)),
        Avoid(meeting=HIDDEN.key, first=DAY, last=DAY),
    ],
)
def test_a_wish_about_what_is_hidden_is_refused_like_one_about_nothing(wish):
    with pytest.raises(RefusedError) as refused:
        check_wishes(YEAR, SCOPE, Question(wishes=(wish,)))
    assert str(refused.value) == "A wish is about a meeting that there is not, or that is not yours to move."


@pytest.mark.parametrize("group", [SECRET, "nonsense", QUIET])
def test_a_wish_about_a_hidden_group_is_refused_like_one_about_none(group):
    with pytest.raises(RefusedError, match="a group that there is not"):
        check_wishes(YEAR, SCOPE, Question(wishes=(Avoid(group=group, first=DAY, last=DAY),)))


def test_a_wish_for_a_time_outside_the_year_is_refused():
    wish = Put(meeting=MATHS.key, starts=at(date(2028, 1, 4)), ends=at(date(2028, 1, 4), 17))
    with pytest.raises(RefusedError, match="outside the year"):
        check_wishes(YEAR, SCOPE, Question(wishes=(wish,)))


def _find_days() -> list[date]:
    from trust.calendar import TermName
    from trust.opening import find_term_days

    return list(find_term_days(YEAR.trust, TermName.SPRING))


def test_officers_of_a_group_one_may_not_know_of_do_not_make_one_see_it():
    trust = YEAR.trust.model_copy(
        update={
            "officers": (*YEAR.trust.officers, Officer(group=SECRET, office=Office.CO_CHAIR, person="fay"))
        }
    )
    assert SECRET in find_scope(trust, trust.person_by_id["fay"], NOW.date()).movable
    assert SECRET not in find_scope(trust, trust.person_by_id["eve"], NOW.date()).known
