"""What cannot be done, as a question about facts: which of them together leave no way to hold all of the meetings.

It knows nothing of schools. Every restriction belongs to a fact, and falls with it. A grant is less than that: it lifts
a fact in one place (one weekday, one room), and has a price.

* A bar keeps an event from an option, unless its fact falls or one of its grants is given.
* A limit is kept as in a problem, unless its fact falls; a use does not count once one of its grants is given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Bar(NamedTuple):
    """What keeps an event from an option: a fact, and the grants (both by number) any of which lifts it there."""

    fact: int
    grants: tuple[int, ...] = ()


class Use(NamedTuple):
    """An option (of an event, both by number), the units it takes of a limit, and the grants that save these."""

    event: int
    option: int
    units: int = 1
    grants: tuple[int, ...] = ()


class Limit(NamedTuple):
    """At most so many units, as long as the fact holds; always, without one."""

    fact: int | None
    most: int
    uses: tuple[Use, ...]


class Event(NamedTuple):
    """The bars of each option, and the fact that the event must be held; without one it always must."""

    options: tuple[tuple[Bar, ...], ...]
    held: int | None


class Conflict(NamedTuple):
    """Events that may not all be possible, and what may keep them from it."""

    events: tuple[Event, ...]
    limits: tuple[Limit, ...]

    @property
    def facts(self) -> frozenset[int]:
        """Every fact that restricts anything."""
        found = {bar.fact for event in self.events for bars in event.options for bar in bars}
        found |= {event.held for event in self.events if event.held is not None}
        return frozenset(found | {limit.fact for limit in self.limits if limit.fact is not None})

    def find_broken(self, chosen: Sequence[int | None]) -> frozenset[int]:
        """Find the facts a choice of options goes against; None leaves an event out."""
        pairs = list(zip(self.events, chosen, strict=True))
        broken = {event.held for event, option in pairs if option is None and event.held is not None}
        broken |= {bar.fact for event, option in pairs if option is not None for bar in event.options[option]}
        for limit in self.limits:
            used = sum(use.units for use in limit.uses if chosen[use.event] == use.option)
            if used > limit.most and limit.fact is not None:
                broken.add(limit.fact)
        return frozenset(broken)

    def narrow(self, facts: Collection[int]) -> Conflict:
        """Leave only these facts; an event that need not be held any more has no options."""
        events = tuple(
            Event(tuple(tuple(b for b in bars if b.fact in facts) for bars in event.options), event.held)
            if event.held is None or event.held in facts
            else Event((), None)
            for event in self.events
        )
        gone = {n for n, event in enumerate(events) if not event.options and self.events[n].options}
        limits = tuple(
            limit._replace(uses=tuple(use for use in limit.uses if use.event not in gone))
            for limit in self.limits
            if limit.fact is None or limit.fact in facts
        )
        return Conflict(events, limits)

    def lift(self, grants: Collection[int]) -> Conflict:
        """Leave out what these grants lift."""
        given = set(grants)
        events = tuple(
            Event(
                tuple(tuple(b for b in bars if given.isdisjoint(b.grants)) for bars in event.options),
                event.held,
            )
            for event in self.events
        )
        limits = tuple(
            limit._replace(uses=tuple(use for use in limit.uses if given.isdisjoint(use.grants)))
            for limit in self.limits
        )
        return Conflict(events, limits)

    def merge_bars(self) -> Conflict:
        """Leave of each option's bars one, that only a grant which lifts them all would lift."""
        events = tuple(Event(tuple(map(_merge, event.options)), event.held) for event in self.events)
        return Conflict(events, self.limits)

    def find_grants(self, events: Collection[int]) -> frozenset[int]:
        """Find the grants that would lift anything for these events."""
        bars = (bar.grants for event in events for bars in self.events[event].options for bar in bars)
        uses = (use.grants for limit in self.limits for use in limit.uses if use.event in events)
        return frozenset(grant for grants in (*bars, *uses) for grant in grants)

    def find_used(self, event: int, option: int) -> frozenset[int]:
        """Find the grants that could matter to an event at one of its options."""
        found = {grant for bar in self.events[event].options[option] for grant in bar.grants}
        for limit in self.limits:
            for use in limit.uses:
                if (use.event, use.option) == (event, option):
                    found.update(use.grants)
        return frozenset(found)


def _merge(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    if len(bars) < 2:
        return bars
    common = set(bars[0].grants).intersection(*(bar.grants for bar in bars[1:]))
    return (Bar(bars[0].fact, tuple(sorted(common))),)
