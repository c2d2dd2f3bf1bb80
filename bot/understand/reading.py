"""What a message asks, about what: its intent, and the groups, people, schools and days it names.

First what must never be missed or guessed: a disclosure, and a decision about something changed by hand, by the rules in
`data/intents.yaml`. Then names and days are found and marked, and what is left is told apart by a model learnt from the
ways of asking in `data/phrases.yaml`. A name nobody here goes by is said to be unknown; it is never taken for another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.ports import NO_CONTEXT, Context
from bot.understand.asking import Asks, find_asks
from bot.understand.deeds import read_deed
from bot.understand.details import asks_after_own, find_detail, find_details, find_verdict
from bot.understand.features import GROUP, OTHER, PERSON, SCHOOL, WHEN, mark_words
from bot.understand.groups import Match, find_groups, find_near
from bot.understand.groups import find_names as find_names_of
from bot.understand.intents import find_words, is_asked_with, rank_intents
from bot.understand.names import Named, find_names
from bot.understand.needs import (
    ABOUT_A_GROUP,
    BY_RULE,
    KINDS,
    OF_A_KIND,
    OF_A_TOPIC,
    OF_EITHER,
    OUT_OF_SCOPE,
    OWN,
    PLEASANTRIES,
)
from bot.understand.question import Entities, Question
from bot.understand.rules import load_rules
from bot.understand.seen import DAYS, SURE_ENOUGH, Reading, Setting, choose, find_used, say_sure
from bot.understand.slips import mend_slips
from bot.understand.things import find_things
from bot.understand.thread import ask_about_somebody, ask_again, read_of_thread
from bot.understand.when import When, find_when
from bot.understand.words import LONGEST_TEXT, Words, settle_spelling, split_words
from trust.groups import Group
from trust.people import Person
from trust.year import Trust

LEAST_SURE = 0.3
NO_THINGS: Mapping[int, str] = MappingProxyType({})
# Days that may be what is asked after, by the words for them, and all that is then said besides.
DAYS_ASKED = {
    "inset_days": ("inset", "training day", "non-pupil"),
    "bank_holidays": ("bank hol", "easter monday", "good friday", "boxing day", "may day", "new year"),
    "term_dates": (
        "half term",
        "half-term",
        "break up",
        "go back",
        "holidays",
        "easter",
        "christmas",
        "last day",
        "first day",
        "end of",
        "start of",
    ),
}
EXPLAINING = frozenset({"glossary", "group_purpose"})
MOST_IN_TERM = 5
WAS = frozenset({"did", "was", "were", "went", "happened", "came", "attended"})
SOMEBODY = frozenset({"anyone", "anybody", "someone", "somebody", "who", "whos"})


def read_question(
    text: str,
    groups: Sequence[Group],
    own: frozenset[str] = frozenset(),
    thread: Context = NO_CONTEXT,
    *,
    trust: Trust | None = None,
    asker: Person | None = None,
    now: datetime | None = None,
) -> Question:
    """Understand a message.

    Args:
        text: What was typed, without the mention of the bot.
        groups: The groups everyone listening may know of.
        own: Ids of the asker's own groups, preferred where several fit.
        thread: What this conversation was last about.
        trust: Whose people, schools and terms may be named; without it none are.
        asker: Who asks: their school's terms count.
        now: The moment of asking, aware.
    """
    words = settle_spelling(split_words(text))
    asks = find_asks(words, frozenset())
    if asks.rule and asks.rule.first:
        return Question(asks.rule.intent, confidence=1.0)
    setting = Setting(groups, own, thread, trust, asker, now)
    if deed := read_deed(text, setting):
        return deed
    rest, when = _take_out_days(text, asks, setting)
    if when is not None:
        words = settle_spelling(split_words(rest))
        asks = find_asks(words, frozenset())
    if asks.rule and asks.rule.intent in BY_RULE and _is_by_hand(words, asks):
        return _read_change(words, asks, setting)
    question = _read(text, words, replace(find_details(asks, text), when=when), asks, setting)
    if question.intent == OUT_OF_SCOPE or question.entities.unknown:
        return read_deed(text, setting, unknown=True) or question
    return question


def _take_out_days(text: str, asks: Asks, setting: Setting) -> tuple[str, When | None]:
    """Find the days a message means, and put a mark of their own in their place."""
    if setting.trust is None or setting.now is None:
        return text, None
    past = "PAST" in asks.concepts or not WAS.isdisjoint(split_words(text))
    spoken = find_when(text[:LONGEST_TEXT], setting.trust, setting.asker, setting.now, past=past)
    if past and spoken and spoken.when.last < min(half.starts for half in setting.trust.half_terms):
        # "Why was the January meeting cancelled", asked before January: no year but this one is held here.
        spoken = find_when(text[:LONGEST_TEXT], setting.trust, setting.asker, setting.now)
    if spoken is None:
        return text, None
    return spoken.take_out(text, DAYS), spoken.when


def _is_by_hand(words: Words, asks: Asks) -> bool:
    """Say whether it is about what somebody changed, and not about what the trust did."""
    settles = asks.rule is not None and asks.rule.intent == "settle"
    somebody = any(words[at] in SOMEBODY for at in asks.concepts.get("ANYONE", ()))
    return settles or somebody or not asks.concepts.keys().isdisjoint({"OUTLOOK", "TO_SETTLE"})


def _read_change(words: Words, asks: Asks, setting: Setting) -> Question:
    """Read a question or a decision about what was changed by hand."""
    found = find_groups(words, setting.groups, cue=asks.positions)
    entities = find_verdict(words, asks)
    if found:
        chosen, candidates = choose(found, setting.own)
        entities = replace(entities, group=chosen, candidates=candidates)
    assert asks.rule is not None
    return Question(asks.rule.intent, entities, round(0.7 + 0.1 * min(asks.size, 3), 2))


def _read(text: str, words: Words, bits: Entities, asks: Asks, setting: Setting) -> Question:
    """Tell what is asked from the words, once names and days are marked among them."""
    days = frozenset(at for at, word in enumerate(words) if word == DAYS)
    cue = asks.positions | days
    found = _find_groups(words, days, cue, asks, setting)
    things = find_things(words, setting.trust, find_used(found)) if setting.trust else {}
    if not find_used(found).isdisjoint(things):
        found = ()
    named = _find_names(words, found, days | things.keys(), setting)
    # In "who leads on attendance" the name "attendance leads" has taken the question's own word.
    marked = _mark(words, found, named, days, cue if "WHO" in asks.concepts else frozenset(), things)
    intent, sure = rank_intents(marked)[0]
    if bits.when and (itself := _find_days_asked(bits.when, marked, intent, setting)):
        intent, sure = itself, 1.0
    bits = _add_named(text, intent, bits, named)
    seen = Reading(text, words, marked, found, named.used | days, asks, bits, frozenset(things))
    if again := ask_again(seen, setting) or ask_about_somebody(seen, intent, setting):
        return again
    if found:
        return _about_group(seen, intent, sure, setting)
    return _about_no_group(seen, _mend_intent(seen, intent), sure, setting)


def _find_groups(
    words: Words, days: frozenset[int], cue: frozenset[int], asks: Asks, setting: Setting
) -> tuple[Match, ...]:
    """Find the groups named; by words that could ask only where that leaves a question."""
    if found := find_groups(words, setting.groups, cue=cue):
        return found
    named = find_groups(words, setting.groups, cue=days)
    return named if named and named[0].whole and _is_asked_of(named, words, days, asks) else ()


def _add_named(text: str, intent: str, bits: Entities, named: Named) -> Entities:
    """Add who and where was named, and what else the question says that means something to its intent."""
    alone = len(named.people) == 1
    return replace(
        bits,
        person=named.people[0] if alone else None,
        people=() if alone else named.people,
        school=named.school,
        detail=find_detail(intent, text, bits.detail),
        mine=asks_after_own(intent, text, otherwise=bits.mine),
        # What is wished is read by whoever keeps it.
        topic=text[:LONGEST_TEXT] if intent == "preferences" else bits.topic,
    )


def _mend_intent(seen: Reading, intent: str) -> str:
    """Put right what the model takes for something else when it does not know the name: of a person, or of a group."""
    if (seen.bits.person or seen.bits.people) and intent in ("glossary", OUT_OF_SCOPE, "group_purpose"):
        return "person"
    # Only groups meet, one that nobody here may know of too.
    return "group_dates" if intent == "deadlines" and "MEET" in seen.asks.concepts else intent


def _is_asked_of(named: tuple[Match, ...], words: Words, days: frozenset[int], asks: Asks) -> bool:
    """Say whether a word that could ask is a name after all: "when do the chairs meet", and not "who chairs it"."""
    rest = find_asks(words, find_used(named) | days)
    if rest.rule and rest.rule.intent in ABOUT_A_GROUP:
        return True
    intent, sure = rank_intents(_mark(words, named, Named(), days, frozenset()))[0]
    asks_who = not asks.concepts.keys().isdisjoint({"WHO", "ABOUT"})
    return not asks_who and sure > SURE_ENOUGH and intent in ABOUT_A_GROUP


def _find_days_asked(when: When, marked: Sequence[str], intent: str, setting: Setting) -> str:
    """Find the intent of a question that asks after the days themselves: "when is our next inset"."""
    words = f" {when.words.lower()} "
    named = next((intent for intent, names in DAYS_ASKED.items() if any(name in words for name in names)), "")
    little = set(marked) - {WHEN} <= load_rules().asks_after_days
    alone = setting.thread.intent and len(marked) < 2
    # "Do we get the bank holiday off" asks after some days, and it says after which.
    other = intent in DAYS_ASKED and named in ("inset_days", "bank_holidays")
    return named if other or (little and not alone) else ""


def _find_names(words: Words, found: tuple[Match, ...], days: frozenset[int], setting: Setting) -> Named:
    if setting.trust is None:
        return Named()
    rules = load_rules()
    ordinary = frozenset(
        word for word in words if word in rules.filler or word in rules.known or is_asked_with(word)
    )
    return find_names(words, setting.trust, find_used(found) | days, ordinary)


def _mark(
    words: Words,
    found: tuple[Match, ...],
    named: Named,
    days: frozenset[int],
    cue: frozenset[int],
    things: Mapping[int, str] = NO_THINGS,
) -> list[str]:
    """Mark names and days; a word that asks for something stays a word, unless the name is nothing else."""
    at_group = find_used(found) - cue or find_used(found)
    at_person = named.used if named.people and not named.school else frozenset()
    marks = dict.fromkeys(at_group, GROUP) | dict.fromkeys(days, WHEN)
    if named.school:
        school_words = {at for at in named.used if at not in at_group}
        marks |= dict.fromkeys(school_words, SCHOOL)
    marks |= dict.fromkeys(at_person, PERSON) | dict(things)
    slips = [marks.get(at, word) for at, word in enumerate(words)]
    return mark_words(mend_slips(slips), find_words())


def _about_group(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    chosen, candidates = choose(seen.found, setting.own)
    entities = replace(seen.bits, group=chosen, candidates=candidates)
    intent = OWN.get(intent, intent)
    asks_meaning = intent == "glossary" or (intent in EXPLAINING and "for" not in seen.words)
    if asks_meaning and (term := _find_term(seen.text, setting)):
        return Question("glossary", replace(seen.bits, topic=term), round(sure, 2))
    said = set(seen.marked) - {GROUP}
    explains = intent in EXPLAINING and (seen.words[0] in ("what", "whats") or "meaning" in seen.words)
    if said <= load_rules().says_little and not explains:
        again = setting.thread.intent
        return Question(again if again in ABOUT_A_GROUP | OF_EITHER else "group_dates", entities, 0.7)
    if intent == "clashes":
        entities = _find_both(seen, entities, setting)
    if intent in OF_A_KIND:
        entities = replace(entities, topic=_find_kind(seen))
    if intent in OF_A_TOPIC:
        entities = replace(entities, topic=seen.find_topic(intent))
        if intent == "search" and set(entities.topic.split()) <= {
            seen.words[at] for at in find_used(seen.found)
        }:
            entities = replace(entities, group=None, candidates=())
    elif (stray := _find_stray(seen, intent, setting)) and intent in ABOUT_A_GROUP | OF_EITHER:
        return _about_nothing_known(seen, sorted(find_used(seen.found) | stray), intent, setting)
    if sure < LEAST_SURE or intent in PLEASANTRIES | {"help"}:
        intent = "group"
    if intent in ABOUT_A_GROUP | OF_EITHER and not seen.found[0].whole:
        sure *= 0.85
    return Question(intent, entities, round(sure, 2))


def _about_no_group(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    entities, leftover = seen.bits, seen.find_leftover(intent)
    if sure < LEAST_SURE or intent == OUT_OF_SCOPE or (intent in PLEASANTRIES and leftover):
        term = _find_term(seen.text, setting) if len(seen.words) <= MOST_IN_TERM else ""
        return (
            Question("glossary", replace(entities, topic=term))
            if term
            else Question(OUT_OF_SCOPE, entities, 0.0)
        )
    if intent == "my_meetings" and entities.school:
        intent = "term_dates"
    entities = _add_topic(seen, entities, intent, leftover, setting)
    if intent == "decisions" and entities.topic and not seen.refers_back:
        # Of which group nobody said: whatever paper has it answers.
        intent = "search"
    if intent in ABOUT_A_GROUP | OF_EITHER:
        if leftover and intent not in OF_A_TOPIC and OTHER in seen.marked:
            return _about_nothing_known(seen, leftover, intent, setting)
        return read_of_thread(replace(seen, bits=entities), intent, sure, setting)
    if intent in ("next_meeting", "my_meetings") and _names_a_meeting(leftover, seen.asks):
        return _about_nothing_known(seen, leftover, "group_dates", setting)
    return Question(intent, entities, say_sure(sure))


def _add_topic(
    seen: Reading, entities: Entities, intent: str, leftover: list[int], setting: Setting
) -> Entities:
    """Add what else is asked after: a topic, a kind of meeting, the days' own name, or somebody nobody knows."""
    if intent in OF_A_TOPIC:
        term = _find_term(seen.text, setting) if intent == "glossary" else ""
        return replace(entities, topic=term or seen.find_topic(intent))
    if intent in OF_A_KIND:
        return replace(entities, topic=_find_kind(seen))
    if intent == "term_dates" and entities.when:
        return replace(entities, topic=entities.when.words)
    if intent == "person" and not (entities.person or entities.people):
        return replace(entities, unknown=_spell(seen, leftover))
    return entities


