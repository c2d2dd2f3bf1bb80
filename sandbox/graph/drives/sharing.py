"""Who may open a folder or a file: invitations, inherited permissions, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.drives import errors
from sandbox.graph.drives.shape import shape_permissions
from sandbox.graph.drives.state import Drive, Item
from sandbox.graph.odata import serve_page

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

ROLES = ("read", "write", "owner")


def list_permissions(_tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Answer with every permission on the item."""
    return serve_page(call, shape_permissions(drive, item), lambda grant: grant)


def invite(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Give people or groups a role; with retainInheritedPermissions false they are the only ones who have any."""
    body = call.json
    roles, recipients = body.get("roles"), body.get("recipients")
    if not isinstance(roles, list) or len(roles) != 1 or roles[0] not in ROLES:
        raise errors.invalid(f"The roles must be one of {', '.join(ROLES)}.")
    if not isinstance(recipients, list) or not recipients:
        raise errors.invalid("The recipients are missing.")
    if body.get("sendInvitation") is not False:
        raise errors.invalid("An application can only share with sendInvitation false here.")
    identities = [_identity(tenant, recipient) for recipient in recipients]
    if body.get("retainInheritedPermissions", True) is False:
        item.inherits = False
    granted = [_grant(tenant, item, identity, roles) for identity in identities]
    drive.touch(item, tenant.stamp())
    return Answer(200, {"value": granted})


def change_permission(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Change the role of one permission."""
    grant = _find(item, call["permission"])
    roles = call.json.get("roles")
    if not isinstance(roles, list) or len(roles) != 1 or roles[0] not in ROLES:
        raise errors.invalid(f"The roles must be one of {', '.join(ROLES)}.")
    grant["roles"] = roles
    drive.touch(item, tenant.stamp())
    return Answer(200, grant)


def remove_permission(tenant: Tenant, call: Call, drive: Drive, item: Item) -> Answer:
    """Take one of the item's own permissions away."""
    item.grants.remove(_find(item, call["permission"]))
    drive.touch(item, tenant.stamp())
    return Answer(204)


def restore_inheritance(tenant: Tenant, drive: Drive, item: Item) -> None:
    """Drop the item's own permissions; it has its folder's again. SharePoint's pages can, Graph cannot."""
    item.grants.clear()
    item.inherits = True
    drive.touch(item, tenant.stamp())


def _find(item: Item, permission_id: str) -> Json:
    for grant in item.grants:
        if grant["id"] == permission_id:
            return grant
    raise errors.no_item()


def _grant(tenant: Tenant, item: Item, identity: Json, roles: list[str]) -> Json:
    for grant in item.grants:
        if grant["grantedToV2"] == identity:
            grant["roles"] = roles
            return grant
    grant = {"id": tenant.next_id("aTow"), "roles": roles, "grantedToV2": identity}
    item.grants.append(grant)
    return grant


def _identity(tenant: Tenant, recipient: Any) -> Json:
    key = recipient.get("email") or recipient.get("objectId") if isinstance(recipient, dict) else None
    if not isinstance(key, str):
        raise errors.invalid("A recipient needs an email or an objectId.")
    return find_identity(tenant, key)


def find_identity(tenant: Tenant, key: str) -> Json:
    """Return the person or list behind an address or an id as a permission names them, or raise 400."""
    directory = tenant.directory
    if user := directory.find_user(key):
        return {"user": {"id": user["id"], "displayName": user["displayName"]}}
    if group := directory.groups.get(directory.by_mail.get(key.lower(), key)):
        return {"group": {"id": group.id, "displayName": group.data["displayName"]}}
    raise errors.invalid(f"The recipient '{key}' could not be found in the directory.")
