"""What Graph answers about people, groups and the organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.delta import serve_delta
from sandbox.graph.directory import errors
from sandbox.graph.directory.groups import change_group, check_may_write, make_group, read_reference
from sandbox.graph.directory.state import Group
from sandbox.graph.odata import TEXT, make_filter, select, selected, serve_page

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

BY_ADDRESS = re.compile(rf"(?:userPrincipalName|mail)\s+in\s+\(((?:\s*{TEXT}\s*,?)+)\)")
USER_DEFAULT = frozenset({
    "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName",
})  # fmt: skip


def list_users(tenant: Tenant, call: Call) -> Answer:
    """GET /users."""
    keep, fields = make_filter(call.query.get("$filter")), selected(call) or USER_DEFAULT
    rows = (user for user in _narrow(tenant, call.query.get("$filter")) if keep(user))
    return serve_page(call, rows, lambda user: select(user, fields, frozenset()))


def _narrow(tenant: Tenant, text: str | None) -> Iterable[Json]:
    """Return the people a filter may mean, without going through thousands where it names their addresses."""
    directory = tenant.directory
    if text and (named := BY_ADDRESS.fullmatch(text.strip())):
        found = (directory.find_user(address) for address in re.findall(TEXT, named[1]))
        return {user["id"]: user for user in found if user}.values()
    return directory.users.values()


def get_user(tenant: Tenant, call: Call) -> Answer:
    """GET /users/{id or user principal name}."""
    user = tenant.directory.get_user(call["user"])
    return Answer(200, select(user, selected(call) or USER_DEFAULT, frozenset()))


def list_user_changes(tenant: Tenant, call: Call) -> Answer:
    """GET /users/delta."""
    directory = tenant.directory

    def shape(user_id: str, start: int, asked: Json) -> Json | None:
        user = directory.users.get(user_id)
        if user is None:
            return {"id": user_id, "@removed": {"reason": "changed"}} if start else None
        return select(user, frozenset(asked["select"]) if asked["select"] else USER_DEFAULT)

    return serve_delta(call, directory.user_feed, shape, lambda: _question(call), route="/users/delta")


def list_organization(tenant: Tenant, call: Call) -> Answer:
    """GET /organization."""
    domain = {
        "name": tenant.domain,
        "isDefault": True,
        "isInitial": False,
        "type": "Managed",
        "capabilities": "Email",
    }
    row = {
        "id": tenant.id,
        "displayName": tenant.display_name,
        "countryLetterCode": "GB",
        "verifiedDomains": [domain],
    }
    return serve_page(call, [row], lambda organization: select(organization, selected(call)))


def list_groups(tenant: Tenant, call: Call) -> Answer:
    """GET /groups."""
    keep, fields = make_filter(call.query.get("$filter")), selected(call)
    rows = (group.data for group in tenant.directory.groups.values() if keep(group.data))
    return serve_page(call, rows, lambda group: select(group, fields))


def create_group(tenant: Tenant, call: Call) -> Answer:
    """POST /groups."""
    group = make_group(tenant, call, call.json)
    tenant.directory.add_group(group)
    tenant.notify("groups", group.id, "created")
    return Answer(201, group.data)


def get_group(tenant: Tenant, call: Call) -> Answer:
    """GET /groups/{id} and /groups(uniqueName='...')."""
    return Answer(200, select(_find(tenant, call).data, selected(call)))


def update_group(tenant: Tenant, call: Call) -> Answer:
    """PATCH /groups/{id}."""
    group = _find(tenant, call)
    change_group(tenant, call, group, call.json)
    tenant.notify("groups", group.id, "updated")
    return Answer(204)


def upsert_group(tenant: Tenant, call: Call) -> Answer:
    """PATCH /groups(uniqueName='...'): an update, or with Prefer create-if-missing a create."""
    unique_name = call["unique_name"]
    if unique_name.lower() in tenant.directory.by_unique_name:
        return update_group(tenant, call)
    if call.prefers("create-if-missing") is None:
        raise errors.missing(unique_name)
    group = make_group(tenant, call, {**call.json, "uniqueName": unique_name})
    tenant.directory.add_group(group)
    tenant.notify("groups", group.id, "created")
    return Answer(201, group.data)


def delete_group(tenant: Tenant, call: Call) -> Answer:
    """DELETE /groups/{id}."""
    group = _find(tenant, call)
    check_may_write(call, group, only_members=False)
    tenant.directory.remove_group(group)
    tenant.notify("groups", group.id, "deleted")
    return Answer(204)


def list_group_changes(tenant: Tenant, call: Call) -> Answer:
    """GET /groups/delta, with members@delta."""
    directory = tenant.directory

    def shape(group_id: str, start: int, asked: Json) -> Json | None:
        group = directory.groups.get(group_id)
        if group is None:
            return {"id": group_id, "@removed": {"reason": "changed"}} if start else None
        row = select(group.data, frozenset(asked["select"]) if asked["select"] else None)
        if asked["select"] and "members" not in asked["select"]:
            return row
        moves = _moves(group, start)
        return {**row, "members@delta": moves} if moves else row

    return serve_delta(call, directory.group_feed, shape, lambda: _question(call), route="/groups/delta")


def list_people(tenant: Tenant, call: Call) -> Answer:
    """GET /groups/{id}/members and /owners, whole or cast to user."""
    users, fields = tenant.directory.users, selected(call) or USER_DEFAULT
    ids = _find(tenant, call).people(_relation(call))
    mark = {} if "graph.user" in call.path else {"@odata.type": "#microsoft.graph.user"}
    rows = (users[person] for person in ids)
    return serve_page(call, rows, lambda user: {**mark, **select(user, fields)})


def add_person(tenant: Tenant, call: Call) -> Answer:
    """POST /groups/{id}/members/$ref and /owners/$ref."""
    group = _find(tenant, call)
    check_may_write(call, group, only_members=True)
    tenant.directory.add_people(group, _relation(call), [read_reference(call.json.get("@odata.id"))])
    tenant.notify("groups", group.id, "updated")
    return Answer(204)


def remove_person(tenant: Tenant, call: Call) -> Answer:
    """DELETE /groups/{id}/members/{id}/$ref and /owners/{id}/$ref."""
    group = _find(tenant, call)
    check_may_write(call, group, only_members=True)
    tenant.directory.remove_person(group, _relation(call), call["person"])
    tenant.notify("groups", group.id, "updated")
    return Answer(204)


def _find(tenant: Tenant, call: Call) -> Group:
    if unique_name := call.params.get("unique_name"):
        return tenant.directory.get_group(
            tenant.directory.by_unique_name.get(unique_name.lower(), unique_name)
        )
    return tenant.directory.get_group(call["group"])


def _relation(call: Call) -> str:
    return "owners" if "/owners" in call.path else "members"


def _question(call: Call) -> Json:
    fields = selected(call)
    return {"select": sorted(fields) if fields else None}


def _moves(group: Group, start: int) -> list[Json]:
    if not start:
        return [{"@odata.type": "#microsoft.graph.user", "id": person} for person in group.members]
    last = {person: joined for place, person, joined in group.moves if place > start}
    return [
        {
            "@odata.type": "#microsoft.graph.user",
            "id": person,
            **({} if joined else {"@removed": {"reason": "deleted"}}),
        }
        for person, joined in last.items()
    ]
