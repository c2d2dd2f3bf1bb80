"""Where the year is kept: SQLite by default, PostgreSQL by address; the only room that knows SQL."""

from termtime.store.opening import open_store
from termtime.store.year import SqlStore

__all__ = ["SqlStore", "open_store"]
