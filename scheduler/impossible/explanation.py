"""Why meetings cannot be held, and what would let them: the smallest set of facts, the cheapest repairs.

A meeting is taken with those that stand in its way, and these with those in theirs, until all can be held or it is
proved that they cannot: what is left out is then ignored, so the proof holds for any year. From the facts that prove
it as few are kept as will do: first a quick core, then none that could be spared, then the smallest set, by implicit
hitting sets (every choice of facts that can be kept leaves out one of any set that forbids). A repair is checked
against the whole year: everything else stays or moves where it could.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from scheduler.impossible.cores import Answer, count_most, find_core, find_grants, find_placing, hit
from scheduler.impossible.facts import Fact, FactBook, FactKind, join_words, name_days, name_meeting
from scheduler.impossible.neighbourhood import Neighbourhood, Surveyor
from scheduler.impossible.sentences import describe_cause, describe_found
from scheduler.impossible.smallest import find_minimal, find_smallest
from scheduler.impossible.standing import Standing
from scheduler.occurrences import Occurrence, Span

if TYPE_CHECKING:
    from scheduler.planner import Desk

# How many meetings are looked at together, how often more of them are drawn in, how many with all the term's times.
MOST_MEETINGS, MOST_ROUNDS, MOST_WIDE, MOST_FREED = 120, 40, 24, 12
# How many causes that meetings share are looked into; beyond them only what those explain is explained.
MOST_CAUSES = 8
# How many looks at meetings are spent before new causes are looked for no more.
MOST_LOOKS = 600
# How many repairs are told, of how many changes each, how many that lift the same fact, how many meetings by name.
MOST_REPAIRS, MOST_GRANTS, MOST_OF_A_FACT, MOST_NAMED = 5, 2, 2, 3
DATED = (FactKind.CLOSED, FactKind.BLACKOUT)
# Of two sets of facts as small as each other, that of the lower kinds in all.
BY_COUNT = 1000


class Repair(NamedTuple):
    """Changes that would let meetings (keys) be held, what they cost, and in words what would then be possible."""

    unmet: tuple[str, ...]
    cost: int
    words: str


class Explanation(NamedTuple):
    """Why some meetings have no date: the facts that forbid it, the cheapest repairs, both also in words.

    `unmet` and `meetings` are keys, these of all the meetings the facts concern; `people` are ids. Without facts the
    meeting is not known to be impossible, and `found` is a time it could have with others moved. `most` is how many of
    the meetings can be held. `smallest` says whether fewer facts are known not to suffice.
    """

    unmet: tuple[str, ...]
    facts: tuple[Fact, ...]
    smallest: bool
    meetings: tuple[str, ...]
    people: tuple[str, ...]
    most: int
    words: str
    repairs: tuple[Repair, ...] = ()
    found: Span | None = None


def explain_impossible(
    desk: Desk, unplaced: Sequence[str], placed: Mapping[str, Span] | None = None
) -> tuple[Explanation, ...]:
    """Explain, meeting by meeting, those left out (keys) of a year in which the others have the times given.

    Meetings forbidden by the same facts share an explanation.
    """
    return tuple(_Inquiry(desk, placed or {}).explain(unplaced))


class _Cause(NamedTuple):
    """Facts that forbid, by number, with the neighbourhood they were found in."""

    unmet: tuple[Occurrence, ...]
    facts: frozenset[int]
    smallest: bool
    held: tuple[Occurrence, ...]


class _Inquiry:
    """One year's questions, its facts and its meetings."""

    def __init__(self, desk: Desk, placed: Mapping[str, Span]) -> None:
        self.desk = desk
        self.book = FactBook(desk)
        self.surveyor = Surveyor(self.book)
        self.by_key = {occurrence.key: occurrence for occurrence in desk.occurrences}
        self.standing = Standing(
            self.surveyor, {key: span for key, span in placed.items() if key in self.by_key}
        )

    def explain(self, unplaced: Sequence[str]) -> Iterator[Explanation]:
        causes: dict[frozenset[int], list[_Cause]] = {}
        for occurrence in (self.by_key[key] for key in unplaced):
            found = self._find_cause(occurrence, causes)
            if isinstance(found, _Cause):
                shared = frozenset(f for f in found.facts if self.book.facts[f].kind is not FactKind.HELD)
                causes.setdefault(shared, []).append(found)
            else:
                self.standing.placed |= found
                yield _make_no_explanation(occurrence, found.get(occurrence.key))
        for together in causes.values():
            yield self._make_explanation(together)

    def _find_cause(
        self, occurrence: Occurrence, causes: Mapping[frozenset[int], Sequence[_Cause]]
    ) -> _Cause | dict[str, Span]:
        if not self.desk.choices[occurrence.key].slots:
            return self._find_single_cause(occurrence)
        for shared, known in causes.items():
            if cause := self._recall(occurrence, shared, known):
                return cause
        shared_causes = sum(len(known[0].held) > 1 for known in causes.values())
        if shared_causes >= MOST_CAUSES or (shared_causes and self.surveyor.looked > MOST_LOOKS):
            return {}
        near = self._look_around(occurrence)
        return self._find_shared_cause(occurrence, near) if isinstance(near, Neighbourhood) else near

    def _recall(
        self, occurrence: Occurrence, shared: frozenset[int], known: Sequence[_Cause]
    ) -> _Cause | None:
        """See whether what forbids others forbids this meeting too, beside those of them that have a time."""
        others = dict.fromkeys(o for cause in known for o in cause.held if o.key in self.standing.placed)
        meetings = (occurrence, *others)
        facts = shared | {self.book.held(o) for o in meetings}
        # One survey for all that may ask, those known to be out included.
        unmet = (
            o
            for o in self.by_key.values()
            if o.key not in self.standing.placed and self.desk.choices[o.key].slots
        )
        conflict = self.surveyor.survey((*others, *unmet)).conflict if others else None
        if conflict and find_placing(conflict.narrow(facts)).possible is False:
            return _Cause((occurrence,), facts, known[0].smallest, meetings)
        return None

    def _find_single_cause(self, occurrence: Occurrence) -> _Cause:
        sets = {frozenset(bar.fact for bar in bars) for _, bars in self.surveyor.open(occurrence)}
        facts = hit(sets, self._find_costs(frozenset().union(*sets)))
        held = self.book.held(occurrence)
        if facts is None:
            return _Cause((occurrence,), frozenset().union(*sets) | {held}, False, (occurrence,))
        return _Cause((occurrence,), facts | {held}, True, (occurrence,))

    def _look_around(self, occurrence: Occurrence) -> Neighbourhood | dict[str, Span]:
        """Draw in meetings until all of them have a time, or cannot have one."""
        free = [occurrence]
        for _ in range(MOST_ROUNDS):
            near = self.surveyor.survey((), free)
            answer = find_placing(near.conflict, near.find_now(self.standing.placed))
            if answer.possible is None:
                break
            if not answer.possible:
                return near
            moved = near.read(answer.chosen)
            more = self.standing.find_in_the_way(moved)
            if not more:
                return moved
            free += more
            if len(free) > MOST_MEETINGS:
                break
        return {}

    def _find_shared_cause(self, occurrence: Occurrence, near: Neighbourhood) -> _Cause:
        core = find_core(near.conflict) or near.conflict.facts
        held = [o for o in near.occurrences if self.book.held(o) in core]
        standing = [self.by_key[key] for key in self.standing.placed]
        wide = next(
            these
            for these in ([occurrence, *standing], near.occurrences, held)
            if len(these) <= MOST_WIDE or these is held
        )
        # With all the times of the term come the facts that forbid most of them.
        forbidding = self.surveyor.survey(held).conflict
        barring = {bar.fact for event in forbidding.events for bars in event.options for bar in bars}
        known = find_minimal(forbidding.narrow(core | barring))
        conflict = self.surveyor.survey(wide).conflict
        facts, smallest = find_smallest(conflict, known, self._find_costs(conflict.facts))
        held = [o for o in wide if self.book.held(o) in facts]
        return _Cause((occurrence,), facts, smallest, tuple(held))

    def _find_costs(self, facts: Iterable[int]) -> dict[int, int]:
        order = list(FactKind)
        return {fact: BY_COUNT + order.index(self.book.facts[fact].kind) for fact in facts}

    def _make_explanation(self, causes: Sequence[_Cause]) -> Explanation:
        facts = sorted(frozenset().union(*(cause.facts for cause in causes)))
        meetings = list(dict.fromkeys(o for cause in causes for o in cause.held))
        told = [self._tell(fact, facts, meetings) for fact in facts]
        told.sort(key=lambda fact: list(FactKind).index(fact.kind))
        unmet = [o for cause in causes for o in cause.unmet]
        near = self.surveyor.survey(meetings)
        most = count_most(near.conflict.narrow(facts))
        most = len(meetings) - len(unmet) if most is None else most
        repairs: list[Repair] = []
        if most == 0 or len(unmet) <= MOST_NAMED:
            repairs = self._find_repairs(
                unmet, _Cause(tuple(unmet), frozenset(facts), False, tuple(meetings))
            )
        repairs = repairs or self._find_repairs(causes[0].unmet, causes[0])
        return Explanation(
            tuple(o.key for o in unmet),
            tuple(told),
            all(cause.smallest for cause in causes),
            tuple(o.key for o in meetings),
            tuple(dict.fromkeys(who for fact in told for who in fact.people)),
            most,
            describe_cause(self.desk, told, meetings, most),
            tuple(repairs),
        )

    def _tell(self, fact: int, facts: Sequence[int], meetings: Sequence[Occurrence]) -> Fact:
        """Add to what closes or is kept free the days on which nothing else of the facts would forbid a meeting."""
        told = self.book.facts[fact]
        if told.kind not in DATED:
            return told
        times = [
            (slot.day, {bar.fact for bar in bars}) for o in meetings for slot, bars in self.surveyor.open(o)
        ]
        days = [day for day, of in times if of & set(facts) == {fact}]
        return told._replace(words=f"{told.words} ({name_days(days)})" if days else told.words)

    def _find_repairs(self, unmet: Sequence[Occurrence], cause: _Cause) -> list[Repair]:
        """List the cheapest changes that let meetings left out be held: single ones or, without any, pairs.

        A change that lifts none of the facts that forbid them could not do it.
        """
        for size in range(1, MOST_GRANTS + (len(unmet) <= MOST_GRANTS)):
            if repairs := list(self._find_repairs_of(size, unmet, cause)):
                return repairs
        return []

    def _find_repairs_of(self, size: int, unmet: Sequence[Occurrence], cause: _Cause) -> Iterator[Repair]:
        banned: list[frozenset[int]] = []
        freed = cause.held if len(cause.held) <= MOST_FREED else unmet
        settled = [o for o in cause.held if o not in freed]
        used: Counter[int] = Counter()
        for _ in range(MOST_ROUNDS):
            near = self.surveyor.survey(freed, settled)
            lifting = near.conflict.narrow(cause.facts) if size == 1 else near.conflict
            grants = lifting.find_grants(range(len(freed)))
            costs = {
                g: self.book.grants[g].cost for g in grants if used[self.book.grants[g].fact] < MOST_OF_A_FACT
            }
            answer = find_grants(near.conflict, costs, size, banned, near.find_now(self.standing.placed))
            if not answer.possible:
                return
            if more := self.standing.find_in_the_way(near.read(answer.chosen), answer.given):
                settled += more
                if len(settled) > MOST_MEETINGS:
                    return
                continue
            banned.append(answer.given)
            used.update(self.book.grants[grant].fact for grant in answer.given)
            yield self._make_repair(near, answer, unmet)
            if len(banned) == MOST_REPAIRS:
                return

    def _make_repair(self, near: Neighbourhood, answer: Answer, unmet: Sequence[Occurrence]) -> Repair:
        days: dict[int, list[date]] = {}
        for event, option in enumerate(answer.chosen):
            if option is not None:
                for grant in near.conflict.find_used(event, option) & answer.given:
                    days.setdefault(grant, []).append(near.places[event][option].slot.day)
        given = sorted(answer.given, key=lambda grant: (self.book.grants[grant].cost, grant))
        changes = [self.book.grants[g].words.format(days=name_days(days.get(g, []))) for g in given]
        times = near.read(answer.chosen)
        then = [f"{name_meeting(o)} on {name_days([times[o.key].day])}" for o in unmet[:MOST_NAMED]]
        if len(unmet) > MOST_NAMED:
            then.append(f"{len(unmet) - MOST_NAMED} more")
        twice = [
            f"{change}, twice" if changes.count(change) > 1 else change for change in dict.fromkeys(changes)
        ]
        words = f"If {' and '.join(twice)}: {join_words(then)}."
        keys = tuple(o.key for o in unmet)
        return Repair(keys, sum(self.book.grants[grant].cost for grant in given), words)


def _make_no_explanation(occurrence: Occurrence, found: Span | None) -> Explanation:
    words = describe_found(occurrence, name_days([found.day]) if found else "")
    return Explanation((occurrence.key,), (), False, (occurrence.key,), (), 1, words, found=found)
