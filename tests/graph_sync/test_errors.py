from __future__ import annotations

import pytest

from graph_sync.errors import find_permission, tell
from graph_sync.ports import Part, Reply

PART = Part("POST", "/users/codesign@fernvale.example/events")


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(0), "Microsoft 365 did not answer."),
        (Reply(401), "Microsoft 365 refused the sign-in."),
        (Reply(403), "Access is denied: the app needs Calendars.ReadWrite for the organiser's mailbox."),
        (Reply(429), "Microsoft 365 asked for a pause too often; the next run goes on."),
        (Reply(503), "Microsoft 365 is having trouble (503)."),
        (
            Reply(400, {"error": {"message": "No such thing."}}),
            "Microsoft 365 refused it (400): No such thing.",
        ),
        (Reply(400), "Microsoft 365 refused it (400): no reason given"),
    ],
)
def test_a_refusal_is_one_sentence(reply, sentence):
    assert tell(PART, reply) == sentence


@pytest.mark.parametrize(
    ("part", "permission"),
    [
        (Part("GET", "/users?$top=999"), "User.Read.All"),
        (Part("GET", "/users/a@b.example/calendarView?x=1"), "Calendars.Read for the organiser's mailbox"),
        (Part("PATCH", "/groups(uniqueName='codesign-maths')"), "Group.Create and GroupMember.ReadWrite.All"),
        (
            Part("PUT", "/drives/b!1/items/2:/x.docx:/content"),
            "Sites.Selected with the write role on the site",
        ),
        (Part("GET", "/organization"), "a permission of Microsoft Graph"),
    ],
)
def test_the_missing_permission_is_named_by_what_was_asked(part, permission):
    assert find_permission(part) == permission
