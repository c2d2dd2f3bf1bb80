"""The vocabulary of a plan: the changes it is made of, each a frozen value that explains itself.

How they are decided is for `plan`; how they are carried out is for `events`, `lists` and `folders`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from graph_sync.desired import Wanted
from graph_sync.diffs import Difference
from graph_sync.kinds import Id, Kind
from graph_sync.observed import Seen
from graph_sync.ports import Applied
from trust.meetings import find_group_of
from trust.proposals import Proposal


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step, with the reason in words and the addresses Exchange writes to because of it."""

    verb: ClassVar[str]
    kind: Kind
    key: str
    title: str
    reason: str
    recipients: tuple[str, ...] = ()

    @property
    def mails(self) -> int:
        """How many mails it sends."""
        return len(self.recipients)

    @property
    def group(self) -> str:
        """The group it concerns; empty for the year's own folder."""
        return self.key if self.kind is Kind.LIST else find_group_of(self.key)

    @property
    def id(self) -> Id:
        """Kind and key."""
        return self.kind, self.key


@dataclass(frozen=True, kw_only=True)
class Create(Change):
    """Make a thing that is not there."""

    verb = "create"
    wanted: Wanted
    generation: int = 0


@dataclass(frozen=True, kw_only=True)
class Adopt(Change):
    """Note as ours what is there already; only our own store changes."""

    verb = "adopt"
    applied: Applied


@dataclass(frozen=True, kw_only=True)
class Claim(Change):
    """Put our marker on a thing somebody else made, because a person said so; `applied` is what is then ours."""

    verb = "claim"
    seen: Seen
    applied: Applied


@dataclass(frozen=True, kw_only=True)
class Update(Change):
    """Write some fields of a thing of ours; `difference` says which, `applied` is the record before."""

    verb = "update"
    wanted: Wanted
    seen: Seen
    applied: Applied
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class Delete(Change):
    """Call a meeting off."""

    verb = "delete"
    seen: Seen
    applied: Applied


@dataclass(frozen=True, kw_only=True)
class Report(Change):
    """Tell a person; nothing is touched.

    `unmet` says that something wanted is missing because of it, `proposal` what can be decided about it.
    """

    verb = "report"
    unmet: bool = False
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Plan:
    """Every change, in the order of applying; and what the guards need to judge it.

    Attributes:
        changes: The changes.
        waiting: How many meetings wait for their term's invitations to go out.
        unchanged: How many things are as they should be.
        known: For each kind, how many things we last applied are still wanted.
        found: How many of those were seen.
        deferred: Changes that exceed a mailbox's daily allowance, and when there is room again.
        heeded: Ids of the proposals whose decisions still mean something.
        put_back: Of those, the ones that are carried out by the change of a thing.
    """

    changes: tuple[Change, ...] = ()
    waiting: int = 0
    unchanged: int = 0
    known: Mapping[Kind, int] = field(default_factory=dict)
    found: Mapping[Kind, int] = field(default_factory=dict)
    deferred: Mapping[Id, datetime] = field(default_factory=dict)
    heeded: frozenset[str] = frozenset()
    put_back: Mapping[str, Id] = field(default_factory=dict)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What people are to decide."""
        return tuple(c.proposal for c in self.changes if isinstance(c, Report) and c.proposal)

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that something is done for; reports are not."""
        return tuple(change for change in self.changes if not isinstance(change, Report))

    @property
    def mails(self) -> int:
        """How many mails it sends now."""
        return sum(change.mails for change in self.changes if change.id not in self.deferred)
