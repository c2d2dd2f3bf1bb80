"""What an examination says: checks, their findings and how grave each is. What is grave is for the checks to decide."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trust.values import RefusedError

NAMED = 5


class State(StrEnum):
    """How grave a finding is, the gravest last."""

    OK = "ok"
    UNKNOWN = "unknown"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in a sentence, and what to do about it; a command in a remedy stands on a line of its own."""

    state: State
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and all that was found."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """The gravest of its findings."""
        return max((finding.state for finding in self.findings), key=list(State).index)


async def guard(name: str, examination: Awaitable[Iterable[Finding]]) -> Check:
    """Make a check of an examination, whatever happens to it."""
    try:
        return Check(name, tuple(await examination))
    except RefusedError as error:
        return Check(name, (Finding(State.BROKEN, str(error)),))
    except Exception as error:  # noqa: BLE001  (a fault in one check must not hide the others)
        what = f"This could not be examined: {type(error).__name__}."
        return Check(name, (Finding(State.BROKEN, what),))


def make_unknown(name: str, why: str) -> Check:
    """Make the check of something that could not be looked at."""
    return Check(name, (Finding(State.UNKNOWN, why),))


def name_some(names: Sequence[str]) -> str:
    """Name the first five.

    >>> name_some(["Ada", "Ben"]), name_some(list("abcdefg"))
    ('Ada, Ben', 'a, b, c, d, e and 2 more')
    """
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
