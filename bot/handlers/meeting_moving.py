"""Moving and adding meetings: which one, when else it could be, what that would mean, and only then the deed.

Each step is a question of its own whose buttons say all it takes, so nothing depends on what was said in between. A day
or a time that is typed goes straight to what it would mean; "yes, move it" after that does it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import TURN, ask_dates, do, fill_in, turn_to
from bot.handlers.doing import do_and_show
from bot.handlers.free_slots import EXTRA, suppose_meeting
from bot.handlers.meeting_changes import (
    RULE,
    ask_which_meeting,
    count,
    find_refusal,
    find_tried,
    name_rule,
    name_the_meeting,
    pick_meeting,
    read_clock,
    say_missing,
    say_notice,
    say_sooner,
    say_told,
    write_span,
)
from bot.handlers.paging import find_page
from bot.handlers.planning import compare_slots, find_slots, may_name, say_on, say_time
from bot.handlers.stretch import find_within
from bot.planning import Slot
from bot.routing import on_group
from bot.understand.when import When, find_when
from cards.card import Button
from cards.inputs import make_choice_input, make_text_input
from cards.moving import ChangeShown, make_change_card
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_span
from trust.cadence import Format
from trust.deeds.timing import find_missing, find_notice_day, find_obstacles
from trust.deeds.values import AddMeeting, MoveMeeting
from trust.groups import Group
from trust.meetings import Meeting
from trust.permissions import Aspect
from trust.settling import read_span
from trust.values import LONDON

SLOTS_A_PAGE = 4
MOVING, ADDING = "Move a meeting", "Add a meeting"
FURTHER = "A further meeting"
FORMATS = {Format.ONLINE: "Online", Format.IN_PERSON: "In person", Format.WORKSHOP: "Workshop"}
FORBIDDEN = "Not every school is open then, or its chair or co-chair is not free."


@on_group("move_meeting")
def move(asked: Asked, group: Group) -> Answer:
    """Show when else a meeting could be, or what a time that was asked for would mean."""
    if refusal := find_refusal(asked, group, "move its meetings"):
        return refusal
    asked, meeting = _find_moved(asked, group)
    if meeting is None:
        return ask_which_meeting(asked, group, "move_meeting", MOVING)
    if (at := _find_target(asked, meeting)) is not None:
        return _preview_move(asked, group, meeting, at)
    return _offer_slots(asked, group, meeting, meeting)


@on_group("move_it")
def move_at_once(asked: Asked, group: Group) -> Answer:
    """Move a meeting to the one time that was asked for; without one, show the times there are."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    if refusal := find_refusal(asked, group, "move its meetings"):
        return refusal
    named, meeting = _find_moved(asked, group)
    at = _find_target(named, meeting) if meeting else None
    if meeting is None or at is None:
        return move(asked, group)
    return do_and_show(asked, _make_move(meeting, at))


@on_group("add_meeting")
def add(asked: Asked, group: Group) -> Answer:
    """Show when a group could meet once more, or what a time that was asked for would mean."""
    if refusal := find_refusal(asked, group, "add meetings to it"):
        return refusal
    supposed = _suppose_addition(asked, group)
    if (at := _find_target(asked, supposed)) is not None:
        return _preview_addition(asked, group, supposed, at)
    return _offer_slots(asked, group, supposed, None)


