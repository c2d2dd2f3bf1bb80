"""What is done every night to what we keep ourselves: disposal of what is due, and the heads of both chains to the log.

Whoever keeps the log elsewhere can later show that neither the journal nor the audit log was cut off or made anew
(`termtime audit --verify --head`). Failing at any of it is told, and keeps no reconcile from its work.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from termtime.store import SqlStore
from trust.retention import Kept, find_age
from trust.values import RefusedError

# Who disposes of what is due, in the audit log.
NIGHTLY = "program:nightly"

_log = structlog.get_logger(__name__)


async def tidy(store: SqlStore, now: datetime) -> None:
    """Dispose of what is due, forget old traces, and tell the heads of the journal and the audit log."""
    try:
        year = await store.fetch_year()
        for stock in await store.retention.dispose(year, now, NIGHTLY):
            _log.info("disposed", kind=stock.kind.value, count=stock.due, rule=stock.rule)
        await store.delete_old(now - find_age(year.trust.settings.retention, Kept.TRACES))
        journal, audit = await store.journal.find_head(), await store.audit.find_head()
        _log.info("chain heads", journal=str(journal or ""), audit=str(audit or ""))
    except RefusedError as error:
        _log.warning("not tidied", why=str(error))
