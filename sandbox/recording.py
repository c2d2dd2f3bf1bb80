"""Traffic written down as it happens: one JSON object a line, one line a Graph call, batches as they came.

The bearer token is left out. What is binary is replaced by its length; everything else is as it was on the wire.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Recording:
    """An open recording; `close` it when the sandbox stops."""

    def __init__(self, path: Path) -> None:
        """Begin a new recording at `path`, over an older one."""
        self._file = path.open("w", encoding="utf-8")

    def add(
        self,
        *,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: Any,
        status: int | None,
        response: Any,
    ) -> None:
        """Write one call; `status` None means the answer never reached the caller."""
        line = {
            "method": method,
            "path": path,
            "query": dict(query),
            "headers": {name: value for name, value in headers.items() if name.lower() != "authorization"},
            "body": _readable(body),
            "status": status,
            "response": _readable(response),
        }
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _readable(value: Any) -> Any:
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else value
