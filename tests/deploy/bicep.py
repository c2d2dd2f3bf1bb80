"""A small reader of Bicep: what a file declares, what it refers to, and what stands in it. No compiler."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

WORDS = frozenset({
    "true", "false", "null", "existing", "if", "for", "in", "resource", "param", "var", "output", "using",
    "targetScope", "string", "int", "bool", "object", "array",
})  # fmt: skip


@dataclass(frozen=True)
class Bicep:
    """A file of Bicep.

    Attributes:
        text: The file without its comments.
        code: The same without what stands in quotes, but for what is put into them.
        lines: The file as it is, line by line.
    """

    text: str
    code: str
    lines: tuple[str, ...]

    def find_declared(self, word: str) -> list[str]:
        """Find the names declared by a word such as param."""
        return re.findall(rf"^\s*{word} (\w+)", self.text, re.MULTILINE)

    @property
    def declared(self) -> list[str]:
        """Name everything that can be referred to."""
        return [name for word in ("param", "var", "resource") for name in self.find_declared(word)]

    @property
    def required(self) -> set[str]:
        """Name the parameters without a default."""
        return set(re.findall(r"^param (\w+) \w+$", self.text, re.MULTILINE))

    @property
    def used(self) -> list[str]:
        """Name everything that is referred to, as often as it is."""
        declaring = re.sub(r"^(\s*)(?:param|output) (\w+) \w+", r"\1", self.code, flags=re.MULTILINE)
        declaring = re.sub(r"^(\s*)(?:var|resource|param) \w+", r"\1", declaring, flags=re.MULTILINE)
        # Neither a property (.x), nor a key (x:), nor a function (x().
        found = re.findall(r"(?<![.\w@])([A-Za-z_]\w*)\b(?!\s*\()(?!\s*:(?!:))", declaring)
        return [name for name in found if name not in WORDS]

    def find_values(self, key: str) -> list[str]:
        """Find what is written after a key, quotes and all."""
        return re.findall(rf"^\s*{key}: (.+)$", self.text, re.MULTILINE)

    def find_environment(self) -> list[str]:
        """Name the environment variables it sets."""
        return re.findall(r"^\s*name: '([A-Z][A-Z_]+)'$", self.text, re.MULTILINE)


def read_bicep(file: Path) -> Bicep:
    """Read a file; what is in brackets has to be closed."""
    source = file.read_text("utf-8")
    text = re.sub(r"(^|\s)//.*$", "", source, flags=re.MULTILINE)
    code, depth = "", 0
    for part in re.split(r"('(?:\\.|[^'\\])*')", text):
        code += " ".join(re.findall(r"\$\{([^}]*)\}", part)) if part.startswith("'") else part
    for bracket in re.findall(r"[\[\](){}]", code):
        depth += 1 if bracket in "[({" else -1
        assert depth >= 0, "a bracket is closed that was not opened"
    assert depth == 0, "a bracket is not closed"
    return Bicep(text, code, tuple(source.splitlines()))
