"""Writing an agenda: drafting it, its items one at a time, what members put forward, and publishing it.

An item is named by its title. Whoever looked at one that was renamed or taken off meanwhile is told so, and of what two
people change in the same item each keeps their part. What members may not read of a draft no sentence to them repeats.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trust.agenda_drafting import find_item, find_timing, make_closing, make_opening, place_item
from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right, check_right, find_meeting
from trust.deeds.values import (
    AddItem,
    ChangeItem,
    DraftAgenda,
    DropItem,
    MoveItem,
    ProposeItem,
    PublishAgenda,
    TakeItem,
    TurnDownItem,
)
from trust.groups import Group
from trust.meetings import Meeting
from trust.papers import Agenda, AgendaItem, AgendaStatus
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Year

MOST_ITEMS = 40
MOST_PROPOSED = 5
OVER = "That meeting is over, so its agenda stays as it is."
EMPTY = "Nothing is on the agenda yet: draft it or add an item first, then publish it."


def draft_agenda(year: Year, deed: DraftAgenda, by: Person, now: datetime) -> Result:
    """Begin an agenda with its standing items."""
    meeting, group, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    if agenda.items:
        return Result(sentence="The agenda is begun already.")
    if agenda.status is AgendaStatus.PUBLISHED:
        raise RefusedError("The agenda is published, and its items are in the document.")
    items = (*make_opening(year, group, meeting), *make_closing(year, group, meeting))
    return _save(agenda, "The agenda is drafted.", items=items)


def add_item(year: Year, deed: AddItem, by: Person, now: datetime) -> Result:
    """Put an item on the agenda, before those it ends with."""
    meeting, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    item = AgendaItem(
        title=deed.title,
        minutes=deed.minutes,
        lead=_check_lead(year, deed.lead, meeting),
        outcome=deed.outcome,
    )
    there = find_item(agenda.items, deed.title)
    if there is not None and there.model_copy(update={"title": item.title, "proposed_by": None}) == item:
        return Result(sentence=f"“{there.title}” is on the agenda already.")
    if there is not None:
        raise RefusedError(f"There is an item called “{there.title}” already: change that one instead.")
    _check_room(agenda)
    return _save(agenda, f"“{item.title}” is on the agenda.", items=place_item(agenda.items, item))


def change_item(year: Year, deed: ChangeItem, by: Person, now: datetime) -> Result:
    """Change an item; what its editor left alone stays as somebody else has made it meanwhile."""
    meeting, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    item = _find(agenda, deed.item)
    other = find_item(agenda.items, deed.title)
    if other is not None and other is not item:
        raise RefusedError(f"There is an item called “{other.title}” already.")
    lead = _merge(item.lead or "", deed.seen_lead, deed.lead or "", item)
    if lead != (item.lead or ""):
        _check_lead(year, lead or None, meeting)
    outcome = item.outcome
    if deed.outcome != shorten_outcome(outcome):
        outcome = _merge(outcome, _restore(outcome, deed.seen_outcome), deed.outcome, item)
    changed = item.model_copy(
        update={
            "title": deed.title,
            "minutes": _merge(item.minutes, deed.seen_minutes, deed.minutes, item),
            "lead": lead or None,
            "outcome": outcome,
        }
    )
    if changed == item:
        return Result(sentence=f"“{item.title}” stays as it is.")
    items = tuple(changed if one is item else one for one in agenda.items)
    return _save(agenda, f"“{changed.title}” is changed.", items=items)


def move_item(year: Year, deed: MoveItem, by: Person, now: datetime) -> Result:
    """Move an item by one place."""
    _, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    item = _find(agenda, deed.item)
    at = agenda.items.index(item)
    if deed.seen_place and at == deed.seen_place - 1 + deed.by:
        return Result(sentence=f"“{item.title}” has been moved already.")
    if deed.seen_place and at != deed.seen_place - 1:
        raise RefusedError("The order was changed meanwhile. This is how it stands now.")
    to = at + deed.by
    if not 0 <= to < len(agenda.items):
        return Result(sentence=f"“{item.title}” is the {'first' if deed.by < 0 else 'last'} item already.")
    items = [one for one in agenda.items if one is not item]
    items.insert(to, item)
    return _save(agenda, f"“{item.title}” is item {to + 1} now.", items=tuple(items))


def drop_item(year: Year, deed: DropItem, by: Person, now: datetime) -> Result:
    """Take an item off the agenda."""
    _, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    item = _find(agenda, deed.item)
    items = tuple(one for one in agenda.items if one is not item)
    return _save(agenda, f"“{item.title}” is off the agenda.", items=items)


def propose_item(year: Year, deed: ProposeItem, by: Person, now: datetime) -> Result:
    """Put an item forward; whether it is on the draft already its author may not know."""
    _, _, agenda = _open(year, deed.meeting, by, now, Right.PROPOSE)
    own = [one for one in agenda.proposed if one.proposed_by == by.id]
    published = agenda.items if agenda.status is AgendaStatus.PUBLISHED else ()
    if there := find_item(published, deed.title):
        return Result(sentence=f"“{there.title}” is on the agenda already.")
    if find_item(own, deed.title):
        return Result(sentence=f"You have put “{deed.title}” forward already.")
    if len(own) >= MOST_PROPOSED:
        raise RefusedError(
            f"You have put {MOST_PROPOSED} items forward for this meeting, which is the most one can."
        )
    item = AgendaItem(title=deed.title, outcome=deed.outcome, proposed_by=by.id)
    sentence = (
        f"“{item.title}” is put forward: the chair, co-chair or coordinator takes it up or turns it down."
    )
    return _save(agenda, sentence, proposed=(*agenda.proposed, item))


def take_item(year: Year, deed: TakeItem, by: Person, now: datetime) -> Result:
    """Put on the agenda what a member put forward."""
    _, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    if (there := find_item(agenda.items, deed.item)) and not find_item(agenda.proposed, deed.item):
        return Result(sentence=f"“{there.title}” is on the agenda already.")
    item, rest = _find_proposed(agenda, deed.item)
    if there:
        return _save(agenda, f"“{there.title}” was on the agenda already.", proposed=rest)
    _check_room(agenda)
    items = place_item(agenda.items, item)
    return _save(agenda, f"“{item.title}” is on the agenda.", items=items, proposed=rest)


def turn_down_item(year: Year, deed: TurnDownItem, by: Person, now: datetime) -> Result:
    """Leave off the agenda what a member put forward."""
    _, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    item, rest = _find_proposed(agenda, deed.item)
    return _save(agenda, f"“{item.title}” is turned down.", proposed=rest)


def publish_agenda(year: Year, deed: PublishAgenda, by: Person, now: datetime) -> Result:
    """Let whoever may read an agenda read it."""
    meeting, _, agenda = _open(year, deed.meeting, by, now, Right.AGENDA)
    if agenda.status is AgendaStatus.PUBLISHED:
        return Result(sentence="The agenda is published already.")
    if not agenda.items:
        raise RefusedError(EMPTY)
    sentence = "The agenda is published. The invitation and the Word document follow."
    if (left := find_timing(meeting, agenda.items).left) < 0:
        sentence += f" Its items take {-left} minutes more than the meeting lasts."
    if agenda.proposed:
        sentence += f" Still put forward and waiting: {len(agenda.proposed)}."
    return _save(agenda, sentence, status=AgendaStatus.PUBLISHED, published=place_in_london(now).date())


def shorten_outcome(outcome: str) -> str:
    """Write an outcome as a form holds it: on one line, and no longer than one may write it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in outcome).split())[:300].strip()


