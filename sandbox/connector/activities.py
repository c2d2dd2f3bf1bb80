"""Activities and people, shaped as Teams shapes them. Pure: nothing is sent or stored here."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

from sandbox.connector.state import Activity, Conversation

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

CLIENT = {
    "locale": "en-GB",
    "country": "GB",
    "platform": "Web",
    "timezone": "Europe/London",
    "type": "clientInfo",
}


@cache
def teams_id(user_id: str) -> str:
    """Return the id under which Teams shows a person to this bot."""
    return f"29:1{sha256(user_id.encode()).hexdigest()[:48]}"


def personal_id(user_id: str) -> str:
    """Return the id of a person's own conversation with the bot."""
    return f"a:1{sha256(b'personal' + user_id.encode()).hexdigest()[:48]}"


def describe_member(tenant: Tenant, user_id: str) -> dict[str, Any]:
    """Return somebody as the members of a conversation list them."""
    user = tenant.directory.users[user_id]
    return {
        "id": teams_id(user_id),
        "name": user["displayName"],
        "givenName": user.get("givenName"),
        "surname": user.get("surname"),
        "email": user["mail"],
        "userPrincipalName": user["userPrincipalName"],
        "objectId": user_id,
        "aadObjectId": user_id,
        "tenantId": tenant.id,
        "userRole": "user" if user["userType"] == "Member" else "anonymous",
    }


def make_activity(
    tenant: Tenant, conversation: Conversation, user_id: str, kind: str, **more: Any
) -> Activity:
    """Return an activity from a person to the bot, as Teams would post it."""
    now = tenant.now()
    user = tenant.directory.users[user_id]
    return {
        "type": kind,
        "id": str(int(now.timestamp() * 1000)) + f"{tenant.last_number % 1000:03}",
        "timestamp": _stamp(now),
        "localTimestamp": _stamp(now),
        "localTimezone": "Europe/London",
        "channelId": "msteams",
        "serviceUrl": f"{tenant.url}/teams/",
        "locale": "en-GB",
        "from": {"id": teams_id(user_id), "name": user["displayName"], "aadObjectId": user_id},
        "recipient": {"id": bot_account(tenant)["id"], "name": tenant.conversations.bot_name},
        "conversation": describe_conversation(tenant, conversation),
        "channelData": describe_channel_data(tenant, conversation),
        "entities": [CLIENT],
        **more,
    }


def make_message(tenant: Tenant, conversation: Conversation, user_id: str, text: str) -> Activity:
    """Return a typed message; outside a personal chat it mentions the bot, for nothing else reaches it."""
    name = tenant.conversations.bot_name
    # Teams sends what was typed a second time, as HTML.
    typed = {"contentType": "text/html", "content": f"<p>{escape(text)}</p>"}
    activity = make_activity(
        tenant, conversation, user_id, "message", textFormat="plain", attachments=[typed]
    )
    if conversation.kind == "personal":
        return {**activity, "text": text}
    if conversation.kind == "channel":
        activity["conversation"]["id"] += f";messageid={activity['id']}"
    mention = {"type": "mention", "mentioned": bot_account(tenant), "text": f"<at>{name}</at>"}
    return {**activity, "text": f"<at>{name}</at> {text}", "entities": [mention, CLIENT]}


def bot_account(tenant: Tenant) -> dict[str, str]:
    """Return the bot as an account in a conversation."""
    return {"id": f"28:{tenant.conversations.bot_id}", "name": tenant.conversations.bot_name}


def describe_conversation(tenant: Tenant, conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as an activity carries it."""
    shown: dict[str, Any] = {
        "id": conversation.id, "conversationType": conversation.kind, "tenantId": tenant.id,
    }  # fmt: skip
    return shown if conversation.kind == "personal" else {**shown, "isGroup": True, "name": conversation.name}


def describe_channel_data(tenant: Tenant, conversation: Conversation) -> dict[str, Any]:
    """Return the part of an activity that is Teams' own."""
    data: dict[str, Any] = {"tenant": {"id": tenant.id}}
    if conversation.team_id:
        channel = conversation.id.partition(";")[0]
        data |= {"team": {"id": conversation.team_id}, "channel": {"id": channel}, "teamsChannelId": channel,
                 "teamsTeamId": conversation.team_id}  # fmt: skip
    return data


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
