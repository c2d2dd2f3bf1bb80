"""The tables the year is kept in. The migrations make them; a test holds the two together.

A value's columns are its fields, so a row reads straight into its class. The trust is always read whole and so is
kept as one JSON body a row. JSON and not JSONB: it keeps the order of keys, and councils are shown in file order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from trust.values import LONDON

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment: UTC in the database, Europe/London in the program; a time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give local time."""
        if value is None:
            return None
        in_utc = value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value
        return in_utc.astimezone(LONDON)


def _of_meeting(*, primary_key: bool = False, index: bool = False) -> Column[Any]:
    """Tie a paper to its meeting; it goes when a proposed meeting is dropped."""
    return Column(
        "meeting",
        String,
        ForeignKey("meetings.key", ondelete="CASCADE"),
        primary_key=primary_key,
        index=index,
        nullable=False,
    )


revisions = Table(
    "revisions",
    metadata,
    Column("part", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

trust_rows = Table(
    "trust_rows",
    metadata,
    Column("part", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("key", String, primary_key=True),
    Column("group", String, nullable=False),
    Column("title", String, nullable=False),
    Column("format", String, nullable=False),
    Column("starts", Moment, nullable=False, index=True),
    Column("ends", Moment, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("place", String),
    Column("room", String),
    Index(None, "group", "starts"),
)

agendas = Table(
    "agendas",
    metadata,
    _of_meeting(primary_key=True),
    Column("status", String, nullable=False),
    Column("items", JSON, nullable=False),
    Column("proposed", JSON),
    Column("published", Date),
)

minutes = Table(
    "minutes",
    metadata,
    _of_meeting(primary_key=True),
    Column("status", String, nullable=False),
    Column("saved", Date),
    Column("url", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("decisions", JSON, nullable=False),
    Column("present", JSON, nullable=False),
    Column("apologies", JSON),
    Column("approved", Date),
    Column("approved_by", String),
)

actions = Table(
    "actions",
    metadata,
    Column("id", String, primary_key=True),
    _of_meeting(index=True),
    Column("text", Text, nullable=False),
    Column("owner", String, nullable=False),
    Column("due", Date),
    Column("status", String, nullable=False),
    Column("closed", Date),
    Index(None, "owner", "status"),
    Index(None, "status", "due"),
)

replies = Table(
    "replies",
    metadata,
    _of_meeting(primary_key=True),
    Column("person", String, primary_key=True, index=True),
    Column("answer", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("share_with_chair", Boolean, nullable=False),
    Column("delegate", String),
    Column("at", Moment),
)

attendance = Table(
    "attendance",
    metadata,
    _of_meeting(primary_key=True),
    Column("person", String, primary_key=True),
    Column("minutes", Integer, nullable=False),
)

# What people did to the year, in order and sealed; and what they asked for and may not do alone.
journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("by", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False, index=True),
    Column("deed", JSON),
    Column("before", JSON),
    Column("after", JSON),
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("seal", String, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("id", String, primary_key=True),
    Column("deed", JSON, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("needs", String, nullable=False),
)

# Every message nobody asked for, one row a person: what it was, and what became of it.
deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String, primary_key=True),
    Column("person", String, primary_key=True, index=True),
    Column("kind", String, nullable=False, index=True),
    Column("about", String, nullable=False, index=True),
    Column("due", Moment, nullable=False),
    Column("outcome", String, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("until", Moment),
    Column("at", Moment, nullable=False, index=True),
    Column("message", String, nullable=False),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", String, primary_key=True),
    Column("by", String, nullable=False, index=True),
    Column("audience", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# What was last written to Microsoft 365 and at what cost, what was last seen there, and the account of every run.

applied = Table(
    "applied",
    metadata,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("graph_id", String, nullable=False),
    Column("mailbox", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("web_url", Text, nullable=False),
    Column("join_url", Text, nullable=False),
    Column("generation", Integer, nullable=False),
)

sendings = Table(
    "sendings",
    metadata,
    Column("mailbox", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("at", Moment, primary_key=True, index=True),
    Column("recipients", Integer, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("name", String, primary_key=True),
    Column("token", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

stream_rows = Table(
    "stream_rows",
    metadata,
    Column("stream", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("body", JSON, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String, primary_key=True),
    Column("body", JSON, nullable=False),
    Column("found", Moment, nullable=False),
)

# No foreign key: a decision outlives the proposal, which is no longer open once it has been carried out.
decisions = Table(
    "decisions",
    metadata,
    Column("proposal", String, primary_key=True),
    Column("by", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Moment, nullable=False),
    Column("finished", Moment, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("run", Integer, ForeignKey("sync_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("verb", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("outcome", String, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("until", Text, nullable=False),
)

# What people wrote into Word, by the document's id there. No foreign key: a document may outlive its meeting.
papers = Table(
    "papers",
    metadata,
    Column("item", String, primary_key=True),
    Column("meeting", String, nullable=False),
    Column("paper", String, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("found", JSON(none_as_null=True)),
    Column("found_on", Date),
)

# The trust's own Word files that its papers are made with.
paper_templates = Table(
    "paper_templates",
    metadata,
    Column("paper", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# How Microsoft 365 tells us that something changed, and whether it has.

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String, primary_key=True),
    Column("resource", String, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("secret", String, nullable=False),
)

wakes = Table(
    "wakes",
    metadata,
    Column("name", String, primary_key=True),
    Column("at", Moment, nullable=False),
)

# What the bot and the jobs remember.
conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String, primary_key=True),
    Column("service_url", Text, nullable=False),
    Column("tenant_id", String, nullable=False),
    Column("bot_id", String, nullable=False),
    Column("user_aad_id", String, nullable=False, index=True),
    Column("updated", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("aad_id", String, primary_key=True),
    Column("upn", String, nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("conversation_id", String, primary_key=True),
    Column("context", JSON, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)

claims = Table(
    "claims",
    metadata,
    Column("key", String, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("answered", Moment),
)

preferences = Table(
    "preferences",
    metadata,
    Column("person", String, primary_key=True),
    Column("paused_until", Date),
    Column("quiet_starts", String, nullable=False),
    Column("quiet_ends", String, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    Column("person", String, primary_key=True),
    Column("last", JSON, nullable=False),
    Column("before", JSON(none_as_null=True)),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("job_id", String, primary_key=True),
    Column("due_at", Moment, primary_key=True),
    Column("claimed_at", Moment, nullable=False),
    Column("alive", Moment),
    Column("ended", Moment),
)
