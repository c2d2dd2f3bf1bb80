from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings
from changed_by_hand import a_deletion, a_departure, a_drag, a_dragged_cancellation

from trust.cadence import Format
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.people import PersonKind
from trust.proposals import LIKENESS, Decision, Proposal, Verdict
from trust.settling import (
    adopt_into,
    find_group_id,
    find_matters,
    find_settlers,
    is_quiet,
    may_settle,
    tell_decision,
)
from trust.values import LONDON
from trust.year import Trust, Year

TODAY = NOW.date()


def the_trust(**fields: Any) -> Trust:
    """Maths is open, DSL confidential, cases restricted; lea and lin are leads, lin a member of both secret groups."""
    people = [a_person(name) for name in ("ada", "ben", "cal", "cot", "dee", "ivy", "lea", "lin", "rae")]
    return a_trust(**{
        "settings": some_settings(leads=("lea", "lin", "ivy"), it_administrators=("ivy",)),
        "people": (*people, a_person("gus", kind=PersonKind.GUEST, school=None)),
        "groups": (
            a_group("maths"),
            a_group("dsl", sensitivity=Sensitivity.CONFIDENTIAL),
            a_group("cases", sensitivity=Sensitivity.RESTRICTED),
            a_group("art"),
            a_group("secret-art", sensitivity=Sensitivity.RESTRICTED),
        ),
        "officers": (
            Officer(group="maths", office=Office.COORDINATOR, person="cot"),
            Officer(group="maths", office=Office.CHAIR, person="ada"),
            Officer(group="maths", office=Office.CO_CHAIR, person="ben"),
            Officer(group="dsl", office=Office.CHAIR, person="rae"),
            Officer(group="cases", office=Office.CHAIR, person="rae"),
        ),
        "memberships": (
            a_membership("maths", "cal"), a_membership("maths", "gus"),
            a_membership("dsl", "lin"), a_membership("cases", "lin"),
        ),
    } | fields)  # fmt: skip


def who_may(proposal: Proposal, trust: Trust | None = None) -> str:
    trust = trust or the_trust()
    return " ".join(p.id for p in trust.people if may_settle(trust, p, proposal, TODAY).allowed)


@pytest.mark.parametrize(
    ("proposal", "people"),
    [
        (a_drag(), "ada ben cot lea lin"),
        (a_departure(), "ada ben cot lea lin"),
        (a_drag("2026-27/maths", kind="folder", field="name"), "ada ben cot lea lin"),
        (a_drag("2026-27/maths/spring-1/agenda", kind="file", field="name"), "ada ben cot lea lin"),
        (a_drag("2026-27/dsl/spring-1"), "lin rae"),
        (a_drag("2026-27/cases/spring-1"), "rae"),
        (a_drag("2026-27/art/spring-1"), "lea lin"),
        (a_drag("2026-27/secret-art/spring-1"), ""),
        (a_drag("2026-27", kind="folder", field="name"), "lea lin"),
        (a_drag("2026-27/knitting/spring-1"), ""),
    ],
)
def test_officers_settle_and_so_do_leads_where_they_may_see_it(proposal, people):
    assert who_may(proposal) == people


def test_a_ruling_says_its_rule():
    trust = the_trust()
    told = [
        may_settle(trust, trust.person_by_id[p], a_drag(), TODAY).rule for p in ("ada", "lea", "cal", "ivy")
    ]

    assert told == [
        "open group, a change by hand: settled by an officer of the group",
        "open group, a change by hand: settled by a trust lead",
        "open group, a change by hand: not for a member of the group",
        "open group, a change by hand: not for neither staff nor a member",
    ]


def test_nobody_unknown_or_gone_settles_anything():
    trust = the_trust(people=(*the_trust().people[1:], a_person("ada", ends=TODAY - timedelta(days=1))))

    assert not may_settle(trust, None, a_drag(), TODAY).allowed
    assert not may_settle(trust, trust.person_by_id["ada"], a_drag(), TODAY).allowed


@pytest.mark.parametrize(
    ("proposal", "group"),
    [(a_drag(), "maths"), (a_departure("art"), "art"), (a_drag("2026-27", kind="folder", field="name"), "")],
)
def test_a_key_tells_the_group(proposal, group):
    assert find_group_id(proposal) == group


def the_year(**fields: Any) -> Year:
    return Year(trust=the_trust(), meetings=(a_meeting(**fields),))


def test_a_new_time_is_taken_into_the_year():
    adopted = adopt_into(the_year(), a_drag())

    assert adopted == a_meeting(starts=datetime(2027, 1, 20, 15, 45, tzinfo=LONDON))


def test_a_new_place_becomes_the_room_of_a_meeting_in_person():
    there = a_drag(field="place", seen="Elm Hall", wanted="Room 4, Oak School")

    adopted = adopt_into(the_year(format=Format.IN_PERSON, place="oak", room="Room 4"), there)

    assert adopted == a_meeting(format=Format.IN_PERSON, place=None, room="Elm Hall")


