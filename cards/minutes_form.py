"""The cards minutes are taken on: what is noted so far with a line for the next decision, and a form each for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_text
from cards.inputs import make_choice_input, make_day_input, make_text_input
from cards.words import join_words, shorten

SHOWN_DECISIONS, SHOWN_ACTIONS, SHOWN_NAMES = 8, 8, 12
MOST_LETTERS, MOST_SUMMARY = 160, 600
THERE, AWAY = "Who was there?", "Who sent apologies?"
TALKED = "What was talked about?"
TO_DO, BY_WHOM, BY_WHEN = "What is to be done?", "Who does it?", "By when?"
SAY_DECISION = "Or type: decision: moderate in November"
SAY_ATTENDANCE = "Or type: Ada and Ben were there, or: apologies from Cal"
SAY_ACTION = "Or type: action for Ben: share the unit by 8 January"
SAY_SUMMARY = "Or type: summary: what was talked about"


@dataclass(frozen=True, slots=True)
class MinutesTaken:
    """What is noted of a meeting so far. `state` says how far the minutes are; an action is said in one line."""

    group: str
    meeting: str
    state: str
    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    summary: str = ""


def make_minutes_form_card(
    taken: MinutesTaken,
    footing: Footing,
    *,
    lead: str = "",
    may_add: bool = True,
    buttons: Sequence[Button] = (),
) -> Card:
    """Show what is noted, the latest decisions and actions, with a field for the next decision while it is a draft."""
    there, away = (_say_names(names) for names in (taken.present, taken.apologies))
    parts = {
        f"There ({len(taken.present)})": [there],
        f"Apologies ({len(taken.apologies)})": [away],
        f"Decisions ({len(taken.decisions)})": _take_last(taken.decisions, SHOWN_DECISIONS, "decision"),
        f"Actions ({len(taken.actions)})": _take_last(taken.actions, SHOWN_ACTIONS, "action"),
        "Summary": [shorten(taken.summary, MOST_SUMMARY)],
    }
    said = {heading: [line for line in lines if line] for heading, lines in parts.items() if any(lines)}
    body = [
        *_make_lead(lead),
        make_text(taken.meeting, weight="Bolder"),
        make_text(taken.state, isSubtle=True, spacing="None"),
        *(element for heading, lines in said.items() for element in _make_part(heading, lines)),
    ]
    if may_add:
        example, needed = "What was decided", "Write what was decided first."
        body.append(make_text_input("text", "Next decision", longest=1000, required=needed, example=example))
    text = [
        f"Minutes of {taken.group}: {taken.meeting}",
        lead,
        taken.state,
        *(
            line
            for heading, lines in said.items()
            for line in (f"{heading}:", *(f"- {one}" for one in lines))
        ),
        f"Next decision? {SAY_DECISION}" if may_add else "",
    ]
    return make_card("Minutes", taken.group, body, text, footing, buttons)


def make_attendance_card(
    taken: MinutesTaken,
    people: Mapping[str, str],
    footing: Footing,
    *,
    present: Sequence[str],
    apologies: Sequence[str],
    note: str = "",
    buttons: Sequence[Button] = (),
) -> Card:
    """Ask who was there.

    Args:
        taken: What is noted so far.
        people: Who may be ticked, by id: one page of them.
        footing: What the answer rests on.
        present: Who is ticked as there.
        apologies: Who is ticked as having sent apologies.
        note: Which of the people they are, and where the ticks come from.
        buttons: What may be done next.
    """
    body = [
        make_text(taken.meeting, weight="Bolder"),
        *([make_text(note, isSubtle=True, spacing="None")] if note else []),
        make_choice_input("present", THERE, people, value=present, several=True, open_list=True),
        make_choice_input("apologies", AWAY, people, value=apologies, several=True),
    ]
    noted = {
        "There": present,
        "Apologies": apologies,
        "Not noted": [person for person in people if person not in (*present, *apologies)],
    }
    listed = [
        f"- {heading}: {', '.join(people[one] for one in ids if one in people)}"
        for heading, ids in noted.items()
        if ids
    ]
    text = [
        f"{taken.group}: {taken.meeting}",
        note,
        f"{THERE} {AWAY}",
        *listed,
        SAY_ATTENDANCE,
    ]
    return make_card("Attendance", taken.group, body, text, footing, buttons)


def make_action_form_card(
    taken: MinutesTaken,
    owners: Mapping[str, str],
    footing: Footing,
    *,
    lead: str = "",
    due: str = "",
    buttons: Sequence[Button] = (),
) -> Card:
    """Ask what was agreed, who does it and by when, below what is agreed already."""
    actions = _take_last(taken.actions, SHOWN_ACTIONS, "action")
    body = [
        *_make_lead(lead),
        make_text(taken.meeting, weight="Bolder"),
        *_make_part(f"Actions ({len(taken.actions)})", actions),
        make_text_input("text", TO_DO, longest=500, required="Write what is to be done first."),
        make_choice_input("owner", BY_WHOM, owners, required="Choose who does it."),
        make_day_input("due", BY_WHEN, value=due),
    ]
    listed = [f"- {action}" for action in actions]
    text = [
        f"Actions of {taken.group} ({len(taken.actions)}): {taken.meeting}",
        lead,
        *listed,
        f"{TO_DO} {BY_WHOM} {', '.join(owners.values())}. {BY_WHEN}",
        SAY_ACTION,
    ]
    return make_card("Actions agreed", taken.group, body, text, footing, buttons)


def make_summary_card(
    taken: MinutesTaken,
    footing: Footing,
    *,
    lead: str = "",
    written: str | None = None,
    buttons: Sequence[Button] = (),
) -> Card:
    """Ask what was talked about; after somebody else changed it meanwhile, theirs stands above what was written."""
    theirs = [f"It says now: {taken.summary or 'nothing.'}"] if written is not None else []
    mine = [f"You wrote: {written}"] if written is not None else []
    body = [
        *_make_lead(lead),
        make_text(taken.meeting, weight="Bolder"),
        *(make_text(line) for line in theirs),
        make_text_input(
            "text",
            TALKED,
            value=taken.summary if written is None else written,
            longest=2000,
            lines=True,
        ),
    ]
    now = [taken.summary] if written is None else [*theirs, *mine]
    text = [f"Summary of {taken.group}: {taken.meeting}", lead, TALKED, *now, SAY_SUMMARY]
    return make_card("Summary", taken.group, body, text, footing, buttons)


def _make_lead(lead: str) -> list[Element]:
    return [make_text(lead, weight="Bolder", color="Accent")] if lead else []


def _make_part(heading: str, lines: Sequence[str]) -> list[Element]:
    if not lines:
        return []
    head = make_text(heading, weight="Bolder", color="Accent", size="Small", spacing="Medium")
    mark = "• " if len(lines) > 1 else ""
    return [head, *(make_text(f"{mark}{line}", spacing="Small") for line in lines)]


def _take_last(lines: Sequence[str], most: int, what: str) -> list[str]:
    """Keep the last of some lines, each cut to what there is room for, and say how many came before."""
    before = len(lines) - most
    earlier = [f"{before} earlier {what}{'s' if before > 1 else ''}"] if before > 0 else []
    return [*earlier, *(shorten(line, MOST_LETTERS) for line in lines[-most:])]


def _say_names(names: Sequence[str]) -> str:
    more = len(names) - SHOWN_NAMES
    return join_words([*names[:SHOWN_NAMES], *([f"{more} more"] if more > 0 else [])])
