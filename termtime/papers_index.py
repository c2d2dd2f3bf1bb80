"""Keeping what can be searched in step with the Word agendas and minutes in SharePoint.

It follows a reconcile, which has just brought the mirror up to date: what that holds says which documents have changed,
so that mostly nothing is fetched. A run reads so many at the most, and the next goes on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from termtime.app import make_graph_settings
from termtime.settings import Settings
from termtime.store import SqlStore
from trust.searching import prepare

MOST_A_RUN = 400


@dataclass(frozen=True, slots=True)
class PapersRead:
    """How many documents were read, how many dropped, and how many are left for the next run."""

    read: int = 0
    dropped: int = 0
    left: int = 0


async def index_papers(settings: Settings, store: SqlStore) -> PapersRead:
    """Read the documents that are new or have changed, and drop those that are gone.

    Raises:
        RefusedError: Microsoft 365 cannot be signed in to, or the database cannot be used.
    """
    from graph_sync.library import name_library  # noqa: PLC0415  (as in termtime.app)
    from graph_sync.papers_reading import fetch_papers, find_paper_files  # noqa: PLC0415
    from graph_sync.place import NAME as PLACE  # noqa: PLC0415
    from graph_sync.place import find_library_id  # noqa: PLC0415
    from graph_sync.tenant import open_tenant  # noqa: PLC0415

    where = (await store.fetch_year()).trust.settings.microsoft365
    drive = find_library_id(await store.sync.fetch_stream(PLACE), where)
    library = await store.sync.fetch_stream(name_library(drive))
    files = find_paper_files(drive, library, await store.sync.fetch_applied())
    kept = await store.papers.fetch_states()
    gone = kept.keys() - {file.item for file in files}
    changed = [file for file in files if kept.get(file.item) != file.state]
    read = []
    if changed:
        async with open_tenant(make_graph_settings(settings)) as tenant:
            read = [(text, file.state) for file, text in await fetch_papers(tenant, changed[:MOST_A_RUN])]
    await store.papers.save(read, gone)
    if read or gone:
        # Whoever searches first should not wait for every document to be taken apart.
        year = await store.fetch_year()
        await asyncio.to_thread(lambda: prepare(year.documents))
    return PapersRead(len(read), len(gone), len(changed) - len(read))
