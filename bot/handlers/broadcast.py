"""Sends a message to an audience: a preview first, with whom it goes to and a field for the words; then the ledger.

Who may write to whom is decided by `trust.audiences`. Nothing is sent before Send is pressed, and a preview sends once.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked
from bot.broadcasts import SENDING, check_text, read_audience, write_sending
from bot.handlers.buttons import ASK, MY_GROUPS, SEND, TURN
from bot.handlers.meant import find_meant
from bot.handlers.own_groups import is_unsettled
from bot.handlers.which_group import ask_which
from bot.ports import Account, Consult, Scope, Send
from bot.routing import on
from cards.broadcast import make_ledger_card, make_preview_card
from cards.card import Button, Card
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from cards.words import format_moment, join_words, shorten
from trust.audiences import (
    NOBODY,
    NOT_YOURS,
    Audience,
    find_audience,
    may_broadcast,
    may_name,
    name_audience,
)
from trust.nudges import Row, State, count_rows
from trust.people import Person
from trust.values import RefusedError

RULE = "messages: a lead to any audience they may see, an officer to their own group"
ELSEWHERE = "Messages are written in a chat of our own, as the preview names people. Ask me there."
NOT_BY_NAME = "Who has not replied is for the group's officers: you are told how many they are."
NOTHING_SENT = "You have sent no message to a group or a set yet."
OFFERED = ("all chairs", "all co-chairs", "all chairs and co-chairs", "everyone")
MOST_NAMES = 6
LONGEST_TITLE = 40


@on("broadcast")
def preview(asked: Asked) -> Answer:
    """Show to whom a message would go, and ask for its words."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return _say(asked, ELSEWHERE)
    entities = asked.question.entities
    meeting = find_meant(asked, entities.group) if entities.group else None
    audience = read_audience(entities.topic, entities.group, meeting)
    if audience is None and is_unsettled(asked):
        return ask_which(asked)
    if not may_broadcast(asked.trust, asked.asker, asked.today):
        return _say(asked, NOT_YOURS)
    if audience is None:
        buttons = tuple(
            Button(words.capitalize(), ASK, {"intent": "broadcast", "topic": words}) for words in OFFERED
        )
        return Answer(make_choice_card("To whom?", buttons, asked.footing), rule=RULE)
    try:
        people = find_audience(asked.year, audience, asked.asker, asked.now)
    except RefusedError as refused:
        return _say(asked, str(refused))
    return (
        Answer(_make_preview(asked, asked.asker, audience, people), rule=RULE)
        if people
        else _say(asked, NOBODY)
    )


@on(SENDING)
def send(asked: Asked) -> Answer:
    """Send a message from its preview, and show the ledger."""
    entities = asked.question.entities
    if asked.scope is not Scope.PERSONAL:
        return _say(asked, ELSEWHERE)
    text, fault = check_text(entities.topic)
    if fault:
        return _say(asked, fault)
    done = asked.desk.done
    if done is None or not isinstance(done.effect, Send):
        effect = Send(Audience.model_validate_json(entities.about), text, entities.detail)
        return Answer(make_notice_card("One moment", "", asked.footing), rule=RULE, effect=effect)
    if not done.accounts:
        return _say(asked, done.sentence)
    return Answer(_make_ledger(asked, done.accounts[0], done.sentence), rule=RULE)


@on("deliveries")
def tell_deliveries(asked: Asked) -> Answer:
    """Show what became of the message somebody sent last, or of the one a button names."""
    if asked.scope is not Scope.PERSONAL or asked.asker is None:
        return _say(asked, ELSEWHERE)
    done = asked.desk.done
    if done is None or not isinstance(done.effect, Consult):
        return Answer(make_notice_card("One moment", "", asked.footing), rule=RULE, effect=Consult())
    named = asked.question.entities.topic
    chosen = [one for one in done.accounts if one.broadcast.id == named] or list(done.accounts)
    if not chosen:
        return _say(asked, NOTHING_SENT, "Your messages")
    others = [one for one in done.accounts if one is not chosen[0]]
    return Answer(_make_ledger(asked, chosen[0], "", others), rule=RULE)


def _make_preview(asked: Asked, by: Person, audience: Audience, people: Sequence[Person]) -> Card:
    named = may_name(asked.year, audience, by, asked.now)
    return make_preview_card(
        name_audience(asked.year, audience),
        len(people),
        [person.name for person in people] if named else (),
        asked.footing,
        text=asked.question.entities.detail,
        note="" if named else NOT_BY_NAME,
        actions=(Button("Send", SEND, write_sending(audience, asked.now), fills_in=True),),
    )


def _make_ledger(asked: Asked, account: Account, lead: str, others: Sequence[Account] = ()) -> Card:
    broadcast = account.broadcast
    to = name_audience(asked.year, broadcast.audience)
    again = Button("Look again", TURN, {"intent": "deliveries", "topic": broadcast.id})
    return make_ledger_card(
        f"To {to}",
        lead or f"Sent on {format_moment(broadcast.at)}.",
        count_rows(account.rows),
        asked.footing,
        reasons=_say_reasons(asked, account),
        actions=(again, *(_open(asked, one) for one in others)),
    )


def _say_reasons(asked: Asked, account: Account) -> list[str]:
    """Say why it did not reach somebody, with their names where the sender may know who they are."""
    by = asked.asker
    named = by is not None and may_name(asked.year, account.broadcast.audience, by, asked.now)
    found: dict[str, list[Row]] = {}
    for row in account.rows:
        if row.outcome is not State.SENT:
            found.setdefault(row.reason, []).append(row)
    return [f"{reason} ({_count(asked, rows, named=named)})" for reason, rows in sorted(found.items())]


def _count(asked: Asked, rows: Sequence[Row], *, named: bool) -> str:
    known = asked.trust.person_by_id
    names = sorted(known[row.person].name if row.person in known else "Somebody" for row in rows)
    if not named:
        return str(len(names))
    more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return join_words([*names[:MOST_NAMES], *more])


def _open(asked: Asked, account: Account) -> Button:
    title = shorten(f"To {name_audience(asked.year, account.broadcast.audience)}", LONGEST_TITLE)
    return Button(title, ASK, {"intent": "deliveries", "topic": account.broadcast.id})


def _say(asked: Asked, sentence: str, title: str = "Nothing was sent") -> Answer:
    return Answer(make_notice_card(title, sentence, asked.footing, actions=(MY_GROUPS,)), rule=RULE)
