"""A small reader of Containerfiles: the last stage's settings, and what is copied from where."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Containerfile:
    """What a Containerfile says, of the stage that is kept where not of all.

    Attributes:
        steps: Every instruction with its words, in order.
        copied: What is copied from the checkout, by any stage.
    """

    steps: list[tuple[str, str]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    copied: list[tuple[str, str]] = field(default_factory=list)
    user: str = "root"
    folder: str = "/"
    commands: dict[str, list[str]] = field(default_factory=dict)

    def find(self, instruction: str) -> list[str]:
        """Find the words of every instruction of a kind."""
        return [words for name, words in self.steps if name == instruction]


def read_containerfile(file: Path) -> Containerfile:
    """Read a Containerfile."""
    text = re.sub(r"^\s*#.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    read = Containerfile()
    for line in re.sub(r"\\\n", " ", text).splitlines():
        instruction, _, words = line.strip().partition(" ")
        if instruction:
            read.steps.append((instruction, words.strip()))
            _follow(read, instruction, words.strip())
    return read


def _follow(read: Containerfile, instruction: str, words: str) -> None:
    match instruction:
        case "FROM":
            read.environment, read.user, read.folder = {}, "root", "/"
        case "ENV":
            read.environment |= dict(word.split("=", 1) for word in shlex.split(words))
        case "COPY" if "--from=" not in words:
            source, target = words.split()
            read.copied.append((source, target))
        case "USER":
            read.user = words
        case "WORKDIR":
            read.folder = words
        case "ENTRYPOINT" | "CMD":
            read.commands[instruction] = json.loads(words)
        case "HEALTHCHECK":
            read.commands[instruction] = json.loads(words.partition("CMD ")[2])
