"""What leads try out, how far each is, and what came of it: so that of all replicas one works each out.

Whoever has taken a scenario on says again and again that they are at it. What was last said is the proof of still being
the one who is: a scenario whose replica fell silent is taken over, and what the silent one says later is not noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from scheduler.scenario import Outcome, Question
from termtime.store.access_tables import scenarios as rows
from termtime.store.database import Database
from trust.values import LocalDatetime, Value

# Nobody who is at it stays silent so long.
LAPSES = timedelta(seconds=90)
KEPT_FOR = timedelta(days=120)
MOST_OWN, MOST_STANDING = 24, 12
STANDING = "standing-"


class State(StrEnum):
    """How far a scenario is."""

    DRAFT = "draft"
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Scenario(Value):
    """Something a lead tries out.

    Attributes:
        by: Whose it is, by id.
        at: When it was begun.
        question: What is tried out.
        note: How far it is, or why it failed.
        touched: When it was last heard of.
        result: What came of it, once it is done.
    """

    id: str
    by: str
    at: LocalDatetime
    question: Question
    state: State = State.DRAFT
    note: str = ""
    touched: LocalDatetime
    result: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be worked out."""
        return self.state in (State.WAITING, State.WORKING)


class SqlScenarios:
    """Keeps scenarios."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, scenario: Scenario) -> None:
        """Keep a scenario, unless there is one of its id; of somebody's many, and of the very old, the oldest go."""
        standing = scenario.id.startswith(STANDING)
        alike = rows.c.id.startswith(STANDING) if standing else and_(
            rows.c.by == scenario.by, ~rows.c.id.startswith(STANDING)
        )  # fmt: skip
        latest = select(rows.c.id).where(alike).order_by(rows.c.at.desc(), rows.c.id)
        most = MOST_STANDING if standing else MOST_OWN
        async with self._database.writing() as connection:
            insert = self._database.insert(rows).values(_write(scenario)).on_conflict_do_nothing()
            await connection.execute(insert)
            kept = (await connection.execute(latest.limit(most))).scalars().all()
            old = rows.c.at < scenario.at - KEPT_FOR
            await connection.execute(delete(rows).where(or_(old, and_(alike, rows.c.id.not_in(kept)))))

    async def fetch(self, scenario_id: str) -> Scenario | None:
        """Read a scenario."""
        found = await self._fetch(rows.c.id == scenario_id)
        return found[0] if found else None

    async def fetch_all(self) -> tuple[Scenario, ...]:
        """Read what leads try out, the latest first."""
        return await self._fetch(~rows.c.id.startswith(STANDING))

    async def save_question(self, scenario: Scenario, question: Question) -> bool:
        """Ask something else in a draft. False when it is no draft any more, or somebody changed it meanwhile."""
        same = and_(rows.c.id == scenario.id, rows.c.state == State.DRAFT, rows.c.touched == scenario.touched)
        # A touch of its own, so that of two changes to the same draft one is refused.
        touched = scenario.touched + timedelta(microseconds=1)
        return await self._change(same, wishes=question.model_dump(mode="json"), touched=touched)

    async def start(self, scenario_id: str, now: datetime) -> bool:
        """Hand a draft, or one that failed, over to be worked out."""
        same = and_(rows.c.id == scenario_id, rows.c.state.in_([State.DRAFT, State.FAILED]))
        return await self._change(same, state=State.WAITING, note="", touched=now)

    async def discard(self, scenario_id: str) -> None:
        """Forget a scenario; whoever works on it finds it gone, and stops."""
        async with self._database.writing() as connection:
            await connection.execute(delete(rows).where(rows.c.id == scenario_id))

    async def take(self, now: datetime) -> Scenario | None:
        """Take on the scenario that has waited longest, or one that was left lying; None where there is none."""
        left = and_(rows.c.state == State.WORKING, rows.c.touched < now - LAPSES)
        ready = or_(rows.c.state == State.WAITING, left)
        for found in await self._fetch(ready, oldest=True):
            same = and_(rows.c.id == found.id, rows.c.touched == found.touched, ready)
            if await self._change(same, state=State.WORKING, touched=now):
                return found.model_copy(update={"state": State.WORKING, "touched": now})
        return None

    async def keep(self, scenario: Scenario, note: str, now: datetime) -> Scenario | None:
        """Say that we are still at it, and how far. None when it is not ours any more, or was discarded."""
        ours = await self._change(self._is_ours(scenario), note=note, touched=now)
        return scenario.model_copy(update={"note": note, "touched": now}) if ours else None

    async def finish(self, scenario: Scenario, result: Outcome, now: datetime) -> bool:
        """Note what came of it. False when it is not ours any more, or was discarded."""
        said = {"state": State.DONE, "note": "", "touched": now, "result": result.model_dump(mode="json")}
        return await self._change(self._is_ours(scenario), **said)

    async def fail(self, scenario: Scenario, why: str, now: datetime) -> bool:
        """Note that it could not be worked out, and why."""
        return await self._change(self._is_ours(scenario), state=State.FAILED, note=why, touched=now)

    async def give_back(self, scenario: Scenario, now: datetime) -> bool:
        """Leave it to whoever takes it next, at once."""
        return await self._change(self._is_ours(scenario), state=State.WAITING, note="", touched=now)

    async def _fetch(self, where: ColumnElement[bool], *, oldest: bool = False) -> tuple[Scenario, ...]:
        order = (rows.c.at, rows.c.id) if oldest else (rows.c.at.desc(), rows.c.id)
        query = select(rows).where(where).order_by(*order)
        found = await self._database.run(lambda connection: connection.execute(query).mappings().all())
        return _read(found)

    async def _change(self, where: ColumnElement[bool], **values: Any) -> bool:
        async with self._database.writing() as connection:
            return (await connection.execute(update(rows).where(where).values(**values))).rowcount == 1

    @staticmethod
    def _is_ours(scenario: Scenario) -> ColumnElement[bool]:
        return and_(
            rows.c.id == scenario.id, rows.c.state == State.WORKING, rows.c.touched == scenario.touched
        )


def _write(scenario: Scenario) -> dict[str, Any]:
    said = scenario.model_dump(mode="json", include={"question", "result"})
    plain = scenario.model_dump(include={"id", "by", "at", "note", "touched"})
    return plain | {
        "state": scenario.state.value, "wishes": said["question"], "result": said["result"],
    }  # fmt: skip


def _read(found: Sequence[Mapping[Any, Any]]) -> tuple[Scenario, ...]:
    return tuple(
        Scenario.model_validate(
            {name: row[name] for name in ("id", "by", "at", "state", "note", "touched", "result")}
            | {"question": row["wishes"]}
        )
        for row in found
    )
