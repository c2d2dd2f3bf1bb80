"""What all pages share: the template around them, the rules browsers are given, and tables that come as files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from cards.words import format_day, format_distance, format_moment, format_span, join_words
from termtime.pages.menu import find_menu
from termtime.pages.sign_in.cookies import SAID, drop, make_form_token, read_said
from termtime.pages.tables import Table, write_csv
from termtime.pages.viewer import Viewer
from trust.values import place_in_london

HERE = Path(__file__).parent
STATIC = HERE / "static"
YEAR_SECONDS = 365 * 24 * 3600
# Where Microsoft publishes the script by which a tab speaks to Teams; only the page that signs a tab in loads it.
TEAMS_SCRIPTS = "https://res.cdn.office.net"
# Where Teams and Outlook show tabs.
HOSTS = (
    "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft "
    "https://outlook.office.com https://*.office.com https://*.microsoft365.com"
)
FILTERS: dict[str, Any] = {
    "day": format_day,
    "moment": format_moment,
    "clock": lambda moment: f"{place_in_london(moment):%H:%M}",
    "words": join_words,
}
GLOBALS: dict[str, Any] = {"span": format_span, "distance": format_distance}


def add_templates(app: web.Application) -> None:
    """Give the application the pages' templates and the files they link to."""
    loader = jinja2.FileSystemLoader(HERE / "templates")
    environment = aiohttp_jinja2.setup(
        app, loader=loader, filters=FILTERS, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )  # fmt: skip
    environment.globals.update(GLOBALS, static=find_static)
    app.router.add_get("/static/{digest}/{name}", _give_static)
    app.on_response_prepare.append(_keep_bare)


@cache
def find_static(name: str) -> str:
    """Find the address of a file that templates link to; it changes with its content, so it is kept for good."""
    return f"/static/{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]}/{name}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whom a page is laid out for.

    Attributes:
        secure: Whether people reach us over TLS.
        viewer: Who looks, where that is known.
        session: The session's secret, which forms are tied to.
    """

    secure: bool
    viewer: Viewer | None = None
    session: str = ""


def render(
    request: web.Request,
    template: str,
    context: Mapping[str, Any],
    visitor: Visitor,
    *,
    status: int = 200,
    scripts: str = "",
) -> web.Response:
    """Lay out a page, with the rules a browser is to keep; scripts may come from our own files and one place more."""
    said = read_said(request, visitor.secure)
    frame = {
        "viewer": visitor.viewer,
        "menu": find_menu(visitor.viewer) if visitor.viewer else (),
        "said": said,
        "form_token": make_form_token(visitor.session) if visitor.session else "",
        "path": request.path_qs,
        "query": request.query,
        "here": "",
    }
    response = aiohttp_jinja2.render_template(template, request, frame | dict(context), status=status)
    protect(response, scripts)
    response.enable_compression()
    if said:
        drop(response, SAID, secure=visitor.secure)
    return response


def give_table(table: Table) -> web.Response:
    """Give a table as a file; with a mark at its start by which a spreadsheet knows its letters."""
    response = web.Response(
        body=write_csv(table).encode("utf-8-sig"), content_type="text/csv", charset="utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="termtime-{table.name}.csv"'
    protect(response)
    return response


def redirect(to: str) -> web.Response:
    """Send the browser on, to be asked for with GET."""
    response = web.Response(status=303, headers={"Location": to})
    protect(response)
    return response


def protect(response: web.StreamResponse, scripts: str = "") -> None:
    """Tell the browser what a page may do: nothing but show itself, here or in Teams, and be forgotten."""
    policy = {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self' data:", "form-action": "'self'",
        "script-src": f"'self' {scripts}".strip(), "connect-src": "'self'", "base-uri": "'none'",
        "frame-ancestors": f"'self' {HOSTS}",
    }  # fmt: skip
    response.headers.update({
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    })  # fmt: skip


async def _keep_bare(_request: web.Request, response: web.StreamResponse) -> None:
    """Whatever is no page of ours (a refusal, a file, a word for a machine) is shown in no frame and runs nothing."""
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")


async def _give_static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in {path.name for path in STATIC.iterdir()} or request.path != find_static(name):
        raise web.HTTPNotFound
    response = web.FileResponse(STATIC / name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.enable_compression()
    return response
