"""Everything the sync engine keeps (graph_sync.ports.SyncStore), in one place."""

from __future__ import annotations

from termtime.store.answers import SqlAnswers
from termtime.store.applied import SqlApplied
from termtime.store.mirror import SqlMirror
from termtime.store.proposals import SqlProposals
from termtime.store.runs import SqlRuns


class SqlSyncStore(SqlApplied, SqlMirror, SqlProposals, SqlAnswers, SqlRuns):
    """Remembers what was applied and sent, seen, proposed and decided; keeps replies, and the account of every run."""
