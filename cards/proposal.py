"""The cards of what a person changed in Microsoft 365 by hand: the question, a list of them, and what was decided.

A question shows both sides, Microsoft 365's and the year's, and has a button for each whose words say what will then be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Footing, make_card, make_openers
from cards.elements import Element, make_facts, make_panel, make_text
from cards.words import format_moment, format_span, shorten
from trust.proposals import CANCELLATION, EXISTENCE, LIKENESS, Field, Proposal, Verdict
from trust.settling import read_span
from trust.values import place_in_london

KICKER = "Changed by hand"
PLACES = {"event": "Outlook", "list": "The list"}
# People may write as much into a place or a name as Outlook takes.
LONGEST = 200
CALLS_OFF = "Calling a meeting off takes two people."
# By field: the buttons that keep what is there and that put it back.
BUTTONS = {
    "when": ("Keep the new time", "Put the time back"),
    "place": ("Keep the new place", "Put the place back"),
    "subject": ("Keep the new title", "Put the title back"),
    "name": ("Keep the new name", "Put the name back"),
    "inside": ("Leave it where it is", "Move it back"),
    "content": ("Keep what is in Word", "Make it anew"),
    CANCELLATION: ("Leave it in diaries", "Cancel it there too"),
    LIKENESS: ("Use the one that is there", "Make ours beside it"),
}
CAME = {"attendees": ("Keep them invited", "Take them off"), "grants": ("Let them in", "Shut them out")}
WENT = {
    "attendees": ("Leave them off", "Invite them again"),
    "grants": ("Leave them out", "Let them in again"),
}
CAME_ON_LIST, WENT_FROM_LIST = ("Keep them", "Take them off again"), ("Leave them off", "Put them back")


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposal as somebody who may settle it sees it.

    Attributes:
        proposal: What was changed.
        settlers: Who may settle it, in words.
        who: The name of the person who came or went, where there is one.
        agreed: Who has agreed to call a meeting off, so far.
    """

    proposal: Proposal
    settlers: str = ""
    who: str = ""
    agreed: str = ""

    @property
    def sentence(self) -> str:
        """What was changed."""
        what = self.proposal.what.rstrip(".")
        if self.who:
            what = what.replace(self.proposal.item, self.who)
        return f"{what[:1].upper()}{shorten(what[1:], LONGEST)}."

    @property
    def note(self) -> str:
        """What it takes to adopt it, where one person is not enough."""
        if not self.proposal.cancels:
            return ""
        agreed = f" {self.agreed} has agreed; one more is needed." if self.agreed else ""
        return f"{CALLS_OFF}{agreed}"

    @property
    def typed(self) -> str:
        """What may be typed in place of pressing."""
        return f"Press one, or type “adopt {self.proposal.id}” or “put back {self.proposal.id}”."


def make_proposal_card(
    shown: ProposalShown, buttons: tuple[Button, ...], footing: Footing, *, lead: str = ""
) -> Card:
    """Ask what to do about something a person changed; `lead` is said before anything else."""
    proposal = shown.proposal
    facts = {
        **make_sides(proposal, shown.who),
        "Found": format_moment(proposal.found) if proposal.found else "",
    }
    facts |= {"Who may settle it": shown.settlers}
    body: list[Element] = [make_text(lead, weight="Bolder")] if lead else []
    body += [make_text(shown.sentence), *make_facts(facts)]
    if shown.note:
        body.append(make_panel([make_text(shown.note)], style="attention"))
    body.append(make_text(shown.typed, isSubtle=True, size="Small"))
    told = [f"{name}: {value}" for name, value in facts.items() if value]
    text = [lead, f"{proposal.title}: changed by hand", shown.sentence, *told, shown.note, shown.typed]
    return make_card(KICKER, proposal.title, body, text, footing, buttons)