def _find_term(text: str, setting: Setting) -> str:
    """Find the word of the trust's glossary that a text is about and nothing else; of several the longest."""
    said = split_words(text)
    entries = setting.trust.glossary if setting.trust else ()
    terms = {split_words(term): term for entry in entries for term in (entry.term, *entry.aliases)}
    spans = [
        said[at:end]
        for at in range(len(said))
        for end in range(at + 1, min(len(said), at + MOST_IN_TERM) + 1)
    ]
    found = max((span for span in spans if span in terms), key=len, default=())
    rules = load_rules()
    rest = [word for word in said if word not in (*found, *rules.asking, *rules.filler)]
    return terms[found] if found and all(is_asked_with(word, "glossary") for word in rest) else ""


def _find_kind(seen: Reading) -> str:
    """Find which kind of meeting is meant, where one is named."""
    return next((word for word in seen.words if word in KINDS), "")


def _find_both(seen: Reading, entities: Entities, setting: Setting) -> Entities:
    """Find the second group of a question about two."""
    used = find_used(seen.found) | seen.explained
    rest = tuple("" if at in used else word for at, word in enumerate(seen.words))
    other = find_groups(rest, setting.groups, cue=seen.asks.positions)
    second, others = choose(other, setting.own) if other else (None, ())
    if (
        entities.group is not None
        and len(alike := [g for g in others if g.phases == entities.group.phases]) == 1
    ):
        second = alike[0]
    if entities.group is None or second is None or second.id == entities.group.id:
        return entities
    return replace(entities, group=None, candidates=(entities.group, second))


