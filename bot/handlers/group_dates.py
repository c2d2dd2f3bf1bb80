"""Answers "when does … meet?": what is to come, what was, or what lies in a stretch of days, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ask_chair, ask_dates, ask_further, turn_page
from bot.handlers.paging import find_nth, find_page, pick_nth
from bot.handlers.refusal import refuse
from bot.handlers.replies import find_reply_buttons
from bot.handlers.stretch import find_nearest, find_within, say_heading, say_none_then
from bot.routing import on_group
from bot.showing import find_meetings, show_meeting
from cards.card import Button, Link
from cards.meeting import make_meeting_card
from cards.meetings import ROWS_A_PAGE, make_meetings_card
from cards.notice import make_notice_card
from cards.words import join_words
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.permissions import Aspect


@on_group("group_dates")
def tell_dates(asked: Asked, group: Group) -> Answer:
    """Show a group's meetings."""
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.DATES].allowed:
        return refuse(asked, group, "its dates", rulings[Aspect.DATES])
    entities = asked.question.entities
    past, coming = (_keep_kind(meetings, entities.topic) for meetings in find_meetings(asked, [group]))
    listed = _find_listed(asked, past, coming)
    first = entities.page * ROWS_A_PAGE
    if not listed[first:]:
        return _say_none(asked, group, rulings, past, coming)
    nth = find_nth(asked) or int(entities.soonest or len(listed) == 1)
    one = pick_nth(listed, nth, first) if nth and (entities.nth or not entities.page) else None
    if one is not None:
        return _show_one(asked, group, rulings, one, listed, met_before=bool(past))
    return _show_page(asked, group, rulings, listed, met_before=bool(past))


def _find_listed(asked: Asked, past: list[Meeting], coming: list[Meeting]) -> list[Meeting]:
    """Find what is asked for: in a stretch what was and what is to come alike, unless only either is asked for."""
    entities = asked.question.entities
    if entities.when is None or entities.past or entities.soonest:
        listed = find_within(past if entities.past else coming, entities.when)
        if listed or entities.when is None:
            return listed
    return find_within([*reversed(past), *coming], entities.when)


def _keep_kind(meetings: list[Meeting], kind: str) -> list[Meeting]:
    """Keep the meetings of a kind that was named, such as the conference; where there is none of it, all."""
    return [m for m in meetings if kind and (m.format == kind or kind in m.title.casefold())] or meetings


def _show_one(
    asked: Asked, group: Group, rulings: Rulings, one: Meeting, listed: Sequence[Meeting], *, met_before: bool
) -> Answer:
    shown = show_meeting(asked, one, rulings)
    linked = "minutes" if shown.minutes_url else ""
    pages = _find_pages(asked, group, 1, met_before)
    all_dates = [ask_dates(group)] if len(listed) > 1 or asked.question.entities.when else pages
    kicker = "Last meeting" if one.ends <= asked.now else "Next meeting"
    if one is not listed[0]:
        kicker = f"Meeting {listed.index(one) + 1} of {len(listed)}"
    replying = find_reply_buttons(asked, one)
    buttons = (*replying, *all_dates, *ask_further(group, rulings, "dates", "chair", linked))
    card = make_meeting_card(shown, asked.now, asked.footing, kicker=kicker, buttons=buttons)
    return Answer(card, sources=(f"meeting {one.key}",), rule=rulings[Aspect.DATES].rule)


def _show_page(
    asked: Asked, group: Group, rulings: Rulings, listed: Sequence[Meeting], *, met_before: bool
) -> Answer:
    entities = asked.question.entities
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    shown = [show_meeting(asked, meeting, rulings) for meeting in listed[page.first : page.last]]
    dates = "Dates" if entities.when else "Past dates" if entities.past else "Dates to come"
    next_one = next((m for m in shown if m.ends > asked.now), None)
    join = (Link("Join the next", next_one.join_url),) if next_one else ()
    turns = (
        (*page.buttons, ask_dates(group))
        if entities.when
        else _find_pages(asked, group, len(listed), met_before)
    )
    card = make_meetings_card(
        group.name,
        shown,
        asked.footing,
        kicker=f"{dates}{page.words}",
        note=_say_note(asked, listed),
        actions=(*join, *turns, *ask_further(group, rulings, "dates")),
    )
    sources = tuple(f"meeting {meeting.key}" for meeting in listed[page.first : page.last])
    return Answer(card, sources=sources, rule=rulings[Aspect.DATES].rule)


def _say_note(asked: Asked, listed: Sequence[Meeting]) -> str:
    entities = asked.question.entities
    if entities.nth:
        return f"There are only {len(listed)}."
    return say_heading(asked, entities.when) if entities.when else ""


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


def _say_undated(asked: Asked, group: Group, rulings: Rulings) -> str:
    """Say which meetings the group's cadence still asks for, to those who may know their titles."""
    announced = {m.key for m in asked.year.meetings if m.status is not MeetingStatus.PROPOSED}
    year, rules = asked.trust.settings.year, asked.trust.settings.cadences[group.cadence].meetings
    open_terms = {half.term for half in asked.trust.half_terms if half.ends >= asked.today}
    wanted = [
        f"{rule.title} ({rule.window})"
        for rule in rules
        if rule.term in open_terms and make_meeting_key(year, group.id, rule.key) not in announced
    ]
    if not wanted or not rulings[Aspect.TITLE].allowed:
        return ""
    return f" Not dated yet: {join_words(wanted)}."


def _say_none(
    asked: Asked, group: Group, rulings: Rulings, past: Sequence[Meeting], coming: Sequence[Meeting]
) -> Answer:
    entities, year, rule = asked.question.entities, asked.trust.settings.year, rulings[Aspect.DATES].rule
    if entities.when and (past or coming):
        nearest = find_nearest([*past, *coming], entities.when)
        card = make_meetings_card(
            group.name,
            [show_meeting(asked, meeting, rulings) for meeting in nearest],
            asked.footing,
            kicker="The nearest",
            note=say_none_then(asked, f"{group.name} has no announced meeting", entities.when, nearest),
            actions=(ask_dates(group), *ask_further(group, rulings, "dates")),
        )
        return Answer(card, sources=tuple(f"meeting {m.key}" for m in nearest), rule=rule)
    text = (
        f"{group.name} has not met yet in {year}."
        if entities.past
        else f"{group.name} has no announced meeting to come in {year}.{_say_undated(asked, group, rulings)}"
    )
    buttons = (ask_dates(group, "Past dates", past=True),) if past and not entities.past else ()
    card = make_notice_card(
        group.name, text, asked.footing, kicker="Dates", actions=(*buttons, ask_chair(group))
    )
    return Answer(card, rule=rule)
