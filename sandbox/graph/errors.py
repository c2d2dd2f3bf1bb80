"""Graph's errors: the shape every service shares. What each error means stands where it is raised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4


class GraphError(Exception):
    """A refusal, as Graph words it."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the caller will be told."""
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})
        self.extra: dict[str, str] = {}


class DroppedConnection(Exception):  # noqa: N818  (an event on the wire, not a mistake)
    """The caller shall hear nothing: the connection closes without an answer."""


def error_body(error: GraphError, now: datetime, client_request_id: str | None = None) -> dict[str, Any]:
    """Return the JSON body for an error."""
    request_id = str(uuid4())
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            **error.extra,
            "innerError": {
                "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
                "request-id": request_id,
                "client-request-id": client_request_id or request_id,
            },
        }
    }


def bad_request(message: str, code: str = "BadRequest") -> GraphError:
    """Return a 400."""
    return GraphError(400, code, message)


def throttled(seconds: int, message: str = "Application is over its concurrency limit.") -> GraphError:
    """Return a 429 as Outlook words it, with Retry-After in whole seconds."""
    return GraphError(429, "ApplicationThrottled", message, {"Retry-After": str(seconds)})


def too_many_units(seconds: int) -> GraphError:
    """Return a 429 of the services that count units, with Retry-After in whole seconds."""
    return GraphError(429, "TooManyRequests", "Too Many Requests", {"Retry-After": str(seconds)})
