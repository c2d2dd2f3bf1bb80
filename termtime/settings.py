"""What the program is told by its environment: the database, Microsoft 365, the bot, where to listen.

Every name is an environment variable TERMTIME_… (DATABASE_URL also works without the prefix) or a line of a .env
file. docs/settings.md lists them; a test holds the two together.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from trust.values import RefusedError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_public_url(url: str) -> str:
    """Accept what Graph can call, and a sandbox on this machine; give it without a slash at the end.

    Raises:
        PydanticCustomError: It is neither.
    """
    if url and not _can_be_called(url):
        raise PydanticCustomError(
            "public_url",
            "it has to be an https address without a path, such as https://termtime.fernvale.example",
        )
    return url.rstrip("/")


def _can_be_called(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    # Pages link from the root, and Graph is given paths of ours.
    bare = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    return safe and bool(parts.hostname) and bare


class Settings(BaseSettings):
    """The program's settings, from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="TERMTIME_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    database_url: Annotated[
        SecretStr,
        Field(
            validation_alias=AliasChoices("TERMTIME_DATABASE_URL", "DATABASE_URL"),
            description="SQLite by default; postgresql://user:password@host/name for PostgreSQL.",
        ),
    ] = SecretStr("sqlite:///termtime.db")
    tenant_id: Annotated[str, Field(description="The Entra tenant's id.")] = ""
    client_id: Annotated[
        str, Field(description="The app registration's client id, or the managed identity's.")
    ] = ""
    client_secret: Annotated[
        SecretStr | None, Field(description="The app's secret, where a secret is used.")
    ] = None
    certificate: Annotated[str, Field(description="Path of the app's certificate, instead of a secret.")] = ""
    managed_identity: Annotated[
        bool, Field(description="Sign in as the managed identity client_id names.")
    ] = False
    workload_identity: Annotated[bool, Field(description="Sign in by workload identity federation.")] = False
    graph_url: Annotated[str, Field(description="Graph's address; only a sandbox's differs.")] = (
        "https://graph.microsoft.com/v1.0"
    )
    sharepoint_units: Annotated[
        int,
        Field(
            ge=100,
            le=100_000,
            description="What SharePoint grants one app in a minute; Microsoft's table gives more to larger tenants.",
        ),
    ] = 1200
    authority: Annotated[str, Field(description="The sign-in's host; only a sandbox's differs.")] = (
        "login.microsoftonline.com"
    )
    bot_app_id: Annotated[str, Field(description="The bot registration's app id.")] = ""
    bot_app_type: Annotated[
        str, Field(pattern="^(SingleTenant|UserAssignedMSI)$", description="SingleTenant or UserAssignedMSI.")
    ] = "SingleTenant"
    bot_secret: Annotated[SecretStr | None, Field(description="The bot's secret, where one is used.")] = None
    sign_in_app_id: Annotated[
        str,
        Field(description="The app registration people sign in to the pages with; empty: the bot's."),
    ] = ""
    bot_metadata_url: Annotated[
        str, Field(description="Where Teams' signing keys are; only a sandbox's differs.")
    ] = ""
    bot_development: Annotated[
        bool, Field(description="Accept unsigned messages, on a loopback address only (Agents Playground).")
    ] = False
    host: Annotated[str, Field(description="The address `serve` listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port `serve` listens on.")] = 3978
    metrics_port: Annotated[
        int | None,
        Field(
            ge=0,
            le=65535,
            description="The port `serve` shows its metrics on; without it, on none of its own.",
        ),
    ] = None
    metrics_host: Annotated[
        str, Field(description="The address of that port; elsewhere than on this machine it takes the token.")
    ] = "127.0.0.1"
    metrics_token: Annotated[
        SecretStr | None,
        Field(
            min_length=16,
            description="Whoever shows it as a bearer token may read the metrics, at /metrics of either port.",
        ),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Field(description="From what on `serve` writes logs: debug, info, warning or error."),
    ] = "info"
    drain_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=60,
            description="How long `serve` goes on answering once it has said at /readyz that it stops.",
        ),
    ] = 5.0
    public_url: Annotated[
        str,
        AfterValidator(check_public_url),
        Field(
            description="The https address at which people and Microsoft 365 reach `serve`: pages are signed in to "
            "there, and changes told of at once; without it there are no pages, and changes are found at night."
        ),
    ] = ""


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        RefusedError: One of them makes no sense; the sentence names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        name = name if name.startswith("TERMTIME_") else f"TERMTIME_{name}"
        raise RefusedError(f"The setting {name} makes no sense: {first['msg']}.") from None
