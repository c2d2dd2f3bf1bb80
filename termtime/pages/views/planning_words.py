"""What a compromise of a year is in words: the judge's sentence, and the planner's price beside it.

The judge says what is wrong and of whom; the planner what it costs. They share no code, so a price the judge has no
sentence for is told in the planner's words, and a fault without a price stands without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cards.words import join_words
from scheduler.check import FaultKind, Severity, YearFault
from scheduler.rules import Rule
from scheduler.scenario import Compromise
from termtime.answering import CONCERNS, HAPPENS
from trust.year import Trust

MOST_NAMED = 4
# The faults of the judge's that a price of the planner's stands for; a price named like its fault is not listed.
STANDS_FOR = {
    Rule.CLASH: (FaultKind.MEMBER_CLASH,),
    Rule.AWAY: (FaultKind.ONLY_ONE, FaultKind.MEMBER_AWAY),
}

BETWEEN = frozenset({FaultKind.MEMBER_CLASH, FaultKind.SPACING, FaultKind.SERIES})


@dataclass(frozen=True, slots=True)
class Reason:
    """Something a year gives up.

    Attributes:
        cost: Its price; 0 where it has none.
        words: What it is, and of whom, a sentence each.
        people: The ids of those it concerns.
        meetings: The keys of the meetings it lies between.
        hard: Whether it breaks a promise.
    """

    cost: int
    words: tuple[str, ...]
    people: tuple[str, ...]
    meetings: tuple[str, ...]
    hard: bool = False


def explain_compromises(
    trust: Trust, compromises: Iterable[Compromise], faults: Sequence[YearFault]
) -> tuple[Reason, ...]:
    """Put what a year costs and what the judge finds together: broken promises first, then the dearest."""
    by_kind: dict[FaultKind, list[YearFault]] = {}
    for fault in faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    told: set[int] = set()
    reasons = []
    for one in compromises:
        kinds = _find_kinds(one.rule)
        fitting = [fault for kind in kinds for fault in by_kind.get(kind, ()) if _fits(one, fault)]
        told.update(id(fault) for fault in fitting)
        words = tuple(fault.why for fault in fitting) or (describe_price(trust, one.rule, one.people),)
        reasons.append(Reason(one.cost, words, one.people, one.meetings))
    rest = (
        Reason(0, (fault.why,), fault.people, fault.meetings, fault.severity is Severity.HARD)
        for fault in faults
        if id(fault) not in told
    )
    return tuple(sorted((*reasons, *rest), key=lambda reason: (not reason.hard, -reason.cost, reason.words)))


def group_reasons(reasons: Iterable[Reason]) -> Mapping[str, tuple[Reason, ...]]:
    """Give the reasons of each meeting, by key."""
    found: dict[str, list[Reason]] = {}
    for reason in reasons:
        for key in reason.meetings:
            found.setdefault(key, []).append(reason)
    return {key: tuple(of_key) for key, of_key in found.items()}


def shorten_reason(reason: Reason, begins: str) -> Reason:
    """Leave out of its sentences what they begin with, where that is said above them already.

    >>> shorten_reason(Reason(3, ("Art, Spring on Tue 2 Feb 2027 is late.",), (), ()), "Art, Spring on Tue 2 Feb 2027").words
    ('Is late.',)
    """
    short = (words.removeprefix(begins).lstrip(": ") for words in reason.words)
    return replace(reason, words=tuple(f"{words[:1].upper()}{words[1:]}" for words in short))


def describe_price(trust: Trust, rule: str, people: Sequence[str]) -> str:
    """Say what breaking a soft rule means, and for whom.

    >>> describe_price(None, "on a Monday or Friday", ())
    'On a Monday or Friday.'
    """
    name = _name_rule(rule)
    words = CONCERNS.get(name) if people else None
    if words:
        return f"{name_people(trust, people)} {words}."
    said = HAPPENS.get(name) or CONCERNS.get(name) or rule
    return f"{said[:1].upper()}{said[1:]}."


def name_people(trust: Trust, people: Sequence[str]) -> str:
    """Name the first few people (by id), and count the rest."""
    once = tuple(dict.fromkeys(people))
    names = [trust.person_by_id[person].name for person in once[:MOST_NAMED] if person in trust.person_by_id]
    more = len(once) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def _name_rule(rule: str) -> str:
    return next((known.name for known in Rule if known.value == rule), "")


def _find_kinds(rule: str) -> tuple[FaultKind, ...]:
    known = next((one for one in Rule if one.value == rule), None)
    if known is None:
        return ()
    return STANDS_FOR.get(known) or tuple(kind for kind in FaultKind if kind.name == known.name)


def _fits(one: Compromise, fault: YearFault) -> bool:
    if set(one.meetings).isdisjoint(fault.meetings):
        return False
    # What lies between two meetings lies between just these two.
    if fault.kind in BETWEEN and len(fault.meetings) == len(one.meetings) == 2:
        return set(fault.meetings) == set(one.meetings)
    return not fault.people or not one.people or not set(fault.people).isdisjoint(one.people)
