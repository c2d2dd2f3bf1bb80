"""Answers "what was decided?": decisions and summary of the minutes this audience may read, with the way to them.

A draft is for those who may see drafts; to everyone else it reads as if there were no minutes yet.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_dates, ask_minutes, ask_of
from bot.handlers.likeness import SMALL_WORDS
from bot.handlers.meant import find_held, say_no_meeting
from bot.handlers.paging import find_page
from bot.handlers.papers import find_minutes, say_minutes_state
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within, say_stretch
from bot.routing import on_group
from bot.showing import find_minutes_aspect, find_minutes_url
from bot.understand.features import find_stem
from bot.understand.words import split_words
from cards.card import Link
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_day, shorten
from trust.groups import Group
from trust.meetings import Meeting
from trust.papers import Minutes
from trust.permissions import Aspect

Read = tuple[Meeting, Minutes]
MEETINGS_A_PAGE = 2
MOST_DECISIONS = 8
MOST_LETTERS = 240
MOST_TOPIC = 60
LEAST_SHARE = 0.5
NONE_RECORDED = "No decision is recorded."


@on_group("decisions")
def tell_decisions(asked: Asked, group: Group) -> Answer:
    """Show what was decided at the meetings meant: those of the days named, those on a topic, or the last."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.MINUTES]
    if not ruling.allowed:
        return refuse(asked, group, "its decisions", ruling)
    entities = asked.question.entities
    held = find_within(find_held(asked, [group])[0], entities.when)
    if not held:
        return _say_not_held(asked, group)
    read = [(meeting, minutes) for meeting in held if (minutes := find_minutes(asked, meeting, rulings))]
    about = _find_about(read, entities.topic)
    missing = "" if read and read[0][0] == held[0] else _say_missing(asked, held[0])
    off_topic = (
        f"No decision I hold mentions “{shorten(entities.topic, MOST_TOPIC)}”."
        if entities.topic and not about
        else ""
    )
    lead = " ".join(filter(None, (off_topic, missing)))
    agreed = (ask_of(group, "actions", "Actions"),) if rulings[Aspect.ACTIONS].allowed else ()
    takes = (ask_of(group, "take_minutes", "Take minutes"),) if rulings[Aspect.MINUTES_DRAFT].allowed else ()
    buttons = (*takes, *agreed, ask_minutes(group), ask_dates(group))
    if not read:
        card = make_notice_card(group.name, lead, asked.footing, kicker="Decisions", actions=buttons)
        return Answer(card, sources=(f"meeting {held[0].key}",), rule=ruling.rule)
    listed = about or (read if entities.when else read[:1])
    page = find_page(asked, len(listed), MEETINGS_A_PAGE)
    shown = listed[page.first : page.last]
    card = make_rows_card(
        group.name,
        [row for meeting, minutes in shown for row in make_rows(meeting, minutes)],
        asked.footing,
        kicker=f"Decisions{page.words}",
        lead=lead,
        actions=(*_find_links(asked, shown), *page.buttons, *buttons),
    )
    drafts = any(find_minutes_aspect(minutes) is Aspect.MINUTES_DRAFT for _, minutes in shown)
    rule = rulings[Aspect.MINUTES_DRAFT].rule if drafts else ruling.rule
    return Answer(card, sources=tuple(f"minutes {meeting.key}" for meeting, _ in shown), rule=rule)


def make_rows(meeting: Meeting, minutes: Minutes) -> list[Row]:
    """Make a row of each decision, under the meeting and how far its minutes are; the summary comes last."""
    heading = f"{meeting.title}, {format_day(meeting.starts.date())} ({minutes.status} minutes)"
    rows = [
        Row(shorten(decision, MOST_LETTERS), heading=heading)
        for decision in minutes.decisions[:MOST_DECISIONS]
    ]
    rows = rows or [Row(NONE_RECORDED, heading=heading)]
    more = len(minutes.decisions) - MOST_DECISIONS
    beyond = (f"and {more} more in the minutes.",) if more > 0 else ()
    summary = (shorten(minutes.summary, MOST_LETTERS),) if minutes.summary else ()
    return [*rows[:-1], Row(rows[-1].title, (*beyond, *summary), heading)]


def _say_not_held(asked: Asked, group: Group) -> Answer:
    """Say that the group has not met, or not in the days named; a meeting ahead has decided nothing yet."""
    ruling, when = asked.find_rulings(group)[Aspect.MINUTES], asked.question.entities.when
    ahead = find_within(find_held(asked, [group])[1], when)
    if not ahead:
        return say_no_meeting(asked, group, "Decisions", ruling)
    days = f" in {say_stretch(asked, when)}" if when else ""
    text = f"{group.name} has not met yet{days}, so nothing is decided: it meets on {format_day(ahead[0].starts.date())}."
    card = make_notice_card(group.name, text, asked.footing, kicker="Decisions", actions=(ask_dates(group),))
    return Answer(card, sources=(f"meeting {ahead[0].key}",), rule=ruling.rule)


def _find_about(read: Sequence[Read], topic: str) -> list[Read]:
    """Keep the meetings with decisions that have the words of a topic in them, and of each those decisions.

    Where none has all of them, those count that have half.
    """
    words = {find_stem(word) for word in split_words(topic)} - SMALL_WORDS
    shares = {d: _find_share(words, d) for _, minutes in read if words for d in minutes.decisions}
    best = max(shares.values(), default=0.0)
    kept = []
    for meeting, minutes in read if best >= LEAST_SHARE else ():
        on_topic = tuple(decision for decision in minutes.decisions if shares[decision] == best)
        if on_topic:
            kept.append((meeting, minutes.model_copy(update={"decisions": on_topic, "summary": ""})))
    return kept


def _find_share(words: Collection[str], decision: str) -> float:
    stems = {find_stem(word) for word in split_words(decision)}
    return sum(any(stem.startswith(word) for stem in stems) for word in words) / len(words)


def _say_missing(asked: Asked, latest: Meeting) -> str:
    state = say_minutes_state(asked, latest, None)
    return f"Minutes of {format_day(latest.starts.date())}: {state[0].lower()}{state[1:]}"


def _find_links(asked: Asked, shown: Sequence[Read]) -> tuple[Link, ...]:
    return tuple(
        Link(
            "Open the minutes" if len(shown) == 1 else f"Open {meeting.starts.day} {meeting.starts:%b %Y}",
            find_minutes_url(asked, minutes),
        )
        for meeting, minutes in shown
    )
