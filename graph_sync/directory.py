"""Reading the tenant's people and our lists.

A trust's tenant holds every pupil too, so only the people the year names are looked up; afterwards the directory says
what has changed. Of a group that changed, the people are read again: what joined and left is not told for owners.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from graph_sync.kinds import Field, Kind, make_set
from graph_sync.observed import Seen
from graph_sync.ports import Json, Part, Stream, StreamChange, Tenant
from graph_sync.streams import Reading, begin, fetch_all, fetch_since
from graph_sync.together import run_together

USERS, GROUPS = "users", "groups"
MOST_IN = 15
USER_SELECT = "id,userPrincipalName,mail"
USER_DELTA = f"/users/delta?$deltatoken=latest&$select={USER_SELECT}"
GROUP_SELECT = "id,displayName,description,mailNickname,uniqueName"
GROUP_DELTA = f"/groups/delta?$deltatoken=latest&$select={GROUP_SELECT.removeprefix('id,')},members,owners"
RELATIONS = ("owners", "members")
EVENTUAL = {"ConsistencyLevel": "eventual"}


async def read_users(
    tenant: Tenant, stream: Stream | None, addresses: Collection[str], now: datetime
) -> StreamChange:
    """Bring up to date who has an account, by id. Raises RefusedError."""
    reading = await _fetch_changes(tenant, stream)
    if stream is None or reading is None:
        stream, reading = None, await fetch_all(tenant, Part("GET", USER_DELTA))
    known = stream.rows if stream else {}
    rows: dict[str, Json | None] = {}
    for user in reading.rows:
        if "@removed" in user:
            rows |= {user["id"]: None} if user["id"] in known else {}
        elif user["id"] in known or _addresses(user) & set(addresses):
            rows[user["id"]] = _keep_user(user)
    there = {**known, **{key: row for key, row in rows.items() if row}}
    missing = set(addresses) - {address for row in there.values() for address in (row["upn"], row["mail"])}
    for field in ("userPrincipalName", "mail"):
        found = await _look_up(tenant, field, sorted(missing))
        rows |= {user["id"]: _keep_user(user) for user in found}
        missing -= {address for user in found for address in _addresses(user)}
    if stream is None:
        return begin(USERS, now, {key: row for key, row in rows.items() if row}, reading.token)
    return StreamChange(USERS, reading.token, stream.since, rows)


async def _fetch_changes(tenant: Tenant, stream: Stream | None) -> Reading | None:
    return await fetch_since(tenant, Part("GET", stream.token)) if stream and stream.token else None


async def _look_up(tenant: Tenant, field: str, addresses: Sequence[str]) -> list[Json]:
    parts = (
        Part("GET", f"/users?$filter={quote(_write_in(field, some))}&$select={USER_SELECT}")
        for some in _split(addresses)
    )
    return [
        user for reading in await run_together(fetch_all(tenant, p) for p in parts) for user in reading.rows
    ]


def _write_in(field: str, values: Iterable[str]) -> str:
    quoted = ",".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{field} in ({quoted})"


def _split(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + MOST_IN] for start in range(0, len(values), MOST_IN))


def _keep_user(user: Mapping[str, Any]) -> Json:
    return {"upn": (user.get("userPrincipalName") or "").lower(), "mail": (user.get("mail") or "").lower()}


def _addresses(user: Mapping[str, Any]) -> set[str]:
    return set(_keep_user(user).values()) - {""}


def read_accounts(rows: Mapping[str, Json], wanted: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Map every address to its account, and every account to the address the year knows it by."""
    accounts: dict[str, str] = {}
    names: dict[str, str] = {}
    for user_id, row in rows.items():
        addresses = [address for address in (row["upn"], row["mail"]) if address]
        accounts.update(dict.fromkeys(addresses, user_id))
        names[user_id] = next((a for a in addresses if a in wanted), addresses[0] if addresses else user_id)
    return accounts, names


def read_accounts_on_lists(rows: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, str]:
    """Map who is on our lists to their accounts: whoever was put there by hand is named nowhere in the year."""
    people = (person for row in rows.values() for relation in RELATIONS for person in row.get(relation, ()))
    return {names.get(one, upn or mail or one): one for one, upn, mail in people}


