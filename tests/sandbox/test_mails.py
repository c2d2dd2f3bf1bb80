"""The table in `sandbox.graph.outlook.meetings`, row by row."""

from __future__ import annotations

import pytest

ORGANISER = "/users/codesign@trust.example"
PLACE = {"location": {"displayName": "Hall"}}


def only(event, *teachers):
    return {"attendees": event(*teachers)["attendees"]}


async def inboxes(graph, event, change, *, invited=(1, 2)):
    made = await graph.post(f"{ORGANISER}/events", event(*invited))
    await graph.patch(f"{ORGANISER}/events/{made['id']}", change)
    return [graph.kinds(n)[1 if n in invited else 0 :] for n in (1, 2, 3)]


async def test_new_meeting_invites_everyone_but_its_organiser(graph, event):
    body = event(1, 2)
    body["attendees"].append({"emailAddress": {"address": "codesign@trust.example"}})
    await graph.post(f"{ORGANISER}/events", body)

    (letter,) = graph.sandbox.mails("teacher1@trust.example")
    assert (letter.kind, letter.subject, letter.sender) == (
        "invitation",
        "Mathematics co-design",
        "codesign@trust.example",
    )
    assert letter.to == ("teacher1@trust.example", "teacher2@trust.example")
    assert letter.text == "When: Tuesday 12 January 2027, 15:45 to 17:00"
    assert graph.sandbox.mails("teacher2@trust.example") == [letter]
    assert graph.sandbox.mails("codesign@trust.example") == []


async def test_somebody_who_joins_is_invited_and_nobody_else_hears_of_it(graph, event):
    assert await inboxes(graph, event, only(event, 1, 2, 3)) == [[], [], ["invitation"]]


async def test_somebody_who_leaves_is_told_and_nobody_else_hears_of_it(graph, event):
    assert await inboxes(graph, event, only(event, 1)) == [[], ["cancellation"], []]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Maths"},
        PLACE,
        {"body": {"contentType": "text", "content": "Bring work."}},
        {"isOnlineMeeting": True},
        {
            "start": {"dateTime": "2027-01-12T15:30:00", "timeZone": "Europe/London"},
            "end": {"dateTime": "2027-01-12T17:00:00", "timeZone": "Europe/London"},
        },
    ],
    ids=["subject", "place", "text", "Teams", "time"],
)
async def test_change_of_substance_is_told_to_everyone(graph, event, change):
    assert await inboxes(graph, event, change) == [["update"], ["update"], []]


@pytest.mark.parametrize(
    "change",
    [
        {"categories": ["Co-design"]},
        {"singleValueExtendedProperties": [{"id": "String {0} Name k", "value": "v"}]},
        {"reminderMinutesBeforeStart": 30},
        {"showAs": "free"},
        {"subject": "Mathematics co-design"},
    ],
    ids=["category", "marker", "reminder", "show as", "the same subject"],
)
async def test_change_that_concerns_nobody_is_silent(graph, event, change):
    assert await inboxes(graph, event, change) == [[], [], []]


async def test_change_of_people_and_place_together(graph, event):
    change = {**only(event, 1, 3), **PLACE}

    assert await inboxes(graph, event, change) == [["update"], ["cancellation"], ["invitation"]]


async def test_address_in_other_letters_is_the_same_person(graph, event):
    change = only(event, 1, 2)
    for attendee in change["attendees"]:
        attendee["emailAddress"]["address"] = attendee["emailAddress"]["address"].upper()

    assert await inboxes(graph, event, change) == [[], [], []]


async def test_somebody_who_comes_back_has_the_meeting_once(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1, 2))
    url = f"{ORGANISER}/events/{made['id']}"
    await graph.patch(url, only(event, 1))
    await graph.patch(url, only(event, 1, 2))
    view = "/users/teacher2@trust.example/events"

    assert graph.kinds(2) == ["invitation", "cancellation", "invitation"]
    assert [row["isCancelled"] for row in (await graph.get(view))["value"]] == [False]


