"""The pages' table of routes, and the templates behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from sandbox.graph.outlook.bodies import to_text
from sandbox.pages import views
from sandbox.pages.times import show_clock, show_day, show_moment

TEMPLATES = Path(__file__).parent / "templates"
FILTERS: dict[str, Callable[..., str]] = {
    "day": show_day,
    "clock": show_clock,
    "moment": show_moment,
    "plain": to_text,
}
ROUTES = (
    web.get("/", views.overview),
    web.get("/people", views.people),
    web.get("/people/{person}", views.person),
    web.get("/meetings/{uid}", views.meeting),
    web.get("/lists", views.lists),
    web.get("/lists/{list}", views.one_list),
    web.get("/files", views.files),
    web.get("/files/{drive}/{item}", views.content),
    web.get("/teams", views.teams),
    web.get("/teams/chats/{talk}", views.talk),
)


def add_pages(app: web.Application) -> None:
    """Give the application its pages."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    aiohttp_jinja2.setup(app, loader=loader, filters=FILTERS, trim_blocks=True, lstrip_blocks=True)
    app.router.add_routes(ROUTES)
