from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust

from trust.deeds.doing import do
from trust.deeds.result import Result
from trust.deeds.rights import NO_ACTION
from trust.deeds.values import CarryAction, Deed, FinishAction, ReassignAction, ReopenAction
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.papers import Action, ActionStatus
from trust.values import LONDON, RefusedError
from trust.year import Year

TODAY, BEFORE, SPRING = NOW.date(), date(2026, 12, 1), date(2027, 1, 19)
OPEN, DONE = ActionStatus.OPEN, ActionStatus.DONE


def a_year(**fields: Any) -> Year:
    """Cal owns an action of the group Ada and Ben chair and Cora looks after; Rae's is of a group nobody knows of.

    Ned has left both groups and owns an action of each.
    """
    gone = date(2026, 10, 1)
    trust = a_trust(
        people=(*a_trust().people, a_person("cora"), a_person("rae"), a_person("ned"), a_person("eve", roles=("maths-lead",))),
        groups=(a_group(), a_group("cases", roles=(), sensitivity=Sensitivity.RESTRICTED)),
        officers=(*a_trust().officers, Officer(group="maths", office=Office.COORDINATOR, person="cora"),
                  Officer(group="cases", office=Office.CHAIR, person="rae")),
        memberships=tuple(a_membership(group, "ned", ends=gone) for group in ("maths", "cases")),
    )  # fmt: skip
    maths, cases = "2026-27/maths/autumn-1", "2026-27/cases/autumn-1"
    starts = datetime(2026, 11, 17, 15, 45, tzinfo=LONDON)
    return Year(**{
        "trust": trust,
        "meetings": (
            a_meeting("autumn-1", starts=starts), a_meeting("autumn-1", "cases", starts=starts), a_meeting("spring-1"),
            a_meeting("off", starts=NOW + timedelta(days=2), status=MeetingStatus.CANCELLED),
            a_meeting("idea", starts=NOW + timedelta(days=3), status=MeetingStatus.PROPOSED),
            a_meeting("spring-1", "cases"),
        ),
        "actions": (
            Action(id="share", meeting=maths, text="Share the unit", owner="cal", due=BEFORE),
            Action(id="print", meeting=maths, text="Print", owner="cal", status=DONE, closed=BEFORE),
            Action(id="call", meeting=cases, text="Call the family", owner="rae"),
            Action(id="neds", meeting=maths, text="Hand over", owner="ned"),
            Action(id="hidden", meeting=cases, text="Hand over too", owner="ned"),
        ),
    } | fields)  # fmt: skip


def try_as(by: str, deed: Deed, year: Year | None = None) -> Result:
    year = year or a_year()
    return do(year, deed, year.trust.person_by_id[by], NOW)


def changed(by: str, deed: Deed) -> Action:
    [action] = try_as(by, deed).saved.actions
    return action


EACH: tuple[tuple[str, Deed, dict[str, Any]], ...] = (
    ("share", FinishAction(action="share"), {"status": DONE, "closed": TODAY}),
    ("print", ReopenAction(action="print"), {"status": OPEN, "closed": None}),
    ("share", ReassignAction(action="share", owner="eve"), {"owner": "eve"}),
    ("share", CarryAction(action="share"), {"due": SPRING}),
    ("share", CarryAction(action="share", due=date(2027, 2, 1)), {"due": date(2027, 2, 1)}),
)


@pytest.mark.parametrize(("name", "deed", "expected"), EACH)
@pytest.mark.parametrize("by", ["cal", "ada", "ben", "cora"])
def test_owner_and_officers_may_and_nothing_else_changes(
    by: str, name: str, deed: Deed, expected: dict[str, Any]
) -> None:
    before = next(one for one in a_year().actions if one.id == name)
    assert changed(by, deed) == before.model_copy(update=expected)


@pytest.mark.parametrize(("name", "deed", "expected"), EACH)
def test_done_twice_changes_nothing(name: str, deed: Deed, expected: dict[str, Any]) -> None:
    year = a_year()
    after = year.model_copy(update={"actions": try_as("ada", deed, year).saved.actions})
    assert not try_as("ada", deed, after).changes_year


@pytest.mark.parametrize(("name", "deed", "expected"), EACH)
def test_other_members_may_see_it_but_not_change_it(name: str, deed: Deed, expected: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="Only its owner"):
        try_as("eve", deed)


@pytest.mark.parametrize("action", ["share", "call", "never"])
@pytest.mark.parametrize("kind", [FinishAction, ReopenAction, CarryAction])
def test_whoever_may_not_see_it_is_told_there_is_none(kind: Any, action: str) -> None:
    with pytest.raises(RefusedError) as refused:
        try_as("dee", kind(action=action))
    assert str(refused.value) == NO_ACTION


@pytest.mark.parametrize("action", ["neds", "hidden"])
def test_owner_who_left_may_still_close_their_own(action: str) -> None:
    assert changed("ned", FinishAction(action=action)).status is DONE
    assert changed("ned", CarryAction(action=action, due=SPRING)).due == SPRING


def test_owner_who_left_learns_neither_dates_nor_members() -> None:
    with pytest.raises(RefusedError, match="no meeting to come"):
        try_as("ned", CarryAction(action="hidden"))
    for owner in ("rae", "dee"):
        with pytest.raises(RefusedError, match="ask its chair"):
            try_as("ned", ReassignAction(action="hidden", owner=owner))


@pytest.mark.parametrize("owner", ["dee", "ned", "nobody"])
def test_new_owner_belongs_to_the_group(owner: str) -> None:
    with pytest.raises(RefusedError, match="belongs to its group"):
        try_as("ada", ReassignAction(action="share", owner=owner))


def test_coordinator_may_be_given_one() -> None:
    assert changed("ada", ReassignAction(action="share", owner="cora")).owner == "cora"


@pytest.mark.parametrize("deed", [ReassignAction(action="print", owner="eve"), CarryAction(action="print")])
def test_what_is_done_is_reopened_first(deed: Deed) -> None:
    with pytest.raises(RefusedError, match="reopen it first"):
        try_as("ada", deed)


def test_day_that_is_over_is_refused() -> None:
    with pytest.raises(RefusedError, match="That day is over"):
        try_as("cal", CarryAction(action="share", due=TODAY - timedelta(days=1)))


def test_without_a_meeting_to_come_a_day_must_be_named() -> None:
    year = a_year(meetings=a_year().meetings[:2])
    with pytest.raises(RefusedError, match="no meeting to come"):
        try_as("cal", CarryAction(action="share"), year)
