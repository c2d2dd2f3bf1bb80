"""Who is at the command line, for the audit log: the account they have on this machine."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import datetime

from termtime.store import SqlStore
from trust.auditing import PROGRAM, AuditKind


def name_operator() -> str:
    """Name whoever runs this program, as the audit log writes it: program:NAME."""
    try:
        return PROGRAM + getpass.getuser()
    except (KeyError, OSError):
        # In a container there may be an account without a name.
        return f"{PROGRAM}unnamed"


async def note_command(
    store: SqlStore, kind: AuditKind, about: str, clock: Callable[[], datetime], **detail: str | int
) -> None:
    """Note what a command did, or is about to take out.

    The clock is to be the real one: whoever pretends another moment (--at) did it at this one all the same.
    """
    await store.audit.note(kind, name_operator(), about, clock(), detail or None)
