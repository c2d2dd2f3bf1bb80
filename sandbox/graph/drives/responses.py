"""What Graph answers about sites, drives, folders and files.

An item is addressed by id, by path from the root, or by path from another item; `_find` reads all three.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.graph.call import Answer, Call, Handler, Json
from sandbox.graph.delta import serve_delta
from sandbox.graph.drives import errors
from sandbox.graph.drives.shape import (
    shape_drive,
    shape_item,
    shape_removed,
    shape_site,
    shape_versions,
)
from sandbox.graph.drives.state import Drive, Item, Site
from sandbox.graph.drives.uploads import open_session
from sandbox.graph.drives.writing import fill, make_folder, make_parents, write_file
from sandbox.graph.odata import select, selected, serve_page
from sandbox.graph.reading import take
from sandbox.graph.scopes import check_site

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

Service = Callable[["Tenant", Call, Drive, Item], Answer]
CONFLICT = "@microsoft.graph.conflictBehavior"


def on_item(service: Service) -> Handler:
    """Make a handler of a service that wants the drive and the item a call is about."""

    def handler(tenant: Tenant, call: Call) -> Answer:
        drive = _enter_site(tenant, call).drive
        start = drive.get(call.params.get("item", "root"))
        return service(
            tenant, call, drive, drive.get_at(start, call["path"]) if "path" in call.params else start
        )

    handler.__doc__ = service.__doc__
    return handler


def get_site(tenant: Tenant, call: Call) -> Answer:
    """GET /sites/{id} and /sites/{host}:/{path}."""
    return Answer(200, select(shape_site(_enter_site(tenant, call)), selected(call)))


def get_drive(tenant: Tenant, call: Call) -> Answer:
    """GET /sites/{id}/drive and /drives/{id}."""
    return Answer(200, select(shape_drive(_enter_site(tenant, call).drive), selected(call)))


def list_drives(tenant: Tenant, call: Call) -> Answer:
    """GET /sites/{id}/drives."""
    return serve_page(call, [_enter_site(tenant, call).drive], shape_drive)


def get_item(_tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Show a folder or a file."""
    return Answer(200, select(shape_item(drive, item), selected(call)))


def list_children(_tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """List a folder."""
    fields = selected(call)
    return serve_page(
        call, drive.list_children(item), lambda child: select(shape_item(drive, child), fields), page=200
    )


def create_child(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Make a folder in a folder."""
    body = call.json
    if "folder" not in body or not isinstance(body.get("name"), str):
        raise errors.invalid("Only folders are made this way; the body needs a name and a folder.")
    folder = make_folder(tenant, drive, item, body["name"], body.get(CONFLICT, "fail"))
    tenant.notify(f"drives/{drive.id}", folder.id, "updated")
    return Answer(201, shape_item(drive, folder))


def change_item(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Rename or move, honouring If-Match."""
    call.check_match(item.etag, "resourceModified", item.ctag)
    body = call.json
    if item.parent is None:
        raise errors.invalid("The root of a library cannot be changed.")
    parent = drive.get(take(take(body, "parentReference", dict, {}), "id", str, item.parent))
    drive.move(item, parent, take(body, "name", str, item.name))
    drive.touch(item, tenant.stamp())
    tenant.notify(f"drives/{drive.id}", item.id, "updated")
    return Answer(200, shape_item(drive, item))


def delete_item(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Delete an item and all below it, honouring If-Match."""
    call.check_match(item.etag, "resourceModified")
    if item.parent is None:
        raise errors.invalid("The root of a library cannot be deleted.")
    drive.remove(item)
    tenant.notify(f"drives/{drive.id}", item.id, "deleted")
    return Answer(204)


def get_content(_tenant: Tenant, _call: Call, _drive: Drive, item: Item) -> Answer:
    """Return a file's bytes."""
    if item.content is None:
        raise errors.invalid("A folder has no content.")
    return Answer(200, item.content, {"Content-Type": item.mime, "ETag": item.etag})


def list_versions(_tenant: Tenant, call: Call, _drive: Drive, item: Item) -> Answer:
    """List what a file said before and says now, the latest first."""
    return serve_page(call, shape_versions(item), lambda version: version)


def get_version(_tenant: Tenant, call: Call, _drive: Drive, item: Item) -> Answer:
    """Return the bytes a file had in an earlier version."""
    for number, version in enumerate(item.versions, 1):
        if call["version"] == f"{number}.0":
            return Answer(200, version.content, {"Content-Type": item.mime})
    raise errors.no_item()


def put_content(tenant: Tenant, call: Call) -> Answer:
    """PUT .../content: fill the file at an id or a path, making it (and the folders above it) when it is new."""
    drive = _enter_site(tenant, call).drive
    start = drive.get(call.params.get("item", "root"))
    content = call.body if isinstance(call.body, bytes) else b""
    present = drive.find(start, call["path"]) if "path" in call.params else start
    if present is not None and call.query.get(CONFLICT, "replace") == "replace":
        call.check_match(present.etag, "resourceModified", present.ctag)
        item, new = fill(tenant, drive, present, content), False
    else:
        parent, name = make_parents(tenant, drive, start, call["path"])
        item, new = write_file(tenant, drive, parent, name, content, call.query.get(CONFLICT, "replace"))
    tenant.notify(f"drives/{drive.id}", item.id, "updated")
    return Answer(201 if new else 200, shape_item(drive, item))


def start_upload(tenant: Tenant, call: Call) -> Answer:
    """POST .../createUploadSession."""
    drive = _enter_site(tenant, call).drive
    start = drive.get(call.params.get("item", "root"))
    if "path" not in call.params:
        parent, name = drive.get(start.parent or "root"), start.name
    else:
        parent, name = make_parents(tenant, drive, start, call["path"])
    return open_session(tenant, call, drive, parent, name)


def list_changes(tenant: Tenant, call: Call) -> Answer:
    """GET .../root/delta: everything below the root that changed."""
    drive, fields = _enter_site(tenant, call).drive, selected(call)
    if "token" in call.params:
        call.query = {**call.query, "token": call["token"]}

    def shape(item_id: str, start: int, _asked: Json) -> Json | None:
        item = drive.items.get(item_id)
        if item is None:
            return shape_removed(drive, item_id) if start else None
        return select(shape_item(drive, item), fields)

    return serve_delta(
        call, drive.feed, shape, dict, route=f"/drives/{drive.id}/root/delta", names=("token", "token")
    )


def find_site(tenant: Tenant, call: Call) -> Site:
    """Return the site a call is about, whether the app may enter it or not, or raise 404."""
    if "drive" in call.params:
        return tenant.sites.get(tenant.sites.get_drive(call["drive"]).site_id)
    if "host" in call.params:
        return tenant.sites.find(call["host"], call.params.get("site_path") or "/")
    return tenant.sites.get(call["site"])


def _enter_site(tenant: Tenant, call: Call) -> Site:
    site = find_site(tenant, call)
    check_site(tenant, call, site, write=call.method != "GET")
    return site
