"""Answers about rooms: where the asker or a group is on a conference day, when, what is in the room and what it holds.

A room or a venue that is named is told to all staff: its address, its capacity and how it is reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import MY_GROUPS, ask_dates, ask_further
from bot.handlers.likeness import find_alike, leave_out
from bot.handlers.orientation import say_contact
from bot.handlers.own_groups import find_rulings_meant, find_visible_rulings, is_unsettled, say_here_alone
from bot.handlers.paging import find_page
from bot.handlers.refusal import refuse
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.handlers.stretch import find_within, say_heading, say_in
from bot.handlers.which_group import ask_which
from bot.routing import on
from bot.showing import find_meetings, show_meeting
from cards.card import Link
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_span
from trust.cadence import CadenceRule, Format
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import AgendaStatus
from trust.permissions import Aspect
from trust.places import Room, School, Venue

ROWS_A_PAGE = 4
MOST_SESSIONS = 8
ASKING = frozenset({
    "accessible", "building", "capacity", "chairs", "conference", "day", "disabled", "fit", "fits",
    "free", "have", "hearing", "hold", "holds", "induction", "kit", "loop", "many", "meeting", "people",
    "room", "rooms", "seat", "seats", "sessions", "step", "step-free", "steps", "stairs", "wheelchair",
    "without",
})  # fmt: skip
Place = Room | Venue | School


@on("rooms")
def tell_rooms(asked: Asked) -> Answer:
    """Show the room of a conference, or of the next meeting that has one; or the room or venue named."""
    entities = asked.question.entities
    places = _find_places(asked) if entities.group is None else []
    if places and entities.when is None:
        return _tell_places(asked)
    if is_unsettled(asked) and not places:
        return ask_which(asked)
    rulings = find_rulings_meant(asked, Aspect.PLACE)
    if entities.group and not rulings:
        return refuse(asked, entities.group, "its rooms", asked.find_rulings(entities.group)[Aspect.PLACE])
    listed = _find_placed(asked, rulings)
    if entities.when and not entities.group and (places or not listed):
        # A day, or a place on a day, may be asked about by somebody who is not there.
        rulings = find_visible_rulings(asked, Aspect.PLACE)
        listed = [m for m in _find_placed(asked, rulings) if not places or _is_at(m, places)]
    return _show(asked, listed, rulings) if listed else _say_none(asked, entities.group)


def _find_placed(asked: Asked, rulings: Mapping[str, Rulings]) -> list[Meeting]:
    """Find the conferences of some groups; else the meetings of the stretch that have a place, or the next that has."""
    entities = asked.question.entities
    past, coming = find_meetings(asked, [asked.trust.group_by_id[group] for group in rulings])
    pool = [*reversed(past), *coming] if entities.when else past if entities.past else coming
    placed = [m for m in find_within(pool, entities.when) if m.place and m.status is MeetingStatus.PUBLISHED]
    conferences = [meeting for meeting in placed if meeting.format is Format.CONFERENCE]
    return conferences or (placed if entities.when else placed[:1])


def _is_at(meeting: Meeting, places: Sequence[Place]) -> bool:
    return any(
        (meeting.place, meeting.room) == (one.place, one.name)
        if isinstance(one, Room)
        else meeting.place == one.id
        for one in places
    )


@for_staff("Rooms")
def _tell_places(asked: Asked) -> Answer:
    """Say what a room is like, or what rooms a place has."""
    found = _find_places(asked)
    rooms = [one for one in found if isinstance(one, Room)]
    if not rooms:
        ids = {one.id for one in found if not isinstance(one, Room)}
        rooms = [room for room in asked.trust.rooms if room.place in ids]
    rows = [
        Row(room.name, (say_room(room),), heading=_say_where(asked.trust.place_by_id[room.place]))
        for room in rooms
    ]
    if not rows:
        rows = [
            Row(_say_where(one), ("No rooms of it are held here.",))
            for one in found
            if not isinstance(one, Room)
        ]
    page = find_page(asked, len(rows), ROWS_A_PAGE * 2)
    title = found[0].name if len(found) == 1 else "Rooms"
    card = make_rows_card(
        title, rows[page.first : page.last], asked.footing, kicker=f"Rooms{page.words}", actions=page.buttons
    )
    return Answer(card, sources=tuple(f"room {room.place}/{room.name}" for room in rooms), rule=STAFF_RULE)


def say_room(room: Room) -> str:
    """Say what a room holds and how it is reached."""
    facts = (
        f"holds {room.capacity}",
        "step-free" if room.step_free else "up stairs, with no other way" if room.stairs else "not step-free",
        "hearing loop" if room.hearing_loop else "no hearing loop",
    )
    return ", ".join(facts).capitalize()


def _find_places(asked: Asked) -> list[Place]:
    """Find the rooms, venues or schools that are named; a school only where it is named as a place."""
    entities = asked.question.entities
    topic = leave_out(entities.topic or entities.unknown, ASKING)
    places: list[Place] = [*asked.trust.venues, *asked.trust.rooms]
    named = find_alike(topic, places, lambda one: [one.name]) if topic else []
    return named or ([entities.school] if entities.school else [])


def _say_where(place: School | Venue) -> str:
    address = place.address if isinstance(place, Venue) else ""
    return ", ".join(filter(None, (place.name, address)))


def _show(asked: Asked, listed: Sequence[Meeting], rulings: Mapping[str, Rulings]) -> Answer:
    group, when = asked.question.entities.group, asked.question.entities.when
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    shown = listed[page.first : page.last]
    first = show_meeting(asked, listed[0], rulings[listed[0].group])
    further = (ask_dates(group), *ask_further(group, rulings[group.id], "dates")) if group else (MY_GROUPS,)
    card = make_rows_card(
        group.name if group else "Rooms",
        [_make_row(asked, meeting, rulings[meeting.group]) for meeting in shown],
        asked.footing,
        kicker=f"Rooms and sessions{page.words}",
        lead=say_heading(asked, when) if when else "",
        note="" if group else say_here_alone(asked),
        actions=(*page.buttons, Link("Agenda", first.agenda_url if len(listed) == 1 else ""), *further),
    )
    rule = rulings[listed[0].group][Aspect.PLACE].rule
    return Answer(card, sources=tuple(f"meeting {meeting.key}" for meeting in shown), rule=rule)


def _make_row(asked: Asked, meeting: Meeting, rulings: Rulings) -> Row:
    shown = show_meeting(asked, meeting, rulings)
    place = asked.trust.place_by_id.get(meeting.place) if meeting.place else None
    room = next((r for r in asked.trust.rooms if (r.place, r.name) == (meeting.place, meeting.room)), None)
    facts = say_room(room) if room else "No room is given" if not meeting.room else ""
    lines = (
        f"{meeting.room}: {facts}" if meeting.room and facts else meeting.room or facts,
        f"{format_span(shown.starts, shown.ends)}{_say_block(asked, meeting)}",
        f"{shown.group} · {shown.title}",
        _say_sessions(asked, meeting, rulings),
    )
    return Row(_say_where(place) if place else "", lines, day=shown.starts.date())


def _say_block(asked: Asked, meeting: Meeting) -> str:
    """Say that a conference is held in blocks, and when the others begin."""
    rule = _find_rule(asked, meeting)
    if rule is None or not rule.blocks:
        return ""
    others = [start for start in sorted((rule.starts, *rule.blocks)) if start != meeting.starts.time()]
    return f" (one block; others begin at {', '.join(f'{start:%H:%M}' for start in others)})"


def _find_rule(asked: Asked, meeting: Meeting) -> CadenceRule | None:
    group = asked.trust.group_by_id[meeting.group]
    rules = asked.trust.settings.cadences[group.cadence].meetings
    return next((rule for rule in rules if rule.key == meeting.key.split("/")[2]), None)


def _say_sessions(asked: Asked, meeting: Meeting, rulings: Rulings) -> str:
    agenda = asked.year.agenda_by_meeting.get(meeting.key)
    if agenda is None or not agenda.items:
        return ""
    published = agenda.status is AgendaStatus.PUBLISHED
    if not rulings[Aspect.AGENDA if published else Aspect.AGENDA_DRAFT].allowed:
        return ""
    items = [f"{i.title} ({i.minutes} min)" if i.minutes else i.title for i in agenda.items[:MOST_SESSIONS]]
    more = f" and {len(agenda.items) - MOST_SESSIONS} more" if len(agenda.items) > MOST_SESSIONS else ""
    return f"Sessions: {'; '.join(items)}{more}"


def _say_none(asked: Asked, group: Group | None) -> Answer:
    when = asked.question.entities.when
    whose = f"{group.name} has no" if group else "You have no"
    then = f" {say_in(asked, when)}" if when else ""
    text = f"{whose} announced meeting in a room{then}."
    rule = _find_conference(asked, group) if group else None
    if rule is not None:
        venue = asked.trust.place_by_id.get(rule.venue) if rule.venue else None
        at = f" at {_say_where(venue)}" if venue else ""
        text += f" Its cadence asks for a conference in {rule.window}{at}; its day and room are not announced yet."
    text = " ".join(
        filter(None, (text, "" if group else say_here_alone(asked), f"You may ask {say_contact(asked)}."))
    )
    actions = (ask_dates(group),) if group else (MY_GROUPS,)
    card = make_notice_card(
        group.name if group else "No room", text, asked.footing, kicker="Rooms", actions=actions
    )
    return Answer(
        card, rule="own meetings" if group is None else asked.find_rulings(group)[Aspect.PLACE].rule
    )


def _find_conference(asked: Asked, group: Group) -> CadenceRule | None:
    rules = asked.trust.settings.cadences[group.cadence].meetings
    return next((rule for rule in rules if rule.format is Format.CONFERENCE), None)
