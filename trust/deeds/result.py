"""What becomes of the year by a deed: the papers it leaves changed, what it still waits for, and a sentence about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from trust.deeds.requests import Request
from trust.deeds.values import Deed
from trust.meetings import Meeting
from trust.papers import Action, Agenda, Attendance, Minutes, Reply
from trust.values import LocalDatetime, Value
from trust.year import Year

Kept = Meeting | Agenda | Minutes | Action | Reply | Attendance | Request
P = TypeVar("P", bound=Kept)


class Papers(Value):
    """Some meetings and papers of a year; of each kind, those a deed concerns."""

    meetings: tuple[Meeting, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    actions: tuple[Action, ...] = ()
    replies: tuple[Reply, ...] = ()

    def find_in(self, year: Year) -> Self:
        """Find the same papers, by their keys, as a year has them; what it has not is left out."""
        return type(self)(
            **{
                part: tuple(known[key] for key in keys if key in known)
                for part, keys in self._keys()
                for known in [{_name(paper): paper for paper in getattr(year, part)}]
                if keys
            }
        )

    def _keys(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for part in type(self).model_fields:
            yield part, tuple(_name(paper) for paper in getattr(self, part))


class Result(Value):
    """What a deed does.

    Attributes:
        sentence: What was done, for whoever did it.
        saved: Meetings and papers as they are from now on.
        dropped: Ids of actions that are no more.
        request: What was not done yet, because somebody else has to agree.
        closed: Ids of requests that are settled by it.
        done: What was done in the end, where agreeing to a request did it.
        entry: Its number in the journal, once it is noted there.
    """

    sentence: str
    saved: Papers = Papers()
    dropped: tuple[str, ...] = ()
    request: Request | None = None
    closed: tuple[str, ...] = ()
    done: Deed | None = None
    entry: int = 0

    @property
    def changes_year(self) -> bool:
        """Whether anything is different afterwards."""
        return self.saved != Papers() or bool(self.dropped)

    def make_after(self, year: Year) -> Year:
        """Make the year as it is once this is saved."""
        saved = {part: getattr(self.saved, part) for part in Papers.model_fields}
        changed: dict[str, tuple[Value, ...]] = {
            part: put_in_order({_name(paper): paper for paper in (*getattr(year, part), *papers)}.values())
            for part, papers in saved.items()
            if papers
        }
        if self.dropped:
            actions = {action.id: action for action in (*year.actions, *self.saved.actions)}
            kept = (action for name, action in actions.items() if name not in self.dropped)
            changed["actions"] = put_in_order(kept)
        if self.closed or self.request:
            asked = (self.request,) if self.request else ()
            standing = {one.id: one for one in year.requests if one.id not in self.closed}
            changed["requests"] = put_in_order((standing | {one.id: one for one in asked}).values())
        return year.model_copy(update=changed) if changed else year

    def find_before(self, year: Year) -> Papers:
        """Find what it changes or drops, as it was."""
        dropped = tuple(action for action in year.actions if action.id in self.dropped)
        before = self.saved.find_in(year)
        return before.model_copy(update={"actions": (*before.actions, *dropped)})


class Entry(Value):
    """A line of the journal: who did what when, and the papers it changed, as they were and as they became."""

    number: int
    at: LocalDatetime
    by: str
    deed: Deed
    before: Papers
    after: Papers

    @property
    def moved(self) -> tuple[str, ...]:
        """The meetings that it put at another time, by key."""
        before = {meeting.key: meeting.starts for meeting in self.before.meetings}
        return tuple(m.key for m in self.after.meetings if before.get(m.key, m.starts) != m.starts)


def put_in_order(papers: Iterable[P]) -> tuple[P, ...]:
    """Put meetings in the order of time, and everything else in that of its name."""
    return tuple(sorted(papers, key=_find_place))


def _find_place(paper: Kept) -> tuple[Any, ...]:
    match paper:
        case Meeting():
            return paper.starts, paper.key
        case Request():
            return paper.at, paper.id
        case Attendance():
            return paper.meeting, paper.person
    return tuple(_name(paper).split(" "))


def _name(paper: Meeting | Agenda | Minutes | Action | Reply) -> str:
    match paper:
        case Meeting():
            return paper.key
        case Action():
            return paper.id
        case Reply():
            return f"{paper.meeting} {paper.person}"
    return paper.meeting
