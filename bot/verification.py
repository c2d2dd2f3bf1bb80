"""Whether a request to the bot is what it says it is: its body, its token's header, and the claims once verified.

Pure. The signature itself is checked by the Bot Framework's own code in the edge; what it lets through or trips over is
refused here, before and after. Every refusal has a status and one sentence that gives nothing away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import jwt

from bot.settings import BotSettings, is_loopback, is_safe_service

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LARGEST_BODY = 256 * 1024
DEEPEST_BODY = 40
LONGEST_ID = 500
Body = dict[str, Any]


class RefusedRequestError(Exception):
    """A request that is not answered."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is answered with over HTTP."""

    status: int
    body: dict[str, Any] | None = None


class Token(NamedTuple):
    """What a request is signed with: the header as it came, and the id of the key it names."""

    header: str
    kid: str


def read_body(content_type: str, raw: bytes) -> Body:
    """Read a request's body as an activity. Raises RefusedRequestError with 400, 413 or 415."""
    if content_type != "application/json":
        raise RefusedRequestError(415, "The body must be application/json.")
    if len(raw) > LARGEST_BODY:
        raise RefusedRequestError(413, "The body is too large.")
    try:
        body = json.loads(raw)
        _check_text(raw, body)
    except (ValueError, RecursionError):
        raise RefusedRequestError(400, "The body is not JSON.") from None
    if not isinstance(body, dict) or _is_deeper(body, DEEPEST_BODY):
        raise RefusedRequestError(400, "The body is not an activity.")
    _check_fields(body)
    return body


def read_token_header(headers: Sequence[str]) -> Token:
    """Check a token's form, algorithm and issuer; nothing of it is verified yet. Raises with 401.

    Args:
        headers: Every Authorization header there is: with two, which is meant is anybody's guess, so it takes one.
    """
    if len(headers) != 1:
        raise unauthorised()
    scheme, _, token = headers[0].partition(" ")
    if scheme != "Bearer" or not token or " " in token:
        raise unauthorised()
    try:
        read = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise unauthorised() from None
    kid = read["header"].get("kid")
    if (
        read["header"].get("alg") != "RS256"
        or not isinstance(kid, str)
        or read["payload"].get("iss") != ISSUER
    ):
        raise unauthorised()
    return Token(headers[0], kid)


def check_claims(claims: Mapping[str, Any], body: Body, settings: BotSettings) -> None:
    """Check verified claims against the activity they came with. Raises with 401."""
    # Without an expiry a token would be good for ever: PyJWT only checks one that is there.
    if claims.get("aud") != settings.app_id or not isinstance(claims.get("exp"), int):
        raise unauthorised()
    if claims.get("serviceurl") != body["serviceUrl"]:
        raise unauthorised()


def check_tenant(body: Body, settings: BotSettings) -> None:
    """Refuse everyone but the one tenant, wherever the activity names one. Raises with 403."""
    data = body.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    named = [body["conversation"].get("tenantId"), tenant.get("id") if isinstance(tenant, dict) else None]
    found = [value for value in named if value is not None]
    if not found or any(value != settings.tenant_id for value in found):
        raise RefusedRequestError(403, "This bot serves another organisation.")


def check_service(body: Body, settings: BotSettings) -> None:
    """Refuse to be sent to answer somewhere unsafe; unsigned messages are answered on this machine only."""
    url = body["serviceUrl"]
    if not is_safe_service(url) or (settings.unsigned and not is_loopback(urlsplit(url).hostname)):
        raise RefusedRequestError(400, "The activity's serviceUrl is not one to answer to.")


def unauthorised() -> RefusedRequestError:
    """Make the refusal of a bad token, the same for every reason."""
    return RefusedRequestError(401, "The request is not signed by Teams.")


def _check_fields(body: Body) -> None:
    wanted = {name: body.get(name) for name in ("type", "serviceUrl", "channelId")}
    for part in ("conversation", "from", "recipient"):
        account = body.get(part)
        wanted[f"{part}.id"] = account.get("id") if isinstance(account, dict) else None
    for name, value in wanted.items():
        if not isinstance(value, str) or not value:
            raise RefusedRequestError(400, f"The activity has no {name}.")
    optional = {"id": body.get("id"), "from.aadObjectId": body["from"].get("aadObjectId")}
    for name, value in (
        wanted | {name: value for name, value in optional.items() if value is not None}
    ).items():
        if not _is_id(value):
            raise RefusedRequestError(400, f"The activity's {name} is not one that Teams would give.")
    if body["channelId"] != CHANNEL:
        raise RefusedRequestError(400, "The activity is not from Teams.")


def _is_id(value: Any) -> bool:
    """Say whether something can be kept, sent and compared as an id: plain characters, and not too many."""
    return isinstance(value, str) and len(value) <= LONGEST_ID and value.isascii() and value.isprintable()


def _check_text(raw: bytes, body: Any) -> None:
    """Refuse half of a surrogate pair, which no database and no message can hold. Raises ValueError."""
    if b"\\ud" in raw or b"\\uD" in raw:
        json.dumps(body, ensure_ascii=False).encode()


def _is_deeper(value: Any, levels: int) -> bool:
    if levels == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_deeper(part, levels - 1) for part in inner)
