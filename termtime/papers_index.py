"""Keeping what can be searched in step with the Word agendas and minutes in SharePoint.

It follows a reconcile, which has just brought the mirror up to date: what that holds says which documents have changed,
so that mostly nothing is fetched. A run reads so many at the most, and the next goes on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from termtime.app import make_graph_settings
from termtime.settings import Settings
from termtime.store import SqlStore
from trust.papers import PaperText
from trust.searching import prepare
from trust.values import place_in_london

MOST_A_RUN = 400


@dataclass(frozen=True, slots=True)
class PapersRead:
    """How many documents were read, how many dropped, and how many are left for the next run."""

    read: int = 0
    dropped: int = 0
    left: int = 0


async def index_papers(settings: Settings, store: SqlStore, now: datetime) -> PapersRead:
    """Read the documents that are new or have changed, and drop those that are gone.

    Args:
        settings: How to sign in.
        store: Where they are kept.
        now: The moment of reading, from which what is found in minutes is offered to their officers.

    Raises:
        RefusedError: Microsoft 365 cannot be signed in to, or the database cannot be used.
    """
    from graph_sync.library import name_library  # noqa: PLC0415  (as in termtime.app)
    from graph_sync.papers_reading import fetch_papers, find_paper_files  # noqa: PLC0415
    from graph_sync.place import NAME as PLACE  # noqa: PLC0415
    from graph_sync.place import find_library_id  # noqa: PLC0415
    from graph_sync.tenant import open_tenant  # noqa: PLC0415

    year = await store.fetch_year()
    where = year.trust.settings.microsoft365
    drive = find_library_id(await store.sync.fetch_stream(PLACE), where)
    library = await store.sync.fetch_stream(name_library(drive))
    files = find_paper_files(drive, library, await store.sync.fetch_applied())
    kept = await store.papers.fetch_states()
    gone = kept.keys() - {file.item for file in files}
    changed = [file for file in files if kept.get(file.item) != file.state]
    read: list[tuple[PaperText, str]] = []
    if changed:
        async with open_tenant(make_graph_settings(settings)) as tenant:
            before = {text.item: text for text in year.texts}
            for file, text in await fetch_papers(tenant, changed[:MOST_A_RUN]):
                read.append((_date(text, before.get(file.item), now), file.state))
    await store.papers.save(read, gone)
    if read or gone:
        # Whoever searches first should not wait for every document to be taken apart.
        documents = (await store.fetch_year()).documents
        await asyncio.to_thread(lambda: prepare(documents))
    return PapersRead(len(read), len(gone), len(changed) - len(read))


def _date(text: PaperText, before: PaperText | None, now: datetime) -> PaperText:
    """Note the day on which what a document says of minutes was found; that of before where it says the same still."""
    if text.found is None:
        return text
    today = place_in_london(now).date()
    found_on = before.found_on if before and before.found == text.found else today
    return text.model_copy(update={"found_on": found_on})
