"""Planning, the year as proposed: each meeting with what it gives up, what the year costs, and what it lacks.

All of it is worked out on the year the lead sees (`termtime.planning_scope`). Of a group whose members they do not see
they are shown the dates, as everywhere, and nothing that follows from who belongs to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.known import Known
from cards.words import format_day
from scheduler.appraisal import price_year
from scheduler.check import YearFault, check_year
from scheduler.occurrences import find_occurrences
from scheduler.scenario import Compromise, Question, sum_by_rule, sum_costs
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning_words import (
    Reason,
    explain_compromises,
    group_reasons,
    name_people,
    shorten_reason,
)
from termtime.pages.views.shown import find_not_open
from termtime.planning import find_debts
from termtime.planning_scope import PlanningScope, find_scope, make_digest, see_meetings, see_trust
from termtime.publishing import list_year
from termtime.store import SqlStore
from termtime.store.scenarios import STANDING, Scenario, State
from trust.horizon import find_terms
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.year import Trust

STATES = {
    MeetingStatus.PROPOSED: "Proposed",
    MeetingStatus.PUBLISHED: "Published",
    MeetingStatus.CANCELLED: "Called off",
}
_APPRAISED: Known[tuple[tuple[Compromise, ...], tuple[YearFault, ...]]] = Known()


@dataclass(frozen=True, slots=True)
class Appraised:
    """What a year costs and what is wrong with it, and how far its certificate is."""

    compromises: tuple[Compromise, ...]
    faults: tuple[YearFault, ...]
    standing: Scenario | None
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A meeting of the year: `title` and `why` are empty where the lead does not see who belongs to its group."""

    meeting: Meeting
    group: str
    title: str
    state: str
    why: str
    reasons: tuple[Reason, ...]

    @property
    def cost(self) -> int:
        """What it takes part in giving up."""
        return sum(reason.cost for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Part:
    """The meetings of a group, or of a week."""

    heading: str
    rows: tuple[PlannedRow, ...]

    @property
    def words(self) -> str:
        """How many there are, and what they give up, where the lead sees that of all of them."""
        count, cost = len(self.rows), sum(row.cost for row in self.rows)
        said = f"{count} meeting{'s' * (count != 1)}"
        if not all(row.title for row in self.rows):
            return said
        return f"{said}, giving up {cost or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A meeting that a cadence asks for and that has no date, and why."""

    group: str
    title: str
    window: str
    why: str = ""
    facts: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanningPage:
    """What the page says."""

    title: str
    by: str
    only: str
    chosen: tuple[str, str, str]
    groups: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    parts: tuple[Part, ...]
    shown: int
    proposed: int
    published: int
    cost: int
    hard: int
    costs: Table
    dearest: Table
    standing: Scenario | None
    missing: tuple[Missing, ...]
    tables: tuple[Table, ...]
    saw: tuple[str, ...]

    @property
    def working(self) -> bool:
        """Whether the certificate is still to come."""
        return self.standing is not None and self.standing.open


def find_viewer_scope(viewer: Viewer) -> PlanningScope:
    """Find what a viewer plans with."""
    return find_scope(viewer.trust, viewer.person, viewer.today)


async def fetch_appraisal(store: SqlStore, viewer: Viewer, _ask: Ask) -> Appraised | None:
    """Work out what the year costs, and ask for its certificate where nobody has."""
    if not viewer.is_lead:
        return None
    scope = find_viewer_scope(viewer)
    digest, (compromises, faults) = await asyncio.to_thread(appraise, viewer, scope)
    standing = await _fetch_standing(store, viewer, scope, digest)
    drafts = [
        s for s in await store.scenarios.fetch_all() if s.by == viewer.person.id and s.state is State.DRAFT
    ]
    return Appraised(compromises, faults, standing, len(drafts))


def appraise(
    viewer: Viewer, scope: PlanningScope
) -> tuple[str, tuple[tuple[Compromise, ...], tuple[YearFault, ...]]]:
    """Work out what the year a lead sees costs, and what is wrong with it, with the mark of that year."""
    digest = make_digest(viewer.year, scope.seen)

    def make() -> tuple[tuple[Compromise, ...], tuple[YearFault, ...]]:
        trust, meetings = see_trust(viewer.trust, scope.seen), see_meetings(viewer.year, scope.seen)
        name = viewer.trust.settings.year
        owed = find_debts(viewer.year, viewer.now)
        return price_year(trust, name, meetings, owed), check_year(trust, meetings, name)

    return digest, _APPRAISED.find(viewer.trust, (digest, viewer.today), make)


async def _fetch_standing(
    store: SqlStore, viewer: Viewer, scope: PlanningScope, digest: str
) -> Scenario | None:
    name = STANDING + digest
    found = await store.scenarios.fetch(name)
    if found is None:
        question = Question(standing=True, seen=tuple(sorted(scope.seen)))
        asked = Scenario(
            id=name,
            by=viewer.person.id,
            at=viewer.now,
            question=question,
            state=State.WAITING,
            touched=viewer.now,
        )
        await store.scenarios.add(asked)
        return asked
    return found


def make_planning_page(viewer: Viewer, ask: Ask, appraised: Appraised | None) -> PlanningPage | None:
    """Make the page of the proposed year; for leads alone."""
    if appraised is None or not viewer.is_lead:
        return None
    scope, trust = find_viewer_scope(viewer), viewer.trust
    meetings = list_year(viewer.year, scope)
    reasons = explain_compromises(see_trust(trust, scope.seen), appraised.compromises, appraised.faults)
    of_meeting = group_reasons(reasons)
    rows = [_make_row(viewer, scope, meeting, of_meeting.get(meeting.key, ())) for meeting in meetings]
    shown = [row for row in rows if _is_wanted(trust, row, ask)]
    by = "week" if ask.get("by") == "week" else "group"
    groups = {row.meeting.group: row.group for row in rows}
    states = [meeting.status for meeting in meetings]
    costs, dearest = _tabulate_costs(appraised.compromises), _tabulate_reasons(trust, reasons)
    return PlanningPage(
        title="Planning",
        by=by,
        only=ask.get("only"),
        chosen=(ask.get("group") if ask.get("group") in groups else "", ask.get("term"), ask.get("state")),
        groups=tuple(sorted(groups.items(), key=lambda item: item[1])),
        terms=tuple(find_terms(trust)),
        parts=_find_parts(shown, by),
        shown=len(shown),
        proposed=states.count(MeetingStatus.PROPOSED),
        published=states.count(MeetingStatus.PUBLISHED),
        cost=sum_costs(appraised.compromises),
        hard=sum(reason.hard for reason in reasons),
        costs=costs,
        dearest=dearest,
        standing=appraised.standing,
        missing=_find_missing(trust, scope, meetings, appraised.standing),
        tables=(_tabulate_year(shown), costs, dearest),
        saw=tuple(
            dict.fromkeys(
                name for row in shown for name in find_not_open(trust.group_by_id[row.meeting.group])
            )
        ),
    )


def _make_row(
    viewer: Viewer, scope: PlanningScope, meeting: Meeting, reasons: tuple[Reason, ...]
) -> PlannedRow:
    seen = meeting.group in scope.seen
    live = meeting.status is not MeetingStatus.CANCELLED
    group = viewer.trust.group_by_id[meeting.group].name
    begins = f"{group}, {meeting.title} on {format_day(meeting.starts.date())}"
    return PlannedRow(
        meeting,
        group,
        meeting.title if seen else "",
        STATES[meeting.status],
        f"/planning/why/{meeting.key}" if seen and live else "",
        tuple(shorten_reason(reason, begins) for reason in reasons),
    )


def _is_wanted(trust: Trust, row: PlannedRow, ask: Ask) -> bool:
    group, term, state = ask.get("group"), ask.get("term"), ask.get("state")
    if group and row.meeting.group != group:
        return False
    if term:
        first, last = next(
            (days for name, days in find_terms(trust).items() if name == term), (date.min, date.min)
        )
        if not first <= row.meeting.starts.date() <= last:
            return False
    if state and row.meeting.status != state:
        return False
    return bool(row.reasons) if ask.get("only") else True


def _find_parts(rows: Sequence[PlannedRow], by: str) -> tuple[Part, ...]:
    parts: dict[str, list[PlannedRow]] = {}
    ordered = rows if by == "week" else sorted(rows, key=lambda row: (row.group, row.meeting.starts))
    for row in ordered:
        parts.setdefault(_name_week(row.meeting.starts.date()) if by == "week" else row.group, []).append(row)
    return tuple(Part(heading, tuple(of_part)) for heading, of_part in parts.items())


def _name_week(day: date) -> str:
    monday = day - timedelta(days=day.weekday())
    return f"Week of {monday.day} {monday:%B %Y}"


def _find_missing(
    trust: Trust, scope: PlanningScope, meetings: Iterable[Meeting], standing: Scenario | None
) -> tuple[Missing, ...]:
    explained = {}
    if standing and standing.result:
        explained = {unmet.key: unmet for unmet in standing.result.certificate.unmet}
    known = {meeting.key for meeting in meetings}
    missing = find_occurrences(see_trust(trust, scope.seen), trust.settings.year, known)
    return tuple(
        Missing(one.group.name, one.rule.title, one.rule.window)
        if (unmet := explained.get(one.key)) is None
        else Missing(one.group.name, one.rule.title, one.rule.window, unmet.why, unmet.facts, unmet.repairs)
        for one in missing
        if find_group_of(one.key) in scope.seen
    )


def _tabulate_costs(compromises: Sequence[Compromise]) -> Table:
    whole = sum_costs(compromises)
    rows = [
        (rule[:1].upper() + rule[1:], cost, Cell(round(cost / whole, 4), f"{cost / whole:.0%}"))
        for rule, cost in sum_by_rule(compromises).most_common()
    ]
    return make_table(
        "planning-costs", "What the year costs, rule by rule", "Soft rule", "#Cost", "#Share",
        rows=rows, empty="The year costs nothing: every soft rule is kept.",
    )  # fmt: skip


def _tabulate_reasons(trust: Trust, reasons: Sequence[Reason]) -> Table:
    rows = [
        (
            Cell(" ".join(reason.words)),
            Cell(reason.cost, "Promise broken" if reason.hard else f"{reason.cost}" if reason.cost else "Not priced",
                 tone="bad" if reason.hard else ""),
            name_people(trust, reason.people),
            len(reason.meetings),
        )
        for reason in reasons
    ]  # fmt: skip
    return make_table(
        "planning-compromises", "Every compromise, the dearest first", "What", "#Cost", "Whom", "#Meetings",
        rows=rows, empty="There is no compromise.",
    )  # fmt: skip


def _tabulate_year(rows: Sequence[PlannedRow]) -> Table:
    return make_table(
        "planned-year", "The year as it is planned", "Group", "Meeting", "Starts", "Ends", "State", "#Cost", "Compromises",
        rows=[
            (row.group, row.title, row.meeting.starts, row.meeting.ends, row.state, row.cost,
             " ".join(words for reason in row.reasons for words in reason.words))
            for row in rows
        ],
    )  # fmt: skip
