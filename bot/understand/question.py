"""What a message was understood to ask."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from trust.groups import Group
from trust.proposals import Verdict


@dataclass(frozen=True, slots=True)
class Entities:
    """What a question is about.

    `candidates` are groups it may equally well mean, when there are several; `unknown` is a name nobody here goes by;
    `near` are groups that sound like it. `soonest` asks for the next meeting alone, `past` for those that were.
    `proposal` is the id, or its beginning, of something a person changed, `about` what that was, and `verdict` what is
    decided about it.
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

    def as_dict(self) -> dict[str, Any]:
        """Give ids in place of groups, without what is empty."""
        shown = asdict(self) | {
            "group": self.group.id if self.group else "",
            "candidates": [group.id for group in self.candidates],
            "near": [group.id for group in self.near],
        }
        return {name: value for name, value in shown.items() if value}


@dataclass(frozen=True, slots=True)
class Question:
    """An intent, what it is about, and how sure we are, from 0 to 1."""

    intent: str
    entities: Entities = Entities()
    confidence: float = 1.0
