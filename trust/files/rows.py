"""What a row is before anyone has understood it, and how the bytes of a file become text at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from trust.files.faults import Fault


@dataclass(frozen=True)
class Row:
    """One row as written: the line it starts on, its cells, and in YAML the line of every dotted path."""

    line: int
    cells: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, path: str) -> int:
        """The line of a field, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, self.line)


Rows: TypeAlias = tuple[tuple[Row, ...], tuple[Fault, ...]]
"""The rows of a file, and what kept others from being rows."""


def decode(file: str, content: str | bytes) -> str | Fault:
    """Read a file as UTF-8 text, with or without a byte order mark; a fault says why it is none."""
    if isinstance(content, bytes):
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Fault(file, 0, "", "is saved as UTF-16; save it as “CSV UTF-8” instead.")
        try:
            content = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            met = f"the byte {error.object[error.start]:#04x} on this line is not UTF-8"
            return Fault(file, line, "", f"{met}; save the file as “CSV UTF-8”.")
    before, nul, _ = content.partition("\0")
    if nul:
        line = before.count("\n") + 1
        return Fault(file, line, "", "holds a NUL character, so it is not a text file; export it again.")
    return content.removeprefix("\ufeff")
