"""`termtime check`: say everything that is wrong with a trust's files, all at once."""

from __future__ import annotations

import typer

from termtime.commands.options import Directory, Json


def check(directory: Directory, json: Json = False) -> None:
    """Check a trust's files; every fault is told as file:row:field: sentence."""
    from dataclasses import asdict

    from rich.text import Text

    from termtime.directory import parse_directory
    from termtime.terminal import console, print_json
    from trust.files import Severity

    parsed = parse_directory(directory)
    if json:
        print_json({"ok": parsed.year is not None, "faults": [asdict(fault) for fault in parsed.faults]})
    else:
        for fault in parsed.faults:
            console.print(
                Text(str(fault), "red" if fault.severity is Severity.ERROR else "yellow"), soft_wrap=True
            )
        console.print(_make_summary(parsed.year, len(parsed.errors), len(parsed.faults)))
    if parsed.errors:
        raise typer.Exit(1)


def _make_summary(year: object, errors: int, faults: int) -> str:
    from trust.year import Year

    warnings = faults - errors
    if not isinstance(year, Year):
        return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}. Nothing was imported."
    trust = year.trust
    return (
        f"[green]{trust.settings.name}[/]: {len(trust.schools)} schools, {len(trust.people)} people, "
        f"{len(trust.groups)} groups, {len(year.meetings)} meetings already in the year. No errors, {warnings} "
        f"warning{'s' * (warnings != 1)}."
    )