def test_a_new_subject_that_begins_with_the_groups_name_becomes_the_title():
    adopted = adopt_into(
        the_year(), a_drag(field="subject", seen="Maths: Fractions", wanted="Maths: Spring meeting")
    )

    assert adopted == a_meeting(title="Fractions")


def test_a_deleted_meeting_is_cancelled():
    assert adopt_into(the_year(), a_deletion()) == a_meeting(status=MeetingStatus.CANCELLED)


@pytest.mark.parametrize(
    "proposal",
    [
        a_drag(seen="2027-01-20T15:45/2027-01-20T15:45"),
        a_drag(seen="tomorrow"),
        a_drag(field="place", seen="Elm Hall", wanted="Microsoft Teams meeting"),
        a_drag(field="subject", seen="Fractions", wanted="Maths: Spring meeting"),
        a_drag(field="subject", seen="Maths: ", wanted="Maths: Spring meeting"),
        a_drag(field="private", seen=True, wanted=False),
        a_drag(field="attendees", item="dee@fernvale.example", seen=True, wanted=False),
        a_drag(field=LIKENESS, item="id", seen="Maths", wanted="Maths: Spring meeting"),
        a_departure(),
        a_drag("2026-27/maths/spring-1", kind="folder", field="name", seen="Sums", wanted="Maths"),
        a_drag("2026-27/maths/autumn-1"),
    ],
)
def test_what_the_year_has_no_place_for_changes_nothing_in_it(proposal):
    assert adopt_into(the_year(), proposal) is None


@pytest.mark.parametrize("status", [MeetingStatus.PROPOSED, MeetingStatus.CANCELLED])
def test_a_meeting_that_is_not_published_is_left_alone(status):
    assert adopt_into(the_year(status=status), a_drag()) is None


def decide(proposal: Proposal, by: str, verdict: Verdict = Verdict.ADOPT, minutes: int = 0) -> Decision:
    return Decision(proposal=proposal, verdict=verdict, by=by, at=NOW + timedelta(minutes=minutes))


def test_a_matter_is_settled_by_one_person_and_calling_a_meeting_off_by_two():
    drag, deletion = a_drag(), a_deletion()
    matters = find_matters([drag, deletion], [decide(deletion, "ada"), decide(drag, "ada")])
    agreed = find_matters([deletion], [decide(deletion, "ben", minutes=1), decide(deletion, "ada")])

    assert [matter.settled is not None for matter in matters] == [True, False]
    assert matters[1].find_agreed(Verdict.ADOPT) == ("ada",)
    assert agreed[0].settled == decide(deletion, "ben", minutes=1)


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (decide(a_drag(), "ada"), "Ada decided on Mon 14 Dec at 08:30 to keep it as it is."),
        (
            decide(a_drag(), "gone", Verdict.PUT_BACK),
            "Somebody decided on Mon 14 Dec at 08:30 to put it back.",
        ),
        (
            decide(a_dragged_cancellation(), "ada"),
            "Ada decided on Mon 14 Dec at 08:30 to leave it in diaries.",
        ),
        (decide(a_deletion(), "ada"), "Ada decided on Mon 14 Dec at 08:30 to call the meeting off."),
        (
            decide(a_deletion(), "ada", Verdict.PUT_BACK),
            "Ada decided on Mon 14 Dec at 08:30 to send it out again.",
        ),
    ],
)
def test_a_decision_is_told_in_a_sentence(decision, told):
    assert tell_decision(the_trust(), decision) == told


@pytest.mark.parametrize(
    ("proposal", "asked"),
    [
        (a_drag(), [("ada", "chair"), ("ben", "co-chair"), ("cot", "coordinator")]),
        (a_drag("2026-27/art/spring-1"), [("lea", "trust lead"), ("lin", "trust lead")]),
        (a_drag("2026-27/cases/spring-1"), [("rae", "chair")]),
        (a_drag("2026-27/secret-art/spring-1"), []),
    ],
)
def test_officers_are_asked_first_and_leads_where_there_are_none(proposal, asked):
    assert [(p.id, office) for p, office in find_settlers(the_trust(), proposal, TODAY)] == asked


def test_quiet_hours_may_lie_within_a_day():
    hours = some_settings().rules.quiet_hours.model_copy(
        update={"starts": NOW.time(), "ends": (NOW + timedelta(hours=1)).time()}
    )

    assert [is_quiet(hours, NOW + timedelta(minutes=m)) for m in (-1, 0, 59, 60)] == [
        False,
        True,
        True,
        False,
    ]


def test_what_was_dragged_is_read_in_london_time():
    adopted = adopt_into(the_year(), a_drag(seen="2027-06-01T09:00/2027-06-01T10:00"))

    assert adopted is not None
    assert adopted.starts.utcoffset() == timedelta(hours=1)
