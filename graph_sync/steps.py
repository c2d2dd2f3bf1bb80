"""The changes of a plan, one by one: each made with its reason in words, and with whom Exchange writes to because of it.

Which of them a plan has is decided in `plan`.
"""

from __future__ import annotations

from dataclasses import replace

from graph_sync.changes import Create, Report
from graph_sync.desired import Wanted, WantedAccess, WantedList, say_grant
from graph_sync.diffs import WORDS, Difference, Drift, say
from graph_sync.kinds import Fields, make_set, read_set
from graph_sync.observed import Observed, Seen
from graph_sync.ports import Applied
from trust.proposals import CANCELLATION, Proposal

LOUD = frozenset({"subject", "when", "place", "online"})
# What is new in an invitation's text is told to everyone too; it moves nothing.
TOLD = LOUD | {"agenda"}


def note(last: Applied, seen: Seen, fields: Fields) -> Applied:
    """Note that a thing stands where it was seen, and what of it we have written."""
    return last.model_copy(
        update={"graph_id": seen.graph_id, "mailbox": seen.mailbox, "fields": dict(fields),
                "web_url": seen.web_url or last.web_url, "join_url": seen.join_url or last.join_url}
    )  # fmt: skip


def tell_adoption(last: Applied, applied: Applied) -> str:
    """Tell why something is noted that is there already."""
    if not last.stands:
        return "it is ours but not in our records"
    return "it was written before, unnoticed" if last.fields != applied.fields else "its address has changed"


def make_create(wanted: Wanted, last: Applied, reason: str) -> Create:
    """Make the change that makes a thing, and invites its people."""
    return Create(
        kind=wanted.kind,
        key=wanted.key,
        title=wanted.title,
        reason=reason,
        recipients=read_set(wanted.fields, "attendees"),
        wanted=wanted,
        generation=last.generation,
    )


def make_proposal(thing: Wanted | Seen, drift: Drift) -> Proposal:
    """Make the question what is to become of something a person changed."""
    return Proposal(
        kind=thing.kind,
        key=thing.key,
        field=drift.field,
        item=drift.item,
        title=_name(thing),
        what=drift.what,
        seen=drift.seen,
        wanted=drift.wanted,
        both=drift.both,
    )


def make_report(
    thing: Wanted | Seen, reason: str, proposal: Proposal | None = None, *, unmet: bool = False
) -> Report:
    """Make a line that only tells."""
    return Report(
        kind=thing.kind, key=thing.key, title=_name(thing), reason=reason, unmet=unmet, proposal=proposal
    )


def _name(thing: Wanted | Seen) -> str:
    return thing.title if isinstance(thing, Wanted) else thing.name


def leave_out_missing(
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
    who = ", ".join(f"{wanted.names.get(address, address)} ({address})" for address in missing)
    return replace(wanted, fields=fields), (
        make_report(wanted, f"no account in the tenant: {who}", unmet=True),
    )


def let_in_known(wanted: Wanted, observed: Observed, organiser: str) -> Wanted:
    """Let people into their folder who have an account in the tenant, or else the mailbox; who has none is told of the list."""
    if not isinstance(wanted, WantedAccess) or wanted.list_key:
        return wanted
    accounts = observed.accounts.keys()
    people = make_set(accounts & set(wanted.people) or accounts & {organiser})
    grants = make_set(say_grant(one, "write") for one in people)
    return replace(wanted, people=people, fields={**wanted.fields, "grants": grants})


def tell_update(wanted: Wanted, seen: Seen, found: Difference) -> str:
    """Tell what an update changes."""
    told = [_tell_field(wanted, seen, found, name) for name in found.writes]
    return "; ".join(told)


def _tell_field(wanted: Wanted, seen: Seen, found: Difference, name: str) -> str:
    if name == "content":
        state, _, _ = str(wanted.fields[name]).partition(" ")
        return f"made anew from the {state} {wanted.key.rpartition('/')[2]}"
    if name == "agenda":
        return "its text tells of the agenda that was published"
    if name in found.added:
        came = [*(f"+{one}" for one in found.added[name]), *(f"−{one}" for one in found.removed[name])]
        return f"{WORDS.get(name, name)}: {', '.join(came)}"
    return f"{WORDS.get(name, name)}: {say(seen.fields[name])} → {say(wanted.fields[name])}"


def find_recipients(seen: Seen, found: Difference) -> tuple[str, ...]:
    """Find whom Exchange writes to: those who come or go, and all the others only when more than that changes."""
    people = {*found.added.get("attendees", ()), *found.removed.get("attendees", ())}
    loud = TOLD & found.writes.keys()
    return make_set(people.union(read_set(seen.fields, "attendees")) if loud else people)


def find_meddling(seen: Seen, last: Applied | None, reason: str) -> Proposal | None:
    """Find out whether a person changed an event that is to be cancelled: they may not know, or know better."""
    known = last.fields if last and last.stands else {}
    changed = [name for name in sorted(LOUD & known.keys()) if known[name] != seen.fields.get(name, "")]
    if not changed:
        return None
    there = say(seen.fields[changed[0]])
    what = f"{reason}, but {WORDS[changed[0]]} was changed to {there} by hand"
    return make_proposal(seen, Drift(CANCELLATION, there, False, what, both=True))
