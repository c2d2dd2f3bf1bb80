"""What the checks of a signed-in tenant share: who we are, whose trust it is, and reading a listing to its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from graph_sync.errors import tell
from graph_sync.ports import Json, Part, Tenant
from trust.values import RefusedError
from trust.year import Trust


@dataclass(frozen=True, slots=True)
class App:
    """Who we are, from our own token: the app's id, its service principal's id, and its permissions."""

    id: str
    object_id: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A tenant, the app in it, the trust it is for, the moment, and whether writing is tried."""

    tenant: Tenant
    app: App
    trust: Trust
    now: datetime
    write: bool = False


def make_app(claims: Json, client_id: str) -> App:
    """Read who we are from a token's claims, with the settings' client id where they do not say."""
    return App(
        str(claims.get("appid") or client_id),
        str(claims.get("oid") or "<object id of the enterprise application>"),
        frozenset(claims.get("roles", ())),
    )


async def fetch_all(tenant: Tenant, path: str) -> list[Json]:
    """Read a listing, page after page. Raises RefusedError with the reason."""
    rows: list[Json] = []
    part = Part("GET", path)
    while True:
        reply = await tenant.request(part)
        if not reply.ok:
            raise RefusedError(tell(part, reply))
        rows += reply.body.get("value", [])
        onward = reply.body.get("@odata.nextLink")
        if not onward:
            return rows
        part = replace(part, path=onward.split("/v1.0", 1)[1])
