"""One plan, as a page or for a program; `table` lays it out for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graph_sync.budget import count_minutes
from graph_sync.changes import Change, Plan, Report
from graph_sync.kinds import Kind
from graph_sync.ledger import Ledger, Outcome

VERBS = ("create", "claim", "adopt", "update", "delete", "report")
HEADINGS = {Kind.LIST: "Lists", Kind.FOLDER: "Folders", Kind.ACCESS: "Who may open them", Kind.FILE: "Documents",
            Kind.EVENT: "Meetings"}  # fmt: skip
NOTHING = "Microsoft 365 is in step with the year; nothing to do."


def make_markdown(plan: Plan) -> str:
    """Write a plan as a Markdown table under its summary."""
    lines = [f"**{summarise(plan)}**"]
    if plan.changes:
        lines += ["", "| | kind | what | why | mails |", "|---|---|---|---|---:|"]
        lines += [
            f"| {c.verb} | {c.kind} | {_cell(c.title)} | {_cell(tell_reason(plan, c))} | {c.mails or ''} |"
            for c in sorted(plan.changes, key=lambda change: list(HEADINGS).index(change.kind))
        ]
    return "\n".join(lines) + "\n"


def make_json(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain data."""
    return {
        "changes": [_write(change) | _write_rest(plan, change) for change in plan.changes],
        "counts": {verb: count_verb(plan, verb) for verb in VERBS},
        "mails": plan.mails,
        "deferred": len(plan.deferred),
        "unchanged": plan.unchanged,
        "waiting": plan.waiting,
    }


def make_ledger_json(ledger: Ledger) -> dict[str, Any]:
    """Give a ledger as plain data: totals, and every change that was not simply sent."""
    rest = [
        _write(entry.change) | {"outcome": entry.outcome.value, "why": entry.why, "until": entry.until}
        for entry in ledger.entries
        if entry.outcome is not Outcome.SENT
    ]
    return {"counts": {outcome.value: ledger.count(outcome) for outcome in Outcome}, "not_sent": rest}


def summarise(plan: Plan) -> str:
    """Say in a line or two what a plan would do."""
    said = ", ".join(f"{count_verb(plan, verb)} to {verb}" for verb in VERBS if count_verb(plan, verb))
    waiting = f" {plan.waiting} meetings wait for their term's invitations." if plan.waiting else ""
    if not said:
        return NOTHING + waiting
    return f"{said}; {tell_mails(plan)}; {plan.unchanged} unchanged.{waiting}"


def tell_mails(plan: Plan) -> str:
    """Say how many mails a plan sends, how long Exchange takes to deliver them, and what has to wait for tomorrow."""
    minutes = count_minutes(plan)
    taking = f", delivered within about {minutes} minutes" if minutes > 1 else ""
    held = sum(change.mails for change in plan.changes) - plan.mails
    later = f" ({held} more as the mailbox may write to them)" if held else ""
    return f"{plan.mails} mail{'' if plan.mails == 1 else 's'}{taking}{later}"


def tell_reason(plan: Plan, change: Change) -> str:
    """Say why a change is made, how it can be decided about, and until when it waits."""
    settle = f" [{change.proposal.id}]" if isinstance(change, Report) and change.proposal else ""
    moment = plan.deferred.get(change.id) if change.mails else None
    wait = f"; waits until {moment:%a} {moment.day} {moment:%b, %H:%M}" if moment else ""
    return f"{change.reason}{settle}{wait}"


def count_verb(plan: Plan, verb: str) -> int:
    """Count the changes that do one thing."""
    return Counter(change.verb for change in plan.changes)[verb]


def _write(change: Change) -> dict[str, Any]:
    return {
        "change": change.verb,
        "kind": change.kind.value,
        "key": change.key,
        "title": change.title,
        "reason": change.reason,
        "mails": change.mails,
    }


def _write_rest(plan: Plan, change: Change) -> dict[str, Any]:
    rest: dict[str, Any] = {"recipients": list(change.recipients)} if change.recipients else {}
    if change.mails and change.id in plan.deferred:
        rest["deferred_until"] = plan.deferred[change.id].isoformat()
    if isinstance(change, Report) and change.proposal:
        rest["proposal"] = change.proposal.id
    return rest


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
