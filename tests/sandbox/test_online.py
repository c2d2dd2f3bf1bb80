"""Who attended an online meeting, as Teams reports it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from sandbox.edits import EditError

BOX = "codesign@trust.example"
ORGANISER = f"/users/{BOX}"
MEETINGS = f"{ORGANISER}/onlineMeetings"
BOTH = ["OnlineMeetings.Read.All", "OnlineMeetingArtifact.Read.All"]


def an_app(seed, *roles, **more):
    app, bot = seed()["apps"]
    return seed(apps=[{**app, "roles": [*app["roles"], *roles], **more}, bot])


def by_link(made):
    return f"{MEETINGS}?$filter=JoinWebUrl%20eq%20" + quote(f"'{made['onlineMeeting']['joinUrl']}'", safe="")


async def look_up(graph, made):
    # The link holds escapes of its own, so the address must go out as it was written.
    batch = {"requests": [{"id": "1", "method": "GET", "url": by_link(made)}]}
    (part,) = (await graph.post("/$batch", batch))["responses"]
    return part["status"], part["body"]


async def test_attendance_of_a_meeting_that_was_held_is_read(open_tenant, seed, event):
    async with open_tenant(seed=an_app(seed, *BOTH, attendance=True)) as graph:
        made = await graph.post(f"{ORGANISER}/events", event(1, 2, isOnlineMeeting=True))
        await graph.post(f"{ORGANISER}/events", event(3, isOnlineMeeting=True))
        _, found = await look_up(graph, made)
        (meeting,) = found["value"]
        url = f"{MEETINGS}/{quote(meeting['id'], safe='')}/attendanceReports"
        before = await graph.get(url)
        stays = {BOX: 75, "Teacher1@trust.example": 40.5, "visitor@else.example": 10}
        report_id = graph.sandbox.edits.hold_meeting(BOX, made["id"], stays)
        reports = await graph.get(url)
        records = (await graph.get(f"{url}/{report_id}/attendanceRecords"))["value"]
        missing, _ = await graph.call("GET", f"{url}/none/attendanceRecords")

    assert (meeting["subject"], meeting["startDateTime"]) == ("Mathematics co-design", "2027-01-12T15:45:00Z")
    assert (before["value"], missing) == ([], 404)
    assert reports["value"] == [
        {
            "id": report_id,
            "totalParticipantCount": 3,
            "meetingStartDateTime": "2027-01-12T15:45:00Z",
            "meetingEndDateTime": "2027-01-12T17:00:00Z",
        }
    ]
    assert [(row["emailAddress"], row["totalAttendanceInSeconds"], row["role"]) for row in records] == [
        (BOX, 4500, "Organizer"),
        ("teacher1@trust.example", 2430, "Presenter"),
        ("visitor@else.example", 600, "Presenter"),
    ]
    assert records[1]["identity"] == {"id": graph.user_id(1), "displayName": "Teacher 1"}
    assert records[1]["attendanceIntervals"] == [
        {
            "joinDateTime": "2027-01-12T15:45:00Z",
            "leaveDateTime": "2027-01-12T16:25:30Z",
            "durationInSeconds": 2430,
        }
    ]


@pytest.mark.parametrize(
    ("roles", "attendance", "statuses"),
    [
        (BOTH, True, (200, 404)),
        (BOTH, False, (403, 403)),
        (BOTH[:1], True, (200, 403)),
        (BOTH[1:], True, (403, 404)),
        ([], True, (403, 403)),
    ],
    ids=["everything", "no policy", "no reports", "no lookup", "no roles"],
)
async def test_attendance_needs_its_roles_and_a_policy_of_teams(
    open_tenant, seed, event, roles, attendance, statuses
):
    async with open_tenant(seed=an_app(seed, *roles, attendance=attendance)) as graph:
        made = await graph.post(f"{ORGANISER}/events", event(1, isOnlineMeeting=True))
        lookup, _ = await look_up(graph, made)
        reports, _ = await graph.call("GET", f"{MEETINGS}/none/attendanceReports")

    assert (lookup, reports) == statuses


async def test_meetings_are_looked_up_by_their_link_only(open_tenant, seed):
    async with open_tenant(seed=an_app(seed, *BOTH, attendance=True)) as graph:
        answers = [await graph.call("GET", MEETINGS + query) for query in ("", "?$filter=subject eq 'x'")]
        none = await graph.get(f"{MEETINGS}?$filter=joinWebUrl eq 'x'")

    assert ([status for status, _ in answers], none["value"]) == ([400, 400], [])


async def test_report_is_there_in_the_next_run(open_tenant, seed, event, tmp_path):
    options = {"seed": an_app(seed, *BOTH, attendance=True), "state_file": tmp_path / "tenant.json"}
    async with open_tenant(**options) as graph:
        made = await graph.post(f"{ORGANISER}/events", event(1, isOnlineMeeting=True))
        graph.sandbox.edits.hold_meeting(BOX, made["id"], {"teacher1@trust.example": 60})
    async with open_tenant(**options) as graph:
        (meeting,) = (await look_up(graph, made))[1]["value"]
        reports = await graph.get(f"{MEETINGS}/{quote(meeting['id'], safe='')}/attendanceReports")

    assert len(reports["value"]) == 1


async def test_meeting_that_cannot_have_been_held_is_refused(graph, event):
    edits = graph.sandbox.edits
    plain = await graph.post(f"{ORGANISER}/events", event(1))
    online = await graph.post(f"{ORGANISER}/events", event(1, isOnlineMeeting=True))
    with pytest.raises(EditError, match=r"The event is no online meeting\."):
        edits.hold_meeting(BOX, plain["id"], {"teacher1@trust.example": 60})
    with pytest.raises(EditError, match=r"A meeting is held with somebody in it"):
        edits.hold_meeting(BOX, online["id"], {"teacher1@trust.example": 0})
    with pytest.raises(EditError, match=r"teacher1@trust\.example does not organise this event\."):
        edits.hold_meeting("teacher1@trust.example", online["id"], {"teacher1@trust.example": 60})
