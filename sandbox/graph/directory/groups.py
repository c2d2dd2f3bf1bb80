"""Reading what a request says of a group, and what a group shows of itself.

Decides which properties may be written, when, and what a new group looks like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.graph.call import Call, Json
from sandbox.graph.directory import errors
from sandbox.graph.directory.state import RELATIONS, Group
from sandbox.graph.errors import bad_request
from sandbox.graph.permissions import GROUPS_WRITE
from sandbox.graph.reading import take
from sandbox.limits import BINDS_A_REQUEST

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

REFERENCE = re.compile(r"https?://[^/]+/(?:v1\.0|beta)/(?:users|directoryObjects)/([^/]+)")
NICKNAME = re.compile(r"[!-~]{1,64}")
NOT_IN_NICKNAME = re.compile(r"[@()\\\[\]\";:<>, ]")
REQUIRED = ("displayName", "mailNickname", "mailEnabled", "securityEnabled")
FIXED = frozenset({"id", "uniqueName", "mail", "createdDateTime", "groupTypes", "resourceBehaviorOptions"})
DELEGATED_ONLY = frozenset({"hideFromAddressLists", "hideFromOutlookClients", "autoSubscribeNewMembers",
                            "allowExternalSenders", "isSubscribedByMail", "unseenCount"})  # fmt: skip


def make_group(tenant: Tenant, call: Call, body: Json) -> Group:
    """Return a new group for a POST body or for an upsert that found nothing.

    Raises:
        GraphError: 400 for a property missing or out of bounds, 404 for a person who does not exist.
    """
    for name in REQUIRED:
        if body.get(name) in (None, ""):
            raise errors.required(name)
    check_properties(body)
    people = {relation: read_binds(body, relation) for relation in RELATIONS}
    if sum(map(len, people.values())) > BINDS_A_REQUEST:
        raise bad_request(f"No more than {BINDS_A_REQUEST} relationships can be added.", "Request_BadRequest")
    for person in people["members"] + people["owners"]:
        if person not in tenant.directory.users:
            raise errors.missing(person)
    now = tenant.stamp()
    data = {
        "id": tenant.next_uuid("group"),
        "createdDateTime": now,
        "renewedDateTime": now,
        "description": None,
        "groupTypes": [],
        "visibility": "Public",
        "mail": f"{body['mailNickname']}@{tenant.domain}" if body["mailEnabled"] else None,
        "proxyAddresses": [f"SMTP:{body['mailNickname']}@{tenant.domain}"] if body["mailEnabled"] else [],
        "resourceBehaviorOptions": [],
        "resourceProvisioningOptions": [],
        **{name: value for name, value in body.items() if "@" not in name},
    }
    return Group(
        data,
        members=dict.fromkeys(people["members"]),
        owners=dict.fromkeys(people["owners"]),
        anonymous=not people["owners"] and not call.roles & GROUPS_WRITE,
    )


def change_group(tenant: Tenant, call: Call, group: Group, body: Json) -> None:
    """Apply a PATCH body: properties, members and owners, all of it or nothing."""
    changes = {name: value for name, value in body.items() if "@" not in name}
    check_changes(group, changes)
    people = {relation: read_binds(body, relation) for relation in RELATIONS}
    check_may_write(call, group, only_members=not changes and not people["owners"])
    for relation, wanted in people.items():
        if len(wanted) > BINDS_A_REQUEST:
            raise bad_request(
                f"No more than {BINDS_A_REQUEST} {relation} can be added.", "Request_BadRequest"
            )
        tenant.directory.check_people(group, relation, wanted)
    if any(group.data.get(name) != value for name, value in changes.items()):
        tenant.directory.update_group(group, changes)
    for relation, wanted in people.items():
        if wanted:
            tenant.directory.add_people(group, relation, wanted)


def check_changes(group: Group, changes: Json) -> None:
    """Refuse a change of what cannot be changed; saying again what is so already is no change."""
    for name, value in changes.items():
        if name in DELEGATED_ONLY:
            raise bad_request(f"Property '{name}' cannot be changed with an application permission.",
                              "Request_BadRequest")  # fmt: skip
        if name in FIXED and value != group.data.get(name):
            raise bad_request(f"Property '{name}' is read-only and cannot be set.", "Request_BadRequest")
    check_properties(changes)


def check_properties(body: Json) -> None:
    """Refuse values Entra would not keep."""
    nickname = body.get("mailNickname")
    if nickname is not None and (
        not NICKNAME.fullmatch(str(nickname)) or NOT_IN_NICKNAME.search(str(nickname))
    ):
        raise errors.invalid("mailNickname")
    if len(str(body.get("displayName", "x"))) > 256 or body.get("displayName", "x") in (None, ""):
        raise errors.invalid("displayName")
    if len(take(body, "description", str, "")) > 1024:
        raise errors.invalid("description")


def check_may_write(call: Call, group: Group, *, only_members: bool) -> None:
    """Refuse what the app's permissions do not reach: a group made without an owner cannot be changed."""
    if group.anonymous and not call.roles & GROUPS_WRITE:
        raise errors.denied()
    if not only_members and not call.roles & (GROUPS_WRITE | {"Group.Create"}):
        raise errors.denied()


def read_binds(body: Json, relation: str) -> list[str]:
    """Return the ids in `members@odata.bind` or `owners@odata.bind`."""
    links = body.get(f"{relation}@odata.bind", [])
    if not isinstance(links, list):
        raise errors.invalid(f"{relation}@odata.bind")
    return [read_reference(link) for link in links]


def read_reference(link: Any) -> str:
    """Return the object id a reference points at."""
    match = REFERENCE.fullmatch(link) if isinstance(link, str) else None
    if not match:
        raise bad_request(
            f"The reference {link!r} is not the URL of a directory object.", "Request_BadRequest"
        )
    return match[1]
