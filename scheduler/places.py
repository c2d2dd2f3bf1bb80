"""Where each dated occurrence is held: a room of its venue, or a member school that plays host.

The problem has already seen to it that a venue's rooms suffice. Hosts rotate: of the member schools open that day, with
a room that fits if their rooms are known, the one that has hosted least this year is asked next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.draft import Place
from scheduler.occurrences import Occurrence
from scheduler.rooms import RoomClass, find_fitting_rooms, find_rooms, hand_out_rooms
from scheduler.rosters import Rosters
from trust.cadence import Format
from trust.meetings import Meeting
from trust.opening import is_school_day
from trust.places import Room
from trust.year import Trust

HOSTED = (Format.IN_PERSON, Format.MODERATION, Format.WORKSHOP)


class Dated(NamedTuple):
    """An occurrence and the place in the year it was given."""

    occurrence: Occurrence
    place: Place

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.place.slot.day


def place_meetings(
    trust: Trust, rosters: Rosters, dated: Iterable[Dated], fixed: Sequence[Meeting]
) -> tuple[Meeting, ...]:
    """Make meetings of dated occurrences, each with its place and room; `fixed` ones count as hosted, and keep theirs."""
    dated = tuple(dated)
    rooms = _hand_out(dated)
    made = [_make_meeting(d, d.occurrence.rule.venue, rooms.get(d.occurrence.key)) for d in dated]
    homeless = [
        (_find_hosts(trust, rosters, d), meeting)
        for d, meeting in zip(dated, made, strict=True)
        if not meeting.place and meeting.format in HOSTED
    ]
    hosted = Counter(m.place for m in fixed if m.place and m.place in trust.school_by_id)
    settled = {meeting.key: meeting for meeting in made}
    # Those with the fewest possible hosts choose first.
    for hosts, meeting in sorted(homeless, key=lambda item: (len(item[0]), item[1].starts, item[1].key)):
        busy = {
            (m.place, m.room)
            for m in (*fixed, *settled.values())
            if m.starts < meeting.ends and meeting.starts < m.ends
        }
        free = [host for host in hosts if (host.school, host.room) not in busy]
        if free:
            host = min(free, key=lambda host: (hosted[host.school], hosts.index(host)))
            hosted[host.school] += 1
            settled[meeting.key] = meeting.model_copy(update={"place": host.school, "room": host.room})
    return tuple(settled.values())


class Host(NamedTuple):
    """A school that could host and the room it would give, if its rooms are known."""

    school: str
    room: str | None


def _find_hosts(trust: Trust, rosters: Rosters, dated: Dated) -> list[Host]:
    roster = rosters.on(dated.occurrence.group, dated.day)
    hosts: list[Host] = []
    for school in roster.schools:
        if is_school_day(trust, school, dated.day):
            rooms = find_fitting_rooms(trust, school.id, roster.members)
            hosts += [Host(school.id, room.name) for room in rooms]
            hosts += [] if find_rooms(trust, school.id) else [Host(school.id, None)]
    return hosts


def _make_meeting(dated: Dated, place: str | None, room: Room | None) -> Meeting:
    occurrence, span = dated.occurrence, dated.place.slot.span
    return Meeting(
        key=occurrence.key,
        group=occurrence.group.id,
        title=occurrence.rule.title,
        format=occurrence.rule.format,
        starts=span.starts,
        ends=span.ends,
        place=place,
        room=room.name if room else None,
    )


def _hand_out(dated: Sequence[Dated]) -> dict[str, Room]:
    by_class: dict[tuple[date, RoomClass], list[Dated]] = {}
    for one in dated:
        if one.place.rooms:
            by_class.setdefault((one.day, one.place.rooms), []).append(one)
    given: dict[str, Room] = {}
    for (_, room_class), here in by_class.items():
        given |= hand_out_rooms(
            room_class.rooms, ((*one.place.slot.span, one.occurrence.key) for one in here)
        )
    return given
