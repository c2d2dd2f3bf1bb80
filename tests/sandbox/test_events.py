from __future__ import annotations

import pytest

ORGANISER = "/users/codesign@trust.example"
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name codesignKey"
YEAR = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2027-08-31T00:00:00Z"


def view(teacher):
    return f"/users/teacher{teacher}@trust.example/calendarView?{YEAR}"


def marked(value):
    return {"singleValueExtendedProperties": [{"id": KEY, "value": value}]}


async def test_event_comes_back_as_it_was_sent(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1, categories=["Co-design"]))
    read = await graph.get(f"{ORGANISER}/events/{made['id']}")

    assert read == made
    assert made["start"] == {"dateTime": "2027-01-12T15:45:00.0000000", "timeZone": "UTC"}
    assert made["originalStartTimeZone"] == "Europe/London"
    assert made["organizer"]["emailAddress"]["address"] == "codesign@trust.example"
    assert made["attendees"][0]["status"]["response"] == "none"


async def test_summer_time_is_an_hour_ahead_and_can_be_shown_in_london(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(start="2027-06-08T15:45:00"))
    shown = await graph.get(f"{ORGANISER}/events/{made['id']}", Prefer='outlook.timezone="Europe/London"')

    assert made["start"]["dateTime"] == "2027-06-08T14:45:00.0000000"
    assert shown["start"] == {"dateTime": "2027-06-08T15:45:00.0000000", "timeZone": "Europe/London"}


async def test_windows_name_of_the_zone_is_taken_and_a_strange_zone_is_not(graph, event):
    windows = event()
    windows["start"]["timeZone"] = windows["end"]["timeZone"] = "GMT Standard Time"
    strange = event()
    strange["start"]["timeZone"] = "Mars/Olympus"

    assert (await graph.call("POST", f"{ORGANISER}/events", windows))[0] == 201
    status, body = await graph.call("POST", f"{ORGANISER}/events", strange)
    assert (status, body["error"]["code"]) == (400, "TimeZoneNotSupported")


async def test_same_transaction_makes_one_event(graph, event):
    body = event(1, transactionId="7c9b2c9e-0000-4000-8000-000000000001")
    first = await graph.post(f"{ORGANISER}/events", body)
    second = await graph.post(f"{ORGANISER}/events", body)

    assert first["id"] == second["id"]
    assert len((await graph.get(f"{ORGANISER}/events"))["value"]) == 1
    assert graph.kinds(1) == ["invitation"]


async def test_transaction_is_refused_for_another_event_and_after_a_cancellation(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(transactionId="t"))
    other, body = await graph.call("POST", f"{ORGANISER}/events", event(transactionId="t", subject="Other"))
    await graph.post(f"{ORGANISER}/events/{made['id']}/cancel", {})
    again, _ = await graph.call("POST", f"{ORGANISER}/events", event(transactionId="t"))

    assert (other, again) == (409, 409)
    assert body["error"]["code"] == "ErrorDuplicateTransactionId"
    assert body["error"]["@event.existingEventId"] == made["id"]


async def test_event_is_found_by_its_marker_which_only_expand_shows(graph, event):
    await graph.post(f"{ORGANISER}/events", event(**marked("maths:1")))
    await graph.post(f"{ORGANISER}/events", event(**marked("maths:2")))
    where = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'MATHS:2')"
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    plain = await graph.get(f"{ORGANISER}/events?$filter={where}")
    expanded = await graph.get(f"{ORGANISER}/events?$filter={where}&$expand={expand}&$select=subject")

    assert "singleValueExtendedProperties" not in plain["value"][0]
    (found,) = expanded["value"]
    assert found["singleValueExtendedProperties"] == [{"id": KEY, "value": "maths:2"}]
    assert set(found) == {"id", "@odata.etag", "subject", "singleValueExtendedProperties"}


async def test_marker_with_its_name_in_another_case_is_not_found(graph, event):
    await graph.post(f"{ORGANISER}/events", event(**marked("maths:1")))
    where = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY.replace('codesignKey', 'CodesignKey')}' and ep/value eq 'maths:1')"

    assert (await graph.get(f"{ORGANISER}/events?$filter={where}"))["value"] == []


async def test_stale_etag_is_412_and_changes_nothing(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event())
    url = f"{ORGANISER}/events/{made['id']}"
    changed = await graph.patch(url, {"subject": "A"}, If_Match=made["@odata.etag"])
    status, body = await graph.call("PATCH", url, {"subject": "B"}, If_Match=made["@odata.etag"])

    assert changed["@odata.etag"] != made["@odata.etag"]
    assert (status, body["error"]["code"]) == (412, "ErrorIrresolvableConflict")
    assert (await graph.get(url))["subject"] == "A"


