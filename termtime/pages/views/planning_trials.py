"""Planning, what if: what leads try out, what would come of it, and how several of them compare.

A trial is shown to whoever sees at least the groups its author saw: what came of it was worked out on these alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cards.words import format_day, format_moment, format_span
from scheduler.scenario import Avoid, Keep, Outcome, Wish, sum_by_person, sum_by_rule, sum_costs
from termtime.pages.page import Ask, Choice
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning import Missing, find_viewer_scope
from termtime.pages.views.shown import find_not_open
from termtime.planning_scope import make_digest, see_meetings
from termtime.store import SqlStore
from termtime.store.scenarios import Scenario, State
from termtime.whatif import find_changes, find_first_day, is_movable
from trust.cadence import CadenceRule
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.year import Trust

STATES = {
    State.DRAFT: "Draft",
    State.WAITING: "Waiting",
    State.WORKING: "Being worked out",
    State.DONE: "Worked out",
    State.FAILED: "Failed",
}
MOST_PEOPLE = 25


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial in the list."""

    scenario: Scenario
    name: str
    by: str
    state: str
    said: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TrialsPage:
    """The list of trials."""

    title: str
    rows: tuple[TrialRow, ...]
    comparable: int
    working: bool
    tables: tuple[Table, ...] = ()
    saw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a trial, in numbers.

    Attributes:
        moved: Published meetings that move.
        replanned: Proposed ones that are elsewhere.
        new: Meetings that had no date.
        better: People for whom the year costs less.
        worse: People for whom it costs more.
    """

    cost: int
    before: int
    bound: int
    moved: int
    replanned: int
    new: int
    missing: int
    unkept: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class TrialPage:
    """One trial: its wishes while it is a draft, and what came of it."""

    title: str
    scenario: Scenario
    by: str
    mine: bool
    wishes: tuple[str, ...]
    unkept: tuple[str, ...]
    meetings: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    stale: bool
    tally: Tally | None
    moves: Table | None
    people: Table | None
    rules: Table | None
    missing: tuple[Missing, ...]
    tables: tuple[Table, ...]
    saw: tuple[str, ...] = ()

    @property
    def working(self) -> bool:
        """Whether it is being worked out."""
        return self.scenario.open


async def fetch_trials(store: SqlStore, viewer: Viewer, _ask: Ask) -> tuple[Scenario, ...]:
    """Read what leads try out, of that what the viewer may see."""
    if not viewer.is_lead:
        return ()
    return tuple(one for one in await store.scenarios.fetch_all() if may_see(viewer, one))


async def fetch_trial(store: SqlStore, viewer: Viewer, ask: Ask) -> Scenario | None:
    """Read one trial, if the viewer may see it."""
    found = await store.scenarios.fetch(ask.path.get("id", "")) if viewer.is_lead else None
    return found if found and not found.question.standing and may_see(viewer, found) else None


def may_see(viewer: Viewer, scenario: Scenario) -> bool:
    """Say whether a lead sees all that a trial was worked out on; a draft is its author's alone."""
    if scenario.state is State.DRAFT and scenario.by != viewer.person.id:
        return False
    return viewer.is_lead and frozenset(scenario.question.seen) <= find_viewer_scope(viewer).seen


def make_trials_page(viewer: Viewer, _ask: Ask, scenarios: Sequence[Scenario]) -> TrialsPage | None:
    """Make the list of trials; for leads alone."""
    if not viewer.is_lead:
        return None
    rows = tuple(
        TrialRow(
            one, name_trial(one), _name(viewer.trust, one.by), STATES[one.state], _say(viewer, one),
            one.by == viewer.person.id,
        )
        for one in scenarios
    )  # fmt: skip
    done = sum(one.state is State.DONE for one in scenarios)
    return TrialsPage("What if", rows, done, any(one.open for one in scenarios))


