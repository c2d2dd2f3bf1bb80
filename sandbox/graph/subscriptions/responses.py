"""What Graph answers about subscriptions, and the handshake with the endpoint that wants to be told.

The handshake needs the network, so `check_endpoint` runs before the handler of a POST; only loopback is ever called.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.odata import select, selected, serve_page
from sandbox.graph.scopes import check_site, find_roles_at
from sandbox.graph.subscriptions import errors
from sandbox.graph.subscriptions.state import LONGEST, LONGEST_OTHER, Subscription

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVENTS = re.compile(r"/?users/([^/]+)/(?:calendar/)?events")
DRIVE = re.compile(r"/?drives/([^/]+)/root")
WHOLE = re.compile(r"/?(users|groups)")
HANDSHAKE = "Validation: Testing client application reachability for subscription"
CHANGES = frozenset({"created", "updated", "deleted"})


async def check_endpoint(session: aiohttp.ClientSession, body: Json) -> None:
    """Send the validation token to the notification address and expect it back.

    Raises:
        GraphError: 400 when the address is not on loopback or does not answer with the token.
    """
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        if url := body.get(name):
            await _shake_hands(session, str(url))


def create(tenant: Tenant, call: Call) -> Answer:
    """POST /subscriptions."""
    body = call.json
    for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
        if not isinstance(body.get(name), str):
            raise errors.invalid(f"The property '{name}' is required.")
    if not set(body["changeType"].split(",")) <= CHANGES:
        raise errors.invalid(f"The changeType '{body['changeType']}' is not supported.")
    if len(body.get("clientState") or "") > 128:
        raise errors.invalid("The clientState can have 128 characters at the most.")
    watches = _read_resource(tenant, call, body["resource"])
    ends = _read_end(tenant, watches, body["expirationDateTime"])
    data = {
        "id": tenant.next_uuid("subscription"),
        "applicationId": call.app,
        "creatorId": call.app,
        "clientState": body.get("clientState"),
        "lifecycleNotificationUrl": body.get("lifecycleNotificationUrl"),
        **{k: body[k] for k in ("changeType", "notificationUrl", "resource", "expirationDateTime")},
    }
    subscription = Subscription(data, watches, ends)
    tenant.subscriptions.by_id[subscription.id] = subscription
    return Answer(201, data)


def list_all(tenant: Tenant, call: Call) -> Answer:
    """GET /subscriptions."""
    tenant.subscriptions.drop_ended(tenant.now())
    return serve_page(call, [s.data for s in tenant.subscriptions.by_id.values()], lambda data: data)


def get(tenant: Tenant, call: Call) -> Answer:
    """GET /subscriptions/{id}."""
    return Answer(200, select(_find(tenant, call).data, selected(call)))


def renew(tenant: Tenant, call: Call) -> Answer:
    """PATCH /subscriptions/{id}: a later end."""
    subscription = _find(tenant, call)
    until = call.json.get("expirationDateTime")
    if not isinstance(until, str):
        raise errors.invalid("Only the expirationDateTime can be changed.")
    subscription.ends = _read_end(tenant, subscription.watches, until)
    subscription.data["expirationDateTime"] = until
    return Answer(200, subscription.data)


def remove(tenant: Tenant, call: Call) -> Answer:
    """DELETE /subscriptions/{id}."""
    del tenant.subscriptions.by_id[_find(tenant, call).id]
    return Answer(204)


def reauthorize(tenant: Tenant, call: Call) -> Answer:
    """POST /subscriptions/{id}/reauthorize."""
    _find(tenant, call)
    return Answer(204)


def _find(tenant: Tenant, call: Call) -> Subscription:
    tenant.subscriptions.drop_ended(tenant.now())
    return tenant.subscriptions.get(call["subscription"])


async def _shake_hands(session: aiohttp.ClientSession, url: str) -> None:
    if urlsplit(url).hostname not in LOOPBACK:
        raise errors.not_validated("The sandbox calls loopback addresses only.")
    try:
        async with session.post(url, params={"validationToken": HANDSHAKE}) as response:
            said = await response.text()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise errors.not_validated(f"The endpoint could not be reached: {error}") from None
    if response.status != 200 or said != HANDSHAKE:
        raise errors.not_validated("The endpoint must answer 200 with the validation token as plain text.")


def _read_resource(tenant: Tenant, call: Call, resource: str) -> str:
    if match := EVENTS.fullmatch(resource):
        user = tenant.directory.get_user(match[1])
        find_roles_at(tenant, call, user)
        return f"users/{user['id']}/events"
    if match := DRIVE.fullmatch(resource):
        drive = tenant.sites.get_drive(match[1])
        check_site(tenant, call, tenant.sites.get(drive.site_id), write=False)
        return f"drives/{drive.id}"
    if match := WHOLE.fullmatch(resource):
        return match[1]
    raise errors.invalid(f"The resource '{resource}' cannot be watched here.")


def _read_end(tenant: Tenant, watches: str, text: str) -> datetime:
    try:
        ends = datetime.fromisoformat(text)
        left = ends - tenant.now()
    except (ValueError, TypeError):
        raise errors.invalid(
            f"The expirationDateTime '{text}' is not a date and time with an offset."
        ) from None
    kind = "events" if watches.endswith("/events") else watches.partition("/")[0]
    if not 0 < left.total_seconds() <= LONGEST.get(kind, LONGEST_OTHER).total_seconds() + 60:
        raise errors.invalid("Subscription expiration can only be in the future, and not too far.")
    return ends
