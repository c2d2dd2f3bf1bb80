from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pages.example import the_year
from tests.pages.running import Browser, Running, browsing, running_pages


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with running_pages(tmp_path, the_year()) as running:
        yield running


@pytest.fixture
async def browser(running: Running) -> AsyncIterator[Browser]:
    async with browsing(running) as browser:
        yield browser
