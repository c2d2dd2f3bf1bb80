"""What the connector answers to the bot: conversations begun, messages taken, changed and removed, members listed."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.connector import errors
from sandbox.connector.activities import bot_account, describe_member, personal_id, teams_id
from sandbox.connector.errors import ConnectorError
from sandbox.connector.state import Activity, Conversation
from sandbox.entra.state import BOT_FRAMEWORK
from sandbox.graph.errors import DroppedConnection, GraphError
from sandbox.host import TENANT
from sandbox.tenant import Tenant

LARGEST = 100 * 1024
SILENT = ("typing",)
Service = Callable[[Tenant, web.Request], Awaitable[web.Response]]


def for_the_bot(service: Service) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Let only the tenant's own bot in, carry out faults, and turn refusals into answers."""

    async def handler(request: web.Request) -> web.StreamResponse:
        tenant = request.app[TENANT]
        tenant.requests["connector"] += 1
        fault = tenant.faults.find(request.method, request.path)
        try:
            _sign_in(tenant, request)
            if fault and fault.mode == "throttle":
                raise errors.too_fast(fault.retry_after)
            if fault and fault.mode == "error":
                raise ConnectorError(fault.status, "ServiceError", "The service is temporarily unavailable.")
            if fault and fault.mode == "drop_before":
                raise DroppedConnection
            response = await service(tenant, request)
            if fault and fault.mode == "error_after":
                raise ConnectorError(fault.status, "ServiceError", "The service is temporarily unavailable.")
            if fault and fault.mode == "drop_after":
                raise DroppedConnection
        except ConnectorError as error:
            return web.json_response(error.body, status=error.status, headers=error.headers)
        except DroppedConnection:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return response

    return handler


async def begin(tenant: Tenant, request: web.Request) -> web.Response:
    """POST v3/conversations: a person's own chat, or a new thread in a channel."""
    body = await _read(request)
    if channel := (body.get("channelData") or {}).get("channel"):
        return await _begin_thread(tenant, body, str(channel.get("id")))
    members = body.get("members") or []
    if len(members) != 1:
        raise errors.bad_request("A conversation is begun with exactly one member.")
    user_id = find_person(tenant, str(members[0].get("id")))
    conversation = tenant.conversations.by_id.get(personal_id(user_id))
    if conversation is None or user_id not in tenant.conversations.installed:
        raise errors.not_installed()
    if user_id in tenant.conversations.blocked:
        raise errors.blocked()
    return web.json_response({"id": conversation.id}, status=201)


async def send(tenant: Tenant, request: web.Request) -> web.Response:
    """POST v3/conversations/{id}/activities and .../activities/{id}: a message, or an answer to one."""
    conversation = _find(tenant, request)
    _check_may_send(tenant, conversation)
    body = await _read(request)
    return web.json_response({"id": _keep(tenant, conversation, body)}, status=201)


async def change(tenant: Tenant, request: web.Request) -> web.Response:
    """PUT v3/conversations/{id}/activities/{id}."""
    conversation = _find(tenant, request)
    _check_may_send(tenant, conversation)
    activity = conversation.find(request.match_info["activity"])
    if activity is None:
        raise errors.no_activity()
    body = await _read(request)
    keep = {name: activity[name] for name in ("id", "timestamp", "from")}
    activity.clear()
    activity.update({**body, **keep, "edited": tenant.stamp()})
    return web.json_response({"id": activity["id"]})


async def remove(tenant: Tenant, request: web.Request) -> web.Response:
    """DELETE v3/conversations/{id}/activities/{id}."""
    conversation = _find(tenant, request)
    activity = conversation.find(request.match_info["activity"])
    if activity is None:
        raise errors.no_activity()
    conversation.messages.remove(activity)
    return web.Response(status=200)


async def list_members(tenant: Tenant, request: web.Request) -> web.Response:
    """GET v3/conversations/{id}/members."""
    members = _find(tenant, request).members
    return web.json_response([describe_member(tenant, member) for member in members])


async def page_members(tenant: Tenant, request: web.Request) -> web.Response:
    """GET v3/conversations/{id}/pagedmembers, at least 50 a page."""
    members = list(_find(tenant, request).members)
    size = max(50, int(request.query.get("pageSize", "200")))
    start = int(request.query.get("continuationToken", "0"))
    body: dict[str, Any] = {"members": [describe_member(tenant, m) for m in members[start : start + size]]}
    if start + size < len(members):
        body["continuationToken"] = str(start + size)
    return web.json_response(body)


async def show_member(tenant: Tenant, request: web.Request) -> web.Response:
    """GET v3/conversations/{id}/members/{id}."""
    user_id = find_person(tenant, request.match_info["member"])
    if user_id not in _find(tenant, request).members:
        raise errors.no_member()
    return web.json_response(describe_member(tenant, user_id))


def find_person(tenant: Tenant, key: str) -> str:
    """Return the id of the person behind a Teams id, an Entra id or a user principal name."""
    try:
        return str(tenant.directory.get_user(key)["id"])
    except GraphError:
        pass
    for user_id in tenant.directory.users:
        if teams_id(user_id) == key:
            return user_id
    raise errors.no_member()


async def _begin_thread(tenant: Tenant, body: dict[str, Any], channel_id: str) -> web.Response:
    channel = tenant.conversations.by_id.get(channel_id)
    if channel is None:
        raise errors.no_conversation()
    activity_id = _keep(tenant, channel, body.get("activity") or {})
    return web.json_response(
        {"id": f"{channel_id};messageid={activity_id}", "activityId": activity_id}, status=201
    )


def _keep(tenant: Tenant, conversation: Conversation, body: Activity) -> str:
    if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > LARGEST:
        raise errors.too_big()
    activity_id = f"1:{tenant.next_id('m')}"
    if body.get("type") not in SILENT:
        conversation.add(
            {**body, "id": activity_id, "timestamp": tenant.stamp(), "from": bot_account(tenant)}
        )
    return activity_id


def _check_may_send(tenant: Tenant, conversation: Conversation) -> None:
    conversations = tenant.conversations
    if conversation.kind == "personal":
        (owner,) = conversation.members
        if owner in conversations.blocked:
            raise errors.blocked()
        if owner not in conversations.installed:
            raise errors.not_installed()
    if seconds := conversations.throttle(conversation.id, tenant.now()):
        raise errors.too_fast(seconds)


def _find(tenant: Tenant, request: web.Request) -> Conversation:
    conversation_id = request.match_info["conversation"]
    by_id = tenant.conversations.by_id
    conversation = by_id.get(conversation_id) or by_id.get(conversation_id.partition(";")[0])
    if conversation is None:
        raise errors.no_conversation()
    return conversation


def _sign_in(tenant: Tenant, request: web.Request) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    claims = tenant.entra.verify(token, BOT_FRAMEWORK) if scheme.lower() == "bearer" else None
    if claims is None:
        raise errors.unauthorised()
    if claims["appid"] != tenant.conversations.bot_id:
        raise errors.wrong_bot()


async def _read(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise errors.bad_request("The body must be a JSON object.")
    return body
