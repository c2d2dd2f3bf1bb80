from __future__ import annotations

from datetime import date, datetime

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust

from graph_sync.desired import build_desired
from graph_sync.kinds import Kind
from trust.groups import Office, Officer, Sensitivity
from trust.people import PersonKind
from trust.places import Room, Venue
from trust.values import LONDON
from trust.year import Year

KEY = "2026-27/maths/spring-1"


def desired_of(*meetings, now=NOW, **fields):
    return build_desired(Year(trust=a_trust(**fields), meetings=meetings or (a_meeting(),)), now)


def the_event(desired):
    return desired.things[Kind.EVENT, KEY]


def test_an_event_names_group_and_title_and_keeps_its_wall_clock():
    assert the_event(desired_of()).fields == {
        "subject": "Maths: Spring meeting",
        "when": "2027-01-19T15:45/2027-01-19T17:00",
        "place": "Microsoft Teams meeting",
        "private": False,
        "online": True,
        "attendees": ("ada@fernvale.example", "ben@fernvale.example", "cal@fernvale.example"),
    }


def test_a_meeting_in_summer_keeps_its_wall_clock_too():
    summer = a_meeting("summer-1", starts=datetime(2027, 6, 15, 15, 45, tzinfo=LONDON))
    desired = desired_of(summer, now=datetime(2027, 4, 1, tzinfo=LONDON))

    assert desired.things[Kind.EVENT, summer.key].fields["when"] == "2027-06-15T15:45/2027-06-15T17:00"


def test_attendees_are_the_members_on_the_day_of_the_meeting():
    people = (a_person("ada", roles=("maths-lead",)), a_person("lea", roles=("maths-lead",), ends=date(2027, 1, 18)),
              a_person("joy", kind=PersonKind.GUEST, school=None))  # fmt: skip
    desired = desired_of(
        people=people, officers=(), memberships=(a_membership("maths", "joy", starts=date(2027, 1, 19)),)
    )

    assert the_event(desired).fields["attendees"] == ("ada@fernvale.example", "joy@fernvale.example")
    assert desired.things[Kind.LIST, "maths"].fields["members"] == (
        "ada@fernvale.example",
        "lea@fernvale.example",
    )


def test_a_coordinator_is_on_the_list_and_owns_it_without_being_invited():
    officers = (*a_trust().officers, Officer(group="maths", office=Office.COORDINATOR, person="dee"))
    desired = desired_of(officers=officers)

    assert "dee@fernvale.example" in desired.things[Kind.LIST, "maths"].fields["members"]
    assert "dee@fernvale.example" in desired.things[Kind.LIST, "maths"].fields["owners"]
    assert "dee@fernvale.example" not in the_event(desired).fields["attendees"]


def test_the_place_is_room_venue_and_address_and_there_is_no_teams_link():
    desired = desired_of(
        a_meeting(format="conference", place="mill", room="Great Hall"),
        venues=(Venue(id="mill", name="The Mill", address="Weir Lane"),),
        rooms=(Room(place="mill", name="Great Hall", capacity=90),),
    )

    assert the_event(desired).fields["place"] == "Great Hall, The Mill, Weir Lane"
    assert "online" not in the_event(desired).fields


def test_a_meeting_in_person_without_a_place_says_so():
    assert the_event(desired_of(a_meeting(format="in-person"))).fields["place"] == "To be confirmed"


def test_the_body_names_nothing_but_the_trust_and_whom_to_ask():
    body = the_event(desired_of(groups=(a_group("maths", sensitivity=Sensitivity.RESTRICTED),))).body

    assert "Fernvale Learning Trust" in body
    assert "maths" not in body.lower()
    assert "http" not in body


def test_groups_that_are_not_active_or_have_nobody_have_no_list():
    groups = (
        a_group("maths"),
        a_group("latin"),
        a_group("old", roles=("maths-lead",), ends=date(2026, 12, 13)),
    )

    assert [key for kind, key in desired_of(groups=groups).things if kind is Kind.LIST] == ["maths"]


def test_only_published_meetings_that_have_not_begun_are_wanted():
    desired = desired_of(
        a_meeting("past", starts=NOW),
        a_meeting("proposed", status="proposed"),
        a_meeting("off", status="cancelled"),
        a_meeting(),
    )

    assert [key for kind, key in desired.things if kind is Kind.EVENT] == [KEY]
    assert (desired.begun, desired.cancelled) == ({"2026-27/maths/past"}, {"2026-27/maths/off"})


def test_folders_of_two_groups_with_one_name_can_be_told_apart():
    groups = (a_group("maths"), a_group("maths-2", name="MATHS", roles=("maths-lead",)))
    desired = desired_of(a_meeting(), a_meeting("spring-1", "maths-2"), groups=groups)

    assert [t.fields["name"] for t in desired.things.values() if t.kind is Kind.FOLDER] == [
        "2026-27", "Maths (maths)", "MATHS (maths-2)", "2027-01-19 Spring meeting", "2027-01-19 Spring meeting",
    ]  # fmt: skip


def test_the_folder_of_a_group_that_is_not_open_is_its_lists_alone():
    confidential = desired_of(groups=(a_group("maths", sensitivity=Sensitivity.CONFIDENTIAL),))

    assert [thing.list_key for thing in confidential.things.values() if thing.kind is Kind.ACCESS] == [
        "maths"
    ]
    assert [thing for thing in desired_of().things.values() if thing.kind is Kind.ACCESS] == []
