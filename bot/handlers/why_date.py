"""Answers "why that date?": the fact first, then what the planner weighed, and what other times would have cost.

A premise that is not so ("why did art move to Friday?") is put right before anything else. Whether a meeting was moved
is known from what was settled after somebody changed it by hand; that and nothing else.
"""

from __future__ import annotations

from collections import Counter

from bot.asked import Answer, Asked, Rulings
from bot.handlers.belonging import say_whom_to_ask
from bot.handlers.buttons import ASK, ask_dates, ask_further
from bot.handlers.meant import find_held
from bot.handlers.orientation import say_contact
from bot.handlers.planning import (
    compare_slots,
    find_day,
    find_slots,
    is_weekday,
    may_name,
    say_drawbacks,
    say_on,
    say_time,
)
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within
from bot.planning import Slot, Slots
from bot.routing import on_group
from bot.showing import find_meetings
from cards.card import Button
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_span
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect, Ruling
from trust.proposals import Verdict
from trust.settling import read_span, tell_decision

OTHERS = 3
# What a question may suppose of a meeting that still stands where it was.
SUPPOSED = {"moved": "It has not been moved, as far as I know.", "cancelled": "It is not cancelled."}
MOST_OBSTACLES = 2
NOT_WEIGHED = "The planner has no other times to compare it with, so it may have been set by hand"
NOT_HELD = "The planner is not at hand here, so I cannot say what was weighed"


