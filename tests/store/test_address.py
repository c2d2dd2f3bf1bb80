from __future__ import annotations

from pathlib import Path

import pytest

from termtime.store.address import make_address
from trust.values import RefusedError

UNREADABLE = (
    "DATABASE_URL cannot be read; write sqlite:///termtime.db or postgresql://user:password@host/name."
)
NO_FILE = "DATABASE_URL names no SQLite file; write sqlite:///termtime.db, or sqlite:////var/lib/termtime.db."


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_way_of_writing_postgresql_uses_the_async_driver(scheme: str):
    address = make_address(f"{scheme}://app:s3cret@db.example:6432/termtime")

    rendered = address.url.render_as_string(hide_password=False)
    assert rendered == "postgresql+asyncpg://app:s3cret@db.example:6432/termtime"
    assert address.name == "termtime on db.example"
    assert address.file is None


def test_sqlite_file_may_be_relative_or_absolute(tmp_path: Path):
    assert make_address("sqlite:///termtime.db").file == Path("termtime.db")
    assert make_address(f"sqlite:///{tmp_path}/termtime.db").file == tmp_path / "termtime.db"
    assert make_address("sqlite:///termtime.db").url.drivername == "sqlite+aiosqlite"


def test_options_that_hosting_platforms_append_are_translated():
    address = make_address("postgres://app@db.example/termtime?sslmode=require&application_name=bot")

    assert address.options["ssl"] == "require"
    assert address.options["server_settings"] == {"application_name": "bot"}
    assert dict(address.url.query) == {}


def test_socket_folder_is_kept():
    address = make_address("postgresql:///termtime?host=/run/postgresql")

    assert dict(address.url.query) == {"host": "/run/postgresql"}
    assert address.name == "termtime on /run/postgresql"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", UNREADABLE),
        ("termtime.db", UNREADABLE),
        ("postgresql://app:s3cret@db:port/x", UNREADABLE),
        ("mysql://app:s3cret@db/x", "DATABASE_URL starts with mysql://; Termtime keeps its year in sqlite or postgresql."),
        ("sqlite://", NO_FILE),
        ("sqlite:///:memory:", NO_FILE),
        ("sqlite:///x.db?mode=ro", "DATABASE_URL: SQLite takes no option mode; leave it out."),
        ("sqlite:///nowhere/x.db", "The folder nowhere for the database does not exist; create it first."),
        ("postgresql://app:s3cret@db", "DATABASE_URL names no database; write postgresql://user:password@host/name."),
        ("postgresql://db/x?password=s3cret", "DATABASE_URL: Termtime does not know the option password; leave it out."),
    ],
)  # fmt: skip
def test_address_that_cannot_be_used_is_refused_in_one_sentence(url: str, sentence: str):
    with pytest.raises(RefusedError) as refused:
        make_address(url)

    assert str(refused.value) == sentence
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_missing_driver_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("termtime.store.address.find_spec", lambda _: None)

    with pytest.raises(RefusedError) as refused:
        make_address("postgresql://db.example/termtime")

    assert str(refused.value) == "PostgreSQL needs the asyncpg package: pip install 'termtime[postgres]'."
