"""A new store on each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from termtime.store import SqlStore, open_store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """Give a store that has just been created."""
    async with await open_store(database_url) as opened:
        yield opened
