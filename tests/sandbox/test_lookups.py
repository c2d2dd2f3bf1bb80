"""The questions an app asks when it has many people, lists and events to look up at once."""

from __future__ import annotations

import pytest

ORGANISER = "/users/codesign@trust.example"
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name codesignKey"
YEAR = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2027-08-31T00:00:00Z"
FIELDS = "$select=id,userPrincipalName,mail"
GROUP = {
    "displayName": "Maths",
    "mailNickname": "maths",
    "description": "Made by Termtime: maths",
    "mailEnabled": True,
    "securityEnabled": False,
}


def one_of(numbers):
    return ",".join(f"'teacher{n}@trust.example'" for n in numbers)


@pytest.mark.parametrize("field", ["userPrincipalName", "mail"])
async def test_fifteen_people_are_looked_up_at_once_and_sixteen_are_not(open_tenant, field):
    async with open_tenant(people=16) as graph:
        found = await graph.get(f"/users?$filter={field} in ({one_of(range(1, 16))})&{FIELDS}")
        status, body = await graph.call("GET", f"/users?$filter={field} in ({one_of(range(1, 17))})&{FIELDS}")
        clauses = " or ".join(f"mail eq '{n}'" for n in range(16))
        ors, _ = await graph.call("GET", f"/users?$filter={clauses}")

    assert len(found["value"]) == 15
    assert set(found["value"][0]) == {"id", "userPrincipalName", "mail"}
    assert (status, ors, body["error"]["code"]) == (400, 400, "Request_UnsupportedQuery")


async def test_changes_of_people_are_asked_for_from_now_on(graph):
    now = await graph.get("/users/delta?$deltatoken=latest&$select=mail")
    quiet = await graph.get(now["@odata.deltaLink"])
    person = graph.sandbox.edits.add_user("ada@trust.example", "Ada Quill")
    later = await graph.get(quiet["@odata.deltaLink"])

    assert (now["value"], quiet["value"]) == ([], [])
    assert later["value"] == [{"id": person, "mail": "ada@trust.example"}]


async def test_list_whose_owners_or_members_changed_is_listed(graph):
    edits = graph.sandbox.edits
    ids = [edits.make_list(name, name, ["teacher1@trust.example"], []) for name in ("a", "b", "c", "d")]
    now = await graph.get("/groups/delta?$deltatoken=latest&$select=displayName")
    edits.add_member("c", "teacher2@trust.example", "owners")
    edits.add_member("a", "teacher2@trust.example")
    edits.rename_list("d", "D")
    later = await graph.get(now["@odata.deltaLink"])

    assert now["value"] == []
    assert [row["id"] for row in later["value"]] == [ids[2], ids[0], ids[3]]
    assert later["value"][2] == {"id": ids[3], "displayName": "D"}


async def test_members_come_as_people_in_one_page(open_tenant):
    async with open_tenant(people=150) as graph:
        everybody = [f"teacher{n}@trust.example" for n in range(1, 151)]
        group = graph.sandbox.edits.make_list("all", "All", everybody[:1], everybody)
        page = await graph.get(f"/groups/{group}/members/microsoft.graph.user?{FIELDS}&$top=999")

    assert [row["mail"] for row in page["value"]] == everybody
    assert "@odata.nextLink" not in page


async def test_lists_are_found_by_how_their_description_begins(graph):
    mine = await graph.post("/groups", GROUP)
    await graph.post("/groups", {**GROUP, "mailNickname": "chess", "description": None})
    found = await graph.get(
        "/groups?$filter=startswith(description,'Made by Termtime')&$select=id,description"
    )
    await graph.patch(f"/groups/{mine['id']}", {"description": "Somebody else's now"})
    after = await graph.get("/groups?$filter=startswith(description,'Made by Termtime')")

    assert found["value"] == [{"id": mine["id"], "description": "Made by Termtime: maths"}]
    assert after["value"] == []
    assert (await graph.get(f"/groups/{mine['id']}"))["description"] == "Somebody else's now"


async def test_a_year_of_events_comes_in_one_page_of_changes(graph, event):
    for _ in range(250):
        await graph.post(f"{ORGANISER}/events", event())
    page = await graph.get(f"{ORGANISER}/calendarView/delta?{YEAR}", Prefer="odata.maxpagesize=999")

    assert (len(page["value"]), "@odata.deltaLink" in page) == (250, True)


async def test_markers_of_many_events_come_in_one_page_of_the_view(graph, event):
    for n in range(30):
        marker = {"singleValueExtendedProperties": [{"id": KEY, "value": f"maths:{n}"}]}
        await graph.post(f"{ORGANISER}/events", event(1, **(marker if n else {})))
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    page = await graph.get(f"{ORGANISER}/calendarView?{YEAR}&$select=id&$expand={expand}&$top=999")

    markers = [row.get("singleValueExtendedProperties", [{}])[0].get("value") for row in page["value"]]
    assert sorted(markers, key=str) == sorted([None, *(f"maths:{n}" for n in range(1, 30))], key=str)
    assert {len(row) for row in page["value"]} == {2, 3}


async def test_change_of_permissions_lists_the_folder_again_and_a_grant_of_its_own_shows(graph):
    edits, folder = graph.sandbox.edits, graph.sandbox.edits.make_folder("Maths")
    edits.write_file("Maths/a.txt", b"x")
    (drive,) = graph.sandbox.state.sites.drives
    first = await graph.get(f"/drives/{drive}/root/delta")
    edits.share("Maths", "teacher1@trust.example")
    second = await graph.get(first["@odata.deltaLink"])
    (own, inherited) = (await graph.get(f"/drives/{drive}/items/{folder}/permissions"))["value"]
    status, _ = await graph.call("DELETE", f"/drives/{drive}/items/{folder}/permissions/{own['id']}")
    third = await graph.get(second["@odata.deltaLink"])

    assert ["shared" in row for row in first["value"]] == [False, False, False]
    assert [(row["id"], row.get("shared")) for row in second["value"]] == [(folder, {"scope": "users"})]
    assert ("inheritedFrom" in own, "inheritedFrom" in inherited, status) == (False, True, 204)
    assert [(row["id"], "shared" in row) for row in third["value"]] == [(folder, False)]
