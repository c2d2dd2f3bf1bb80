"""The last defence before a log line is written: what looks like a secret or a person's address is taken out.

Whoever logs is to leave such things out in the first place. What they pass is made into plain data here, so that nothing
is turned into text behind our back afterwards: every name and every value is looked at, however deep. A value under a
name such as `token` goes whatever it looks like; in any other text what has the shape of a secret goes. People are told
apart by a short digest, which says that two lines are about the same one, and not about whom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Set
from functools import lru_cache
from hashlib import sha256
from typing import Any

GONE = "[removed]"
# Nobody reads more of one text, and a pattern may not be made to work for minutes on it.
LONGEST = 20_000
MOST, DEEPEST = 200, 6
OFTEN = 80

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|pwd$|secret|token|authoriz|cookie|credential|api[_-]?key|account[_-]?key|access[_-]?key|"
    r"private[_-]?key|assertion|signature|^sig$|session|connection[_-]?string|database[_-]?url|client[_-]?state",
    re.IGNORECASE,
)
_PERSON_NAME = re.compile(r"^(person|by|upn|user|mail|email|name|display_?name)$", re.IGNORECASE)

_QUOTED_OR_WORD = r"""("[^"]*"|'[^']*'|[^\s"',;&<>]+)"""
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A private key in PEM.
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), GONE),
    # A header goes to the end of its line; in a dict that was made into text, to the end of its value.
    (
        re.compile(r"""(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\n"']+)"""),
        rf"\1\2{GONE}",
    ),
    (re.compile(r"(?i)\b(bearer|basic|negotiate|sharedaccesssignature)\s+[\w.~+/=%&-]{6,}"), rf"\1 {GONE}"),
    # A signed token, or what of one is left.
    (re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}"), GONE),
    # The password of an address, which may hold an @ itself. Only the last one ends it.
    (re.compile(r"""([a-zA-Z][a-zA-Z0-9+.-]{1,30}://)([^\s:/@"']{0,100}):([^\s"']{1,500})@"""), rf"\1\2:{GONE}@"),
    (re.compile(r"(/feeds?/)[^\s/\"'?#<>]+"), rf"\1{GONE}"),
    # Anything named as a secret, in a query, a form, JSON or a connection string.
    (
        re.compile(
            r"""(?i)([\w-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key|accountkey|accesskey|assertion|"""
            r"""signature|session|clientstate|client_state)[\w-]{0,20}|\b(?:sig|code|state|nonce))(["']?\s*[=:]\s*)"""
            + _QUOTED_OR_WORD
        ),
        rf"\1\2{GONE}",
    ),
    # An address, also as a URL writes it, a guest's and one with letters of other scripts.
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,100}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), GONE),
)  # fmt: skip
_WORD = re.compile(r"[0-9A-Za-z_-]{0,40}|[0-9]{4}-[0-9:.TZ+-]{0,30}")
# What moves a terminal's cursor or starts a line that we did not write.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take what must not be logged out of a log line (a processor of structlog)."""
    return clean_mapping(event)


def clean_mapping(given: Mapping[Any, Any], depth: int = 0) -> dict[str, Any]:
    """Clean names and values."""
    cleaned: dict[str, Any] = {}
    for number, (key, value) in enumerate(given.items()):
        if number == MOST:
            break
        name = clean_text(str(key))
        if _SECRET_NAME.search(name):
            cleaned[name] = GONE
        elif isinstance(value, str) and _PERSON_NAME.match(name):
            cleaned[name] = digest(value)
        else:
            cleaned[name] = clean(value, depth + 1)
    return cleaned


def clean(value: Any, depth: int = 0) -> Any:
    """Make a value plain data without secrets."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return clean_text(value)
    if depth > DEEPEST:
        return GONE
    if isinstance(value, Mapping):
        return clean_mapping(value, depth)
    if isinstance(value, list | tuple | Set):
        return [clean(one, depth + 1) for one in list(value)[:MOST]]
    if isinstance(value, bytes | bytearray | memoryview):
        return clean_text(bytes(value[:LONGEST]).decode("utf-8", "replace"))
    try:
        return clean_text(str(value))
    except Exception:  # noqa: BLE001  (a value that cannot be written must not cost the line)
        return GONE


def clean_text(text: str) -> str:
    """Take out of a text what has the shape of a secret or of an address."""
    # One word, or a moment: most of a line is of these, and none of the shapes fits one.
    if _WORD.fullmatch(text) and "eyJ" not in text:
        return text
    return _clean_often(text) if len(text) <= OFTEN else _clean_thoroughly(text)


def _clean_thoroughly(text: str) -> str:
    text = _CONTROLS.sub(" ", text[:LONGEST])
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return text


# The same names, routes and sentences come again and again.
_clean_often = lru_cache(maxsize=2048)(_clean_thoroughly)


def digest(value: str) -> str:
    """Name somebody so that two lines can be told to be about the same one."""
    return f"~{sha256(value.casefold().encode()).hexdigest()[:10]}" if value else ""
