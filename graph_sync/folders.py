"""Folders, and who may open them.

A folder that is there already is taken as it is, whatever is in it. A meeting that moves has its folder renamed, so
links to it still work. Sharing with those it is for comes before anything is put inside.
"""

from __future__ import annotations

from urllib.parse import quote

from graph_sync.changes import Create, Update
from graph_sync.desired import WantedAccess, find_folders_above, say_grant
from graph_sync.errors import ChangeFailed, tell
from graph_sync.kinds import Kind, read_set
from graph_sync.ports import Applied, Json, Part, Reply
from graph_sync.run import Run

JSON = {"Content-Type": "application/json"}
SELECT = "id,webUrl"


async def create_folder(run: Run, change: Create) -> None:
    """Make a folder in the one above it, having noted by which name, for a folder can carry no marker."""
    parent, name = find_parent(run, change.key), str(change.wanted.fields["name"])
    await run.save(Applied(kind=change.kind, key=change.key, fields=dict(change.wanted.fields)))
    body: Json = {"name": name, "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
    part = Part("POST", f"/drives/{run.place.drive_id}/items/{parent}/children", body, JSON, patient=True)
    reply = await run.tenant.request(part)
    if reply.status == 409:
        reply = await run.ask(make_look_part(run, parent, name))
    elif reply.ok:
        run.empty.add(reply.body["id"])
    await note_made(run, change, part, reply)


async def move(run: Run, change: Update) -> None:
    """Give a folder or a file its new name, or put it back where it belongs."""
    writes, body = change.difference.writes, Json()
    if "name" in writes:
        body["name"] = writes["name"]
    if "inside" in writes:
        body["parentReference"] = {"id": find_parent(run, change.key)}
    part = Part("PATCH", f"/drives/{run.place.drive_id}/items/{change.seen.graph_id}", body, JSON)
    reply = await run.tenant.request(part)
    if reply.status == 409:
        raise ChangeFailed("Something else in the folder above has that name already.")
    if not reply.ok:
        raise ChangeFailed(tell(part, reply))
    # The folder above may have been renamed since, and the address with it.
    now = run.records.get(change.id, change.applied)
    record = now.model_copy(update={"fields": dict(change.difference.after)})
    await _note_address(run, record, reply.body.get("webUrl") or record.web_url)


async def _note_address(run: Run, record: Applied, web_url: str) -> None:
    """Note a folder's new address, and those of everything below it that follow from it."""
    await run.save(record.model_copy(update={"web_url": web_url}))
    for below in list(run.records.values()):
        if below.key.startswith(f"{record.key}/") and below.web_url.startswith(f"{record.web_url}/"):
            rest = below.web_url.removeprefix(record.web_url)
            await run.save(below.model_copy(update={"web_url": web_url + rest}))


async def grant_access(run: Run, change: Create) -> None:
    """Let a folder be opened by those it is for and nobody else."""
    assert isinstance(change.wanted, WantedAccess)
    folder = run.find_graph_id((Kind.FOLDER, change.key))
    await _invite(run, change.wanted, folder)
    await run.save(
        Applied(kind=Kind.ACCESS, key=change.key, graph_id=folder, fields=dict(change.wanted.fields))
    )


async def update_access(run: Run, change: Update) -> None:
    """Let in who is missing, shut out who is no longer to be let in, or both."""
    assert isinstance(change.wanted, WantedAccess)
    found = change.difference
    if "alone" in found.writes or found.added.get("grants"):
        await _invite(run, change.wanted, change.seen.graph_id)
    for grant in found.removed.get("grants", ()):
        item, permission = change.seen.permissions[grant]
        part = Part("DELETE", f"/drives/{run.place.drive_id}/items/{item}/permissions/{quote(permission)}")
        reply = await run.tenant.request(part)
        if not reply.ok and reply.status != 404:
            raise ChangeFailed(tell(part, reply))
    await run.save(change.applied.model_copy(update={"fields": dict(found.after)}))


async def _invite(run: Run, wanted: WantedAccess, folder: str) -> None:
    if wanted.list_key:
        ids = [run.find_graph_id((Kind.LIST, wanted.list_key))]
    else:
        # Not whom it was decided to keep out; but Graph closes nothing without letting somebody in.
        grants = read_set(wanted.fields, "grants")
        let_in = [one for one in wanted.people if say_grant(one, "write") in grants]
        ids = [run.accounts[one] for one in let_in or wanted.people]
    body: Json = {
        "recipients": [{"objectId": one} for one in ids],
        "roles": ["write"],
        "requireSignIn": True,
        "sendInvitation": False,
        "retainInheritedPermissions": False,
    }
    path = f"/drives/{run.place.drive_id}/items/{folder}/invite"
    await run.ask(Part("POST", path, body, JSON, patient=True))


def find_parent(run: Run, key: str) -> str:
    """Find the folder something belongs in. Raises ChangeFailed while it is not settled who may open that."""
    check_settled(run, key)
    above = find_folders_above(key)
    return run.find_graph_id((Kind.FOLDER, above[-1])) if above else run.place.root_id


def check_settled(run: Run, key: str) -> None:
    """Check that nothing is put into a folder before it is settled who may open it. Raises ChangeFailed."""
    for folder in find_folders_above(key):
        if (Kind.ACCESS, folder) in run.failed:
            raise ChangeFailed("It is not yet settled who may open the folder it belongs in.")


def make_look_part(run: Run, parent: str, name: str) -> Part:
    """Ask for what has a name in a folder."""
    return Part("GET", f"/drives/{run.place.drive_id}/items/{parent}:/{quote(name)}?$select={SELECT}")


async def note_made(run: Run, change: Create, part: Part, reply: Reply) -> None:
    """Note where something stands that was made. Raises ChangeFailed when it was not."""
    if not reply.ok:
        raise ChangeFailed(tell(part, reply))
    await run.save(
        Applied(
            kind=change.kind,
            key=change.key,
            graph_id=reply.body["id"],
            fields=dict(change.wanted.fields),
            web_url=reply.body.get("webUrl") or "",
        )
    )
