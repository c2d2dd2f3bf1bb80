"""The marked year as if there never were what some people may not all be told. Import it as tests.bot.redacted_example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.bot.marked_example import (
    GROUPS,
    a_marked_year,
    find_hidden,
    mark,
    may_be_told,
    name_key,
    some_actions,
    some_agendas,
    some_links,
    some_meetings,
    some_minutes,
    some_replies,
    some_texts,
)
from trust.cadence import Format
from trust.meetings import MeetingStatus
from trust.year import Trust, Year


def make_year_seen_by(people: Sequence[str]) -> Year:
    """Make the year as if there never were what some people may not all be told: hidden groups, drafts, papers, replies.

    Who belongs stays: their number is weighed in what the planner says to anyone.
    """
    year, hidden = a_marked_year(), find_hidden(people)
    seen = [_see(n, people) for n in GROUPS if n not in hidden]
    return Year(
        trust=_see_trust(year.trust, people, hidden),
        **{name: tuple(one for part in seen for one in part[name]) for name in seen[0]} if seen else {},
    )


def _see(n: int, people: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    def may(kind: str) -> bool:
        return may_be_told(people, kind, n)

    drafts = may("draftagenda")
    kept = {
        name_key(n, rule)
        for rule in ("autumn-1", "spring-1", *(("moderation", "spring-2") if drafts else ()))
    }
    own = [reply for reply in some_replies(n) if tuple(people) == (reply.person,)]
    owed = [action for action in some_actions(n) if tuple(people) == (action.owner,)]
    replies = (
        some_replies(n)
        if drafts
        else [r for r in some_replies(n) if may("action") and r.person == f"member{n}"]
    )
    urls = {} if drafts else {"agenda_url": "", "minutes_url": ""}
    links = [one if one.meeting in kept else one.model_copy(update=urls) for one in some_links(n)]
    blank = {} if may("title") else {"title": "Other", "room": None, "place": None, "format": Format.WORKSHOP}
    parts: dict[str, Iterable[Any]] = {
        "meetings": [m.model_copy(update=blank) for m in some_meetings(n) if m.status is not MeetingStatus.PROPOSED]
        if may("dates") else (),
        "agendas": [one for one in some_agendas(n) if one.meeting in kept and may("agenda")],
        "minutes": [one for one in some_minutes(n) if one.meeting in kept and may("decision")],
        "texts": [one for one in some_texts(n) if one.meeting in kept and may("agendatext")],
        "links": links if may("join") else (),
        "actions": some_actions(n) if may("action") else owed,
        "replies": {*replies, *own},
    }  # fmt: skip
    return {name: tuple(part) for name, part in parts.items()}


def _see_trust(trust: Trust, people: Sequence[str], hidden: frozenset[int]) -> Trust:
    gone = {mark("id", n) for n in hidden}
    posts = {f"post-{n}" for n in hidden}
    silent = {mark("id", n) for n in GROUPS if not may_be_told(people, "chair", n)}
    aimless = {mark("id", n) for n in GROUPS if not may_be_told(people, "purpose", n)}
    return trust.model_copy(update={
        "groups": tuple(
            group.model_copy(update={"purpose": "Other"} if group.id in aimless else {})
            for group in trust.groups if group.id not in gone
        ),
        "officers": tuple(one for one in trust.officers if one.group not in silent),
        "memberships": tuple(one for one in trust.memberships if one.group not in gone),
        "roles": tuple(role for role in trust.roles if role.id not in posts),
        "people": tuple(
            person.model_copy(update={"roles": tuple(set(person.roles) - posts)}) for person in trust.people
        ),
        "external_support": tuple(one for one in trust.external_support if not gone.issuperset(one.groups)),
    })  # fmt: skip
