"""A stretch of days somebody means by a few words of school language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class When:
    """The days somebody means, first and last, and their own words for them."""

    first: date
    last: date
    words: str

    def as_dict(self) -> dict[str, str]:
        """Give it for a program to read."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "words": self.words}