def make_trial_page(viewer: Viewer, _ask: Ask, scenario: Scenario | None) -> TrialPage | None:
    """Make the page of one trial; for leads alone."""
    if scenario is None or not viewer.is_lead:
        return None
    trust, scope, result = viewer.trust, find_viewer_scope(viewer), scenario.result
    seen = frozenset(scenario.question.seen)
    standing = see_meetings(viewer.year, seen)
    wishes = tuple(
        describe_wish(trust, viewer.year.meeting_by_key, wish) for wish in scenario.question.wishes
    )
    tables = _tabulate_result(trust, standing, result) if result else ()
    earliest = find_first_day(viewer.year, viewer.now)
    movable = [m for m in standing if m.group in scope.movable and is_movable(m, earliest)]
    return TrialPage(
        title=name_trial(scenario),
        scenario=scenario,
        by=_name(trust, scenario.by),
        mine=scenario.by == viewer.person.id,
        wishes=wishes,
        unkept=tuple(wishes[number] for number in result.unkept if number < len(wishes)) if result else (),
        meetings=tuple(Choice(m.key, _name_meeting(trust, m)) for m in _by_group(trust, movable)),
        groups=tuple(
            Choice(group.id, group.name)
            for group in sorted(trust.groups, key=lambda group: group.name)
            if group.id in scope.movable
        ),
        stale=is_stale(viewer, scenario),
        tally=tally(standing, result) if result else None,
        moves=tables[0] if tables else None,
        people=tables[1] if tables else None,
        rules=tables[2] if tables else None,
        missing=_show_missing(trust, result) if result else (),
        tables=tables,
        saw=tuple(name for id_ in sorted(scope.movable) for name in find_not_open(trust.group_by_id[id_])),
    )


def name_trial(scenario: Scenario) -> str:
    """Say what a trial is called."""
    return scenario.question.name or f"What if, {format_moment(scenario.at)}"


def describe_wish(trust: Trust, meetings: Mapping[str, Meeting], wish: Wish) -> str:
    """Say a wish in words."""
    if isinstance(wish, Avoid):
        days = format_day(wish.first)
        if wish.last != wish.first:
            days = f"{days} to {format_day(wish.last)}"
        at = f" at {wish.at:%H:%M}" if wish.at else ""
        if wish.meeting:
            return f"{name_key(trust, meetings, wish.meeting)}: never on {days}{at}"
        group = trust.group_by_id.get(wish.group) if wish.group else None
        return f"{group.name if group else 'A group' if wish.group else 'Every group'}: nothing on {days}{at}"
    name = name_key(trust, meetings, wish.meeting)
    if isinstance(wish, Keep):
        return f"{name}: stays where it is"
    return f"{name}: moves to {format_span(wish.starts, wish.ends)}"


def tally(standing: Sequence[Meeting], result: Outcome) -> Tally:
    """Count what came of a trial."""
    changes = find_changes(standing, result.meetings)
    change = _find_burdens(result)
    return Tally(
        cost=result.certificate.cost,
        before=sum_costs(result.before),
        bound=result.certificate.bound,
        moved=sum(old is not None and old.status is MeetingStatus.PUBLISHED for old, _ in changes),
        replanned=sum(old is not None and old.status is MeetingStatus.PROPOSED for old, _ in changes),
        new=sum(old is None for old, _ in changes),
        missing=len(result.certificate.unmet),
        unkept=len(result.unkept),
        better=sum(more < 0 for more in change.values()),
        worse=sum(more > 0 for more in change.values()),
    )


def _find_burdens(result: Outcome) -> dict[str, int]:
    """Find how much more of the year's cost each person (id) would bear, or less."""
    after, before = Counter(sum_by_person(result.compromises)), sum_by_person(result.before)
    after.subtract(before)
    return {person: more for person, more in after.items() if more}


