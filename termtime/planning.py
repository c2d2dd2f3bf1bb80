"""Planning a year and publishing it: between the planner, which knows no store, and the store, which knows no planner.

What is published stays where it is; planning again moves only what is still a proposal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from scheduler.engine.problem import Watch
from scheduler.fairness import find_owed, find_standings
from scheduler.planner import DEFAULT_EFFORT, propose_year
from scheduler.proposal import Proposal
from scheduler.repair import Repair, propose_repairs
from trust.calendar import add_working_days
from trust.meetings import Meeting, MeetingStatus
from trust.ports import Store
from trust.values import RefusedError
from trust.year import Trust, Year


async def plan_year(
    store: Store,
    now: datetime,
    *,
    seed: int = 0,
    effort: float = DEFAULT_EFFORT,
    steady: bool = True,
    watch: Watch | None = None,
) -> Proposal:
    """Propose the trust's year around what is published, and keep the proposal.

    Once something is published the year is under way: nothing new is proposed sooner than the notice period. People
    whom the meetings held so far, this year and before, have shut out weigh more in what is still to come.
    """
    year = await store.fetch_year()
    fixed = tuple(m for m in find_meetings(year) if m.status is not MeetingStatus.PROPOSED)
    # The solver is busy for seconds and lets go of the interpreter: in a thread, the bot goes on answering.
    proposal = await asyncio.to_thread(
        propose_year,
        year.trust,
        year.trust.settings.year,
        fixed,
        earliest=find_earliest(year.trust, now) if fixed else None,
        owed=find_debts(year, now),
        seed=seed,
        effort=effort,
        steady=steady,
        watch=watch,
    )
    await store.save_meetings(find_proposed(proposal.meetings), replacing_proposed=True)
    return proposal


async def propose_year_repairs(
    store: Store, now: datetime, *, seed: int = 0, watch: Watch | None = None
) -> tuple[Repair, ...]:
    """Propose how to put the published year right after a change; nothing is saved.

    Raises:
        RefusedError: Nothing is published yet, so there is nothing to repair.
    """
    year = await store.fetch_year()
    published = tuple(m for m in find_meetings(year) if m.status is not MeetingStatus.PROPOSED)
    if not published:
        raise RefusedError("Nothing is published, so nothing needs repair. `termtime plan` proposes a year.")
    return await asyncio.to_thread(
        propose_repairs,
        year.trust,
        year.trust.settings.year,
        published,
        earliest=find_earliest(year.trust, now),
        seed=seed,
        watch=watch,
    )


async def save_repair(store: Store, repair: Repair) -> None:
    """Publish a repair: its moves and what is new."""
    added = (meeting.model_copy(update={"status": MeetingStatus.PUBLISHED}) for meeting in repair.added)
    await store.save_meetings((*(move.after for move in repair.moves), *added))


def find_meetings(year: Year) -> tuple[Meeting, ...]:
    """Find the meetings of the academic year in hand."""
    return tuple(meeting for meeting in year.meetings if meeting.year == year.trust.settings.year)


def find_earliest(trust: Trust, now: datetime) -> date:
    """Find the first day on which a date may be news: the notice period from now."""
    return add_working_days(now.date(), trust.settings.rules.notice_working_days)


def find_debts(year: Year, now: datetime) -> Mapping[str, int]:
    """Find what is owed to people (by id) whom the meetings held so far, of whatever year, have shut out."""
    held: dict[str, list[Meeting]] = {}
    for meeting in year.meetings:
        if meeting.ends <= now and meeting.status is MeetingStatus.PUBLISHED:
            held.setdefault(meeting.year, []).append(meeting)
    debts = (find_owed(find_standings(year.trust, meetings, name)) for name, meetings in held.items())
    owed: dict[str, int] = {}
    for debt in debts:
        for person, weight in debt.items():
            owed[person] = max(weight, owed.get(person, 0))
    return owed


async def publish_year(store: Store) -> tuple[Meeting, ...]:
    """Publish every proposed meeting at once; return them.

    Raises:
        RefusedError: There is nothing to publish.
    """
    year = await store.fetch_year()
    published = tuple(
        meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
        for meeting in find_proposed(year.meetings)
    )
    if not published:
        raise RefusedError(
            "There is nothing to publish: no meeting is proposed. `termtime plan` proposes a year."
        )
    await store.save_meetings(published)
    return published


def find_proposed(meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """Find the meetings that are still proposals."""
    return tuple(meeting for meeting in meetings if meeting.status is MeetingStatus.PROPOSED)
