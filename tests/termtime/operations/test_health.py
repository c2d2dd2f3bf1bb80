from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from watched import Watching

from termtime.operations import health
from termtime.store import SqlStore
from termtime.store.pulse import SqlPulse

READY = {"ready": True, "checks": {"database": "ok", "service": "ok"}}


async def set_revision(store: SqlStore, revision: str) -> None:
    async with store._database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


async def test_a_service_whose_database_answers_is_ready(watching: Watching, database_url: str):
    async with watching(database_url) as service:
        assert await service.get("/healthz") == (200, {"status": "ok"})
        assert await service.get("/readyz") == (200, READY)


async def test_a_service_that_is_being_stopped_lives_but_is_not_ready(watching: Watching):
    async with watching() as service:
        service.stopping.ask()

        assert await service.get("/healthz") == (200, {"status": "ok"})
        status, said = await service.get("/readyz")
        assert (status, said["checks"]["service"]) == (503, "the service is being stopped")


async def test_a_database_of_another_version_makes_the_service_unready(watching: Watching):
    async with watching() as service:
        await set_revision(service.store, "9999")

        status, said = await service.get("/readyz")
        assert (status, said["checks"]["database"]) == (503, "it is of another version")


async def test_a_database_that_does_not_answer_in_time_makes_the_service_unready(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
):
    async def never(_self: SqlPulse) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(SqlPulse, "fetch_revision", never)
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.01)
    async with watching() as service:
        status, said = await service.get("/readyz")

    assert (status, said["checks"]["database"]) == (503, "it does not answer")


async def test_a_database_that_cannot_be_used_is_named_to_nobody(watching: Watching):
    async with watching() as service:
        async with service.store._database.writing() as connection:
            await connection.execute(text("DROP TABLE alembic_version"))

        status, said = await service.get("/readyz")

    assert (status, said) == (
        503,
        {"ready": False, "checks": {"database": "it does not answer", "service": "ok"}},
    )


async def test_whoever_asks_often_makes_no_work_for_the_database(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
):
    asked = 0
    fetch = SqlPulse.fetch_revision

    async def count(self: SqlPulse) -> str:
        nonlocal asked
        asked += 1
        return await fetch(self)

    monkeypatch.setattr(SqlPulse, "fetch_revision", count)
    monkeypatch.setattr(health, "KEPT_SECONDS", 3600)
    async with watching() as service:
        found = await asyncio.gather(*(service.get("/readyz") for _ in range(50)))

    assert found == [(200, READY)] * 50
    assert asked == 1
