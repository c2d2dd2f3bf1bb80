"""The tables of who may come in, who looked, and what a lead tries out: pages, feeds, the audit log, scenarios."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from termtime.store.tables import Moment, metadata

# Who is signed in to the pages. Only a digest of what the browser shows is kept, so a copy of the table opens nothing.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("how", String, nullable=False),
    Column("began", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)

# Private calendar addresses: whose, and of which group; of the owner's own meetings where no group is named. `marks`
# holds what each entry said when it was last fetched, and since when.
feeds = Table(
    "feeds",
    metadata,
    Column("digest", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("group", String, nullable=False),
    Column("made", Moment, nullable=False),
    Column("fetched", Moment),
    Column("revoked", Moment),
    Column("marks", JSON(none_as_null=True)),
)

# Who looked at, took out or changed what is not for everybody: in order, and sealed as the journal is.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("by", String, nullable=False, index=True),
    Column("kind", String, nullable=False, index=True),
    Column("about", String, nullable=False, index=True),
    Column("detail", JSON(none_as_null=True)),
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("seal", String, nullable=False),
)

# What somebody tries out before a year is published, how far it is, and what came of it.
scenarios = Table(
    "scenarios",
    metadata,
    Column("id", String, primary_key=True),
    Column("by", String, nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("wishes", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("touched", Moment, nullable=False),
    Column("result", JSON(none_as_null=True)),
)
