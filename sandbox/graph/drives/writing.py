"""Making and filling folders and files: what happens when the name is taken, and what the content is."""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from hashlib import sha1
from typing import TYPE_CHECKING

from sandbox.graph.drives import errors
from sandbox.graph.drives.state import Drive, Item, Version

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

OFFICE = "application/vnd.openxmlformats-officedocument."
MIME = {
    ".docx": OFFICE + "wordprocessingml.document",
    ".xlsx": OFFICE + "spreadsheetml.sheet",
    ".pptx": OFFICE + "presentationml.presentation",
}
CONFLICTS = ("fail", "rename", "replace")


def make_folder(tenant: Tenant, drive: Drive, parent: Item, name: str, conflict: str) -> Item:
    """Make a folder. When the name is taken: fail is 409, rename finds another, replace takes what is there."""
    if not parent.is_folder:
        raise errors.not_a_folder()
    name, present = _settle(drive, parent, name, conflict)
    if present is not None:
        if not present.is_folder:
            raise errors.name_taken()
        return present
    now = tenant.stamp()
    return drive.add(Item(tenant.next_id("01"), name, parent.id, now, now))


def write_file(
    tenant: Tenant, drive: Drive, parent: Item, name: str, content: bytes, conflict: str = "replace"
) -> tuple[Item, bool]:
    """Write a file below a folder and say whether it is new."""
    if not parent.is_folder:
        raise errors.not_a_folder()
    name, present = _settle(drive, parent, name, conflict)
    if present is not None:
        return fill(tenant, drive, present, content), False
    now = tenant.stamp()
    item = Item(tenant.next_id("01"), name, parent.id, now, now, content, _mime(name), _digest(content))
    return drive.add(item), True


def fill(tenant: Tenant, drive: Drive, item: Item, content: bytes) -> Item:
    """Give a file new content; SharePoint keeps what it said before."""
    if item.content is None:
        raise errors.name_taken()
    if item.locked:
        raise errors.locked()
    item.versions.append(Version(item.content, item.modified))
    item.content, item.digest = content, _digest(content)
    drive.touch(item, tenant.stamp(), content=True)
    return item


def make_parents(tenant: Tenant, drive: Drive, start: Item, path: str) -> tuple[Item, str]:
    """Return the folder a path's last name belongs in, making those on the way, and that name."""
    *above, name = path.strip("/").split("/")
    parent = start
    for step in above:
        parent = make_folder(tenant, drive, parent, step, "replace")
    return parent, name


def _settle(drive: Drive, parent: Item, name: str, conflict: str) -> tuple[str, Item | None]:
    if conflict not in CONFLICTS:
        raise errors.invalid(f"The conflict behaviour '{conflict}' is not one of {', '.join(CONFLICTS)}.")
    present = drive.children.get(parent.id, {}).get(name.lower())
    if present is None:
        return name, None
    if conflict == "fail":
        raise errors.name_taken()
    if conflict == "rename":
        return drive.free_name(parent, name), None
    return name, drive.items[present]


def _mime(name: str) -> str:
    ending = "." + name.rpartition(".")[2].lower()
    return MIME.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _digest(content: bytes) -> str:
    # Not Microsoft's quickXorHash, which nobody here computes: any digest that changes with the content will do.
    return b64encode(sha1(content, usedforsecurity=False).digest()).decode()
