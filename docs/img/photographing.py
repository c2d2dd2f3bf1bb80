"""Takes a picture of what a command prints, or of a page. Needs Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

from playwright.async_api import Page, async_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI


def make_console(width: int) -> Console:
    """Make a console that remembers what is printed."""
    return Console(width=width, record=True, file=StringIO(), force_terminal=True)


@asynccontextmanager
async def open_page(content: str, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """Open a page in a browser as it is set in Britain."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = await browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
        await page.set_content(content)
        yield page
        await browser.close()


async def photograph(console: Console, title: str, name: str) -> None:
    """Save what was printed as a picture beside this script."""
    picture = console.export_svg(title=title, theme=MONOKAI)
    async with open_page(f"<body style='margin:0'>{picture}</body>") as page:
        await page.locator("svg").first.screenshot(path=Path(__file__).parent / name)
