"""What the slots of a typed deed name: a meeting, a person, days, a place in a list; or free text, which nothing reads.

Each is settled from its own words alone and must account for all of them, so that what merely stands beside a name is
never taken for part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.understand.deed_rules import load_deeds
from bot.understand.details import ORDINALS, is_proposal_id
from bot.understand.groups import find_groups, find_near
from bot.understand.names import TITLES, are_names, find_names
from bot.understand.question import Entities
from bot.understand.seen import DAYS, Setting, choose, find_used
from bot.understand.typed import Typed
from bot.understand.when import find_when
from bot.understand.words import settle_spelling, split_words

MOST = {"m": 14, "g": 10, "p": 4, "q": 80, "w": 9, "n": 3, "i": 1, "a": 12, "x": 14}
MINUTES = re.compile(r".+\b\d{1,3}\s*(?:m|mins?|minutes?)", re.IGNORECASE | re.DOTALL)
# A message that may be cut in more ways than these means nothing to anybody.
MOST_SETTLED = 120
MYSELF = frozenset({"me", "myself", "i", "ill"})
BEFORE_DAYS = frozenset({"by", "on", "the", "to", "until", "till", "of", "for", "due", "before"})
BETWEEN_NAMES = frozenset({"and", "both", "all"}) | TITLES
NUMBERED = frozenset({"item", "number", "no", "one", "the", "#"})
MOST_UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What a slot names; `back` says that it is what was spoken of before: "it", "that meeting"."""

    entities: Entities
    back: bool = False


@dataclass(frozen=True)
class Slots:
    """The slots of one message, each span settled once.

    Attributes:
        typed: The message.
        setting: What it is read against.
        past: Days without a year on which something was held are the latest such days, and not the next.
        unknown: A name nobody here goes by may stand for a group.
    """

    typed: Typed
    setting: Setting
    past: bool
    unknown: bool
    settled: dict[tuple[str, int, int], Meant | None]

    def find(self, kind: str, at: int, end: int) -> Meant | None:
        """Find what a span names, if it names something of a kind and nothing else."""
        key = (kind, at, end)
        if key not in self.settled and len(self.settled) < MOST_SETTLED:
            self.settled[key] = self._settle(kind, at, end)
        return self.settled.get(key)

    def _settle(self, kind: str, at: int, end: int) -> Meant | None:
        said = self.typed.cut(at, end)
        if kind in ("m", "g"):
            meant = self._find_meeting(said)
            return meant if kind == "m" or (meant and self._is_own(meant.entities)) else None
        if kind == "q":
            return Meant(Entities(topic=said)) if self._is_all_names(said) else None
        if kind == "x":
            return Meant(Entities(topic=said)) if MINUTES.fullmatch(said) else None
        if kind == "p":
            return self._find_person(said)
        if kind == "w":
            return self._find_days(said)
        if kind == "a":
            return self._find_audience(at, end)
        if kind == "n":
            return _find_place(self.typed.tokens[at:end])
        return Meant(Entities(topic=said.casefold())) if is_proposal_id(said.casefold()) else None

    def _find_meeting(self, said: str) -> Meant | None:
        setting, rules = self.setting, load_deeds()
        assert setting.trust is not None
        assert setting.now is not None
        spoken = find_when(said, setting.trust, setting.asker, setting.now, past=self.past)
        plain = split_words(said)
        words = settle_spelling(split_words(spoken.take_out(said, DAYS)) if spoken else plain)
        days = frozenset(at for at, word in enumerate(words) if word == DAYS)
        found = find_groups(words, setting.groups, cue=days)
        rest = [word for at, word in enumerate(words) if at not in find_used(found) | days]
        strange = [word for word in rest if word not in rules.beside]
        unknown = " ".join(strange) if self.unknown and not found else ""
        if strange and not (unknown and len(strange) <= MOST_UNKNOWN):
            return None
        back = not rules.back.isdisjoint(rest)
        named = bool(found or spoken or back or unknown) or not rules.meetings.isdisjoint(rest)
        if not named:
            return None
        group, candidates = choose(found, setting.own) if found else (None, ())
        nth = next((ORDINALS[word] for word in rest if word in ORDINALS), 0)
        entities = Entities(
            group=group,
            candidates=candidates,
            unknown=unknown,
            near=find_near(unknown, setting.groups) if unknown else (),
            when=spoken.when if spoken else None,
            soonest="next" in rest,
            past=not {"last", "previous"}.isdisjoint(rest),
            nth=nth,
        )
        return Meant(entities, back or not (found or spoken or unknown))

    def _find_person(self, said: str) -> Meant | None:
        words = split_words(said)
        assert self.setting.trust is not None
        if len(words) == 1 and words[0] in MYSELF:
            return Meant(Entities(person=self.setting.asker, mine=True))
        named = find_names(words, self.setting.trust, (), frozenset(), least=2)
        strange = [word for at, word in enumerate(words) if at not in named.used and word not in TITLES]
        if strange or named.school or not named.people:
            return None
        alone = len(named.people) == 1
        return Meant(
            Entities(person=named.people[0] if alone else None, people=() if alone else named.people)
        )

    def _is_own(self, entities: Entities) -> bool:
        """Say whether a group of the asker's is named: an action about attendance is none of the attendance group."""
        return entities.group is not None and entities.group.id in self.setting.own

    def _is_all_names(self, said: str) -> bool:
        assert self.setting.trust is not None
        return are_names(
            [word for word in split_words(said) if word not in BETWEEN_NAMES], self.setting.trust
        )

    def _find_audience(self, at: int, end: int) -> Meant | None:
        said, rules = self.typed.cut(at, end), load_deeds()
        words = settle_spelling(split_words(said))
        plain = frozenset(at for at, word in enumerate(words) if word in rules.audience | rules.audiences)
        found = find_groups(words, self.setting.groups, cue=plain)
        if any(n not in plain | find_used(found) for n in range(len(words))):
            return None
        if not found and rules.audiences.isdisjoint(words):
            return None
        group, candidates = choose(found, self.setting.own) if found else (None, ())
        return Meant(Entities(topic=said, group=group, candidates=candidates))

    def _find_days(self, said: str) -> Meant | None:
        setting = self.setting
        assert setting.trust is not None
        assert setting.now is not None
        spoken = find_when(said, setting.trust, setting.asker, setting.now)
        if spoken is None or not set(split_words(spoken.take_out(said))) <= BEFORE_DAYS:
            return None
        return Meant(Entities(when=spoken.when))


def _find_place(tokens: tuple[str, ...]) -> Meant | None:
    """Find a place in a list: "the second one", "item 3", "number 12"."""
    rest = [token for token in tokens if token not in NUMBERED]
    if len(rest) != 1:
        return None
    word = rest[0]
    nth = -1 if word == "last" else int(word) if word.isdigit() and len(word) < 10 else ORDINALS.get(word, 0)
    return Meant(Entities(nth=nth)) if nth else None


def add_entities(one: Entities, other: Entities) -> Entities:
    """Put together what two slots of one message name."""
    said = {name: value for name in one.__slots__ if (value := getattr(other, name))}
    return replace(one, **said)
