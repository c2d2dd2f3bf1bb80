"""What meetings ask of people's time: hours in the year, and those after school beside the directed time of a half-term.

As in `scheduler.checks.loads`, only what somebody can attend takes their time, and a part-timer's directed time is their
share of a full-timer's. Guests and people at no school have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.checks.attendance import Attendance
from scheduler.checks.loads import find_budget, find_twilights_by_half
from scheduler.checks.sittings import Facts
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.views.lead import Sight, say_share
from trust.people import PersonKind


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's time.

    Attributes:
        person: Whose, by id.
        minutes: All their meetings in the year.
        directed: Those of them after school.
        budget: Their directed time in a half-term; 0 for whoever has none.
        fullest: The half-term that asks most of them after school.
        peak: How many minutes it asks.
    """

    person: str
    minutes: int
    directed: int
    budget: int = 0
    fullest: str = ""
    peak: int = 0

    @property
    def share(self) -> float:
        """How much of their directed time the fullest half-term takes."""
        return self.peak / self.budget if self.budget else 0.0


def find_hours(facts: Facts, attendance: Attendance) -> tuple[Hours, ...]:
    """Find everybody's time, whoever is most burdened first."""
    found = []
    for person_id, visits in attendance.items():
        person = facts.trust.person_by_id[person_id]
        attended = [visit.sitting for visit in visits if visit.absence is None]
        minutes = sum(sitting.minutes for sitting in attended)
        directed = sum(sitting.minutes for sitting in attended if sitting.is_twilight)
        hours = Hours(person_id, minutes, directed)
        if person.school and person.kind is not PersonKind.GUEST:
            halves = {
                name: sum(sitting.minutes for sitting in sittings)
                for name, sittings in find_twilights_by_half(facts, person.school, visits).items()
            }
            fullest = max(halves, key=lambda name: halves[name], default="")
            budget = find_budget(facts, person)
            hours = Hours(person_id, minutes, directed, budget, fullest, halves.get(fullest, 0))
        found.append(hours)
    return tuple(sorted(found, key=lambda one: (-one.share, -one.minutes, one.person)))


def tabulate_hours(sight: Sight, hours: Sequence[Hours]) -> Table:
    """Lay out everybody's time."""
    rows = []
    for one in hours:
        person = sight.trust.person_by_id[one.person]
        over = one.peak > one.budget > 0
        said = say_share(one.peak, one.budget)
        rows.append((
            person.name, sight.name_school(person.school), _hours(one.minutes), _hours(one.directed),
            one.fullest.removeprefix("the ") or "–", one.peak, one.budget or Cell(None, "–"),
            Cell(said, f"{said}, over" if over else said, tone="bad" if over else ""),
        ))  # fmt: skip
    return make_table(
        "hours", "Time people’s meetings take, the most burdened first", "Who", "School", "#Hours in the year",
        "#Of them after school", "Fullest half-term", "#Minutes after school in it", "#Directed time", "#Used",
        rows=rows, empty="Nobody has a meeting this year.",
    )  # fmt: skip


def tabulate_schools(sight: Sight, hours: Iterable[Hours]) -> Table:
    """Lay out what meetings ask of each school's people together."""
    by_school: dict[str, list[Hours]] = {}
    for one in hours:
        by_school.setdefault(sight.trust.person_by_id[one.person].school or "", []).append(one)
    rows = []
    for school in sight.trust.schools:
        theirs = by_school.get(school.id, [])
        minutes = sum(one.minutes for one in theirs)
        used = sum(one.peak for one in theirs)
        over = sum(one.peak > one.budget > 0 for one in theirs)
        rows.append((
            school.name, len(theirs), _hours(minutes), _hours(minutes / len(theirs)) if theirs else "–",
            say_share(used, sum(one.budget for one in theirs)), Cell(over, tone="bad" if over else ""),
        ))  # fmt: skip
    return make_table(
        "school-hours", "Time by school", "School", "#People with meetings", "#Hours in the year", "#Hours a person",
        "#Directed time used at the fullest", "#People over it", rows=rows, empty="There are no schools.",
    )  # fmt: skip


def _hours(minutes: float) -> float:
    return round(minutes / 60, 1)
