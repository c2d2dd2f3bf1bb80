"""Group by group: who chairs, when it meets next, how its papers and actions stand; the group with most trouble first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.words import format_day, join_words
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.views.health_figures import is_open
from termtime.pages.views.lead import Sight, say_day
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_officers, find_vacancies
from trust.papers import Action
from trust.permissions import Aspect
from trust.timeliness import Timeliness, are_approved, find_agenda_day, judge_agenda, judge_minutes
from trust.year import Trust

# What each kind of trouble counts in the order of the table.
NO_CHAIR, NO_CO_CHAIR, NO_MEETING, AGENDA, MINUTES, ACTION = 6, 2, 3, 5, 3, 1
WITHHELD = Cell("", "for its members", tone="soft")


@dataclass(frozen=True, slots=True)
class GroupHealth:
    """How a group stands.

    Attributes:
        group: The group.
        chairs: The names of its chair and co-chair; None where a viewer may not know them.
        vacant: Which of the two offices nobody holds.
        coming: Its next meeting.
        full: Whether its papers and actions may be counted; where not, what follows is empty.
        agenda: How the next meeting's agenda stands, where it has one.
        missing: Meetings held whose minutes should be there and are not, latest first.
        to_approve: How many have minutes that are to be approved.
        there: How many have minutes.
        late: Its late actions.
    """

    group: Group
    chairs: tuple[str, ...] | None
    vacant: tuple[Office, ...]
    coming: Meeting | None
    full: bool
    agenda: Timeliness | None = None
    missing: tuple[Meeting, ...] = ()
    to_approve: int = 0
    there: int = 0
    late: tuple[Action, ...] = ()

    @property
    def agenda_late(self) -> bool:
        """Whether the next meeting's agenda should be there and is not."""
        return self.agenda is Timeliness.MISSING

    @property
    def trouble(self) -> int:
        """How much is wrong."""
        offices = NO_CHAIR * (Office.CHAIR in self.vacant) + NO_CO_CHAIR * (Office.CO_CHAIR in self.vacant)
        papers = AGENDA * self.agenda_late + MINUTES * len(self.missing) + ACTION * len(self.late)
        return offices + papers + NO_MEETING * (self.coming is None)


def judge_groups(sight: Sight) -> tuple[GroupHealth, ...]:
    """Say how every group stands whose dates may be known, worst first; among equals by name."""
    found = [_judge(sight, group) for group in sight.dated]
    return tuple(sorted(found, key=lambda one: (-one.trouble, one.group.name)))


def _judge(sight: Sight, group: Group) -> GroupHealth:
    now, today, trust = sight.viewer.now, sight.today, sight.trust
    may_chair = sight.viewer.may(Aspect.CHAIR, group)
    officers = find_officers(trust, group, today)
    chairs = tuple(p.name for office in (Office.CHAIR, Office.CO_CHAIR) for p in officers[office])
    meetings = [
        m
        for m in sight.viewer.meetings_by_group.get(group.id, ())
        if m.status is MeetingStatus.PUBLISHED and m.year >= trust.settings.year
    ]
    coming = next((m for m in meetings if m.ends > now), None)
    known = GroupHealth(
        group,
        chairs if may_chair else None,
        find_vacancies(trust, group, today) if may_chair else (),
        coming,
        full=group.id in sight.full_ids,
    )
    return _add_papers(sight, known, [m for m in meetings if m.ends <= now]) if known.full else known


def _add_papers(sight: Sight, known: GroupHealth, held: Sequence[Meeting]) -> GroupHealth:
    year, today = sight.year, sight.today
    minutes = {m.key: judge_minutes(year, m, today) for m in held}
    there = [m for m in held if minutes[m.key].is_there]
    late = tuple(
        action
        for action in year.actions
        if action.meeting.split("/")[1] == known.group.id
        and is_open(action, today)
        and action.due is not None
        and action.due < today
    )
    return GroupHealth(
        known.group,
        known.chairs,
        known.vacant,
        known.coming,
        full=True,
        agenda=judge_agenda(year, known.coming, today) if known.coming else None,
        missing=tuple(m for m in reversed(held) if minutes[m.key] is Timeliness.MISSING),
        to_approve=sum(not are_approved(year, m, today) for m in there),
        there=len(there),
        late=late,
    )


def tabulate_groups(trust: Trust, groups: Sequence[GroupHealth]) -> Table:
    """Lay groups out."""
    return make_table(
        "groups", "Group by group, those that need you most first", "Group", "Chair and co-chair", "Next meeting",
        "Its agenda", "Minutes", "#Late actions",
        rows=[_make_row(trust, one) for one in groups],
        empty="There are no groups.",
    )  # fmt: skip


def _make_row(trust: Trust, one: GroupHealth) -> tuple[Cell, ...]:
    name = Cell(one.group.name, href=f"/groups/{one.group.id}")
    coming = (
        Cell(one.coming.starts, say_day(one.coming.starts.date()), f"/meetings/{one.coming.key}")
        if one.coming
        else Cell("none to come", tone="warn")
    )
    if not one.full:
        return name, _say_chairs(one), coming, WITHHELD, WITHHELD, WITHHELD
    late = len(one.late)
    return (
        name,
        _say_chairs(one),
        coming,
        _say_agenda(trust, one),
        _say_minutes(one),
        Cell(late, f"{late} late" if late else "0", tone="bad" if late else ""),
    )


def _say_agenda(trust: Trust, one: GroupHealth) -> Cell:
    if one.coming is None or one.agenda is None:
        return Cell("–")
    if one.agenda.is_there:
        return Cell("published", tone="good")
    due, late = find_agenda_day(trust, one.coming), one.agenda_late
    said = "late since" if late else "due"
    return Cell(
        f"{said} {format_day(due)}", f"{said}\N{NO-BREAK SPACE}{say_day(due)}", tone="bad" if late else ""
    )


def _say_chairs(one: GroupHealth) -> Cell:
    if one.chairs is None:
        return WITHHELD
    vacant = [f"no {office}" for office in one.vacant]
    if not vacant:
        return Cell(join_words(one.chairs))
    return Cell("; ".join([*([join_words(one.chairs)] if one.chairs else []), *vacant]), tone="warn")


def _say_minutes(one: GroupHealth) -> Cell:
    if one.missing:
        days = join_words([say_day(m.starts.date()) for m in one.missing[:2]])
        more = f" and {len(one.missing) - 2} more" if len(one.missing) > 2 else ""
        return Cell(f"missing: {days}{more}", tone="bad")
    if one.to_approve:
        return Cell(f"{one.to_approve} to approve")
    return Cell("all approved", tone="good") if one.there else Cell("none yet")
