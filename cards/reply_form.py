"""The card on which somebody replies to an invitation, and sees what they replied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import Element, make_dated_row, make_text
from cards.inputs import make_choice_input, make_switch, make_text_input
from cards.shown import MeetingShown
from cards.words import format_span

LONGEST_REASON = 500
PRIVATE = "Your reason is seen by you alone, unless you let the chair read it."


@dataclass(frozen=True, slots=True)
class ApologyForm:
    """What stands in the fields of an apology, and who may be sent instead, by id; nobody where none may."""

    reason: str = ""
    shared: bool = False
    delegate: str = ""
    delegates: Mapping[str, str] | None = None


def make_reply_form(
    meeting: MeetingShown,
    replied: str,
    footing: Footing,
    *,
    said: str = "",
    form: ApologyForm | None = None,
    typed: str = "",
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Show a meeting, what somebody replied, and the fields of an apology.

    Args:
        meeting: The meeting.
        replied: What they replied so far, in a sentence.
        footing: What the card rests on.
        said: What was just done, or why not.
        form: The fields of an apology; without one there are none.
        typed: What may be typed instead.
        actions: What may be replied, and asked next.
    """
    when = format_span(meeting.starts, meeting.ends)
    about = " · ".join(filter(None, (meeting.title, meeting.place)))
    body: list[Element] = [make_text(said, weight="Bolder", color="Accent")] if said else []
    lines = [make_text(when, weight="Bolder")]
    lines += [make_text(about, isSubtle=True, spacing="None")] if about else []
    body += [make_dated_row(meeting.starts, lines), make_text(replied)]
    text = [said, f"{meeting.group}: {when}", about, replied]
    if form is not None:
        fields, words = _make_fields(form)
        body += fields
        text += words
    if typed:
        body.append(make_text(typed, isSubtle=True, size="Small", spacing="Medium"))
    return make_card("Your reply", meeting.group, body, [*text, typed], footing, actions)


def _make_fields(form: ApologyForm) -> tuple[list[Element], list[str]]:
    label, switch = "If you cannot come: why (you may leave it empty)", "Let the chair read the reason"
    fields = [
        make_text_input("reason", label, value=form.reason, longest=LONGEST_REASON, lines=True),
        make_switch("share_with_chair", switch, on=form.shared),
        make_text(PRIVATE, isSubtle=True, size="Small", spacing="Small"),
    ]
    words = [
        f"{label}: {form.reason or 'none given'}", f"{switch} (yes or no): {'yes' if form.shared else 'no'}", PRIVATE
    ]  # fmt: skip
    if form.delegates:
        fields.append(
            make_choice_input("delegate", "Who goes in your place", form.delegates, value=form.delegate)
        )
        words.append(f"Who goes in your place, one of: {', '.join(form.delegates.values())}")
    return fields, words
