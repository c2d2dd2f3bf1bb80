from __future__ import annotations

import pytest
from builders import NOW, a_meeting, a_person, a_trust

from graph_sync.desired import build_desired
from graph_sync.guards import check
from graph_sync.kinds import Kind
from graph_sync.observed import Observed, Seen
from graph_sync.plan import make_plan
from graph_sync.ports import Applied
from trust.settings import Rules
from trust.values import RefusedError
from trust.year import Year

ACCOUNTS = {f"{name}@fernvale.example": name for name in ("ada", "ben", "cal", "codesign")}


def wanted(*meetings, **fields):
    return build_desired(Year(trust=a_trust(**fields), meetings=meetings or (a_meeting(),)), NOW)


def a_plan_that_moves(count, of):
    meetings = [a_meeting(f"m{n}", starts=NOW.replace(month=12, day=15, hour=n)) for n in range(of)]
    desired = wanted(*meetings)
    old = {"when": "2026-12-17T07:00/2026-12-17T08:15"}
    events, last = {}, {}
    for n, meeting in enumerate(meetings):
        fields = {**desired.things[Kind.EVENT, meeting.key].fields, **(old if n < count else {})}
        events[meeting.key] = Seen(Kind.EVENT, meeting.key, f"e{n}", fields)
        last[Kind.EVENT, meeting.key] = Applied(
            kind=Kind.EVENT, key=meeting.key, graph_id=f"e{n}", fields=fields
        )
    return make_plan(desired, Observed(accounts=ACCOUNTS, events=events), last)


@pytest.mark.parametrize(
    ("count", "of", "stops"), [(6, 20, False), (7, 20, True), (5, 5, False), (6, 6, True)]
)
def test_a_plan_that_moves_more_than_the_safety_share_is_refused(count, of, stops):
    plan = a_plan_that_moves(count, of)

    if stops:
        with pytest.raises(RefusedError, match=f"cancel, move or empty {count} of {of} events"):
            check(plan, Rules())
        check(plan, Rules(), force=True)
    else:
        check(plan, Rules())


def test_a_plan_after_an_empty_look_is_refused_even_when_forced():
    meetings = [a_meeting(f"m{n}", starts=NOW.replace(day=15, hour=n)) for n in range(5)]
    last = {(Kind.EVENT, m.key): Applied(kind=Kind.EVENT, key=m.key, graph_id="e") for m in meetings}
    plan = make_plan(wanted(*meetings), Observed(accounts=ACCOUNTS), last)

    with pytest.raises(RefusedError, match="shows none of the 5 events"):
        check(plan, Rules(), force=True)


def test_more_people_than_exchange_invites_are_refused():
    crowd = tuple(a_person(f"p{n}", roles=("maths-lead",)) for n in range(501))
    plan = make_plan(wanted(people=crowd, officers=()), Observed(accounts=ACCOUNTS), {})

    with pytest.raises(RefusedError, match="would invite 501 people; Exchange takes 500"):
        check(plan, Rules())
