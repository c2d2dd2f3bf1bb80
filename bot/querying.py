"""What the message extension finds: meetings, agendas and minutes, and groups, each with the card to post.

Pure. A card that is posted lies in a conversation for good, so it holds links and no buttons, and nothing that anybody
who reads it there may not see: who that is was settled before, and everything here asks the same rulings as an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.asked import Asked, find_own_groups
from bot.handlers.likeness import find_alike
from bot.handlers.search import find_readable, may_read, show_paper
from bot.ports import Query
from bot.showing import find_meetings, show_meeting, show_offices
from cards.card import Card
from cards.facts import make_facts_card
from cards.meeting import make_meeting_card
from cards.search import make_search_card
from cards.words import format_day, format_span
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect
from trust.searching import find

MOST_RESULTS = 10
Make = Callable[[], "Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: a line and what is said below it, the card that is posted, and the meeting or group it is of."""

    title: str
    text: str
    card: Card
    about: str = ""


def find_results(asked: Asked, query: Query) -> tuple[Result, ...]:
    """Find what a query asks for, best first; without words the asker's next meetings."""
    search = COMMANDS.get(query.command, _find_meetings)
    found = search(asked, query.words) if query.words.strip() else _find_next(asked)
    # Only those shown are made: ten cards cost more than finding a hundred things.
    shown = found[query.skip : query.skip + (min(query.count, MOST_RESULTS) or MOST_RESULTS)]
    return tuple(make() for make in shown)


def _find_next(asked: Asked) -> list[Make]:
    own = {group.id for group in find_own_groups(asked.trust, asked.asker, asked.today)}
    known = _find_dated(asked, [group for group in asked.visible if group.id in own])
    return [
        _make_meeting(asked, m) for m in known if m.ends > asked.now and m.status is MeetingStatus.PUBLISHED
    ]


def _find_meetings(asked: Asked, words: str) -> list[Make]:
    titled = {group.id for group in asked.visible if asked.find_rulings(group)[Aspect.TITLE].allowed}

    def names(meeting: Meeting) -> Iterable[str]:
        group = asked.trust.group_by_id[meeting.group]
        for name in (group.name, *group.aliases):
            yield f"{name} {meeting.title}" if meeting.group in titled else name
        if meeting.group in titled:
            yield meeting.title

    return [_make_meeting(asked, m) for m in find_alike(words, _find_dated(asked, asked.visible), names)]


def _find_papers(asked: Asked, words: str) -> list[Make]:
    readable = [group for group in asked.visible if may_read(asked.find_rulings(group))]
    found = find(find_readable(asked, readable), words)

    def make(number: int) -> Result:
        shown = show_paper(asked, found, found.documents[number])
        card = make_search_card(shown.meeting, [shown], asked.footing, kicker="Agendas and minutes")
        title, said = f"{shown.meeting}, {format_day(shown.held)}", f"{shown.paper}: {shown.passage}"
        return Result(title, said, card, found.documents[number].meeting)

    return [lambda number=number: make(number) for number in range(len(found.documents))]  # type: ignore[misc]


def _find_groups(asked: Asked, words: str) -> list[Make]:
    found = find_alike(words, asked.visible, lambda group: (group.name, *group.aliases))
    return [lambda group=group: _show_group(asked, group) for group in found]  # type: ignore[misc]


def _find_dated(asked: Asked, groups: Iterable[Group]) -> list[Meeting]:
    """Find the meetings of groups whose dates may be seen: those to come, then those over, the nearest first."""
    past, coming = find_meetings(asked, [g for g in groups if asked.find_rulings(g)[Aspect.DATES].allowed])
    return [*coming, *past]


def _make_meeting(asked: Asked, meeting: Meeting) -> Make:
    def make() -> Result:
        group = asked.trust.group_by_id[meeting.group]
        shown = show_meeting(asked, meeting, asked.find_rulings(group))
        when = format_span(meeting.starts, meeting.ends)
        said = " · ".join(
            filter(None, ("Cancelled" if shown.cancelled else "", when, shown.title, shown.place))
        )
        card = make_meeting_card(shown, asked.now, asked.footing, kicker="Meeting")
        return Result(group.name, said, card, meeting.key)

    return make


def _show_group(asked: Asked, group: Group) -> Result:
    rulings = asked.find_rulings(group)
    offices = show_offices(asked, group, asked.today) if rulings[Aspect.CHAIR].allowed else ()
    coming = [
        m for m in _find_dated(asked, [group]) if m.ends > asked.now and m.status is MeetingStatus.PUBLISHED
    ]
    facts = {office.name: office.words for office in offices}
    if coming:
        facts["Next meeting"] = format_span(coming[0].starts, coming[0].ends)
    facts["Ask"] = group.contact
    purpose = group.purpose if rulings[Aspect.TITLE].allowed else ""
    said = " · ".join(f"{name}: {words}" for name, words in facts.items() if words)
    card = make_facts_card("Group", group.name, purpose, facts, asked.footing)
    return Result(group.name, said, card, group.id)


COMMANDS: dict[str, Callable[[Asked, str], list[Make]]] = {
    "searchMeetings": _find_meetings,
    "searchMinutes": _find_papers,
    "searchGroups": _find_groups,
}
