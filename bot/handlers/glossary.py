"""Answers "what does … mean?" from the trust's glossary, or from the names of roles; anything else is not held here."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.likeness import find_alike, leave_out
from bot.handlers.orientation import say_contact
from bot.handlers.paging import ask_again, find_page
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.routing import on
from cards.card import Button
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import join_words
from trust.people import Role
from trust.register import GlossaryEntry

ROWS_A_PAGE = 10
MOST_ALIKE = 4
SURE = 84
PERHAPS = 62
ASKING = frozenset({"define", "explain", "mean", "meaning", "means", "short", "stand", "stands"})


@on("glossary")
@for_staff("The glossary's words")
def tell_meaning(asked: Asked) -> Answer:
    """Say what a word of the trust's means; without one, list the words there are."""
    entities = asked.question.entities
    topic = (entities.topic or entities.unknown).strip(" ?.!'\"")
    if not topic:
        return _list_words(asked)
    plain = leave_out(topic, ASKING)
    found = find_alike(topic, asked.trust.glossary, _find_names, SURE, others=(plain,))
    if not found:
        roles = find_alike(topic, asked.trust.roles, lambda role: (role.name, *role.aliases), SURE)
        return _tell_role(asked, roles[0]) if roles else _say_unknown(asked, topic)
    rows = [Row(entry.term, (entry.meaning, _say_aliases(entry))) for entry in found[:MOST_ALIKE]]
    first = found[0]
    title = first.term if len(found) == 1 else "Words like that"
    if len(found) == 1:
        text = " ".join(filter(None, (f"{first.term}: {first.meaning}", _say_aliases(first))))
        card = make_notice_card(title, text, asked.footing, kicker="Glossary", actions=(_all_words(asked),))
    else:
        card = make_rows_card(title, rows, asked.footing, kicker="Glossary", actions=(_all_words(asked),))
    return Answer(card, sources=tuple(f"glossary {e.term}" for e in found[:MOST_ALIKE]), rule=STAFF_RULE)


def _find_names(entry: GlossaryEntry) -> tuple[str, ...]:
    return (entry.term, *entry.aliases)


def _say_aliases(entry: GlossaryEntry) -> str:
    meaning = entry.meaning.casefold()
    others = [alias for alias in entry.aliases if not meaning.startswith(alias.casefold())]
    return f"Also called {join_words(others, 'or')}." if others else ""


def _tell_role(asked: Asked, role: Role) -> Answer:
    also = f", also called {join_words(role.aliases, 'or')}" if role.aliases else ""
    text = f"{role.name} is a post people hold{also}. The glossary says no more of it."
    card = make_notice_card(role.name, text, asked.footing, kicker="Glossary", actions=(_all_words(asked),))
    return Answer(card, sources=(f"role {role.id}",), rule=STAFF_RULE)


def _say_unknown(asked: Asked, topic: str) -> Answer:
    near = find_alike(topic, asked.trust.glossary, _find_names, PERHAPS)[:MOST_ALIKE]
    text = f"“{topic}” is not held here: the trust's glossary does not have it. You may ask {say_contact(asked)}."
    if near:
        text += f" Did you mean {join_words([entry.term for entry in near], 'or')}?"
    buttons = tuple(ask_again(asked, entry.term, topic=entry.term) for entry in near)
    card = make_notice_card(
        "Not held here", text, asked.footing, kicker="Glossary", actions=(*buttons, _all_words(asked))
    )
    return Answer(card, rule=STAFF_RULE)


def _list_words(asked: Asked) -> Answer:
    entries = sorted(asked.trust.glossary, key=lambda entry: entry.term.casefold())
    if not entries:
        text = f"No glossary is held here. You may ask {say_contact(asked)}."
        return Answer(make_notice_card("Not held here", text, asked.footing), rule=STAFF_RULE)
    page = find_page(asked, len(entries), ROWS_A_PAGE)
    shown = entries[page.first : page.last]
    card = make_rows_card(
        f"{asked.trust.settings.short_name}'s words",
        [Row(entry.term, (entry.meaning,)) for entry in shown],
        asked.footing,
        kicker=f"Glossary{page.words}",
        actions=page.buttons,
    )
    return Answer(card, sources=tuple(f"glossary {entry.term}" for entry in shown), rule=STAFF_RULE)


def _all_words(asked: Asked) -> Button:
    return ask_again(asked, "All words", ASK, topic="")
