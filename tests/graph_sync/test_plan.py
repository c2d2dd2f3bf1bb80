"""The decision table of `plan`, row by row, without a tenant."""

from __future__ import annotations

from builders import NOW, a_group, a_meeting, a_trust

from graph_sync.changes import Adopt, Create, Delete, Report, Update
from graph_sync.desired import build_desired
from graph_sync.kinds import Kind
from graph_sync.observed import DriveItem, Observed, Seen
from graph_sync.plan import make_plan
from graph_sync.ports import Applied
from trust.year import Year

KEY = "2026-27/maths/spring-1"
EVENT = (Kind.EVENT, KEY)


def wanted(*meetings, **fields):
    return build_desired(Year(trust=a_trust(**fields), meetings=meetings or (a_meeting(),)), NOW)


ACCOUNTS = {f"{name}@fernvale.example": name for name in ("ada", "ben", "cal", "codesign")}


def seen_event(desired, **changes):
    fields = {"online": False, **desired.things[EVENT].fields, **changes}
    return Seen(Kind.EVENT, KEY, "AAMk1", fields)


def applied_event(desired, **changes):
    fields = {**desired.things[EVENT].fields, **changes}
    return {EVENT: Applied(kind=Kind.EVENT, key=KEY, graph_id="AAMk1", fields=fields)}


def changes_to_events(desired, last=None, **seen):
    plan = make_plan(desired, Observed(accounts=ACCOUNTS, **seen), last or {})
    return [change for change in plan.changes if change.kind is Kind.EVENT]


def test_meeting_wanted_but_absent_is_created_with_a_mail_for_each_member():
    assert [(type(c), c.key, c.mails) for c in changes_to_events(wanted())] == [(Create, KEY, 3)]


def test_meeting_whose_invitations_are_not_due_waits():
    desired = wanted(a_meeting("summer-1", starts=NOW.replace(year=2027, month=6, day=15)))
    plan = make_plan(desired, Observed(accounts=ACCOUNTS), {})

    assert ({c.kind for c in plan.changes}, plan.waiting) == ({Kind.LIST}, 1)


def test_event_that_was_applied_and_is_gone_is_reported():
    desired = wanted()

    assert [(type(c), c.reason) for c in changes_to_events(desired, applied_event(desired))] == [
        (Report, "someone deleted this event; it is not made again by itself")
    ]


def test_unmarked_event_of_the_same_name_and_time_is_reported_and_nothing_made_beside_it():
    desired = wanted()
    stranger = Seen(Kind.EVENT, "", "AAMk9", desired.things[EVENT].fields)

    assert [type(c) for c in changes_to_events(desired, strangers=(stranger,))] == [Report]


def test_unmarked_list_of_the_same_address_is_reported_and_nothing_made_beside_it():
    stranger = Seen(Kind.LIST, "", "g1", {"name": "Old maths", "nickname": "codesign-maths"})
    plan = make_plan(wanted(), Observed(accounts=ACCOUNTS, strangers=(stranger,)), {})

    assert [(type(c), c.key) for c in plan.changes if c.kind is Kind.LIST] == [(Report, "maths")]


def test_event_of_ours_without_a_record_is_adopted():
    desired = wanted()

    assert [type(c) for c in changes_to_events(desired, events={KEY: seen_event(desired)})] == [Adopt]


def test_event_as_it_should_be_needs_nothing():
    desired = wanted()

    assert changes_to_events(desired, applied_event(desired), events={KEY: seen_event(desired)}) == []


def test_event_whose_meeting_moved_is_updated_and_mails_everyone_once():
    desired, old = wanted(), "2027-01-12T15:45/2027-01-12T17:00"
    (change,) = changes_to_events(
        desired, applied_event(desired, when=old), events={KEY: seen_event(desired, when=old)}
    )

    assert (type(change), change.difference.writes, change.mails) == (
        Update,
        {"when": "2027-01-19T15:45/2027-01-19T17:00"},
        3,
    )


