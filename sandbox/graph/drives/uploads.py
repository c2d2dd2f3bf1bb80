"""Large files in pieces: a session, its pieces in order, and the file once the last has come."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.graph.call import Answer, Call
from sandbox.graph.drives import errors
from sandbox.graph.drives.shape import shape_item
from sandbox.graph.drives.state import Drive, Item
from sandbox.graph.drives.writing import write_file
from sandbox.graph.reading import take

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

PIECE = 320 * 1024
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def open_session(tenant: Tenant, call: Call, drive: Drive, parent: Item, name: str) -> Answer:
    """Begin an upload; its address needs no token."""
    wanted = take(call.json, "item", dict, {}) if call.body else {}
    conflict = take(wanted, "@microsoft.graph.conflictBehavior", str, "fail")
    if conflict == "fail" and drive.find(parent, name):
        raise errors.name_taken()
    key = tenant.next_id("up")
    until = (tenant.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    tenant.sites.uploads[key] = {
        "drive": drive.id, "parent": parent.id, "name": name, "conflict": conflict, "content": bytearray(), "until": until,
    }  # fmt: skip
    body = {
        "uploadUrl": f"{tenant.url}/uploads/{key}",
        "expirationDateTime": until,
        "nextExpectedRanges": ["0-"],
    }
    return Answer(200, body)


def take_piece(tenant: Tenant, key: str, content_range: str, piece: bytes) -> Answer:
    """Add the next piece; the last one makes the file. Pieces but the last are multiples of 320 KiB."""
    session = tenant.sites.uploads.get(key)
    if session is None:
        raise errors.no_item()
    match = RANGE.fullmatch(content_range)
    if not match:
        raise errors.invalid("The Content-Range header is missing or malformed.")
    first, last, total = map(int, match.groups())
    content: bytearray = session["content"]
    if last - first + 1 != len(piece) or first != len(content) or last >= total:
        raise errors.wrong_range("The fragment does not begin where the last one ended.")
    if last + 1 < total and len(piece) % PIECE:
        raise errors.invalid("The fragment size must be a multiple of 320 KiB.")
    content += piece
    if len(content) < total:
        return Answer(
            202, {"expirationDateTime": session["until"], "nextExpectedRanges": [f"{len(content)}-"]}
        )
    drive = tenant.sites.get_drive(session["drive"])
    parent = drive.get(session["parent"])
    item, new = write_file(tenant, drive, parent, session["name"], bytes(content), session["conflict"])
    del tenant.sites.uploads[key]
    return Answer(201 if new else 200, shape_item(drive, item))
