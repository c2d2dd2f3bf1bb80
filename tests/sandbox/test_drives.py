from __future__ import annotations

import pytest

CONFLICT = "@microsoft.graph.conflictBehavior"


@pytest.fixture
async def drive(graph):
    site = await graph.get("/sites/trust.sharepoint.com:/sites/codesign")
    found = await graph.get(f"/sites/{site['id']}/drive")
    return f"/drives/{found['id']}"


async def folder(graph, where, name, behaviour="fail"):
    return await graph.call("POST", f"{where}/children", {"name": name, "folder": {}, CONFLICT: behaviour})


async def put(graph, where, content=b"text", **headers):
    return await graph.call("PUT", f"{where}:/content", content, **headers)


async def test_site_is_found_by_address_and_by_id(graph):
    site = await graph.get("/sites/trust.sharepoint.com:/sites/codesign")

    assert site["webUrl"] == "https://trust.sharepoint.com/sites/codesign"
    assert await graph.get(f"/sites/{site['id']}") == site
    drive = await graph.get("/sites/trust.sharepoint.com:/sites/codesign:/drive")
    assert drive == await graph.get(f"/sites/{site['id']}/drive")
    assert (await graph.call("GET", "/sites/trust.sharepoint.com:/sites/other"))[0] == 404


async def test_folder_that_exists_fails_or_is_renamed_or_is_taken(graph, drive):
    _, first = await folder(graph, f"{drive}/root", "Maths")
    status, refusal = await folder(graph, f"{drive}/root", "maths")
    _, renamed = await folder(graph, f"{drive}/root", "Maths", "rename")
    _, taken = await folder(graph, f"{drive}/root", "Maths", "replace")

    assert (status, refusal["error"]["code"]) == (409, "nameAlreadyExists")
    assert renamed["name"] == "Maths 1"
    assert taken["id"] == first["id"]


async def test_item_is_the_same_by_id_by_path_and_from_its_folder(graph, drive):
    _, maths = await folder(graph, f"{drive}/root", "Maths & more")
    _, item = await put(graph, f"{drive}/items/{maths['id']}:/Agenda 1.docx")

    assert item["parentReference"]["path"].endswith("/root:/Maths%20%26%20more")
    assert item["webUrl"].endswith("/Shared%20Documents/Maths%20%26%20more/Agenda%201.docx")
    for way in (
        f"items/{item['id']}",
        "root:/Maths & more/Agenda 1.docx",
        f"items/{maths['id']}:/Agenda 1.docx",
    ):
        assert await graph.get(f"{drive}/{way}") == item
    listed = await graph.get(f"{drive}/root:/Maths & more:/children?$select=name")
    assert [row["name"] for row in listed["value"]] == ["Agenda 1.docx"]


async def test_file_is_made_then_replaced_and_its_tags_say_so(graph, drive):
    one, first = await put(graph, f"{drive}/root:/2027/Maths/Minutes.docx", b"one")
    two, second = await put(graph, f"{drive}/root:/2027/Maths/Minutes.docx", b"two!")

    assert (one, two, second["size"]) == (201, 200, 4)
    assert first["id"] == second["id"]
    assert first["cTag"] != second["cTag"]
    assert first["file"]["hashes"] != second["file"]["hashes"]
    assert await graph.call("GET", f"{drive}/items/{first['id']}/content") == (200, b"two!")


async def test_stale_etag_is_412(graph, drive):
    _, item = await put(graph, f"{drive}/root:/a.txt")
    await put(graph, f"{drive}/root:/a.txt", b"new")
    answers = [
        await put(graph, f"{drive}/root:/a.txt", b"lost", If_Match=item["eTag"]),
        await graph.call("PATCH", f"{drive}/items/{item['id']}", {"name": "b.txt"}, If_Match=item["eTag"]),
        await graph.call("DELETE", f"{drive}/items/{item['id']}", If_Match=item["eTag"]),
    ]

    assert [status for status, _ in answers] == [412] * 3


