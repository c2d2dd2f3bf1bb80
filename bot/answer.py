"""From something that reached the bot to an answer: who may know what first, then what is asked, then the handler.

Pure. A disclosure and a greeting are answered for anyone; for the rest the asker must be in the trust's files, and so
must everyone else who listens. Which groups may be known of is settled before a message is read, so that one which may
not takes no part in anything after.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import bot.handlers  # noqa: F401  (registers them with the router)
from bot.asked import Answer, Asked, Audience, find_own_groups, find_visible
from bot.broadcasts import SENDING, read_sending
from bot.deeds import read_deed
from bot.handlers.buttons import DO, SEND, SETTLE, TURN, VERBS
from bot.ports import EMPTY_DESK, Context, Desk, Inbound, Kind, Pressed
from bot.routing import ROUTER
from bot.understand.carrying import read_entities
from bot.understand.details import is_proposal_id
from bot.understand.question import Entities, Question
from bot.understand.reading import read_question
from trust.groups import Group
from trust.people import Person
from trust.proposals import Verdict
from trust.values import place_in_london
from trust.year import Trust, Year

OPEN_TO_ALL = frozenset({"disclosure", "hello"})
UNPRESSABLE = frozenset({
    "disclosure", "do", "hello", "thanks", "out_of_scope", "which_group", "unknown_asker", "unknown_listener",
    "administrator", SENDING,
})  # fmt: skip


def answer(
    inbound: Inbound,
    year: Year,
    audience: Audience,
    context: Context,
    now: datetime,
    *,
    asker: Person | None = None,
    desk: Desk = EMPTY_DESK,
) -> Answer:
    """Answer a message, a button or an installation.

    An answer that has an effect is not to be given yet: try the effect, then ask again with what came of it on the desk.

    Args:
        inbound: What reached the bot.
        year: The year as it stands.
        audience: Everyone who will read the answer; None for someone unknown.
        context: What the conversation was last about.
        now: The moment of asking, aware.
        asker: Who asks; in a personal chat the one person of the audience, when left out.
        desk: What people changed by hand in Microsoft 365, and the effect of the first answer once it was tried.
    """
    if asker is None and len(audience) == 1:
        asker = audience[0]
    day = place_in_london(now).date()
    visible = find_visible(year.trust, audience, day)
    own = frozenset(group.id for group in find_own_groups(year.trust, asker, day))
    question = _find_question(inbound, year.trust, visible, own, context, asker, now)
    asked = Asked(question, year, audience, asker, inbound.scope, now, visible, desk)
    if question.intent not in OPEN_TO_ALL and (turned_away := _find_refusal(asked)):
        return ROUTER.route(Asked(Question(turned_away), year, audience, asker, inbound.scope, now, ()))
    return ROUTER.route(asked)


def takes_the_cards_place(inbound: Inbound) -> bool:
    """Say whether an answer replaces the card whose button was pressed."""
    return inbound.pressed is not None and inbound.pressed.verb in (TURN, SETTLE, DO, SEND)


def _find_question(
    inbound: Inbound,
    trust: Trust,
    visible: tuple[Group, ...],
    own: frozenset[str],
    context: Context,
    asker: Person | None,
    now: datetime,
) -> Question:
    if inbound.kind is Kind.INSTALL:
        return Question("hello")
    if inbound.pressed is not None:
        return _read_pressed(inbound.pressed, visible, trust)
    question = read_question(inbound.text, visible, own, context, trust=trust, asker=asker, now=now)
    # Until something answers it, what is asked of a group is offered in its place.
    known = ROUTER.knows(question.intent)
    return (
        question
        if known
        else replace(question, intent="group" if question.entities.group else "out_of_scope")
    )


def _read_pressed(pressed: Pressed, visible: tuple[Group, ...], trust: Trust) -> Question:
    """Read a button's data as strictly as if a stranger had made it up, for one may have."""
    if pressed.verb == SETTLE:
        return _read_settling(pressed)
    if pressed.verb == DO:
        deed = read_deed(pressed.data)
        if deed is None:
            return Question("out_of_scope", confidence=0.0)
        return Question("do", Entities(topic=deed) if isinstance(deed, str) else Entities(deed=deed))
    if pressed.verb == SEND:
        return read_sending(pressed.data) or Question("out_of_scope", confidence=0.0)
    intent, proposal = pressed.data.get("intent"), pressed.data.get("proposal", "")
    entities = read_entities(pressed.data, visible, trust)
    if (
        pressed.verb not in VERBS
        or not isinstance(intent, str)
        or intent not in PRESSABLE
        or entities is None
    ):
        return Question("out_of_scope", confidence=0.0)
    if intent == "settle" and not (isinstance(proposal, str) and is_proposal_id(proposal)):
        return Question("out_of_scope", confidence=0.0)
    return Question(intent, replace(entities, proposal=proposal) if intent == "settle" else entities)


def _read_settling(pressed: Pressed) -> Question:
    proposal, verdict, about = (pressed.data.get(name, "") for name in ("proposal", "verdict", "about"))
    known = isinstance(proposal, str) and is_proposal_id(proposal) and isinstance(about, str)
    if not known or verdict not in [*Verdict]:
        return Question("out_of_scope", confidence=0.0)
    return Question("settle", Entities(proposal=proposal, about=about, verdict=Verdict(verdict)))


def _find_refusal(asked: Asked) -> str:
    trust = asked.trust
    if asked.asker is None or not asked.asker.holds(asked.today):
        return "unknown_asker"
    if not asked.audience or None in asked.audience:
        return "unknown_listener"
    if asked.asker.id in trust.settings.it_administrators and not asked.visible:
        return "administrator"
    return ""


# Everything but what is only ever said: nobody presses a disclosure.
PRESSABLE = (ROUTER.handlers.keys() | ROUTER.group_handlers.keys()) - UNPRESSABLE
