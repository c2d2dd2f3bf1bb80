"""Answers "does anything clash?": which meetings are at the same time, and who is needed in both.

Of the asker's own meetings: those that overlap, and in a chat of their own also those on days they do not work. Of a
group: the meetings at the same time whose dates everyone listening may know, and beside each, where the rosters of both
may be seen, how many people are needed in both; officers and trust leads are told who.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ASK, MY_GROUPS, NEXT_MEETING, ask_dates
from bot.handlers.meant import find_held
from bot.handlers.own_groups import find_own_rulings, say_here_alone
from bot.handlers.paging import find_page
from bot.handlers.planning import find_day, may_name, say_on, say_people
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within
from bot.handlers.which_group import ask_which
from bot.handlers.why_date import ask_free_slots
from bot.ports import Scope
from bot.routing import on
from cards.card import Button
from cards.rows import Row, make_rows_card
from cards.words import format_span, join_words
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.permissions import Aspect

ROWS_A_PAGE = 5
MOST_GROUPS = 4
OWN_RULE = "own meetings"
OWN = Button("My clashes", ASK, {"intent": "clashes"})
NEEDED = "Needed in both"
TOGETHER = "At the same time"
AWAY = "On a day you do not work"


class Clash(NamedTuple):
    """Two meetings at the same time, and what may be said of who is needed in both."""

    one: Meeting
    other: Meeting
    said: str = ""


@on("clashes")
def tell_clashes(asked: Asked) -> Answer:
    """Show what is at the same time as the asker's own meetings, or as a group's."""
    entities = asked.question.entities
    groups = entities.candidates or ((entities.group,) if entities.group else ())
    if entities.unknown or len(groups) > MOST_GROUPS:
        return ask_which(asked)
    return _tell_of_groups(asked, groups) if groups else _tell_own(asked)


def find_overlaps(meetings: Iterable[Meeting], others: Iterable[Meeting]) -> list[tuple[Meeting, Meeting]]:
    """Find every two meetings at the same time, one of each list, each pair once, in order of time."""
    by_day: dict[object, list[Meeting]] = {}
    for other in others:
        by_day.setdefault(find_day(other), []).append(other)
    pairs: dict[frozenset[str], tuple[Meeting, Meeting]] = {}
    for one in sorted(meetings, key=lambda m: (m.starts, m.key)):
        for other in by_day.get(find_day(one), ()):
            if one.key != other.key and one.starts < other.ends and other.starts < one.ends:
                pairs.setdefault(frozenset((one.key, other.key)), (one, other))
    return list(pairs.values())


def _tell_own(asked: Asked) -> Answer:
    rulings = find_own_rulings(asked, Aspect.DATES)
    mine = _find_asked_about(asked, [asked.trust.group_by_id[group] for group in rulings])
    clashes = [Clash(one, other) for one, other in find_overlaps(mine, mine)]
    away = []
    if asked.scope is Scope.PERSONAL and asked.asker is not None:
        away = [m for m in mine if not asked.asker.works_on(find_day(m))]
    rows = [*(_make_row(asked, clash) for clash in clashes), *(_make_away_row(asked, m) for m in away)]
    lead = _say_own_lead(mine, clashes, _say_where(asked))
    page = find_page(asked, len(rows), ROWS_A_PAGE)
    card = make_rows_card(
        "Your clashes", rows[page.first : page.last], asked.footing, kicker=f"Clashes{page.words}", lead=lead,
        note=say_here_alone(asked), actions=(*page.buttons, NEXT_MEETING, MY_GROUPS),
    )  # fmt: skip
    sources = _name_sources(clashes[page.first : page.last])
    return Answer(card, sources=sources, rule=OWN_RULE)


def _say_own_lead(mine: Sequence[Meeting], clashes: Sequence[Clash], where: str) -> str:
    if clashes:
        return f"{_count(len(clashes), 'pair', 'pairs')} of your meetings at the same time{where}."
    if not mine:
        return f"You have no announced meeting{where or ' to come'}, so nothing clashes."
    if len(mine) == 1:
        return f"No clash: you have 1 meeting{where or ' to come'}."
    return f"No clash: no two of your {len(mine)} meetings{where} are at the same time."


def _tell_of_groups(asked: Asked, groups: Sequence[Group]) -> Answer:
    for group in groups:
        ruling = asked.find_rulings(group)[Aspect.DATES]
        if not ruling.allowed:
            return refuse(asked, group, "its dates", ruling)
    theirs = _find_asked_about(asked, groups)
    known = {group.id: asked.find_rulings(group) for group in asked.visible}
    others = [
        m
        for m in asked.year.meetings
        if m.status is MeetingStatus.PUBLISHED and m.group in known and known[m.group][Aspect.DATES].allowed
    ]
    clashes = _judge(asked, find_overlaps(theirs, others), known)
    page = find_page(asked, len(clashes), ROWS_A_PAGE)
    shown = clashes[page.first : page.last]
    names = join_words([group.name for group in groups])
    asks = [button for group in groups for button in (ask_free_slots(group), ask_dates(group))][:2]
    card = make_rows_card(
        names, [_make_row(asked, clash) for clash in clashes[page.first : page.last]], asked.footing,
        kicker=f"Clashes{page.words}", lead=_say_lead(asked, groups, theirs, clashes),
        actions=(*page.buttons, *asks, OWN),
    )  # fmt: skip
    return Answer(card, sources=_name_sources(shown), rule=known[groups[0].id][Aspect.DATES].rule)


def _find_asked_about(asked: Asked, groups: Sequence[Group]) -> list[Meeting]:
    """Find the meetings in question: in a stretch what was and is to come alike, else what is to come."""
    entities = asked.question.entities
    past, coming = find_held(asked, groups)
    every = [*reversed(past), *coming] if entities.when else past if entities.past else coming
    return find_within(every, entities.when)


def _judge(asked: Asked, pairs: Sequence[tuple[Meeting, Meeting]], known: dict[str, Rulings]) -> list[Clash]:
    """Say of each pair who is needed in both, as far as it may be said; where that is nobody it is no clash."""
    needed, unsaid = [], []
    for one, other in pairs:
        mine = [asked.trust.group_by_id[meeting.group] for meeting in (one, other)]
        if not all(known[group.id][Aspect.ROSTER].allowed for group in mine):
            unsaid.append(Clash(one, other))
            continue
        first, second = (
            {person.id for person in find_members(asked.trust, group, find_day(one))} for group in mine
        )
        shared = tuple(sorted(first & second, key=lambda person: asked.trust.person_by_id[person].name))
        if shared:
            may = any(may_name(asked, group, known[group.id]) for group in mine)
            people = say_people(asked, shared) if may else _count(len(shared), "person", "people")
            verb = "are" if len(shared) > 1 else "is"
            needed.append(Clash(one, other, f"{people} {verb} needed in both"))
    return [*needed, *unsaid]


def _say_lead(
    asked: Asked, groups: Sequence[Group], theirs: Sequence[Meeting], clashes: Sequence[Clash]
) -> str:
    where = _say_where(asked)
    names = join_words([group.name for group in groups], "or")
    ids = {group.id for group in groups}
    lead = ""
    if len(groups) > 1 and not any({c.one.group, c.other.group} <= ids for c in clashes):
        lead = f"{join_words([group.name for group in groups])} do not clash with one another{where}. "
    if not theirs:
        return f"{lead}There is no announced meeting of {names}{where or ' to come'}."
    if not clashes:
        return f"{lead}No clash: nobody I may tell you of is needed elsewhere when {names} meets{where}."
    sure = sum(bool(clash.said) for clash in clashes)
    if sure:
        more = len(clashes) - sure
        also = f" {more} more at the same time; who is in both of those I may not say." if more else ""
        return f"{lead}{_count(sure, 'meeting clashes', 'meetings clash')} with {names}{where}.{also}"
    count = _count(len(clashes), "meeting is", "meetings are")
    return (
        f"{lead}{count} at the same time as {names}{where}; who is needed in both is for members and leads."
    )


def _make_row(asked: Asked, clash: Clash) -> Row:
    names = [asked.trust.group_by_id[meeting.group].name for meeting in (clash.one, clash.other)]
    times = [format_span(meeting.starts, meeting.ends) for meeting in (clash.one, clash.other)]
    when = times[0] if times[0] == times[1] else " and ".join(times)
    heading = NEEDED if clash.said else TOGETHER
    return Row(join_words(names), (when, clash.said), heading=heading, day=find_day(clash.one))


def _make_away_row(asked: Asked, meeting: Meeting) -> Row:
    name = asked.trust.group_by_id[meeting.group].name
    return Row(name, (format_span(meeting.starts, meeting.ends),), heading=AWAY, day=find_day(meeting))


def _say_where(asked: Asked) -> str:
    when = asked.question.entities.when
    return f" {say_on(asked, when)}" if when else ""


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _name_sources(clashes: Iterable[Clash]) -> tuple[str, ...]:
    keys = dict.fromkeys(key for clash in clashes for key in (clash.one.key, clash.other.key))
    return tuple(f"meeting {key}" for key in keys)
