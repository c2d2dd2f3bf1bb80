"""`termtime deliveries`: what people were sent unasked, and what became of it: every message accounted for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from rich.table import Table

    from trust.nudges import Row
    from trust.year import Trust

NONE = "Nobody was written to in these days."
MOST = 40


def deliveries(
    key: Annotated[str, typer.Argument(metavar="[OCCASION]", help="Show everyone it was for.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Only reminder, minutes_late, broadcast, …")] = "",
    days: Annotated[int, typer.Option("--days", min=1, help="How many days back.")] = 30,
    json: Json = False,
    at: At = None,
) -> None:
    """What people were sent unasked: sent, failed and why, deferred; together everyone it was for."""
    from termtime.clock import make_clock
    from termtime.terminal import console, print_json
    from trust.nudges import count_rows

    trust, rows = asyncio.run(_fetch(key, _read_kind(kind), make_clock(at)() - timedelta(days=days)))
    if json:
        print_json(_describe(rows))
    elif not rows:
        console.print(NONE)
    elif key:
        console.print(_make_people_table(trust, key, rows))
    else:
        console.print(_make_table(rows))
        tally = count_rows(rows)
        console.print(f"{tally.audience} messages: {_say(rows)}.", markup=False)


def _read_kind(kind: str) -> Any:
    from trust.nudges import NudgeKind
    from trust.values import RefusedError

    if kind and kind not in [*NudgeKind]:
        raise RefusedError(f"--kind {kind!r} is none of {', '.join(NudgeKind)}.")
    return NudgeKind(kind) if kind else None


async def _fetch(key: str, kind: Any, since: datetime) -> tuple[Trust, tuple[Row, ...]]:
    from termtime.app import open_configured_store

    async with open_configured_store() as store:
        trust = (await store.fetch_year()).trust
        if key:
            return trust, await store.deliveries.fetch((key,))
        return trust, await store.deliveries.fetch(kind=kind, since=since)


def _make_table(rows: tuple[Row, ...]) -> Table:
    """Lay out occasions, the latest first."""
    from termtime.terminal import make_table
    from trust.nudges import count_rows

    lines = []
    for key, of_key in sorted(_group(rows).items(), key=lambda item: (item[1][0].due, item[0]), reverse=True):
        tally = count_rows(of_key)
        rest = tally.not_known + tally.not_needed + tally.under_way
        due = of_key[0].due
        lines.append((f"{due:%a} {due.day} {due:%b %H:%M}", key, tally.audience, tally.sent, tally.failed,
                      tally.deferred, rest, _say_why(of_key)))  # fmt: skip
    more = f", the latest {MOST} of {len(lines)}" if len(lines) > MOST else ""
    columns = ("Due", "Occasion", "#For", "#Sent", "#Failed", "#Deferred", "#Other", "Why")
    return make_table(f"Messages nobody asked for{more}", *columns, rows=lines[:MOST])


def _make_people_table(trust: Trust, key: str, rows: Iterable[Row]) -> Table:
    from termtime.terminal import make_table
    from trust.settling import find_name

    lines = [
        (find_name(trust, row.person), row.outcome, row.why, f"{row.until:%d %b %H:%M}" if row.until else "")
        for row in rows
    ]
    return make_table(key, "Person", "Outcome", "Why", "Until", rows=sorted(lines))


def _describe(rows: tuple[Row, ...]) -> dict[str, Any]:
    from trust.nudges import count_rows

    tally = count_rows(rows)
    return {
        "audience": tally.audience,
        **tally.model_dump(),
        "occasions": [
            {
                "key": key,
                "kind": of_key[0].kind.value,
                "about": of_key[0].about,
                "audience": len(of_key),
                **count_rows(of_key).model_dump(),
                "people": [
                    row.model_dump(
                        mode="json", include={"person", "outcome", "why", "until", "at", "message"}
                    )
                    for row in of_key
                ],
            }
            for key, of_key in _group(rows).items()
        ],
    }


def _group(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def _say(rows: Iterable[Row]) -> str:
    from trust.nudges import count_rows

    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in count_rows(rows) if count)


def _say_why(rows: Iterable[Row]) -> str:
    from collections import Counter

    from trust.nudges import State

    whys = Counter(row.why for row in rows if row.outcome is not State.SENT and row.why)
    return ", ".join(f"{why} {count}" for why, count in sorted(whys.items()))
