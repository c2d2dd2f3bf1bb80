"""What somebody asked for and may not do alone: it waits here, changing nothing, until another agrees or refuses."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

from pydantic import Field

from trust.deeds.values import Deed
from trust.values import LocalDatetime, Value


class Needs(StrEnum):
    """Whose agreement a request waits for."""

    SIGN_OFF = "sign-off"
    SECOND = "a second person"


class Request(Value):
    """A deed somebody asked for and may not do alone."""

    deed: Deed
    by: Annotated[str, Field(description="Who asked, by id.")]
    at: LocalDatetime
    needs: Needs

    @property
    def id(self) -> str:
        """A short name, the same for the same deed asked for by the same person."""
        said = f"{self.by} {self.deed.model_dump_json()}"
        return blake2b(said.encode(), digest_size=5).hexdigest()
