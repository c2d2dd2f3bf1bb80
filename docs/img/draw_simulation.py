"""Draws docs/img/simulation.png: what `termtime simulate` reports of a year. Needs Chromium.

Run from the repository's root, with what a run has written:
`termtime simulate --json > year.json`, then `PYTHONPATH=. python docs/img/draw_simulation.py year.json`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from photographing import make_console, photograph

from termtime.simulation.reporting import YearReport
from termtime.simulation.showing import make_report_tables

WIDTH = 92


def main() -> None:
    """Print and photograph."""
    report = YearReport(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    console = make_console(WIDTH)
    for table in make_report_tables(report):
        console.print(table)
    asyncio.run(photograph(console, "termtime simulate", "simulation.png"))


if __name__ == "__main__":
    main()
