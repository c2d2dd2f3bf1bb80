"""The groups of an invented trust: subjects and year teams by phase, areas, networks, the chairs, the forums.

In larger trusts neighbouring schools have groups of their own, so that none grows past what a meeting can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from benchmarks.sizes import Figures
from benchmarks.staff import make_role
from benchmarks.topics import (
    AREAS,
    NETWORK_PHASES,
    NETWORKS,
    PRIMARY,
    PRIMARY_SUBJECTS,
    SECONDARY,
    SECONDARY_SUBJECTS,
    TERMLY_AREAS,
    YEARS,
)
from trust.groups import Group, GroupKind
from trust.places import Phase, School

FORUM_SEATS = 40


def make_groups(schools: Sequence[School], figures: Figures, venues: Sequence[str]) -> tuple[Group, ...]:
    """Make every group; those with a conference take the venues (ids) in turn."""
    return (
        *_make_subject_groups(schools, figures, venues),
        *_make_year_teams(schools, figures, venues),
        *_make_area_groups(schools, figures),
        *_make_networks(schools, figures),
        *_make_meetings_of_chairs(schools, venues),
    )


def _make_subject_groups(
    schools: Sequence[School], figures: Figures, venues: Sequence[str]
) -> Iterator[Group]:
    found: list[Group] = []
    for topic in PRIMARY_SUBJECTS[: figures.primary_subjects]:
        regions = _divide(schools, PRIMARY, figures.primary_regions)
        found += _split(GroupKind.SUBJECT, f"{topic}-primary", topic, PRIMARY, regions)
    for topic in SECONDARY_SUBJECTS[: figures.secondary_subjects]:
        regions = _divide(schools, SECONDARY, figures.secondary_regions)
        found += _split(GroupKind.SUBJECT, f"{topic}-secondary", topic, SECONDARY, regions)
    for number, (group, venue) in enumerate(zip(found, cycle(venues), strict=False)):
        # Those that moderate are spread evenly over phases and venues.
        moderates = (number + 1) * figures.moderated // len(found) > number * figures.moderated // len(found)
        cadence = "moderated" if moderates else "subject"
        yield group.model_copy(update={"cadence": f"{cadence}-{venue}"})


def _make_year_teams(schools: Sequence[School], figures: Figures, venues: Sequence[str]) -> Iterator[Group]:
    venue = cycle(venues)
    phases = (Phase.PRIMARY,)
    regions = _divide(schools, phases, figures.primary_regions)
    for topic in YEARS:
        for group in _split(GroupKind.YEAR_TEAM, f"{topic}-team", topic, phases, regions):
            yield group.model_copy(update={"cadence": f"year-team-{next(venue)}"})


def _make_area_groups(schools: Sequence[School], figures: Figures) -> Iterator[Group]:
    """Make the strategic groups: of the whole trust, by phase where it has two regions, by region beyond that."""
    regions = _divide(schools, (), figures.primary_regions)
    if len(regions) == 2:
        # All-through schools go with the secondaries, lest their people sit in both halves of everything.
        regions = [[s for s in schools if (s.phase in PRIMARY) == primary] for primary in (True, False)]
    for topic in AREAS[: figures.areas]:
        cadence = "termly" if topic in TERMLY_AREAS else "strategic"
        for group in _split(GroupKind.STRATEGIC, f"{topic}-leaders", topic, (), regions):
            yield group.model_copy(update={"cadence": cadence})


def _make_networks(schools: Sequence[School], figures: Figures) -> Iterator[Group]:
    for topic in NETWORKS[: figures.networks]:
        phases = NETWORK_PHASES.get(topic, ())
        regions = _divide(schools, phases, figures.network_regions)
        cadence = "half-termly" if topic == "principal" else "network"
        for group in _split(GroupKind.NETWORK, f"{topic}-network", topic, phases, regions):
            yield group.model_copy(update={"cadence": cadence})


def _make_meetings_of_chairs(schools: Sequence[School], venues: Sequence[str]) -> Iterator[Group]:
    yield Group(
        id="chairs",
        name="Chairs and co-chairs",
        kind=GroupKind.LEADS,
        cadence="leads",
        officers_of=(GroupKind.SUBJECT, GroupKind.YEAR_TEAM, GroupKind.STRATEGIC),
    )
    for number in range(-(-len(schools) // FORUM_SEATS)):
        yield Group(
            id=f"governance-forum-{number + 1}",
            name=f"Governance forum {number + 1}",
            kind=GroupKind.FORUM,
            cadence=f"forum-{venues[number]}",
        )


def _divide(schools: Sequence[School], phases: tuple[Phase, ...], count: int) -> list[list[School]]:
    """Divide the schools of some phases (of all, without any) into regions of neighbours."""
    mine = [school for school in schools if not phases or school.phase.covers & set(phases)]
    return [mine[n * len(mine) // count : (n + 1) * len(mine) // count] for n in range(count)]


def _split(
    kind: GroupKind, name: str, topic: str, phases: tuple[Phase, ...], regions: Sequence[Sequence[School]]
) -> Iterator[Group]:
    """Make a topic's group, or one for each region; its cadence is still to be settled."""
    for number, region in enumerate(regions, start=1):
        made = f"{name}-{number}" if len(regions) > 1 else name
        yield Group(
            id=made,
            name=made.replace("-", " ").capitalize(),
            kind=kind,
            cadence="termly",
            phases=phases,
            schools=tuple(school.id for school in region) if len(regions) > 1 else (),
            roles=(make_role(topic),),
        )
