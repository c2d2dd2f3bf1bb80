"""What people changed by hand and is not settled, and what was decided about it.

A proposal and a decision are kept as one JSON body each; a decision holds the proposal it was made on, which may have
been settled and gone since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from termtime.store.database import Database
from termtime.store.tables import decisions as decision_rows
from termtime.store.tables import proposals as proposal_rows
from trust.proposals import Decision, Proposal

_OPEN = select(proposal_rows)


class SqlProposals:
    """Keeps the open proposals, and people's decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_proposals(self) -> tuple[Proposal, ...]:
        """Read the open proposals, those found first at the front, then by key."""
        rows = await self._database.run(lambda connection: connection.execute(_OPEN).all())
        proposals = [Proposal.model_validate(row.body | {"found": row.found}) for row in rows]
        return tuple(sorted(proposals, key=_order))

    async def save_proposals(self, proposals: Sequence[Proposal], now: datetime) -> None:
        """Replace the open proposals; one that stays open keeps the moment it was first found."""
        bodies = {p.id: p.model_dump(mode="json", exclude={"found"}) for p in proposals}
        async with self._database.writing() as connection:
            rows = await connection.execute(select(proposal_rows.c.id, proposal_rows.c.found))
            found = {row.id: row.found for row in rows}
            await self._database.delete(connection, proposal_rows.c.id, found.keys() - bodies.keys())
            kept = [
                {"id": proposal_id, "body": body, "found": found.get(proposal_id, now)}
                for proposal_id, body in bodies.items()
            ]
            await self._database.upsert(connection, proposal_rows, kept)

    async def fetch_decisions(self) -> tuple[Decision, ...]:
        """Read what people decided about proposals, oldest first."""
        columns = decision_rows.c
        ordered = select(decision_rows).order_by(columns.at, columns.proposal, columns.by)
        async with self._database.reading() as connection:
            rows = (await connection.execute(ordered)).all()
        return tuple(
            Decision(proposal=Proposal.model_validate(row.body), verdict=row.verdict, by=row.by, at=row.at)
            for row in rows
        )

    async def save_decision(self, decision: Decision) -> None:
        """Add a person's decision about a proposal, or replace the one they made before."""
        row = {
            "proposal": decision.proposal.id,
            "by": decision.by,
            "verdict": decision.verdict,
            "at": decision.at,
            "body": decision.proposal.model_dump(mode="json"),
        }
        async with self._database.writing() as connection:
            await self._database.upsert(connection, decision_rows, [row])

    async def delete_decisions(self, proposals: Sequence[str]) -> None:
        """Drop the decisions about these proposals, by id: they are carried out, or no longer about anything."""
        if not proposals:
            return
        async with self._database.writing() as connection:
            await self._database.delete(connection, decision_rows.c.proposal, proposals)


def _order(proposal: Proposal) -> tuple[float, str, str, str, str]:
    found = proposal.found.timestamp() if proposal.found else 0.0
    return found, proposal.key, proposal.kind, proposal.field, proposal.item