@on_group("add_it")
def add_at_once(asked: Asked, group: Group) -> Answer:
    """Add a meeting at the one time that was asked for; without one, show the times there are."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    if refusal := find_refusal(asked, group, "add meetings to it"):
        return refusal
    at = _find_target(asked, _suppose_addition(asked, group))
    if at is None:
        return add(asked, group)
    return do_and_show(asked, AddMeeting(group=group.id, title=FURTHER, starts=at[0], ends=at[1]))


def ask_moving(meeting: Meeting, title: str = "Other times") -> Button:
    """Make a button for when else a meeting could be."""
    return turn_to(title, "move_meeting", meeting)


def _find_moved(asked: Asked, group: Group) -> tuple[Asked, Meeting | None]:
    """Find which meeting is to move; a stretch it lies in says which, any other says where to."""
    entities = asked.question.entities
    aimed = entities.when or _find_day(asked, entities.topic)
    span = read_span(entities.topic)
    meeting = pick_meeting(asked, group, aimed.first if aimed else span[0].date() if span else None)
    if meeting is None:
        return asked, None
    named = name_rule(meeting) == entities.detail
    which = bool(entities.when and not named and find_within([meeting], entities.when))
    asked = name_the_meeting(asked, meeting, keep_when=not which)
    if asked.question.entities.when is None and (spoken := _find_day(asked, entities.topic)):
        about = replace(asked.question.entities, when=spoken)
        asked = replace(asked, question=replace(asked.question, entities=about))
    return asked, meeting


def _suppose_addition(asked: Asked, group: Group) -> Meeting:
    entities = asked.question.entities
    if entities.when is None and (spoken := _find_day(asked, entities.topic)):
        about = replace(entities, when=spoken)
        asked = replace(asked, question=replace(asked.question, entities=about))
    return suppose_meeting(asked, group)


def _find_day(asked: Asked, words: str) -> When | None:
    if not words or read_span(words):
        return None
    found = find_when(words, asked.trust, asked.asker, asked.now)
    return found.when if found else None


def _find_target(asked: Asked, meeting: Meeting) -> tuple[datetime, datetime] | None:
    """Find the one time that is asked for: by a button, by a time of day, or the one slot of a day."""
    entities = asked.question.entities
    if span := read_span(entities.topic):
        return span
    when = entities.when or _find_day(asked, entities.topic)
    clock = read_clock(f"{when.words if when else ''} {entities.topic}")
    further = name_rule(meeting) == f"{EXTRA}-0"
    if clock is not None and (when is None or when.first == when.last) and (when or not further):
        return _at(when.first if when else meeting.starts.date(), clock, meeting)
    if when is None or when.first < when.last:
        return None
    found = _find_times(asked, meeting, when)
    if len(found) > 1:
        return None
    # Where nothing is free that day, it is said why.
    return (found[0].starts, found[0].ends) if found else _at(when.first, meeting.starts.time(), meeting)


def _at(day: date, clock: time, meeting: Meeting) -> tuple[datetime, datetime]:
    starts = datetime.combine(day, clock, LONDON)
    return starts, starts + (meeting.ends - meeting.starts)


def _find_times(asked: Asked, meeting: Meeting, when: When | None) -> tuple[Slot, ...]:
    """Find the times a meeting could take, the best first: in a stretch from tomorrow, else with all the notice there is."""
    tomorrow = asked.today + timedelta(days=1)
    earliest = tomorrow if when else find_notice_day(asked.trust, asked.today)
    return tuple(
        slot
        for slot in find_slots(asked, meeting, earliest=earliest).times
        if slot.possible
        and slot.starts != meeting.starts
        and (when is None or when.first <= slot.starts.date() <= when.last)
        and not find_obstacles(
            asked.year, asked.audience, _place(meeting, slot.starts, slot.ends), asked.today
        )
    )


def _place(meeting: Meeting, starts: datetime, ends: datetime) -> Meeting:
    return meeting.model_copy(update={"starts": starts, "ends": ends})


def _offer_slots(asked: Asked, group: Group, meeting: Meeting, held: Meeting | None) -> Answer:
    """Offer the best times a meeting could take, each with who could not come; `held` is it as it stands."""
    rulings, when = asked.find_rulings(group), asked.question.entities.when
    soon = find_notice_day(asked.trust, asked.today)
    kicker, intent = (MOVING, "move_meeting") if held else (ADDING, "add_meeting")
    example = f"{'move' if held else 'add a meeting of'} {group.name} {'to' if held else 'on'} {soon.day} {soon:%B} at 4pm"
    typed = f"Or type a day and time: “{example}”."
    found = _find_times(asked, meeting, when)
    if not found:
        where = f" {say_on(asked, when)}" if when else ""
        at_hand = "" if asked.desk.planning else " The planner is not at hand here."
        text = f"I found no free time for {group.name}{where}.{at_hand} {typed}"
        card = make_notice_card(group.name, text, asked.footing, kicker=kicker, actions=(ask_dates(group),))
        return Answer(card, rule=RULE)
    here = find_slots(asked, held).find_at(held.starts) if held else None
    page = find_page(asked, len(found), SLOTS_A_PAGE)
    shown = found[page.first : page.last]
    rows = [
        Row(
            say_time(slot),
            (compare_slots(asked, slot, here, group, rulings),),
            day=slot.starts.date(),
        )
        for slot in shown
    ]
    buttons = tuple(_choose(asked, group, rulings, meeting, slot, intent) for slot in shown)
    lead = f"{group.name} could meet once more, the best first:"
    if held:
        lead = f"{held.title} is on {format_span(held.starts, held.ends)}. It could be, the best first:"
    sooner = "" if when else say_sooner(soon)
    card = make_rows_card(
        group.name,
        rows,
        asked.footing,
        kicker=f"{kicker}{page.words}",
        lead=lead,
        note=" ".join(filter(None, (sooner, typed))),
        actions=(*buttons, *page.buttons),
    )
    return Answer(card, sources=(f"meeting {held.key}",) if held else (), rule=RULE)


def _choose(
    asked: Asked, group: Group, rulings: Rulings, meeting: Meeting, slot: Slot, intent: str
) -> Button:
    """Make a button that shows what a time would mean, with how many could not come."""
    missing = find_missing(
        asked.year, asked.audience, _place(meeting, slot.starts, slot.ends), asked.today
    ).people
    told = f" ({count(len(missing), 'clash', 'clashes')})" if missing else ""
    title = f"{slot.starts:%a} {slot.starts.day} {slot.starts:%b, %H:%M}"
    label = f"{title}{told if rulings[Aspect.ROSTER].allowed else ''}"
    span = write_span(slot.starts, slot.ends)
    if intent == "move_meeting":
        return turn_to(label, intent, meeting, topic=span)
    return Button(label, TURN, {"intent": intent, "group": group.id, "topic": span})


def _preview_move(asked: Asked, group: Group, meeting: Meeting, at: tuple[datetime, datetime]) -> Answer:
    """Show what moving a meeting would mean, with the button that moves it, unless something forbids it."""
    moved, rulings = _place(meeting, *at), asked.find_rulings(group)
    if moved == meeting:
        text = f"{meeting.title} of {group.name} is on {format_span(*at)} already."
        card = make_notice_card(
            group.name, text, asked.footing, kicker=MOVING, actions=(ask_moving(meeting),)
        )
        return Answer(card, sources=(f"meeting {meeting.key}",), rule=RULE)
    notice, sign_off = say_notice(asked, group, meeting.starts.date(), moved.starts.date())
    forbidden = _say_forbidden(asked, group, rulings, moved)
    facts = {"From": format_span(meeting.starts, meeting.ends), "To": format_span(*at)}
    if not forbidden:
        facts |= {
            "Who could not come": say_missing(asked, group, rulings, moved),
            "Notice": notice,
            "Who is told": say_told(asked, rulings, meeting, moved, kind="update"),
        }
    shown = ChangeShown(
        MOVING,
        group.name,
        f"{meeting.title} would move.",
        facts,
        forbidden or sign_off,
        "" if forbidden else "Or type: “yes, move it”.",
    )
    button = do("Ask for the sign-off" if sign_off else "Move it", _make_move(meeting, at))
    buttons = (*(() if forbidden else (button,)), ask_moving(meeting), ask_dates(group))
    card = make_change_card(shown, asked.footing, buttons=buttons)
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=RULE)


def _preview_addition(asked: Asked, group: Group, supposed: Meeting, at: tuple[datetime, datetime]) -> Answer:
    """Show what a further meeting would mean, with the form that adds it, unless something forbids it."""
    added, rulings = _place(supposed, *at), asked.find_rulings(group)
    notice, sign_off = say_notice(asked, group, added.starts.date())
    forbidden = _say_forbidden(asked, group, rulings, added)
    facts = {"When": format_span(*at)}
    if not forbidden:
        facts |= {
            "Who could not come": say_missing(asked, group, rulings, added),
            "Notice": notice,
            "Who is told": say_told(asked, rulings, added, kind="invitation"),
        }
    shown = ChangeShown(
        ADDING,
        group.name,
        f"{group.name} would meet once more.",
        facts,
        forbidden or sign_off,
        "" if forbidden else "Or type: “yes, add it”.",
    )
    fields = (
        make_text_input("title", "Title", value=FURTHER, longest=120, required="Give it a title."),
        make_choice_input(
            "format", "Form", {str(form): said for form, said in FORMATS.items()}, value="online"
        ),
    )
    known = {"group": group.id, "starts": at[0].isoformat(), "ends": at[1].isoformat()}
    button = fill_in("Ask for the sign-off" if sign_off else "Add it", AddMeeting, **known)
    other = Button("Other times", TURN, {"intent": "add_meeting", "group": group.id})
    buttons = (*(() if forbidden else (button,)), other, ask_dates(group))
    card = make_change_card(shown, asked.footing, fields=() if forbidden else fields, buttons=buttons)
    return Answer(card, rule=RULE)


def _make_move(meeting: Meeting, at: tuple[datetime, datetime]) -> MoveMeeting:
    return MoveMeeting(meeting=meeting.key, starts=at[0], ends=at[1], was=meeting.starts)


def _say_forbidden(asked: Asked, group: Group, rulings: Rulings, meeting: Meeting) -> str:
    """Say what forbids a time; what keeps a chair away is for those who may name people."""
    if meeting.starts <= asked.now:
        return "That time is past."
    obstacles = find_obstacles(asked.year, asked.audience, meeting, asked.today)
    if obstacles and not may_name(asked, group, rulings):
        return FORBIDDEN
    return " ".join(obstacles)
