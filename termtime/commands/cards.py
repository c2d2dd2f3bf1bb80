"""`termtime cards`: every card the bot may send, drawn on one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def cards(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write, such as cards.html.")],
) -> None:
    """Write a page with every card: light, dark, as wide as a phone, and in words."""
    from cards.limits import MOST_BYTES, measure
    from examples.gallery import AREAS, GALLERY
    from termtime.gallery.page import find_renderer, make_page
    from termtime.terminal import console, errors
    from trust.values import RefusedError

    renderer = find_renderer()
    try:
        out.write_text(make_page(AREAS, renderer), "utf-8")
    except OSError as error:
        raise RefusedError(f"{out} cannot be written: {error.strerror}.") from error
    sizes = {name: measure(card.body) for name, card in GALLERY.items()}
    largest = max(sizes, key=lambda name: sizes[name])
    console.print(
        f"{len(sizes)} cards in {out}; the largest is {largest}, {sizes[largest]:,} of {MOST_BYTES:,} bytes."
    )
    if renderer is None:
        errors.print("They stand there in words only: to have them drawn, run npm ci, then this again.")
