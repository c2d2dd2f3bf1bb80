"""The conflict of a few meetings of a year, with the facts that rule it.

Meetings come with all the times of their term, each barred by the facts that forbid it; with the times they could take
as the facts are; or with the one they have. People, rooms and cover are what they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from scheduler.cover import Cover
from scheduler.draft import Draft, Entry, Place
from scheduler.impossible.conflict import Bar, Conflict, Event, Limit, Use
from scheduler.impossible.facts import FactBook
from scheduler.occurrences import Occurrence, Span
from scheduler.rooms import RoomClass
from scheduler.rosters import Roster
from scheduler.slots import Slot
from trust.people import Person


class Neighbourhood(NamedTuple):
    """A conflict, and what its numbers mean: each event's occurrence, and the place of each option."""

    conflict: Conflict
    occurrences: tuple[Occurrence, ...]
    places: tuple[tuple[Place, ...], ...]

    def find_now(self, placed: Mapping[str, Span]) -> tuple[int | None, ...]:
        """Give each event's option at the time it has, or None."""
        return tuple(
            next((n for n, place in enumerate(places) if place.slot.span == placed.get(o.key)), None)
            for o, places in zip(self.occurrences, self.places, strict=True)
        )

    def read(self, chosen: Sequence[int | None]) -> dict[str, Span]:
        """Give the time of each meeting a choice of options holds, by key."""
        return {
            occurrence.key: self.places[event][option].slot.span
            for event, occurrence in enumerate(self.occurrences)
            if (option := chosen[event]) is not None
        }


