"""Reading the document library, and who may open the folders that not everyone may.

The library tells what has changed in it. Permissions cost five times as much to read, so they are looked up only for
folders that were never looked at, or in which something changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from graph_sync.desired import say_grant
from graph_sync.kinds import Field, Kind, make_set
from graph_sync.observed import DriveItem, Seen
from graph_sync.ports import Json, Part, Stream, StreamChange, Tenant
from graph_sync.streams import begin, fetch_all, fetch_since
from graph_sync.together import run_together

SELECT = "id,name,parentReference,webUrl,folder,root,deleted,shared,cTag,size"
LINKS = {"anonymous": "anyone who has the link", "organization": "anyone in the tenant who has the link"}


async def read_library(tenant: Tenant, stream: Stream | None, drive_id: str, now: datetime) -> StreamChange:
    """Bring up to date every folder and file of a library, by id. Raises RefusedError."""
    name, reading = name_library(drive_id), None
    if stream is not None and stream.token:
        reading = await fetch_since(tenant, Part("GET", stream.token))
    if stream is None or reading is None:
        stream = None
        first = f"/drives/{drive_id}/root/delta?$select={SELECT}&$top=999"
        reading = await fetch_all(tenant, Part("GET", first))
    rows = {item["id"]: None if "deleted" in item else _keep_item(item) for item in reading.rows}
    if stream is None:
        return begin(name, now, {key: row for key, row in rows.items() if row}, reading.token)
    return StreamChange(name, reading.token, stream.since, {**_readdress(stream.rows, rows), **rows})


def _readdress(before: Mapping[str, Json], rows: Mapping[str, Json | None]) -> dict[str, Json]:
    """Give what is below a folder that was renamed its new address: the library tells of the folder alone."""
    moved = {
        before[key]["url"]: row["url"]
        for key, row in rows.items()
        if row and row["folder"] and key in before and before[key]["url"] != row["url"]
    }
    return {
        key: {**row, "url": new + row["url"].removeprefix(old)}
        for key, row in before.items()
        # From the outside in: the folder nearest to a thing comes last, and counts.
        for old, new in sorted(moved.items(), key=lambda pair: len(pair[0]))
        if row["url"].startswith(f"{old}/")
    }


def name_library(drive_id: str) -> str:
    """Name the stream of a library."""
    return f"library/{drive_id}"


def name_access(drive_id: str) -> str:
    """Name the stream of a library's permissions."""
    return f"access/{drive_id}"


def _keep_item(item: Mapping[str, Any]) -> Json:
    return {
        "name": item.get("name") or "",
        "parent": (item.get("parentReference") or {}).get("id") or "",
        "url": item.get("webUrl") or "",
        "folder": "folder" in item,
        "shared": "shared" in item,
        "root": "root" in item,
        # Of a file alone: a folder's change with everything in it.
        **({} if "folder" in item else {"version": item.get("cTag") or "", "size": item.get("size") or 0}),
    }


def read_items(rows: Mapping[str, Json]) -> dict[str, DriveItem]:
    """Read kept files and folders, by id."""
    return {
        item_id: DriveItem(
            item_id,
            row["name"],
            row["parent"],
            row["url"],
            row["folder"],
            row["shared"],
            str(row.get("version", "")),
        )
        for item_id, row in rows.items()
        if not row["root"]
    }


def find_root(rows: Mapping[str, Json]) -> str:
    """Find the library's root."""
    return next((item_id for item_id, row in rows.items() if row["root"]), "root")