def make_proposals_card(
    shown: Sequence[ProposalShown], buttons: tuple[Button, ...], footing: Footing, *, more: int = 0
) -> Card:
    """List what may be settled, each with a button to open it; `more` are not listed."""
    title = f"{len(shown) + more} changes to settle"
    body: list[Element] = []
    for number, one in enumerate(shown, start=1):
        body.append(make_text(f"{number}. {one.proposal.title}", weight="Bolder", spacing="Medium"))
        body.append(make_text(f"{one.sentence} ({one.proposal.id})", isSubtle=True, spacing="None"))
    rest = f"And {more} more." if more else ""
    if rest:
        body.append(make_text(rest, isSubtle=True))
    listed = (
        f"{n}. {one.proposal.title}. {one.sentence} ({one.proposal.id})" for n, one in enumerate(shown, 1)
    )
    text = [title, *listed, rest]
    opens = make_openers(buttons, (one.proposal.title for one in shown))
    return make_card(KICKER, title, body, text, footing, opens)


def make_settled_card(
    title: str,
    sentence: str,
    footing: Footing,
    *,
    facts: Mapping[str, str] | None = None,
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Say what was decided, or that there is nothing left to decide, and how things stand."""
    stand = {name: value for name, value in (facts or {}).items() if value}
    text = [title, sentence, *(f"{name}: {value}" for name, value in stand.items())]
    return make_card(KICKER, title, [make_text(sentence), *make_facts(stand)], text, footing, buttons)


def make_sides(proposal: Proposal, who: str = "") -> dict[str, str]:
    """Say what each side says, under its name; `who` is the name of the person who came or went.

    >>> make_sides(Proposal(kind="event", key="2026-27/maths/spring-1", field="place", title="Maths", what="",
    ...     seen="Elm Hall", wanted="Oak School"))
    {'Outlook says': 'Elm Hall', 'The year says': 'Oak School'}
    """
    there = f"{PLACES.get(proposal.kind, 'SharePoint')} says"
    if proposal.field == EXISTENCE:
        return {there: "it was deleted", "The year says": "it should be there"}
    if proposal.field == CANCELLATION:
        return {there: f"still there: {say(proposal.seen)}", "The year says": "it was called off"}
    if proposal.field == LIKENESS:
        return {
            there: f"{say(proposal.seen)} is there",
            "The year says": f"{say(proposal.wanted)}, not made yet",
        }
    if proposal.field == "content":
        said, _, _ = say(proposal.wanted).partition(" ")
        return {there: "somebody has written in it", "The year says": f"what is {said} now"}
    if proposal.item:
        one = who or proposal.item
        on, off = f"{one} is in", f"{one} is not in"
        return {there: on if proposal.seen else off, "The year says": on if proposal.wanted else off}
    return {there: say(proposal.seen), "The year says": say(proposal.wanted)}


def say(value: Field) -> str:
    """Say a field's value.

    >>> say("2027-01-19T15:45/2027-01-19T17:00"), say(False), say("")
    ('Tue 19 Jan 2027, 15:45–17:00', 'no', 'nothing')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "nobody"
    span = read_span(value)
    return format_span(*span) if span else shorten(value, LONGEST) or "nothing"


def name_buttons(proposal: Proposal) -> dict[Verdict, str]:
    """Find the words of both buttons, by what pressing them decides."""
    if proposal.field == EXISTENCE:
        event = proposal.kind == "event"
        pair = (
            ("Call the meeting off", "Send it out again") if event else ("Leave it deleted", "Make it again")
        )
    elif proposal.item and proposal.field != LIKENESS:
        pairs, others = (CAME, CAME_ON_LIST) if proposal.seen is True else (WENT, WENT_FROM_LIST)
        pair = pairs.get(proposal.field, others)
    else:
        pair = BUTTONS.get(proposal.field, ("Keep it as it is", "Put it back"))
    keep, back = pair
    if proposal.field == "when" and isinstance(proposal.wanted, str) and (span := read_span(proposal.wanted)):
        back = f"Put it back to {_say_briefly(*span, proposal.seen)}"
    return {Verdict.ADOPT: keep, Verdict.PUT_BACK: back}


def _say_briefly(starts: datetime, ends: datetime, there: Field) -> str:
    """Say a time as a button has room for; with its end where the start is the same on both sides."""
    local = place_in_london(starts)
    said = f"{local:%a} {local.day} {local:%b} {local:%H:%M}"
    span = read_span(there) if isinstance(there, str) else None
    return f"{said}–{place_in_london(ends):%H:%M}" if span and span[0] == starts else said
