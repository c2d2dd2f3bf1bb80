"""A meeting's agenda and minutes in Word: made to begin with, and made anew once published, saved or approved.

What people wrote is never overwritten. A file that is there already when ours is to be made is taken as it is. One of ours
is made anew only where it was seen to be as we wrote it, and only if it still is when the new one arrives (If-Match);
SharePoint keeps the version before.
"""

from __future__ import annotations

from urllib.parse import quote

from graph_sync.changes import Create, Update
from graph_sync.desired import WantedFile
from graph_sync.errors import ChangeDeferred, ChangeFailed, tell
from graph_sync.folders import check_settled, find_parent, make_look_part, move, note_made
from graph_sync.ports import Part, Reply
from graph_sync.run import Run
from graph_sync.stamps import fetch_stamp

WORD = {"Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
TRIES = 5


async def create_file(run: Run, change: Create) -> None:
    """Put a document into a meeting's folder, unless one of that name is there.

    Graph would replace it, and the option not to is missing from Microsoft's own description of the request; so a
    folder that is not fresh from this run is looked into first, and so is one where an answer was lost.
    """
    parent, name = find_parent(run, change.key), str(change.wanted.fields["name"])
    path = f"/drives/{run.place.drive_id}/items/{parent}:/{quote(name)}:/content"
    assert isinstance(change.wanted, WantedFile)
    document = await run.press.print(change.wanted.build_paper)
    part = Part("PUT", path, document, WORD, patient=True, once=True)
    look, theirs = parent not in run.empty, False
    reply = Reply(0)
    for _ in range(TRIES):
        if look and (found := await run.tenant.request(make_look_part(run, parent, name))).status != 404:
            reply, theirs = found, True
            break
        reply = await run.tenant.request(part)
        look = reply.unsure
        if not look:
            break
    await note_made(run, change, part, reply)
    if theirs and "content" in change.wanted.fields:
        # It may be ours, its answer lost; or somebody's who was quicker.
        record = run.records[change.id]
        stamp = await fetch_stamp(run.tenant, f"/drives/{run.place.drive_id}/items/{record.graph_id}/content")
        await run.save(record.model_copy(update={"fields": {**record.fields, "content": stamp}}))


async def update_file(run: Run, change: Update) -> None:
    """Make a document anew, unless somebody writes in it just now; then give it its name or place."""
    writes = change.difference.writes
    if "content" in writes:
        await _write(run, change)
    if "name" in writes or "inside" in writes:
        await move(run, change)
    else:
        # The folder above may have been renamed since, and the address with it.
        now = run.records.get(change.id, change.applied)
        await run.save(now.model_copy(update={"fields": dict(change.difference.after)}))


async def _write(run: Run, change: Update) -> None:
    assert isinstance(change.wanted, WantedFile)
    check_settled(run, change.key)
    document = await run.press.print(change.wanted.build_paper)
    path = f"/drives/{run.place.drive_id}/items/{change.seen.graph_id}/content"
    part = Part("PUT", path, document, WORD | {"If-Match": change.seen.etag})
    reply = await run.tenant.request(part)
    if reply.status == 423:
        raise ChangeDeferred("Somebody has it open in Word.", "the next run")
    if reply.status == 412:
        # Ours may have arrived although its answer was lost.
        if await fetch_stamp(run.tenant, path) != change.wanted.fields["content"]:
            raise ChangeFailed("Someone wrote in it while the sync ran; the next run looks at it again.")
    elif not reply.ok:
        raise ChangeFailed(tell(part, reply))