async def test_view_is_in_order_and_paged(graph, event):
    for day in (20, 5, 12):
        await graph.post(f"{ORGANISER}/events", event(start=f"2027-01-{day:02}T15:45:00"))
    page = await graph.get(f"{ORGANISER}/calendarView?{YEAR}&$top=2&$select=start")
    rest = await graph.get(page["@odata.nextLink"])

    days = [row["start"]["dateTime"][8:10] for row in page["value"] + rest["value"]]
    assert days == ["05", "12", "20"]
    assert "@odata.nextLink" not in rest


async def test_events_come_in_the_order_asked_for(graph, event):
    for name in ("B", "A", "C"):
        await graph.post(f"{ORGANISER}/events", event(subject=name))
    page = await graph.get(f"{ORGANISER}/events?$orderby=subject desc&$select=subject")

    assert [row["subject"] for row in page["value"]] == ["C", "B", "A"]


async def test_view_without_a_window_is_refused(graph):
    assert (await graph.call("GET", f"{ORGANISER}/calendarView"))[0] == 400


async def test_invitation_stands_in_the_attendees_own_calendar(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1, **marked("maths:1"), transactionId="t"))
    (copy,) = (await graph.get(view(1)))["value"]

    assert copy["iCalUId"] == made["iCalUId"]
    assert copy["id"] != made["id"]
    assert (copy["isOrganizer"], copy["transactionId"]) == (False, None)
    assert copy["responseStatus"]["response"] == "notResponded"


@pytest.mark.parametrize(
    ("verb", "shown", "left"),
    [("accept", "accepted", 1), ("tentativelyAccept", "tentativelyAccepted", 1), ("decline", "declined", 0)],
)
async def test_reply_shows_in_the_organisers_event(graph, event, verb, shown, left):
    made = await graph.post(f"{ORGANISER}/events", event(1, 2))
    (copy,) = (await graph.get(view(1)))["value"]
    status, _ = await graph.call(
        "POST", f"/users/teacher1@trust.example/events/{copy['id']}/{verb}", {"comment": "On a trip", "sendResponse": True}
    )  # fmt: skip

    read = await graph.get(f"{ORGANISER}/events/{made['id']}")
    assert status == 202
    assert [a["status"]["response"] for a in read["attendees"]] == [shown, "none"]
    assert read["@odata.etag"] != made["@odata.etag"]
    assert len((await graph.get(view(1)))["value"]) == left
    assert [(m.kind, m.text) for m in graph.sandbox.mails("codesign@trust.example")] == [
        ("reply", "On a trip")
    ]


async def test_organiser_does_not_reply_to_themselves(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event())

    assert (await graph.call("POST", f"{ORGANISER}/events/{made['id']}/accept", {}))[0] == 400


async def test_moving_a_meeting_asks_everyone_again(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1))
    (copy,) = (await graph.get(view(1)))["value"]
    await graph.post(f"/users/teacher1@trust.example/events/{copy['id']}/accept", {})
    later = event(start="2027-01-13T15:45:00")
    moved = await graph.patch(
        f"{ORGANISER}/events/{made['id']}", {"start": later["start"], "end": later["end"]}
    )

    assert moved["attendees"][0]["status"]["response"] == "none"
    assert (await graph.get(view(1)))["value"][0]["responseStatus"]["response"] == "notResponded"


async def test_cancelled_meeting_is_gone_here_and_marked_there(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(1))
    url = f"{ORGANISER}/events/{made['id']}"
    assert [(await graph.call("POST", f"{url}/cancel", {"comment": "Flood"}))[0] for _ in range(2)] == [
        202,
        404,
    ]
    (copy,) = (await graph.get(view(1)))["value"]

    assert (copy["isCancelled"], copy["subject"]) == (True, "Canceled: Mathematics co-design")


async def test_online_meeting_gets_a_link_and_keeps_it(graph, event):
    made = await graph.post(
        f"{ORGANISER}/events", event(isOnlineMeeting=True, onlineMeetingProvider="teamsForBusiness")
    )
    url = made["onlineMeeting"]["joinUrl"]
    offline = await graph.patch(f"{ORGANISER}/events/{made['id']}", {"isOnlineMeeting": False})

    assert url in made["body"]["content"]
    assert (offline["isOnlineMeeting"], offline["onlineMeeting"]["joinUrl"]) == (True, url)


