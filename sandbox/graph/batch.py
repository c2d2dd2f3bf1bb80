"""$batch: up to twenty calls in one, each answered for itself.

Parts run side by side, but at most four at a time for one mailbox; a part with `dependsOn` waits, and answers 424
when what it waited for failed. The batch itself is 200 whatever becomes of its parts.
"""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.graph.call import Answer, Call, Json
from sandbox.graph.errors import DroppedConnection, bad_request
from sandbox.graph.reading import take
from sandbox.limits import OUTLOOK_AT_ONCE, PARTS_A_BATCH

Serve = Callable[[Call], Awaitable[Answer]]
ABSOLUTE = re.compile(r"https?://|/?v1\.0(?:/|$)", re.IGNORECASE)
MEMBERS = frozenset({"id", "method", "url", "headers", "body", "dependsOn"})
MAILBOX = re.compile(r"/users/([^/]+)/(?:calendar|events|sendMail)")


def mailbox_of(path: str) -> str | None:
    """Return the mailbox a path is about, as Outlook's limits see it; None for anything that is not Outlook's."""
    match = MAILBOX.match(path)
    return match[1].lower() if match else None


def read_parts(body: Any, whole: Call) -> list[tuple[Json, Call]]:
    """Return the parts of a batch with the call each of them makes.

    Raises:
        GraphError: 400 when the batch breaks a rule; then none of it is run.
    """
    parts = body.get("requests") if isinstance(body, dict) else None
    if (
        not isinstance(parts, list)
        or set(body) != {"requests"}
        or not all(isinstance(p, dict) for p in parts)
    ):
        raise bad_request("Invalid batch payload format.")
    if len(parts) > PARTS_A_BATCH:
        raise bad_request(
            f"The number of batch requests cannot exceed {PARTS_A_BATCH}.", "MaximumValueExceeded"
        )
    seen: set[str] = set()
    for part in parts:
        _check_part(part, seen)
        seen.add(str(part["id"]))
    return [(part, _make_call(part, whole)) for part in parts]


async def serve_batch(whole: Call, serve: Serve) -> Answer:
    """Run a batch and gather the answers, in the order of the requests."""
    parts = read_parts(whole.body, whole)
    lanes: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(OUTLOOK_AT_ONCE))
    done: dict[str, asyncio.Future[bool]] = {
        str(part["id"]): asyncio.get_running_loop().create_future() for part, _ in parts
    }

    async def run(part: Json, call: Call) -> Answer:
        fine = False
        try:
            if not all([await done[str(other)] for other in part.get("dependsOn") or []]):
                return Answer(
                    424, {"error": {"code": "FailedDependency", "message": "A part it depends on failed."}}
                )
            mailbox = mailbox_of(call.path)
            if mailbox is None:
                answer = await serve(call)
            else:
                async with lanes[mailbox]:
                    answer = await serve(call)
            fine = answer.status < 400
            return answer
        finally:
            done[str(part["id"])].set_result(fine)

    answers = await asyncio.gather(*(run(part, call) for part, call in parts), return_exceptions=True)
    responses = []
    for (part, _), answer in zip(parts, answers, strict=True):
        if isinstance(answer, BaseException):
            raise DroppedConnection if isinstance(answer, DroppedConnection) else answer
        responses.append(_write_part(part, answer))
    return Answer(200, {"responses": responses})


def _check_part(part: Json, seen: set[str]) -> None:
    part_id = str(part.get("id", ""))
    if not part_id or part_id.lower() in {other.lower() for other in seen}:
        raise bad_request("Every request of a batch needs an id of its own.")
    if unknown := sorted(set(part) - MEMBERS):
        raise bad_request(f"A request of a batch has no member '{unknown[0]}'.")
    if not isinstance(part.get("method"), str) or not isinstance(part.get("url"), str):
        raise bad_request(f"Request {part_id} of the batch needs a method and a url.")
    headers, waits = take(part, "headers", dict, {}), take(part, "dependsOn", list, [])
    if ABSOLUTE.match(part["url"]):
        raise bad_request(f"The url of request {part_id} must be relative to the version.")
    if part.get("body") is not None and not any(k.lower() == "content-type" for k in headers):
        raise bad_request(f"Request {part_id} has a body and needs a Content-Type header.")
    for other in waits:
        if str(other) not in seen:
            raise bad_request(f"Request {part_id} depends on {other}, which is not an earlier request.")


def _make_call(part: Json, whole: Call) -> Call:
    url = urlsplit("/" + part["url"].lstrip("/"))
    headers = {str(name).lower(): str(value) for name, value in (part.get("headers") or {}).items()}
    body = part.get("body")
    if isinstance(body, str) and "json" not in headers.get("content-type", ""):
        try:
            body = b64decode(body, validate=True)
        except Base64Error:
            raise bad_request(f"The body of request {part['id']} must be base64.") from None
    return Call(
        part["method"].upper(),
        unquote(url.path),
        dict(parse_qsl(url.query, keep_blank_values=True)),
        headers,
        body,
        whole.root,
        whole.app,
        whole.roles,
    )


def _write_part(part: Json, answer: Answer) -> Json:
    response: Json = {"id": part["id"], "status": answer.status, "headers": dict(answer.headers)}
    if isinstance(answer.body, bytes):
        response["body"] = b64encode(answer.body).decode()
    elif answer.body is not None:
        response["headers"].setdefault("Content-Type", "application/json")
        response["body"] = answer.body
    return response
