"""What people wrote into Word agendas and minutes, as it was last read, and from which state of each document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from termtime.store.database import Database, Part
from termtime.store.tables import papers
from trust.papers import PaperText


class SqlPapers:
    """Keeps the text of documents; it is read back as a part of the year."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_states(self) -> Mapping[str, str]:
        """Read in which state each document was read, by its id."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(papers.c.item, papers.c.state))
            return {row.item: row.state for row in rows}

    async def save(self, texts: Sequence[tuple[PaperText, str]], gone: Collection[str] = ()) -> None:
        """Add or replace texts, each with the state of the document it was read from, and drop others by id."""
        if not texts and not gone:
            return
        async with self._database.writing(Part.PAPERS) as connection:
            await self._database.delete(connection, papers.c.item, sorted(gone))
            rows = [
                text.model_dump(mode="json") | {"found_on": text.found_on, "state": state}
                for text, state in texts
            ]
            await self._database.upsert(connection, papers, rows)


async def fetch_texts(connection: AsyncConnection) -> tuple[PaperText, ...]:
    """Read the texts, ordered by the document's id; those that say nothing are left out."""
    rows = (await connection.execute(select(papers).order_by(papers.c.item))).mappings()
    kept = [
        {name: row[name] for name in PaperText.model_fields} for row in rows if row["lines"] or row["found"]
    ]
    return tuple(PaperText.model_validate(row) for row in kept)
