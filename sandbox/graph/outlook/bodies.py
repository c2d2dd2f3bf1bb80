"""The text of an event: Exchange's HTML, and the Teams block inside it.

Exchange wraps what it is given in a document, and puts the joining details of an online meeting below it. A later
body without those details takes the meeting offline, as Microsoft documents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Any

from sandbox.graph.errors import bad_request

DOCUMENT = (
    '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n'
    "<body>\r\n{}\r\n</body>\r\n</html>\r\n"
)
TEAMS = (
    '<br>\r\n<div class="me-email-text" lang="en-GB">\r\n<div>{line}</div>\r\n'
    '<div><span>Microsoft Teams</span></div>\r\n<div><a id="meet_invite_block.action.join_link" href="{url}">'
    "Join the meeting now</a></div>\r\n<div>{line}</div>\r\n</div>"
).replace("{line}", "_" * 64)
BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h\d)>", re.IGNORECASE)
TAGS = re.compile(r"<(?:style|head).*?</(?:style|head)>|<[^>]+>", re.IGNORECASE | re.DOTALL)
BLANKS = re.compile(r"[ \t\r]+")
INNER = re.compile(r"<body[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)


def read_body(body: Any) -> str:
    """Return an itemBody as the inside of an HTML document."""
    if not isinstance(body, dict) or not isinstance(body.get("content", ""), str):
        raise bad_request("The property 'body' needs a contentType and a content.", "ErrorInvalidRequest")
    content = body.get("content", "")
    if str(body.get("contentType", "text")).lower() != "html":
        return escape(content).replace("\n", "<br>\r\n")
    inner = INNER.search(content)
    return (inner[1] if inner else content).strip()


def with_teams_block(inner: str, join_url: str) -> str:
    """Return the body with the joining details below it."""
    return inner if join_url in inner else inner + TEAMS.format(url=join_url)


def write_body(inner: str, *, as_text: bool = False) -> dict[str, str]:
    """Return an itemBody, HTML unless text was preferred."""
    if as_text:
        return {"contentType": "text", "content": to_text(inner)}
    return {"contentType": "html", "content": DOCUMENT.format(inner)}


@lru_cache(maxsize=1024)
def to_text(inner: str) -> str:
    """Return what a reader would see of HTML."""
    text = unescape(TAGS.sub("", BREAKS.sub("\n", inner)))
    lines = (BLANKS.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