async def test_somebody_who_declined_is_not_brought_back_by_a_silent_change(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1))
    view = "/users/teacher1@trust.example/events"
    (copy,) = (await graph.get(view))["value"]
    await graph.post(f"{view}/{copy['id']}/decline", {"sendResponse": False})
    await graph.patch(f"{ORGANISER}/events/{made['id']}", {"categories": ["x"]})
    quiet = (await graph.get(view))["value"]
    await graph.patch(f"{ORGANISER}/events/{made['id']}", PLACE)

    assert (quiet, len((await graph.get(view))["value"])) == ([], 1)
    assert graph.sandbox.mails("codesign@trust.example") == []


@pytest.mark.parametrize("how", ["cancel", "delete"])
async def test_calling_off_tells_everyone(graph, event, how):
    made = await graph.post(f"{ORGANISER}/events", event(1, 2))
    url = f"{ORGANISER}/events/{made['id']}"
    if how == "cancel":
        await graph.post(f"{url}/cancel", {"comment": "The hall is flooded."})
    else:
        await graph.call("DELETE", url)

    assert [graph.kinds(n) for n in (1, 2)] == [["invitation", "cancellation"]] * 2
    letter = graph.sandbox.mails("teacher1@trust.example")[-1]
    assert letter.subject == "Canceled: Mathematics co-design"
    assert ("The hall is flooded." in letter.text) == (how == "cancel")


async def test_list_as_attendee_reaches_its_members(graph, event):
    group = {
        "displayName": "Maths",
        "mailNickname": "maths",
        "mailEnabled": True,
        "securityEnabled": False,
        "members@odata.bind": [f"https://graph.microsoft.com/v1.0/users/{graph.user_id(n)}" for n in (1, 2)],
    }
    await graph.post("/groups", group)
    body = event()
    body["attendees"] = [{"emailAddress": {"address": "maths@trust.example"}}]
    await graph.post(f"{ORGANISER}/events", body)

    assert [graph.kinds(n) for n in (1, 2, 3)] == [["invitation"], ["invitation"], []]


async def test_outsider_is_written_to_as_well(graph, event):
    body = event()
    body["attendees"] = [{"emailAddress": {"address": "Guest@council.example"}}]
    await graph.post(f"{ORGANISER}/events", body)

    assert [mail.kind for mail in graph.sandbox.mails("guest@council.example")] == ["invitation"]


async def test_message_is_delivered_and_counted(graph):
    message = {
        "subject": "Digest",
        "body": {"contentType": "html", "content": "<p>Dear all,</p><p>Two meetings.</p>"},
        "toRecipients": [{"emailAddress": {"address": "teacher1@trust.example"}}],
        "ccRecipients": [{"emailAddress": {"address": "teacher2@trust.example"}}],
    }
    await graph.post(f"{ORGANISER}/sendMail", {"message": message, "saveToSentItems": False})

    (mail,) = graph.sandbox.mails("teacher2@trust.example")
    assert (mail.kind, mail.text) == ("message", "Dear all,\nTwo meetings.")
    assert graph.sandbox.state.summary()["mails"] == 2


async def test_day_has_ten_thousand_recipients_and_then_begins_again(graph, event):
    body = event()
    body["attendees"] = [{"emailAddress": {"address": f"p{i}@else.example"}} for i in range(500)]
    for _ in range(20):
        await graph.post(f"{ORGANISER}/events", body)
    status, refusal = await graph.call("POST", f"{ORGANISER}/events", event(1))
    made = len((await graph.get(f"{ORGANISER}/events?$top=50"))["value"])
    graph.clock.forward(days=1)
    later, _ = await graph.call("POST", f"{ORGANISER}/events", event(1))

    assert (status, refusal["error"]["code"]) == (403, "ErrorMessageSubmissionBlocked")
    assert (made, later) == (20, 201)
