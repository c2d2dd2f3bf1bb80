"""What a model refuses, said in plain English; nobody who keeps a trust's files needs to know pydantic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trust.files.cells import Problem
from trust.files.spellings import show

_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "is not a short name: use lower-case letters, digits and single hyphens.",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "is not an address such as name@trust.example.",
    r"^20\d\d-\d\d$": "is not an academic year such as 2026-27.",
    r"^20\d\d-\d\d/[a-z0-9-]+/[a-z0-9-]+$": "is not a meeting key such as 2026-27/maths-secondary/autumn-1.",
    r"^[a-z0-9.-]+$": "is not a host name such as fernvale.sharepoint.com.",
    r"^/[^?#]+$": "is not a site path such as /sites/codesign.",
    r"^[^\x00-\x1f\x7f]+$": "holds a line break or another character that cannot be seen.",
    r"^\d{1,2} (month|year)s?$": "is not a time such as 6 years or 1 month.",
    r"^\d{1,3} (hour|day)s?$": "is not a time such as 24 hours or 90 days.",
    r"^[a-z0-9-]+$": "may hold only lower-case letters, digits and hyphens.",
}

_Say = Callable[[str, Mapping[str, Any]], str]
_SENTENCES: dict[str, _Say] = {
    "missing": lambda _met, _ctx: "needs a value.",
    "string_pattern_mismatch": lambda met, ctx: (
        f"{met} {_PATTERNS.get(ctx['pattern'], 'is not in the right form.')}"
    ),
    "string_too_short": lambda _met, _ctx: "needs a value.",
    "string_too_long": lambda met, ctx: f"{met} is longer than {ctx['max_length']} characters.",
    "string_type": lambda met, _ctx: f"{met} is not text; put it in quotation marks.",
    "int_parsing": lambda met, _ctx: f"{met} is not a whole number.",
    "int_type": lambda met, _ctx: f"{met} is not a whole number.",
    "int_from_float": lambda met, _ctx: f"{met} is not a whole number.",
    "int_parsing_size": lambda met, _ctx: f"{met} is too large a number.",
    "float_parsing": lambda met, _ctx: f"{met} is not a number.",
    "float_type": lambda met, _ctx: f"{met} is not a number.",
    "greater_than": lambda met, ctx: f"{met} must be more than {ctx['gt']}.",
    "greater_than_equal": lambda met, ctx: f"{met} must be at least {ctx['ge']}.",
    "less_than_equal": lambda met, ctx: f"{met} must be at most {ctx['le']}.",
    "too_short": lambda _met, ctx: f"needs at least {ctx['min_length']}.",
    "too_long": lambda _met, ctx: f"takes at most {ctx['max_length']}.",
    "value_error": lambda _met, ctx: f"{ctx['error']}.",
}


def _say_little(met: str, _ctx: Mapping[str, Any]) -> str:
    return f"{met} cannot be used here."


def find_problems(error: ValidationError, fields: Mapping[str, Any]) -> list[Problem]:
    """Translate what a model refused; a sentence about the whole row is put at the field it opens with."""
    return [_translate(detail, fields) for detail in error.errors(include_url=False) if not _is_echo(detail)]


def _is_echo(detail: ErrorDetails) -> bool:
    """Say whether a list is called too short only because an item of it was refused."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _translate(detail: ErrorDetails, fields: Mapping[str, Any]) -> Problem:
    # Positions are counted from 1, as people count; a dict's key errors end in pydantic's own "[key]".
    path = ".".join(
        str(step + 1 if isinstance(step, int) else step) for step in detail["loc"] if step != "[key]"
    )
    say = _SENTENCES.get(detail["type"], _say_little)
    sentence = say(show(detail["input"]), detail.get("ctx", {}))
    if detail["type"] == "value_error" and (opening := sentence.partition(" ")[0]) in fields:
        path = f"{path}.{opening}" if path else opening
    return path, sentence
