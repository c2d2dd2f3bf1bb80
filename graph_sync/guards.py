"""The last look before anything is sent: a plan that would surprise people stops here, with the reason.

Guards judge the plan alone. A person may force a plan past the safety share, never past the others: those mean that
something was not seen, or could not be carried out.
"""

from __future__ import annotations

from graph_sync.changes import Change, Create, Delete, Plan, Update
from graph_sync.kinds import Kind
from graph_sync.steps import LOUD
from trust.settings import Rules
from trust.values import RefusedError

FEW = 5
MOST_ATTENDEES = 500


def check(plan: Plan, rules: Rules, *, force: bool = False) -> None:
    """Refuse a plan that is not safe.

    Raises:
        RefusedError: What was seen is empty though much was applied; something without our marker would be touched;
            more of a kind would be cancelled, moved or emptied than the trust's safety share; or a meeting has more
            people than Exchange invites.
    """
    for kind in Kind:
        _check_observation(plan, kind)
        if not force:
            _check_share(plan, kind, rules.safety_share)
    for change in plan.changes:
        _check_marker(change)
        _check_size(change)


def _check_observation(plan: Plan, kind: Kind) -> None:
    known, found = plan.known.get(kind, 0), plan.found.get(kind, 0)
    if known >= FEW and not found:
        msg = (
            f"Microsoft 365 shows none of the {known} {kind}s that were made before, so nothing was changed; "
            "check that the organiser, the site and the permissions are still the same."
        )
        raise RefusedError(msg)


def _check_share(plan: Plan, kind: Kind, share: float) -> None:
    heavy = sum(change.kind is kind and _is_heavy(change) for change in plan.changes)
    gone = sum(change.kind is kind and isinstance(change, Delete) for change in plan.changes)
    known = plan.known.get(kind, 0) + gone
    if heavy > max(FEW, share * known):
        msg = (
            f"The plan would cancel, move or empty {heavy} of {known} {kind}s, more than the safety share of "
            f"{share:.0%}, so nothing was changed; look at it with diff, and force it if it is meant."
        )
        raise RefusedError(msg)


def _is_heavy(change: Change) -> bool:
    if not isinstance(change, Update):
        return isinstance(change, Delete)
    gone = sum(map(len, change.difference.removed.values()))
    was = sum(len(value) for value in change.seen.fields.values() if isinstance(value, tuple))
    return bool((LOUD | {"name", "inside"}) & change.difference.writes.keys()) or gone > was / 2


def _check_marker(change: Change) -> None:
    if isinstance(change, Update | Delete) and change.seen.key != change.key:
        msg = f"The plan would change {change.title}, which does not carry Termtime's marker, so nothing was changed."
        raise RefusedError(msg)


def _check_size(change: Change) -> None:
    people: object = ()
    if isinstance(change, Create):
        people = change.wanted.fields.get("attendees", ())
    elif isinstance(change, Update):
        people = change.difference.writes.get("attendees", ())
    if isinstance(people, tuple) and len(people) > MOST_ATTENDEES:
        msg = (
            f"{change.title} would invite {len(people)} people; Exchange takes {MOST_ATTENDEES} at the most."
        )
        raise RefusedError(msg)
