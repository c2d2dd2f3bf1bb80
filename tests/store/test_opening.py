from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from builders import NOW, a_meeting, a_trust
from sqlalchemy import Connection, insert, inspect, text

from graph_sync.kinds import Kind
from graph_sync.ports import Applied
from termtime.store import SqlStore, open_store
from termtime.store.address import make_address
from termtime.store.database import Database
from termtime.store.opening import HEAD, make_alembic_config
from termtime.store.rows import save_meeting_rows, save_trust_rows
from termtime.store.tables import agendas, applied, metadata, replies
from trust.papers import Agenda, AgendaItem, Answer, Reply
from trust.values import RefusedError
from trust.year import Links, Year

ROOT = Path(__file__).parents[2]


def read_everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = sorted(inspect(connection).get_table_names())
    return {
        name: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))), key=repr)
        for name in tables
    }


async def test_migrations_make_exactly_the_tables_the_program_uses(store: SqlStore):
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    async with store._database.reading() as connection:
        assert await connection.run_sync(compare) == []


def test_head_is_the_last_migration():
    assert ScriptDirectory.from_config(make_alembic_config()).get_heads() == [HEAD]


async def test_database_of_the_first_version_is_upgraded_with_what_it_holds(database_url: str):
    database = Database(make_address(database_url))
    reply = Reply(meeting=a_meeting().key, person="ada", answer=Answer.ACCEPTED, at=NOW)
    agenda = Agenda(meeting=a_meeting().key, items=(AgendaItem(title="Fractions"),))
    event = Applied(
        kind=Kind.EVENT,
        key=a_meeting().key,
        graph_id="e",
        fields={"online": True},
        join_url="https://j.example",
    )
    async with database.writing() as connection:
        await connection.run_sync(lambda sync: command.upgrade(make_alembic_config(sync), "0001"))
        await save_trust_rows(connection, a_trust())
        await save_meeting_rows(database, connection, [a_meeting()])
        await connection.execute(insert(replies).values(**reply.model_dump(exclude={"delegate"})))
        of_then = agenda.model_dump(exclude={"proposed", "published"})
        await connection.execute(insert(agendas).values(**of_then))
        await connection.execute(insert(applied).values(**event.model_dump(exclude={"mailbox"})))
    await database.close()

    async with await open_store(database_url) as store:
        assert await store.fetch_year() == Year(
            trust=a_trust(),
            meetings=(a_meeting(),),
            agendas=(agenda,),
            replies=(reply,),
            links=(Links(meeting=event.key, join_url="https://j.example"),),
        )
        assert await store.sync.fetch_applied() == {event.id: event}
        placed = event.model_copy(update={"mailbox": "codesign@x.example"})
        await store.sync.save_applied(placed)
        assert await store.sync.fetch_applied() == {event.id: placed}


async def test_opening_again_keeps_what_is_there(store: SqlStore, database_url: str):
    await store.save_year(Year(trust=a_trust()))

    async with await open_store(database_url) as again:
        assert await again.fetch_year() == Year(trust=a_trust())


async def test_database_of_a_newer_version_is_refused_and_left_as_it_was(store: SqlStore, database_url: str):
    await store.save_year(Year(trust=a_trust()))
    async with store._database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        before = await connection.run_sync(read_everything)
    await store.close()

    with pytest.raises(RefusedError) as refused:
        await open_store(database_url)

    assert str(refused.value) == (
        "This database was written by a newer Termtime (revision 9999). "
        "Upgrade Termtime, or restore the backup made before."
    )
    async with store._database.reading() as connection:
        assert await connection.run_sync(read_everything) == before


async def test_newer_sqlite_file_is_not_touched_by_a_single_byte(sqlite_url: str):
    file = make_address(sqlite_url).file
    assert file
    database = Database(make_address(sqlite_url))
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        await connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    await database.close()
    before = file.read_bytes()

    with pytest.raises(RefusedError):
        await open_store(sqlite_url)

    assert file.read_bytes() == before


async def test_replicas_may_start_together_on_an_empty_database(database_url: str):
    stores = await asyncio.gather(*(open_store(database_url) for _ in range(5)))

    await stores[0].save_year(Year(trust=a_trust()))
    assert [await store.fetch_year() for store in stores] == [Year(trust=a_trust())] * 5
    for store in stores:
        await store.close()


async def test_upgrade_that_fails_leaves_an_empty_database(database_url: str):
    database = Database(make_address(database_url))
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE threads (someone_elses INTEGER)"))

    with pytest.raises(RefusedError):
        await open_store(database_url)

    async with database.reading() as connection:
        assert await connection.run_sync(read_everything) == {"threads": []}
    await database.close()


@pytest.fixture
def reader(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Read a new SQLite file from elsewhere, for which nobody waits long."""
    monkeypatch.setattr("termtime.store.address.CONNECT_SECONDS", 0)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.executescript("CREATE TABLE other (x); BEGIN; SELECT * FROM other;")
        yield connection


async def test_opening_waits_for_whoever_reads_a_new_sqlite_file(
    reader: sqlite3.Connection, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    waited: list[float] = []

    async def finish_reading(seconds: float) -> None:
        waited.append(seconds)
        reader.rollback()

    monkeypatch.setattr("termtime.store.opening.sleep", finish_reading)

    async with await open_store(sqlite_url) as store:
        await store.save_trust(a_trust())
        assert (await store.fetch_year()).trust == a_trust()

    assert len(waited) == 1


async def test_new_sqlite_file_that_stays_in_use_is_one_sentence(
    reader: sqlite3.Connection, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("termtime.store.opening.CONNECT_SECONDS", -1)

    with pytest.raises(RefusedError) as refused:
        await open_store(sqlite_url)

    file = sqlite_url.removeprefix("sqlite:///")
    assert str(refused.value) == f"The database {file} could not be used: database is locked."


async def test_sqlite_lets_readers_read_while_someone_writes(sqlite_url: str):
    async with await open_store(sqlite_url) as store:
        await store.save_year(Year(trust=a_trust()))
        async with store._database.writing() as writing:
            await writing.execute(text("DELETE FROM trust_rows"))
            assert await store.fetch_year() == Year(trust=a_trust())


def test_program_and_store_start_without_alembic_or_drivers_of_the_other_database():
    code = (
        "import sys, termtime; assert 'sqlalchemy' not in sys.modules; import termtime.store; "
        "print(sorted({'alembic', 'asyncpg', 'msgraph', 'botbuilder', 'docx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
