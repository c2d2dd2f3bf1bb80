"""The account of a run: every change of the plan ends as sent, failed, deferred or not needed, and they add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph_sync.changes import Change, Plan


class Outcome(StrEnum):
    """How a change ended."""

    SENT = "sent"
    FAILED = "failed"
    DEFERRED = "deferred"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change and how it ended; `why` says why it failed or was left, `until` when a deferred one is tried again."""

    change: Change
    outcome: Outcome
    why: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries, in the order of the plan."""

    entries: tuple[Entry, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Count the changes that ended so."""
        return sum(entry.outcome is outcome for entry in self.entries)

    def count_mails(self, outcome: Outcome) -> int:
        """Count the mails of the changes that ended so."""
        return sum(entry.change.mails for entry in self.entries if entry.outcome is outcome)

    def adds_up(self, plan: Plan) -> bool:
        """Say whether every change of a plan is accounted for, once."""
        return [entry.change for entry in self.entries] == list(plan.changes)
