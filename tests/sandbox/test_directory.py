from __future__ import annotations

import pytest

GROUP = {
    "displayName": "Co-design Maths",
    "mailNickname": "codesign-maths",
    "mailEnabled": True,
    "securityEnabled": False,
    "groupTypes": ["Unified"],
}
UPSERT = "/groups(uniqueName='codesign-maths')"


def bind(graph, *teachers):
    return [f"https://graph.microsoft.com/v1.0/users/{graph.user_id(n)}" for n in teachers]


def ref(graph, teacher):
    return {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{graph.user_id(teacher)}"}


async def members(graph, group_id):
    page = await graph.get(f"/groups/{group_id}/members?$select=userPrincipalName")
    return [row["userPrincipalName"].split("@")[0] for row in page["value"]]


async def test_users_are_paged_to_the_end(graph):
    names, link = [], "/users?$top=3&$select=userPrincipalName"
    while link:
        page = await graph.get(link)
        names += [row["userPrincipalName"] for row in page["value"]]
        link = page.get("@odata.nextLink")

    assert len(names) == len(set(names)) == 8


async def test_user_is_found_by_id_and_by_name(graph):
    by_name = await graph.get("/users/teacher1@trust.example")

    assert by_name == await graph.get(f"/users/{by_name['id']}")
    assert by_name["displayName"] == "Teacher 1"
    assert "companyName" not in by_name


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("startswith(displayName,'Teacher')", 6),
        ("userType eq 'Guest'", 1),
        ("mail eq 'TEACHER2@trust.example'", 1),
        ("startswith(displayName,'Teacher') and surname eq 'N3'", 1),
        ("surname eq 'N1' or surname eq 'N2'", 2),
        ("surname in ('N1','N2','N9')", 2),
        ("displayName ne 'Guest'", 7),
    ],
)
async def test_users_are_filtered(graph, text, count):
    assert len((await graph.get(f"/users?$filter={text}"))["value"]) == count


async def test_filter_that_is_not_understood_is_refused(graph):
    status, body = await graph.call("GET", "/users?$filter=contains(displayName,'a')")

    assert (status, body["error"]["code"]) == (400, "Request_UnsupportedQuery")


async def test_option_nobody_serves_is_refused_rather_than_ignored(graph):
    assert (await graph.call("GET", "/groups?$expand=members"))[0] == 400
    assert (await graph.call("GET", "/users?$search=x"))[0] == 400


async def test_upsert_creates_once_and_updates_after(graph):
    assert (await graph.call("PATCH", UPSERT, GROUP))[0] == 404
    first, group = await graph.call("PATCH", UPSERT, GROUP, Prefer="create-if-missing")
    second, _ = await graph.call(
        "PATCH", UPSERT, {**GROUP, "displayName": "Maths"}, Prefer="create-if-missing"
    )

    assert (first, second) == (201, 204)
    assert group["mail"] == "codesign-maths@trust.example"
    found = await graph.get("/groups?$filter=uniqueName eq 'codesign-maths'&$select=id,displayName")
    assert found["value"] == [{"id": group["id"], "displayName": "Maths"}]
    assert (await graph.get(UPSERT))["id"] == group["id"]


async def test_nickname_that_is_taken_is_refused(graph):
    await graph.post("/groups", GROUP)
    status, body = await graph.call("POST", "/groups", {**GROUP, "displayName": "Other"})

    assert status == 400
    assert "mailNickname already exists" in body["error"]["message"]


@pytest.mark.parametrize("wrong", [{"mailNickname": "two words"}, {"displayName": ""}, {"mailEnabled": None}])
async def test_group_with_a_wrong_property_is_refused(graph, wrong):
    assert (await graph.call("POST", "/groups", {**GROUP, **wrong}))[0] == 400


async def test_group_begins_with_owners_and_members(graph):
    body = {**GROUP, "owners@odata.bind": bind(graph, 1), "members@odata.bind": bind(graph, 1, 2)}
    group = await graph.post("/groups", body)

    assert await members(graph, group["id"]) == ["teacher1", "teacher2"]
    owners = await graph.get(f"/groups/{group['id']}/owners/microsoft.graph.user?$select=id")
    assert owners["value"] == [{"id": graph.user_id(1)}]


async def test_binding_is_all_or_nothing(graph):
    group = await graph.post("/groups", {**GROUP, "members@odata.bind": bind(graph, 1)})
    url = f"/groups/{group['id']}"
    status, body = await graph.call("PATCH", url, {"members@odata.bind": bind(graph, 2, 1)})

    assert status == 400
    assert body["error"]["message"].startswith("One or more added object references already exist")
    assert await members(graph, group["id"]) == ["teacher1"]
    await graph.patch(url, {"members@odata.bind": bind(graph, 2, 3)})
    assert await members(graph, group["id"]) == ["teacher1", "teacher2", "teacher3"]


