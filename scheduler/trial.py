"""Tries wishes out on a year: what would move, and what would have no date any more.

The published year is put right with the fewest moves, as after any other change (`repair`); or, asked to, what is not
published is planned anew round what is (`planner`), and of what is published only that moves which a wish drives away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.engine.problem import Watch
from scheduler.planner import propose_year
from scheduler.repair import repair_year
from scheduler.scenario import Avoid, Keep, Put, Wish
from trust.calendar import find_year_bounds
from trust.meetings import Meeting, MeetingStatus
from trust.year import Trust

EFFORT = 4.0


class Trial(NamedTuple):
    """A year with wishes: its meetings, and whether no other moves fewer published ones, which is proved."""

    meetings: tuple[Meeting, ...]
    fewest: bool


def find_avoided(wishes: Iterable[Wish]) -> tuple[Avoid, ...]:
    """Find the wishes that keep time free."""
    return tuple(wish for wish in wishes if isinstance(wish, Avoid))


def put_meetings(meetings: Iterable[Meeting], wishes: Iterable[Wish]) -> tuple[Meeting, ...]:
    """Put meetings where wishes want them; of two wishes about a meeting the later counts."""
    puts = {wish.meeting: wish for wish in wishes if isinstance(wish, Put)}
    return tuple(
        m.model_copy(update={"starts": puts[m.key].starts, "ends": puts[m.key].ends}) if m.key in puts else m
        for m in meetings
    )


def try_wishes(  # noqa: PLR0913  (all but the first four may be left out)
    trust: Trust,
    year: str,
    meetings: Sequence[Meeting],
    wishes: Sequence[Wish],
    *,
    earliest: date | None = None,
    taken: Collection[str] = (),
    anew: bool = False,
    owed: Mapping[str, int] | None = None,
    watch: Watch | None = None,
) -> Trial:
    """Work out a year that keeps the wishes as far as can be.

    Args:
        trust: The trust.
        year: The academic year.
        meetings: All its meetings as they are dated.
        wishes: What is wished for. What is kept or put is fixed, whatever it clashes with.
        earliest: Meetings before this day stay, and none is put there.
        taken: Ids of groups whose meetings stay, and that get no new ones.
        anew: Plan all that is not published anew.
        owed: What is owed to people (by id), see fairness.
        watch: Hears how it goes, and ends it by True with what there is so far.
    """
    before = {meeting.key: meeting for meeting in meetings}
    put = put_meetings(meetings, wishes)
    pinned = {wish.meeting for wish in wishes if isinstance(wish, Keep | Put)}
    kept = pinned | {meeting.key for meeting in put if meeting.group in taken}
    avoid = find_avoided(wishes)
    if anew:
        fixed = [m for m in put if m.key in kept or _stands(m, avoid, earliest)]
        proposal = propose_year(
            trust, year, fixed, earliest=earliest, owed=owed, effort=EFFORT, watch=watch, avoid=avoid
        )
        made, fewest = proposal.meetings, False
    else:
        first = earliest or find_year_bounds(year)[0]
        repair = repair_year(
            trust, year, put, earliest=first, effort=EFFORT, watch=watch, keep=kept, avoid=avoid
        )
        made, fewest = repair.meetings, repair.fewest
    known = (m for m in made if m.group not in taken or m.key in before)
    return Trial(tuple(_keep_status(meeting, before) for meeting in known), fewest)


def find_unkept(wishes: Sequence[Wish], meetings: Iterable[Meeting]) -> tuple[int, ...]:
    """Find the wishes (by number) that a year does not keep: a meeting stands where it was not to be."""
    live = [meeting for meeting in meetings if meeting.status is not MeetingStatus.CANCELLED]
    return tuple(
        number
        for number, wish in enumerate(wishes)
        if isinstance(wish, Avoid) and any(wish.bars(m.key, m.group, m.starts) for m in live)
    )


def _stands(meeting: Meeting, avoid: Sequence[Avoid], earliest: date | None) -> bool:
    """Say whether planning anew leaves a meeting: it is published and no wish drives it away, or too near to move."""
    if meeting.status is MeetingStatus.PROPOSED:
        return False
    near = earliest is not None and meeting.starts.date() < earliest
    off = meeting.status is MeetingStatus.CANCELLED
    return near or off or not any(one.bars(meeting.key, meeting.group, meeting.starts) for one in avoid)


def _keep_status(meeting: Meeting, before: Mapping[str, Meeting]) -> Meeting:
    was = before.get(meeting.key)
    return meeting.model_copy(update={"status": was.status}) if was else meeting
