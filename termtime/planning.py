"""Planning a year and publishing it: between the planner, which knows no store, and the store, which knows no planner.

What is published stays where it is; planning again moves only what is still a proposal.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from scheduler.planner import propose_year
from scheduler.proposal import OnProgress, Proposal
from trust.calendar import add_working_days
from trust.meetings import Meeting, MeetingStatus
from trust.ports import Store
from trust.values import RefusedError


async def plan_year(
    store: Store, now: datetime, *, seed: int = 0, progress: OnProgress | None = None
) -> Proposal:
    """Propose the trust's year around what is published, and keep the proposal.

    Once something is published the year is under way: nothing new is proposed sooner than the notice period.
    """
    year = await store.fetch_year()
    name = year.trust.settings.year
    fixed = tuple(m for m in year.meetings if m.status is MeetingStatus.PUBLISHED and m.year == name)
    notice = year.trust.settings.rules.notice_working_days
    earliest = add_working_days(now.date(), notice) if fixed else None
    # The solver is busy for seconds and lets go of the interpreter: in a thread, the bot goes on answering.
    proposal = await asyncio.to_thread(
        propose_year, year.trust, name, fixed, earliest=earliest, seed=seed, progress=progress
    )
    await store.save_meetings(find_proposed(proposal.meetings), replacing_proposed=True)
    return proposal


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


def find_proposed(meetings: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    """Find the meetings that are still proposals."""
    return tuple(meeting for meeting in meetings if meeting.status is MeetingStatus.PROPOSED)