@on_group("why_date")
def tell_why(asked: Asked, group: Group) -> Answer:
    """Say why a group meets when it does."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.TITLE]
    if not ruling.allowed:
        return refuse(asked, group, "the reasons for its dates", ruling)
    if (cancelled := _find_cancelled(asked, group)) is not None:
        return _say_cancelled(asked, group, rulings, cancelled)
    meeting = _find_meeting(asked, group)
    if meeting is None:
        return _say_none(asked, group, ruling)
    slots = find_slots(asked, meeting)
    here = slots.find_at(meeting.starts)
    lead = " ".join(filter(None, (_say_fact(asked, group, meeting), _say_move(asked, meeting))))
    reasons = _say_reasons(asked, group, rulings, slots, here)
    card = make_rows_card(
        group.name,
        [Row("Why then", (reasons,)), *_make_rows(asked, group, rulings, slots, here)],
        asked.footing,
        kicker="Why that date",
        lead=lead,
        note=_say_ruled_out(asked, group, rulings, slots),
        actions=(ask_free_slots(group), ask_dates(group), *ask_further(group, rulings, "dates", "minutes")),
    )
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=ruling.rule)


def ask_free_slots(group: Group) -> Button:
    """Make a button for when else a group could meet."""
    return Button("When else could it be?", ASK, {"intent": "free_slots", "group": group.id})


def _find_meeting(asked: Asked, group: Group) -> Meeting | None:
    """Find the meeting asked about: in the stretch, on the day of the week, else the next, else the last."""
    when = asked.question.entities.when
    past, coming = find_held(asked, [group])
    every = [*coming, *past]
    if when and not asked.question.entities.past:
        fitting = find_within(every, when)
        fitting = fitting or [m for m in coming if is_weekday(when.words, find_day(m))]
        every = fitting or every
    elif asked.question.entities.past:
        every = [*past, *coming]
    return every[0] if every else None


def _find_cancelled(asked: Asked, group: Group) -> Meeting | None:
    """Find the cancelled meeting asked about: the one in the stretch, where no other is."""
    when = asked.question.entities.when
    past, coming = find_meetings(asked, [group])
    fitting = find_within([*coming, *past], when) if when else []
    off = [meeting for meeting in fitting if meeting.status is MeetingStatus.CANCELLED]
    return off[0] if off and len(off) == len(fitting) else None


def _say_cancelled(asked: Asked, group: Group, rulings: Rulings, meeting: Meeting) -> Answer:
    held = format_span(meeting.starts, meeting.ends)
    text = (
        f"The meeting of {group.name} on {held} ({meeting.title}) is cancelled. Why is not held here: "
        f"you may ask {say_whom_to_ask(asked, group, rulings)}."
    )
    actions = (ask_dates(group), *ask_further(group, rulings, "dates"))
    card = make_notice_card(group.name, text, asked.footing, kicker="Cancelled", actions=actions)
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=rulings[Aspect.TITLE].rule)


def _say_fact(asked: Asked, group: Group, meeting: Meeting) -> str:
    when, held = asked.question.entities.when, format_span(meeting.starts, meeting.ends)
    over = meeting.ends <= asked.now
    fact = f"{group.name} {'met' if over else 'meets'} on {held} ({meeting.title})."
    if when is None or find_within([meeting], when) or is_weekday(when.words, find_day(meeting)):
        return fact
    return f"{group.name} has no meeting {say_on(asked, when)}. {fact.replace(group.name, 'It', 1)}"


def _say_move(asked: Asked, meeting: Meeting) -> str:
    """Say how a meeting was moved, if it was; where the question supposes that it was, also that it was not."""
    for matter in asked.desk.matters:
        proposal, settled = matter.proposal, matter.settled
        moved = proposal.key == meeting.key and proposal.field == "when"
        if moved and settled and settled.verdict is Verdict.ADOPT and isinstance(proposal.wanted, str):
            before = read_span(proposal.wanted)
            was = f"It was on {format_span(*before)} until somebody moved it. " if before else ""
            return f"{was}{tell_decision(asked.trust, settled)}"
    return SUPPOSED.get(asked.question.entities.detail, "")


def _say_reasons(asked: Asked, group: Group, rulings: Rulings, slots: Slots, here: Slot | None) -> str:
    if not slots.times:
        at_hand = asked.desk.planning is not None
        said = NOT_WEIGHED if at_hand else NOT_HELD
        return f"{said}. You may ask {say_contact(asked)}."
    possible = [slot for slot in slots.times if slot.possible]
    count = f"Of {len(slots.times)} times in {slots.window}, {len(possible)} could be"
    if here is None:
        return f"{count}; this one was set by hand, outside them."
    if not here.possible:
        why = f": {'; '.join(here.obstacles)}" if may_name(asked, group, rulings) else ""
        return f"{count}; this one is not among them any more{why}."
    better = sum(slot.cost < here.cost for slot in possible)
    alike = sum(slot.cost == here.cost for slot in possible) - 1
    if better:
        weighed = f"{better} of them would suit better now that everything else stands"
    else:
        weighed = "none suits better" + (f", and {alike} just as well" if alike else "")
    against = say_drawbacks(asked, here, group, rulings)
    nothing = "Nothing is against it." if rulings[Aspect.ROSTER].allowed else ""
    return f"{count}; {weighed}. {f'Against it: {against}.' if against else nothing}".strip()


def _make_rows(
    asked: Asked, group: Group, rulings: Rulings, slots: Slots, here: Slot | None
) -> tuple[Row, ...]:
    """Make a row of each time that was asked for, or of the best others, with what is against it."""
    when = asked.question.entities.when
    others = [slot for slot in slots.times if slot is not here]
    wanted = [
        slot for slot in others if slot.possible and when and when.first <= slot.starts.date() <= when.last
    ]
    shown = (wanted or [slot for slot in others if slot.possible])[:OTHERS]
    rows = []
    for slot in shown:
        said = compare_slots(asked, slot, here, group, rulings)
        heading = "What other times would have meant"
        rows.append(Row(say_time(slot), (said,), heading=heading, day=slot.starts.date()))
    return tuple(rows)


def _say_ruled_out(asked: Asked, group: Group, rulings: Rulings, slots: Slots) -> str:
    """Say why the other times are out; what keeps a chair away is told to those who may name people."""
    out = [slot for slot in slots.times if not slot.possible]
    if not out:
        return ""
    if not may_name(asked, group, rulings):
        why = "no school day for its members, a day kept free, or its chair or co-chair could not be there"
        return f"{_say_others(len(out))} out: {why}."
    common = Counter(slot.obstacles[0] for slot in out).most_common(MOST_OBSTACLES)
    reasons = "; ".join(f"{why} ({count})" for why, count in common)
    return f"{_say_others(len(out))} out, most of all: {reasons}."


def _say_others(count: int) -> str:
    return "The other one was" if count == 1 else f"The other {count} were"


def _say_none(asked: Asked, group: Group, ruling: Ruling) -> Answer:
    text = f"{group.name} has no announced meeting in {asked.trust.settings.year}, so there is no date to explain."
    card = make_notice_card(
        group.name, text, asked.footing, kicker="Why that date", actions=(ask_free_slots(group),)
    )
    return Answer(card, rule=ruling.rule)
