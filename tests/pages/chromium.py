"""A real browser for the pages, as somebody signed in; and what accessibility rules it finds broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.async_api import Browser, Page, async_playwright

MODULES = Path(__file__).parents[2] / "node_modules"
AXE = MODULES / "axe-core/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def running_chromium(*arguments: str) -> AsyncIterator[Browser]:
    """Run Chromium for as long as the block lasts."""
    if (path := shutil.which("chromium")) is None:
        do_without("Chromium not found: install it with apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
        yield browser
        await browser.close()


async def sign_in(page: Page, who: str) -> None:
    """Choose who to be, on the sandbox's page."""
    await page.get_by_label("Name, school or role").fill(who)
    await page.get_by_role("main").get_by_role("button", name="Find", exact=True).click()
    await page.get_by_role("button", name=who).click()
    await page.get_by_role("link", name="My year").wait_for()


async def find_violations(page: Page) -> list[str]:
    """List the accessibility rules a page breaks, and where."""
    if not AXE.exists():
        do_without("axe-core is not installed: run npm ci")
    if not await page.evaluate("typeof axe !== 'undefined'"):
        await page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = (await page.evaluate("axe.run()"))["violations"]
    return [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]
