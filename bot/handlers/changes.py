"""Answers "what has changed since I last looked?", and "has it moved, is it still on?" of one group.

What somebody could see is noted each time they ask about all of their groups in a chat of their own, and compared the
next time. Pages, and showing the same again, compare with the look before. The first time there is nothing to compare
with: that is said, and what is known to be new is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING, TURN, ask_dates, ask_further
from bot.handlers.news import News, NewsKind, find_news, find_recent, make_look
from bot.handlers.own_groups import find_own_rulings, is_unsettled, say_here_alone
from bot.handlers.paging import ask_again, find_page
from bot.handlers.planning import find_day, say_on
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_nearest, find_within, say_stretch
from bot.handlers.which_group import ask_which
from bot.personal import NOTHING_KEPT, Look
from bot.ports import NoteLook, Recall, Scope
from bot.routing import on
from bot.showing import find_meetings, show_meeting
from cards.card import Button
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_moment, format_span
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect

ROWS_A_PAGE = 5
RULE = "own meetings, as far as everyone listening may see them"
AGAIN = "again"
HEADINGS = {
    NewsKind.CANCELLED: "Cancelled",
    NewsKind.GONE: "No longer in the year",
    NewsKind.MOVED: "Moved",
    NewsKind.BACK: "On again",
    NewsKind.ADDED: "New",
    NewsKind.PLACE: "Somewhere else",
    NewsKind.AGENDA: "Agenda published",
    NewsKind.MINUTES: "Minutes",
}
FIRST = "You have not asked me this before, so I cannot tell what is new to you."


@on("changes")
def tell_changes(asked: Asked) -> Answer:
    """Show what has changed, of all the asker's groups or of the one named."""
    if is_unsettled(asked):
        return ask_which(asked)
    if (group := asked.question.entities.group) is not None:
        return _tell_of_group(asked, group)
    rulings = find_own_rulings(asked, Aspect.DATES)
    before, now = _find_look_before(asked), make_look(asked, rulings)
    news = find_news(before, now) if before else find_recent(asked, now)
    page = find_page(asked, len(news), ROWS_A_PAGE)
    shown = news[page.first : page.last]
    card = make_rows_card(
        "What has changed",
        [_make_row(asked, one, before, rulings) for one in shown],
        asked.footing,
        kicker=f"Your groups{page.words}",
        lead=_say_lead(asked, news, before, joined=bool(before and set(now.groups) - set(before.groups))),
        note=" ".join(filter(None, (_say_cancelled(asked, news, now), say_here_alone(asked)))),
        actions=(*page.buttons, *_find_further(asked)),
    )
    if asked.desk.personal is None:
        effect: NoteLook | Recall | None = Recall()
    else:
        effect = NoteLook(now) if _is_a_look(asked) and _differs(now, before) else None
    return Answer(card, sources=tuple(f"meeting {one.key}" for one in shown), rule=RULE, effect=effect)


def _is_a_look(asked: Asked) -> bool:
    """Say whether this shows the asker all there is to see, anew."""
    entities = asked.question.entities
    anew = not entities.page and entities.detail != AGAIN
    return asked.scope is Scope.PERSONAL and anew and asked.desk.done is None


def _differs(now: Look, before: Look | None) -> bool:
    """Say whether a look shows anything else than the one before; if not, that one is still the one to compare with."""
    return before is None or (now.groups, now.meetings) != (before.groups, before.meetings)


def _find_look_before(asked: Asked) -> Look | None:
    looks = (asked.desk.personal or NOTHING_KEPT).looks
    entities = asked.question.entities
    # Once this look is noted, the one it is compared with is the one before it.
    again = asked.desk.done is not None or bool(entities.page) or entities.detail == AGAIN
    return looks.before if again else looks.last


def _say_lead(asked: Asked, news: Sequence[News], before: Look | None, *, joined: bool) -> str:
    if before is None:
        known = f"What I know of, {'the gravest first' if len(news) > 1 else 'lately'}:" if news else ""
        nothing = "" if news else "I know of nothing new in the last fortnight."
        return " ".join(filter(None, (FIRST, known, nothing)))
    since = f"since I last told you, {format_moment(before.at)}"
    if when := asked.question.entities.when:
        since += f" (I cannot look back to {say_stretch(asked, when)} otherwise)"
    said = f"{len(news)} thing{'s have' if len(news) > 1 else ' has'} changed {since}." if news else ""
    also = " You have joined a group since; My groups shows it." if joined else ""
    return (said or f"Nothing has changed {since}.") + also


