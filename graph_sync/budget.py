"""How many people a mailbox may still write to today, and which changes must wait for it.

Exchange counts every recipient of every invitation, update and cancellation, and stops a mailbox at 10,000 in any 24
hours; a mailbox that is stopped cannot even cancel a meeting. So what does not fit below the trust's own limit waits:
cancellations and moves go first, then invitations, the soonest meeting first.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from graph_sync.changes import Change, Create, Delete, Plan, Update
from graph_sync.desired import WantedEvent
from graph_sync.kinds import Id
from graph_sync.ports import Sending

DAY = timedelta(hours=24)
# Exchange delivers no more than this from one mailbox in a minute; the rest queues there.
MESSAGES_A_MINUTE = 30

Debit = tuple[datetime, int]


def find_deferred(
    plan: Plan, sendings: Iterable[Sending], allowance: int, now: datetime
) -> Mapping[Id, datetime]:
    """Find the changes that have to wait, and from when there is room for each.

    Args:
        plan: What is to be done.
        sendings: What was written in the last 24 hours.
        allowance: How many people a mailbox writes to in 24 hours.
        now: The moment of the run, aware.
    """
    debits: dict[str, list[Debit]] = defaultdict(list)
    for sending in sendings:
        insort(debits[sending.mailbox], (sending.at, sending.recipients))
    deferred: dict[Id, datetime] = {}
    for change in sorted((c for c in plan.changes if c.mails), key=_urgency):
        spent = debits[find_mailbox(change)]
        moment = _find_room(spent, change.mails, allowance, now)
        insort(spent, (moment, change.mails))
        if moment > now:
            deferred[change.id] = moment
    return deferred


def find_mailbox(change: Change) -> str:
    """Find the mailbox a change writes from; empty for a change that writes to nobody."""
    match change:
        case Create(wanted=WantedEvent(mailbox=mailbox)):
            return mailbox
        case Update() | Delete():
            return change.seen.mailbox
    return ""


def count_minutes(plan: Plan) -> int:
    """Count the minutes Exchange takes to deliver what a plan sends now."""
    messages: dict[str, int] = defaultdict(int)
    for change in plan.changes:
        if change.mails and change.id not in plan.deferred:
            messages[find_mailbox(change)] += 1
    return -(-max(messages.values(), default=0) // MESSAGES_A_MINUTE)


def _find_room(spent: list[Debit], recipients: int, allowance: int, now: datetime) -> datetime:
    """Find the earliest moment from which so many people can be written to without passing the allowance after."""
    for moment in (now, *(at + DAY for at, _ in spent if at + DAY > now)):
        within = sum(number for at, number in spent if moment - DAY < at)
        if within + recipients <= allowance:
            return moment
    return now


def _urgency(change: Change) -> tuple[int, str, str]:
    wanted = change.wanted if isinstance(change, Create | Update) else None
    when = str(wanted.fields.get("when", "")) if wanted else ""
    return (1 if isinstance(change, Create) else 0, when, change.key)
