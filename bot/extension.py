"""The message extension: somebody looks something up while writing to others, and posts its card there.

What is found is what everyone in that conversation may see. In somebody's own chat with the bot that is the asker;
elsewhere the members, where Teams lists them to us. Where it does not, for a message extension works in chats the bot is
no part of, it is what any member of staff may see, and the asker too. A chat of two people calls itself personal as
well: only the bot's own chats have an id that begins with "a:".
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Any

from bot.asked import Asked, Audience, find_visible
from bot.messages import CARD
from bot.ports import ConnectorError, Inbound, Query, Scope
from bot.querying import Result, find_results
from bot.seen import find_not_open
from bot.service import FAILED, Bot, Told, describe_failure
from bot.understand.question import Question
from cards.elements import make_plain
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Trust

QUERY = "composeExtension/query"
PREVIEW = "application/vnd.microsoft.card.thumbnail"
OWN_CHAT = "a:"
# Teams waits five seconds for the whole.
MEMBERS_SECONDS, ALL_SECONDS = 1.5, 4.0
NOTHING = "Nothing found that everyone here may see."
TOO_SLOW = "That took too long. Please try again."
UNKNOWN = "I cannot find you in the trust's files. If we have not met, write to me once in a chat of our own."
NO_PART_OF_IT = frozenset({403, 404})
# Someone of the staff who is in no group and holds no office, to ask the rulings about.
ANYONE = Person(id="anyone-on-the-staff", name="Anyone on the staff", upn="anyone@staff.invalid")
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Extension:
    """Answers what is looked up; nothing is remembered of it."""

    bot: Bot

    async def respond(self, inbound: Inbound) -> dict[str, Any]:
        """Answer a query with the body Teams expects; whatever goes wrong is a sentence in it."""
        with self.bot.follow(inbound) as told:
            return await self._respond(inbound, told)

    async def _respond(self, inbound: Inbound, told: Told) -> dict[str, Any]:
        told.intent = "search"
        try:
            async with asyncio.timeout(ALL_SECONDS):
                return await self._find(inbound, inbound.query or Query())
        except RefusedError as error:
            told.outcome = "refused"
            return say(str(error))
        except TimeoutError:
            told.outcome = "too slow"
            return say(TOO_SLOW)
        except Exception as error:  # noqa: BLE001  (whatever it is, whoever looks something up hears that it failed)
            LOG.error("A query failed. %s", describe_failure(error))
            told.outcome = "failed"
            return say(FAILED)

    async def _find(self, inbound: Inbound, query: Query) -> dict[str, Any]:
        year, now = await self.bot.source.fetch_year(), self.bot.clock()
        day = place_in_london(now).date()
        asker = await self._find_asker(inbound, year.trust)
        if asker is None or not asker.holds(day):
            return say(UNKNOWN)
        audience = await self._find_audience(inbound, year.trust, asker)
        visible = find_visible(year.trust, audience, day)
        asked = Asked(Question("search"), year, audience, asker, inbound.scope, now, visible)
        results = find_results(asked, query)
        if seen := find_not_open((result.about for result in results), year):
            await self.bot.clerk.note_seen(seen, asker)
        return make_body(results) if results or query.skip else say(NOTHING)

    async def _find_asker(self, inbound: Inbound, trust: Trust) -> Person | None:
        """Find who looks something up; where the bot is no part of the chat, by the chat of their own they have with it."""
        try:
            if found := await self.bot.find_person(inbound, trust):
                return found
        except ConnectorError as error:
            if error.status not in NO_PART_OF_IT:
                raise
        own = await self.bot.store.fetch_reference(inbound.sender.aad_id) if inbound.sender.aad_id else None
        return await self.bot.find_person(replace(inbound, reference=own), trust) if own else None

    async def _find_audience(self, inbound: Inbound, trust: Trust, asker: Person) -> Audience:
        if inbound.scope is Scope.PERSONAL and inbound.conversation_id.startswith(OWN_CHAT):
            return (asker,)
        try:
            async with asyncio.timeout(MEMBERS_SECONDS):
                upns = await self.bot.messenger.fetch_members(inbound)
        except (ConnectorError, TimeoutError):
            return (asker, ANYONE)
        listening = tuple(trust.person_by_upn.get(upn) if upn else None for upn in upns)
        return (*listening, asker)


def make_body(results: tuple[Result, ...]) -> dict[str, Any]:
    """Make the list Teams shows, with the card behind each line."""
    attachments = [
        {
            "contentType": CARD,
            "content": result.card.body,
            "preview": {
                "contentType": PREVIEW,
                "content": {"title": make_plain(result.title), "text": make_plain(result.text)},
            },
        }
        for result in results
    ]
    listed = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
    return {"composeExtension": listed}


def say(sentence: str) -> dict[str, Any]:
    """Make a sentence Teams shows where results would be."""
    return {"composeExtension": {"type": "message", "text": sentence}}
