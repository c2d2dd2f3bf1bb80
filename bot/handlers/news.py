"""What has changed between two looks at the same groups' meetings; and what is known to be new without a look before.

| then                      | now                        | news                    |
|---------------------------|----------------------------|-------------------------|
| not there                 | there, of the same groups  | added                   |
| there, to come            | not there                  | gone                    |
| stood                     | cancelled                  | cancelled               |
| cancelled                 | stands                     | on again                |
| at one time               | at another                 | moved                   |
| in one place              | in another                 | another place           |
| agenda not published      | published                  | agenda                  |
| minutes not so far        | there, or further          | minutes                 |

A field that may not be seen, then or now, is no news; neither are the meetings of a group joined or left in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.asked import Asked, Rulings
from bot.handlers.papers import find_agenda, find_minutes
from bot.personal import Look, MeetingSeen
from bot.showing import show_meeting
from cards.words import format_span
from trust.meetings import Meeting, MeetingStatus
from trust.papers import AgendaStatus
from trust.permissions import Aspect
from trust.proposals import Verdict
from trust.settling import read_span
from trust.values import place_in_london

FORTNIGHT = timedelta(days=14)


class NewsKind(StrEnum):
    """What happened to a meeting, the gravest first."""

    CANCELLED = "cancelled"
    GONE = "no longer in the year"
    MOVED = "moved"
    BACK = "on again"
    ADDED = "added"
    PLACE = "another place"
    AGENDA = "agenda published"
    MINUTES = "minutes"


class News(NamedTuple):
    """Something that happened to a meeting, by key; `was` says in words how it was before, where that is known."""

    kind: NewsKind
    key: str
    was: str = ""


def make_look(asked: Asked, rulings: Mapping[str, Rulings]) -> Look:
    """Note what this audience can see now of the announced meetings of some groups (by id), this year's alone."""
    return Look(
        at=asked.now,
        groups=tuple(sorted(rulings)),
        meetings={
            meeting.key: _see(asked, meeting, rulings[meeting.group])
            for meeting in asked.year.meetings
            if meeting.group in rulings
            and meeting.status is not MeetingStatus.PROPOSED
            and meeting.year == asked.trust.settings.year
        },
    )


def find_news(before: Look, now: Look) -> tuple[News, ...]:
    """Find what has changed of the groups in both looks, by kind and then by key."""
    both = set(before.groups) & set(now.groups)
    found = [
        news
        for key in sorted(before.meetings.keys() | now.meetings.keys())
        if key.split("/")[1] in both
        for news in _compare(key, before.meetings.get(key), now.meetings.get(key), now)
    ]
    return tuple(sorted(found, key=lambda news: (list(NewsKind).index(news.kind), news.key)))


def find_recent(asked: Asked, now: Look) -> tuple[News, ...]:
    """Find what is known to be new without a look before: of the last fortnight, where a day is known."""
    since = asked.now - FORTNIGHT
    found = list(_find_moves(asked, now))
    for key, seen in now.meetings.items():
        coming = seen.ends > asked.now
        minutes = asked.year.minutes_by_meeting.get(key)
        if seen.cancelled and coming:
            found.append(News(NewsKind.CANCELLED, key))
        elif seen.agenda and coming:
            found.append(News(NewsKind.AGENDA, key))
        if seen.minutes and minutes and minutes.saved and since.date() <= minutes.saved <= asked.today:
            found.append(News(NewsKind.MINUTES, key))
    return tuple(sorted(found, key=lambda news: (list(NewsKind).index(news.kind), news.key)))


def _find_moves(asked: Asked, now: Look) -> Iterator[News]:
    """Find the moves people made by hand and agreed on."""
    for matter in asked.desk.matters:
        proposal, settled = matter.proposal, matter.settled
        if proposal.field != "when" or proposal.key not in now.meetings or settled is None:
            continue
        before = read_span(proposal.wanted) if isinstance(proposal.wanted, str) else None
        if settled.verdict is Verdict.ADOPT and settled.at >= asked.now - FORTNIGHT and before:
            yield News(NewsKind.MOVED, proposal.key, format_span(*before))


def _see(asked: Asked, meeting: Meeting, rulings: Rulings) -> MeetingSeen:
    agenda, minutes = find_agenda(asked, meeting, rulings), find_minutes(asked, meeting, rulings)
    published = agenda is not None and agenda.status is AgendaStatus.PUBLISHED
    return MeetingSeen(
        starts=meeting.starts,
        ends=meeting.ends,
        cancelled=meeting.status is MeetingStatus.CANCELLED,
        place=show_meeting(asked, meeting, rulings).place if rulings[Aspect.PLACE].allowed else None,
        agenda=published if rulings[Aspect.AGENDA].allowed else None,
        minutes=(minutes.status.value if minutes else "") if rulings[Aspect.MINUTES].allowed else None,
    )


def _compare(key: str, before: MeetingSeen | None, now: MeetingSeen | None, look: Look) -> Iterator[News]:
    if now is None:
        if before and before.ends > look.at and not before.cancelled:
            yield News(NewsKind.GONE, key, _say_when(before))
        return
    if before is None:
        yield News(NewsKind.CANCELLED if now.cancelled else NewsKind.ADDED, key)
        before = MeetingSeen(starts=now.starts, ends=now.ends, place=now.place, agenda=False, minutes="")
    elif before.cancelled != now.cancelled:
        yield News(NewsKind.CANCELLED if now.cancelled else NewsKind.BACK, key)
    if (before.starts, before.ends) != (now.starts, now.ends) and not now.cancelled:
        yield News(NewsKind.MOVED, key, _say_when(before))
    if None not in (before.place, now.place) and before.place != now.place and not now.cancelled:
        yield News(NewsKind.PLACE, key, before.place or "")
    if before.agenda is False and now.agenda:
        yield News(NewsKind.AGENDA, key)
    if before.minutes is not None and now.minutes and before.minutes != now.minutes:
        yield News(NewsKind.MINUTES, key, before.minutes)


def _say_when(seen: MeetingSeen) -> str:
    return format_span(place_in_london(seen.starts), place_in_london(seen.ends))
