"""One Graph call and its answer, whether it came alone or as a part of a batch.

Everything behind the gateway sees these two values and never an HTTP library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.graph.errors import GraphError

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

Json = dict[str, Any]

TAG = re.compile(r'(?:W/)?"[^"]*"|[^\s,]+')


@dataclass(slots=True)
class Call:
    """A request: decoded `path` below /v1.0, header names in lower case, a parsed `body` (bytes if not JSON)."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    root: str
    app: str = ""
    roles: frozenset[str] = frozenset()
    params: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return a path parameter."""
        return self.params[name]

    @property
    def json(self) -> Json:
        """Return the body as a JSON object.

        Raises:
            GraphError: 400 when it is anything else.
        """
        if not isinstance(self.body, dict):
            raise GraphError(
                400,
                "BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type "
                "header is set and payload is of valid JSON format.",
            )
        return self.body

    @property
    def arguments(self) -> Json:
        """Return the body of an action, {} without one; `Comment` and `comment` are the same to Graph."""
        return lower_names(self.json) if self.body else {}

    def prefers(self, name: str) -> str | None:
        """Return the value of one preference of the Prefer header, "" for one without a value."""
        for item in self.headers.get("prefer", "").split(","):
            key, _, value = item.strip().partition("=")
            if key.lower() == name:
                return value.strip().strip('"')
        return None

    def check_match(self, etag: str, code: str = "ErrorIrresolvableConflict", ctag: str = "") -> None:
        """Honour If-Match; of a file, the version of its content will do.

        Raises:
            GraphError: 412 when the caller knows an older version.
        """
        wanted = self.headers.get("if-match", "*")
        # SharePoint's tags have a comma in them.
        if wanted != "*" and {etag, ctag}.isdisjoint(TAG.findall(wanted)):
            raise GraphError(
                412,
                code,
                "The change key passed in the request does not match the current change key for the item.",
            )


@dataclass(slots=True)
class Answer:
    """A response; a `body` of bytes travels as it is, anything else as JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def lower_names(body: Json) -> Json:
    """Return an action's arguments with names that begin in lower case."""
    return {name[:1].lower() + name[1:]: value for name, value in body.items()}


Handler = Callable[["Tenant", Call], Answer]
