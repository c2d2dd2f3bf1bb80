"""One plan, three renderings: for a terminal, for a page, for a program."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from graph_sync.changes import Change, Plan
from graph_sync.kinds import Kind
from graph_sync.ledger import Ledger, Outcome

if TYPE_CHECKING:
    from rich.console import RenderableType

COLOURS = {"create": "green", "update": "yellow", "delete": "red", "adopt": "cyan", "report": "magenta"}
HEADINGS = {Kind.LIST: "Lists", Kind.FOLDER: "Folders", Kind.ACCESS: "Who may open them", Kind.FILE: "Documents",
            Kind.EVENT: "Meetings"}  # fmt: skip
NOTHING = "Microsoft 365 is in step with the year; nothing to do."


def make_table(plan: Plan) -> RenderableType:
    """Lay a plan out for a terminal, grouped by kind and coloured by what is done."""
    from rich.console import Group  # noqa: PLC0415  (a program that wants JSON need not load it)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if not plan.changes:
        return Text(summarise(plan))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("", "what", "why"):
        table.add_column(head, overflow="fold")
    table.add_column("mails", justify="right")
    for kind, changes in groupby(_by_kind(plan), key=lambda change: change.kind):
        table.add_row("", Text(HEADINGS[kind], style="bold"), "", "")
        for change in changes:
            verb = Text(change.verb, style=COLOURS[change.verb])
            table.add_row(verb, Text(change.title), Text(change.reason), str(change.mails or ""))
    return Group(table, Text(), Text(summarise(plan), style="bold"))


def make_markdown(plan: Plan) -> str:
    """Write a plan as a Markdown table under its summary."""
    lines = [f"**{summarise(plan)}**"]
    if plan.changes:
        lines += ["", "| | kind | what | why | mails |", "|---|---|---|---|---:|"]
        lines += [
            f"| {c.verb} | {c.kind} | {_cell(c.title)} | {_cell(c.reason)} | {c.mails or ''} |"
            for c in _by_kind(plan)
        ]
    return "\n".join(lines) + "\n"


def make_json(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain data."""
    return {
        "changes": [_write(change) for change in plan.changes],
        "counts": {verb: count_verb(plan, verb) for verb in COLOURS},
        "mails": plan.mails,
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
    """Say in a line what a plan would do."""
    counts = Counter(change.verb for change in plan.changes)
    said = ", ".join(f"{counts[verb]} to {verb}" for verb in COLOURS if counts[verb])
    waiting = f" {plan.waiting} meetings wait for their term's invitations." if plan.waiting else ""
    if not said:
        return NOTHING + waiting
    return f"{said}; {plan.mails} mails; {plan.unchanged} unchanged.{waiting}"


def count_verb(plan: Plan, verb: str) -> int:
    """Count the changes that do one thing."""
    return sum(change.verb == verb for change in plan.changes)


def _by_kind(plan: Plan) -> list[Change]:
    return sorted(plan.changes, key=lambda change: list(HEADINGS).index(change.kind))


def _write(change: Change) -> dict[str, Any]:
    return {
        "change": change.verb,
        "kind": change.kind.value,
        "key": change.key,
        "title": change.title,
        "reason": change.reason,
        "mails": change.mails,
    }


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