def test_event_that_gains_and_loses_people_mails_those_alone():
    desired = wanted()
    before = ("ada@fernvale.example", "dee@fernvale.example")
    (change,) = changes_to_events(
        desired, applied_event(desired, attendees=before), events={KEY: seen_event(desired, attendees=before)}
    )

    assert (change.difference.removed, change.mails) == ({"attendees": ("dee@fernvale.example",)}, 3)


def test_event_of_a_cancelled_meeting_is_deleted_even_without_a_record():
    desired = wanted(a_meeting(status="cancelled"))
    seen = Seen(Kind.EVENT, KEY, "AAMk1", {"subject": "Maths", "attendees": ("a", "b")})

    assert [(type(c), c.mails) for c in changes_to_events(desired, events={KEY: seen})] == [(Delete, 2)]


def test_event_no_longer_in_the_year_is_deleted_if_recorded_and_reported_if_not():
    gone = Seen(Kind.EVENT, "2026-27/maths/extra", "AAMk2", {"subject": "Extra", "attendees": ()})
    record = Applied(kind=Kind.EVENT, key=gone.key, graph_id="AAMk2")

    assert [type(c) for c in changes_to_events(wanted(), {gone.id: record}, events={gone.key: gone})] == [
        Delete,
        Create,
    ]
    assert [type(c) for c in changes_to_events(wanted(), events={gone.key: gone})] == [Report, Create]


def test_event_of_a_meeting_that_has_begun_is_left_alone():
    desired = wanted(a_meeting(starts=NOW))
    seen = Seen(Kind.EVENT, KEY, "AAMk1", {"subject": "Maths", "attendees": ()})

    assert changes_to_events(desired, events={KEY: seen}) == []


def test_list_of_a_group_that_has_ended_is_reported_never_deleted():
    seen = Seen(Kind.LIST, "latin", "g7", {"name": "Latin"})
    plan = make_plan(wanted(), Observed(accounts=ACCOUNTS, lists={"latin": seen}), {})

    assert [type(c) for c in plan.changes if c.key == "latin"] == [Report]


def test_folders_are_found_where_they_would_stand_and_adopted():
    items = [DriveItem("y", "2026-27", "root"), DriveItem("g", "Maths", "y")]
    plan = make_plan(wanted(), Observed(accounts=ACCOUNTS, items={i.graph_id: i for i in items}), {})

    assert [(type(c), c.key) for c in plan.changes if c.kind is Kind.FOLDER] == [
        (Adopt, "2026-27"),
        (Adopt, "2026-27/maths"),
        (Create, KEY),
    ]


def test_a_file_where_a_folder_should_stand_is_not_taken_for_it():
    item = DriveItem("y", "2026-27", "root", is_folder=False)
    plan = make_plan(wanted(), Observed(accounts=ACCOUNTS, items={"y": item}), {})

    assert not any(isinstance(change, Adopt) for change in plan.changes)


def test_a_second_event_with_the_same_key_is_reported():
    desired = wanted()
    twin = Seen(Kind.EVENT, KEY, "AAMk2", seen_event(desired).fields)

    found = changes_to_events(
        desired, applied_event(desired), events={KEY: seen_event(desired)}, twins=(twin,)
    )
    assert [(type(c), c.reason) for c in found] == [
        (Report, "two events carry this meeting's key; remove the one that is not needed")
    ]


def test_a_plan_is_the_same_however_its_input_is_ordered():
    trust = a_trust(groups=(a_group("art", roles=("maths-lead",)), a_group("maths")))
    meetings = (a_meeting(), a_meeting("spring-2", "art"))
    there = build_desired(Year(trust=trust, meetings=meetings), NOW)
    back = build_desired(Year(trust=trust, meetings=meetings[::-1]), NOW)

    assert make_plan(there, Observed(accounts=ACCOUNTS), {}) == make_plan(
        back, Observed(accounts=ACCOUNTS), {}
    )