async def read_access(
    tenant: Tenant,
    stream: Stream | None,
    drive_id: str,
    folders: Collection[str],
    items: Mapping[str, DriveItem],
    touched: Collection[str],
    now: datetime,
) -> StreamChange | None:
    """Bring up to date who may open some folders and what is in them; None when nothing had to be looked up.

    Args:
        tenant: Where to look.
        stream: What was looked up before.
        drive_id: The library.
        folders: Ids of the folders.
        items: Everything in the library.
        touched: Ids of what has changed in it.
        now: The moment of reading.

    Raises:
        RefusedError: Permissions could not be read.
    """
    known = stream.rows if stream else {}
    inside: dict[str, list[str]] = {folder: [folder] for folder in folders if folder in items}
    stale = {folder for folder in inside if folder not in known or folder in touched}
    let_in = {item: folder for folder, row in known.items() for item, *_ in row["grants"] if item != folder}
    for item in items.values():
        above = _find_above(item, items, inside.keys()) if item.shared else ""
        if above and above != item.graph_id:
            inside[above].append(item.graph_id)
            stale |= {above} if item.graph_id in touched or item.graph_id not in let_in else set()
    # What was shared by itself and is no longer, or is no longer there.
    stale |= {folder for item, folder in let_in.items() if item in touched and folder in inside}
    if not stale:
        return None
    order = sorted(stale)
    rows = await run_together(_read_folder(tenant, drive_id, folder, inside[folder]) for folder in order)
    found: dict[str, Json | None] = dict(zip(order, rows, strict=True))
    gone = {folder: None for folder in known if folder not in items}
    return StreamChange(name_access(drive_id), "", stream.since if stream else now, {**gone, **found})


def _find_above(item: DriveItem, items: Mapping[str, DriveItem], folders: Collection[str]) -> str:
    at: DriveItem | None = item
    while at is not None:
        if at.graph_id in folders:
            return at.graph_id
        at = items.get(at.parent_id)
    return ""


async def _read_folder(tenant: Tenant, drive_id: str, folder: str, parts: Iterable[str]) -> Json:
    looked = list(parts)
    found = await run_together(
        fetch_all(tenant, Part("GET", f"/drives/{drive_id}/items/{item}/permissions")) for item in looked
    )
    grants: list[list[Any]] = []
    for item, reading in zip(looked, found, strict=True):
        for row in reading.rows:
            if not row.get("inheritedFrom"):
                grants += [[item, row["id"], *who] for who in _read_who(row)]
    alone = not any(row.get("inheritedFrom") for row in found[looked.index(folder)].rows)
    return {"alone": alone, "grants": grants}


def _read_who(row: Mapping[str, Any]) -> list[list[str]]:
    """Read who a permission is for: kind, id, name and role; SharePoint's own groups and apps are no people."""
    role = "write" if {"write", "owner"} & set(row.get("roles") or ()) else "read"
    link = row.get("link") or {}
    if link.get("scope") in LINKS:
        return [["link", "", LINKS[link["scope"]], role]]
    identities = row.get("grantedToIdentitiesV2") or [row.get("grantedToV2") or {}]
    return [
        [kind, one[kind].get("id") or "", one[kind].get("email") or one[kind].get("displayName") or "", role]
        for one in identities
        for kind in ("user", "group")
        if kind in one
    ]


def read_folder_access(
    key: str,
    folder: DriveItem,
    row: Json,
    items: Mapping[str, DriveItem],
    lists: Mapping[str, str],
    names: Mapping[str, str],
) -> Seen:
    """Read who may open a folder: a grant of a list of ours by its key, of anybody else by address or name."""
    permissions: dict[str, tuple[str, str]] = {}
    for item, permission, kind, who_id, name, role in row["grants"]:
        who = f"the list {lists[who_id]}" if who_id in lists else names.get(who_id, name or who_id)
        if kind == "group" and who_id not in lists:
            who = f"the group {who}"
        where = f" of {items[item].name}" if item != folder.graph_id and item in items else ""
        permissions[say_grant(who, role + where)] = (item, permission)
    fields: dict[str, Field] = {"alone": bool(row["alone"]), "grants": make_set(permissions)}
    return Seen(Kind.ACCESS, key, folder.graph_id, fields, permissions=permissions)
