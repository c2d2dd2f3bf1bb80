"""Answers "what meetings have I got?": all the asker's own in a stretch, or to come, week by week.

Without a stretch the first sentence counts the next four weeks; the rest of the year follows, page by page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ASK, MY_GROUPS, NEXT_MEETING
from bot.handlers.group_dates import tell_dates
from bot.handlers.next_meeting import tell_next_meeting
from bot.handlers.own_groups import find_own_rulings, find_visible_rulings, is_unsettled, say_here_alone
from bot.handlers.paging import ask_again, find_page
from bot.handlers.stretch import find_nearest, find_within, say_in, say_none_then
from bot.handlers.which_group import ask_which
from bot.routing import on
from bot.showing import find_meetings, show_meeting
from bot.understand.when import When
from cards.card import Button
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_span
from trust.meetings import Meeting
from trust.permissions import Aspect

WEEKS_AHEAD = 4
ROWS_A_PAGE = 6
RULE = "own meetings"


@on("my_meetings")
def tell_my_meetings(asked: Asked) -> Answer:
    """Show the asker's meetings in a stretch."""
    entities = asked.question.entities
    if is_unsettled(asked):
        return ask_which(asked)
    if entities.group is not None:
        return tell_dates(asked, entities.group)
    rulings = find_own_rulings(asked, Aspect.DATES)
    everyones = not rulings and entities.when is not None and not entities.mine
    if everyones:
        rulings = find_visible_rulings(asked, Aspect.DATES)
    past, coming = find_meetings(asked, [asked.trust.group_by_id[group] for group in rulings])
    every = [*reversed(past), *coming]
    if not every:
        return tell_next_meeting(asked)
    if everyones and not find_within(every, entities.when):
        return tell_next_meeting(asked)
    if entities.when and not find_within(every, entities.when):
        return _say_none(asked, every, entities.when, rulings)
    listed = find_within(every, entities.when) if entities.when else past if entities.past else coming
    if not listed:
        return tell_next_meeting(asked)
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    shown = listed[page.first : page.last]
    card = make_rows_card(
        "Every group's meetings" if everyones else "Your meetings",
        make_week_rows(asked, shown, rulings),
        asked.footing,
        kicker=f"{'Past meetings' if entities.past else 'Meetings'}{page.words}",
        lead=_say_count(asked, listed),
        note=say_here_alone(asked),
        actions=(*page.buttons, *_find_further(asked)),
    )
    return Answer(card, sources=tuple(f"meeting {m.key}" for m in shown), rule=RULE)


def make_week_rows(
    asked: Asked, meetings: Sequence[Meeting], rulings: Mapping[str, Rulings]
) -> tuple[Row, ...]:
    """Make a row of each meeting, those of one week under its Monday."""
    rows = []
    for meeting in meetings:
        shown = show_meeting(asked, meeting, rulings[meeting.group])
        day = meeting.starts.date()
        monday = day - timedelta(days=day.weekday())
        rows.append(
            Row(
                shown.group,
                (format_span(shown.starts, shown.ends), " · ".join(filter(None, (shown.title, shown.place)))),
                heading=f"Week of {format_day(monday)}",
                day=day,
                warning="Cancelled" if shown.cancelled else "",
            )
        )
    return tuple(rows)


def _say_count(asked: Asked, listed: Sequence[Meeting]) -> str:
    """Say how many there are in the stretch, or without one in the next four weeks and in all."""
    entities = asked.question.entities
    if entities.when:
        return f"{_count(len(listed))} {say_in(asked, entities.when)}."
    if entities.past:
        return f"{_count(len(listed))} so far this year, the latest first."
    ahead = When(asked.today, asked.today + timedelta(weeks=WEEKS_AHEAD), "")
    soon = len(find_within(listed, ahead))
    return f"{_count(soon)} in the next four weeks, {len(listed)} in all to come."


def _count(number: int) -> str:
    return "No meeting" if not number else f"{number} meeting{'s' if number > 1 else ''}"


def _find_further(asked: Asked) -> tuple[Button, ...]:
    every = ask_again(asked, "All to come", ASK, first="", last="", words="", past="")
    entities = asked.question.entities
    return (*((every,) if entities.when or entities.past else ()), NEXT_MEETING, MY_GROUPS)


def _say_none(asked: Asked, every: Sequence[Meeting], when: When, rulings: Mapping[str, Rulings]) -> Answer:
    nearest = find_nearest(every, when)
    card = make_rows_card(
        "Your meetings",
        make_week_rows(asked, nearest, rulings),
        asked.footing,
        kicker="The nearest",
        lead=say_none_then(asked, "You have no announced meeting", when, nearest),
        note=say_here_alone(asked),
        actions=_find_further(asked),
    )
    return Answer(card, sources=tuple(f"meeting {m.key}" for m in nearest), rule=RULE)