async def test_item_is_renamed_and_moved(graph, drive):
    _, maths = await folder(graph, f"{drive}/root", "Maths")
    _, english = await folder(graph, f"{drive}/root", "English")
    _, item = await put(graph, f"{drive}/items/{maths['id']}:/a.txt")
    url = f"{drive}/items/{item['id']}"
    await graph.patch(url, {"name": "b.txt", "parentReference": {"id": english["id"]}})

    assert (await graph.get(f"{drive}/root:/English/b.txt"))["id"] == item["id"]
    assert (await graph.call("GET", f"{drive}/root:/Maths/a.txt"))[0] == 404
    inside = {"parentReference": {"id": maths["id"]}}
    assert (await graph.call("PATCH", f"{drive}/items/{maths['id']}", inside))[0] == 400


@pytest.mark.parametrize(
    "name", ['a"b', "a*b", "a:b", "a<b", "a?b", "a|b", " a", "a ", "a.", "CON", "~$a", "x" * 256]
)
async def test_name_sharepoint_does_not_take_is_refused(graph, drive, name):
    status, body = await folder(graph, f"{drive}/root", name)

    assert (status, body["error"]["code"]) == (400, "invalidRequest")


async def test_delta_tells_what_is_new_moved_and_gone(graph, drive):
    first = await graph.get(f"{drive}/root/delta")
    await put(graph, f"{drive}/root:/Maths/a.txt")
    second = await graph.get(first["@odata.deltaLink"])
    _, gone = await graph.call("GET", f"{drive}/root:/Maths/a.txt")
    await graph.call("DELETE", f"{drive}/root:/Maths")
    third = await graph.get(second["@odata.deltaLink"])
    latest = await graph.get(f"{drive}/root/delta?token=latest")

    assert ["root" in row for row in first["value"]] == [True]
    assert [row["name"] for row in second["value"]] == ["Maths", "a.txt"]
    assert [row["deleted"] for row in third["value"]] == [{"state": "deleted"}] * 2
    assert gone["id"] in [row["id"] for row in third["value"]]
    assert latest["value"] == []


async def test_permissions_are_inherited_until_they_are_not(graph, drive):
    _, maths = await folder(graph, f"{drive}/root", "Safeguarding")
    url = f"{drive}/items/{maths['id']}"
    before = (await graph.get(f"{url}/permissions"))["value"]
    body = {
        "recipients": [{"email": "teacher1@trust.example"}, {"objectId": graph.user_id(2)}],
        "roles": ["write"],
        "requireSignIn": True,
        "sendInvitation": False,
        "retainInheritedPermissions": False,
    }
    granted = (await graph.post(f"{url}/invite", body))["value"]
    await put(graph, f"{drive}/root:/Safeguarding/a.txt")
    below = (await graph.get(f"{drive}/root:/Safeguarding/a.txt:/permissions"))["value"]
    status, _ = await graph.call("DELETE", f"{url}/permissions/{granted[0]['id']}")
    after = (await graph.get(f"{url}/permissions"))["value"]

    assert ["inheritedFrom" in grant for grant in before] == [True]
    assert [grant["grantedToV2"]["user"]["displayName"] for grant in granted] == ["Teacher 1", "Teacher 2"]
    assert [grant["inheritedFrom"]["id"] for grant in below] == [maths["id"]] * 2
    assert (status, [grant["id"] for grant in after]) == (204, [granted[1]["id"]])


async def test_permission_changes_its_role_and_a_second_invitation_makes_no_second_one(graph, drive):
    _, maths = await folder(graph, f"{drive}/root", "Maths")
    url = f"{drive}/items/{maths['id']}"
    body = {"recipients": [{"email": "teacher1@trust.example"}], "roles": ["read"], "sendInvitation": False}
    (first,) = (await graph.post(f"{url}/invite", body))["value"]
    (second,) = (await graph.post(f"{url}/invite", {**body, "roles": ["write"]}))["value"]
    changed = await graph.patch(f"{url}/permissions/{first['id']}", {"roles": ["read"]})
    wrong, _ = await graph.call("PATCH", f"{url}/permissions/{first['id']}", {"roles": ["king"]})
    missing, _ = await graph.call("PATCH", f"{url}/permissions/none", {"roles": ["read"]})

    assert (first["id"], second["roles"], changed["roles"]) == (second["id"], ["write"], ["read"])
    assert (wrong, missing) == (400, 404)


@pytest.mark.parametrize(
    "change",
    [{"roles": []}, {"roles": ["king"]}, {"recipients": []}, {"recipients": [{}]}, {"sendInvitation": True}],
)
async def test_invitation_that_makes_no_sense_is_refused(graph, drive, change):
    body = {"recipients": [{"email": "teacher1@trust.example"}], "roles": ["read"], "sendInvitation": False}

    assert (await graph.call("POST", f"{drive}/root/invite", {**body, **change}))[0] == 400


