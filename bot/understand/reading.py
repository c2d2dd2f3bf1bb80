"""What a message asks, about what: its intent, and the groups, people, schools and days it names.

First what must never be missed or guessed: a disclosure, and a decision about something changed by hand, by the rules in
`data/intents.yaml`. Then names and days are found and marked, and what is left is told apart by a model learnt from the
ways of asking in `data/phrases.yaml`. A name nobody here goes by is said to be unknown; it is never taken for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.ports import NO_CONTEXT, Context
from bot.understand.asking import Asks, find_asks
from bot.understand.carrying import read_entities
from bot.understand.details import find_detail, find_details, find_verdict
from bot.understand.features import GROUP, MARKS, OTHER, PERSON, SCHOOL, WHEN, mark_words
from bot.understand.groups import Match, find_groups, find_near
from bot.understand.intents import find_words, is_asked_with, rank_intents
from bot.understand.names import Named, find_names
from bot.understand.question import Entities, Question
from bot.understand.rules import load_rules
from bot.understand.slips import mend_slips
from bot.understand.when import When, find_when
from bot.understand.words import LONGEST_TEXT, Words, settle_spelling, split_words
from trust.groups import Group
from trust.people import Person
from trust.year import Trust

# Where the group says whose papers are meant, and is no part of the topic.
OF_PAPERS = frozenset({"decisions", "search"})
# These need a group: without one, whose is asked back.
ABOUT_A_GROUP = frozenset({
    "group_dates", "group_chair", "group_minutes", "group_members", "group_purpose", "join_group", "group_agenda",
    "decisions", "replies", "saved_where", "why_date", "free_slots",
})  # fmt: skip
# Asked of one group or of the asker's own.
OF_EITHER = frozenset(
    {"actions", "clashes", "meeting_detail", "rooms", "moderation", "changes", "search", "proposals"}
)
# Asked of a kind of meeting as well as of any.
OF_A_KIND = frozenset({"meeting_detail", "group_dates"})
KINDS = frozenset({"conference", "moderation", "workshop", "forum"})
# Asked of one meeting: the one just shown, where none is named.
OF_ONE_MEETING = frozenset(
    {"meeting_detail", "why_date", "replies", "group_agenda", "clashes", "saved_where"}
)
# Asked of no group: one that is named belongs to the topic.
OF_A_TOPIC = frozenset({"glossary", "partners", "deadlines", "school_lead", "search", "decisions", "rooms"})
OWN = {"next_meeting": "group_dates", "my_meetings": "group_dates", "my_groups": "group_members"}
OUT_OF_SCOPE = "out_of_scope"
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
PLEASANTRIES = frozenset({"hello", "thanks"})
BY_RULE = frozenset({"settle", "proposals"})
LEAST_SURE, SURE_ENOUGH = 0.3, 0.8
SAYS_LITTLE = frozenset(
    [
        "and",
        "what",
        "about",
        "how",
        "for",
        "the",
        "ok",
        "also",
        "then",
        "of",
        "in",
        "group",
        "team",
        "so",
        "no",
        "not",
        "at",
        "one",
        "instead",
        "sorry",
        "meant",
        "i",
        "mean",
        "yes",
        "but",
        "or",
    ]
)
# Days that may be what is asked after, by the words for them, and all that is then said besides.
DAYS_ASKED = {
    "inset_days": ("inset", "training day", "non-pupil"),
    "bank_holidays": ("bank hol", "easter monday", "good friday", "boxing day", "may day", "new year"),
    "term_dates": ("half term", "half-term", "break up", "go back", "holidays", "easter", "christmas"),
}
ASKS_AFTER_DAYS = frozenset(
    [
        "when",
        "is",
        "are",
        "our",
        "my",
        "the",
        "next",
        "any",
        "do",
        "we",
        "have",
        "date",
        "dat",
        "day",
        "what",
        "how",
        "many",
        "it",
        "this",
    ]
)
# What stands in a message where days were.
DAYS = "xdaysx"
WAS = frozenset({"did", "was", "were", "went", "happened", "came", "attended"})
SOMEBODY = frozenset({"anyone", "anybody", "someone", "somebody", "who", "whos"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message is read against: what its readers may know of, who asks, when, after what."""

    groups: Sequence[Group]
    own: frozenset[str]
    thread: Context
    trust: Trust | None
    asker: Person | None
    now: datetime | None


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
    rest, when = _take_out_days(text, asks, setting)
    if when is not None:
        words = settle_spelling(split_words(rest))
        asks = find_asks(words, frozenset())
    if asks.rule and asks.rule.intent in BY_RULE and _is_by_hand(words, asks):
        return _read_change(words, asks, setting)
    return _read(text, words, replace(find_details(asks, text), when=when), asks, setting)