def _about_nothing_known(seen: Reading, named: list[int], intent: str, setting: Setting) -> Question:
    name = _spell(seen, named)
    entities = replace(seen.bits, unknown=name, near=find_near(name, setting.groups))
    return Question(intent if intent in ABOUT_A_GROUP else "group_dates", entities, 0.6)


def _spell(seen: Reading, named: list[int]) -> str:
    """Spell a name nobody goes by, with the number or the subject before it: year 5, key stage 3."""
    if not named:
        return ""
    words = seen.words
    first, last = named[0], named[-1]
    first -= 1 if first and words[first].isdigit() else 0
    last += 1 if last + 1 < len(words) and words[last + 1].isdigit() else 0
    return " ".join(words[first : last + 1])


def _find_stray(seen: Reading, intent: str, setting: Setting) -> frozenset[int]:
    """Find words that stand beside the one word matched and say that another group is meant."""
    words, used = seen.words, find_used(seen.found)
    if len(used) > 1:
        return frozenset()
    named = {word for match in seen.found for name in find_names_of(match.group) for word in name}
    leftover = {at for at in seen.find_leftover(intent) if words[at] not in named}
    other = tuple("" if at in used else word for at, word in enumerate(words))
    if leftover and "and" in words:
        # "Maths and science": what is a name of its own says no other name than the two.
        leftover -= find_used(find_groups(other, setting.groups, cue=seen.asks.positions))
    beside = {at + step for at in used for step in (-1, 1)}
    beside |= {at + 2 for at in used if words[at + 1 : at + 2] in {("of",), ("and",)}}
    return frozenset(at for at in leftover if at in beside or (at - 1 in leftover and at - 1 in beside))


def _names_a_meeting(leftover: list[int], asks: Asks) -> bool:
    """Say whether "my next X meeting" names an X."""
    meet = asks.concepts.get("MEET", frozenset())
    return any(at + 1 in meet for at in leftover)
