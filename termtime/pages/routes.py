"""Every page there is, with what makes it and what lays it out."""

from __future__ import annotations

from bot.ports import Desk
from termtime.answering import StoreClerk
from termtime.pages.page import Ask, Page
from termtime.pages.viewer import Viewer
from termtime.pages.views.my import make_my_page
from termtime.store import SqlStore


async def fetch_desk(store: SqlStore, viewer: Viewer, _ask: Ask) -> Desk:
    """Read what waits to be decided."""
    return await StoreClerk(store, lambda: viewer.now).fetch_desk()


PAGES = (Page("/", "my.html", make_my_page, "my", fetch_desk),)
