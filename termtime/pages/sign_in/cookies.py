"""The cookies of the pages: what each holds, how long, and under which rules a browser sends it back.

Inside Teams our pages are in a frame of another site, so a session that began there is sent from there too; one that
began in a browser is not. Every form carries a token of its session besides.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from secrets import token_hex

from aiohttp import web

SESSION = "termtime"
ATTEMPT = "termtime-sign-in"
SAID = "termtime-said"
# A browser keeps 4096 bytes of a cookie, and these are kept as hexadecimal digits.
MOST_SAID = 1900
# All of ours are plain letters; whatever else a stranger sends is none of them.
_PLAIN = re.compile(r"[\w.-]*", re.ASCII)


def name_cookie(name: str, secure: bool) -> str:
    """Name a cookie of ours; over TLS a browser takes the prefixed name from nobody else and for no other path."""
    return f"__Host-{name}" if secure else name


def name_session(secure: bool) -> str:
    """Name the session's cookie."""
    return name_cookie(SESSION, secure)


def read_session(request: web.Request, secure: bool) -> str:
    """Read the session's secret; empty without one."""
    return _read(request, SESSION, secure)


def set_session(
    response: web.StreamResponse, secret: str, *, secure: bool, framed: bool, seconds: int
) -> None:
    """Give the browser its session."""
    _set(response, name_session(secure), secret, secure=secure, cross_site=framed, seconds=seconds)


def set_attempt(response: web.StreamResponse, attempt: str, *, secure: bool) -> None:
    """Remember a sign-in that was begun; Entra's answer is a form posted from its own site."""
    _set(response, name_cookie(ATTEMPT, secure), attempt, secure=secure, cross_site=True, seconds=600)


def read_attempt(request: web.Request, secure: bool) -> str:
    """Read what is remembered of a sign-in; empty where none was begun here."""
    return _read(request, ATTEMPT, secure)


def set_said(response: web.StreamResponse, sentence: str, *, secure: bool) -> None:
    """Keep what is to be said on the next page."""
    said = sentence.encode()[:MOST_SAID].decode("utf-8", "ignore").encode().hex()
    _set(response, name_cookie(SAID, secure), said, secure=secure, cross_site=secure, seconds=60)


def read_said(request: web.Request, secure: bool) -> str:
    """Read what is to be said on this page."""
    try:
        return bytes.fromhex(_read(request, SAID, secure)).decode()
    except ValueError:
        return ""


def drop(response: web.StreamResponse, name: str, *, secure: bool) -> None:
    """Take a cookie back, from a frame's own store as well as from the browser's."""
    for cross_site in {False, secure}:
        _set(response, name_cookie(name, secure), "", secure=secure, cross_site=cross_site, seconds=0)


def make_form_token(session: str) -> str:
    """Make the token of a form: another each time, so that a compressed page gives nothing of it away."""
    salt = token_hex(16)
    return f"{salt}.{_sign(session, salt)}"


def is_form_token(session: str, token: str) -> bool:
    """Say whether a form's token belongs to a session."""
    salt, _, signed = token.partition(".")
    return bool(session and salt) and hmac.compare_digest(_sign(session, salt).encode(), signed.encode())


def _read(request: web.Request, name: str, secure: bool) -> str:
    value = request.cookies.get(name_cookie(name, secure), "")
    return value if _PLAIN.fullmatch(value) else ""


def _sign(session: str, salt: str) -> str:
    return hmac.new(session.encode(), f"form {salt}".encode(), sha256).hexdigest()


def _set(
    response: web.StreamResponse, name: str, value: str, *, secure: bool, cross_site: bool, seconds: int
) -> None:
    # A browser takes a cookie for other sites' frames only over TLS; one's own machine is all one site.
    wide = cross_site and secure
    rules = [
        f"{name}={value}",
        "Path=/",
        "HttpOnly",
        f"Max-Age={seconds}",
        f"SameSite={'None' if wide else 'Lax'}",
    ]
    rules += ["Secure"] if secure else []
    rules += ["Partitioned"] if wide and name != name_cookie(ATTEMPT, secure) else []
    response.headers.add("Set-Cookie", "; ".join(rules))
