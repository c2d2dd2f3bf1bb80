"""Looking at Microsoft 365: the organiser's diary ahead, our lists and who is in them, the library, the tenant's people.

Either everything was seen or nothing is said: an observation with a hole in it would look like things being deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_sync.desired import Desired, WantedEvent, WantedList
from graph_sync.errors import tell
from graph_sync.events import make_get_part, make_view_part, read_event
from graph_sync.folders import make_changes_part, read_item
from graph_sync.kinds import Id, Kind, make_set
from graph_sync.lists import RELATIONS, make_lists_part, make_people_part, read_list
from graph_sync.observed import Observed, Seen
from graph_sync.ports import Applied, Part, Place, Reply, Tenant
from graph_sync.together import run_together
from trust.values import RefusedError

AHEAD = timedelta(days=400)
USERS = Part("GET", "/users?$select=id,userPrincipalName,mail&$top=999")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a plan is made from, kept together for applying it."""

    place: Place
    observed: Observed
    last_applied: Mapping[Id, Applied]


async def fetch_survey(
    tenant: Tenant, place: Place, desired: Desired, last_applied: Mapping[Id, Applied], now: datetime
) -> Survey:
    """Look at everything the plan needs.

    Args:
        tenant: Where to look.
        place: The library and the mailbox.
        desired: Its names for people are used where an account has several addresses.
        last_applied: Events we know of are looked at even outside the window.
        now: Events that have begun by then are history and left out.

    Raises:
        RefusedError: Something could not be read.
    """
    users, groups, items, rows = await run_together(
        (
            _fetch_all(tenant, USERS),
            _fetch_all(tenant, make_lists_part(place.list_prefix)),
            _fetch_all(tenant, make_changes_part(place.drive_id)),
            _fetch_events(tenant, place, desired, last_applied, now),
        )
    )
    people = await run_together(_fetch_people(tenant, group["id"]) for group in groups)
    accounts, names = _read_accounts(users, _find_addresses(desired))
    lists = [
        read_list(group, _name_people(who, names), place.list_prefix)
        for group, who in zip(groups, people, strict=True)
    ]
    events, twins = _part_twins(
        [_rename_attendees(read_event(row), accounts, names, place.organiser) for row in rows], last_applied
    )
    observed = Observed(
        events={event.key: event for event in events if event.key},
        lists={one.key: one for one in lists if one.key},
        items={item["id"]: read_item(item) for item in items if "deleted" not in item and "root" not in item},
        root_id=next((item["id"] for item in items if "root" in item), "root"),
        strangers=tuple(one for one in (*events, *lists) if not one.key),
        twins=twins,
        accounts=accounts,
    )
    return Survey(place, observed, last_applied)


def _part_twins(
    events: list[Seen], last_applied: Mapping[Id, Applied]
) -> tuple[list[Seen], tuple[Seen, ...]]:
    """Part the events that carry a key already carried by another; of those, the one we know is kept."""
    known = {record.graph_id for record in last_applied.values()}
    kept: list[Seen] = []
    twins: list[Seen] = []
    keys: set[str] = set()
    for event in sorted(events, key=lambda e: (e.graph_id not in known, str(e.fields["start"]), e.graph_id)):
        (twins if event.key in keys else kept).append(event)
        keys |= {event.key} - {""}
    return kept, tuple(twins)


async def _fetch_all(tenant: Tenant, part: Part) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        reply = await tenant.request(part)
        if not reply.ok:
            raise _make_refusal(part, reply)
        rows += reply.body.get("value", [])
        onward = reply.body.get("@odata.nextLink")
        if not onward:
            return rows
        part = replace(part, path=onward.split("/v1.0", 1)[1])


async def _fetch_events(
    tenant: Tenant, place: Place, desired: Desired, last_applied: Mapping[Id, Applied], now: datetime
) -> list[dict[str, Any]]:
    starts = now.astimezone(UTC)
    window = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (starts, starts + AHEAD))
    rows = await _fetch_all(tenant, make_view_part(place.organiser, *window))
    wall_clock = f"{now:%Y-%m-%dT%H:%M}"
    rows = [row for row in rows if row["start"]["dateTime"] > wall_clock]
    there = {row["id"] for row in rows}
    # Dragged out of the window is not deleted; only asking for it tells one from the other.
    missing = [
        last.graph_id
        for (kind, key), last in last_applied.items()
        if kind is Kind.EVENT and last.stands and (kind, key) in desired.things and last.graph_id not in there
    ]
    found = await run_together(_fetch_event(tenant, place, event_id) for event_id in missing)
    return rows + [row for row in found if row]


async def _fetch_event(tenant: Tenant, place: Place, event_id: str) -> dict[str, Any]:
    part = make_get_part(place.organiser, event_id)
    reply = await tenant.request(part)
    if reply.status == 404:
        return {}
    if not reply.ok:
        raise _make_refusal(part, reply)
    return reply.body


def _make_refusal(part: Part, reply: Reply) -> RefusedError:
    return RefusedError(
        f"Microsoft 365 could not be read completely, so nothing was changed. {tell(part, reply)}"
    )


async def _fetch_people(tenant: Tenant, group_id: str) -> dict[str, list[str]]:
    found = await run_together(
        _fetch_all(tenant, make_people_part(group_id, relation)) for relation in RELATIONS
    )
    return {name: [row["id"] for row in rows] for name, rows in zip(RELATIONS, found, strict=True)}


def _find_addresses(desired: Desired) -> set[str]:
    named = (thing.names for thing in desired.things.values() if isinstance(thing, WantedEvent | WantedList))
    return {address for names in named for address in names}


def _read_accounts(
    users: Iterable[dict[str, Any]], wanted: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Map every address to its account, and every account to the address the year knows it by."""
    accounts: dict[str, str] = {}
    names: dict[str, str] = {}
    for user in users:
        addresses = [a.lower() for a in (user.get("userPrincipalName"), user.get("mail")) if a]
        accounts.update(dict.fromkeys(addresses, user["id"]))
        names[user["id"]] = next(
            (a for a in addresses if a in wanted), addresses[0] if addresses else user["id"]
        )
    return accounts, names


def _name_people(ids: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {relation: make_set(names[one] for one in some if one in names) for relation, some in ids.items()}


def _rename_attendees(
    event: Seen, accounts: Mapping[str, str], names: Mapping[str, str], organiser: str
) -> Seen:
    people = event.fields["attendees"]
    assert isinstance(people, tuple)
    known = {names.get(accounts.get(address, ""), address) for address in people}
    # Exchange may count the organiser among those who attend; we never do.
    return replace(event, fields={**event.fields, "attendees": make_set(known - {organiser})})
