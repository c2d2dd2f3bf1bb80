"""One turn of a conversation: taken on once, put into its setting, answered, remembered.

All I/O of an answer happens here, through ports, so that everything after is a pure function of what was read. What a
person decides is an *effect* of the answer: it is carried out here, between two readings, and then told as it turned out.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.answer import answer, takes_the_cards_place
from bot.asked import Answer, Audience
from bot.ports import (
    Context,
    ConversationStore,
    Desk,
    Directory,
    Done,
    Inbound,
    Kind,
    Messenger,
    Outbound,
    Scope,
    Settling,
    YearSource,
)
from trust.people import Person
from trust.values import RefusedError
from trust.year import Trust

FAILED = "Something went wrong on my side, and I could not answer. Please try again in a few minutes."
LOG = logging.getLogger(__name__)

# Who asks, and everyone who will read the answer.
FindAudience = Callable[[Trust], Awaitable[tuple[Person | None, Audience]]]


async def answer_with_effect(
    inbound: Inbound,
    source: YearSource,
    settling: Settling,
    find_audience: FindAudience,
    context: Context,
    now: datetime,
) -> Answer:
    """Answer; what an answer asks to be done is done for whoever asked, and the question answered again after it."""
    year = await source.fetch_year()
    asker, audience = await find_audience(year.trust)
    matters = await settling.fetch_matters()
    answered = answer(inbound, year, audience, context, now, asker=asker, desk=Desk(matters))
    if answered.effect is None or asker is None:
        return answered
    done = Done(answered.effect, await settling.settle(answered.effect, asker))
    year, desk = await source.fetch_year(), Desk(await settling.fetch_matters(), done)
    return answer(inbound, year, audience, context, now, asker=asker, desk=desk)


@dataclass(frozen=True, slots=True)
class Bot:
    """Answers what reaches it."""

    source: YearSource
    store: ConversationStore
    settling: Settling
    directory: Directory
    messenger: Messenger
    clock: Callable[[], datetime]

    async def respond(self, inbound: Inbound) -> Outbound | None:
        """Answer, or keep silent: about something already answered, or when the bot was removed.

        Nothing but cancellation is raised: a person who asked is told in one sentence that it failed.
        """
        try:
            if not await self._takes_on(inbound):
                return None
            return await self._answer(inbound)
        except RefusedError as error:
            return Outbound(str(error))
        except Exception:
            LOG.exception("A turn failed.", extra={"kind": inbound.kind.value, "scope": inbound.scope.value})
            return Outbound(FAILED)

    async def _takes_on(self, inbound: Inbound) -> bool:
        here = inbound.conversation_id
        if inbound.kind is Kind.REMOVE:
            await self.store.delete_reference(here)
            await self.store.release(f"greeting/{here}")
            return False
        # An installation is announced in two activities, each with an id of its own.
        key = f"greeting/{here}" if inbound.kind is Kind.INSTALL else f"activity/{here}/{inbound.activity_id}"
        return await self.store.claim(key)

    async def _answer(self, inbound: Inbound) -> Outbound:
        if inbound.scope is Scope.PERSONAL:
            await self.store.save_reference(inbound.reference)
        context = await self.store.fetch_context(inbound.conversation_id)
        find_audience = partial(self._find_audience, inbound)
        answered = await answer_with_effect(
            inbound, self.source, self.settling, find_audience, context, self.clock()
        )
        if answered.context != context and answered.context.group:
            await self.store.save_context(inbound.conversation_id, answered.context)
        return Outbound(answered.text, answered.card, replaces=takes_the_cards_place(inbound))

    async def _find_audience(self, inbound: Inbound, trust: Trust) -> tuple[Person | None, Audience]:
        if inbound.kind is Kind.INSTALL:
            return None, (None,)
        asker = await self._find_person(inbound, trust)
        if inbound.scope is Scope.PERSONAL:
            return asker, (asker,)
        upns = await self.messenger.fetch_members(inbound)
        listening = tuple(trust.person_by_upn.get(upn) if upn else None for upn in upns)
        # Whoever asks reads the answer, even if the list of members has not caught up with them.
        return asker, listening if asker in listening else (*listening, asker)

    async def _find_person(self, inbound: Inbound, trust: Trust) -> Person | None:
        aad_id = inbound.sender.aad_id
        upn = await self.store.fetch_upn(aad_id) if aad_id else None
        if upn is None or upn not in trust.person_by_upn:
            upn = await self.directory.find_upn(inbound.sender, inbound.reference)
            if upn and aad_id:
                await self.store.save_upn(aad_id, upn)
        return trust.person_by_upn.get(upn) if upn else None