def _take_out_days(text: str, asks: Asks, setting: Setting) -> tuple[str, When | None]:
    """Find the days a message means, and put a mark of their own in their place."""
    if setting.trust is None or setting.now is None:
        return text, None
    past = "PAST" in asks.concepts or not WAS.isdisjoint(split_words(text))
    spoken = find_when(text[:LONGEST_TEXT], setting.trust, setting.asker, setting.now, past=past)
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
        chosen, candidates = _choose(found, setting.own)
        entities = replace(entities, group=chosen, candidates=candidates)
    assert asks.rule is not None
    return Question(asks.rule.intent, entities, round(0.7 + 0.1 * min(asks.size, 3), 2))


def _read(text: str, words: Words, bits: Entities, asks: Asks, setting: Setting) -> Question:
    """Tell what is asked from the words, once names and days are marked among them."""
    days = frozenset(at for at, word in enumerate(words) if word == DAYS)
    cue = asks.positions | days
    found = find_groups(words, setting.groups, cue=cue)
    if not found:
        named = find_groups(words, setting.groups, cue=days)
        if named and named[0].whole and _is_asked_of(named, words, days, asks):
            found = named
    named_here = _find_names(words, found, days, setting)
    # In "who leads on attendance" the name "attendance leads" has taken the question's own word.
    marked = _mark(words, found, named_here, days, cue if "WHO" in asks.concepts else frozenset())
    intent, sure = rank_intents(marked)[0]
    if bits.when and (itself := _find_days_asked(bits.when, marked, setting)):
        intent, sure = itself, 1.0
    bits = replace(
        bits,
        person=named_here.people[0] if len(named_here.people) == 1 else None,
        people=named_here.people if len(named_here.people) > 1 else (),
        school=named_here.school,
    )
    bits = replace(bits, detail=find_detail(intent, text, bits.detail))
    if intent == "preferences":
        # What is wished is read by whoever keeps it.
        bits = replace(bits, topic=text[:LONGEST_TEXT])
    seen = Reading(text, words, marked, found, named_here.used | days, asks, bits)
    if again := _ask_again(seen, setting):
        return again
    if not found:
        intent = _mend_intent(seen, intent)
    if found:
        return _about_group(seen, intent, sure, setting)
    return _about_no_group(seen, intent, sure, setting)


def _mend_intent(seen: Reading, intent: str) -> str:
    """Put right what the model takes for something else when it does not know the name: of a person, or of a group."""
    if (seen.bits.person or seen.bits.people) and intent in ("glossary", OUT_OF_SCOPE, "group_purpose"):
        return "person"
    # Only groups meet, one that nobody here may know of too.
    return "group_dates" if intent == "deadlines" and "MEET" in seen.asks.concepts else intent


def _is_asked_of(named: tuple[Match, ...], words: Words, days: frozenset[int], asks: Asks) -> bool:
    """Say whether a word that could ask is a name after all: "when do the chairs meet", and not "who chairs it"."""
    rest = find_asks(words, _used(named) | days)
    if rest.rule and rest.rule.intent in ABOUT_A_GROUP:
        return True
    intent, sure = rank_intents(_mark(words, named, Named(), days, frozenset()))[0]
    asks_who = not asks.concepts.keys().isdisjoint({"WHO", "ABOUT"})
    return not asks_who and sure > SURE_ENOUGH and intent in ABOUT_A_GROUP


def _find_days_asked(when: When, marked: Sequence[str], setting: Setting) -> str:
    """Find the intent of a question that asks after the days themselves: "when is our next inset"."""
    if not set(marked) - {WHEN} <= ASKS_AFTER_DAYS or (setting.thread.intent and len(marked) < 2):
        return ""
    words = f" {when.words.lower()} "
    return next((intent for intent, names in DAYS_ASKED.items() if any(name in words for name in names)), "")


def _ask_again(seen: Reading, setting: Setting) -> Question | None:
    """Take a message that says little but a name or a day to ask the last question again, about that."""
    thread = setting.thread
    said = set(seen.marked)
    named = said & MARKS or (thread.intent == "person" and seen.bits.nth)
    if not named or not thread.intent or setting.trust is None or not said - MARKS <= SAYS_LITTLE:
        return None
    before = read_entities(thread.said, setting.groups, setting.trust)
    by_topic = thread.intent in OF_A_TOPIC
    if before is None or (OTHER in said and not by_topic):
        return None
    chosen, candidates = (
        _choose(seen.found, setting.own) if seen.found and not by_topic else (before.group, ())
    )
    bits, topic = seen.bits, _find_topic(seen, thread.intent) if by_topic and said & {GROUP, OTHER} else ""
    people = (before.people[bits.nth - 1],) if 0 < bits.nth <= len(before.people) else bits.people
    entities = replace(
        before,
        group=chosen,
        candidates=candidates,
        person=bits.person or (people[0] if len(people) == 1 else before.person),
        people=() if len(people) == 1 else people or before.people,
        school=bits.school or before.school,
        when=bits.when or before.when,
        topic=topic or before.topic,
        page=0,
    )
    return Question(OWN.get(thread.intent, thread.intent) if chosen else thread.intent, entities, 0.7)


