"""Run by Alembic: migrate on the connection it was given, inside the transaction that is already open."""

from __future__ import annotations

from typing import Literal

from alembic import context

from termtime.store.tables import Moment, metadata


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our own column type as what it is to the database: a migration must not change with the program."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
)
context.run_migrations()
