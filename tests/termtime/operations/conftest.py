"""A watched service on a database of its own."""

from __future__ import annotations

import pytest
from watched import Watching, watching


@pytest.fixture(name="watching")
def watching_here(sqlite_url: str) -> Watching:
    """Give what runs a watched service; its settings by name, another database first."""
    return lambda url=sqlite_url, **settings: watching(url, **settings)
