"""What people do by hand, and what an app sees of it over Graph afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.edits import EditError

BOX = "codesign@trust.example"
ORGANISER = f"/users/{BOX}"
YEAR = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2027-08-31T00:00:00Z"
ONE, TWO, THREE = (f"teacher{n}@trust.example" for n in (1, 2, 3))
QUARTER_TO_FOUR, FIVE = datetime(2027, 1, 14, 15, 45), datetime(2027, 1, 14, 17, 0)  # noqa: DTZ001 (London's)


@pytest.fixture
async def made(graph, event):
    return await graph.post(f"{ORGANISER}/events", event(1, 2))


@pytest.fixture
async def drive(graph):
    return f"/drives/{(await graph.get('/sites/trust.sharepoint.com:/sites/codesign:/drive'))['id']}"


async def read(graph, made):
    return await graph.get(f"{ORGANISER}/events/{made['id']}")


def people(event):
    return [attendee["emailAddress"]["address"] for attendee in event["attendees"]]


async def test_event_moved_by_hand_is_another_version_in_the_feed_and_everyone_is_told(graph, made):
    link = (await graph.get(f"{ORGANISER}/calendarView/delta?{YEAR}"))["@odata.deltaLink"]
    graph.sandbox.edits.move_event(BOX, made["id"], QUARTER_TO_FOUR, FIVE)
    (changed,) = (await graph.get(link))["value"]

    assert changed["id"] == made["id"]
    assert changed["changeKey"] != made["changeKey"]
    assert changed["start"]["dateTime"] == "2027-01-14T15:45:00.0000000"
    assert (graph.kinds(1), graph.kinds(2)) == (["invitation", "update"], ["invitation", "update"])


async def test_times_with_a_zone_are_taken_as_they_are(graph, made):
    summer = [datetime(2027, 6, 8, hour, tzinfo=UTC) for hour in (15, 16)]
    graph.sandbox.edits.move_event(BOX, made["id"], *summer)

    assert (await read(graph, made))["start"]["dateTime"] == "2027-06-08T15:00:00.0000000"


async def test_event_gets_another_subject_and_another_place(graph, made):
    graph.sandbox.edits.rename_event(BOX, made["id"], "Fractions")
    graph.sandbox.edits.place_event(BOX, made["id"], "Library")
    after = await read(graph, made)

    assert (after["subject"], after["location"]["displayName"]) == ("Fractions", "Library")
    assert graph.kinds(1) == ["invitation", "update", "update"]


async def test_event_deleted_by_its_organiser_is_called_off(graph, made):
    graph.sandbox.edits.delete_event(BOX, made["id"])

    assert (await graph.call("GET", f"{ORGANISER}/events/{made['id']}"))[0] == 404
    assert graph.kinds(1) == ["invitation", "cancellation"]


async def test_somebody_joins_an_event_and_somebody_leaves_it(graph, made):
    graph.sandbox.edits.add_attendee(BOX, made["id"], THREE)
    graph.sandbox.edits.remove_attendee(BOX, made["id"], ONE.upper())

    assert people(await read(graph, made)) == [TWO, THREE]
    assert [graph.kinds(n) for n in (1, 2, 3)] == [
        ["invitation", "cancellation"],
        ["invitation"],
        ["invitation"],
    ]


async def test_event_made_by_hand_carries_no_marker(graph):
    event_id = graph.sandbox.edits.make_event(BOX, "Coffee", QUARTER_TO_FOUR, FIVE, [ONE])
    event = await graph.get(f"{ORGANISER}/events/{event_id}")

    assert (event["subject"], event["transactionId"], people(event)) == ("Coffee", None, [ONE])
    assert graph.kinds(1) == ["invitation"]


async def test_reply_of_a_person_reaches_the_organiser(graph, made):
    graph.sandbox.edits.reply(ONE, made["id"], "decline", "On a trip")
    graph.sandbox.edits.reply(TWO, made["id"], "accept")
    replies = [(mail.sender, mail.text) for mail in graph.sandbox.mails(BOX)]

    assert [a["status"]["response"] for a in (await read(graph, made))["attendees"]] == [
        "declined",
        "accepted",
    ]
    assert replies == [(ONE, "On a trip"), (TWO, "")]
    with pytest.raises(EditError, match="has no invitation to this event"):
        graph.sandbox.edits.reply(ONE, made["id"], "accept")


async def test_folders_and_files_are_made_renamed_moved_and_deleted(graph, drive):
    edits, link = graph.sandbox.edits, (await graph.get(f"{drive}/root/delta"))["@odata.deltaLink"]
    edits.make_folder("Maths")
    edits.make_folder("Maths/2027")
    file_id = edits.write_file("Maths/2027/Agenda.docx", b"one")
    edits.rename_item("Maths/2027/Agenda.docx", "Plan.docx")
    edits.move_item("/Maths/2027/Plan.docx", "Maths")
    item = await graph.get(f"{drive}/root:/Maths/Plan.docx")
    edits.move_item("Maths/Plan.docx", "")
    edits.delete_item("Maths")
    rows = (await graph.get(link))["value"]

    assert item["id"] == file_id
    assert {row["id"]: row.get("name") for row in rows if "deleted" not in row and "root" not in row} == {
        file_id: "Plan.docx"
    }
    assert sum("deleted" in row for row in rows) == 2


async def test_folder_is_shared_no_longer_shared_and_inherits_again(graph, drive):
    edits, folder = graph.sandbox.edits, graph.sandbox.edits.make_folder("Maths")
    url = f"{drive}/items/{folder}"
    edits.share("Maths", ONE)
    edits.share("Maths", TWO, "write")
    shared = await graph.get(f"{url}/permissions")
    edits.unshare("Maths", ONE)
    one_left = await graph.get(f"{url}/permissions")
    facets = ["shared" in await graph.get(url)]
    edits.restore_inheritance("Maths")
    none_left = await graph.get(f"{url}/permissions")
    facets.append("shared" in await graph.get(url))

    assert [grant["roles"] for grant in shared["value"]] == [["read"], ["write"], ["owner"]]
    assert ["inheritedFrom" in grant for grant in shared["value"]] == [False, False, True]
    assert one_left["value"] == shared["value"][1:]
    assert none_left["value"] == shared["value"][2:]
    assert facets == [True, False]


async def test_list_is_made_by_hand_renamed_and_deleted(open_tenant):
    async with open_tenant(people=25) as graph:
        everybody = [f"teacher{n}@trust.example" for n in range(1, 26)]
        edits = graph.sandbox.edits
        group_id = edits.make_list("chess", "Chess", [ONE], everybody)
        edits.rename_list("chess@trust.example", "Chess club")
        found = (await graph.get("/groups?$filter=mailNickname eq 'chess'"))["value"]
        members = await graph.get(f"/groups/{group_id}/members?$top=999")
        edits.delete_list("chess")

        assert [(row["displayName"], row.get("uniqueName")) for row in found] == [("Chess club", None)]
        assert len(members["value"]) == 25
        assert (await graph.call("GET", f"/groups/{group_id}"))[0] == 404


async def test_members_and_owners_come_and_go(graph):
    edits = graph.sandbox.edits
    group_id = edits.make_list("chess", "Chess", [ONE], [ONE])
    link = (await graph.get("/groups/delta?$deltatoken=latest&$select=displayName,members"))[
        "@odata.deltaLink"
    ]
    edits.add_member("chess", TWO)
    edits.add_member("chess", TWO, "owners")
    edits.remove_member("chess", ONE)
    (row,) = (await graph.get(link))["value"]

    assert {move["id"]: "@removed" in move for move in row["members@delta"]} == {
        graph.user_id(1): True,
        graph.user_id(2): False,
    }
    owners = await graph.get(f"/groups/{group_id}/owners?$select=id")
    assert [owner["id"] for owner in owners["value"]] == [graph.user_id(1), graph.user_id(2)]
    with pytest.raises(EditError, match="already exist"):
        edits.add_member("chess", TWO)


async def test_person_joins_and_a_person_leaves_even_as_last_owner(graph, event):
    edits = graph.sandbox.edits
    edits.make_list("chess", "Chess", [ONE], [ONE, TWO])
    made = await graph.post(f"/users/{ONE}/events", event(2))
    link = (await graph.get("/users/delta?$deltatoken=latest&$select=mail"))["@odata.deltaLink"]
    joined = edits.add_user("ada@trust.example", "Ada Quill")
    left = graph.user_id(1)
    edits.remove_user(ONE)
    edits.reply(TWO, made["id"], "accept")
    rows = (await graph.get(link))["value"]

    assert (await graph.get("/users/ada@trust.example"))["displayName"] == "Ada Quill"
    assert [(row["id"], "@removed" in row) for row in rows] == [(joined, False), (left, True)]
    assert (await graph.call("GET", f"/users/{ONE}/events"))[0] == 404


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        (
            "move_event",
            (BOX, "none", FIVE, QUARTER_TO_FOUR),
            "The specified object was not found in the store.",
        ),
        ("rename_event", ("x@trust.example", "none", "x"), "Nobody here has the address 'x@trust.example'."),
        ("reply", (ONE, "none", "accept"), "No calendar has an event 'none'."),
        ("rename_item", ("Maths", "x"), "There is no file or folder 'Maths'."),
        ("make_folder", ("Maths/2027",), "The resource could not be found."),
        ("make_folder", ("a|b",), "The provided name 'a|b' cannot contain the characters it has."),
        ("unshare", ("", ONE), "'' is not shared with teacher1@trust.example by a permission of its own."),
        ("unshare", ("", "x"), "The recipient 'x' could not be found in the directory."),
        ("restore_inheritance", ("",), "The root of a library inherits from nothing."),
        ("rename_list", ("chess", "x"), "No list has the nickname or the address 'chess'."),
        ("add_user", ("ada", "Ada"), "'ada' is not an address."),
        ("add_user", (ONE, "Ada"), "Somebody has the address teacher1@trust.example already."),
    ],
)
async def test_edit_nobody_could_make_is_said_in_one_sentence(graph, name, arguments, sentence):
    with pytest.raises(EditError) as caught:
        getattr(graph.sandbox.edits, name)(*arguments)

    assert str(caught.value) == sentence


async def test_argument_of_another_kind_is_said_in_one_sentence(graph, made):
    with pytest.raises(EditError, match="'Tuesday' is not a date and time"):
        graph.sandbox.edits.move_event(BOX, made["id"], "Tuesday", FIVE)
    with pytest.raises(EditError, match=r"The content of 'a.txt' must be bytes"):
        graph.sandbox.edits.write_file("a.txt", "text")


async def test_somebody_is_invited_once_and_taken_off_once(graph, made):
    with pytest.raises(EditError, match="is invited to this event already"):
        graph.sandbox.edits.add_attendee(BOX, made["id"], ONE)
    with pytest.raises(EditError, match="is not invited to this event"):
        graph.sandbox.edits.remove_attendee(BOX, made["id"], THREE)


async def test_with_two_sites_a_path_begins_with_its_site(open_tenant, seed):
    sites = [{"hostname": "trust.sharepoint.com", "path": f"/sites/{name}"} for name in ("codesign", "heads")]
    async with open_tenant(seed=seed(sites=sites)) as graph:
        graph.sandbox.edits.make_folder("/sites/heads/Budget")
        drive = (await graph.get("/sites/trust.sharepoint.com:/sites/heads:/drive"))["id"]

        assert (await graph.get(f"/drives/{drive}/root:/Budget"))["name"] == "Budget"
        with pytest.raises(EditError, match="'Budget' must begin with the path of one of the 2 sites"):
            graph.sandbox.edits.make_folder("Budget")


async def post(graph, body):
    async with graph.http.post(f"{graph.sandbox.url}/_sandbox/edits", json=body) as response:
        return response.status, await response.json()


async def test_another_process_makes_an_edit_by_its_name(graph, made, event):
    times = {"start": "2027-01-14T15:45:00", "end": "2027-01-14T17:00:00+00:00"}
    online = await graph.post(f"{ORGANISER}/events", event(1, isOnlineMeeting=True))
    stays = {"mailbox": BOX, "event_id": online["id"], "minutes": {ONE: 40}}
    held, _ = await post(graph, {"edit": "hold_meeting", **stays})
    moved = await post(graph, {"edit": "move_event", "mailbox": BOX, "event_id": made["id"], **times})
    written = await post(graph, {"edit": "write_file", "path": "a.txt", "content": "text"})

    assert (held, moved) == (200, (200, {"result": None}))
    assert (await read(graph, made))["start"]["dateTime"] == "2027-01-14T15:45:00.0000000"
    site = "/sites/trust.sharepoint.com:/sites/codesign:/drive"
    drive = (await graph.get(site))["id"]
    assert written == (200, {"result": (await graph.get(f"/drives/{drive}/root:/a.txt"))["id"]})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("x", "An edit must be a JSON object with the name of the edit and its arguments."),
        ({"edit": "explode"}, "There is no edit called 'explode'; there are add_attendee, "),
        ({"edit": "_do", "method": "GET"}, "There is no edit called '_do'; "),
        ({"edit": "delete_item"}, "The edit delete_item does not take this path: missing required argument."),
        ({"edit": "delete_item", "path": 5}, "The edit delete_item does not take this path: input should be a valid string."),
        ({"edit": "delete_item", "path": "x"}, "There is no file or folder 'x'."),
        ({"edit": "reply", "person": ONE, "event_id": "x", "answer": "shrug"}, "The edit reply does not take this answer: "),
    ],
)  # fmt: skip
async def test_edit_that_makes_no_sense_is_refused_with_a_sentence(graph, body, sentence):
    status, said = await post(graph, body)

    assert (status, said["error"][: len(sentence)]) == (400, sentence)


async def test_event_gets_another_text_and_everyone_is_told(graph, made):
    graph.sandbox.edits.write_body(BOX, made["id"], "<p>Bring a ruler.</p>")

    assert "Bring a ruler." in (await read(graph, made))["body"]["content"]
    assert graph.kinds(1) == ["invitation", "update"]
