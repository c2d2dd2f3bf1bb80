"""Groups as distribution lists: Microsoft 365 groups, made by unique name and kept to their members.

Graph takes at most twenty people at a time, and all of them or none. Members and owners who are there already, and
those to be removed who are gone, count as done. People are named by the directory's own address whatever server the
request goes to: Graph accepts no other reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph_sync.changes import Claim, Create, Update
from graph_sync.desired import WantedList
from graph_sync.directory import RELATIONS
from graph_sync.errors import ChangeFailed, tell
from graph_sync.kinds import Field, read_set
from graph_sync.ports import Applied, Json, Part, Reply
from graph_sync.run import Run

AT_ONCE = 20
DIRECTORY = "https://graph.microsoft.com/v1.0/directoryObjects/"
JSON = {"Content-Type": "application/json"}
SELECT = "id"
QUIET = ["WelcomeEmailDisabled", "SubscribeNewGroupMembers", "SubscribeMembersToCalendarEventsDisabled",
         "AllowOnlyMembersToPost"]  # fmt: skip
HIDDEN = "HideGroupInOutlook"


async def create_list(run: Run, change: Create) -> None:
    """Make a list with its owners and first members, then add the rest."""
    assert isinstance(change.wanted, WantedList)
    wanted = change.wanted
    owners, members = (read_set(wanted.fields, name) for name in RELATIONS)
    first = members[: AT_ONCE - len(owners)]
    by_name = f"/groups(uniqueName='{wanted.nickname}')"
    part = Part(
        "PATCH", by_name, _make_body(run, wanted, owners, first), JSON | {"Prefer": "create-if-missing"}
    )
    reply = await run.tenant.request(part)
    there = reply.status == 204 or _says_already(reply)
    if not reply.ok and not there:
        raise ChangeFailed(tell(part, reply))
    if there:
        # It was made by a run that never heard so; who is in it is seen to member by member.
        reply, first = await run.ask(Part("GET", f"{by_name}?$select={SELECT}", patient=True)), ()
    record = Applied(kind=wanted.kind, key=wanted.key, graph_id=reply.body["id"],
                     fields={**wanted.fields, "members": first})  # fmt: skip
    await run.save(record)
    await _add(run, record, "members", [one for one in members if one not in first])


async def update_list(run: Run, change: Update) -> None:
    """Change a list's name, then add who joins and remove who leaves."""
    assert isinstance(change.wanted, WantedList)
    record, found = change.applied, change.difference
    texts = {"name": "displayName", "description": "description"}
    body = {texts[name]: value for name, value in found.writes.items() if name in texts}
    if body:
        await run.ask(Part("PATCH", f"/groups/{record.graph_id}", body, JSON))
        record = await _note(
            run, record, {name: found.writes[name] for name in texts if name in found.writes}
        )
    for relation in RELATIONS:
        record = await _add(run, record, relation, found.added.get(relation, ()))
    for relation in RELATIONS:
        for address in found.removed.get(relation, ()):
            part = Part("DELETE", f"/groups/{record.graph_id}/{relation}/{run.accounts[address]}/$ref")
            reply = await run.tenant.request(part)
            if not reply.ok and reply.status != 404:
                raise ChangeFailed(tell(part, reply))
            rest = tuple(one for one in read_set(record.fields, relation) if one != address)
            record = await _note(run, record, {relation: rest})


async def claim_list(run: Run, change: Claim) -> None:
    """Mark a group somebody made as a list of ours: its description says so, for a unique name cannot be given later."""
    description = change.applied.fields["description"]
    await run.ask(Part("PATCH", f"/groups/{change.seen.graph_id}", {"description": description}, JSON))
    await run.save(change.applied)


async def _add(run: Run, record: Applied, relation: str, people: Iterable[str]) -> Applied:
    for some in _split(tuple(people)):
        links = [DIRECTORY + run.accounts[address] for address in some]
        part = Part(
            "PATCH", f"/groups/{record.graph_id}", {f"{relation}@odata.bind": links}, JSON, patient=True
        )
        reply = await run.tenant.request(part)
        if _says_already(reply):
            await _add_singly(run, record.graph_id, relation, links)
        elif not reply.ok:
            raise ChangeFailed(tell(part, reply))
        record = await _note(
            run, record, {relation: tuple(sorted({*read_set(record.fields, relation), *some}))}
        )
    return record


async def _add_singly(run: Run, group_id: str, relation: str, links: list[str]) -> None:
    for link in links:
        part = Part("POST", f"/groups/{group_id}/{relation}/$ref", {"@odata.id": link}, JSON, patient=True)
        reply = await run.tenant.request(part)
        if not reply.ok and not _says_already(reply):
            raise ChangeFailed(tell(part, reply))


async def _note(run: Run, record: Applied, fields: Mapping[str, Field]) -> Applied:
    record = record.model_copy(update={"fields": {**record.fields, **fields}})
    await run.save(record)
    return record


def _make_body(run: Run, wanted: WantedList, owners: tuple[str, ...], members: tuple[str, ...]) -> Json:
    body: Json = {
        "displayName": wanted.fields["name"],
        "description": wanted.fields["description"],
        "mailNickname": wanted.nickname,
        "groupTypes": ["Unified"],
        "mailEnabled": True,
        "securityEnabled": False,
        "visibility": "Private",
        "resourceBehaviorOptions": [*QUIET, HIDDEN] if wanted.hidden else QUIET,
        "owners@odata.bind": [DIRECTORY + run.accounts[address] for address in owners],
    }
    if members:
        body["members@odata.bind"] = [DIRECTORY + run.accounts[address] for address in members]
    return body


def _says_already(reply: Reply) -> bool:
    return reply.status == 400 and "references already exist" in reply.message


def _split(people: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))
