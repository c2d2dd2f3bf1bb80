"""Answers "when else could it meet?": the best few times, what is against each, and whose it is to move the meeting.

A stretch that is asked about is looked at in the window of the group's next meetings, the first that has it; in none, a
further meeting is supposed there. Dates move with the trust's notice, so nothing sooner is offered.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ASK, ask_dates, ask_further
from bot.handlers.meant import find_held
from bot.handlers.orientation import say_contact
from bot.handlers.paging import find_page
from bot.handlers.planning import compare_slots, find_first_movable, find_slots, say_on, say_time
from bot.handlers.refusal import refuse
from bot.planning import Slot
from bot.ports import Scope
from bot.routing import on_group
from cards.card import Button
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_span, join_words
from trust.cadence import Format
from trust.groups import Group, Office
from trust.meetings import Meeting, make_meeting_key
from trust.membership import find_officers
from trust.permissions import Aspect
from trust.values import LONDON

BEST = 5
EXTRA = "extra"
STARTS = time(15, 45)
LASTS = timedelta(minutes=75)
COUNTED = "I count only meetings that you may know of."
COUNTED_HERE = "I count only meetings that everyone here may know of."


class Found(NamedTuple):
    """The meeting that could be elsewhere, the time it has (a further one has none), and the times in question."""

    meeting: Meeting
    here: Slot | None
    further: bool
    window: str
    times: tuple[Slot, ...]


@on_group("free_slots")
def tell_free_slots(asked: Asked, group: Group) -> Answer:
    """Show when else a group could meet."""
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.TITLE].allowed:
        return refuse(asked, group, "the times that would suit it", rulings[Aspect.TITLE])
    if asked.desk.planning is None:
        return _say_nothing(
            asked, group, rulings, f"The planner is not at hand here. Ask {say_contact(asked)}."
        )
    found = _find(asked, group)
    if found is None or not found.times:
        return _say_nothing(asked, group, rulings, _say_none(asked, group, found))
    page = find_page(asked, len(found.times), BEST)
    rows = [
        _make_row(asked, group, rulings, slot, found.here) for slot in found.times[page.first : page.last]
    ]
    card = make_rows_card(
        group.name,
        rows,
        asked.footing,
        kicker=f"Free slots{page.words}",
        lead=_say_lead(asked, group, found),
        note=f"{_say_whose(asked, group)} {COUNTED if asked.scope is Scope.PERSONAL else COUNTED_HERE}",
        actions=(*page.buttons, _ask_why(group), ask_dates(group), *ask_further(group, rulings, "dates")),
    )
    sources = () if found.further else (f"meeting {found.meeting.key}",)
    return Answer(card, sources=sources, rule=rulings[Aspect.TITLE].rule)


def _find(asked: Asked, group: Group) -> Found | None:
    """Find the times in question; None where there is neither a meeting nor a stretch to look in."""
    entities, earliest = asked.question.entities, find_first_movable(asked)
    _, coming = find_held(asked, [group])
    if entities.detail != EXTRA:
        for meeting in coming:
            slots = find_slots(asked, meeting, earliest=earliest)
            times = tuple(
                slot
                for slot in slots.times
                if slot.possible and slot.starts != meeting.starts and _is_asked_for(asked, slot)
            )
            if times or entities.when is None:
                return Found(meeting, slots.find_at(meeting.starts), False, slots.window, times)
    meeting = suppose_meeting(asked, group)
    slots = find_slots(asked, meeting, earliest=earliest)
    times = tuple(slot for slot in slots.times if slot.possible and _is_asked_for(asked, slot))
    return Found(meeting, None, True, slots.window, times)


def _is_asked_for(asked: Asked, slot: Slot) -> bool:
    when = asked.question.entities.when
    return when is None or when.first <= slot.starts.date() <= when.last


def suppose_meeting(asked: Asked, group: Group) -> Meeting:
    """Suppose a further meeting of a group, like its last but for the day."""
    when = asked.question.entities.when
    day = _find_school_day(asked, max(when.first if when else asked.today, find_first_movable(asked)))
    past, coming = find_held(asked, [group])
    like = next((m for m in (*coming, *past) if m.format is Format.ONLINE), None)
    starts = datetime.combine(day, like.starts.time() if like else STARTS, LONDON)
    lasts = like.ends - like.starts if like else LASTS
    key = make_meeting_key(asked.trust.settings.year, group.id, f"{EXTRA}-0")
    return Meeting(
        key=key,
        group=group.id,
        title="A further meeting",
        format=Format.ONLINE,
        starts=starts,
        ends=starts + lasts,
    )


def _find_school_day(asked: Asked, day: date) -> date:
    """Find the first day in term from one on: a meeting is never supposed in the holidays."""
    starts = (max(half.starts, day) for half in asked.trust.half_terms if half.ends >= day)
    return min(starts, default=day)


def _make_row(asked: Asked, group: Group, rulings: Rulings, slot: Slot, here: Slot | None) -> Row:
    said = compare_slots(asked, slot, here, group, rulings)
    return Row(say_time(slot), (said,), day=slot.starts.date())


def _say_lead(asked: Asked, group: Group, found: Found) -> str:
    when = asked.question.entities.when
    where = say_on(asked, when) if when else f"in {found.window}"
    if found.further:
        return f"A further meeting of {group.name} {where} could be, the best first:"
    held = format_span(found.meeting.starts, found.meeting.ends)
    return f"{group.name} meets on {held} ({found.meeting.title}). {where[:1].upper()}{where[1:]} it could also be, the best first:"


def _say_none(asked: Asked, group: Group, found: Found | None) -> str:
    when, first = asked.question.entities.when, format_day(find_first_movable(asked))
    window = found.window if found and found.window else "what is left of the year"
    where = say_on(asked, when) if when else f"in {window}"
    return (
        f"No other time for {group.name} {where} works: its schools are not all open, its chair or co-chair is not "
        f"free, or it is sooner than {first}, before which dates no longer move."
    )


def _say_whose(asked: Asked, group: Group) -> str:
    """Say who may move the meeting, and how soon."""
    days = asked.trust.settings.rules.notice_working_days
    notice = f"with {days} working days' notice, sooner only with a trust lead's agreement."
    held = find_officers(asked.trust, group, asked.today)
    named = [
        f"{person.name} ({office})" for office in (Office.CHAIR, Office.CO_CHAIR) for person in held[office]
    ]
    if asked.asker and any(asked.asker in held[office] for office in (Office.CHAIR, Office.CO_CHAIR)):
        return f"You may move it, {notice}"
    return f"Moving it is for {join_words(named, 'or') or say_contact(asked)}, {notice}"


def _ask_why(group: Group) -> Button:
    return Button("Why that date?", ASK, {"intent": "why_date", "group": group.id})


def _say_nothing(asked: Asked, group: Group, rulings: Rulings, text: str) -> Answer:
    actions = (_ask_why(group), ask_dates(group))
    card = make_notice_card(group.name, text, asked.footing, kicker="Free slots", actions=actions)
    return Answer(card, rule=rulings[Aspect.TITLE].rule)
