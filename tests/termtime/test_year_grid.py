from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

from builders import a_meeting, a_trust
from rich.console import Console

from scheduler.planner import propose_year
from termtime.year_grid import make_certificate, make_term_grids
from trust.cadence import Format
from trust.values import LONDON


def draw(*parts: object) -> list[str]:
    console = Console(width=100, record=True, color_system=None, file=StringIO())
    for part in parts:
        console.print(part)
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_a_term_has_a_row_for_each_group_and_the_weekday_under_its_week():
    moderation = a_meeting(
        "moderation", format=Format.MODERATION, starts=datetime(2027, 2, 2, 16, tzinfo=LONDON)
    )
    lines = draw(*make_term_grids(a_trust(), [a_meeting(), moderation]))

    weeks, row = lines[2], next(line for line in lines if line.startswith("Maths"))
    assert lines[0] == "Spring term"
    assert row[weeks.index("18") : weeks.index("18") + 2] == "Tu"
    february = weeks.index(" 1", weeks.index("25"))
    assert row[february : february + 3] == "Tu▲"


def test_the_certificate_says_what_a_year_costs_and_what_the_judge_finds():
    proposal = propose_year(a_trust(), "2026-27")
    told = " ".join(draw(make_certificate(a_trust(), proposal, ())))

    assert "3 meetings, cost 0; no year costs less than 0 (gap 0.0%): the best there is, proved" in told
    assert "0 hard faults, 0 soft ones" in told


def test_every_week_of_a_term_has_a_column():
    lines = draw(*make_term_grids(a_trust(), [a_meeting(starts=datetime(2027, 1, 4, 15, 45, tzinfo=LONDON))]))
    mondays = [date(2027, 1, 4) + timedelta(weeks=n) for n in range(12)]

    assert lines[2].split()[1:] == [str(monday.day) for monday in mondays]
