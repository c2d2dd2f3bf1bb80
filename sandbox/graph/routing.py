"""Routes: a method, a path with named places, the permissions that open it, and the handler.

`{name}` takes one path segment, `{name:path}` a path inside a drive (no colon). A person or a group may also be
addressed as `/users('id')`. Routes are looked up by their first word, so that finding one stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandbox.graph.call import Handler
from sandbox.graph.errors import GraphError
from sandbox.graph.permissions import Roles

PLACE = re.compile(r"\{(\w+)(:path)?\}")
KEY = re.compile(r"^/(users|groups|sites|drives)\('([^']*)'\)")


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a service's table.

    `model` names the msgraph-sdk model of the body, for strict mode; `options` the query options beyond the plain
    ones that the handler serves.
    """

    method: str
    template: str
    handler: Handler
    roles: Roles
    model: str | None = None
    options: frozenset[str] = frozenset()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the path as an expression with a group for each place."""
        text, last = "", 0
        for place in PLACE.finditer(self.template):
            text += re.escape(self.template[last : place.start()])
            text += f"(?P<{place[1]}>[^:]+?)" if place[2] else f"(?P<{place[1]}>[^/]+?)"
            last = place.end()
        return re.compile(text + re.escape(self.template[last:]) + r"(?:\(\))?/?")


class Router:
    """Every route of the Graph."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Index the routes by first word."""
        self._by_word: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            word = re.split(r"[/(]", route.template[1:], maxsplit=1)[0]
            self._by_word.setdefault(word, []).append((route.pattern, route))

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Return the route for a call and its path parameters.

        Raises:
            GraphError: 404 for a path nobody serves, 405 for a method it does not take.
        """
        path = KEY.sub(r"/\1/\2", path)
        matched = False
        for pattern, route in self._by_word.get(re.split(r"[/(]", path[1:], maxsplit=1)[0], ()):
            if match := pattern.fullmatch(path):
                if route.method == method:
                    return route, match.groupdict()
                matched = True
        if matched:
            raise GraphError(
                405, "Request_BadRequest", f"Specified HTTP method is not allowed: {method} {path}"
            )
        segment = path.rstrip("/").rsplit("/", 1)[-1]
        raise GraphError(404, "BadRequest", f"Resource not found for the segment '{segment}'.")
