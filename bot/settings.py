"""What the bot must be told to start, and when it refuses to.

Without an app id nothing that arrives can be verified, so that is allowed for trying things out on one's own machine
only: the development flag and a loopback address, both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trust.values import RefusedError

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

BOT_FRAMEWORK_KEYS = "https://login.botframework.com/v1/.well-known/openidconfiguration"
SCOPE = "https://api.botframework.com/.default"
APP_TYPES = ("SingleTenant", "UserAssignedMSI")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """How the bot is registered.

    Attributes:
        app_id: The registration's app id.
        tenant_id: The one tenant that may talk to it.
        app_type: SingleTenant or UserAssignedMSI.
        credential: What signs the bot in (an azure-identity credential).
        metadata_url: Where the keys are that sign what Teams sends; only a sandbox's differs.
        development: Accept unsigned messages, for the Agents Playground.
        host: The address the bot listens on.
    """

    app_id: str = ""
    tenant_id: str = ""
    app_type: str = "SingleTenant"
    credential: AsyncTokenCredential | None = field(default=None, repr=False)
    metadata_url: str = BOT_FRAMEWORK_KEYS
    development: bool = False
    host: str = "127.0.0.1"

    @property
    def unsigned(self) -> bool:
        """Whether messages are accepted without a token."""
        return not self.app_id


def check_settings(settings: BotSettings) -> None:
    """Refuse settings under which the bot would be open to anyone, or could not answer."""
    if settings.app_type not in APP_TYPES:
        raise RefusedError(
            f"The bot's app type is {settings.app_type!r}; it is one of {', '.join(APP_TYPES)}."
        )
    if settings.development and not is_loopback(settings.host):
        raise RefusedError(
            f"The bot's development mode accepts unsigned messages, so it listens on this machine only, not on {settings.host}."
        )
    if settings.unsigned:
        if not settings.development:
            raise RefusedError("The bot needs its app id; without one nobody's messages could be verified.")
        return
    if not settings.tenant_id:
        raise RefusedError("The bot needs the id of the tenant that may talk to it.")
    if settings.credential is None:
        raise RefusedError("The bot needs a way to sign in: a secret, a certificate or a managed identity.")
    if not is_safe_service(settings.metadata_url):
        raise RefusedError(f"The address of Teams' signing keys must be https: {settings.metadata_url}")


def is_loopback(host: str | None) -> bool:
    """Say whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe_service(url: str) -> bool:
    """Say whether a token may be sent to an address: https, or this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