def _say_cancelled(asked: Asked, news: Sequence[News], now: Look) -> str:
    """Name what is cancelled and not over, where the news no longer does."""
    said = {one.key for one in news}
    keys = [
        k for k, seen in now.meetings.items() if seen.cancelled and seen.ends > asked.now and k not in said
    ]
    days = [
        f"{asked.trust.group_by_id[k.split('/')[1]].name}, {format_day(now.meetings[k].starts.date())}"
        for k in keys
    ]
    return f"Cancelled earlier: {'; '.join(days)}." if days else ""


def _find_further(asked: Asked) -> tuple[Button, ...]:
    looks = (asked.desk.personal or NOTHING_KEPT).looks
    repeats = not asked.question.entities.page and asked.question.entities.detail != AGAIN
    again = (
        (ask_again(asked, "Show the last changes", TURN, detail=AGAIN),) if looks.before and repeats else ()
    )
    return (*again, NEXT_MEETING, MY_GROUPS)


def _make_row(asked: Asked, news: News, before: Look | None, rulings: Mapping[str, Rulings]) -> Row:
    meeting = asked.year.meeting_by_key.get(news.key)
    group = asked.trust.group_by_id[news.key.split("/")[1]]
    if meeting is None or news.kind is NewsKind.GONE:
        day = before.meetings[news.key].starts.date() if before else None
        return Row(group.name, (f"It was {news.was}.",), heading=HEADINGS[news.kind], day=day)
    shown = show_meeting(asked, meeting, rulings[group.id])
    when = format_span(shown.starts, shown.ends)
    lines = (" · ".join(filter(None, (when, shown.title, shown.place))), _say_how(asked, news))
    return Row(group.name, lines, heading=HEADINGS[news.kind], day=find_day(meeting))


def _say_how(asked: Asked, news: News) -> str:
    if news.kind in (NewsKind.MOVED, NewsKind.PLACE) and news.was:
        return f"It was {news.was}."
    minutes = asked.year.minutes_by_meeting.get(news.key)
    if news.kind is NewsKind.MINUTES and minutes:
        saved = f", saved {format_day(minutes.saved)}" if minutes.saved else ""
        return f"{minutes.status.capitalize()}{saved}."
    return ""


def _tell_of_group(asked: Asked, group: Group) -> Answer:
    """Say how the meeting asked about stands, then what changed of the group since the asker last looked."""
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.DATES].allowed:
        return refuse(asked, group, "its dates", rulings[Aspect.DATES])
    here = {group.id: rulings}
    before, now = _find_look_before(asked), make_look(asked, here)
    compared = before if before and group.id in before.groups else None
    news = find_news(compared, now) if compared else find_recent(asked, now)
    page = find_page(asked, len(news), ROWS_A_PAGE)
    meetings = _find_in_question(asked, group)
    card = make_rows_card(
        group.name,
        [_make_row(asked, one, compared, here) for one in news[page.first : page.last]],
        asked.footing,
        kicker=f"What has changed{page.words}",
        lead=_say_standing(asked, group, meetings, news, compared),
        actions=(*page.buttons, ask_dates(group), *ask_further(group, rulings, "dates")),
    )
    keys = dict.fromkeys((*(m.key for m in meetings), *(one.key for one in news)))
    effect = Recall() if asked.desk.personal is None else None
    sources = tuple(f"meeting {key}" for key in keys)
    return Answer(card, sources=sources, rule=rulings[Aspect.DATES].rule, effect=effect)


def _find_in_question(asked: Asked, group: Group) -> list[Meeting]:
    """Find the meetings in the stretch, else those nearest to it; without one the next, or the last."""
    past, coming = find_meetings(asked, [group])
    every = [*reversed(past), *coming]
    if when := asked.question.entities.when:
        return find_within(every, when) or find_nearest(every, when)
    return coming[:1] or past[:1]


def _say_standing(
    asked: Asked, group: Group, meetings: Sequence[Meeting], news: Sequence[News], compared: Look | None
) -> str:
    if not meetings:
        return f"{group.name} has no announced meeting in {asked.trust.settings.year}."
    when = asked.question.entities.when
    off = when is not None and not find_within(meetings, when)
    lead = f"{group.name} has no meeting {say_on(asked, when)}. " if when and off else ""
    told = " ".join(_say_state(asked, group, meeting) for meeting in meetings)
    since = f"since I last told you, {format_moment(compared.at)}" if compared else "as far as I know"
    moved = any(one.kind in (NewsKind.MOVED, NewsKind.CANCELLED, NewsKind.GONE) for one in news)
    return f"{lead}{told}" + ("" if moved else f" Its dates have not changed {since}.")


def _say_state(asked: Asked, group: Group, meeting: Meeting) -> str:
    when = format_span(meeting.starts, meeting.ends)
    if meeting.status is MeetingStatus.CANCELLED:
        return f"{group.name}, {when}, is cancelled."
    if meeting.ends <= asked.now:
        return f"{group.name} was on {when}."
    return f"{group.name} is on {when}; it is not cancelled."
