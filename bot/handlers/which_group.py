"""Asks back when several groups fit, says when none does, and offers what can be asked about one.

Only groups everyone listening may know of are ever named, so a hidden group gets the very words a group that does not
exist would get.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import MY_GROUPS, ask_chair, ask_dates, ask_minutes
from bot.handlers.paging import ask_again
from bot.ports import Scope
from bot.routing import on, on_group
from cards.card import MOST_ACTIONS, Button
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from cards.words import join_words
from trust.groups import Group

QUESTIONS = {
    "group_dates": "Whose dates?",
    "group_chair": "Who chairs which group?",
    "group_minutes": "Whose minutes?",
}
RULE = "names only groups that everyone listening may know of"


@on("which_group")
def ask_which(asked: Asked) -> Answer:
    """Settle which group a question is about."""
    entities = asked.question.entities
    if entities.unknown:
        return _say_unknown(asked, entities.unknown, entities.near)
    own = find_own_groups(asked.trust, asked.asker, asked.today)
    candidates = entities.candidates or tuple(group for group in own if group in asked.visible)
    buttons = _offer_groups(asked, candidates)
    question = QUESTIONS.get(asked.question.intent, "Which group do you mean?")
    return Answer(make_choice_card(question, buttons, asked.footing), rule=RULE)


def _offer_groups(asked: Asked, groups: Sequence[Group]) -> tuple[Button, ...]:
    """Make a button for each group that asks the same question about it."""
    intent = "group" if asked.question.intent == "which_group" else asked.question.intent
    return tuple(
        ask_again(asked, group.name, intent=intent, group=group.id, topic="")
        for group in groups[:MOST_ACTIONS]
    )


@on_group("group")
def offer(asked: Asked, group: Group) -> Answer:
    """Offer what can be asked about a group, for a question about it that we cannot answer."""
    text = f"About {group.name} I can tell you when it meets, who chairs it and where its minutes are."
    buttons = (ask_dates(group, "Dates"), ask_chair(group), ask_minutes(group))
    return Answer(make_notice_card(group.name, text, asked.footing, actions=buttons), rule=RULE)


def _say_unknown(asked: Asked, name: str, near: tuple[Group, ...]) -> Answer:
    here = "" if asked.scope is Scope.PERSONAL else " that everyone here may know of"
    text = f"I don't know a group called “{name}”{here}."
    if near:
        text += f" Did you mean {join_words([group.name for group in near], 'or')}?"
    buttons = _offer_groups(asked, near)
    card = make_notice_card("No such group", text, asked.footing, actions=(*buttons, MY_GROUPS))
    return Answer(card, rule=RULE)
