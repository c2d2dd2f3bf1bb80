"""How people spell a day, a time, yes and no, and a known word; each reader refuses in a sentence, never guesses.

Dates may be 2026-09-01 or 01/09/2026. A time of one digit without am or pm may be either, so it is refused.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from trust.files.faults import make_suggestion

_TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d(?:\.\d{1,6})?))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")
_QUOTING = reprlib.Repr()
_QUOTING.maxlevel, _QUOTING.maxstring, _QUOTING.maxother = 2, 60, 60
_YES_NO = dict.fromkeys(("yes", "y", "true", "1"), True) | dict.fromkeys(("no", "n", "false", "0"), False)


class UnreadError(ValueError):
    """A cell that cannot be read, as a sentence."""


def show(cell: Any) -> str:
    """Quote what was met, cut short when it is long."""
    return _QUOTING.repr(cell)


def read_date(text: str) -> date:
    """Read 2026-09-01 or 01/09/2026.

    >>> read_date("1/9/2026")
    datetime.date(2026, 9, 1)
    """
    if uk := _UK_DATE.fullmatch(text):
        day, month, year = (int(part) for part in uk.groups())
        if len(uk[3]) != 4:
            raise UnreadError(
                f"{text!r} needs its year in full, such as {day:02d}/{month:02d}/20{year % 100:02d}."
            )
        iso = f"{year:04d}-{month:02d}-{day:02d}"
    else:
        iso = text
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
            return date.fromisoformat(iso)
    except ValueError:
        raise UnreadError(f"{text!r} is not a day in the calendar.") from None
    raise UnreadError(f"{text!r} is not a date; write 2026-09-01 or 01/09/2026.")


def read_time(text: str) -> time:
    """Read 15:10, 15.10 or 3.10pm.

    >>> read_time("3.10pm")
    datetime.time(15, 10)
    """
    if not (found := _TIME.fullmatch(text)):
        raise UnreadError(f"{text!r} is not a time; write 15:10.")
    hour, minute, half = int(found[1]), int(found[2]), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        raise UnreadError(f"{text!r} is not a time; write 15:10.")
    if not half and len(found[1]) == 1:
        readings = f"{hour:02d}:{minute:02d} or {hour + 12}:{minute:02d}"
        raise UnreadError(f"{text!r} may be morning or afternoon; write {readings}.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time.fromisoformat(f"{hour:02d}:{minute:02d}:{found[3] or '00'}")
    except ValueError:
        raise UnreadError(f"{text!r} is not a time; write 15:10.") from None


def read_datetime(text: str) -> datetime:
    """Read a day and a time with T or a space between, and a zone if one is given."""
    day, _, clock = text.partition("T") if "T" in text else text.partition(" ")
    if not clock:
        raise UnreadError(f"{text!r} needs a day and a time; write 2026-09-15T15:45.")
    bare = re.sub(r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$", "", clock)
    zone = clock.removeprefix(bare)
    return datetime.fromisoformat(f"{read_date(day)}T{read_time(bare)}{zone}")


def read_bool(text: str) -> bool:
    """Read yes or no."""
    if (found := _YES_NO.get(text.lower())) is None:
        raise UnreadError(f"{text!r} is neither yes nor no.")
    return found


def make_word_reader(
    known: Iterable[Any], look_up: Callable[[str], Any] | None = None
) -> Callable[[str], Any]:
    """Make a reader of known words, whatever their capitals and hyphens; look_up may know further spellings."""
    by_word = {str(value): value for value in known}

    def read(text: str) -> Any:
        word = re.sub(r"[\s_]+", "-", text.strip().lower())
        for spelt, value in by_word.items():
            if spelt.lower() == word:
                return value
        if look_up:
            with suppress(ValueError):
                return look_up(text)
        expected = f"; expected {_or(by_word)}"
        hint = make_suggestion(text, by_word)
        raise UnreadError(f"{show(text)} is not known{expected if hint == '.' else ''}{hint}")

    return read


def _or(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last
