"""`termtime ask`: put a question to the bot from the command line, as somebody, in some conversation."""

from __future__ import annotations

import asyncio
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import At, Json

if TYPE_CHECKING:
    from bot.asked import Answer
    from trust.people import Person
    from trust.year import Trust


class Channel(StrEnum):
    """Where the question is asked."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


def ask(
    question: Annotated[str, typer.Argument(help="The question, as you would type it in Teams.")],
    as_: Annotated[str, typer.Option("--as", metavar="UPN", help="Who asks.")],
    at: At = None,
    channel: Annotated[
        Channel,
        typer.Option(help="Where it is asked. In a channel all staff listen, unless --listener names them."),
    ] = Channel.PERSONAL,
    listener: Annotated[
        list[str] | None,
        typer.Option(metavar="UPN", help="Somebody else who reads the answer; may be repeated."),
    ] = None,
    json: Json = False,
) -> None:
    """Ask the bot a question and print its answer, decided exactly as in Teams."""
    from termtime.terminal import console, print_json

    answer = asyncio.run(_answer(question, as_, at, channel, listener or []))
    if json:
        print_json(answer.as_dict())
    else:
        console.print(answer.text, markup=False, soft_wrap=True)


async def _answer(question: str, upn: str, at: str | None, channel: Channel, listeners: list[str]) -> Answer:
    from bot.ports import NO_CONTEXT, ConversationReference, Inbound, Kind, Scope, Sender
    from bot.service import answer_with_effect
    from termtime.answering import StoreClerk
    from termtime.app import open_configured_store
    from termtime.clock import make_clock
    from termtime.noting import name_operator

    clock = make_clock(at)
    now = clock()
    here = ConversationReference("", "command-line", "", "")
    inbound = Inbound("", Kind.MESSAGE, Scope(channel.value), Sender(upn), here, question)

    async def find_audience(trust: Trust) -> tuple[Person | None, tuple[Person | None, ...]]:
        asker = trust.find_by_upn(upn)
        return asker, _find_audience(trust, asker, channel, listeners, now.date())

    async with open_configured_store() as store:
        clerk = StoreClerk(store, clock, through=name_operator())
        return await answer_with_effect(inbound, store, clerk, find_audience, NO_CONTEXT, now)


def _find_audience(
    trust: Trust, asker: Person | None, channel: Channel, listeners: list[str], day: date
) -> tuple[Person | None, ...]:
    from trust.people import PersonKind

    if channel is Channel.PERSONAL:
        return (asker,)
    if listeners:
        return (asker, *(trust.find_by_upn(upn) for upn in listeners))
    it_administrators = trust.settings.it_administrators
    here = (p for p in trust.people if p.kind is PersonKind.STAFF and p.holds(day))
    return (asker, *(p for p in here if p.id not in it_administrators))
