"""Writes the page of every card: one file that needs nothing from anywhere else, the renderer of cards within it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from cards.card import Card
from cards.limits import MOST_BYTES, find_parts, measure
from termtime.gallery.hosts import DARK, LIGHT, make_host_config

TEMPLATES = Path(__file__).parent / "templates"
RENDERER = Path("node_modules/adaptivecards/dist/adaptivecards.min.js")
# How each card is shown: the words above it, the client's colours, and whether it is as narrow as a phone.
VIEWS = (
    {"name": "Light", "host": "light", "narrow": False},
    {"name": "Dark", "host": "dark", "narrow": False},
    {"name": "Phone, 320 pixels", "host": "light", "narrow": True},
)


def find_renderer() -> str | None:
    """Read the renderer of cards from the project's packages, or those of the directory we are in."""
    project = Path(__file__).parents[2]
    found = (place / RENDERER for place in (project, Path.cwd()))
    return next((path.read_text("utf-8") for path in found if path.is_file()), None)


def make_page(areas: Mapping[str, Mapping[str, Card]], renderer: str | None) -> str:
    """Write the page; without a renderer it shows what each card says in words, and how to get one."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    shown = {area: [_describe(name, card) for name, card in cards.items()] for area, cards in areas.items()}
    return environment.get_template("page.html").render(
        areas=shown,
        count=sum(map(len, shown.values())),
        most_bytes=MOST_BYTES,
        views=VIEWS,
        hosts={"light": make_host_config(LIGHT), "dark": make_host_config(DARK)},
        renderer=renderer.replace("</", "<\\/") if renderer else "",
    )


def _describe(name: str, card: Card) -> dict[str, Any]:
    kinds = [str(part.get("type")) for part in find_parts(card.body)]
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "body": card.body,
        "text": card.text,
        "bytes": measure(card.body),
        "buttons": sum(kind in {"Action.Execute", "Action.OpenUrl"} for kind in kinds),
        "fields": sum(kind.startswith("Input.") for kind in kinds),
    }
