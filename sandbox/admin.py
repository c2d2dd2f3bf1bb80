"""What another process may see and do: counts, inboxes, faults, edits by hand. Loopback only, like everything here."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from sandbox.edits import EditError, Edits, apply_edit
from sandbox.faults import FaultError
from sandbox.host import TENANT


async def show_summary(request: web.Request) -> web.Response:
    """GET /_sandbox/summary: how much there is of everything, and calls nobody serves."""
    tenant = request.app[TENANT]
    more = {"requests_by_kind": dict(tenant.requests), "unknown_routes": tenant.unknown_routes}
    return web.json_response({**tenant.summary(), **more})


async def show_mails(request: web.Request) -> web.Response:
    """GET /_sandbox/mails?address=: an inbox, oldest letter first."""
    address = request.query.get("address")
    if not address:
        return _refuse("Say whose mails: /_sandbox/mails?address=somebody@example.org")
    mails = request.app[TENANT].mailroom.read(address)
    return web.json_response([{**asdict(mail), "when": mail.when.isoformat()} for mail in mails])


async def add_faults(request: web.Request) -> web.Response:
    """POST /_sandbox/faults: one fault, a list of them, or an empty list to behave again."""
    faults = request.app[TENANT].faults
    try:
        body = await request.json()
    except ValueError:
        return _refuse("The faults must be JSON: one object, or a list of them.")
    wanted = body if isinstance(body, list) else [body]
    if not all(isinstance(fault, dict) for fault in wanted):
        return _refuse("The faults must be JSON: one object, or a list of them.")
    if not wanted:
        faults.clear()
    try:
        for fault in wanted:
            faults.add_raw(fault)
    except FaultError as error:
        return _refuse(str(error))
    return web.json_response([asdict(rule) for rule in faults.rules])


async def make_edit(request: web.Request) -> web.Response:
    """POST /_sandbox/edits: something a person does by hand, {"edit": name, ...its arguments}."""
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _refuse("An edit must be a JSON object with the name of the edit and its arguments.")
    try:
        return web.json_response({"result": apply_edit(Edits(request.app[TENANT]), body)})
    except EditError as error:
        return _refuse(str(error))


async def reset_requests(request: web.Request) -> web.Response:
    """POST /_sandbox/reset-requests: begin counting again."""
    request.app[TENANT].requests.clear()
    return web.Response(status=204)


def _refuse(sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=400)


ROUTES = (
    web.get("/_sandbox/summary", show_summary),
    web.get("/_sandbox/mails", show_mails),
    web.post("/_sandbox/faults", add_faults),
    web.post("/_sandbox/edits", make_edit),
    web.post("/_sandbox/reset-requests", reset_requests),
)
