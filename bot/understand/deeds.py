"""What a message asks to be done, as somebody types it: "apologies for maths: hospital", "put transition on the agenda".

Read by the patterns in `data/deeds.yaml`, from the first word to the last, before anything else is looked for: free text
is cut out exactly as it was typed, and nothing in it asks for anything. What is put as a question, and is more than a
polite way of asking for it, is answered with what would be done, and not by doing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.ports import Context
from bot.understand.carrying import read_entities
from bot.understand.deed_rules import Way, find_spelt, load_deeds
from bot.understand.needs import (
    OF_ACTIONS,
    OF_AGENDAS,
    OF_MEETINGS,
    OF_MINUTES,
    OF_REPLIES,
)
from bot.understand.patterns import Choice, Slot, Tree
from bot.understand.question import Entities, Question
from bot.understand.seen import Setting
from bot.understand.slots import MOST, Meant, Slots, add_entities
from bot.understand.typed import LONGEST_TYPED, MARK, STRICT, Typed, read_typed
from bot.understand.when import When
from trust.membership import find_members
from trust.values import place_in_london

MOST_POLITE = 4
FREE, REST = "t", "r"
# A further group or a further wish is no reason.
NO_REASON = frozenset({"and", "or"})
# A question that begins with one of these asks for what it names.
REQUESTING = frozenset({"can", "could", "would", "will", "please"})
OF_DRIFT = frozenset({"proposals", "settle"})
CARRYING_ON = {"move_it": "move_meeting", "add_it": "add_meeting"}
Found = tuple[tuple[str, Meant], ...]


def read_deed(text: str, setting: Setting, *, unknown: bool = False) -> Question | None:
    """Read what a message asks to be done; None where it asks for nothing of the kind.

    Args:
        text: What was typed.
        setting: What it is read against.
        unknown: Take words nobody here goes by for the name of a group.
    """
    if setting.trust is None or setting.now is None or len(text) > LONGEST_TYPED:
        return None
    typed = read_typed(text)
    starts = _find_starts(typed)
    slots = {past: Slots(typed, setting, past, unknown, {}) for past in (False, True)}
    said = frozenset[str]().union(*map(find_spelt, typed.tokens))
    for way in load_deeds().ways:
        if way.after and setting.thread.intent not in way.after:
            continue
        if any(said.isdisjoint(words) for words in way.needs):
            continue
        for start, asking in starts:
            for end, found in _match(way.tree, typed, start, (), slots[way.past]):
                if _is_over(typed, end):
                    free = any(kind in (FREE, REST) for kind, _ in found[-1:]) and end == len(typed.tokens)
                    polite = not REQUESTING.isdisjoint(typed.tokens[: start + 1])
                    asks = asking or (typed.asks and not free and not polite)
                    return _make_question(way, found, setting, asks=asks)
    return None


def _find_starts(typed: Typed) -> tuple[tuple[int, bool], ...]:
    """Find where a message may begin once it has been polite, and whether it has asked if it may."""
    rules = load_deeds()
    starts = {0: False}
    for _ in range(MOST_POLITE):
        for at, asking in tuple(starts.items()):
            for tree, asks in [(t, False) for t in rules.polite] + [(t, True) for t in rules.asking]:
                for end, _ in _match(tree, typed, at, (), None):
                    starts.setdefault(_skip_marks(typed, end), asking or asks)
    return tuple(starts.items())


def _skip_marks(typed: Typed, at: int) -> int:
    while at < len(typed.tokens) and typed.tokens[at] == MARK:
        at += 1
    return at


def _is_over(typed: Typed, at: int) -> bool:
    """Say whether nothing is left but thanks."""
    closing = load_deeds().closing
    return all(typed.tokens[n] in closing or not typed.is_word(n) for n in range(at, len(typed.tokens)))


def _match(
    tree: Tree, typed: Typed, at: int, found: Found, slots: Slots | None
) -> Iterator[tuple[int, Found]]:
    """Give every way in which a tree fits from a token on: where it ends, and what its slots name."""
    if not tree:
        yield at, found
        return
    node, rest = tree[0], tree[1:]
    if isinstance(node, Choice):
        for way in node.ways:
            yield from _match((*way, *rest), typed, at, found, slots)
    elif isinstance(node, Slot):
        assert slots is not None
        yield from _match_slot(node.kind, rest, typed, at, found, slots)
    elif (after := _match_word(node, typed, at)) is not None:
        yield from _match(rest, typed, after, found, slots)


def _match_word(word: str, typed: Typed, at: int) -> int | None:
    """Give where a word ends; marks before it count for nothing, unless one is asked for."""
    tokens = typed.tokens
    if word in (MARK, STRICT):
        return at + 1 if typed.is_mark(at, word) else None
    while at < len(tokens) and not typed.is_word(at):
        at += 1
    return at + 1 if at < len(tokens) and word in find_spelt(tokens[at]) else None


def _match_slot(
    kind: str, rest: Tree, typed: Typed, at: int, found: Found, slots: Slots
) -> Iterator[tuple[int, Found]]:
    many = len(typed.tokens)
    if kind in (FREE, REST):
        before = found[-1][0] if found else ""
        begin = _skip_marks(typed, at)
        if begin < many and kind == FREE and before == "m" and typed.tokens[begin] in NO_REASON:
            return
        if _is_over(typed, begin):
            return
        ends = range(begin + 1, many + 1) if rest else (many,)
        for end in ends:
            if said := typed.cut_free(begin, end):
                yield from _match(rest, typed, end, (*found, (kind, Meant(Entities(topic=said)))), slots)
        return
    while at < many and not typed.is_word(at) and typed.tokens[at] != "#":
        at += 1
    for end in range(min(many, at + MOST[kind]), at, -1):
        if typed.is_word(end - 1) and (meant := slots.find(kind, at, end)):
            yield from _match(rest, typed, end, (*found, (kind, meant)), slots)


def _make_question(way: Way, found: Found, setting: Setting, *, asks: bool) -> Question | None:
    intent = way.asked if asks else way.intent
    if intent in CARRYING_ON:
        return _carry_on(intent, setting)
    if way.after and intent in OF_MEETINGS and [kind for kind, _ in found] == ["n"]:
        return _pick_meeting(intent, found[0][1].entities.nth, setting)
    entities, back = Entities(detail=way.detail), not any(kind == "m" for kind, _ in found)
    for kind, meant in found:
        said = meant.entities
        if kind == FREE and intent == "broadcast":
            said = Entities(detail=said.topic)
        entities, back = add_entities(entities, said), back or meant.back
    if asks and (intent != way.intent or intent == "cancel_meeting"):
        # A reason is private: what is only asked about keeps none.
        entities = replace(entities, topic="", detail="")
    entities = _settle_person(entities, setting)
    if intent == "send_apologies" and entities.people:
        # Whoever goes instead must be sure before anything is sent.
        intent, entities = "give_reply", replace(entities, topic="", detail="", people=())
    entities = _take_from_thread(intent, entities, setting, back=back)
    if intent in OF_MEETINGS and not (entities.group or entities.candidates or entities.unknown):
        # "Move it back" may be about what somebody moved by hand.
        return None
    return Question(intent, entities, 0.95)


def _carry_on(intent: str, setting: Setting) -> Question | None:
    """Take "yes, move it" to be about the move just shown."""
    thread = setting.thread
    assert setting.trust is not None
    before = read_entities(thread.said, setting.groups, setting.trust)
    if before is None or before.group is None:
        return None
    held = _find_meeting_of(thread)
    if intent == "move_it" and held:
        # Days on which the meeting is held said which one it is, and not where to.
        on_it = before.when and thread.day and _holds(before.when, thread.day)
        before = replace(before, detail=held.rule, when=None if on_it else before.when)
    return Question(intent, before, 0.95)


def _pick_meeting(intent: str, nth: int, setting: Setting) -> Question | None:
    """Take "the second one" to be the meeting meant, where it was asked which."""
    assert setting.trust is not None
    before = read_entities(setting.thread.said, setting.groups, setting.trust)
    if before is None or before.group is None or setting.thread.meeting:
        return None
    return Question(intent, replace(before, nth=nth), 0.95)


def _settle_person(entities: Entities, setting: Setting) -> Entities:
    """Take a name of several people to be that of the one who is in the group, or in one of the asker's."""
    if not entities.people or setting.trust is None or setting.now is None:
        return entities
    day, trust = place_in_london(setting.now).date(), setting.trust
    groups = [entities.group] if entities.group else [g for g in setting.groups if g.id in setting.own]
    near = {person.id for group in groups for person in find_members(trust, group, day)}
    fitting = [person for person in entities.people if person.id in near]
    return replace(entities, person=fitting[0], people=()) if len(fitting) == 1 else entities


