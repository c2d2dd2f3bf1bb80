"""People who press buttons and fill in cards, with all that is kept behind them: tests.bot.keeping_example."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from builders import NOW

from bot.asked import Answer
from bot.ports import NO_CONTEXT, Kind, Pressed, Scope
from bot.service import answer_with_effect
from termtime.answering import StoreClerk
from termtime.store import SqlStore, open_store
from tests.bot.example import an_inbound
from trust.people import Person
from trust.year import Trust, Year


@dataclass
class Chats:
    """Everybody's chats with the bot, and the moment it is."""

    store: SqlStore
    now: datetime = NOW

    async def press(self, who: str, verb: str, **data: Any) -> Answer:
        """Press a button as the first of some people, all of whom listen; one alone is in a chat of their own."""

        async def find_audience(trust: Trust) -> tuple[Person, tuple[Person, ...]]:
            people = tuple(trust.person_by_id[one] for one in who.split())
            return people[0], people

        scope = Scope.PERSONAL if " " not in who else Scope.GROUP
        inbound = an_inbound(kind=Kind.BUTTON, pressed=Pressed(verb, data), scope=scope)
        clerk = StoreClerk(self.store, lambda: self.now)
        return await answer_with_effect(inbound, self.store, clerk, find_audience, NO_CONTEXT, self.now)

    async def ask(self, who: str, intent: str, **about: Any) -> Answer:
        """Ask what a message or a button asks; `group`, `person`, `topic` and `detail` as they are carried."""
        return await self.press(who, "ask", intent=intent, **about)

    async def click(self, who: str, shown: Answer, title: str, **fields: str) -> Answer:
        """Press a button on a card, with its fields filled in where it sends them."""
        parts = list(find_parts(shown.card.body))
        button = next(p for p in parts if p.get("type") == "Action.Execute" and p["title"] == title)
        inputs = {p["id"]: p.get("value", "") for p in parts if str(p.get("type")).startswith("Input.")}
        sent = inputs | fields if button["associatedInputs"] == "auto" else {}
        data = {name: value for name, value in button["data"].items() if name != "verb"}
        return await self.press(who, button["verb"], **data, **sent)

    async def fetch(self) -> Year:
        """Read the year."""
        return await self.store.fetch_year()


def find_parts(value: Any) -> Iterator[dict[str, Any]]:
    """Find every part of a card."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from find_parts(part)


def find_field(shown: Answer, name: str) -> dict[str, Any]:
    """Find a field of a card."""
    return next(p for p in find_parts(shown.card.body) if p.get("id") == name)


@asynccontextmanager
async def some_chats(url: str, year: Year) -> AsyncIterator[Chats]:
    async with await open_store(url) as store:
        await store.save_year(year)
        yield Chats(store)
