"""The connector's refusals, in the Bot Framework's words."""

from __future__ import annotations

from typing import Any


class ConnectorError(Exception):
    """A refusal of the connector."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        """Keep what the bot will be told."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    @property
    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        return {"error": {"code": self.code, "message": self.message}}


def unauthorised() -> ConnectorError:
    """Say that the token is no good here."""
    return ConnectorError(401, "Unauthorized", "Authorization has been denied for this request.")


def wrong_bot() -> ConnectorError:
    """Say that another bot's token was used."""
    return ConnectorError(403, "Forbidden", "The token belongs to an app that is not this tenant's bot.")


def no_conversation() -> ConnectorError:
    """Say that there is no such conversation."""
    return ConnectorError(404, "ConversationNotFound", "Conversation not found.")


def no_activity() -> ConnectorError:
    """Say that there is no such message."""
    return ConnectorError(
        404, "ActivityNotFoundInConversation", "The activity was not found in the conversation."
    )


def no_member() -> ConnectorError:
    """Say that somebody is not in the conversation."""
    return ConnectorError(404, "MemberNotFoundInConversation", "Member not found in conversation.")


def blocked() -> ConnectorError:
    """Say that the person has blocked the bot."""
    return ConnectorError(403, "MessageWritesBlocked", "User blocked the conversation with the bot.")


def not_installed() -> ConnectorError:
    """Say that the person has not installed the app."""
    return ConnectorError(
        403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
    )


def too_fast(seconds: int) -> ConnectorError:
    """Say that the bot sends too much."""
    return ConnectorError(429, "TooManyRequests", "API calls quota exceeded.", {"Retry-After": str(seconds)})


def too_big() -> ConnectorError:
    """Say that a message is over 100 KB as Teams counts."""
    return ConnectorError(413, "MessageSizeTooBig", "Message size too large.")


def bad_request(message: str) -> ConnectorError:
    """Say that the request makes no sense."""
    return ConnectorError(400, "BadArgument", message)
