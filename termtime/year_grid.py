"""The year as people plan it, in the terminal: a grid for each term, and what the planner vouches for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Group as Lines
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from scheduler.check import Severity, YearFault
from scheduler.proposal import Proposal, Status
from termtime.terminal import make_table
from termtime.year_weeks import SIGNS, find_weeks, shorten_weekday, sort_into_weeks
from trust.cadence import Format
from trust.horizon import find_terms
from trust.meetings import Meeting
from trust.year import Trust

COLOURS = {
    Format.ONLINE: "cyan",
    Format.IN_PERSON: "green",
    Format.MODERATION: "yellow",
    Format.CONFERENCE: "magenta",
    Format.WORKSHOP: "bright_blue",
}
STATUS = {
    Status.OPTIMAL: ("green", "the best there is, proved"),
    Status.FEASIBLE: ("yellow", "the best found"),
    Status.IMPOSSIBLE: ("red", "not every meeting could be placed"),
}
NAME_WIDTH = 26
MOST_PEOPLE = 5


def make_term_grids(trust: Trust, meetings: Iterable[Meeting]) -> Iterable[Table | Text]:
    """Lay each term out: a row for each group, a column for each week, the weekday where they meet."""
    dated = sorted(meetings, key=lambda meeting: meeting.starts)
    for term, (first, last) in find_terms(trust).items():
        here = [meeting for meeting in dated if first <= meeting.starts.date() <= last]
        if here:
            yield _make_grid(trust, f"{term.title()} term", here, first, last)
    yield _make_legend()


def _make_grid(trust: Trust, title: str, meetings: Sequence[Meeting], first: date, last: date) -> Table:
    weeks = find_weeks(first, last)
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 1, 0, 0),
        row_styles=("", "on grey11"),
        header_style="bold",
    )
    table.add_column("Group", width=NAME_WIDTH, no_wrap=True)
    month = ""
    for week in weeks:
        table.add_column(
            f"{'' if f'{week:%b}' == month else f'{week:%b}'}\n{week.day:>2}", width=3, no_wrap=True
        )
        month = f"{week:%b}"
    sorted_meetings = sort_into_weeks(meetings)
    for group in sorted(trust.groups, key=lambda group: group.name):
        if by_week := sorted_meetings.get(group.id):
            cells = [_make_cell(by_week.get(week, ())) for week in weeks]
            table.add_row(Text(group.name, overflow="ellipsis"), *cells)
    return table


def _make_cell(meetings: Iterable[Meeting]) -> Text:
    cell = Text()
    for meeting in meetings:
        cell.append(
            shorten_weekday(meeting.starts.date()) + SIGNS[meeting.format], style=COLOURS[meeting.format]
        )
    return cell


def _make_legend() -> Text:
    legend = Text("\n")
    for meeting_format, sign in SIGNS.items():
        legend.append(f"Mo{sign}", style=COLOURS[meeting_format]).append(f" {meeting_format.value}   ")
    return legend


def make_certificate(trust: Trust, proposal: Proposal, faults: Sequence[YearFault]) -> Lines:
    """Say what the proposed year costs and why, how much better any other could be, and what an independent judge finds."""
    colour, said = STATUS[proposal.status]
    hard = sum(fault.severity is Severity.HARD for fault in faults)
    gap = (proposal.cost - proposal.bound) / proposal.cost if proposal.cost else 0
    lines = [
        Text.assemble(
            (f"{len(proposal.meetings)} meetings", "bold"), ", cost ", (f"{proposal.cost:,}", "bold"),
            f"; no year costs less than {proposal.bound:,} (gap {gap:.1%}): ", (said, colour),
        ),
        Text.assemble(
            "Judged by rules that share nothing with the planner: ",
            (f"{hard} hard fault{'s' * (hard != 1)}", "bold red" if hard else "bold green"),
            f", {len(faults) - hard} soft ones (`termtime report` tells them)",
        ),
    ]  # fmt: skip
    parts: list[Table | Panel | Text] = [
        Panel(Text("\n").join(lines), title=f"{trust.settings.name}, {proposal.year}", title_align="left")
    ]
    if proposal.cost_by_rule:
        rows = (
            (rule, f"{cost:,}", f"{cost / proposal.cost:.0%}") for rule, cost in proposal.cost_by_rule.items()
        )
        parts.append(make_table("What it costs", "Soft rule", "#Cost", "#Share", rows=rows))
    if proposal.cost_by_person:
        worst = list(proposal.cost_by_person.items())[:MOST_PEOPLE]
        people = ", ".join(f"{trust.person_by_id[person].name} {cost}" for person, cost in worst)
        parts.append(Text(f"Borne most by {people}."))
    return Lines(*parts)


def describe_unmet(proposal: Proposal) -> Iterable[Text]:
    """Say what could not be placed and why, with the ways out, then what was placed at a price; each sentence once."""
    why = {unmet.why: unmet for unmet in proposal.unmet}
    for sentence, unmet in why.items():
        keys = [other.key.split("/", 1)[1] for other in proposal.unmet if other.why == sentence]
        yield Text(f"No date for {', '.join(keys)}. {sentence}", style="red")
        yield from (Text(f"  Way out: {repair}") for repair in unmet.repairs)
    yield from (Text(warning, style="yellow") for warning in dict.fromkeys(w.why for w in proposal.warnings))