def _tabulate_result(
    trust: Trust, standing: Sequence[Meeting], result: Outcome
) -> tuple[Table, Table, Table]:
    moves = make_table(
        "moves", "What moves", "Group", "Meeting", "From", "To", "State", "#People",
        rows=[_make_move(trust, old, new) for old, new in find_changes(standing, result.meetings)],
        empty="No meeting moves.",
    )  # fmt: skip
    burdens = sorted(_find_burdens(result).items(), key=lambda item: (-abs(item[1]), item[0]))
    before, after = sum_by_person(result.before), sum_by_person(result.compromises)
    people = make_table(
        "people", "Who gains and who loses", "Who", "#Bears now", "#Would bear", "Change",
        rows=[
            (_name(trust, person), before[person], after[person],
             Cell(more, f"{more:+d}, worse" if more > 0 else f"{more:+d}, better", tone="bad" if more > 0 else "good"))
            for person, more in burdens[:MOST_PEOPLE]
        ],
        empty="Nobody bears more or less.",
    )  # fmt: skip
    was, would = sum_by_rule(result.before), sum_by_rule(result.compromises)
    rules = make_table(
        "rules", "What it costs, rule by rule", "Soft rule", "#Now", "#Then", "#Change",
        rows=[(rule[:1].upper() + rule[1:], was[rule], would[rule], Cell(would[rule] - was[rule], f"{would[rule] - was[rule]:+d}"))
              for rule in sorted(set(was) | set(would), key=lambda rule: -max(was[rule], would[rule]))],
    )  # fmt: skip
    return moves, people, rules


def _make_move(trust: Trust, old: Meeting | None, new: Meeting) -> tuple[Cell | str | int, ...]:
    group = trust.group_by_id[new.group]
    state = "New" if old is None else "Published" if old.status is MeetingStatus.PUBLISHED else "Proposed"
    return (
        group.name,
        new.title,
        Cell(old.starts if old else None, format_moment(old.starts) if old else "–"),
        Cell(new.starts, format_moment(new.starts)),
        Cell(state, tone="warn" if state == "Published" else "soft"),
        len(find_members(trust, group, new.starts.date())),
    )


def is_stale(viewer: Viewer, scenario: Scenario) -> bool:
    """Say whether the year has changed since a trial was worked out."""
    result = scenario.result
    return result is not None and result.digest != make_digest(viewer.year, frozenset(scenario.question.seen))


def _say(viewer: Viewer, scenario: Scenario) -> str:
    if scenario.result is None:
        wishes = len(scenario.question.wishes)
        return scenario.note or (f"{wishes} wish{'es' * (wishes != 1)}" if wishes else "No wishes yet")
    found = tally(see_meetings(viewer.year, frozenset(scenario.question.seen)), scenario.result)
    said = f"Cost {found.cost:,} ({found.cost - found.before:+,d}); {found.moved} published meetings move"
    return f"{said}. The year has changed since." if is_stale(viewer, scenario) else f"{said}."


def _show_missing(trust: Trust, result: Outcome) -> tuple[Missing, ...]:
    return tuple(
        Missing(
            trust.group_by_id[one.group].name,
            *_name_rule(trust, one.group, one.rule),
            one.why,
            one.facts,
            one.repairs,
        )
        for one in result.certificate.unmet
        if one.group in trust.group_by_id
    )


def _name_rule(trust: Trust, group: str, key: str) -> tuple[str, str]:
    rules: Iterable[CadenceRule] = trust.settings.cadences[trust.group_by_id[group].cadence].meetings
    return next(((rule.title, rule.window) for rule in rules if rule.key == key), (key, "its term"))


def _by_group(trust: Trust, meetings: Iterable[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda meeting: (trust.group_by_id[meeting.group].name, meeting.starts))


def _name_meeting(trust: Trust, meeting: Meeting) -> str:
    return f"{trust.group_by_id[meeting.group].name}, {meeting.title}, {format_day(meeting.starts.date())}"


def name_key(trust: Trust, meetings: Mapping[str, Meeting], key: str) -> str:
    """Name a meeting by its key."""
    meeting = meetings.get(key)
    if meeting is None or meeting.group not in trust.group_by_id:
        return "A meeting that there is not any more"
    return f"{trust.group_by_id[meeting.group].name}, {meeting.title}"


def _name(trust: Trust, person: str) -> str:
    known = trust.person_by_id.get(person)
    return known.name if known else "Somebody who has left"
