"""The cards on which minutes are taken, made from a meeting's minutes as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from bot.asked import Answer, Asked
from bot.deeds import read_deed
from bot.handlers.buttons import ask_of, do, fill_in
from bot.handlers.minutes_meant import (
    Taking,
    find_agreed,
    may_approve,
    may_reopen,
    show_taken,
    turn_to,
)
from bot.handlers.paging import Page, find_page
from cards.card import Button, Card
from cards.minutes_form import (
    make_action_form_card,
    make_attendance_card,
    make_minutes_form_card,
    make_summary_card,
)
from cards.rows import Row, make_rows_card
from cards.words import shorten
from trust.deeds.actions import find_next_day
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    ApproveMinutes,
    DropAction,
    DropDecision,
    NoteAttendance,
    ReopenMinutes,
    SaveMinutes,
    WriteSummary,
)
from trust.membership import find_members, find_officers
from trust.papers import Answer as Replied
from trust.papers import MinutesStatus
from trust.people import Person
from trust.permissions import Aspect

PEOPLE_A_PAGE, ROWS_A_PAGE, MOST_OWNERS = 60, 5, 100
MOST_LETTERS = 200
LONGEST_SUMMARY = 2000
AS_REPLIED = "Nobody noted it yet: ticked as people replied."
TOO_LONG = "The summary is longer than a card can take. Write it in the document."
NOTHING_NOTED = "No decision and no action is noted."


def show_minutes_form(asked: Asked, taking: Taking, lead: str = "") -> Answer:
    """Show what is noted, and what the asker may do next."""
    draft = taking.minutes.status is MinutesStatus.DRAFT
    if draft:
        buttons = _find_draft_buttons(asked, taking)
    else:
        reopen = (do("Reopen", ReopenMinutes(meeting=taking.meeting.key)),)
        buttons = [
            *(reopen if may_reopen(asked, taking) else ()),
            turn_to(taking, "Who changed what", "minutes_versions"),
            ask_of(taking.group, "actions", "Actions"),
        ]
    card = make_minutes_form_card(
        show_taken(asked, taking), asked.footing, lead=lead, may_add=draft, buttons=buttons
    )
    return _answer(taking, card)


def _find_draft_buttons(asked: Asked, taking: Taking) -> list[Button]:
    key = taking.meeting.key
    last = turn_to(taking, "Who changed what", "minutes_versions")
    if may_approve(asked, taking):
        last = do("Approve", ApproveMinutes(meeting=key))
    elif taking.minutes.saved is None:
        last = do("Save the draft", SaveMinutes(meeting=key))
    return [
        fill_in("Add the decision", AddDecision, meeting=key),
        turn_to(taking, "Add an action", "add_action"),
        turn_to(taking, "Attendance", "note_attendance"),
        turn_to(taking, "Summary", "write_summary"),
        turn_to(taking, "Take something out", "correct_minutes"),
        last,
    ]


def ask_attendance(asked: Asked, taking: Taking) -> Answer:
    """Ask who was there, sixty people a page; ticked as noted, or as they replied while nobody noted anything."""
    minutes, possible = taking.minutes, find_possible(asked, taking)
    page = find_page(asked, len(possible), PEOPLE_A_PAGE)
    shown = {person.id: person.name for person in possible[page.first : page.last]}
    noted = {"present": minutes.present, "apologies": minutes.apologies}
    ticked = {kind: [one for one in people if one in shown] for kind, people in noted.items()}
    was = {f"was_{kind}": ",".join(people) for kind, people in ticked.items() if people}
    first = not (minutes.present or minutes.apologies)
    if first:
        ticked = find_replied(asked, taking, shown)
    replied = AS_REPLIED if first and any(ticked.values()) else ""
    card = make_attendance_card(
        show_taken(asked, taking),
        shown,
        asked.footing,
        present=ticked["present"],
        apologies=ticked["apologies"],
        note=" ".join(filter(None, (f"People{page.words}." if page.words else "", replied))),
        buttons=(
            fill_in("Save attendance", NoteAttendance, meeting=taking.meeting.key, **was),
            *_turn_pages(taking, "note_attendance", page),
            turn_to(taking, "Back to the minutes", "take_minutes"),
        ),
    )
    return _answer(taking, card)


def find_replied(asked: Asked, taking: Taking, shown: Iterable[str]) -> dict[str, list[str]]:
    """Find who is likely to be there: whoever accepted, or goes in somebody's place."""
    replies = [reply for reply in asked.year.replies if reply.meeting == taking.meeting.key]
    come = {reply.person for reply in replies if reply.answer is Replied.ACCEPTED}
    come |= {reply.delegate for reply in replies if reply.delegate}
    away = {reply.person for reply in replies if reply.answer is Replied.DECLINED} - come
    return {"present": [p for p in shown if p in come], "apologies": [p for p in shown if p in away]}


