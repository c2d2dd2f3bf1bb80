"""Where meetings are held: rooms large and accessible enough, one meeting in a room, hosts taking turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.checks.faults import FaultKind, YearFault
from scheduler.checks.sittings import Facts, Sitting
from scheduler.checks.wording import count_of, name_some
from trust.cadence import Format
from trust.people import AccessNeed
from trust.places import Room


def check_places(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find unsuitable rooms, rooms given twice, and meetings of people in one place that have none."""
    rooms = {(room.place, room.name): room for room in facts.trust.rooms}
    with_rooms = {room.place for room in facts.trust.rooms}
    for sitting in sittings:
        meeting = sitting.meeting
        if meeting.place and meeting.place not in facts.trust.place_by_id:
            yield _fault(FaultKind.ROOM, sitting, f"there is no school or venue {meeting.place}")
        if meeting.place and meeting.room:
            room = rooms.get((meeting.place, meeting.room))
            if room is None and meeting.place in with_rooms:
                yield _fault(FaultKind.ROOM, sitting, f"there is no room {meeting.room} at that place")
            for wrong in _find_unsuitable(room, sitting) if room else ():
                yield _fault(FaultKind.ROOM, sitting, wrong)
        # A meeting whose rule names the venue has a graver fault already.
        if meeting.format is not Format.ONLINE and not (
            meeting.place or (sitting.rule and sitting.rule.venue)
        ):
            yield _fault(FaultKind.NO_PLACE, sitting, f"a meeting {_FORMS[meeting.format]} needs a place")
    yield from _check_shared_rooms(sittings)


_FORMS = {
    Format.IN_PERSON: "in person",
    Format.CONFERENCE: "of a conference",
    Format.MODERATION: "for moderation",
    Format.WORKSHOP: "for a workshop",
}


def _find_unsuitable(room: Room, sitting: Sitting) -> Iterator[str]:
    members = sitting.roster.members.values()
    needs = {need for person in members for need in person.access_needs}
    if room.capacity < len(members):
        yield f"{room.name} takes {room.capacity}, and {len(members)} are members"
    if AccessNeed.STEP_FREE in needs and not room.step_free:
        yield f"{room.name} has steps"
    if AccessNeed.NO_STAIRS in needs and room.stairs and not room.step_free:
        yield f"{room.name} is reached by stairs alone"
    if AccessNeed.HEARING_LOOP in needs and not room.hearing_loop:
        yield f"{room.name} has no hearing loop"


def _check_shared_rooms(sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    given: dict[tuple[str, str], list[Sitting]] = {}
    for sitting in sittings:
        if sitting.meeting.place and sitting.meeting.room:
            in_room = given.setdefault((sitting.meeting.place, sitting.meeting.room), [])
            for other in in_room:
                if other.overlaps(sitting):
                    yield YearFault(
                        kind=FaultKind.ROOM_CLASH,
                        meetings=(other.key, sitting.key),
                        why=f"{sitting.meeting.room} is given to {other} and to {sitting} at the same time.",
                    )
            in_room.append(sitting)


def check_hosts(facts: Facts, sittings: Sequence[Sitting]) -> Iterator[YearFault]:
    """Find groups one of whose schools hosts at least two meetings more than another."""
    by_group: dict[str, list[Sitting]] = {}
    for sitting in sittings:
        by_group.setdefault(sitting.group.id, []).append(sitting)
    for group, met in by_group.items():
        schools = dict.fromkeys(school for sitting in met for school in sitting.roster.by_school)
        hosts = Counter(sitting.meeting.place for sitting in met if sitting.meeting.place in schools)
        fewest = min((hosts[school] for school in schools), default=0)
        much = [school for school in schools if hosts[school] >= fewest + 2]
        for school in much:
            never = [facts.trust.school_by_id[other].name for other in schools if hosts[other] == fewest]
            yield YearFault(
                kind=FaultKind.HOSTS,
                meetings=tuple(sitting.key for sitting in met if sitting.meeting.place == school),
                why=f"{facts.trust.school_by_id[school].name} hosts {facts.trust.group_by_id[group].name} "
                f"{count_of(hosts[school], 'time')}, and {name_some(never)} {count_of(fewest, 'time')}.",
            )


def _fault(kind: FaultKind, sitting: Sitting, wrong: str) -> YearFault:
    return YearFault(kind=kind, meetings=(sitting.key,), why=f"{sitting}: {wrong}.")