async def test_root_stays_and_a_file_has_no_children(graph, drive):
    _, item = await put(graph, f"{drive}/root:/a.txt")
    answers = [
        await graph.call("DELETE", f"{drive}/root"),
        await graph.call("PATCH", f"{drive}/root", {"name": "x"}),
        await folder(graph, f"{drive}/items/{item['id']}", "x"),
        await graph.call("GET", f"{drive}/root/content"),
        await graph.call("GET", "/drives/none/root"),
    ]

    assert [status for status, _ in answers] == [400, 400, 400, 400, 404]


async def test_invitation_to_somebody_unknown_changes_nothing(graph, drive):
    _, maths = await folder(graph, f"{drive}/root", "Maths")
    body = {"recipients": [{"email": "x@y.example"}], "roles": ["read"], "sendInvitation": False}
    status, _ = await graph.call("POST", f"{drive}/items/{maths['id']}/invite", body)

    assert status == 400
    assert len((await graph.get(f"{drive}/items/{maths['id']}/permissions"))["value"]) == 1


async def test_large_file_comes_in_pieces(graph, drive):
    piece = 320 * 1024
    content = bytes(range(256)) * (piece // 256) + b"the rest"
    session = await graph.post(f"{drive}/root:/Maths/big.bin:/createUploadSession", {})
    total = len(content)

    async def send(first, last):
        headers = {"Content-Range": f"bytes {first}-{last - 1}/{total}"}
        async with graph.http.put(
            session["uploadUrl"], data=content[first:last], headers=headers
        ) as response:
            return response.status, await response.json()

    odd = await send(0, 1000)
    first = await send(0, piece)
    again = await send(0, piece)
    last = await send(piece, total)

    assert [status for status, _ in (odd, first, again, last)] == [400, 202, 416, 201]
    assert first[1]["nextExpectedRanges"] == [f"{piece}-"]
    assert (await graph.call("GET", f"{drive}/root:/Maths/big.bin:/content"))[1] == content


async def test_what_a_file_said_before_is_kept_and_may_be_read(graph, drive):
    _, item = await put(graph, f"{drive}/root:/Minutes.docx", b"first")
    await put(graph, f"{drive}/root:/Minutes.docx", b"second")
    listed = await graph.get(f"{drive}/items/{item['id']}/versions")

    assert [(row["id"], row["size"]) for row in listed["value"]] == [("2.0", 6), ("1.0", 5)]
    assert (await graph.call("GET", f"{drive}/items/{item['id']}/versions/1.0/content"))[1] == b"first"
    assert (await graph.call("GET", f"{drive}/items/{item['id']}/versions/7.0/content"))[0] == 404


async def test_a_file_is_replaced_only_at_the_version_that_is_known_of_it_or_of_its_content(graph, drive):
    _, first = await put(graph, f"{drive}/root:/Minutes.docx", b"first")
    await graph.patch(f"{drive}/items/{first['id']}", {"name": "Notes.docx"})
    by_item = await put(graph, f"{drive}/root:/Notes.docx", b"second", **{"If-Match": first["eTag"]})
    by_content = await put(graph, f"{drive}/root:/Notes.docx", b"second", **{"If-Match": first["cTag"]})
    again = await put(graph, f"{drive}/root:/Notes.docx", b"third", **{"If-Match": first["cTag"]})
    known = await put(graph, f"{drive}/root:/Notes.docx", b"third", **{"If-Match": by_content[1]["eTag"]})

    assert [status for status, _ in (by_item, by_content, again, known)] == [412, 200, 412, 200]


async def test_a_file_that_somebody_has_open_is_not_replaced(graph, drive):
    await put(graph, f"{drive}/root:/Minutes.docx", b"first")
    graph.sandbox.edits.open_in_word("Minutes.docx")
    status, refusal = await put(graph, f"{drive}/root:/Minutes.docx", b"second")
    graph.sandbox.edits.open_in_word("Minutes.docx", locked=False)

    assert (status, refusal["error"]["code"]) == (423, "resourceLocked")
    assert (await put(graph, f"{drive}/root:/Minutes.docx", b"second"))[0] == 200
