"""What an answer depends on beside the year, and what it may have done: implements bot.ports.Clerk over the store.

The planner is lent to the bot here, its rules put into words that follow on the people they concern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bot.personal import Personal
from bot.planning import Drawback, Slot, Slots
from bot.ports import Consult, Desk, Do, Done, Effect, NoteLook, Prefer, Send, Settle
from scheduler.nudges.finding import find_open_nudges
from termtime.broadcasting import fetch_accounts, send_broadcast
from termtime.clock import Clock, read_clock
from termtime.settling import fetch_matters, settle
from termtime.store import SqlStore
from trust.auditing import AuditKind, Seen
from trust.deeds.result import Entry
from trust.meetings import Meeting
from trust.people import Person
from trust.values import RefusedError
from trust.year import Trust

if TYPE_CHECKING:
    from scheduler.alternatives import Alternative, Price

# What is said of each soft rule: after the people it concerns, or, where it concerns none, by itself.
CONCERNS = {
    "CLASH": "needed in another meeting",
    "AWAY": "not working that day",
    "WEEK_LOAD": "with too many meetings after school that week",
    "ONE_A_DAY": "with two meetings after school that day",
    "DIRECTED_TIME": "past their directed time",
}
HAPPENS = {
    "EDGE": "in the first or last two days of a half-term",
    "SPACING": "not well spaced from the group's other meetings",
    "STAFF_MEETING": "on a school's own meeting night",
    "AVOIDED_DAY": "on a faith date or another day to avoid",
    "SERIES": "not in one week with the rest of its series",
    "FIRST_IN_TERM": "before the leads' meeting of the term",
    "DEADLINE": "just before a deadline",
    "BUSY_WEEK": "in a week that is busy already",
    "MIDWEEK": "on a Monday or Friday",
}
KEPT = "Noted."


class YearPlanning:
    """Implements bot.planning.Planning with the planner that made the year."""

    def find_slots(
        self, trust: Trust, others: Sequence[Meeting], meeting: Meeting, *, earliest: date | None = None
    ) -> Slots:
        """List every time a meeting could take, the best first."""
        # The planner takes half a second to import, and few questions need it.
        from scheduler.alternatives import find_free_slots  # noqa: PLC0415
        from scheduler.occurrences import find_occurrence  # noqa: PLC0415

        try:
            occurrence = find_occurrence(trust, meeting)
            found = find_free_slots(trust, others, occurrence, meeting.year, earliest=earliest)
        except RefusedError:
            # Refused out of term; a time at which a school could not spare so many is no solution, and said to be none.
            return Slots()
        return Slots(occurrence.rule.window, tuple(_make_slot(alternative) for alternative in found))


@dataclass(frozen=True, slots=True)
class StoreClerk:
    """Implements bot.ports.Clerk over the store.

    Attributes:
        store: The store.
        clock: The clock.
        through: Who asks in somebody's name, as the audit log writes it; empty where people ask for themselves.
    """

    store: SqlStore
    clock: Clock
    through: str = ""

    async def fetch_desk(self) -> Desk:
        """Lay out what waits to be decided, and a planner."""
        matters = await fetch_matters(self.store)
        find_nudges = partial(find_open_nudges, matters=matters)
        return Desk(matters, planning=YearPlanning(), find_nudges=find_nudges)

    async def fetch_personal(self, person: Person) -> Personal:
        """Read what is kept about a person."""
        return await self.store.personal.fetch(person.id)

    async def fetch_entries(self, meeting: str) -> tuple[Entry, ...]:
        """Read what the journal says of a meeting."""
        return await self.store.journal.fetch(about=meeting)

    async def carry_out(self, effect: Effect, by: Person) -> Done:
        """Do what a person asks, and say what came of it."""
        now = self.clock()
        try:
            if isinstance(effect, Do):
                result = await self.store.do(effect.deed, by, now)
                # Where Microsoft 365 tells of changes, a sync follows soon; elsewhere the nightly one takes it up.
                await self.store.subscriptions.note_wake(now)
                return Done(effect, result.sentence, result)
            if isinstance(effect, Settle):
                said = await settle(
                    self.store, effect.proposal, effect.verdict, by, now, through=self.through
                )
                return Done(effect, said)
            if isinstance(effect, Send):
                return await send_broadcast(self.store, effect, by, now)
            if isinstance(effect, Consult):
                return Done(effect, "", accounts=await fetch_accounts(self.store, by, effect.broadcast))
        except RefusedError as refused:
            return Done(effect, str(refused))
        if isinstance(effect, Prefer):
            await self.store.personal.save_preferences(by.id, effect.preferences)
        elif isinstance(effect, NoteLook):
            await self.store.personal.save_look(by.id, effect.look)
        return Done(effect, KEPT)

    async def note_seen(self, seen: Sequence[Seen], by: Person) -> None:
        """Note in the audit log what a person is about to be shown that is not for everybody."""
        named = {"as": by.id} if self.through else {}
        # Whoever asks in another's name may pretend another moment (--at): they saw it at this one.
        now = read_clock() if self.through else self.clock()
        things = [(one.about, {"what": one.what} | named) for one in seen]
        await self.store.audit.note_all(AuditKind.SAW, self.through or by.id, things, now)


def _make_slot(alternative: Alternative) -> Slot:
    return Slot(
        alternative.starts,
        alternative.ends,
        alternative.cost,
        tuple(_make_drawback(price) for price in alternative.prices),
        alternative.obstacles,
    )


def _make_drawback(price: Price) -> Drawback:
    from scheduler.rules import Rule  # noqa: PLC0415  (as above)

    name = Rule(price.rule).name
    if name in CONCERNS:
        return Drawback(CONCERNS[name], price.cost, price.people)
    return Drawback(HAPPENS.get(name, price.rule), price.cost)