async def test_more_than_twenty_are_not_bound_at_once(open_tenant):
    async with open_tenant(people=25) as graph:
        group = await graph.post("/groups", GROUP)
        status, _ = await graph.call(
            "PATCH", f"/groups/{group['id']}", {"members@odata.bind": bind(graph, *range(1, 22))}
        )

    assert status == 400


async def test_member_is_added_once_and_removed_once(graph):
    group = await graph.post("/groups", GROUP)
    url = f"/groups/{group['id']}/members"
    added = [(await graph.call("POST", f"{url}/$ref", ref(graph, 1)))[0] for _ in range(2)]
    removed = [(await graph.call("DELETE", f"{url}/{graph.user_id(1)}/$ref"))[0] for _ in range(2)]

    assert (added, removed) == ([204, 400], [204, 404])


async def test_somebody_who_does_not_exist_is_not_added(graph):
    group = await graph.post("/groups", GROUP)
    missing = {"@odata.id": "https://graph.microsoft.com/v1.0/users/00000000-0000-0000-0000-000000000000"}

    assert (await graph.call("POST", f"/groups/{group['id']}/members/$ref", missing))[0] == 404


async def test_fixed_and_delegated_properties_are_refused_unless_they_say_what_is(graph):
    group = await graph.post("/groups", GROUP)
    url = f"/groups/{group['id']}"
    changes = (
        {"mail": "x@y"},
        {"hideFromAddressLists": True},
        {"uniqueName": "other"},
        {"mail": group["mail"]},
    )

    assert [(await graph.call("PATCH", url, change))[0] for change in changes] == [400, 400, 400, 204]


async def test_nickname_follows_a_rename(graph):
    group = await graph.post("/groups", GROUP)
    await graph.patch(f"/groups/{group['id']}", {"mailNickname": "maths-2"})

    assert (await graph.call("POST", "/groups", GROUP))[0] == 201
    assert (await graph.call("POST", "/groups", {**GROUP, "mailNickname": "maths-2"}))[0] == 400


async def test_last_owner_stays(graph):
    group = await graph.post("/groups", {**GROUP, "owners@odata.bind": bind(graph, 1)})
    status, _ = await graph.call("DELETE", f"/groups/{group['id']}/owners/{graph.user_id(1)}/$ref")

    assert status == 400


async def test_group_made_without_owner_by_a_lesser_app_cannot_be_changed(open_tenant, seed):
    roles = ["Group.Create", "GroupMember.ReadWrite.All", "User.Read.All"]
    async with open_tenant(
        seed=seed(apps=[{"client_id": "app", "client_secret": "secret", "roles": roles}])
    ) as graph:
        orphan = await graph.post("/groups", GROUP)
        owned = await graph.post(
            "/groups", {**GROUP, "mailNickname": "m2", "owners@odata.bind": bind(graph, 1)}
        )
        answers = [
            (await graph.call("POST", f"/groups/{group['id']}/members/$ref", ref(graph, 2)))[0]
            for group in (orphan, owned)
        ]

    assert answers == [403, 204]


async def test_group_delta_tells_who_came_and_went(graph):
    group = await graph.post("/groups", {**GROUP, "members@odata.bind": bind(graph, 1)})
    first = await graph.get("/groups/delta?$select=displayName,members")
    await graph.post(f"/groups/{group['id']}/members/$ref", ref(graph, 2))
    await graph.call("DELETE", f"/groups/{group['id']}/members/{graph.user_id(1)}/$ref")
    second = await graph.get(first["@odata.deltaLink"])
    await graph.call("DELETE", f"/groups/{group['id']}")
    third = await graph.get(second["@odata.deltaLink"])

    assert [m["id"] for m in first["value"][0]["members@delta"]] == [graph.user_id(1)]
    moves = {m["id"]: "@removed" in m for m in second["value"][0]["members@delta"]}
    assert moves == {graph.user_id(1): True, graph.user_id(2): False}
    assert third["value"] == [{"id": group["id"], "@removed": {"reason": "changed"}}]


async def test_user_delta_is_empty_until_something_changes(graph):
    first = await graph.get("/users/delta?$select=displayName")
    second = await graph.get(first["@odata.deltaLink"])
    graph.sandbox.state.directory.remove_user(graph.user_id(1))
    third = await graph.get(second["@odata.deltaLink"])

    assert (len(first["value"]), second["value"]) == (8, [])
    assert third["value"] == [{"id": third["value"][0]["id"], "@removed": {"reason": "changed"}}]
