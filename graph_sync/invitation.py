"""The text of an invitation: what it is written with, and the part of it that is ours to change.

Once an event is made its text belongs to whoever writes in it, and the details of its Teams call stand in it too: a text
sent without those takes the meeting offline. So nothing of it is ever put in the place of the whole. The agenda has a
section of its own, known by the id of its `div`, which names the day it was published; only that section is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from trust.settings import TrustSettings

MARK = "termtime-agenda-"
# Outlook puts x_ before the ids of what it quotes.
SECTION = re.compile(rf"<div\b[^>]*\bid\s*=\s*[\"']?(?:x_)*{MARK}([\w-]+)[\"']?[^>]*>", re.IGNORECASE)
DIV = re.compile(r"<(/?)div\b[^>]*>", re.IGNORECASE)
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A published agenda as an invitation shows it; `mark` is the day, and changes when it is published anew."""

    mark: str
    items: tuple[str, ...] = ()


def make_body(settings: TrustSettings) -> str:
    """Write what every invitation of the trust begins with, so it never has to be changed."""
    return (
        f"<p>This meeting is part of the co-design year of {escape(settings.name)}.</p>"
        "<p>Its agenda and minutes are kept in the group's SharePoint folder.</p>"
        f"<p>Questions: {escape(settings.help_contact.name)}, {escape(settings.help_contact.how)}.</p>"
    )


def make_items(items: Iterable[tuple[str, int, str]]) -> tuple[str, ...]:
    """Say the items of an agenda, each with the minutes set aside for it and who leads it, as far as that is known.

    How long, and not when: a meeting that is moved must not make the text untrue, for correcting it mails everyone.

    >>> make_items([("Welcome", 5, ""), ("Ratio", 20, "Ben"), ("Notices", 0, "")])
    ('Welcome (5 minutes)', 'Ratio (20 minutes, Ben)', 'Notices')
    """
    said = ((title, ", ".join(filter(None, (f"{n} minutes" if n else "", lead)))) for title, n, lead in items)
    return tuple(f"{title} ({about})" if about else title for title, about in said)


def make_section(section: Section, url: str) -> str:
    """Write a section, with a link to the agenda in Word where there is one."""
    items = "".join(f"<li>{escape(item)}</li>" for item in section.items)
    listed = f"<ol>{items}</ol>" if items else ""
    link = f'<p><a href="{escape(url)}">The agenda in Word</a></p>' if url else ""
    told = "Agenda" if items else "The agenda is published."
    return f'<div id="{MARK}{escape(section.mark)}"><p><b>{told}</b></p>{listed}{link}</div>'


def find_mark(text: str) -> str:
    """Find the mark of the section a text has; "" when it has none."""
    found = SECTION.search(text)
    return found[1] if found else ""


def put_section(text: str, section: str) -> str:
    """Put a section into a text, in the place of the one it has, and leave all else as it is."""
    if found := SECTION.search(text):
        end = _find_end(text, found.end())
        if end:
            return text[: found.start()] + section + text[end:]
    body = BODY.search(text)
    at = body.end() if body else 0
    return text[:at] + section + text[at:]


def _find_end(text: str, start: int) -> int:
    """Find where a `div` that was opened before `start` ends; 0 when it never does."""
    depth = 1
    for tag in DIV.finditer(text, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return 0
