"""What the trust's rooms need from whoever keeps the year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from trust.meetings import Meeting
from trust.year import Trust, Year


class Store(Protocol):
    """Keeps the year. Every save is whole or not at all."""

    async def fetch_year(self) -> Year:
        """Read the trust and every meeting and paper kept, of whatever year. Raises RefusedError before an import."""
        ...

    async def save_year(self, year: Year) -> None:
        """Replace the trust; add or replace its meetings and papers by their keys (an import)."""
        ...

    async def save_trust(self, trust: Trust) -> None:
        """Replace the trust, leaving its meetings and papers."""
        ...

    async def save_meetings(self, meetings: Iterable[Meeting], *, replacing_proposed: bool = False) -> None:
        """Add or replace meetings by key; with replacing_proposed, drop every other proposed one first."""
        ...
