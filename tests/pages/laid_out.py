"""A page as a browser gets it, without a server: import it as tests.pages.laid_out."""

from __future__ import annotations

from functools import cache
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from termtime.pages.frame import add_templates
from termtime.pages.menu import find_menu
from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer


@cache
def load_environment() -> jinja2.Environment:
    app = web.Application()
    add_templates(app)
    return aiohttp_jinja2.get_env(app)


def lay_out(template: str, viewer: Viewer, ask: Ask, view: Any) -> str:
    """Lay out a view."""
    frame = {
        "view": view, "viewer": viewer, "menu": find_menu(viewer), "said": "", "form_token": "t", "path": "/", "query": ask.query,
        "here": "groups",
    }  # fmt: skip
    return load_environment().get_template(template).render(frame)
