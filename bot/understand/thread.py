"""What a message takes from the conversation before it: the group or meeting just spoken of, or the whole last question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.ports import Context
from bot.understand.carrying import read_entities
from bot.understand.deed_rules import load_deeds
from bot.understand.features import GROUP, MARKS, OTHER
from bot.understand.groups import find_names
from bot.understand.needs import DONE_AT_ONCE, OF_A_TOPIC, OF_EITHER, OF_ONE_MEETING, OWN
from bot.understand.question import Entities, Question
from bot.understand.rules import load_rules
from bot.understand.seen import Reading, Setting, choose, say_sure
from bot.understand.when import When
from trust.groups import Office
from trust.membership import find_officers
from trust.people import Person
from trust.values import place_in_london

PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "they", "them", "their"})
# More words than these ask something new.
MOST_WORDS_TO_PICK = 6
MOST_WORDS_OF_DETAIL = 2
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)


def ask_again(seen: Reading, setting: Setting) -> Question | None:
    """Take a message that says little but a name or a day to ask the last question again, about that."""
    thread = setting.thread
    said = set(seen.marked)
    if picked := _pick_candidate(seen, setting) or _ask_detail(seen, setting):
        return picked
    named = said & MARKS or (thread.intent == "person" and seen.bits.nth)
    if (
        not named
        or not thread.intent
        or setting.trust is None
        or not said - MARKS <= load_rules().says_little
    ):
        return None
    before = read_entities(thread.said, setting.groups, setting.trust)
    by_topic = thread.intent in OF_A_TOPIC
    if before is None or (OTHER in said and not by_topic):
        return None
    intent = thread.intent
    if intent in DONE_AT_ONCE and (thread.group or thread.meeting):
        # What was done is not done again to another group because it is named.
        intent, before = load_deeds().again.get(intent, "group_dates"), Entities(group=before.group)
    chosen, candidates = (
        choose(seen.found, setting.own) if seen.found and not by_topic else (before.group, ())
    )
    bits, topic = seen.bits, seen.find_topic(thread.intent) if by_topic and said & {GROUP, OTHER} else ""
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
    return Question(OWN.get(intent, intent) if chosen else intent, entities, 0.7)


def ask_about_somebody(seen: Reading, intent: str, setting: Setting) -> Question | None:
    """Take "which school is she at" to be about the person just shown, or the chair of the group just asked about."""
    bits = seen.bits
    named = bits.person or bits.people or bits.school
    if intent not in ("person", "school_lead") or named or PRONOUNS.isdisjoint(seen.words):
        return None
    someone = _find_person_spoken_of(setting)
    return Question("person", replace(bits, person=someone), 0.8) if someone else None


def _find_person_spoken_of(setting: Setting) -> Person | None:
    if setting.trust is None or setting.now is None:
        return None
    before = read_entities(setting.thread.said, setting.groups, setting.trust)
    if before is None or before.group is None or setting.thread.intent != "group_chair":
        return before.person if before else None
    chairs = find_officers(setting.trust, before.group, place_in_london(setting.now).date())[Office.CHAIR]
    return chairs[0] if len(chairs) == 1 else None


def _ask_detail(seen: Reading, setting: Setting) -> Question | None:
    """Take "online?" or "what room?" to be about the meeting just shown."""
    little = len(seen.words) <= MOST_WORDS_OF_DETAIL and not (
        seen.found or seen.bits.when or seen.bits.person
    )
    if not (
        little and seen.bits.detail and setting.thread.meeting and setting.thread.intent == "group_dates"
    ):
        return None
    entities = _find_days_of_thread(seen, seen.bits, "meeting_detail", True, setting.thread)
    group = next((one for one in setting.groups if one.id == setting.thread.group), None)
    return Question("meeting_detail", replace(entities, group=group), 0.8) if group else None


def _pick_candidate(seen: Reading, setting: Setting) -> Question | None:
    """Take few words after several groups were offered to say which: "no, primary", "the second one"."""
    thread = setting.thread
    before = read_entities(thread.said, setting.groups, setting.trust) if setting.trust else None
    if before is None or not before.candidates or len(seen.words) > MOST_WORDS_TO_PICK:
        return None
    offered = before.candidates
    said = {word for word in seen.words if word not in load_rules().says_little}
    if 0 < seen.bits.nth <= len(offered):
        fitting = [offered[seen.bits.nth - 1]]
    else:
        fitting = [
            group for group in offered if said and said <= {w for name in find_names(group) for w in name}
        ]
    if len(fitting) != 1:
        return None
    return Question(thread.intent, replace(before, group=fitting[0], candidates=()), 0.8)


def read_of_thread(seen: Reading, intent: str, sure: float, setting: Setting) -> Question:
    """Take a question that names no group to be about the one just spoken of, or about the asker's own."""
    entities, back = seen.bits, seen.refers_back
    spoken_of = next((group for group in setting.groups if group.id == setting.thread.group), None)
    entities = _find_days_of_thread(seen, entities, intent, back, setting.thread)
    if intent == "group_dates" and (spoken_of is None or not back):
        own = "my_meetings" if entities.when or setting.thread.intent == "my_meetings" else "next_meeting"
        return Question(own, entities, say_sure(sure))
    if intent in OF_EITHER and not (back and spoken_of):
        return Question(intent, replace(entities, mine=True), say_sure(sure))
    return Question(intent, replace(entities, group=spoken_of), say_sure(sure))


def _find_days_of_thread(
    seen: Reading, entities: Entities, intent: str, back: bool, thread: Context
) -> Entities:
    """Take "it" to be the meeting just shown, and "after that" the days from then on."""
    before = "before" in seen.words and "ABOUT" in seen.asks.concepts
    if not thread.day or entities.when or not (back or entities.after):
        return entities
    day = date.fromisoformat(thread.day)
    if before:
        return replace(entities, when=When(day - A_YEAR, day - A_DAY, "before that"), past=True)
    if entities.after:
        return replace(entities, when=When(day + A_DAY, day + A_YEAR, "after that"), soonest=True)
    return replace(entities, when=When(day, day, "")) if intent in OF_ONE_MEETING else entities
