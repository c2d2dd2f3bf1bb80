"""Which apps may enter a site: the grants behind Sites.Selected, seen and given by an app with full control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.graph.call import Answer, Call
from sandbox.graph.drives import errors
from sandbox.graph.drives.responses import find_site
from sandbox.graph.odata import select, selected, serve_page
from sandbox.graph.scopes import make_grant

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

ROLES = ("read", "write", "owner", "fullcontrol")


def list_grants(tenant: Tenant, call: Call) -> Answer:
    """GET /sites/{id}/permissions."""
    fields = selected(call)
    return serve_page(call, find_site(tenant, call).apps.values(), lambda grant: select(grant, fields))


def grant(tenant: Tenant, call: Call) -> Answer:
    """POST /sites/{id}/permissions: one app, one role; a second grant takes the place of the first."""
    site, roles = find_site(tenant, call), call.json.get("roles")
    if not isinstance(roles, list) or len(roles) != 1 or roles[0] not in ROLES:
        raise errors.invalid(f"The roles must be one of {', '.join(ROLES)}.")
    client_id, name = _read_app(
        call.json.get("grantedToIdentitiesV2") or call.json.get("grantedToIdentities")
    )
    if client_id not in tenant.entra.apps:
        raise errors.invalid(f"The application '{client_id}' does not exist in the directory.")
    site.apps[client_id] = made = make_grant(tenant.id, client_id, name, roles)
    return Answer(201, made)


def _read_app(identities: Any) -> tuple[str, str]:
    if isinstance(identities, list) and len(identities) == 1 and isinstance(identities[0], dict):
        app = identities[0].get("application")
        if isinstance(app, dict) and isinstance(app.get("id"), str):
            return app["id"], str(app.get("displayName") or app["id"])
    raise errors.invalid("The grantedToIdentities must name one application with its id.")
