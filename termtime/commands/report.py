"""`termtime report`: whether the year is healthy: its faults, and whom it shuts out.

The year is judged by rules that share nothing with the planner. Proposals are held to the notice period as soon as
something is published, as they would be news to people.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from rich.table import Table

    from scheduler.check import YearFault
    from scheduler.fairness import Standing
    from trust.year import Trust, Year

EXAMPLES, WORST = 3, 15
Everything = Annotated[
    bool, typer.Option("--all", help="Tell every fault and everybody who missed a meeting.")
]


def report(json: Json = False, everything: Everything = False, at: At = None) -> None:
    """Judge the year: every fault, who is shut out, and how schools and part-timers fare."""
    from scheduler.check import Severity
    from scheduler.fairness import find_standings
    from termtime.app import open_configured_store
    from termtime.clock import make_clock
    from termtime.terminal import console, print_json

    async def fetch() -> Year:
        async with open_configured_store() as store:
            return await store.fetch_year()

    year = asyncio.run(fetch())
    faults = judge_year(year, make_clock(at)())
    standings = find_standings(year.trust, year.meetings)
    if json:
        print_json(make_report(year.trust, faults, standings))
    else:
        if faults:
            console.print(make_fault_table(faults, None if everything else EXAMPLES))
        console.print(make_verdict(faults))
        for table in _make_fairness_tables(year.trust, standings, None if everything else WORST):
            console.print("", table)
    if any(fault.severity is Severity.HARD for fault in faults):
        raise typer.Exit(1)


def judge_year(year: Year, now: datetime) -> tuple[YearFault, ...]:
    """Find the faults of the year in hand; proposals are news only once something is published."""
    from scheduler.check import check_year
    from trust.meetings import MeetingStatus

    published = [meeting for meeting in year.meetings if meeting.status is MeetingStatus.PUBLISHED]
    return check_year(year.trust, year.meetings, now=now, before=published or None)


def make_fault_table(faults: Sequence[YearFault], most: int | None) -> Table:
    """Lay out faults kind by kind, with at most so many sentences of each."""
    from itertools import groupby

    from rich import box
    from rich.text import Text

    from scheduler.check import Severity
    from termtime.terminal import make_table

    rows = []
    for kind, of_kind in groupby(faults, key=lambda fault: fault.kind):
        told = [fault.why for fault in of_kind]
        more = len(told) - len(told[:most])
        style = "bold red" if kind.severity is Severity.HARD else "yellow"
        words = "\n".join([*told[:most], *([f"… and {more} more"] if more else [])])
        rows.append((Text(kind.severity.value, style), Text(kind.value, style), len(told), words))
    table = make_table("Faults", "Gravity", "Fault", "#Count", "What", rows=rows)
    table.box, table.show_lines = box.ROUNDED, True
    return table


def make_verdict(faults: Sequence[YearFault]) -> str:
    """Say in one line how many faults of each gravity there are."""
    from scheduler.check import Severity

    hard = sum(fault.severity is Severity.HARD for fault in faults)
    soft = len(faults) - hard
    colour = "red" if hard else "green"
    return (
        f"[bold {colour}]{hard} hard fault{'s' * (hard != 1)}[/] (a promise broken), "
        f"{soft} soft (a price somebody pays)."
    )


def _make_fairness_tables(trust: Trust, standings: Sequence[Standing], most: int | None) -> list[Table]:
    from rich import box

    tables = [_make_ledger(trust, standings, most), *_make_summary_tables(trust, standings)]
    for table in tables:
        table.box = box.ROUNDED
    return tables


def _make_ledger(trust: Trust, standings: Sequence[Standing], most: int | None) -> Table:
    from scheduler.fairness import find_owed
    from termtime.terminal import make_table

    owed = find_owed(standings)
    missing = [standing for standing in standings if standing.missed]
    rows = [
        (
            (person := trust.person_by_id[standing.person]).name,
            _name_school(trust, standing),
            f"{standing.working_share * 5:.0f} days" if standing.is_part_time else "full time",
            standing.meetings,
            len(standing.missed),
            ", ".join(f"{why} ({n})" for why, n in Counter(m.why.value for m in standing.missed).items()),
            "yes" if standing.only_one_in else "",
            "●" * owed.get(person.id, 0),
        )
        for standing in missing[:most]
    ]
    table = make_table(
        "Fairness: who could not attend", "Who", "School", "Works", "#Meetings", "#Missed", "Why", "Only one",
        "Owed", rows=rows,
    )  # fmt: skip
    left = len(missing) - len(rows)
    table.caption = (
        "Nobody was shut out of a meeting." if not missing else f"… and {left} more" if left else None
    )
    return table


def _make_summary_tables(trust: Trust, standings: Sequence[Standing]) -> list[Table]:
    from scheduler.fairness import find_unreached, make_summaries
    from termtime.terminal import make_table

    columns = ("#People", "#Meetings", "#Attendable", "#Shut out", "#Only ones")
    heads = (
        ("By school", "School", lambda s: _name_school(trust, s)),
        ("By working week", "Works", lambda s: s.week),
    )
    tables = [
        make_table(
            title,
            head,
            *columns,
            rows=[
                (s.of, s.people, s.meetings, f"{s.attendable / s.meetings:.1%}", s.shut_out, s.only_ones)
                for s in make_summaries(standings, by)
            ],
        )
        for title, head, by in heads
    ]
    alone = [
        (
            trust.group_by_id[unreached.group].name,
            ", ".join(trust.school_by_id[school].name for school in unreached.schools),
        )
        for unreached in find_unreached(trust)
    ]
    if alone:
        tables.append(make_table("Schools with nobody in a group", "Group", "Schools", rows=alone))
    return tables


def _name_school(trust: Trust, standing: Standing) -> str:
    school = trust.person_by_id[standing.person].school
    return trust.school_by_id[school].name if school else "no school"


def make_report(trust: Trust, faults: Sequence[YearFault], standings: Sequence[Standing]) -> dict[str, Any]:
    """Put the whole report into one object for programs."""
    from scheduler.check import Severity
    from scheduler.fairness import find_owed, find_unreached, make_summaries

    hard = sum(fault.severity is Severity.HARD for fault in faults)
    return {
        "year": trust.settings.year,
        "hard": hard,
        "soft": len(faults) - hard,
        "faults": [dump_fault(fault) for fault in faults],
        "standings": [standing.model_dump(mode="json") for standing in standings],
        "owed": find_owed(standings),
        "by_school": [
            s.model_dump()
            for s in make_summaries(standings, lambda s: trust.person_by_id[s.person].school or "")
        ],
        "by_working_week": [s.model_dump() for s in make_summaries(standings, lambda s: s.week)],
        "unreached": [unreached.model_dump() for unreached in find_unreached(trust)],
    }


def dump_fault(fault: YearFault) -> dict[str, Any]:
    """Write a fault, with its gravity, for programs."""
    return {"severity": fault.severity.value, **fault.model_dump(mode="json")}
