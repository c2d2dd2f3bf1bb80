"""Chance that is the same in every run: drawn from a seed and from what it decides, never from the order of drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws for one simulated year."""

    seed: int

    def draw(self, *about: str) -> float:
        """Draw a number from 0 up to 1 for something, always the same for the same thing."""
        digest = blake2b("/".join((str(self.seed), *about)).encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48

    def happens(self, share: float, *about: str) -> bool:
        """Say whether something happens that happens in such a share of cases."""
        return self.draw(*about) < share

    def count(self, least: int, most: int, *about: str) -> int:
        """Draw a whole number between two, both included."""
        return least + int(self.draw(*about) * (most - least + 1))

    def pick(self, things: Sequence[T], *about: str) -> T:
        """Pick one of some things."""
        return things[int(self.draw(*about) * len(things))]
