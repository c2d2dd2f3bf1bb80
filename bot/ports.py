"""What the bot is told, what it says, and what it needs from the rest of the house.

Nothing here knows the Bot Framework: the edge turns activities into these values and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from cards.card import Card
from trust.people import Person
from trust.proposals import Verdict
from trust.settling import Matter
from trust.year import Year


class Scope(StrEnum):
    """Who reads what is said: one person, a group chat, or a whole channel."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


class Kind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    BUTTON = "button"
    INSTALL = "install"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Sender:
    """An account as the Bot Framework has verified it. `id` is Teams' own; a display name is never identity."""

    id: str
    aad_id: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button somebody pressed, with whatever its card carried. Nothing in it is trusted."""

    verb: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConversationReference:
    """All it takes to write into a conversation later; ours to store, free of any SDK."""

    service_url: str
    conversation_id: str
    tenant_id: str
    bot_id: str
    user_aad_id: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something that reached the bot, verified and translated."""

    activity_id: str
    kind: Kind
    scope: Scope
    sender: Sender
    reference: ConversationReference
    text: str = ""
    pressed: Pressed | None = None
    locale: str = "en-GB"
    timestamp: datetime | None = None

    @property
    def conversation_id(self) -> str:
        """The conversation it came from."""
        return self.reference.conversation_id


@dataclass(frozen=True, slots=True)
class Outbound:
    """What to say: a card, or plain text alone. `replaces` means the card takes the place of the one pressed."""

    text: str
    card: Card | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation was last about, for "and who chairs it?" and "and science?"."""

    group: str = ""
    intent: str = ""


NO_CONTEXT = Context()


class Outcome(StrEnum):
    """What became of a message nobody asked for, as the delivery ledger writes it."""

    SENT = "sent"
    BLOCKED = "blocked or not installed"
    GONE = "conversation gone"
    DEFERRED = "deferred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ledger's row for one message: its outcome, why, and Teams' id for it."""

    outcome: Outcome
    reason: str = ""
    activity_id: str = ""
    retry_after: float = field(default=0.0)


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle a proposal, by its id, one way."""

    proposal: str
    verdict: Verdict


# What an answer may ask to be done before it is given. Whoever does it decides again whether the asker may.
Effect = Settle


@dataclass(frozen=True, slots=True)
class Done:
    """An effect that was tried, and what came of it in a sentence."""

    effect: Effect
    sentence: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits to be decided by somebody, and what the question in hand has had done."""

    matters: tuple[Matter, ...] = ()
    done: Done | None = None


EMPTY_DESK = Desk()


class YearSource(Protocol):
    """Where the year comes from."""

    async def fetch_year(self) -> Year:
        """Read the current year. Raises trust.values.RefusedError before the first import."""
        ...


class Settling(Protocol):
    """Where people's changes by hand are settled."""

    async def fetch_matters(self) -> tuple[Matter, ...]:
        """Read what people changed, and what was decided about it so far."""
        ...

    async def settle(self, effect: Settle, by: Person) -> str:
        """Settle one if that is still possible and the person may; say in a sentence what came of it."""
        ...


class ConversationStore(Protocol):
    """What the bot remembers between messages, shared by all replicas."""

    async def claim(self, key: str) -> bool:
        """Take something on; False when it has been taken before, here or in another replica."""
        ...

    async def release(self, key: str) -> None:
        """Give a claim back."""
        ...

    async def save_reference(self, reference: ConversationReference) -> None:
        """Add or replace how to reach a conversation."""
        ...

    async def fetch_reference(self, user_aad_id: str) -> ConversationReference | None:
        """Read how to reach a person in their own chat."""
        ...

    async def delete_reference(self, conversation_id: str) -> None:
        """Forget a conversation that no longer has the bot."""
        ...

    async def save_upn(self, aad_id: str, upn: str) -> None:
        """Remember a person's user principal name."""
        ...

    async def fetch_upn(self, aad_id: str) -> str | None:
        """Read a person's user principal name, if it is remembered."""
        ...

    async def save_context(self, conversation_id: str, context: Context) -> None:
        """Remember what a conversation was about."""
        ...

    async def fetch_context(self, conversation_id: str) -> Context:
        """Read what a conversation was about."""
        ...


class Directory(Protocol):
    """Who an account belongs to."""

    async def find_upn(self, sender: Sender, reference: ConversationReference) -> str | None:
        """Look up a user principal name, in lower case; None when Teams knows no such member."""
        ...


class Messenger(Protocol):
    """The way out to Teams."""

    async def fetch_members(self, inbound: Inbound) -> tuple[str | None, ...]:
        """List the user principal names of everyone in a conversation; None for one without."""
        ...

    async def send(self, reference: ConversationReference, outbound: Outbound) -> Delivery:
        """Send a message nobody asked for, and say what became of it. Never raises for a refusal."""
        ...