async def test_text_that_loses_the_teams_block_takes_the_meeting_offline(graph, event):
    made = await graph.post(f"{ORGANISER}/events", event(isOnlineMeeting=True))
    url = f"{ORGANISER}/events/{made['id']}"
    content = made["body"]["content"].replace("<body>", "<body><p>Bring work.</p>")
    kept = await graph.patch(url, {"body": {"contentType": "html", "content": content}})
    lost = await graph.patch(url, {"body": {"contentType": "html", "content": "<p>Bring work.</p>"}})

    assert (kept["isOnlineMeeting"], lost["isOnlineMeeting"]) == (True, False)
    assert lost["onlineMeeting"] is None


async def test_mailbox_without_teams_says_so_and_makes_no_link(open_tenant, seed, event):
    raw = seed()
    raw["users"][0]["onlineMeetings"] = False
    async with open_tenant(seed=raw) as graph:
        calendar = await graph.get(f"{ORGANISER}/calendar")
        made = await graph.post(f"{ORGANISER}/events", event(isOnlineMeeting=True))

    assert calendar["allowedOnlineMeetingProviders"] == []
    assert (made["isOnlineMeeting"], made["onlineMeeting"]) == (False, None)


async def test_property_that_does_not_exist_is_refused(graph, event):
    status, body = await graph.call("POST", f"{ORGANISER}/events", event(onlineMeetingProvder="teams"))

    assert (status, body["error"]["code"]) == (400, "RequestBodyRead")


async def test_event_for_five_hundred_and_one_is_refused(graph, event):
    body = event()
    body["attendees"] = [{"emailAddress": {"address": f"p{i}@else.example"}} for i in range(501)]

    assert (await graph.call("POST", f"{ORGANISER}/events", body))[0] == 400


async def test_guest_has_no_mailbox_here(graph):
    status, body = await graph.call("GET", "/users/guest@council.example/events")

    assert (status, body["error"]["code"]) == (404, "MailboxNotEnabledForRESTAPI")


async def test_schedule_shows_busy_and_tentative_slots(graph, event):
    await graph.post(f"{ORGANISER}/events", event(1))
    body = {
        "schedules": ["codesign@trust.example", "teacher1@trust.example", "x@else.example"],
        "startTime": {"dateTime": "2027-01-12T15:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2027-01-12T18:00:00", "timeZone": "UTC"},
        "availabilityViewInterval": 30,
    }
    rows = (await graph.post(f"{ORGANISER}/calendar/getSchedule", body))["value"]

    assert [row["availabilityView"] for row in rows] == ["022200", "011100", ""]


async def test_delta_tells_what_is_new_changed_and_gone(graph, event):
    first = await graph.get(f"{ORGANISER}/calendarView/delta?{YEAR}")
    made = [await graph.post(f"{ORGANISER}/events", event(subject=name)) for name in ("A", "B", "C")]
    second = await graph.get(first["@odata.deltaLink"])
    await graph.patch(f"{ORGANISER}/events/{made[0]['id']}", {"subject": "A2"})
    away = event(start="2028-01-12T15:45:00")
    await graph.patch(f"{ORGANISER}/events/{made[1]['id']}", {"start": away["start"], "end": away["end"]})
    await graph.call("DELETE", f"{ORGANISER}/events/{made[2]['id']}")
    third = await graph.get(second["@odata.deltaLink"])
    fourth = await graph.get(third["@odata.deltaLink"])

    assert [row["subject"] for row in second["value"]] == ["A", "B", "C"]
    assert third["value"][0]["subject"] == "A2"
    assert [row.get("@removed") for row in third["value"][1:]] == [{"reason": "deleted"}] * 2
    assert [row["id"] for row in third["value"]] == [event["id"] for event in made]
    assert fourth["value"] == []


async def test_delta_comes_in_pages_of_the_size_preferred(graph, event):
    for _ in range(5):
        await graph.post(f"{ORGANISER}/events", event())
    seen, link = [], f"{ORGANISER}/calendarView/delta?{YEAR}"
    sizes = []
    while link:
        page = await graph.get(link, Prefer="odata.maxpagesize=2")
        seen += [row["id"] for row in page["value"]]
        sizes.append(len(page["value"]))
        link = page.get("@odata.nextLink")

    assert (sizes, len(set(seen))) == ([2, 2, 1], 5)


async def test_delta_takes_no_options_and_old_tokens_are_gone(graph):
    assert (await graph.call("GET", f"{ORGANISER}/calendarView/delta?{YEAR}&$select=id"))[0] == 400
    page = await graph.get(f"{ORGANISER}/calendarView/delta?{YEAR}")
    graph.sandbox.expire_delta_tokens()
    status, body = await graph.call("GET", page["@odata.deltaLink"])

    assert (status, body["error"]["code"]) == (410, "SyncStateNotFound")
