"""`termtime check`: say everything that is wrong with a trust's files, and with a year found in them, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from termtime.commands.options import Directory, Json

if TYPE_CHECKING:
    from scheduler.check import YearFault
    from trust.year import Year


def check(directory: Directory, json: Json = False) -> None:
    """Check a trust's files, each fault as file:row:field: sentence, and judge the meetings they hold."""
    from dataclasses import asdict

    from rich.text import Text

    from scheduler.check import Severity as Gravity
    from termtime.commands.report import EXAMPLES, dump_fault, make_fault_table, make_verdict
    from termtime.directory import parse_directory
    from termtime.terminal import console, print_json
    from trust.files import Severity

    parsed = parse_directory(directory)
    in_year = _judge_meetings(parsed.year) if parsed.year else []
    broken = any(fault.severity is Gravity.HARD for fault in in_year)
    if json:
        print_json({
            "ok": parsed.year is not None and not broken,
            "faults": [asdict(fault) for fault in parsed.faults],
            "year_faults": [dump_fault(fault) for fault in in_year],
        })  # fmt: skip
    else:
        for fault in parsed.faults:
            console.print(
                Text(str(fault), "red" if fault.severity is Severity.ERROR else "yellow"), soft_wrap=True
            )
        if in_year:
            console.print(make_fault_table(in_year, EXAMPLES))
        console.print(_make_summary(parsed.year, len(parsed.errors), len(parsed.faults)))
        if parsed.year and parsed.year.meetings:
            console.print(f"The meetings: {make_verdict(in_year)}")
    if parsed.errors or broken:
        raise typer.Exit(1)


def _judge_meetings(year: Year) -> Sequence[YearFault]:
    """Judge the meetings there are; that others are yet to be planned is no fault of the files."""
    from scheduler.check import check_year

    keys = {meeting.key for meeting in year.meetings}
    return [fault for fault in check_year(year.trust, year.meetings) if not keys.isdisjoint(fault.meetings)]


def _make_summary(year: Year | None, errors: int, faults: int) -> str:
    warnings = faults - errors
    if year is None:
        return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}. Nothing was imported."
    trust = year.trust
    return (
        f"[green]{trust.settings.name}[/]: {len(trust.schools)} schools, {len(trust.people)} people, "
        f"{len(trust.groups)} groups, {len(year.meetings)} meetings already in the year. No errors, {warnings} "
        f"warning{'s' * (warnings != 1)}."
    )
