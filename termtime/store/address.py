"""Where the year is kept: a DATABASE_URL as people and hosting platforms write it, made into the driver's own form.

Decides which schemes and options are understood. Passwords stay in the address and out of every sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from trust.values import RefusedError

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
SEPARATE_FILE = ("", ":memory:")
CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Address:
    """A database's address, with what the driver is told beside it."""

    url: URL
    options: dict[str, Any]

    @property
    def name(self) -> str:
        """Name the database for a person, without account or password."""
        if self.file:
            return str(self.file)
        return f"{self.url.database} on {self.url.host or self.url.query.get('host', 'localhost')}"

    @property
    def file(self) -> Path | None:
        """The SQLite file, where it is one."""
        if self.url.get_backend_name() != "sqlite":
            return None
        return Path(self.url.database or "")


def make_address(text: str) -> Address:
    """Read a database address.

    Raises:
        RefusedError: It cannot be read, names another kind of database, or needs a driver that is missing.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        msg = "DATABASE_URL cannot be read; write sqlite:///termtime.db or postgresql://user:password@host/name."
        raise RefusedError(msg) from None
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        msg = (
            f"DATABASE_URL starts with {url.drivername}://; Termtime keeps its year in sqlite or postgresql."
        )
        raise RefusedError(msg)
    url = url.set(drivername=driver)
    return _make_sqlite(url) if url.get_backend_name() == "sqlite" else _make_postgresql(url)


def _make_sqlite(url: URL) -> Address:
    if (url.database or "") in SEPARATE_FILE or url.host:
        msg = "DATABASE_URL names no SQLite file; write sqlite:///termtime.db, or sqlite:////var/lib/termtime.db."
        raise RefusedError(msg)
    if url.query:
        raise RefusedError(f"DATABASE_URL: SQLite takes no option {min(url.query)}; leave it out.")
    folder = Path(str(url.database)).parent
    if not folder.is_dir():
        raise RefusedError(f"The folder {folder} for the database does not exist; create it first.")
    return Address(url, {"timeout": CONNECT_SECONDS})


def _make_postgresql(url: URL) -> Address:
    """Translate libpq's options, which hosting platforms append, into asyncpg's."""
    if find_spec("asyncpg") is None:
        raise RefusedError("PostgreSQL needs the asyncpg package: pip install 'termtime[postgres]'.")
    if not url.database:
        raise RefusedError("DATABASE_URL names no database; write postgresql://user:password@host/name.")
    options: dict[str, Any] = {"timeout": CONNECT_SECONDS}
    kept: dict[str, Any] = {}
    for option, value in url.query.items():
        match option:
            case "host" | "port":
                kept[option] = value
            case "sslmode" | "ssl":
                options["ssl"] = value
            case "application_name":
                options["server_settings"] = {"application_name": value}
            case _:
                raise RefusedError(f"DATABASE_URL: Termtime does not know the option {option}; leave it out.")
    return Address(url.set(query=kept), options)
