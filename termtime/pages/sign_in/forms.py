"""What browsers post, and where they may be sent next."""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiohttp import web

from bot.http import read_raw
from bot.verification import RefusedRequestError

MOST_FIELDS = 500


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
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]},{value}" if name in fields else value
    return fields


def is_own_request(request: web.Request) -> bool:
    """Say whether a form was sent from a page of ours, as far as the browser tells."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def is_own_path(path: str) -> bool:
    r"""Say whether an address is a page of ours, and leads nowhere else.

    >>> [is_own_path(path) for path in ("/year?view=month", "//evil.example", "/\\evil.example", "https://evil.example")]
    [True, False, False, False]
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path and len(path) <= 2000
    return plain and path.startswith("/") and not path.startswith("//")
