"""A plan for people at a terminal: group by group, what changes first and what is new briefly, then the counts.

A first sync has a thousand changes, and nobody reads a thousand lines; what is made of one kind for one group is one
line, unless all are asked for. What a person has to look at is never shortened: moves, cancellations, questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from graph_sync.changes import Adopt, Change, Create, Plan
from graph_sync.kinds import Kind, read_set
from graph_sync.render import HEADINGS, VERBS, summarise, tell_mails, tell_reason

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

SIGNS = {"create": "+", "claim": "+", "adopt": "=", "update": "~", "delete": "-", "report": "?"}
COLOURS = {"create": "green", "claim": "green", "adopt": "cyan", "update": "yellow", "delete": "red",
           "report": "magenta"}  # fmt: skip
NOUNS = {
    Kind.LIST: "list",
    Kind.FOLDER: "folder",
    Kind.ACCESS: "access",
    Kind.FILE: "document",
    Kind.EVENT: "meeting",
}
NAMED = 3
NOUN_WIDTH = 13
FEW_MEETINGS = 6


def make_table(
    plan: Plan,
    groups: Mapping[str, str] | None = None,
    people: Mapping[str, str] | None = None,
    *,
    every: bool = False,
) -> RenderableType:
    """Lay a plan out for a terminal.

    Args:
        plan: The plan.
        groups: What groups are called, by id.
        people: What people are called, by address.
        every: Show every change on a line of its own.
    """
    from rich.console import Group  # noqa: PLC0415  (a program that wants JSON need not load it)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if not plan.changes:
        return Text(summarise(plan))
    names = groups or {}
    ordered = sorted(
        plan.changes, key=lambda c: (c.group != "", names.get(c.group, c.group).casefold(), _rank(c))
    )
    shown: list[RenderableType] = []
    for group, changes in groupby(ordered, key=lambda change: change.group):
        some = list(changes)
        mails = sum(change.mails for change in some if change.id not in plan.deferred)
        heading = Text(names.get(group, group) or "The year", style="bold")
        shown.append(heading.append(f"  {mails} mails" if mails else "", style="not bold dim"))
        table = Table(box=None, pad_edge=False, show_header=False, expand=True)
        for width, justify in ((2, "right"), (NOUN_WIDTH, "left"), (None, "left"), (5, "right")):
            table.add_column(width=width, ratio=None if width else 1, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for sign, noun, what, count in _tell(plan, some, people or {}, every=every):
            table.add_row(sign, noun, what, str(count or ""))
        shown.append(table)
    return Group(*shown, Text(), _count(plan, Table), Text(), Text(_foot(plan), style="bold"))


def _rank(change: Change) -> tuple[int, str]:
    return VERBS[::-1].index(change.verb), change.key


def _tell(
    plan: Plan, changes: Sequence[Change], people: Mapping[str, str], *, every: bool
) -> Iterator[tuple[Text, Text, Text, int]]:
    from rich.text import Text  # noqa: PLC0415

    def line(change: Change, noun: str, what: str, mails: int) -> tuple[Text, Text, Text, int]:
        style = COLOURS[change.verb]
        return Text(SIGNS[change.verb], style=style), Text(noun, style=style), Text(what), mails

    brief: dict[tuple[str, Kind], list[Change]] = {}
    for change in changes:
        if not every and isinstance(change, Create | Adopt):
            brief.setdefault((change.verb, change.kind), []).append(change)
            continue
        yield line(change, NOUNS[change.kind], change.title, change.mails)
        yield Text(), Text(), Text(tell_reason(plan, change), style="dim"), 0
        if change.mails and not isinstance(change, Create):
            yield Text(), Text(), Text(f"tells {_name(change.recipients, people)}", style="dim"), 0
    for (verb, kind), some in brief.items():
        if kind is Kind.EVENT and len(some) <= FEW_MEETINGS and verb == "create":
            for change in some:
                wait = f" ({tell_reason(plan, change)})" if change.id in plan.deferred else ""
                yield line(change, "meeting", change.title + wait, change.mails)
            continue
        noun = NOUNS[kind] if len(some) == 1 else f"{len(some)} {NOUNS[kind]}s"
        yield line(some[0], noun, _tell_brief(kind, some), sum(change.mails for change in some))


def _tell_brief(kind: Kind, some: Sequence[Change]) -> str:
    first = some[0]
    if isinstance(first, Adopt):
        return "; ".join(dict.fromkeys(change.reason for change in some))
    if kind is Kind.LIST and isinstance(first, Create):
        return f"{len(read_set(first.wanted.fields, 'members'))} people"
    if kind is Kind.ACCESS:
        return "its list alone may open the folder"
    if kind is Kind.EVENT:
        return f"{first.title}, and {len(some) - 1} later"
    return first.title if len(some) == 1 else ""


def _name(recipients: Sequence[str], people: Mapping[str, str]) -> str:
    named = [people.get(one, one) for one in recipients[:NAMED]]
    more = len(recipients) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _count(plan: Plan, table: type[Table]) -> Table:
    """Count what is done to how many of each kind."""
    verbs = [verb for verb in VERBS if any(change.verb == verb for change in plan.changes)]
    counts = table(box=None, pad_edge=False, header_style="bold")
    counts.add_column("")
    for verb in verbs:
        counts.add_column(f"{SIGNS[verb]} {verb}", justify="right", style=COLOURS[verb])
    counts.add_column("mails", justify="right")
    for kind, heading in HEADINGS.items():
        some = [change for change in plan.changes if change.kind is kind]
        if some:
            cells = (sum(change.verb == verb for change in some) or "" for verb in verbs)
            mails = sum(change.mails for change in some if change.id not in plan.deferred)
            counts.add_row(heading, *map(str, cells), str(mails or ""))
    return counts


def _foot(plan: Plan) -> str:
    waiting = f" {plan.waiting} meetings wait for their term's invitations." if plan.waiting else ""
    return f"{len(plan.writes)} changes; {tell_mails(plan)}; {plan.unchanged} unchanged.{waiting}"
