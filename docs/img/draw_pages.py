"""Draws pages.png: the year as a term planner, its health, and a meeting on a phone, as a trust lead sees them.

Run it from the repository: `PYTHONPATH=. python docs/img/draw_pages.py`. It needs Chromium.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from photographing import open_page
from playwright.async_api import Page, ViewportSize

from benchmarks.pages_services import serve_pages
from benchmarks.processes import preparing, receive

WIDE, PHONE = ViewportSize(width=1240, height=860), ViewportSize(width=400, height=860)
LOOKS = (
    ("/year?view=terms&term=spring", WIDE, "light"),
    ("/lead", WIDE, "light"),
    ("/meetings/2026-27/maths-secondary/autumn-1", PHONE, "dark"),
)


async def draw(served: dict[str, Any]) -> None:
    """Photograph the pages one by one, and lay the pictures side by side."""
    pictures: list[bytes] = []
    async with open_page("") as page:
        cookies = [
            {"name": name, "value": value, "url": served["url"]} for name, value in served["cookies"].items()
        ]
        await page.context.add_cookies(cookies)  # type: ignore[arg-type]
        for address, size, theme in LOOKS:
            pictures.append(await photograph_page(page, served["url"] + address, size, theme))
        shown = "".join(f"<img src='data:image/png;base64,{b64encode(one).decode()}'>" for one in pictures)
        style = "body{margin:0;padding:24px;background:#cfd8da;display:flex;gap:24px;width:max-content}img{height:640px;border-radius:10px;box-shadow:0 6px 24px #0004}"
        await page.goto("about:blank")
        await page.set_content(f"<style>{style}</style>{shown}")
        await page.emulate_media(color_scheme="light")
        await page.set_viewport_size({"width": 2280, "height": 690})
        await page.locator("body").screenshot(path=Path(__file__).parent / "pages.png")


async def photograph_page(page: Page, url: str, size: ViewportSize, theme: str) -> bytes:
    """Photograph what is seen of a page at first."""
    await page.set_viewport_size(size)
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await page.goto(url)
    return await page.screenshot()


if __name__ == "__main__":
    with TemporaryDirectory() as directory, preparing(serve_pages, directory) as start:
        asyncio.run(draw(receive(start(), 120, "The pages did not start.")))