async def read_lists(
    tenant: Tenant,
    stream: Stream | None,
    *,
    prefix: str,
    description: str,
    ours: Collection[str],
    names: Sequence[str],
    now: datetime,
) -> StreamChange:
    """Bring up to date our lists with their people, and the groups that may have been one before us.

    Args:
        tenant: Where to look.
        stream: What was read before.
        prefix: What our lists' addresses begin with.
        description: What their descriptions begin with.
        ours: Ids of groups we know to be ours.
        names: What the lists are called that are not there yet.
        now: The moment of reading.

    Raises:
        RefusedError: Something could not be read.
    """
    changes = await _fetch_changes(tenant, stream)
    if stream is None or changes is None:
        # The token comes first: what changes while the rest is read is then told next time.
        token = (await fetch_all(tenant, Part("GET", GROUP_DELTA))).token
        found = await run_together(
            fetch_all(tenant, part) for part in (*_make_first(prefix, description), *_make_named(names))
        )
        groups = {group["id"]: group for reading in found for group in reading.rows}
        rows = await _read_groups(tenant, groups, ours, prefix)
        return begin(GROUPS, now, rows, token)
    found = await run_together(fetch_all(tenant, part) for part in _make_named(names))
    named = {g["id"]: g for reading in found for g in reading.rows if g["id"] not in stream.rows}
    known = stream.rows.keys() | set(ours)
    removed = {group["id"]: None for group in changes.rows if "@removed" in group}
    changed = {
        group["id"]: group
        for group in changes.rows
        if "@removed" not in group and (group["id"] in known or find_key(_keep_group(group), prefix))
    }
    # One that was claimed since it was read is now ours, so its people matter.
    claimed = [key for key in ours if key in stream.rows and "members" not in stream.rows[key]]
    read = await _read_groups(tenant, named | changed, ours, prefix)
    people = await run_together(_read_people(tenant, key) for key in claimed if key not in read)
    for key, who in zip((key for key in claimed if key not in read), people, strict=True):
        read[key] = {**stream.rows[key], **who}
    return StreamChange(GROUPS, changes.token, stream.since, {**removed, **read})


def _make_first(prefix: str, description: str) -> tuple[Part, Part]:
    by_name = f"startswith(mailNickname,'{prefix}')"
    described = f"startswith(description,'{description.replace(chr(39), chr(39) * 2)}')"
    return (
        Part("GET", f"/groups?$filter={quote(by_name)}&$select={GROUP_SELECT}&$top=999"),
        Part(
            "GET",
            f"/groups?$filter={quote(described)}&$count=true&$select={GROUP_SELECT}&$top=999",
            headers=EVENTUAL,
        ),
    )


def _make_named(names: Sequence[str]) -> tuple[Part, ...]:
    return tuple(
        Part("GET", f"/groups?$filter={quote(_write_in('displayName', some))}&$select={GROUP_SELECT}")
        for some in _split(names)
    )


async def _read_groups(
    tenant: Tenant, groups: Mapping[str, Json], ours: Collection[str], prefix: str
) -> dict[str, Json]:
    kept = {key: _keep_group(group) for key, group in groups.items()}
    with_people = [key for key, row in kept.items() if key in ours or find_key(row, prefix)]
    people = await run_together(_read_people(tenant, key) for key in with_people)
    for key, who in zip(with_people, people, strict=True):
        kept[key] |= who
    return kept


async def _read_people(tenant: Tenant, group_id: str) -> Json:
    parts = (
        Part("GET", f"/groups/{group_id}/{relation}?$select={USER_SELECT}&$top=999") for relation in RELATIONS
    )
    found = await run_together(fetch_all(tenant, part) for part in parts)
    return {
        relation: [[user["id"], *_keep_user(user).values()] for user in reading.rows]
        for relation, reading in zip(RELATIONS, found, strict=True)
    }


def _keep_group(group: Mapping[str, Any]) -> Json:
    return {
        "name": group.get("displayName") or "",
        "description": group.get("description") or "",
        "nickname": group.get("mailNickname") or "",
        "unique": group.get("uniqueName") or "",
    }


def find_key(row: Json, prefix: str) -> str:
    """Find the key of a list of ours: in the unique name we gave it, or in the description of one we adopted."""
    if row["unique"].startswith(prefix):
        return str(row["unique"].removeprefix(prefix))
    _, _, marker = row["description"].rstrip().removesuffix("]").rpartition(f"[{prefix}")
    return marker if row["description"].rstrip().endswith("]") and f"[{prefix}" in row["description"] else ""


def read_list(group_id: str, row: Json, names: Mapping[str, str], prefix: str) -> Seen:
    """Read a kept group; its key is empty when it does not carry our marker."""
    fields: dict[str, Field] = {name: row[name] for name in ("name", "description", "nickname")}
    for relation in RELATIONS:
        people = row.get(relation, ())
        fields[relation] = make_set(names.get(one, upn or mail or one) for one, upn, mail in people)
    return Seen(Kind.LIST, find_key(row, prefix), group_id, fields)
