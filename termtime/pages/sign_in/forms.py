"""What browsers post, and where they may be sent next."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.http import read_raw
from bot.verification import RefusedRequestError

MOST_FIELDS = 500
# The address somebody came for is kept in a cookie, as hexadecimal digits beside other things.
LONGEST_PATH = 1500
# Nobody types these, and not every database takes them.
_UNTYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


async def read_form(request: web.Request) -> dict[str, str]:
    """Read a form's fields; of one that comes several times all values, with commas. Raises RefusedRequestError."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise RefusedRequestError(415, "A form was expected.")
    try:
        pairs = parse_qsl(
            (await read_raw(request)).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise RefusedRequestError(400, "The form cannot be read.") from None
    if not all(is_typed(text) for pair in pairs for text in pair):
        raise RefusedRequestError(400, "The form cannot be read.")
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]},{value}" if name in fields else value
    return fields


def is_typed(text: str) -> bool:
    """Say whether a text holds nothing but what people write."""
    return _UNTYPED.search(text) is None


def is_own_request(request: web.Request, public_url: str) -> bool:
    """Say whether a page of ours sent it, as far as the browser tells: all say where from, and most say how far from."""
    here = urlsplit(public_url)
    # Browsers leave the usual port out.
    usual = {"https": ":443", "http": ":80"}.get(here.scheme, "")
    origin = f"{here.scheme}://{here.netloc.removesuffix(usual)}".lower()
    near = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return near and request.headers.get("Origin", origin) == origin


def is_own_path(path: str) -> bool:
    r"""Say whether an address is a page of ours, and leads nowhere else.

    >>> [is_own_path(path) for path in ("/year?view=month", "//evil.example", "/\\evil.example", "https://evil.example")]
    [True, False, False, False]
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path and len(path) <= LONGEST_PATH
    return plain and path.startswith("/") and not path.startswith("//")