def _find_names(words: Words, found: tuple[Match, ...], days: frozenset[int], setting: Setting) -> Named:
    if setting.trust is None:
        return Named()
    rules = load_rules()
    ordinary = frozenset(
        word for word in words if word in rules.filler or word in rules.known or is_asked_with(word)
    )
    return find_names(words, setting.trust, _used(found) | days, ordinary)


def _mark(
    words: Words, found: tuple[Match, ...], named: Named, days: frozenset[int], cue: frozenset[int]
) -> list[str]:
    """Mark names and days; a word that asks for something stays a word, unless the name is nothing else."""
    at_group = _used(found) - cue or _used(found)
    at_person = named.used if named.people and not named.school else frozenset()
    marks = dict.fromkeys(at_group, GROUP) | dict.fromkeys(days, WHEN)
    if named.school:
        school_words = {at for at in named.used if at not in at_group}
        marks |= dict.fromkeys(school_words, SCHOOL)
    marks |= dict.fromkeys(at_person, PERSON)
    slips = [marks.get(at, word) for at, word in enumerate(words)]
    return mark_words(mend_slips(slips), find_words())


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as far as it was read: `explained` are the places of what is no group and no question."""

    text: str
    words: Words
    marked: Sequence[str]
    found: tuple[Match, ...]
    explained: frozenset[int]
    asks: Asks
    bits: Entities

    def find_leftover(self, intent: str) -> list[int]:
        """Find where words stand that are no name, no day, and nothing people ask this with."""
        explained = _used(self.found) | self.explained | self.asks.positions
        filler = load_rules().filler
        return [
            at
            for at, word in enumerate(self.words)
            if at not in explained
            and word not in filler
            and not is_asked_with(word, intent)
            and (not word.isdigit() or self.words[at - 1 : at] in (("year",), ("stage",)))
        ]


def _about_group(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    chosen, candidates = _choose(seen.found, setting.own)
    entities = replace(seen.bits, group=chosen, candidates=candidates)
    intent = OWN.get(intent, intent)
    said = set(seen.marked) - {GROUP}
    explains = intent in ("glossary", "group_purpose") and seen.words[0] in ("what", "whats")
    if said <= SAYS_LITTLE and not explains:
        again = setting.thread.intent
        return Question(again if again in ABOUT_A_GROUP | OF_EITHER else "group_dates", entities, 0.7)
    if intent == "clashes":
        entities = _find_both(seen, entities, setting)
    if intent in OF_A_KIND:
        entities = replace(entities, topic=_find_kind(seen))
    if intent in OF_A_TOPIC:
        entities = replace(entities, topic=_find_topic(seen, intent))
    elif (stray := _find_stray(seen, intent)) and intent in ABOUT_A_GROUP | OF_EITHER:
        return _about_nothing_known(seen, sorted(_used(seen.found) | stray), intent, setting)
    if sure < LEAST_SURE or intent in PLEASANTRIES | {"help"}:
        intent = "group"
    if intent in ABOUT_A_GROUP | OF_EITHER and not seen.found[0].whole:
        sure *= 0.85
    return Question(intent, entities, round(sure, 2))


def _about_no_group(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    entities, leftover = seen.bits, seen.find_leftover(intent)
    if sure < LEAST_SURE or intent == OUT_OF_SCOPE or (intent in PLEASANTRIES and leftover):
        return Question(OUT_OF_SCOPE, entities, 0.0)
    if intent in OF_A_TOPIC:
        entities = replace(entities, topic=_find_topic(seen, intent))
    if intent == "my_meetings" and entities.school:
        intent = "term_dates"
    if intent == "term_dates" and entities.when:
        entities = replace(entities, topic=entities.when.words)
    if intent in OF_A_KIND:
        entities = replace(entities, topic=_find_kind(seen))
    if intent == "person" and not (entities.person or entities.people):
        entities = replace(entities, unknown=_spell(seen, leftover))
    if intent in ABOUT_A_GROUP | OF_EITHER:
        if leftover and intent not in OF_A_TOPIC and OTHER in seen.marked:
            return _about_nothing_known(seen, leftover, intent, setting)
        return _about_the_thread(replace(seen, bits=entities), intent, sure, setting)
    if intent in ("next_meeting", "my_meetings") and _names_a_meeting(leftover, seen.asks):
        return _about_nothing_known(seen, leftover, "group_dates", setting)
    return Question(intent, entities, _say_sure(sure))


def _about_the_thread(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    """Take a question that names no group to be about the one just spoken of, or about the asker's own."""
    entities, back = seen.bits, _refers_back(seen)
    spoken_of = next((group for group in setting.groups if group.id == setting.thread.group), None)
    entities = _find_days_of_thread(entities, intent, back, setting.thread)
    if intent == "group_dates" and (spoken_of is None or not back):
        own = "my_meetings" if entities.when or setting.thread.intent == "my_meetings" else "next_meeting"
        return Question(own, entities, _say_sure(sure))
    if intent in OF_EITHER and not (back and spoken_of):
        return Question(intent, replace(entities, mine=True), _say_sure(sure))
    return Question(intent, replace(entities, group=spoken_of), _say_sure(sure))


