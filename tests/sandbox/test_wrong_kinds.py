"""Whatever is put in place of a value, a call is answered: taken, or refused with a sentence, never with a crash."""

from __future__ import annotations

import copy

import pytest

ORGANISER = "/users/codesign@trust.example"
WRONG = (None, 1, "x", [], {}, True, [None])
TIME = {"dateTime": "2027-01-12T16:00:00", "timeZone": "UTC"}
MAIL = {
    "subject": "x",
    "body": {"contentType": "text", "content": "x"},
    "toRecipients": [{"emailAddress": {"address": "a@b.example"}}],
}
BODIES = {
    f"{ORGANISER}/events": {
        "subject": "x",
        "body": {"contentType": "html", "content": "x"},
        "start": TIME,
        "end": TIME,
        "transactionId": "t",
        "attendees": [{"emailAddress": {"address": "a@b.example", "name": "A"}, "type": "required"}],
        "location": {"displayName": "x"},
        "singleValueExtendedProperties": [{"id": "String {0} Name k", "value": "v"}],
    },
    f"{ORGANISER}/sendMail": {"message": MAIL},
    f"{ORGANISER}/calendar/getSchedule": {"schedules": ["a@b.example"], "startTime": TIME, "endTime": TIME},
    "/groups": {
        "displayName": "M",
        "mailNickname": "m",
        "mailEnabled": True,
        "securityEnabled": False,
        "description": "d",
        "members@odata.bind": ["https://graph.microsoft.com/v1.0/users/1"],
    },
    "DRIVE/root/children": {"name": "M", "folder": {}, "@microsoft.graph.conflictBehavior": "fail"},
    "DRIVE/root/invite": {"recipients": [{"email": "a@b.example"}], "roles": ["write"], "sendInvitation": False},
    "DRIVE/root:/x.txt:/createUploadSession": {"item": {"@microsoft.graph.conflictBehavior": "fail"}},
    "/subscriptions": {
        "changeType": "created",
        "notificationUrl": "https://example.org",
        "resource": "users",
        "expirationDateTime": "2026-11-24T00:00:00Z",
    },
    "/$batch": {"requests": [{"id": "1", "method": "GET", "url": "/users", "headers": {"A": "b"}, "dependsOn": []}]},
}  # fmt: skip


def places(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*at, key))


def put(value, at, wrong):
    if not at:
        return wrong
    changed = copy.deepcopy(value)
    inner = changed
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = wrong
    return changed


@pytest.mark.parametrize("path", BODIES, ids=[path.rsplit("/", 1)[-1] for path in BODIES])
async def test_wrong_kind_is_answered(graph, path):
    drive = await graph.get("/sites/trust.sharepoint.com:/sites/codesign:/drive")
    url = path.replace("DRIVE", f"/drives/{drive['id']}")
    crashed = [
        (at, wrong)
        for at in places(BODIES[path])
        for wrong in WRONG
        if (await graph.call("POST", url, put(BODIES[path], at, wrong)))[0] >= 500
    ]

    assert crashed == []


@pytest.mark.parametrize(
    "path", ["/users", "/groups/delta", f"{ORGANISER}/events", f"{ORGANISER}/calendarView/delta"]
)
@pytest.mark.parametrize(
    "query",
    ["$top=x", "$top=0", "$skip=-1", "$filter=x eq", "$filter='", "$filter=()", "$filter=isOnlineMeeting gt 5",
     "$deltatoken=x", "$deltatoken=W10", "startDateTime=x&endDateTime=y", "$select="],
)  # fmt: skip
async def test_wrong_query_is_answered(graph, path, query):
    assert (await graph.call("GET", f"{path}?{query}"))[0] < 500
