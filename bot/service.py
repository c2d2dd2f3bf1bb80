"""One turn of a conversation: taken on once, put into its setting, answered, remembered.

All I/O of an answer happens here, through ports, so that everything after is a pure function of what was read. What a
person decides is an *effect* of the answer: it is carried out here, between two readings, and then told as it turned out.
What few answers depend on is an effect too: it is read only for those.

A question is taken on, answered, and only then noted as answered. Should we die between, Teams sends it again after
15 seconds: whoever gets that waits for the first claim to lapse or to be answered. Whoever took long looks, before
speaking, whether the question is still theirs. Only dying between the last two steps could answer twice.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.answer import answer, takes_the_cards_place
from bot.asked import Answer, Audience
from bot.ports import (
    AGAIN,
    Claim,
    Clerk,
    ConnectorError,
    Context,
    ConversationStore,
    Directory,
    Inbound,
    Kind,
    Messenger,
    Outbound,
    Recall,
    Scope,
    Trace,
    Turn,
    YearSource,
)
from bot.seen import find_seen
from trust.people import Person
from trust.values import RefusedError
from trust.year import Trust

FAILED = "Something went wrong on my side, and I could not answer. Please try again in a few minutes."
# A duplicate of what is being answered looks this often whether it has been, in all for longer than a claim lasts.
PAUSE_SECONDS = 4.0
MOST_LOOKS = 10
# Sending takes up to 20 seconds more, and a claim lasts 30.
SURELY_OURS = timedelta(seconds=5)
LOG = logging.getLogger(__name__)

# Gives an answer to whoever asked. Raises bot.ports.ConnectorError.
Deliver = Callable[[Outbound], Awaitable[None]]


@dataclass(slots=True)
class Told:
    """What may be told of a turn to whoever counts them: nothing of what was said, nor by whom."""

    intent: str = ""
    outcome: str = "answered"


# Follows a turn from beginning to end, and is told of it meanwhile.
Follow = Callable[[Inbound], AbstractContextManager[Told]]

# Who asks, and everyone who will read the answer.
FindAudience = Callable[[Trust], Awaitable[tuple[Person | None, Audience]]]


def follow_nothing(_inbound: Inbound) -> AbstractContextManager[Told]:
    """Follow no turn."""
    return nullcontext(Told())


async def answer_with_effect(
    inbound: Inbound,
    source: YearSource,
    clerk: Clerk,
    find_audience: FindAudience,
    context: Context,
    now: datetime,
) -> Answer:
    """Answer; what an answer asks to be done is done for whoever asked, and the question answered again after it.

    An answer that shows what is not for everybody is noted before it is given.
    """
    year = await source.fetch_year()
    asker, audience = await find_audience(year.trust)
    desk = await clerk.fetch_desk()
    answered = answer(inbound, year, audience, context, now, asker=asker, desk=desk)
    if asker and isinstance(answered.effect, Recall):
        desk = replace(desk, personal=await clerk.fetch_personal(asker))
        answered = answer(inbound, year, audience, context, now, asker=asker, desk=desk)
    if asker and isinstance(answered.effect, Trace):
        desk = replace(desk, entries=await clerk.fetch_entries(answered.effect.meeting))
        answered = answer(inbound, year, audience, context, now, asker=asker, desk=desk)
    if asker and answered.effect is not None:
        done = await clerk.carry_out(answered.effect, asker)
        personal = await clerk.fetch_personal(asker) if desk.personal else None
        desk = replace(await clerk.fetch_desk(), done=done, personal=personal)
        year = await source.fetch_year()
        answered = answer(inbound, year, audience, context, now, asker=asker, desk=desk)
    if asker and (seen := find_seen(answered, year)):
        await clerk.note_seen(seen, asker)
    return answered


@dataclass(frozen=True, slots=True)
class Bot:
    """Answers what reaches it."""

    source: YearSource
    store: ConversationStore
    clerk: Clerk
    directory: Directory
    messenger: Messenger
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    follow: Follow = follow_nothing

    async def respond(self, inbound: Inbound, deliver: Deliver) -> Outbound | None:
        """Answer, and say what was said; None for what is answered already, or when the bot was removed.

        A person who asked is told in one sentence when answering fails; delivering it may still raise ConnectorError.
        """
        with self.follow(inbound) as told:
            return await self._respond(inbound, deliver, told)

    async def _respond(self, inbound: Inbound, deliver: Deliver, told: Told) -> Outbound | None:
        if inbound.kind is Kind.REMOVE:
            await self._forget(inbound.conversation_id)
            return None
        turn, context = None, None
        try:
            turn = await self._open(inbound)
            if turn is None:
                told.outcome = "repeated"
                return None
            answered = await self._answer(inbound, turn)
            told.intent = answered.intent
            if not await self._holds(turn.claim):
                told.outcome = "taken over"
                return None
            outbound = Outbound(answered.text, answered.card, replaces=takes_the_cards_place(inbound))
            if answered.context != turn.context and answered.context.intent:
                context = answered.context
        except RefusedError as error:
            told.outcome = "refused"
            outbound = Outbound(str(error))
        except Exception as error:  # noqa: BLE001  (whatever it is, whoever asked hears that it failed)
            where = {"kind": inbound.kind.value, "scope": inbound.scope.value}
            LOG.error("A turn failed. %s", describe_failure(error), extra=where)
            told.outcome = "failed"
            outbound = Outbound(FAILED)
        await self._deliver(outbound, deliver, turn, context)
        return outbound

    async def _forget(self, here: str) -> None:
        await self.store.delete_reference(here)
        await self.store.release(f"greeting/{here}")

    async def _open(self, inbound: Inbound) -> Turn | None:
        here = inbound.conversation_id
        # An installation is announced in two activities, each with an id of its own.
        key = f"greeting/{here}" if inbound.kind is Kind.INSTALL else f"activity/{here}/{inbound.activity_id}"
        for _ in range(MOST_LOOKS):
            if turn := await self.store.open_turn(key, inbound):
                return turn
            if await self.store.is_answered(key):
                return None
            await self.sleep(PAUSE_SECONDS)
        return None

    async def _holds(self, claim: Claim) -> bool:
        return self.clock() - claim.at < SURELY_OURS or await self.store.keep(claim) is not None

    async def _deliver(
        self, outbound: Outbound, deliver: Deliver, turn: Turn | None, context: Context | None
    ) -> None:
        try:
            await deliver(outbound)
        except ConnectorError as error:
            if turn and error.status in AGAIN:
                # It was surely not said: should Teams ask again, that is another chance.
                await self.store.release(turn.claim.key)
            elif turn:
                await self.store.close_turn(turn)
            raise
        if turn:
            try:
                await self.store.close_turn(turn, context)
            except RefusedError as error:
                LOG.warning("An answer was given but could not be noted. %s", error)

    async def _answer(self, inbound: Inbound, turn: Turn) -> Answer:
        find_audience = partial(self._find_audience, inbound, turn.upn)
        return await answer_with_effect(
            inbound, self.source, self.clerk, find_audience, turn.context, self.clock()
        )

    async def _find_audience(
        self, inbound: Inbound, upn: str | None, trust: Trust
    ) -> tuple[Person | None, Audience]:
        if inbound.kind is Kind.INSTALL:
            return None, (None,)
        asker = await self._find_person(inbound, upn, trust)
        if inbound.scope is Scope.PERSONAL:
            return asker, (asker,)
        upns = await self.messenger.fetch_members(inbound)
        listening = tuple(trust.person_by_upn.get(upn) if upn else None for upn in upns)
        # Whoever asks reads the answer, even if the list of members has not caught up with them.
        return asker, listening if asker in listening else (*listening, asker)

    async def find_person(self, inbound: Inbound, trust: Trust) -> Person | None:
        """Find who sent something. Raises bot.ports.ConnectorError."""
        aad_id = inbound.sender.aad_id
        upn = await self.store.fetch_upn(aad_id) if aad_id else None
        return await self._find_person(inbound, upn, trust)

    async def _find_person(self, inbound: Inbound, upn: str | None, trust: Trust) -> Person | None:
        """Find who sent something, by the name remembered for their account or by asking Teams again."""
        aad_id = inbound.sender.aad_id
        if upn is None or upn not in trust.person_by_upn:
            upn = await self.directory.find_upn(inbound.sender, inbound.reference)
            if upn and aad_id:
                await self.store.save_upn(aad_id, upn)
        return trust.person_by_upn.get(upn) if upn else None


def describe_failure(error: BaseException) -> str:
    """Say what failed and where, for the log, but not in the error's own words: they may quote somebody's."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
