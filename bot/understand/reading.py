"""A message into a question: what is asked by the rules, and which group it is about.

Three readings are tried, in this order, and the first that makes sense is taken:

1. somebody tells of harm or of not coping: a disclosure, whatever else is said;
2. a group is named by words that are not themselves the question, and the rest of the words ask for something;
3. a group is named by such words ("when do the chairs meet?"), and what is left without them still asks something.

A question about dates that names no group is about the asker's own meetings, or the group just spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ports import NO_CONTEXT, Context
from bot.understand.groups import Match, find_groups, find_near
from bot.understand.question import Entities, Question
from bot.understand.rules import Rule, load_rules
from bot.understand.words import Words, find_likeness, settle_spelling, split_words
from trust.groups import Group
from trust.proposals import Verdict

ABOUT_A_GROUP = frozenset({"group_dates", "group_chair", "group_minutes"})
# These may be asked of one group, or of all.
ABOUT_CHANGES = frozenset({"proposals", "settle"})
OUT_OF_SCOPE = "out_of_scope"
VERDICT_WORDS = ("KEEP", "UNDO", "PUT", "BACK")
PROPOSAL_ID = re.compile(r"[0-9a-f]{10}|(?=.*[0-9])[0-9a-f]{4,9}")
SAYS_LITTLE = frozenset({"WHICH", "ABOUT", "COMING", "HELLO", "THANKS", "GROUPS"})
SURE_OF_A_WORD = 0.8


@dataclass(frozen=True, slots=True)
class Asks:
    """An intent found in some words, which concepts are there, and where in the message they stand."""

    rule: Rule | None
    size: int
    concepts: dict[str, frozenset[int]]

    @property
    def positions(self) -> frozenset[int]:
        """Every word that stands for a concept."""
        return frozenset().union(*self.concepts.values())


def read_question(
    text: str, groups: Sequence[Group], own: frozenset[str] = frozenset(), thread: Context = NO_CONTEXT
) -> Question:
    """Understand a message.

    Args:
        text: What was typed, without the mention of the bot.
        groups: The groups everyone listening may know of.
        own: Ids of the asker's own groups, preferred where several fit.
        thread: What this conversation was last about.
    """
    words = settle_spelling(split_words(text))
    asks = find_asks(words, frozenset())
    if asks.rule and asks.rule.first:
        return Question(asks.rule.intent, confidence=1.0)
    found = find_groups(words, groups, cue=asks.positions)
    beside = find_asks(words, _used(found))
    if "WHO" in asks.concepts and not beside.rule:
        beside = (
            asks  # in "who leads on attendance" the name "attendance leads" has taken the question's own word
        )
    if not found:
        named = find_groups(words, groups, cue=frozenset())
        rest = find_asks(words, _used(named))
        if named and named[0].whole and rest.rule and rest.rule.intent in ABOUT_A_GROUP:
            found, beside = named, rest
    if found and (stray := _find_stray(words, found, beside)):
        return _about_nothing_known(words, sorted(_used(found) | stray), groups, beside)
    if found:
        return _about_group(words, found, own, beside, thread)
    return _about_no_group(words, groups, asks, thread)


def find_asks(words: Words, without: frozenset[int]) -> Asks:
    """Find what the words ask for, leaving out those at some positions."""
    rules = load_rules()
    concepts: dict[str, frozenset[int]] = {}
    for name, spellings in rules.concepts.items():
        places: set[int] = set()
        for spelling in spellings:
            places |= _find_places(words, spelling, without)
        if places:
            concepts[name] = frozenset(places)
    best, size = None, 0
    for rule in rules.intents:
        for pattern in rule.patterns:
            larger = len(pattern) > size and not (best and best.first)
            if concepts.keys() >= pattern and (larger or (rule.first and not (best and best.first))):
                best, size = rule, len(pattern)
    return Asks(best, size, concepts)


def _find_places(words: Words, spelling: Words, without: frozenset[int]) -> set[int]:
    places: set[int] = set()
    for at in range(len(words) - len(spelling) + 1):
        span = range(at, at + len(spelling))
        if not without & set(span) and all(
            _is_spelling(words[n], known) for n, known in zip(span, spelling, strict=True)
        ):
            places |= set(span)
    return places


def _is_spelling(typed: str, known: str) -> bool:
    if typed == known:
        return True
    rules = load_rules()
    sure = len(known) >= 5 and typed not in rules.filler and typed not in rules.known
    return sure and find_likeness(typed, known) >= SURE_OF_A_WORD


def _used(found: tuple[Match, ...]) -> frozenset[int]:
    return found[0].used if found else frozenset()


def _about_group(
    words: Words, found: tuple[Match, ...], own: frozenset[str], asks: Asks, thread: Context
) -> Question:
    mine = [match for match in found if match.group.id in own]
    chosen = mine[0] if len(mine) == 1 else found[0] if len(found) == 1 else None
    entities = replace(
        _find_rest(words, asks),
        group=chosen.group if chosen else None,
        candidates=() if chosen else tuple(match.group for match in found),
    )
    intent = asks.rule.intent if asks.rule else ""
    if intent in ABOUT_A_GROUP | ABOUT_CHANGES:
        sure = (0.7 + 0.1 * min(asks.size, 3)) * (1.0 if found[0].whole else 0.85)
    elif intent in {"next_meeting", "my_groups"}:
        intent, sure = "group_dates", 0.7
    elif asks.concepts.keys() - SAYS_LITTLE or _find_leftover(words, _used(found) | asks.positions):
        intent, sure = "group", 0.5
    else:
        intent, sure = thread.intent if thread.intent in ABOUT_A_GROUP else "group_dates", 0.7
    return Question(intent, entities, round(sure, 2))


def _about_no_group(words: Words, groups: Sequence[Group], asks: Asks, thread: Context) -> Question:
    intent = asks.rule.intent if asks.rule else OUT_OF_SCOPE
    leftover = _find_leftover(words, asks.positions)
    sure = round(0.7 + 0.1 * min(asks.size, 3), 2) if asks.rule else 0.0
    if intent == "next_meeting" and _names_a_meeting(leftover, asks):
        intent = "group_dates"
    if intent not in ABOUT_A_GROUP:
        polite_and_more = intent in {"thanks", "hello"} and leftover
        return Question(OUT_OF_SCOPE if polite_and_more else intent, _find_rest(words, asks), sure)
    if leftover:
        return _about_nothing_known(words, leftover, groups, asks)
    spoken_of = next((group for group in groups if group.id == thread.group), None)
    if intent == "group_dates" and (spoken_of is None or not _refers_back(words, asks)):
        return Question("next_meeting", _find_rest(words, asks), sure)
    return Question(intent, replace(_find_rest(words, asks), group=spoken_of), sure)


def _about_nothing_known(words: Words, named: list[int], groups: Sequence[Group], asks: Asks) -> Question:
    # A number belongs to the word before it: year 5, key stage 3.
    first = named[0] - 1 if named[0] and words[named[0]].isdigit() else named[0]
    name = " ".join(words[first : named[-1] + 1])
    entities = replace(_find_rest(words, asks), unknown=name, near=find_near(name, groups))
    asked = asks.rule.intent if asks.rule else ""
    return Question(asked if asked in ABOUT_A_GROUP else "group_dates", entities, 0.6)


def is_proposal_id(word: str) -> bool:
    """Say whether a word may be a proposal's id, or the beginning of one.

    >>> is_proposal_id("3f2a09c1de"), is_proposal_id("3f2a"), is_proposal_id("decade")
    (True, True, False)
    """
    return PROPOSAL_ID.fullmatch(word) is not None


def _find_rest(words: Words, asks: Asks) -> Entities:
    """Find everything but the group."""
    soonest = "NEXT" in asks.concepts
    past = "PAST" in asks.concepts and not soonest
    if not asks.rule or asks.rule.intent != "settle":
        return Entities(past=past, soonest=soonest)
    keep, back = "KEEP" in asks.concepts, "UNDO" in asks.concepts or asks.concepts.keys() >= {"PUT", "BACK"}
    proposal = next((word for word in words if is_proposal_id(word)), "")
    sure = keep is not back and _is_exact(words, asks, VERDICT_WORDS)
    verdict = None if not sure else Verdict.ADOPT if keep else Verdict.PUT_BACK
    return Entities(proposal=proposal, verdict=verdict)


def _is_exact(words: Words, asks: Asks, names: Sequence[str]) -> bool:
    """Say whether concepts were spelled out: a word that is merely like "adopt" shows, but never decides."""
    concepts = load_rules().concepts
    known = {word for name in names for spelling in concepts[name] for word in spelling}
    return all(words[at] in known for name in names for at in asks.concepts.get(name, ()))


def _find_stray(words: Words, found: tuple[Match, ...], asks: Asks) -> frozenset[int]:
    """Find words that stand beside the one word matched and say that another group is meant."""
    used = _used(found)
    if len(used) > 1:
        return frozenset()
    leftover = set(_find_leftover(words, used | asks.positions))
    beside = {at + step for at in used for step in (-1, 1)}
    beside |= {at + 2 for at in used if words[at + 1 : at + 2] in {("of",), ("and",)}}
    return frozenset(at for at in leftover if at in beside or (at - 1 in leftover and at - 1 in beside))


def _refers_back(words: Words, asks: Asks) -> bool:
    return "ABOUT" in asks.concepts or words[:1] == ("and",)


def _names_a_meeting(leftover: list[int], asks: Asks) -> bool:
    """Say whether "my next X meeting" names an X."""
    meet = asks.concepts.get("MEET", frozenset())
    return any(at + 1 in meet for at in leftover)


def _find_leftover(words: Words, explained: frozenset[int]) -> list[int]:
    filler = load_rules().filler
    return [at for at, word in enumerate(words) if at not in explained and word not in filler]
