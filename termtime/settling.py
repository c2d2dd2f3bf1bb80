"""Settling what people changed by hand, for the command line and the bot alike.

A decision that takes effect first changes the year, where the year has a place for it, and is then saved. If the program
ends in between, the next sync finds that both sides agree, and nobody is asked again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from graph_sync.desired import make_place, make_when
from termtime.clock import read_clock
from termtime.store import SqlStore
from trust.auditing import AuditKind
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.proposals import CANCELLATION, Decision, Proposal, Verdict, count_people, find_settled
from trust.settling import (
    NOT_YOURS,
    Matter,
    adopt_into,
    find_matters,
    may_know,
    may_settle,
    tell_decision,
)
from trust.values import RefusedError, place_in_london
from trust.year import Year

NOT_OPEN = "Nothing called {id} is open: it was settled, has changed again since, or never was."
MOVED_ON = "The year has changed since this was found, so nothing was done; the next sync looks again."
AT_WORK = "Somebody else is settling this at this moment. Look again in a minute."
AGREED = "Noted. Calling a meeting off takes two people, so one more has to agree."
ALREADY_AGREED = (
    "You have agreed already. Calling a meeting off takes two people, so somebody else has to agree."
)


async def fetch_matters(store: SqlStore) -> tuple[Matter, ...]:
    """Read what people changed by hand, and what was decided about it so far."""
    proposals = await store.sync.fetch_proposals()
    return find_matters(proposals, await store.sync.fetch_decisions()) if proposals else ()


async def settle(
    store: SqlStore, proposal_id: str, verdict: Verdict, by: Person, now: datetime, *, through: str = ""
) -> str:
    """Save a person's decision about a proposal, and let it take effect once enough people agree.

    Args:
        store: The store.
        proposal_id: Which proposal.
        verdict: What is decided.
        by: Who decides.
        now: When.
        through: Who says so in their name, as the audit log writes it; empty where people speak for themselves.

    Returns:
        What was done, in a sentence.

    Raises:
        RefusedError: It is not open, the person may not settle it, the year has moved on, or somebody else is at it.
    """
    matter = await _find_theirs(store, proposal_id, by, now)
    async with _alone(store, matter.proposal, now):
        # Read again: somebody may have settled it a moment ago.
        matter = await _find_theirs(store, proposal_id, by, now)
        proposal = matter.proposal
        decision = Decision(proposal=proposal, verdict=verdict, by=by.id, at=now)
        agreed = {*matter.find_agreed(verdict), by.id}
        if len(agreed) < count_people(proposal, verdict):
            known = by.id in matter.find_agreed(verdict)
            if not known:
                await store.sync.save_decision(decision)
                await _note(store, decision, through)
            return ALREADY_AGREED if known else AGREED
        year = await store.fetch_year()
        meeting = adopt_into(year, proposal)
        _check_still_said(year, proposal, await store.sync.fetch_decisions(), meeting)
        if verdict is Verdict.ADOPT and meeting is not None:
            await store.save_meetings((meeting,))
        await store.sync.save_decision(decision)
        await _note(store, decision, through)
        # Where Microsoft 365 tells of changes, a sync follows soon; elsewhere the nightly one takes it up.
        await store.subscriptions.note_wake(now)
    return _tell(by.name, proposal, verdict, meeting)


async def _note(store: SqlStore, decision: Decision, through: str) -> None:
    detail = {"verdict": decision.verdict.value, "what": decision.proposal.field}
    detail |= {"as": decision.by} if through else {}
    # At the command line a moment may be pretended (--at); it was settled at this one.
    now = read_clock() if through else decision.at
    await store.audit.note(AuditKind.SETTLED, through or decision.by, decision.proposal.key, now, detail)


async def _find_theirs(store: SqlStore, proposal_id: str, by: Person, now: datetime) -> Matter:
    """Find an open proposal that somebody may settle. To others a hidden group's is not there at all."""
    trust = (await store.fetch_year()).trust
    matter = next((m for m in await fetch_matters(store) if m.proposal.id == proposal_id), None)
    if matter is None:
        raise RefusedError(NOT_OPEN.format(id=proposal_id))
    day = place_in_london(now).date()
    if not may_settle(trust, by, matter.proposal, day).allowed:
        known = may_know(trust, (by,), matter.proposal, day)
        raise RefusedError(NOT_YOURS if known else NOT_OPEN.format(id=proposal_id))
    if matter.settled is not None:
        raise RefusedError(tell_decision(trust, matter.settled))
    return matter


@asynccontextmanager
async def _alone(store: SqlStore, proposal: Proposal, now: datetime) -> AsyncIterator[None]:
    """Keep everyone else, in every replica, from settling anything about the same thing meanwhile.

    The claim names the hour, so that one left behind by a program that was killed holds nobody up for longer.
    """
    key = f"settling/{proposal.kind}/{proposal.key}/{place_in_london(now):%Y-%m-%dT%H}"
    if not await store.conversations.claim(key):
        raise RefusedError(AT_WORK)
    try:
        yield
    finally:
        await store.conversations.release(key)


def _check_still_said(
    year: Year, proposal: Proposal, decisions: Iterable[Decision], adopted: Meeting | None
) -> None:
    """Refuse a decision about what the year no longer says; what it has no place for it cannot have changed."""
    meeting = year.meeting_by_key.get(proposal.key)
    if proposal.kind != "event":
        return
    published = meeting is not None and meeting.status is MeetingStatus.PUBLISHED
    # Only whether a cancelled meeting stays in diaries is asked of one that does not stand.
    if published is (proposal.field == CANCELLATION):
        raise RefusedError(MOVED_ON)
    if meeting is None or not published:
        return
    says = {
        "when": make_when(meeting.starts, meeting.ends),
        "place": make_place(year.trust, meeting),
        "subject": f"{year.trust.group_by_id[meeting.group].name}: {meeting.title}",
    }
    # An exception made before is what the sync has wanted since.
    exceptions = {
        decision.proposal.seen
        for decision in find_settled(decisions).values()
        if decision.verdict is Verdict.ADOPT
        and (decision.proposal.key, decision.proposal.field) == (proposal.key, proposal.field)
    }
    now_wanted = {says.get(proposal.field, proposal.wanted), *exceptions}
    if adopted is not None and proposal.wanted not in now_wanted:
        raise RefusedError(MOVED_ON)


def _tell(who: str, proposal: Proposal, verdict: Verdict, meeting: Meeting | None) -> str:
    if proposal.field == CANCELLATION:
        keeps = verdict is Verdict.ADOPT
        return (
            f"{who} leaves it in diaries."
            if keeps
            else f"{who} calls it off: the next sync cancels it in Outlook."
        )
    if verdict is Verdict.PUT_BACK:
        return f"{who} puts it back: the next sync makes Microsoft 365 say again what the year says."
    if proposal.cancels:
        return f"{who} is the second to agree: the meeting is called off."
    if meeting is not None:
        return f"{who} keeps it: the year now says so too."
    return f"{who} keeps it: it stays as an exception to the year."
