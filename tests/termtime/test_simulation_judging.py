"""Whether the judge of a simulated year finds what is planted, and nothing where all is well."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from builders import a_group, a_meeting, a_membership, a_person, a_trust

from termtime.simulation.comparing import EndState, find_differences
from termtime.simulation.judging import (
    Arrival,
    Hold,
    LedgerRow,
    find_duplicates,
    find_loose_ends,
    find_unaccounted,
    find_unentitled,
    find_untimely,
    find_unwanted,
)
from trust.groups import Sensitivity
from trust.meetings import MeetingStatus
from trust.nudges import State
from trust.papers import Action, Minutes
from trust.people import PersonKind
from trust.values import LONDON
from trust.year import Year

NOON = datetime(2027, 2, 1, 12, 0, tzinfo=LONDON)
LATER = NOON + timedelta(days=60)
TRUST = a_trust(
    people=(
        a_person("ada"),
        a_person("ben"),
        a_person("gus", kind=PersonKind.GUEST),
        a_person("old", ends=date(2027, 1, 31)),
    ),
    groups=(
        a_group("maths", roles=()),
        a_group("safeguarding", name="Safeguarding", roles=(), sensitivity=Sensitivity.RESTRICTED),
    ),
    memberships=(a_membership("maths", "ada"), a_membership("safeguarding", "ada")),
)
HELD = a_meeting("spring-1", "maths", starts=NOON - timedelta(hours=3), status=MeetingStatus.PUBLISHED)
NEXT = a_meeting("spring-2", "maths", starts=NOON + timedelta(days=14), status=MeetingStatus.PUBLISHED)


def came(
    person: str = "ada", text: str = "Maths is tomorrow.", at: datetime = NOON, name: str = "1"
) -> Arrival:
    return Arrival(person, at, name, text)


def a_row(
    key: str = "reminder/x", person: str = "ada", outcome: str = "sent", message: str = "1"
) -> LedgerRow:
    return LedgerRow(key, person, outcome, message, NOON)


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (came(name="2"), 1),
        (came(text="Maths is tomorrow.\nFernvale · as of Tue 2 Feb 2027, 12:00", name="2"), 1),
        (came(text="Maths is on Friday.", name="2"), 0),
        (came("ben", name="2"), 0),
    ],
    ids=["the same", "the same at another moment", "something else", "somebody else"],
)
def test_what_is_said_twice_to_somebody_is_found(second: Arrival, found: int):
    assert len(find_duplicates([came(), second])) == found


@pytest.mark.parametrize(
    ("at", "found"), [(time(7, 29), 1), (time(7, 30), 0), (time(17, 59), 0), (time(18), 1)]
)
def test_what_comes_in_the_trusts_quiet_hours_is_found(at: time, found: int):
    hours = TRUST.settings.rules.quiet_hours
    assert (hours.starts, hours.ends) == (time(18), time(7, 30))
    assert len(find_untimely(TRUST, [came(at=datetime.combine(NOON.date(), at, LONDON))])) == found


@pytest.mark.parametrize(
    ("hold", "found"),
    [
        (Hold("ada", NOON - timedelta(days=1), until=date(2027, 2, 8)), 1),
        (Hold("ada", NOON - timedelta(days=9), until=date(2027, 2, 1)), 0),
        (Hold("ada", NOON + timedelta(days=1), until=date(2027, 2, 8)), 0),
        (Hold("ben", NOON - timedelta(days=1), until=date(2027, 2, 8)), 0),
        (Hold("ada", NOON - timedelta(days=1), hours=(time(11), time(9))), 1),
        (Hold("ada", NOON - timedelta(days=1), hours=(time(16), time(9))), 0),
    ],
    ids=["paused", "over", "not yet", "somebody else's", "own hours", "outside own hours"],
)
def test_what_reaches_somebody_who_wanted_none_is_found(hold: Hold, found: int):
    assert len(find_unwanted([hold], [came()])) == found


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (came("ada", "Safeguarding meets."), 0),
        (came("ben", "Safeguarding meets."), 1),
        (came("ben", "Maths meets."), 0),
        (came("gus", "Maths meets."), 1),
        (came("old", "Good morning."), 1),
        (came("nobody", "Good morning."), 1),
    ],
    ids=[
        "a member",
        "an outsider of a restricted group",
        "staff of an open one",
        "a guest",
        "who left",
        "unknown",
    ],
)
def test_what_reaches_somebody_who_may_not_know_is_found(one: Arrival, found: int):
    assert len(find_unentitled(TRUST, one)) == found


@pytest.mark.parametrize(
    ("arrived", "rows", "found"),
    [
        ([came()], [a_row()], ""),
        ([came()], [], "is in no ledger"),
        ([], [a_row()], "is said to be sent and never came"),
        ([], [a_row(outcome="claimed", message="")], "is claimed"),
        ([], [a_row(outcome="failed", message="")], ""),
        ([came()], [a_row(outcome="not known", message="")], ""),
        ([came(at=NOON + timedelta(hours=1))], [a_row(outcome="not known", message="")], "is in no ledger"),
        ([came()], [a_row(person="ben", outcome="not known", message="")], "is in no ledger"),
    ],
    ids=[
        "in order",
        "no row",
        "never came",
        "no end",
        "failed",
        "lost in a kill",
        "too late for that",
        "another's",
    ],
)
def test_messages_and_rows_that_do_not_answer_each_other_are_found(
    arrived: list[Arrival], rows: list[LedgerRow], found: str
):
    year = Year(trust=TRUST, meetings=(HELD,), minutes=(Minutes(meeting=HELD.key),))
    assert [found in line for line in find_unaccounted(year, NOON, arrived, rows)] == (
        [True] if found else []
    )


def test_a_meeting_of_which_nothing_was_noted_is_found():
    assert "nothing was noted" in find_unaccounted(Year(trust=TRUST, meetings=(HELD,)), NOON, [], [])[0]


@pytest.mark.parametrize(
    ("minutes", "rows", "found"),
    [
        ((), [], ["were never saved"]),
        ((), [a_row(f"minutes_late/{HELD.key}")], []),
        ((Minutes(meeting=HELD.key, saved=date(2027, 2, 3)),), [], ["were not approved"]),
        ((Minutes(meeting=HELD.key, saved=date(2027, 2, 3), status="approved"),), [], []),
    ],
    ids=["never saved", "but somebody was told", "never approved", "in order"],
)
def test_minutes_left_undone_are_found(minutes: tuple[Minutes, ...], rows: list[LedgerRow], found: list[str]):
    year = Year(
        trust=TRUST, meetings=(HELD, NEXT), minutes=(*minutes, Minutes(meeting=NEXT.key, status="approved"))
    )
    ends = find_loose_ends(year, LATER, rows)
    assert len(ends) == len(found)
    assert all(part in end for part, end in zip(found, ends, strict=True))


@pytest.mark.parametrize(
    ("key", "found"), [("action_late/a-1/2027-02-05", 0), ("action_late/a-2/2027-02-05", 1)]
)
def test_an_overdue_action_nobody_was_told_of_is_found(key: str, found: int):
    action = Action(id="a-1", meeting=HELD.key, text="Share it", owner="ada", due=date(2027, 2, 5))
    year = Year(
        trust=TRUST,
        meetings=(HELD,),
        minutes=(Minutes(meeting=HELD.key, status="approved"),),
        actions=(action,),
    )
    assert len(find_loose_ends(year, LATER, [a_row(key)])) == found


@pytest.mark.parametrize(
    ("key", "before", "after", "explained"),
    [
        ("reminder/x", State.SENT, State.NOT_KNOWN, True),
        ("reply_wanted/x", None, State.SENT, True),
        ("reminder/x", None, State.SENT, False),
        ("reminder/x", State.SENT, State.FAILED, False),
        ("reminder/x", State.NOT_KNOWN, State.SENT, False),
    ],
)
def test_only_what_a_kill_explains_is_let_be(key: str, before: State | None, after: State, explained: bool):
    def end(state: State | None) -> EndState:
        return EndState({}, {(key, "ada"): state} if state else {})

    differences = find_differences(end(before), end(after))
    assert [len(differences.explained), len(differences.unexplained)] == ([1, 0] if explained else [0, 1])
