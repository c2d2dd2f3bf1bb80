"""What differs from one installation to the next, with Teams' own limits on each part.

Whatever is wrong is said here, before anything is built, in a sentence an administrator can act on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError, model_validator

from trust.values import RefusedError, Value

Https = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=2048)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$", max_length=253)]
SHORT_NAME = 30


class Command(Value):
    """A question Teams offers to someone who opens the bot's menu."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    description: Annotated[str, StringConstraints(min_length=1, max_length=128)]


Commands = Annotated[tuple[Command, ...], Field(min_length=1, max_length=10)]

ABOUT_GROUPS = (
    Command(title="When does maths meet?", description="The dates of any group, by whatever name it goes"),
    Command(title="Who chairs English?", description="Chair and co-chair of any group"),
    Command(title="Where are the minutes of maths?", description="The latest minutes you may read"),
)
HELP = Command(title="What can you do?", description="Everything there is to ask, with examples")


class ManifestValues(Value):
    """What an installation puts into its package."""

    app_id: Annotated[UUID, Field(description="Names the app in Teams; keep it for good.")]
    bot_id: Annotated[UUID, Field(description="The Entra application the bot signs in as.")]
    host: Annotated[Host, Field(description="Where the service answers, without https://.")]
    developer: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    website: Https
    privacy: Https
    terms_of_use: Https
    version: Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")] = (
        "1.0.0"
    )
    name: Annotated[str, StringConstraints(min_length=1, max_length=SHORT_NAME)] = "Termtime"
    environment: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z0-9-]*$"),
        Field(description="Such as test; empty for the real one."),
    ] = ""
    personal_commands: Commands = (
        Command(
            title="When is my next meeting?", description="Date, time, place and agenda of your next meeting"
        ),
        *ABOUT_GROUPS,
        HELP,
    )
    shared_commands: Commands = (*ABOUT_GROUPS, HELP)

    @model_validator(mode="after")
    def _short_enough(self) -> Self:
        if len(self.short_name) > SHORT_NAME:
            msg = f"the name “{self.short_name}” is {len(self.short_name)} characters; Teams shows at most {SHORT_NAME}"
            raise ValueError(msg)
        return self

    @property
    def short_name(self) -> str:
        """The name people see, which tells a test installation from the real one."""
        return f"{self.name} ({self.environment})" if self.environment else self.name


def read_values(fields: Mapping[str, object]) -> ManifestValues:
    """Read an installation's values. Raises RefusedError naming every field that is missing or does not fit."""
    try:
        return ManifestValues.model_validate(dict(fields))
    except ValidationError as error:
        faults = [_describe(".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors()]
        msg = f"The app package cannot be built: {'; '.join(faults)}."
        raise RefusedError(msg) from error


def _describe(field: str, problem: str) -> str:
    said = problem.removeprefix("Value error, ")
    return f"{field}: {said[:1].lower()}{said[1:]}" if field else said
