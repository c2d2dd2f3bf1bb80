"""The three sizes of trust the planner is measured on, and the figures that make each."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Size(StrEnum):
    """How large a trust to make."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Figures(NamedTuple):
    """How much of everything a trust has.

    The counts of subjects, areas and networks say how many of those in benchmarks.topics it has groups for, and
    the regions into how many groups of neighbouring schools each of them is split.
    """

    schools: int
    staff: int
    central: int
    councils: int
    joining: int
    leavers: int
    venues: int
    rooms_a_venue: int
    primary_subjects: int
    secondary_subjects: int
    areas: int
    networks: int
    primary_regions: int
    secondary_regions: int
    network_regions: int
    moderated: int


FIGURES = {
    Size.SMALL: Figures(
        schools=12, staff=400, central=8, councils=2, joining=1, leavers=3, venues=1, rooms_a_venue=6,
        primary_subjects=6, secondary_subjects=12, areas=10, networks=3,
        primary_regions=1, secondary_regions=1, network_regions=1, moderated=16,
    ),
    Size.MEDIUM: Figures(
        schools=30, staff=2000, central=20, councils=3, joining=2, leavers=8, venues=2, rooms_a_venue=8,
        primary_subjects=12, secondary_subjects=20, areas=14, networks=12,
        primary_regions=2, secondary_regions=1, network_regions=1, moderated=6,
    ),
    Size.LARGE: Figures(
        schools=80, staff=8000, central=50, councils=4, joining=2, leavers=25, venues=4, rooms_a_venue=12,
        primary_subjects=12, secondary_subjects=20, areas=14, networks=12,
        primary_regions=5, secondary_regions=3, network_regions=2, moderated=48,
    ),
}  # fmt: skip
