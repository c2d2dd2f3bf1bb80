"""Graph over HTTP: a web request in, a call through the gateway, a web response out."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from pydantic_core import from_json, to_json

from sandbox.entra.state import GRAPH
from sandbox.graph.call import Answer, Call
from sandbox.graph.drives.uploads import take_piece
from sandbox.graph.errors import DroppedConnection, GraphError
from sandbox.host import GATEWAY, RECORDING, TENANT

VERSION = "/v1.0"


async def serve_graph(request: web.Request) -> web.StreamResponse:
    """Answer anything below /v1.0."""
    tenant, gateway = request.app[TENANT], request.app[GATEWAY]
    raw = await request.read()
    call = Call(
        request.method,
        request.path.removeprefix(VERSION) or "/",
        request.query,
        {name.lower(): value for name, value in request.headers.items()},
        raw,
        tenant.url + VERSION,
    )
    try:
        claims = _sign_in(request)
        call.app, call.roles = claims["appid"], frozenset(claims["roles"])
        call.body = _read_body(call.headers, raw)
        answer = await gateway.serve(call)
    except GraphError as error:
        answer = gateway.refuse(error, call)
    except DroppedConnection:
        _record(request, call, None, None)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    _record(request, call, answer.status, answer.body)
    answer.headers["Date"] = format_datetime(tenant.now(), usegmt=True)
    return _respond(answer)


async def serve_upload(request: web.Request) -> web.Response:
    """PUT /uploads/{key}: a piece of a large file. The address itself is the permission."""
    tenant = request.app[TENANT]
    content_range = request.headers.get("Content-Range", "")
    try:
        answer = take_piece(tenant, request.match_info["key"], content_range, await request.read())
    except GraphError as error:
        return _respond(Answer(error.status, {"error": {"code": error.code, "message": error.message}}))
    return _respond(answer)


def _sign_in(request: web.Request) -> dict[str, Any]:
    tenant = request.app[TENANT]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    claims = tenant.entra.verify(token, GRAPH) if scheme.lower() == "bearer" else None
    if claims is None:
        tenant.requests["unauthorised"] += 1
        raise GraphError(
            401,
            "InvalidAuthenticationToken",
            "Access token is empty, malformed, expired or not ours.",
            {"WWW-Authenticate": 'Bearer realm="", authorization_uri="' + tenant.url + '"'},
        )
    return claims


def _read_body(headers: Mapping[str, str], raw: bytes) -> Any:
    if not raw or "json" not in headers.get("content-type", ""):
        return raw or None
    try:
        return from_json(raw)
    except ValueError:
        raise GraphError(
            400,
            "BadRequest",
            "Unable to read JSON request payload. Please ensure Content-Type header "
            "is set and payload is of valid JSON format.",
        ) from None


def _respond(answer: Answer) -> web.Response:
    if isinstance(answer.body, bytes):
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    return web.Response(
        status=answer.status,
        body=to_json(answer.body),
        headers=answer.headers,
        content_type="application/json",
    )


def _record(request: web.Request, call: Call, status: int | None, response: Any) -> None:
    if recording := request.app.get(RECORDING):
        recording.add(
            method=call.method,
            path=VERSION + call.path,
            query=dict(call.query),
            headers=dict(request.headers),
            body=call.body,
            status=status,
            response=response,
        )
