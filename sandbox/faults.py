"""Misbehaviour on request: which calls go wrong, how, and how often.

A fault names calls by method and path and says what happens to them. This module decides *whether* a call is hit;
the gateway that serves the call carries it out, for single calls and for the parts of a batch alike.

mode          what the caller sees                                     effect on the tenant
throttle      429 with Retry-After                                     none
error         `status` (500, 502, 503 or 504)                          none
slow          the right answer, `seconds` late                         as asked
drop_before   the connection closes                                    none
drop_after    the connection closes                                    as asked
error_after   `status`                                                 as asked
precondition  412                                                      none
gone          410, as for a delta token that is too old                none
hide          the right answer; then 404 for `reads` looks at it       as asked, but not seen yet
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MODES = (
    "throttle",
    "error",
    "slow",
    "drop_before",
    "drop_after",
    "error_after",
    "precondition",
    "gone",
    "hide",
)
BATCH = "/$batch"
STATUSES = (500, 502, 503, 504)


class FaultError(ValueError):
    """A fault that says nothing sensible; the text is one sentence for a person."""


@dataclass(slots=True)
class Fault:
    """One rule for the calls whose method matches `method` wholly and whose path matches `path` somewhere.

    A batch as a whole is hit only by a rule that names `/$batch`; other rules hit its parts.
    Without a condition it hits every such call; `nth` hits one of them only, `every` each so-many-th, `probability`
    by a seeded throw, and `count` ends the rule after so many hits. `retry_after` and `seconds` are in seconds;
    `seen` and `hits` count.
    """

    mode: str
    path: str = ".*"
    method: str = ".*"
    status: int = 503
    retry_after: int = 1
    seconds: float = 0.0
    reads: int = 1
    nth: int | None = None
    every: int | None = None
    probability: float | None = None
    count: int | None = None
    seen: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        """Refuse a rule that could never work."""
        if self.mode not in MODES:
            raise FaultError(f"There is no fault called {self.mode!r}; there are {', '.join(MODES)}.")
        if self.status not in STATUSES:
            raise FaultError(f"A fault answers with one of {STATUSES}, not {self.status}.")
        for pattern in (self.path, self.method):
            try:
                re.compile(pattern)
            except re.error as error:
                raise FaultError(
                    f"The fault's pattern {pattern!r} is not a regular expression: {error}."
                ) from None

    def hit(self, method: str, path: str, dice: random.Random) -> bool:
        """Count this call and say whether it goes wrong."""
        if path.endswith(BATCH) and BATCH not in self.path.replace("\\", ""):
            return False
        if not re.fullmatch(self.method, method, re.IGNORECASE) or not re.search(self.path, path):
            return False
        self.seen += 1
        if self.count is not None and self.hits >= self.count:
            return False
        if self.nth is not None and self.seen != self.nth:
            return False
        if self.every is not None and self.seen % self.every:
            return False
        if self.probability is not None and dice.random() >= self.probability:
            return False
        self.hits += 1
        return True


@dataclass(slots=True)
class Faults:
    """The rules in force, in order; the first that hits wins."""

    rules: list[Fault] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(2027))  # noqa: S311 (the same every run)

    def add(self, mode: str, path: str = ".*", **options: Any) -> Fault:
        """Add a rule and return it, so that a test can read `hits` afterwards."""
        self.rules.append(fault := Fault(mode, path, **options))
        return fault

    def add_raw(self, raw: Mapping[str, Any]) -> Fault:
        """Add a rule given as JSON.

        Raises:
            FaultError: An unknown field, or a value of the wrong kind.
        """
        known = {item.name for item in fields(Fault)} - {"seen", "hits"}
        if unknown := sorted(set(raw) - known):
            raise FaultError(f"A fault has no field {unknown[0]!r}; it has {', '.join(sorted(known))}.")
        try:
            return self.add(**raw)
        except TypeError:
            raise FaultError("A fault needs a mode, and its fields need values of the right kind.") from None

    def clear(self) -> None:
        """Behave again."""
        self.rules.clear()
        self.hidden.clear()

    def find(self, method: str, path: str) -> Fault | None:
        """Return the rule that hits this call, if one does."""
        return next((rule for rule in self.rules if rule.hit(method, path, self.dice)), None)

    def hide(self, key: str, reads: int) -> None:
        """Keep `key` out of sight for the next `reads` looks at it."""
        self.hidden[key] = reads

    def is_hidden(self, path: str) -> bool:
        """Say whether this path names something not seen yet, and count the look."""
        for key, reads in self.hidden.items():
            if key in path:
                if reads <= 1:
                    del self.hidden[key]
                else:
                    self.hidden[key] = reads - 1
                return True
        return False