def _take_from_thread(intent: str, entities: Entities, setting: Setting, *, back: bool) -> Entities:
    """Take what is not named from what was spoken of before."""
    thread = setting.thread
    assert setting.trust is not None
    if entities.group or entities.candidates or entities.unknown or thread.intent in OF_DRIFT:
        return entities
    if intent in OF_ACTIONS:
        before = read_entities(thread.said, setting.groups, setting.trust) if back else None
        if before is None or thread.intent not in OF_ACTIONS | {"actions"}:
            return entities
        if entities.topic:
            return entities
        same = thread.intent in OF_ACTIONS and not entities.nth
        return replace(entities, group=before.group, detail=before.detail if same else "")
    if not back or intent not in OF_REPLIES | OF_AGENDAS | OF_MINUTES | OF_MEETINGS:
        return entities
    held = _find_meeting_of(thread)
    spoken_of = thread.group or (held.group if held else "")
    group = next((one for one in setting.groups if one.id == spoken_of), None)
    if group is None or (intent in OF_REPLIES and held is None):
        return entities
    entities = replace(entities, group=group)
    listed = intent in OF_MEETINGS and (entities.nth or entities.soonest)
    if held is None or not thread.day or entities.when or intent == "add_meeting" or listed:
        return entities
    assert setting.now is not None
    day, today = date.fromisoformat(thread.day), place_in_london(setting.now).date()
    if (day > today) if intent in OF_MINUTES else (day < today):
        return entities
    if intent in OF_REPLIES or entities.detail:
        return replace(entities, when=When(day, day, ""))
    return replace(entities, detail=held.rule)


class Held(NamedTuple):
    """The parts of a meeting's key that are names."""

    group: str
    rule: str


def _find_meeting_of(thread: Context) -> Held | None:
    parts = thread.meeting.split("/")
    return Held(parts[1], parts[2]) if len(parts) == 3 else None


def _holds(when: When, day: str) -> bool:
    return when.first <= date.fromisoformat(day) <= when.last
