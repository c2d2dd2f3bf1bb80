"""What the bot is told, what it says, and what it needs from the rest of the house.

Nothing here knows the Bot Framework: the edge turns activities into these values and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.personal import Look, Personal, Preferences
from bot.planning import Planning
from cards.card import Card
from trust.audiences import Audience, Broadcast
from trust.auditing import Seen
from trust.deeds.result import Entry, Result
from trust.deeds.values import Deed
from trust.nudges import Nudge, Row
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
    QUERY = "query"


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
class Query:
    """What somebody looks for in the message extension, and which of the results are shown now."""

    command: str = ""
    words: str = ""
    skip: int = 0
    count: int = 0


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
    query: Query | None = None
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
    """What a conversation was last about, for "and who chairs it?", "and science?" and "the one after that".

    `meeting` is the key of the meeting last shown first and `day` its day, `said` the last question as data.
    """

    group: str = ""
    intent: str = ""
    meeting: str = ""
    day: str = ""
    said: Mapping[str, str | int] = field(default_factory=dict)


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


# What Teams answers when it would take the same call later.
AGAIN = frozenset({412, 429, 502, 503, 504})


class ConnectorError(Exception):
    """Teams did not take a call; status 0 when there was no answer at all."""

    def __init__(self, status: int, code: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"The connector answered {status} {code}".strip())
        self.status, self.code, self.retry_after = status, code, retry_after


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle a proposal, by its id, one way."""

    proposal: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Prefer:
    """Keep when the asker wants no messages."""

    preferences: Preferences


@dataclass(frozen=True, slots=True)
class NoteLook:
    """Keep what the asker is shown now, to compare with the next time they ask what has changed."""

    look: Look


@dataclass(frozen=True, slots=True)
class Recall:
    """Bring what is kept about the asker. It costs a query, so it is asked for only where an answer depends on it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Bring what the journal says of a meeting. Like Recall it costs a query."""

    meeting: str


@dataclass(frozen=True, slots=True)
class Do:
    """Do a deed to the year."""

    deed: Deed


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message to an audience; `made` names the preview it was sent from, so that it is sent once."""

    audience: Audience
    text: str
    made: str


@dataclass(frozen=True, slots=True)
class Consult:
    """Bring what became of the messages the asker sent: of one, by its id, or of the latest."""

    broadcast: str = ""


# What an answer may ask to be done before it is given. Whoever does it decides again whether the asker may.
Effect = Settle | Prefer | NoteLook | Recall | Trace | Do | Send | Consult


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a message somebody sent to an audience: a row of the delivery ledger for each person."""

    broadcast: Broadcast
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An effect that was tried, and what came of it in a sentence.

    `result` is that of a deed that was done, `accounts` are those of messages that were sent to an audience.
    """

    effect: Effect
    sentence: str
    result: Result | None = None
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits to be decided by somebody, a planner to ask, and what the question in hand has had done.

    `find_nudges` finds what everyone is nudged about. `personal` is what is kept about the asker, `entries` what the journal says of a meeting, once it was asked for.
    """

    matters: tuple[Matter, ...] = ()
    done: Done | None = None
    planning: Planning | None = None
    find_nudges: Callable[[Year, datetime], tuple[Nudge, ...]] | None = None
    personal: Personal | None = None
    entries: tuple[Entry, ...] | None = None


EMPTY_DESK = Desk()


@dataclass(frozen=True, slots=True)
class Claim:
    """A question taken on by one replica at a moment; it lapses unless it is kept or answered."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A question taken on, with what is remembered of its conversation and of the account that asks."""

    claim: Claim
    conversation_id: str
    context: Context = NO_CONTEXT
    upn: str | None = None


class YearSource(Protocol):
    """Where the year comes from."""

    async def fetch_year(self) -> Year:
        """Read the current year. Raises trust.values.RefusedError before the first import."""
        ...


class Clerk(Protocol):
    """Who lays out the desk for an answer, and does what it asks to be done."""

    async def fetch_desk(self) -> Desk:
        """Lay out what waits to be decided, and a planner."""
        ...

    async def fetch_personal(self, person: Person) -> Personal:
        """Read what is kept about a person."""
        ...

    async def fetch_entries(self, meeting: str) -> tuple[Entry, ...]:
        """Read what the journal says of a meeting, in order."""
        ...

    async def carry_out(self, effect: Effect, by: Person) -> Done:
        """Do what a person asks if that is still possible and they may; say what came of it."""
        ...

    async def note_seen(self, seen: Sequence[Seen], by: Person) -> None:
        """Note what a person is about to be shown that is not for everybody."""
        ...


class ConversationStore(Protocol):
    """What the bot remembers between messages, shared by all replicas."""

    async def claim(self, key: str) -> bool:
        """Take something on for good; False when it has been taken before, here or in another replica."""
        ...

    async def release(self, key: str) -> None:
        """Give a claim back."""
        ...

    async def open_turn(self, key: str, inbound: Inbound) -> Turn | None:
        """Take a question on until it is answered; None when it was, or another holds it and may be at it still.

        How to reach a person in their own chat is noted with it.
        """
        ...

    async def keep(self, claim: Claim) -> Claim | None:
        """Hold on to a question for longer; None when it has been taken from us."""
        ...

    async def close_turn(self, turn: Turn, context: Context | None = None) -> None:
        """Note that a question has been answered: nobody takes it on again. A context replaces the one before."""
        ...

    async def is_answered(self, key: str) -> bool:
        """Say whether a question has been answered."""
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