class Surveyor:
    """Draws up conflicts of a year's meetings. What it looked up once about a meeting it keeps."""

    def __init__(self, book: FactBook) -> None:
        self.book, self.desk = book, book.desk
        self._cover = Cover(self.desk.trust, self.desk.rosters, self.desk.bookings)
        # How many meetings have been looked at, again and again: the work done.
        self.looked = 0
        self._out: dict[tuple[str, date, time], list[tuple[str, int, int]]] = {}
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], Neighbourhood] = {}
        self._open: dict[str, list[tuple[Slot, tuple[Bar, ...]]]] = {}

    def open(self, occurrence: Occurrence) -> list[tuple[Slot, tuple[Bar, ...]]]:
        """List all the times of a meeting's term, with the facts that forbid each."""
        if occurrence.key not in self._open:
            slots = {slot.span: slot for slot in self.desk.choices[occurrence.key].slots}
            # Without a time of its own a meeting would do without closed schools, at the price of a warning.
            lenient = not slots
            found: list[tuple[Slot, tuple[Bar, ...]]] = []
            for span in self.desk.finder.find_universe(occurrence):
                if span in slots:
                    found.append((slots[span], ()))
                else:
                    bars = tuple(dict.fromkeys(self.book.find_bars(occurrence, span, lenient=lenient)))
                    found.append((self.desk.finder.make_slot(occurrence, span), bars))
            self._open[occurrence.key] = found
        return self._open[occurrence.key]

    def survey(
        self,
        freed: Iterable[Occurrence],
        settled: Iterable[Occurrence] = (),
        standing: Mapping[Occurrence, Span] | None = None,
    ) -> Neighbourhood:
        """Draw up the conflict of meetings: freed ones may go wherever facts are lifted, settled ones where they could
        go as it is, standing ones stay.
        """
        freed, settled = tuple(freed), tuple(settled)
        asked = (tuple(o.key for o in freed), tuple(o.key for o in settled))
        if standing:
            return self._survey(freed, settled, standing)
        if asked not in self._known:
            self._known[asked] = self._survey(freed, settled, {})
        return self._known[asked]

    def _survey(
        self, freed: Sequence[Occurrence], settled: Sequence[Occurrence], standing: Mapping[Occurrence, Span]
    ) -> Neighbourhood:
        known: dict[Occurrence, list[tuple[Slot, tuple[Bar, ...]]]] = {
            occurrence: self.open(occurrence) for occurrence in freed
        }
        for occurrence in settled:
            known[occurrence] = [(slot, ()) for slot in self.desk.choices[occurrence.key].slots]
        for occurrence, span in standing.items():
            known[occurrence] = [(self.desk.finder.make_slot(occurrence, span), ())]
        entries = [Entry(o, tuple(slot for slot, _ in times)) for o, times in known.items()]
        self.looked += len(known)
        draft = Draft(self.desk.trust, self.desk.year, entries, self.desk.rosters, self.desk.bookings)
        events = []
        for entry, places in zip(entries, draft.places, strict=True):
            bars = {slot.span: of for slot, of in known[entry.occurrence]}
            held = None if entry.occurrence in standing else self.book.held(entry.occurrence)
            events.append(Event(tuple(bars[place.slot.span] for place in places), held))
        limits = dict.fromkeys(limit for limit in self._find_limits(draft) if _can_bind(limit))
        occurrences = tuple(entry.occurrence for entry in entries)
        return Neighbourhood(
            Conflict(tuple(events), tuple(limits)), occurrences, tuple(map(tuple, draft.places))
        )

    def _find_limits(self, draft: Draft) -> Iterator[Limit]:
        in_cell: dict[int, list[tuple[int, int, Place]]] = {}
        for event, places in enumerate(draft.places):
            for option, place in enumerate(places):
                in_cell.setdefault(draft.cell_of(place), []).append((event, option, place))
        for cells in draft.moments:
            here = [taking for cell in cells for taking in in_cell[cell]]
            occurrences = [entry.occurrence for entry in draft.entries]
            yield from self._share_people(occurrences, here)
            yield from self._share_rooms(occurrences, here)
            yield from self._share_cover(occurrences, here)

    def _share_people(
        self, occurrences: Sequence[Occurrence], here: Sequence[tuple[int, int, Place]]
    ) -> Iterator[Limit]:
        """Hold whoever leads a meeting to that one, and every group to one meeting at a time."""
        options: dict[int, list[int]] = {}
        for event, option, _ in here:
            options.setdefault(event, []).append(option)
        day = here[0][2].slot.day
        rosters = {event: self.desk.rosters.on(occurrences[event].group, day) for event in options}
        for person, leads, attends in _find_needed(rosters):
            fact = self.book.person(person)
            uses = {
                event: _use(event, options[event], self.book.stand_in(fact, person, occurrences[event]))
                for event in (*leads, *attends)
            }
            led = [use for event in leads for use in uses[event]]
            yield from (Limit(fact, 1, (*led, *uses[event])) for event in attends)
            if not attends:
                yield Limit(fact, 1, tuple(led))
        by_group: dict[str, list[Use]] = {}
        for event, found in options.items():
            by_group.setdefault(occurrences[event].group.id, []).extend(Use(event, o) for o in found)
        yield from (Limit(None, 1, tuple(uses)) for uses in by_group.values())

    def _share_rooms(
        self, occurrences: Sequence[Occurrence], here: Sequence[tuple[int, int, Place]]
    ) -> Iterator[Limit]:
        uses: dict[RoomClass, list[Use]] = {}
        for event, option, place in here:
            venue = occurrences[event].rule.venue
            if place.rooms and venue:
                people = len(self.desk.rosters.on(occurrences[event].group, place.slot.day).members)
                grant = self.book.room_for(occurrences[event], venue, people)
                uses.setdefault(place.rooms, []).append(Use(event, option, 1, (grant,)))
        for rooms, using in uses.items():
            venue = rooms.rooms[0].place
            yield Limit(self.book.rooms(venue), len(rooms.rooms), tuple(using))

    def _share_cover(
        self, occurrences: Sequence[Occurrence], here: Sequence[tuple[int, int, Place]]
    ) -> Iterator[Limit]:
        if not self._cover.limits:
            return
        at = max(place.slot.span.starts for _, _, place in here)
        uses: dict[str, list[Use]] = {}
        for event, option, place in here:
            for school, units, grant in self._find_out(occurrences[event], place.slot.span):
                uses.setdefault(school, []).append(Use(event, option, units, (grant,)))
        for school, using in uses.items():
            left = max(self._cover.count_left(school, at), 0)
            fact = self.book.cover(self.desk.trust.school_by_id[school], self._cover.limits[school])
            yield Limit(fact, left, tuple(using))

    def _find_out(self, occurrence: Occurrence, span: Span) -> list[tuple[str, int, int]]:
        """List the schools a meeting takes staff from, how many, and the grant that they are covered."""
        starts = span.starts.time()
        at = (occurrence.key, span.day, starts)
        if at not in self._out:
            out = dict(self._cover.count_out(occurrence.group, span.day, starts))
            # An officer who does not work that day would be missed as well, did they come.
            for officer in self.desk.rosters.on(occurrence.group, span.day).officers:
                school = self.desk.trust.school_by_id.get(officer.school or "")
                if not officer.works_on(span.day) and school and school.id in self._cover.limits:
                    out[school.id] = out.get(school.id, 0) + (starts < school.finish_time)
            self._out[at] = []
            for name, units in out.items():
                limited = self.desk.trust.school_by_id[name]
                fact = self.book.cover(limited, self._cover.limits[name])
                self._out[at].append((name, units, self.book.cover_for(fact, limited, occurrence)))
        return self._out[at]


def _use(event: int, options: Iterable[int], grant: int) -> list[Use]:
    return [Use(event, option, 1, (grant,)) for option in options]


def _find_needed(rosters: Mapping[int, Roster]) -> Iterator[tuple[Person, list[int], list[int]]]:
    """List the officers among the people of several meetings, with those they lead and those they merely attend."""
    leading: dict[str, tuple[Person, list[int]]] = {}
    for event, roster in rosters.items():
        for officer in roster.officers:
            leading.setdefault(officer.id, (officer, []))[1].append(event)
    belongs: dict[str, list[int]] = {}
    for event, roster in rosters.items():
        for member in roster.members:
            if member.id in leading:
                belongs.setdefault(member.id, []).append(event)
    for who, (person, leads) in sorted(leading.items()):
        attends = [event for event in belongs.get(who, ()) if event not in leads]
        if len(leads) + len(attends) > 1:
            yield person, leads, attends


def _can_bind(limit: Limit) -> bool:
    units: dict[int, int] = {}
    for use in limit.uses:
        units[use.event] = max(use.units, units.get(use.event, 0))
    return sum(units.values()) > limit.most
