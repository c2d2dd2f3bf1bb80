"""What forms on pages ask for: the deeds that buttons in Teams do too, and what only pages offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.deeds import read_deed
from bot.ports import Do
from termtime.pages.page import Post, Said
from termtime.pages.viewer import Viewer
from trust.values import RefusedError

NONSENSE = "That could not be read, so nothing was done."


async def do_deed(pages: Any, viewer: Viewer, form: Mapping[str, str]) -> Said:
    """Do what a button asks, if the viewer may: the server decides again, whatever the page showed."""
    deed = read_deed(form)
    if deed is None or isinstance(deed, str):
        raise RefusedError(deed or NONSENSE)
    done = await pages.clerk.carry_out(Do(deed), viewer.person)
    return Said(done.sentence, "")


POSTS: Mapping[str, Post] = {"/do": do_deed}
