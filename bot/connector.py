"""The way out to Teams, over its REST connector: messages sent, members looked up.

One HTTP session and one token for all. What Teams asks to be tried again is tried again, as long as it says or a little
longer each time, within what a person will wait; a message whose fate is unknown is not sent twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.messages import make_message
from bot.ports import (
    AGAIN,
    ConnectorError,
    ConversationReference,
    Delivery,
    Inbound,
    Outbound,
    Outcome,
    Sender,
)

MOST_TRIES = 4
PATIENCE = 8.0
LONGEST = 20.0
PAGE = 200
MOST_PAGES = 50
TIMEOUT = aiohttp.ClientTimeout(total=6)


@dataclass(frozen=True, slots=True)
class Connector:
    """Implements bot.ports.Messenger and bot.ports.Directory.

    Attributes:
        session: Shared by all calls.
        fetch_token: Gives the bot's token; empty sends none.
        sleep: Waits between tries.
        jitter: Gives a number from 0 to 1.
    """

    session: aiohttp.ClientSession
    fetch_token: Callable[[], Awaitable[str]]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random

    async def post_message(
        self, service_url: str, conversation_id: str, message: dict[str, Any], reply_to: str = ""
    ) -> str:
        """Send a message and return Teams' id for it. Raises ConnectorError."""
        path = f"{_encode(conversation_id)}/activities"
        path += f"/{_encode(reply_to)}" if reply_to else ""
        answer = await self._call("POST", service_url, path, message)
        return str(answer.get("id", "")) if isinstance(answer, dict) else ""

    async def send(self, reference: ConversationReference, outbound: Outbound) -> Delivery:
        """Send a message nobody asked for, and say what became of it."""
        message = make_message(outbound)
        try:
            sent = await self.post_message(reference.service_url, reference.conversation_id, message)
        except ConnectorError as error:
            return _make_delivery(error)
        return Delivery(Outcome.SENT, activity_id=sent)

    async def find_upn(self, sender: Sender, reference: ConversationReference) -> str | None:
        """Look a sender up among the members of the conversation."""
        path = f"{_find_thread(reference.conversation_id)}/members/{_encode(sender.id)}"
        try:
            member = await self._call("GET", reference.service_url, path)
        except ConnectorError as error:
            if error.status == 404:
                return None
            raise
        return _read_upn(member)

    async def fetch_members(self, inbound: Inbound) -> tuple[str | None, ...]:
        """List everyone in a conversation. Raises ConnectorError."""
        reference = inbound.reference
        path = f"{_find_thread(reference.conversation_id)}/pagedmembers?pageSize={PAGE}"
        found: list[str | None] = []
        token = ""
        for _ in range(MOST_PAGES):
            more = f"&continuationToken={_encode(token)}" if token else ""
            page = await self._call("GET", reference.service_url, path + more)
            if not isinstance(page, dict) or not isinstance(page.get("members"), list):
                raise ConnectorError(0, "NoMembers")
            found += [_read_upn(member) for member in page["members"]]
            token = str(page.get("continuationToken") or "")
            if not token:
                return tuple(found)
        raise ConnectorError(0, "TooManyMembers")

    async def _call(
        self, method: str, service_url: str, path: str, body: dict[str, Any] | None = None
    ) -> Any:
        url = f"{service_url.rstrip('/')}/v3/conversations/{path}"
        try:
            async with asyncio.timeout(LONGEST):
                return await self._call_again(method, url, body)
        except TimeoutError:
            raise ConnectorError(0, "NoAnswer") from None

    async def _call_again(self, method: str, url: str, body: dict[str, Any] | None) -> Any:
        waited = 0.0
        for attempt in range(MOST_TRIES):
            try:
                return await self._call_once(method, url, body)
            except ConnectorError as error:
                pause = error.retry_after or 0.5 * 2**attempt
                pause *= 1 + 0.25 * self.jitter()
                waited += pause
                if error.status not in AGAIN or attempt + 1 == MOST_TRIES or waited > PATIENCE:
                    raise
                await self.sleep(pause)
        raise AssertionError("unreachable")

    async def _call_once(self, method: str, url: str, body: dict[str, Any] | None) -> Any:
        token = await self.fetch_token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self.session.request(
                method, url, json=body, headers=headers, timeout=TIMEOUT
            ) as response:
                said = await _read_json(response)
                if response.status < 400:
                    return said
        except aiohttp.ClientConnectorError:
            raise ConnectorError(503, "Unreachable") from None
        except (aiohttp.ClientError, TimeoutError):
            raise ConnectorError(0, "NoAnswer") from None
        error = said.get("error") if isinstance(said, dict) else None
        code = str(error.get("code", "")) if isinstance(error, dict) else ""
        raise ConnectorError(response.status, code, _read_seconds(response.headers.get("Retry-After")))


def _make_delivery(error: ConnectorError) -> Delivery:
    reason = error.code or str(error)
    if error.status == 403:
        return Delivery(Outcome.BLOCKED, reason)
    if error.status == 404:
        return Delivery(Outcome.GONE, reason)
    if error.status in AGAIN:
        return Delivery(Outcome.DEFERRED, reason, retry_after=error.retry_after)
    return Delivery(Outcome.FAILED, reason)


def _read_upn(member: Any) -> str | None:
    upn = (
        member.get("userPrincipalName") or member.get("userPrincipleName")
        if isinstance(member, dict)
        else None
    )
    return upn.strip().lower() if isinstance(upn, str) and upn.strip() else None


def _read_seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0


async def _read_json(response: aiohttp.ClientResponse) -> Any:
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _find_thread(conversation_id: str) -> str:
    """Leave off which message of a channel is replied to: its members are the channel's."""
    return _encode(conversation_id.partition(";")[0])


def _encode(part: str) -> str:
    return quote(part, safe="")
