"""Takes a picture of what a command prints. Needs Chromium."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

from playwright.async_api import async_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI


def make_console(width: int) -> Console:
    """Make a console that remembers what is printed."""
    return Console(width=width, record=True, file=StringIO(), force_terminal=True)


async def photograph(console: Console, title: str, name: str) -> None:
    """Save what was printed as a picture beside this script."""
    picture = console.export_svg(title=title, theme=MONOKAI)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.set_content(f"<body style='margin:0'>{picture}</body>")
        await page.locator("svg").first.screenshot(path=Path(__file__).parent / name)
        await browser.close()
