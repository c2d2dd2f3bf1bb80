"""Answers "who changed the minutes?": each change in the journal, the latest first, by whom and when. For officers alone.

What was there before is told with it, so that nothing that was once noted is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.asked import Answer, Asked
from bot.handlers.minutes_meant import Taking, find_taking, turn_to
from bot.handlers.paging import find_page
from bot.handlers.papers import name_meeting
from bot.ports import Trace
from bot.routing import on
from cards.rows import Row, make_rows_card
from cards.words import format_moment, join_words, shorten
from trust.deeds.result import Entry, Papers
from trust.papers import Action, Minutes, MinutesStatus
from trust.permissions import Aspect
from trust.year import Trust

ROWS_A_PAGE = 6
MOST_LETTERS = 240
NO_CHANGE = "Nothing was changed here yet. What was brought in from elsewhere has no history."


@on("minutes_versions")
def tell_versions(asked: Asked) -> Answer:
    """Show who changed a meeting's minutes, what and when."""
    taking = find_taking(
        asked, lambda held: [one for one in held if one.minutes != Minutes(meeting=one.meeting.key)]
    )
    if not isinstance(taking, Taking):
        return taking
    entries = asked.desk.entries
    rows = [
        row for entry in reversed(entries or ()) if (row := _make_row(asked.trust, entry, taking.meeting.key))
    ]
    page = find_page(asked, len(rows), ROWS_A_PAGE)
    turns = (
        turn_to(taking, one.title, "minutes_versions", page=one.data.get("page", 0)) for one in page.buttons
    )
    card = make_rows_card(
        taking.group.name,
        rows[page.first : page.last],
        asked.footing,
        kicker=f"Who changed the minutes{page.words}",
        lead=f"{name_meeting(taking.meeting)}: {_count(len(rows))}." if rows else NO_CHANGE,
        actions=(*turns, turn_to(taking, "Back to the minutes", "take_minutes")),
    )
    return Answer(
        card,
        sources=taking.sources,
        rule=taking.rulings[Aspect.MINUTES_DRAFT].rule,
        effect=Trace(taking.meeting.key) if entries is None else None,
    )


def describe_change(trust: Trust, before: Papers, after: Papers, key: str) -> tuple[str, ...]:
    """Say in sentences what of a meeting's minutes changed; nothing where none of them did."""
    was, became = _find_minutes(before, key), _find_minutes(after, key)
    if not any(minutes.meeting == key for minutes in after.minutes):
        became = was
    said = [
        _say_people(trust, "There", was.present, became.present),
        _say_people(trust, "Apologies", was.apologies, became.apologies),
        *(f"Decided: “{_cut(one)}”" for one in became.decisions if one not in was.decisions),
        *(f"Taken out: “{_cut(one)}”" for one in was.decisions if one not in became.decisions),
        *_say_summary(was, became),
        *_say_status(was, became),
        *_say_actions(trust, before.actions, after.actions, key),
    ]
    return tuple(filter(None, said))


def _make_row(trust: Trust, entry: Entry, key: str) -> Row | None:
    changed = describe_change(trust, entry.before, entry.after, key)
    if not changed:
        return None
    person = trust.person_by_id.get(entry.by)
    return Row(f"{format_moment(entry.at)} · {person.name if person else 'Somebody no longer here'}", changed)


def _find_minutes(papers: Papers, key: str) -> Minutes:
    return next((one for one in papers.minutes if one.meeting == key), Minutes(meeting=key))


def _say_people(trust: Trust, what: str, was: Iterable[str], became: Iterable[str]) -> str:
    came, gone = (
        [trust.person_by_id[one].name for one in ids if one in trust.person_by_id]
        for ids in (sorted(set(became) - set(was)), sorted(set(was) - set(became)))
    )
    parts = [f"{join_words(came)} added" if came else "", f"{join_words(gone)} taken off" if gone else ""]
    said = "; ".join(filter(None, parts))
    return f"{what}: {shorten(said, MOST_LETTERS)}" if said else ""


def _say_summary(was: Minutes, became: Minutes) -> Iterator[str]:
    if was.summary != became.summary:
        yield f"Summary: “{_cut(became.summary)}”" if became.summary else "Summary taken out"
        if was.summary:
            yield f"It said: “{_cut(was.summary)}”"


def _say_status(was: Minutes, became: Minutes) -> Iterator[str]:
    if was.saved != became.saved:
        yield "The draft was saved"
    if was.status is not became.status:
        draft = became.status is MinutesStatus.DRAFT
        yield "Reopened: a draft again" if draft else f"{became.status.capitalize()}"


def _say_actions(trust: Trust, before: Iterable[Action], after: Iterable[Action], key: str) -> Iterator[str]:
    """Say which actions were agreed or taken out; what became of one later is no matter of the minutes."""
    was, became = ({one.id: one for one in actions if one.meeting == key} for actions in (before, after))
    for agreed in (became[one] for one in became.keys() - was.keys()):
        yield f"Action: “{_cut(agreed.text)}” for {_name(trust, agreed.owner)}"
    for dropped in (was[one] for one in was.keys() - became.keys()):
        yield f"Action taken out: “{_cut(dropped.text)}”"


def _name(trust: Trust, person: str) -> str:
    known = trust.person_by_id.get(person)
    return known.name if known else "somebody no longer here"


def _cut(text: str) -> str:
    return shorten(text, MOST_LETTERS)


def _count(changes: int) -> str:
    return f"{changes} change{'' if changes == 1 else 's'}"
