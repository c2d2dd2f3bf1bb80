"""What a trust lead may count: every figure of the lead's pages is about these groups and no others.

Of a confidential group a lead knows the dates and who chairs it; its papers, its actions and its people are not theirs.
A restricted group takes no part in anything here. A lead who belongs to such a group sees of it what its members see.
Anybody else has no such pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import find_not_open
from trust.groups import Group
from trust.meetings import Meeting, find_group_of
from trust.permissions import Aspect
from trust.places import School
from trust.year import Trust, Year


class Tab(NamedTuple):
    """One of the lead's pages."""

    href: str
    name: str


TABS = (
    Tab("/lead", "Health"),
    Tab("/lead/reach", "Reach"),
    Tab("/lead/fairness", "Fairness"),
    Tab("/lead/drift", "To decide"),
    Tab("/lead/deliveries", "Deliveries"),
)


@dataclass(frozen=True)
class Sight:
    """What of the year a lead may count."""

    viewer: Viewer

    @property
    def year(self) -> Year:
        """The year, all of it."""
        return self.viewer.year

    @property
    def trust(self) -> Trust:
        """The trust."""
        return self.viewer.trust

    @property
    def today(self) -> date:
        """The day of looking."""
        return self.viewer.today

    @cached_property
    def dated(self) -> tuple[Group, ...]:
        """The groups whose dates they may know."""
        return tuple(group for group in self.viewer.groups if self.viewer.may(Aspect.DATES, group))

    @cached_property
    def full(self) -> tuple[Group, ...]:
        """Those whose papers, actions and people they may count too."""
        wanted = (Aspect.TITLE, Aspect.ACTIONS, Aspect.ROSTER, Aspect.MINUTES)
        return tuple(g for g in self.dated if all(self.viewer.may(aspect, g) for aspect in wanted))

    @cached_property
    def full_ids(self) -> frozenset[str]:
        """The ids of those."""
        return frozenset(group.id for group in self.full)

    def is_full(self, meeting: str) -> bool:
        """Say whether a meeting, by its key, is of a group they may count in full."""
        return find_group_of(meeting) in self.full_ids

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings of the trust's year whose dates they may know."""
        return tuple(m for m in self.viewer.meetings if m.year == self.trust.settings.year)

    @cached_property
    def full_meetings(self) -> tuple[Meeting, ...]:
        """Those of groups they may count in full."""
        return tuple(meeting for meeting in self.meetings if self.is_full(meeting.key))

    @property
    def saw(self) -> tuple[str, ...]:
        """The groups that are not open and take part."""
        return tuple(name for group in self.dated for name in find_not_open(group))

    def say_scope(self) -> str:
        """Say what the figures count."""
        dated, full = len(self.dated), len(self.full)
        if dated == full:
            return f"Counted here: the {dated} groups you may see."
        return (
            f"Counted here: dates of the {dated} groups you may see; papers, actions and people of {full} of them, "
            "as the rest keep those to their members."
        )

    def say_full_scope(self) -> str:
        """Say what figures about papers and people count."""
        return f"Counted here: the {len(self.full)} groups whose members and papers you may see."

    def name_school(self, school: str | None) -> str:
        """Name a school by its id."""
        known = self.trust.school_by_id.get(school or "")
        return known.name if known else "no school"


def find_sight(viewer: Viewer) -> Sight | None:
    """Find what a trust lead may count; None for anybody else."""
    return Sight(viewer) if viewer.is_lead else None


def say_share(part: float, of: float) -> str:
    """Say a share of a hundred.

    >>> say_share(3, 4), say_share(0, 0)
    ('75%', '–')
    """
    return f"{part / of:.0%}" if of else "–"


def say_day(day: date) -> str:
    """Say a day of the year in hand in one piece, without its year.

    >>> say_day(date(2027, 3, 4)).split()
    ['Thu', '4', 'Mar']
    """
    return f"{day:%a} {day.day} {day:%b}".replace(" ", "\N{NO-BREAK SPACE}")


def say_phase(school: School) -> str:
    """Say the phase of a school, "Alternative provision"."""
    return school.phase.value.replace("-", " ").capitalize()
