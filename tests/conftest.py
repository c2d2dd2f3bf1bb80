"""What every test may lean on: no way out to the network, and a database of each kind."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store.postgres import create_database, find_binaries, serve_postgres

NO_POSTGRES = "PostgreSQL not found: install it with apt-get install postgresql"


class NetworkReachedError(RuntimeError):
    """A test tried to leave this machine. Not an OSError, so that nothing takes it for a network failure."""


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Refuse connections and name look-ups beyond loopback, for as long as tests run."""
    guarding = True

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if not guarding or not event.startswith("socket."):
            return
        if event == "socket.getaddrinfo":
            host = arguments[0]
        elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        else:
            return
        if not _is_loopback(host):
            raise NetworkReachedError(f"a test reached for {host}")

    sys.addaudithook(guard)  # it cannot be taken back, only told to stand down
    yield
    guarding = False


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the address of a PostgreSQL server's first database."""
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
            pytest.fail(NO_POSTGRES)
        pytest.skip(NO_POSTGRES)
    with serve_postgres(binaries) as address:
        yield address


@pytest.fixture
async def postgres_url(postgres_server: str) -> str:
    """Make an empty PostgreSQL database and give its address."""
    return await create_database(postgres_server)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Name a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'termtime.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database, once of each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
