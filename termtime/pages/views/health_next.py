"""What a lead can do next: the few things of the year that want somebody, each with the page where it is seen to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from termtime.pages.views.health_groups import GroupHealth
from termtime.pages.views.lead import Sight, say_day
from trust.deeds.agreeing import find_waiting
from trust.settling import Matter, may_settle

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: what it is, and where."""

    said: str
    links: tuple[Link, ...]
    more: int = 0


def find_steps(
    sight: Sight, groups: Sequence[GroupHealth], matters: Iterable[Matter], failed: int
) -> tuple[Step, ...]:
    """Find what wants doing, what only a lead can do first."""
    viewer = sight.viewer
    asked = len(find_waiting(viewer.year, viewer.person, viewer.now))
    by_hand = sum(
        m.settled is None and may_settle(viewer.trust, viewer.person, m.proposal, viewer.today).allowed
        for m in matters
    )
    decide = (Link("Decide", "/lead/drift"),)
    steps = [
        *([Step(f"{_count(asked, 'request')} {_wait(asked)} for your agreement.", decide)] if asked else []),
        *(
            [
                Step(
                    f"{_count(by_hand, 'change')} made by hand {_wait(by_hand)} to be kept or put back.",
                    decide,
                )
            ]
            if by_hand
            else []
        ),
        *_name("Nobody holds an office of", [_open(g, _say_vacant(g)) for g in groups if g.vacant]),
        *_name(
            "An agenda is late for",
            [
                Link(f"{g.group.name}, {say_day(g.coming.starts.date())}", f"/meetings/{g.coming.key}")
                for g in groups
                if g.agenda_late and g.coming
            ],
        ),
        *_name(
            "Minutes are missing of",
            [
                Link(f"{g.group.name}, {say_day(m.starts.date())}", f"/meetings/{m.key}")
                for g in groups
                for m in g.missing
            ],
        ),
        *_name(
            "Actions are late in", [_open(g, f"{g.group.name} ({len(g.late)})") for g in groups if g.late]
        ),
        *_name("No meeting is to come of", [_open(g, g.group.name) for g in groups if g.coming is None]),
    ]
    if failed:
        where = Link("See which", "/lead/deliveries?outcome=failed")
        steps.append(
            Step(f"{_count(failed, 'message')} of the last seven days may not have arrived.", (where,))
        )
    return tuple(steps)


def _name(said: str, links: Sequence[Link]) -> list[Step]:
    return [Step(said, tuple(links[:MOST_NAMED]), max(len(links) - MOST_NAMED, 0))] if links else []


def _open(one: GroupHealth, name: str) -> Link:
    return Link(name, f"/groups/{one.group.id}")


def _say_vacant(one: GroupHealth) -> str:
    return f"{one.group.name} ({' and '.join(one.vacant)})"


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
