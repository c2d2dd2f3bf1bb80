"""The figures of `benchmarks.sync` as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from benchmarks.sync_sizes import BASE, Step
from termtime.terminal import make_table

Figures = dict[str, Any]
COST = ("requests", "seconds", "cpu_seconds")
LARGE_COLUMNS = ("requests", "writes", "mails", "seconds", "cpu_seconds", "peak_memory_mb")


def make_tables(found: Figures) -> Iterator[Table]:
    """Make a table of each part that was measured."""
    yield _make_base(found)
    yield _make_growth(found["growth"])
    yield _make_growth_per_thing(found["growth"])
    if found["large"]:
        yield _make_large(found["large"])


def _make_base(found: Figures) -> Table:
    title = (
        f"{BASE.groups} groups x {BASE.meetings} meetings x {BASE.people} people: {found['writes']} writes"
    )
    columns = ("", "#requests", "#seconds", "#CPU s", "#faster", "#to the bound")
    table = make_table(title, *columns)
    _add(table, "msgraph-sdk loop", *(found[f"sdk_{name}"] for name in COST), "1.0x", "")
    for name, part in (("Termtime", found), ("... with documents", found.get("with_documents"))):
        if part:
            faster, ratio = f"{part['speedup_over_sdk_loop']}x", part["ratio_to_lower_bound"]
            _add(table, name, *(part[f"first_{cost}"] for cost in COST), faster, ratio)
            _add(table, "... nothing to do", *(part[f"second_{cost}"] for cost in COST), "", "")
    _add(table, "bound by the limits", "", found["lower_bound_seconds"], "", "", "1.0")
    return table


def _make_growth(rows: list[Figures]) -> Table:
    title = "Growth, organised by " + ("the chairs" if rows[-1]["mailboxes"] > 1 else "one mailbox")
    table = make_table(
        title, "", "#things", "#requests", "#seconds", "#CPU s", "#MB", "#again: requests", "#seconds"
    )
    for row in rows:
        costs = (row[name] for name in (*COST, "peak_memory_mb", "second_requests", "second_seconds"))
        _add(table, f"{row['times']}x", f"{row['things']:,}", *costs)
    units = ", ".join(f"{row['sharepoint_units_a_minute']:,}" for row in rows)
    table.caption = f"SharePoint's units a minute as Microsoft allows a tenant of that size: {units}"
    table.caption_justify = "left"
    return table


def _make_growth_per_thing(rows: list[Figures]) -> Table:
    columns = ("#requests", "#seconds", "#CPU s", "#MB of the run")
    table = make_table("... for each thing, to 1x", "", *columns, "#ms per added thing", "#CPU ms")
    for row in rows:
        added = row["per_added_thing"]
        marginal = (f"{1000 * added[name]:.2f}" if added else "" for name in ("seconds", "cpu_seconds"))
        _add(table, f"{row['times']}x", *row["per_thing_to_1x"].values(), *marginal)
    return table


def _make_large(large: Figures) -> Table:
    title = f"{large['groups']} groups, {large['meetings_in_the_year']} meetings, {large['staff']:,} staff"
    table = make_table(title, "", *(f"#{name.replace('_', ' ')}" for name in LARGE_COLUMNS))
    for step in map(str, Step):
        _add(table, step, *(large[step][name] for name in LARGE_COLUMNS))
    return table


def _add(table: Table, *cells: object) -> None:
    table.add_row(*map(str, cells))
