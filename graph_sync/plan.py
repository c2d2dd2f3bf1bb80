"""The plan: what to do so that Microsoft 365 matches the year, decided without doing any of it.

One thing at a time, in the order in which things are made:

| wanted | there                     | last applied | then                                                        |
|--------|---------------------------|--------------|-------------------------------------------------------------|
| yes    | no                        | no           | create; wait if its invitations are not due                 |
| yes    | no                        | yes          | report: a person deleted it                                 |
| yes    | one like it, not ours     | no           | report: it could be adopted, and nothing is made beside it  |
| yes    | yes                       | no           | adopt: note it as ours, then compare its fields             |
| yes    | yes                       | yes          | compare its fields (see `diffs`): update, report or nothing |
| no     | an event of ours          | yes          | delete (cancel), unless the meeting has begun               |
| no     | an event of ours          | no           | delete if the year says cancelled; otherwise report         |
| no     | a list of ours            | either       | report: lists are never deleted                             |
| no     | a folder or a file        | either       | nothing: what a group wrote stays                           |
| either | something without a marker | no          | nothing                                                     |

Who may open a folder cannot be read cheaply; it is written when last applied does not have it, which is harmless twice.
Mails are counted by Exchange's rules: an invitation or a cancellation to each person who comes or goes, and an update
to all the others when the subject, the time, the place or the Teams link changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from graph_sync.changes import Adopt, Change, Create, Delete, Plan, Report, Update
from graph_sync.desired import Desired, Wanted, WantedEvent, WantedList, find_folders_above
from graph_sync.diffs import Difference, compare, find_known, say
from graph_sync.kinds import Fields, Id, Kind, make_set, read_set
from graph_sync.observed import DriveItem, Observed, Seen
from graph_sync.ports import Applied

LOUD = frozenset({"subject", "start", "end", "place", "online"})


def find_phase(kind: Kind, key: str) -> int:
    """Say in which phase a thing is made: lists, folders from the outside in, who may open them, files, events."""
    depth = len(find_folders_above(key))
    if kind is Kind.LIST:
        return 0
    if kind is Kind.FOLDER:
        return 1 + depth if depth < 2 else 4
    return {Kind.ACCESS: 3, Kind.FILE: 5, Kind.EVENT: 6}[kind]


def make_plan(desired: Desired, observed: Observed, last_applied: Mapping[Id, Applied]) -> Plan:
    """Decide what to do, by the table above; the same input gives the same plan."""
    maker = _Maker(desired, observed, last_applied)
    changes = [change for wanted in desired.things.values() for change in maker.consider(wanted)]
    changes += maker.consider_unwanted()
    changes.sort(key=lambda c: (find_phase(*c.id), c.key, _VERBS.index(c.verb)))
    touched = {change.id for change in changes}
    due = {wanted.id for wanted in desired.things.values() if wanted.due}
    waiting = sum(
        not w.due and w.id not in maker.met for w in desired.things.values() if w.kind is Kind.EVENT
    )
    return Plan(tuple(changes), waiting, len(due - touched), maker.known, maker.found)


_VERBS = ("adopt", "delete", "create", "update", "report")


class _Maker:
    """The three sides, and the things met so far: a folder is looked for inside the one above it."""

    def __init__(self, desired: Desired, observed: Observed, last_applied: Mapping[Id, Applied]) -> None:
        self.desired, self.observed, self.last = desired, observed, last_applied
        self.met: dict[Id, Seen] = {}
        self.known: Counter[Kind] = Counter()
        self.found: Counter[Kind] = Counter()

    def consider(self, wanted: Wanted) -> Iterator[Change]:
        """Decide about one thing that is wanted."""
        last = self.last.get(wanted.id) or Applied(kind=wanted.kind, key=wanted.key)
        if wanted.kind is Kind.ACCESS:
            if wanted.due and last.fields != wanted.fields:
                yield _create(wanted, last)
            return
        if isinstance(wanted, WantedList):
            wanted, missing = _leave_out_missing(wanted, self.observed, self.desired.organiser)
            yield from missing
            if not wanted.fields["owners"]:
                return
        seen = self._find(wanted, last)
        self.known[wanted.kind] += last.stands
        if seen is None:
            yield from self._consider_absent(wanted, last)
            return
        self.found[wanted.kind] += last.stands
        self.met[wanted.id] = seen
        yield from _consider_present(wanted, seen, last)

    def _consider_absent(self, wanted: Wanted, last: Applied) -> Iterator[Change]:
        if last.stands:
            yield _report(
                wanted, f"someone deleted this {wanted.kind}; it is not made again by itself", unmet=True
            )
        elif not wanted.due:
            return
        elif like := _find_stranger(wanted, self.observed):
            reason = f"a {wanted.kind} like this one, which Termtime did not make, is there already ({like})"
            yield _report(wanted, reason, unmet=True)
        else:
            yield _create(wanted, last)

    def consider_unwanted(self) -> Iterator[Change]:
        """Decide about what is there and ours but not wanted."""
        for key, seen in self.observed.events.items():
            if seen.id not in self.desired.things and key not in self.desired.begun:
                yield self._consider_unwanted_event(seen)
        for seen in self.observed.lists.values():
            if seen.id not in self.desired.things:
                yield _report(seen, "the group is no longer active; its list is left for a person to close")
        for twin in self.observed.twins:
            yield _report(twin, "two events carry this meeting's key; remove the one that is not needed")

    def _consider_unwanted_event(self, seen: Seen) -> Change:
        last = self.last.get(seen.id)
        called_off = seen.key in self.desired.cancelled
        if not called_off and (last is None or not last.stands):
            return _report(seen, "carries our key, but neither the year nor our records know this meeting")
        reason = (
            "the meeting was cancelled" if called_off else "the meeting is no longer in the published year"
        )
        return Delete(
            kind=seen.kind,
            key=seen.key,
            title=str(seen.fields["subject"]),
            reason=reason,
            mails=len(read_set(seen.fields, "attendees")),
            seen=seen,
            applied=last or Applied(kind=seen.kind, key=seen.key),
        )

    def _find(self, wanted: Wanted, last: Applied) -> Seen | None:
        if wanted.kind is Kind.EVENT:
            return self.observed.events.get(wanted.key)
        if wanted.kind is Kind.LIST:
            return self.observed.lists.get(wanted.key)
        item = self.observed.items.get(last.graph_id) or self._find_in_place(wanted, last)
        return None if item is None else _see_item(wanted, item)

    def _find_in_place(self, wanted: Wanted, last: Applied) -> DriveItem | None:
        # An id of ours that has gone means that it was deleted, even if something else now stands in its place.
        if last.stands:
            return None
        above = find_folders_above(wanted.key)
        folder = self.met.get((Kind.FOLDER, above[-1])) if above else None
        if above and folder is None:
            return None
        item = self.observed.find_child(
            folder.graph_id if folder else self.observed.root_id, str(wanted.fields["name"])
        )
        return item if item and item.is_folder is (wanted.kind is Kind.FOLDER) else None


def _consider_present(wanted: Wanted, seen: Seen, last: Applied) -> Iterator[Change]:
    record = last.fields if last.stands else find_known(wanted.fields, seen.fields)
    found = compare(wanted.fields, seen.fields, record)
    applied = last.model_copy(
        update={"graph_id": seen.graph_id, "fields": dict(found.base),
                "web_url": seen.web_url or last.web_url, "join_url": seen.join_url or last.join_url}
    )  # fmt: skip
    if applied != last:
        yield Adopt(
            kind=wanted.kind,
            key=wanted.key,
            title=wanted.title,
            reason=_tell_adoption(last, applied),
            applied=applied,
        )
    if found.writes:
        yield Update(
            kind=wanted.kind,
            key=wanted.key,
            title=wanted.title,
            reason=_tell_update(wanted, seen, found),
            mails=_count_mails(seen, found) if isinstance(wanted, WantedEvent) else 0,
            wanted=wanted,
            seen=seen,
            applied=applied,
            difference=found,
        )
    if found.drift:
        yield _report(wanted, "; ".join(found.drift))


def _tell_adoption(last: Applied, applied: Applied) -> str:
    if not last.stands:
        return "it is ours but not in our records"
    return "it was written before, unnoticed" if last.fields != applied.fields else "its address has changed"


def _create(wanted: Wanted, last: Applied) -> Create:
    return Create(
        kind=wanted.kind,
        key=wanted.key,
        title=wanted.title,
        reason="the list alone may open it" if wanted.kind is Kind.ACCESS else "it is not there yet",
        mails=len(read_set(wanted.fields, "attendees")),
        wanted=wanted,
        generation=last.generation,
    )


def _report(thing: Wanted | Seen, reason: str, *, unmet: bool = False) -> Report:
    seen_as = thing.fields.get("subject") or thing.fields.get("name")
    title = thing.title if isinstance(thing, Wanted) else str(seen_as)
    return Report(kind=thing.kind, key=thing.key, title=title, reason=reason, unmet=unmet)


def _leave_out_missing(
    wanted: WantedList, observed: Observed, organiser: str
) -> tuple[WantedList, tuple[Report, ...]]:
    """Leave out people the tenant has no account for; a list is never without an owner."""
    people = {name: set(read_set(wanted.fields, name)) for name in ("owners", "members")}
    missing = sorted({one for group in people.values() for one in group} - observed.accounts.keys())
    here = {name: make_set(group & observed.accounts.keys()) for name, group in people.items()}
    if not here["owners"] and organiser in observed.accounts:
        here["owners"] = (organiser,)
    fields: Fields = {**wanted.fields, **here}
    if not missing:
        return wanted, ()
    who = ", ".join(f"{wanted.names[address]} ({address})" for address in missing)
    return replace(wanted, fields=fields), (_report(wanted, f"no account in the tenant: {who}", unmet=True),)


def _find_stranger(wanted: Wanted, observed: Observed) -> str:
    for stranger in observed.strangers:
        if stranger.kind is not wanted.kind:
            continue
        same_event = all(
            stranger.fields.get(name) == wanted.fields.get(name) for name in ("subject", "start")
        )
        if isinstance(wanted, WantedList) and stranger.fields["nickname"] == wanted.nickname:
            return wanted.nickname
        if isinstance(wanted, WantedEvent) and same_event:
            return wanted.title
    return ""


def _see_item(wanted: Wanted, item: DriveItem) -> Seen:
    return Seen(wanted.kind, wanted.key, item.graph_id, {"name": item.name}, item.web_url)


def _tell_update(wanted: Wanted, seen: Seen, found: Difference) -> str:
    told = [
        f"{name}: {', '.join([f'+{one}' for one in found.added[name]] + [f'−{one}' for one in found.removed[name]])}"
        if name in found.added
        else f"{name}: {say(seen.fields[name])} → {say(wanted.fields[name])}"
        for name in found.writes
    ]
    return "; ".join(told)


def _count_mails(seen: Seen, found: Difference) -> int:
    moved = len(found.added.get("attendees", ())) + len(found.removed.get("attendees", ()))
    if not LOUD & found.writes.keys():
        return moved
    return moved + len(set(read_set(seen.fields, "attendees")) - set(found.removed.get("attendees", ())))
