"""What a message was understood to ask."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.understand.when import When
from trust.deeds.values import Deed
from trust.groups import Group
from trust.people import Person
from trust.places import School
from trust.proposals import Verdict


@dataclass(frozen=True, slots=True)
class Entities:
    """What a question is about.

    `candidates` are groups it may equally well mean, when there are several; `unknown` is a name nobody here goes by;
    `near` are groups that sound like it. `soonest` asks for the next meeting alone, `past` for those that were.
    `proposal` is the id, or its beginning, of something a person changed, `about` what that was, and `verdict` what is
    decided about it. `people` are those a name may equally well mean. `mine` asks about the asker's own, `overdue` about
    what is late, `nth` picks from a list just shown (1 the first, -1 the last), `topic` is what is searched for or asked
    the meaning of, and `detail` which single thing of a meeting is wanted: place, time, format, link or length. `after` asks for what comes
    after the meeting just spoken of. `deed` is what is to be done.
    """

    group: Group | None = None
    candidates: tuple[Group, ...] = ()
    unknown: str = ""
    near: tuple[Group, ...] = ()
    past: bool = False
    soonest: bool = False
    page: int = 0
    proposal: str = ""
    about: str = ""
    verdict: Verdict | None = None
    person: Person | None = None
    people: tuple[Person, ...] = ()
    school: School | None = None
    when: When | None = None
    mine: bool = False
    overdue: bool = False
    nth: int = 0
    topic: str = ""
    detail: str = ""
    after: bool = False
    deed: Deed | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give ids in place of groups, without what is empty."""
        shown = asdict(self) | {
            "group": self.group.id if self.group else "",
            "candidates": [group.id for group in self.candidates],
            "near": [group.id for group in self.near],
            "person": self.person.id if self.person else "",
            "people": [person.id for person in self.people],
            "school": self.school.id if self.school else "",
            "when": self.when.as_dict() if self.when else "",
            "deed": self.deed.model_dump(mode="json") if self.deed else "",
        }
        return {name: value for name, value in shown.items() if value}


@dataclass(frozen=True, slots=True)
class Question:
    """An intent, what it is about, and how sure we are, from 0 to 1."""

    intent: str
    entities: Entities = Entities()
    confidence: float = 1.0
