"""Whether a command as a page writes it is one that Termtime has, with options it has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from termtime.cli import app

BLOCK = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")


def find_commands(page: str) -> Iterator[list[str]]:
    """Find every `termtime …` of a page, in its blocks and within its lines, without the word itself."""
    outside = BLOCK.sub("", page)
    lines = [line for block in BLOCK.findall(page) for line in re.sub(r"\\\n\s*", " ", block).splitlines()]
    for line in [*lines, *SPAN.findall(outside)]:
        # In a block it may stand behind another program: docker compose … run --rm termtime doctor.
        for said in re.findall(r"(?:^|--rm |&& )termtime ([a-z][^|&;]*)", line.split(" #")[0]):
            yield shlex.split(said)


def find_fault(words: list[str]) -> str:
    """Say what is wrong with a command's words; empty when nothing."""
    # The classes are looked up, not imported: Typer brings its own copy of what it is built on.
    command: Any = get_command(app)
    shown, path = " ".join(words), ["termtime"]
    while hasattr(command, "commands"):
        if not words and command.invoke_without_command:
            return ""
        if not words or words[0] not in command.commands:
            return f"{shown}: there is no command {words[0] if words else ''}"
        path.append(words[0])
        command, words = command.commands[words[0]], words[1:]
    try:
        command.make_context(" ".join(path), list(words))
    except Exception as error:  # noqa: BLE001  (whatever it refuses is the fault)
        return f"{shown}: {getattr(error, 'message', error)}"
    return ""
