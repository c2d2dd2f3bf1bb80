"""Answers "when does … meet?": what is to come, or on request what was, a page at a time."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_chair, ask_dates, ask_further, turn_page
from bot.handlers.refusal import refuse
from bot.routing import on_group
from bot.showing import find_meetings, show_meeting
from cards.card import Button, Link
from cards.meeting import make_meeting_card
from cards.meetings import ROWS_A_PAGE, make_meetings_card
from cards.notice import make_notice_card
from trust.groups import Group
from trust.permissions import Aspect


@on_group("group_dates")
def tell_dates(asked: Asked, group: Group) -> Answer:
    """Show a group's meetings."""
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.DATES].allowed:
        return refuse(asked, group, "its dates", rulings[Aspect.DATES])
    entities = asked.question.entities
    past, coming = find_meetings(asked, [group])
    listed = past if entities.past else coming
    first = entities.page * ROWS_A_PAGE
    page = listed[first : first + ROWS_A_PAGE]
    if not page:
        return _say_none(asked, group, bool(past), rulings[Aspect.DATES].rule)
    shown = [show_meeting(asked, meeting, rulings) for meeting in page]
    sources = tuple(f"meeting {meeting.key}" for meeting in page)
    if entities.page == 0 and (entities.soonest or len(listed) == 1):
        kicker = "Last meeting" if entities.past else "Next meeting"
        linked = "minutes" if shown[0].minutes_url else ""
        all_dates = (
            (ask_dates(group),) if len(listed) > 1 else tuple(_find_pages(asked, group, 1, bool(past)))
        )
        buttons = (*all_dates, *ask_further(group, rulings, "dates", "chair", linked))
        card = make_meeting_card(shown[0], asked.now, asked.footing, kicker=kicker, buttons=buttons)
        return Answer(card, sources=sources[:1], rule=rulings[Aspect.DATES].rule)
    join = () if entities.past else (Link("Join the next", shown[0].join_url),)
    card = make_meetings_card(
        group.name,
        shown,
        asked.footing,
        kicker=_count(entities.past, first, len(page), len(listed)),
        actions=(
            *join,
            *_find_pages(asked, group, len(listed), bool(past)),
            *ask_further(group, rulings, "dates"),
        ),
    )
    return Answer(card, sources=sources, rule=rulings[Aspect.DATES].rule)


def _count(past: bool, first: int, shown: int, all_of_them: int) -> str:
    dates = "Past dates" if past else "Dates to come"
    return dates if shown == all_of_them else f"{dates}, {first + 1}–{first + shown} of {all_of_them}"


def _find_pages(asked: Asked, group: Group, listed: int, met_before: bool) -> list[Button]:
    page, past = asked.question.entities.page, asked.question.entities.past
    buttons = []
    if (page + 1) * ROWS_A_PAGE < listed:
        buttons.append(turn_page("More", "group_dates", page + 1, group=group, past=past))
    if page:
        buttons.append(turn_page("Back", "group_dates", page - 1, group=group, past=past))
    if past:
        buttons.append(ask_dates(group, "Dates to come"))
    elif met_before:
        buttons.append(ask_dates(group, "Past dates", past=True))
    return buttons


def _say_none(asked: Asked, group: Group, met_before: bool, rule: str) -> Answer:
    year = asked.trust.settings.year
    past = asked.question.entities.past
    text = (
        f"{group.name} has not met yet in {year}."
        if past
        else f"{group.name} has no announced meeting to come in {year}."
    )
    buttons = (ask_dates(group, "Past dates", past=True),) if met_before and not past else ()
    card = make_notice_card(
        group.name, text, asked.footing, kicker="Dates", actions=(*buttons, ask_chair(group))
    )
    return Answer(card, rule=rule)
