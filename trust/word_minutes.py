"""Telling, from what a Word document says, who was at a meeting, what was decided and which actions were agreed.

A document is a sequence of paragraphs and tables, as texts. Ours are read back row by row; other people's by what they
commonly look like: a table with an owner's column, a list under "Decisions", "Ben to share the audit by 12 March". Whom
a name means, and what of it all the year has already, is for `offered`. Nothing read here does anything by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from trust.values import Value

Row = tuple[str, ...]
Block = str | tuple[Row, ...]

MOST = 60
LONGEST = 500
ACTION = frozenset({"action", "actions", "action point", "actions agreed", "what", "task", "to do"})
OWNER = frozenset({"owner", "who", "lead", "by whom", "person", "responsible", "name", "action by"})
DUE = frozenset({"due", "by", "by when", "when", "date", "deadline", "due date"})
DECIDED = frozenset({"decision", "decisions", "decisions made", "what we decided", "agreed"})
NAME = frozenset({"name", "who", "member", "attendee"})
THERE = re.compile(
    r"^(present|attended|attending|here|yes|y|there|in attendance|✓|✔|x)\b|^[✓✔]", re.IGNORECASE
)
AWAY = re.compile(r"^(apolog\w*|sent apologies|sorry|a)$|^apolog", re.IGNORECASE)
BULLET = re.compile(r"^(?:[-*•–·▪]|\(?\d{1,2}[.)]|[a-z][.)])\s+")
NAMED = re.compile(
    r"^(present|attendance|in attendance|apologies|apologies received|apologies from)\s*:\s*(.+)$",
    re.IGNORECASE,
)
DECISION = re.compile(r"^(?:decision|decided|agreed|resolved)\s*:\s*(.+)$", re.IGNORECASE)
MARKED = re.compile(r"^action(?:\s*point)?s?\s*\d*\s*[:–-]\s*(.+)$", re.IGNORECASE)
PROMISE = re.compile(r"^(?P<owner>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3})\s+(?:to|will)\s+(?P<text>.+)$")
BY = re.compile(
    r"^(?P<text>.+?)[\s,;(–-]+by\s+(?P<due>[^,;()]*\d[^,;()]*|next meeting)\)?\.?$", re.IGNORECASE
)
EARLIER = re.compile(
    r"\b(last|previous|earlier|matters arising|outstanding|review of actions)\b", re.IGNORECASE
)
PAPER = re.compile(r"minutes|notes|actions", re.IGNORECASE)


class FoundAction(Value):
    """An action as it is written: what, whose name stands beside it, and by when."""

    text: str
    owner: str = ""
    due: str = ""


class Found(Value):
    """What minutes in Word say: names of who was there and who was not, decisions, actions."""

    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    actions: tuple[FoundAction, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.present or self.apologies or self.decisions or self.actions)


class Place(NamedTuple):
    """Where in a document we are: under which heading, and whether that is about an earlier meeting."""

    part: str = ""
    earlier: bool = False


def sounds_like_minutes(file_name: str) -> bool:
    """Say whether a file's name says that it holds a meeting's minutes.

    >>> sounds_like_minutes("Maths notes 19 Jan.docx"), sounds_like_minutes("Worksheet.docx")
    (True, False)
    """
    return bool(PAPER.search(file_name))


def read_minutes(blocks: Iterable[Block]) -> Found:
    """Read what can be told from a document; what is not understood is left out."""
    said: dict[str, list[str]] = {"present": [], "apologies": [], "decisions": []}
    actions: list[FoundAction] = []
    place = Place()
    for block in blocks:
        if isinstance(block, str):
            line = _clean(block)
            if heading := _find_heading(line):
                place = heading
            elif line:
                _read_line(BULLET.sub("", line), place, said, actions)
        elif block:
            _read_table(block, place, said, actions)
    return Found(
        present=_keep(said["present"]),
        apologies=_keep(said["apologies"]),
        decisions=_keep(said["decisions"]),
        actions=tuple({(one.text.casefold(), one.owner.casefold()): one for one in actions}.values())[:MOST],
    )


def _find_heading(line: str) -> Place | None:
    """Find which part of minutes begins with a line; another heading of ours ends one."""
    said = re.sub(r"^\d+[.)]?\s*", "", line).rstrip(": ").casefold()
    if len(said) > 60:
        return None
    if (
        re.fullmatch(r"(the )?(actions?|action points?)( agreed| from| of| log| list)?.*", said)
        and len(said) < 45
    ):
        if MARKED.match(line):
            return None
        return Place("actions", bool(EARLIER.search(said)))
    if said in DECIDED or said == "decisions agreed":
        return Place("decisions")
    if said in ("present", "attendance", "in attendance", "attendees"):
        return Place("present")
    if said in ("apologies", "apologies received", "apologies for absence"):
        return Place("apologies")
    if said in (
        "notes",
        "agenda",
        "any other business",
        "aob",
        "summary",
        "next meeting",
        "date of next meeting",
    ):
        return Place()
    return Place(earlier=True) if said in ("matters arising", "minutes of the last meeting") else None


def _read_line(line: str, place: Place, said: dict[str, list[str]], actions: list[FoundAction]) -> None:
    if named := NAMED.match(line):
        said["apologies" if named[1].casefold().startswith("apolog") else "present"] += _split(named[2])
    elif decided := DECISION.match(line):
        said["decisions"].append(decided[1])
    elif (marked := MARKED.match(line)) and not place.earlier:
        actions.append(_read_promise(marked[1]))
    elif place.part == "decisions":
        said["decisions"].append(line)
    elif place.part in ("present", "apologies"):
        said[place.part] += _split(line)
    elif place.part == "actions" and not place.earlier and len(line) > 8:
        actions.append(_read_promise(line))


def _read_promise(line: str) -> FoundAction:
    """Read "Ben to share the audit by 12 March", or as much of it as there is."""
    promise = PROMISE.match(line)
    text, owner = (promise["text"], promise["owner"]) if promise else (line, "")
    by = BY.match(text)
    text, due = (by["text"], by["due"]) if by else (text, "")
    text = text.strip().rstrip(".")
    return FoundAction(text=text[:1].upper() + text[1:LONGEST], owner=owner, due=due.strip())


def _read_table(
    rows: Sequence[Row], place: Place, said: dict[str, list[str]], actions: list[FoundAction]
) -> None:
    heads = [_clean(cell).casefold().rstrip(":?") for cell in rows[0]]
    body = [[_clean(cell) for cell in row] for row in rows[1:]]
    what, who, when = (_find_column(heads, names) for names in (ACTION, OWNER, DUE))
    there = next((n for n, head in enumerate(heads) if re.search(r"present|attend|apolog", head)), None)
    decided = _find_column(heads, DECIDED)
    name = _find_column(heads, NAME)
    if what is not None and who is not None:
        if not place.earlier:
            actions.extend(_read_actions(body, what, who, when))
    elif there is not None and name is not None:
        for row in body:
            mark = _cell(row, there)
            if who_was := _cell(row, name):
                said["present"] += [who_was] if THERE.match(mark) else []
                said["apologies"] += [who_was] if AWAY.match(mark) else []
    elif decided is not None:
        said["decisions"] += [_cell(row, decided) for row in body]


def _read_actions(rows: Sequence[list[str]], what: int, who: int, when: int | None) -> Iterator[FoundAction]:
    for row in rows:
        if text := _cell(row, what):
            due = _cell(row, when) if when is not None else ""
            yield FoundAction(text=text[:LONGEST], owner=_cell(row, who)[:100], due=due[:40])


def _find_column(heads: Sequence[str], names: frozenset[str]) -> int | None:
    return next((n for n, head in enumerate(heads) if head in names), None)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _split(names: str) -> list[str]:
    return [part.strip(" .") for part in re.split(r"[,;]| and ", names) if part.strip(" .")]


def _keep(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[:LONGEST] for text in texts if text))[:MOST]


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
