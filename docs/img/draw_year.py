"""Draws docs/img/year.png: what `termtime plan` prints of the example trust's spring term. Needs Chromium.

Run from the repository's root: `python docs/img/draw_year.py`.
"""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI

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
    console = Console(width=WIDTH, record=True, file=StringIO(), force_terminal=True)
    _, spring, _, legend = make_term_grids(year.trust, proposal.meetings)
    console.print(spring, legend)
    console.print("", make_certificate(year.trust, proposal, check_year(year.trust, proposal.meetings)))
    picture = console.export_svg(title="termtime plan", theme=MONOKAI)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_content(f"<body style='margin:0'>{picture}</body>")
        page.locator("svg").first.screenshot(path=HERE / "year.png")
        browser.close()


if __name__ == "__main__":
    main()
