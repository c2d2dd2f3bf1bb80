"""How the database fares: whether it answers, what waits in it, how its connections are used, what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event, exists, func, select, text
from sqlalchemy.pool import QueuePool

from termtime.store.database import Database
from termtime.store.tables import deliveries, ledger, sync_runs
from trust.nudges import State

_REVISION = text("SELECT version_num FROM alembic_version")
_WAITING = select(func.count()).select_from(deliveries).where(deliveries.c.outcome == State.DEFERRED)
_FAILED = exists().where(ledger.c.run == sync_runs.c.id, ledger.c.outcome == State.FAILED)
_LAST_SUCCESS = select(sync_runs.c.finished).where(~_FAILED).order_by(sync_runs.c.id.desc()).limit(1)
# What is read, or written where.
_VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b")
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)")

# Begins to follow a statement, by its verb and its table; what it gives is told at the end whether it went well.
Follow = Callable[[str, str], Callable[[bool], None] | None]


class Pulse(NamedTuple):
    """What is in the database that somebody should know of.

    Attributes:
        waiting: How many messages to people are put off.
        last_success: When the last sync ended in which no change failed.
    """

    waiting: int
    last_success: datetime | None


class SqlPulse:
    """Tells how the database fares."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_revision(self) -> str:
        """Read which revision the tables have. Raises RefusedError when the database does not answer."""
        return str(await self._database.run(lambda connection: connection.scalar(_REVISION)))

    async def fetch_pulse(self) -> Pulse:
        """Read what should be known. Raises RefusedError when the database does not answer."""

        def read(connection: Connection) -> Pulse:
            return Pulse(connection.scalar(_WAITING) or 0, connection.scalar(_LAST_SUCCESS))

        return await self._database.run(read)

    def count_connections(self) -> tuple[int, int]:
        """Count the connections in use and those that are open but idle."""
        pools = [engine.pool for engine in self._engines if isinstance(engine.pool, QueuePool)]
        return sum(pool.checkedout() for pool in pools), sum(pool.checkedin() for pool in pools)

    def follow_statements(self, follow: Follow) -> None:
        """Have every statement followed from now on: its verb and its table, never what it carries."""

        def begin(
            _connection: object,
            _cursor: object,
            statement: str,
            _parameters: object,
            context: Any,
            _many: object,
        ) -> None:
            if context is not None and (verb := _VERB.match(statement)):
                table = _TABLE.search(statement)
                context.followed = follow(verb[1], table[1] if table else "")

        def end(context: Any, *, well: bool) -> None:
            if (ended := getattr(context, "followed", None)) is not None:
                context.followed = None
                ended(well)

        for engine in self._engines:
            event.listen(engine, "before_cursor_execute", begin)
            event.listen(engine, "after_cursor_execute", lambda *given: end(given[4], well=True))
            event.listen(engine, "handle_error", lambda failed: end(failed.execution_context, well=False))

    @property
    def _engines(self) -> tuple[Engine, ...]:
        return self._database.engines
