from __future__ import annotations

import socket
from pathlib import Path

import pytest
from builders import a_meeting, a_trust
from sqlalchemy import Connection, text

from termtime.store import SqlStore, open_store
from trust.papers import Answer, Reply
from trust.values import RefusedError
from trust.year import Year


def a_closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def refuse(url: str) -> str:
    with pytest.raises(RefusedError) as refused:
        await open_store(url)
    return str(refused.value)


async def test_unreachable_postgresql_is_one_sentence_without_the_password():
    port = a_closed_port()

    assert await refuse(f"postgresql://app:s3cret@127.0.0.1:{port}/termtime") == (
        "The database termtime on 127.0.0.1 could not be used: nothing answers there."
    )


async def test_wrong_password_is_one_sentence_and_is_not_repeated(postgres_url: str):
    user, _, rest = postgres_url.removeprefix("postgresql://").partition(":")
    wrong = f"postgresql://{user}:s3cret@{rest.partition('@')[2]}"

    name = postgres_url.rpartition("/")[2]
    assert await refuse(wrong) == (
        f'The database {name} on 127.0.0.1 could not be used: password authentication failed for user "termtime".'
    )


async def test_missing_postgresql_database_is_named(postgres_url: str):
    assert await refuse(postgres_url + "_missing") == (
        f"The database {postgres_url.rpartition('/')[2]}_missing on 127.0.0.1 could not be used: "
        f'database "{postgres_url.rpartition("/")[2]}_missing" does not exist.'
    )


async def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text("Minutes of the spring meeting. " * 100)

    assert (
        await refuse(f"sqlite:///{file}") == f"The database {file} could not be used: file is not a database."
    )
    assert file.read_text() == "Minutes of the spring meeting. " * 100


async def test_sentence_about_a_failed_save_carries_nobodys_data(store: SqlStore):
    async with store._database.writing() as connection:
        await connection.execute(text("DROP TABLE replies"))
    private = a_meeting(title="Safeguarding review of a named pupil")
    apology = Reply(meeting=private.key, person="ada", answer=Answer.DECLINED, reason="hospital appointment")

    with pytest.raises(RefusedError) as refused:
        await store.save_year(Year(trust=a_trust(), meetings=(private,), replies=(apology,)))

    chain: BaseException | None = refused.value
    while chain:
        assert "named pupil" not in str(chain)
        assert "hospital" not in str(chain)
        chain = chain.__cause__


async def test_text_postgresql_cannot_hold_is_refused_whole(postgres_url: str):
    async with await open_store(postgres_url) as store:
        await store.save_year(Year(trust=a_trust()))

        with pytest.raises(RefusedError) as refused:
            await store.save_meetings([a_meeting("autumn-1"), a_meeting(room="nul\x00byte")])

        assert "nul" not in str(refused.value)
        assert await store.fetch_year() == Year(trust=a_trust())


async def test_what_runs_in_one_go_is_kept_whole_or_not_at_all(store: SqlStore):
    def note(connection: Connection, part: str) -> None:
        connection.execute(text("INSERT INTO revisions VALUES (:part, 1)"), {"part": part})

    def fail(connection: Connection) -> None:
        note(connection, "half")
        raise RefusedError("No more.")

    await store._database.run(lambda connection: note(connection, "whole"), writes=True)
    with pytest.raises(RefusedError, match=r"^No more\.$"):
        await store._database.run(fail, writes=True)

    parts = text("SELECT part FROM revisions")
    assert await store._database.run(lambda c: c.execute(parts).scalars().all()) == ["whole"]


async def test_what_runs_in_one_go_and_fails_is_one_sentence(store: SqlStore):
    with pytest.raises(RefusedError, match=r"^The database .* could not be used: .*nothing_here.*\.$"):
        await store._database.run(lambda c: c.execute(text("SELECT 1 FROM nothing_here")))


@pytest.mark.parametrize(("lasting", "waits"), [(True, 2), (False, 1)])
async def test_sqlite_waits_for_the_disk_unless_something_need_not_last(
    sqlite_url: str, lasting: bool, waits: int
):
    async with await open_store(sqlite_url) as store:
        for first in (lasting, not lasting, lasting):
            found = await store._database.run(
                lambda c: c.exec_driver_sql("PRAGMA synchronous").scalar(), writes=True, lasting=first
            )

    assert found == waits