def _find_days_of_thread(entities: Entities, intent: str, back: bool, thread: Context) -> Entities:
    """Take "it" to be the meeting just shown, and "after that" the days from then on."""
    if not thread.day or entities.when or not (back or entities.after):
        return entities
    day = date.fromisoformat(thread.day)
    if entities.after:
        return replace(entities, when=When(day + A_DAY, day + A_YEAR, "after that"), soonest=True)
    return replace(entities, when=When(day, day, "")) if intent in OF_ONE_MEETING else entities


def _say_sure(sure: float) -> float:
    """Say how sure we are where no group was found; not finely, for it would tell which words a name is made of."""
    return 1.0 if sure >= SURE_ENOUGH else 0.5


def _used(found: tuple[Match, ...]) -> frozenset[int]:
    return found[0].used if found else frozenset()


def _find_kind(seen: Reading) -> str:
    """Find which kind of meeting is meant, where one is named."""
    return next((word for word in seen.words if word in KINDS), "")


def _find_both(seen: Reading, entities: Entities, setting: Setting) -> Entities:
    """Find the second group of a question about two."""
    used = _used(seen.found) | seen.explained
    rest = tuple("" if at in used else word for at, word in enumerate(seen.words))
    other = find_groups(rest, setting.groups, cue=seen.asks.positions)
    second, others = _choose(other, setting.own) if other else (None, ())
    if (
        entities.group is not None
        and len(alike := [g for g in others if g.phases == entities.group.phases]) == 1
    ):
        second = alike[0]
    if entities.group is None or second is None or second.id == entities.group.id:
        return entities
    return replace(entities, group=None, candidates=(entities.group, second))


def _choose(found: tuple[Match, ...], own: frozenset[str]) -> tuple[Group | None, tuple[Group, ...]]:
    """Choose the group meant: the only one, or the only one of the asker's own; otherwise they are all candidates."""
    mine = [match for match in found if match.group.id in own]
    chosen = mine[0] if len(mine) == 1 else found[0] if len(found) == 1 else None
    return (chosen.group, ()) if chosen else (None, tuple(match.group for match in found))


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


def _find_topic(seen: Reading, intent: str) -> str:
    """Find what is searched for or asked the meaning of: what is no way of asking."""
    if intent == "glossary":
        # Spelt as it was typed: what is asked for is often an abbreviation.
        return " ".join(word for word in split_words(seen.text) if word not in load_rules().asking)
    ours = _used(seen.found) if intent in OF_PAPERS else frozenset()
    topic = [
        word
        for at, word in enumerate(seen.words)
        if word not in load_rules().asking and word != DAYS and at not in seen.explained | ours
    ]
    return " ".join(topic)


def _find_stray(seen: Reading, intent: str) -> frozenset[int]:
    """Find words that stand beside the one word matched and say that another group is meant."""
    words, used = seen.words, _used(seen.found)
    if len(used) > 1:
        return frozenset()
    leftover = set(seen.find_leftover(intent))
    beside = {at + step for at in used for step in (-1, 1)}
    beside |= {at + 2 for at in used if words[at + 1 : at + 2] in {("of",), ("and",)}}
    return frozenset(at for at in leftover if at in beside or (at - 1 in leftover and at - 1 in beside))


def _refers_back(seen: Reading) -> bool:
    return "ABOUT" in seen.asks.concepts or seen.words[:1] == ("and",) or bool(seen.bits.nth)


def _names_a_meeting(leftover: list[int], asks: Asks) -> bool:
    """Say whether "my next X meeting" names an X."""
    meet = asks.concepts.get("MEET", frozenset())
    return any(at + 1 in meet for at in leftover)
