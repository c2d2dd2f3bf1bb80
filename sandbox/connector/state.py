"""Teams conversations: who is in them, what was said, and who has the bot installed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.limits import Window

Activity = dict[str, Any]
SENDS = (
    (7, timedelta(seconds=1)),
    (8, timedelta(seconds=2)),
    (60, timedelta(seconds=30)),
    (1800, timedelta(hours=1)),
)


@dataclass(slots=True)
class Conversation:
    """A conversation; `members` are ids of people, `kind` is personal, groupChat or channel."""

    id: str
    kind: str
    name: str
    members: dict[str, None] = field(default_factory=dict)
    messages: list[Activity] = field(default_factory=list)
    team_id: str | None = None

    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, activity: Activity) -> None:
        """Keep a message and wake whoever waits for one."""
        self.messages.append(activity)
        self.arrived.set()

    def find(self, activity_id: str) -> Activity | None:
        """Return a message, if it is there."""
        return next((a for a in self.messages if a["id"] == activity_id), None)


@dataclass(slots=True)
class Conversations:
    """All conversations of the tenant with its bot."""

    bot_id: str
    bot_name: str
    by_id: dict[str, Conversation] = field(default_factory=dict)
    installed: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    rate_limited: bool = False
    windows: list[Window] = field(default_factory=lambda: [Window(limit, span) for limit, span in SENDS])

    def throttle(self, conversation_id: str, now: datetime) -> int:
        """Count a send and return the seconds to wait, 0 when it may go."""
        if not self.rate_limited:
            return 0
        for window in self.windows:
            if window.room(conversation_id, now) < 1:
                return window.wait(conversation_id, now)
        for window in self.windows:
            window.spend(conversation_id, now)
        return 0

    def open(self, conversation_id: str, kind: str, name: str, team_id: str | None = None) -> Conversation:
        """Return a conversation, beginning it if need be."""
        conversation = self.by_id.get(conversation_id)
        if conversation is None:
            conversation = self.by_id[conversation_id] = Conversation(
                conversation_id, kind, name, team_id=team_id
            )
        return conversation
