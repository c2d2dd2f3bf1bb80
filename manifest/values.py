"""What differs from one installation to the next, with Teams' own limits on each part.

Every value goes by the name of a variable: the field `bot_id` is `BOT_ID` in an environment file and `${{BOT_ID}}` in
the manifest's template, so that Microsoft's Agents Toolkit and we read the same files. Whatever is missing or wrong is
said here, all at once and before anything is built; where values come from is left to `manifest.environment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from trust.values import RefusedError, Value

GUID = r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
# A name in lower case, as Android needs it, with a port at most; an address in figures is nothing people can reach.
HOST = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:[0-9]{1,5})?$"
# The toolkit puts values into the template as they are: a quotation mark would end the text it stands in.
PLAIN = r'^[^"\\\x00-\x1f\x7f]+$'

Guid = Annotated[str, StringConstraints(pattern=GUID)]
Host = Annotated[str, StringConstraints(pattern=HOST, max_length=253)]
Https = Annotated[str, StringConstraints(pattern=r'^https://[^\s"\\]+$', max_length=2048)]
Version = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$", max_length=256)
]
AppName = Annotated[str, StringConstraints(min_length=1, max_length=30, pattern=PLAIN)]
DeveloperName = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=PLAIN)]


class ManifestValues(Value):
    """What an installation puts into its package. The descriptions finish the sentence "It has to be …"."""

    teams_app_id: Annotated[
        Guid, Field(description="a GUID that names the app in Teams; make one and keep it for good")
    ]
    bot_id: Annotated[
        Guid,
        Field(description="the bot's Microsoft App ID, a GUID: Azure portal > Azure Bot > Configuration"),
    ]
    sign_in_app_id: Annotated[
        Guid,
        Field(
            description="the client id, a GUID, of the app registration people sign in with: the bot's, or one of "
            "its own where the bot is a managed identity, which has none"
        ),
    ]
    public_host: Annotated[
        Host,
        Field(
            description="the host name people reach the service at, in lower case and with nothing before or after "
            "it, such as termtime.fernvale.example"
        ),
    ]
    developer_name: Annotated[
        DeveloperName, Field(description="who runs the app, at most 32 characters and no quotation marks")
    ]
    website_url: Annotated[Https, Field(description="an https page about the app, or the trust's own")]
    privacy_url: Annotated[Https, Field(description="an https page with the privacy notice")]
    terms_url: Annotated[Https, Field(description="an https page with the terms of use")]
    app_name: Annotated[
        AppName, Field(description="what people see in Teams, at most 30 characters and no quotation marks")
    ] = "Termtime"
    app_version: Annotated[
        Version, Field(description="three numbers such as 1.0.0, raised for every new package")
    ] = "1.0.0"


NAMES = tuple(name.upper() for name in ManifestValues.model_fields)


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that is missing or does not fit.

    Attributes:
        name: The variable.
        given: What it says; empty when it is missing.
        wanted: What it has to be.
    """

    name: str
    given: str
    wanted: str

    def __str__(self) -> str:
        """Say it in a sentence's part."""
        return f"{self.name} {f'is “{self.given}” and' if self.given else 'is missing; it'} has to be {self.wanted}"


class FaultyValuesError(RefusedError):
    """The values do not make a package; `faults` has every one that is missing or wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(f"The app package cannot be built: {'; '.join(map(str, faults))}.")


def read_values(variables: Mapping[str, str], *, managed_identity: bool = False) -> ManifestValues:
    """Read an installation's values; an empty one is a missing one, and variables of others are let be.

    Args:
        variables: The values under their names.
        managed_identity: The bot has no app registration, so people cannot sign in with its.

    Raises:
        FaultyValuesError: Some are missing or do not fit.
    """
    given = {name.lower(): value for name in NAMES if (value := variables.get(name, "").strip())}
    borrowed = not managed_identity and "sign_in_app_id" not in given
    if borrowed:
        given["sign_in_app_id"] = given.get("bot_id", "")
    try:
        return ManifestValues.model_validate(given)
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors()}
    raise FaultyValuesError(
        tuple(
            Fault(name.upper(), given.get(name, ""), field.description or "")
            for name, field in ManifestValues.model_fields.items()
            if name in wrong and not (borrowed and name == "sign_in_app_id")
        )
    )