def find_possible(asked: Asked, taking: Taking) -> list[Person]:
    """Find who may have been there: members and officers on the day, delegates, and whoever is noted already."""
    day, people = taking.meeting.starts.date(), asked.trust.person_by_id
    officers = chain.from_iterable(find_officers(asked.trust, taking.group, day).values())
    found = {person.id for person in (*find_members(asked.trust, taking.group, day), *officers)}
    found |= {r.delegate for r in asked.year.replies if r.meeting == taking.meeting.key and r.delegate}
    found |= {*taking.minutes.present, *taking.minutes.apologies}
    return sorted(
        (people[one] for one in found if one in people), key=lambda person: (person.name, person.id)
    )


def ask_action(asked: Asked, taking: Taking, lead: str = "") -> Answer:
    """Ask what was agreed, who does it and by when."""
    owners = {person.id: person.name for person in find_possible(asked, taking)[:MOST_OWNERS]}
    due = find_next_day(asked.year, taking.group, asked.now)
    card = make_action_form_card(
        show_taken(asked, taking),
        owners,
        asked.footing,
        lead=lead,
        due=due.isoformat() if due else "",
        buttons=(
            fill_in("Add the action", AgreeAction, meeting=taking.meeting.key),
            turn_to(taking, "Back to the minutes", "take_minutes"),
        ),
    )
    return _answer(taking, card)


def ask_summary(asked: Asked, taking: Taking, lead: str = "", written: str | None = None) -> Answer:
    """Ask what was talked about; `written` is what the asker wrote and was not taken."""
    if len(taking.minutes.summary) > LONGEST_SUMMARY:
        return show_minutes_form(asked, taking, TOO_LONG)
    before = {"before": taking.minutes.summary} if taking.minutes.summary else {}
    card = make_summary_card(
        show_taken(asked, taking),
        asked.footing,
        lead=lead,
        written=written,
        buttons=(
            fill_in("Write the summary", WriteSummary, meeting=taking.meeting.key, **before),
            turn_to(taking, "Back to the minutes", "take_minutes"),
        ),
    )
    return _answer(taking, card)


def ask_correction(asked: Asked, taking: Taking, lead: str = "") -> Answer:
    """List what may be taken out, each with a button that does."""
    deeds = find_droppable(asked, taking)
    page = find_page(asked, len(deeds), ROWS_A_PAGE)
    rows = [
        Row(
            shorten(text, MOST_LETTERS),
            heading="Decisions" if isinstance(deed, DropDecision) else "Actions",
            buttons=(do("Take out", deed),),
        )
        for text, deed in deeds[page.first : page.last]
    ]
    card = make_rows_card(
        taking.group.name,
        rows,
        asked.footing,
        kicker=f"Take something out{page.words}",
        lead=lead or ("" if rows else NOTHING_NOTED),
        note="Or type: take out the decision about moderation" if rows else "",
        actions=(
            *_turn_pages(taking, "correct_minutes", page),
            turn_to(taking, "Back to the minutes", "take_minutes"),
        ),
    )
    return _answer(taking, card)


def find_droppable(asked: Asked, taking: Taking) -> list[tuple[str, DropDecision | DropAction]]:
    """Find what may be taken out of a draft, in words, and the deed that does it."""
    key = taking.meeting.key
    if taking.minutes.status is not MinutesStatus.DRAFT:
        return []
    # What was brought in from elsewhere may be longer than a button carries.
    decisions = [
        (one, read_deed({"kind": "drop_decision", "meeting": key, "text": one}))
        for one in taking.minutes.decisions
    ]
    return [
        *((text, deed) for text, deed in decisions if isinstance(deed, DropDecision)),
        *((one.text, DropAction(meeting=key, action=one.id)) for one in find_agreed(asked, taking.meeting)),
    ]


def _turn_pages(taking: Taking, intent: str, page: Page) -> list[Button]:
    return [turn_to(taking, button.title, intent, page=button.data.get("page", 0)) for button in page.buttons]


def _answer(taking: Taking, card: Card) -> Answer:
    return Answer(card, sources=taking.sources, rule=taking.rulings[Aspect.MINUTES_DRAFT].rule)
