"""People in Teams, as a test or a demo plays them: they install the bot, write to it and press its buttons.

What they do reaches the bot as Teams would send it: a signed activity posted to its endpoint. What the bot says comes
back through the connector, and is waited for.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp

from sandbox.connector.activities import bot_account, make_activity, make_message, personal_id, teams_id
from sandbox.connector.state import Activity, Conversation
from sandbox.entra.state import BOT_FRAMEWORK

if TYPE_CHECKING:
    from sandbox.server import Sandbox

CARD = "application/vnd.microsoft.card.adaptive"
HOUR = 3600


class BotRefused(Exception):  # noqa: N818  (a bot's answer, not our mistake)
    """The bot's endpoint did not take an activity."""

    def __init__(self, status: int, text: str) -> None:
        """Keep the HTTP status and what the bot said."""
        super().__init__(f"The bot answered {status}: {text[:200]}")
        self.status = status


class TeamsClient:
    """Everybody's Teams, talking to one bot."""

    def __init__(self, sandbox: Sandbox, bot_endpoint: str, *, patience: float = 5.0) -> None:
        """Keep the bot's address, and how long in seconds to wait for what it says."""
        self._tenant, self._endpoint, self._patience = sandbox.state, bot_endpoint, patience

    async def install(self, upn: str) -> list[Activity]:
        """Install the bot for a person and return what it says on arrival."""
        user_id, conversation = self._personal(upn)
        self._tenant.conversations.installed.add(user_id)
        before = len(conversation.messages)
        person = {"id": teams_id(user_id), "aadObjectId": user_id}
        added = make_activity(
            self._tenant,
            conversation,
            user_id,
            "conversationUpdate",
            membersAdded=[bot_account(self._tenant), person],
        )
        await self.post(added)
        await self.post(
            make_activity(self._tenant, conversation, user_id, "installationUpdate", action="add")
        )
        return _said_by_bot(conversation, before)

    async def uninstall(self, upn: str) -> None:
        """Remove the bot for a person."""
        user_id, conversation = self._personal(upn)
        self._tenant.conversations.installed.discard(user_id)
        await self.post(
            make_activity(self._tenant, conversation, user_id, "installationUpdate", action="remove")
        )

    def block(self, upn: str) -> None:
        """Block the bot for a person: what it sends them is refused with 403."""
        self._tenant.conversations.blocked.add(self._personal(upn)[0])

    def join(self, conversation: str, *upns: str) -> str:
        """Put people into a group chat or a channel and return its id."""
        talk = self._find(conversation, upns[0])
        talk.members.update(dict.fromkeys(self._tenant.directory.get_user(upn)["id"] for upn in upns))
        return talk.id

    async def say(
        self, upn: str, text: str, *, conversation: str = "personal", replies: int = 1
    ) -> list[Activity]:
        """Write to the bot and return what it says back, once `replies` have come or patience is over.

        Args:
            upn: Who writes.
            text: What; outside a personal chat a mention of the bot is put before it.
            conversation: "personal", "group:<name>" or "channel:<team>/<name>".
            replies: How many messages to wait for; 0 does not wait.
        """
        talk = self._find(conversation, upn)
        user_id = self._tenant.directory.get_user(upn)["id"]
        talk.members[user_id] = None
        self._tenant.next_id("say")
        activity = make_message(self._tenant, talk, user_id, text)
        talk.add(activity)
        before = len(talk.messages)
        await self.post(activity)
        return await self._wait(talk, before, replies)

    async def press(self, upn: str, activity_id: str, data: Mapping[str, Any], verb: str) -> dict[str, Any]:
        """Press a button of a card and return the bot's invoke response; a card in it takes the old one's place."""
        user_id = self._tenant.directory.get_user(upn)["id"]
        talk = next(t for t in self._tenant.conversations.by_id.values() if t.find(activity_id))
        self._tenant.next_id("press")
        action = {"type": "Action.Execute", "verb": verb, "data": dict(data)}
        value = {"action": action, "trigger": "manual"}
        invoke = make_activity(
            self._tenant,
            talk,
            user_id,
            "invoke",
            name="adaptiveCard/action",
            value=value,
            replyToId=activity_id,
        )
        body = await self.post(invoke)
        answer: dict[str, Any] = body if isinstance(body, dict) else {}
        message = talk.find(activity_id)
        if message and answer.get("type") == CARD:
            message["attachments"] = [{"contentType": CARD, "content": answer.get("value")}]
        return answer

    async def post(self, activity: Activity, token: str | None = None) -> Any:
        """Post any activity to the bot and return the body of its answer.

        Raises:
            BotRefused: The bot answered with an error.
        """
        token = self.sign() if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._endpoint, json=activity, headers=headers) as response,
        ):
            text = await response.text()
            if response.status >= 400:
                raise BotRefused(response.status, text)
            return await response.json() if response.content_type == "application/json" and text else None

    def sign(self, claims: Mapping[str, Any] | None = None, header: Mapping[str, Any] | None = None) -> str:
        """Return the token Teams would send, with some claims or header fields changed, or left out when None."""
        now = int(time.time())
        usual = {
            "iss": BOT_FRAMEWORK,
            "aud": self._tenant.conversations.bot_id,
            "serviceurl": f"{self._tenant.url}/teams/",
            "nbf": now - 60,
            "iat": now,
            "exp": now + HOUR,
            "jti": str(uuid4()),
        }
        changed = {**usual, **(claims or {})}
        return self._tenant.entra.bot_key.sign(
            {name: value for name, value in changed.items() if value is not None}, **(header or {})
        )

    async def _wait(self, talk: Conversation, before: int, replies: int) -> list[Activity]:
        with_timeout = asyncio.timeout(self._patience)
        try:
            async with with_timeout:
                while len(said := _said_by_bot(talk, before)) < replies:
                    talk.arrived.clear()
                    await talk.arrived.wait()
        except TimeoutError:
            return _said_by_bot(talk, before)
        return said

    def _personal(self, upn: str) -> tuple[str, Conversation]:
        user = self._tenant.directory.get_user(upn)
        talk = self._tenant.conversations.open(personal_id(user["id"]), "personal", user["displayName"])
        talk.members[user["id"]] = None
        return user["id"], talk

    def _find(self, conversation: str, upn: str) -> Conversation:
        kind, _, name = conversation.partition(":")
        if kind == "personal":
            return self._personal(upn)[1]
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower())
        if kind == "group":
            return self._tenant.conversations.open(f"19:{slug}@thread.v2", "groupChat", name)
        team = re.sub(r"[^a-z0-9]+", "-", name.partition("/")[0].lower())
        return self._tenant.conversations.open(
            f"19:{slug}@thread.tacv2", "channel", name, f"19:{team}@thread.tacv2"
        )


def _said_by_bot(talk: Conversation, before: int) -> list[Activity]:
    return [message for message in talk.messages[before:] if message["from"]["id"].startswith("28:")]