def _open(year: Year, key: str, by: Person, now: datetime, right: Right) -> tuple[Meeting, Group, Agenda]:
    """Find a meeting still to come and its agenda, begun or not, for somebody with a right to it."""
    day = place_in_london(now).date()
    meeting, group = find_meeting(year, key, by, day)
    check_right(year.trust, by, right, group, day)
    if meeting.ends <= now:
        raise RefusedError(OVER)
    return meeting, group, year.agenda_by_meeting.get(key, Agenda(meeting=key))


def _save(agenda: Agenda, sentence: str, **changed: Any) -> Result:
    return Result(sentence=sentence, saved=Papers(agendas=(agenda.model_copy(update=changed),)))


def _find(agenda: Agenda, title: str) -> AgendaItem:
    item = find_item(agenda.items, title)
    if item is None:
        raise RefusedError(
            f"No item of this agenda is called “{title}”: it may have been renamed or taken off. "
            "This is how it stands now."
        )
    return item


def _find_proposed(agenda: Agenda, title: str) -> tuple[AgendaItem, tuple[AgendaItem, ...]]:
    """Find what was put forward under a title, and what else was."""
    item = find_item(agenda.proposed, title)
    if item is None:
        raise RefusedError(f"“{title}” is not put forward any more: it was taken up or turned down.")
    rest = tuple(one for one in agenda.proposed if one.title.casefold() != title.casefold())
    return item, rest


def _merge(now: Any, seen: Any, wanted: Any, item: AgendaItem) -> Any:
    """Take what is wanted where it was changed, and what it is now where it was not. Both at once is for people."""
    if wanted in (seen, now):
        return now
    if seen is not None and now != seen:
        raise RefusedError(
            f"“{item.title}” was changed by somebody else meanwhile. This is how it stands now: please look again."
        )
    return wanted


def _restore(outcome: str, seen: str | None) -> str | None:
    """Take an outcome as a form showed it for the whole of it."""
    return outcome if seen is not None and seen == shorten_outcome(outcome) else seen


def _check_lead(year: Year, lead: str | None, meeting: Meeting) -> str | None:
    person = year.trust.person_by_id.get(lead or "")
    if lead and (person is None or not person.holds(meeting.starts.date())):
        raise RefusedError("Nobody in the trust's files leads an item by that name on that day.")
    return lead


def _check_room(agenda: Agenda) -> None:
    if len(agenda.items) >= MOST_ITEMS:
        raise RefusedError(f"An agenda holds at most {MOST_ITEMS} items: take one off first.")
