"""How far an app may reach: the mailboxes Exchange lets it into, and the sites it was granted.

A role opens a door; a scope narrows what lies behind it. Exchange's scopes come with the seed and bring their own
permission for calendars, which no token shows; a site's grants can also be given over Graph. An app of which nothing
is said reaches everything.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from sandbox.graph.call import Call, Json
from sandbox.graph.errors import GraphError
from sandbox.graph.permissions import CALENDARS_WRITE, Roles

if TYPE_CHECKING:
    from sandbox.graph.drives.state import Site
    from sandbox.tenant import Tenant

WRITING = frozenset({"write", "owner", "fullcontrol"})


def find_roles_at(tenant: Tenant, call: Call, user: Json | None) -> Roles:
    """Return what the app may do at somebody's mailbox, or refuse one outside its scope in Exchange with 403."""
    app = tenant.entra.apps.get(call.app)
    if app is None or app.mailboxes is None or user is None:
        return call.roles
    if not {str(user[name]).lower() for name in ("mail", "userPrincipalName")} & app.mailboxes:
        raise mailbox_denied()
    return call.roles | CALENDARS_WRITE


def check_site(tenant: Tenant, call: Call, site: Site, *, write: bool) -> None:
    """Refuse a site the app was not granted, or granted for reading only, with 403."""
    app = tenant.entra.apps.get(call.app)
    if app is None or app.sites is None:
        return
    roles = site.apps.get(call.app, {}).get("roles", ())
    if not roles or (write and not WRITING & set(roles)):
        raise GraphError(403, "accessDenied", "Access denied")


def mailbox_denied() -> GraphError:
    """Return Exchange's refusal."""
    return GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def make_grant(tenant_id: str, client_id: str, name: str, roles: list[str]) -> Json:
    """Return the permission an app has at a site, as Graph shows it."""
    identity = {"application": {"id": client_id, "displayName": name}}
    return {
        "id": b64encode(f"i:0i.t|ms.sp.ext|{client_id}@{tenant_id}".encode()).decode().rstrip("="),
        "roles": roles,
        "grantedToIdentities": [identity],
        "grantedToIdentitiesV2": [identity],
    }
