"""What people changed in Microsoft 365 by hand: each change is a question with two answers, and nothing until then.

*Adopt* takes it into the year, *put back* makes Microsoft 365 say again what the year says. A proposal is named by what
it is about and by both sides' values, so the same edit is asked about once, and a further edit on either side is a new
question. A decision stands for as long as both sides are as they were when it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b

from trust.values import LocalDatetime, Value

Field = bool | str | tuple[str, ...]

# What a proposal is about, where it is not one of a thing's fields.
EXISTENCE, LIKENESS, CANCELLATION = "existence", "likeness", "cancellation"


class Verdict(StrEnum):
    """What a person decided."""

    ADOPT = "adopt"
    PUT_BACK = "put back"


class Proposal(Value):
    """Something a person changed, told in a sentence.

    Attributes:
        kind: What was changed: an event, a list, a folder, a file, or the access to a folder.
        key: Which one.
        field: Which field; "existence" where the thing was deleted, "likeness" where one like it was there before,
            "cancellation" where a person changed an event of a meeting that was called off.
        item: Of a field that is a set, the member; of a likeness, the id of the thing that is there.
        title: What the thing is called.
        what: What was changed, in words.
        seen: What Microsoft 365 says; of a member, whether it is there.
        wanted: What the year says.
        both: Whether the year has changed too since it was last written.
        found: When it was first found; set by the store.
    """

    kind: str
    key: str
    field: str
    item: str = ""
    title: str
    what: str
    seen: Field
    wanted: Field
    both: bool = False
    found: LocalDatetime | None = None

    @cached_property
    def id(self) -> str:
        """A short name, the same for as long as neither side changes."""
        said = repr((str(self.kind), self.key, self.field, self.item, self.seen, self.wanted))
        return blake2b(said.encode(), digest_size=5).hexdigest()

    @property
    def cancels(self) -> bool:
        """Whether adopting it calls a meeting off."""
        return self.kind == "event" and self.field == EXISTENCE


class Decision(Value):
    """One person's answer to a proposal."""

    proposal: Proposal
    verdict: Verdict
    by: str
    at: LocalDatetime


def find_settled(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Give the decision that stands for each proposal, by id; calling a meeting off takes two people."""
    agreed: dict[tuple[str, Verdict], set[str]] = {}
    settled: dict[str, Decision] = {}
    for decision in sorted(decisions, key=_when):
        proposal = decision.proposal
        people = agreed.setdefault((proposal.id, decision.verdict), set())
        people.add(decision.by)
        if len(people) >= count_people(proposal, decision.verdict):
            settled[proposal.id] = decision
    return settled


def count_people(proposal: Proposal, verdict: Verdict) -> int:
    """Say how many people a verdict takes."""
    return 2 if verdict is Verdict.ADOPT and proposal.cancels else 1


def _when(decision: Decision) -> datetime:
    return decision.at
