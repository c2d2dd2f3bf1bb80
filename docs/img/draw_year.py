"""Draws docs/img/year.png: what `termtime plan` prints of the example trust's spring term. Needs Chromium.

Run from the repository's root: `PYTHONPATH=. python docs/img/draw_year.py`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from photographing import make_console, photograph

from scheduler.check import check_year
from scheduler.planner import propose_year
from termtime.demo import EXAMPLE_MOMENT
from termtime.directory import read_year
from termtime.planning import find_debts, find_earliest
from termtime.year_grid import make_certificate, make_term_grids

HERE = Path(__file__).parent
WIDTH = 100


def main() -> None:
    """Plan, judge, print and photograph."""
    year = read_year(HERE.parent.parent / "examples" / "fernvale")
    proposal = propose_year(
        year.trust,
        year.trust.settings.year,
        year.meetings,
        earliest=find_earliest(year.trust, EXAMPLE_MOMENT),
        owed=find_debts(year, EXAMPLE_MOMENT),
        effort=20,
    )
    console = make_console(WIDTH)
    _, spring, _, legend = make_term_grids(year.trust, proposal.meetings)
    console.print(spring, legend)
    console.print("", make_certificate(year.trust, proposal, check_year(year.trust, proposal.meetings)))
    asyncio.run(photograph(console, "termtime plan", "year.png"))


if __name__ == "__main__":
    main()
