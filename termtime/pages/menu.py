"""The menu: the pages there are for a viewer."""

from __future__ import annotations

from typing import NamedTuple

from termtime.pages.viewer import Viewer


class Item(NamedTuple):
    """A page of the menu; `here` is how pages say that they belong to it."""

    here: str
    href: str
    name: str


EVERYBODYS = (
    Item("my", "/", "My year"),
    Item("year", "/year", "The trust’s year"),
    Item("groups", "/groups", "Groups"),
    Item("feeds", "/feeds", "Calendar feeds"),
)
AUDIT = Item("audit", "/audit", "Audit log")
LEADS = (Item("lead", "/lead", "Health"), Item("planning", "/planning", "Planning"))


def find_menu(viewer: Viewer) -> tuple[Item, ...]:
    """Find the pages there are for a viewer."""
    leads = LEADS if viewer.is_lead else ()
    return (*EVERYBODYS, *leads, AUDIT) if viewer.is_auditor else (*EVERYBODYS, *leads)
