"""Draws docs/img/cards.png: nine of the cards people get, light and dark. Needs Chromium, and `npm ci` run before.

Run from the repository's root: `PYTHONPATH=. python docs/img/draw_cards.py`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from photographing import open_page

from examples.gallery import GALLERY
from termtime.gallery.page import find_renderer, make_page

# By column, from top to bottom; those in the last are dark.
COLUMNS = (
    ("meeting", "reply_form"),
    ("rows_with_days", "proposal"),
    ("agenda", "actions_with_buttons", "office_vacant"),
    ("minutes", "found_in_word"),
)
GATHER = """columns => {
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    columns.forEach((names, place) => {
        const column = sheet.appendChild(document.createElement("div"));
        const host = place === columns.length - 1 ? "dark" : "light";
        for (const name of names)
            column.append(document.querySelector(`.stage.${host}[data-card="${name}"]`));
    });
    document.body.replaceChildren(sheet);
}"""
STYLE = """
.sheet { display: grid; grid-template-columns: repeat(4, 27rem); gap: 1.25rem; padding: 1.25rem; width: max-content; }
.sheet > div { display: flex; flex-direction: column; gap: 1.25rem; }
"""


async def main() -> None:
    """Draw the page of all cards, and keep of it what is shown."""
    shown = {name: GALLERY[name] for names in COLUMNS for name in names}
    async with open_page(make_page({"Cards": shown}, find_renderer()), width=1900) as page:
        await page.add_style_tag(content=STYLE)
        await page.evaluate(GATHER, COLUMNS)
        await page.locator(".sheet").screenshot(path=Path(__file__).parent / "cards.png")


if __name__ == "__main__":
    asyncio.run(main())
