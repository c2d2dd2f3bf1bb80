"""The card of a list of meetings, a page at a time: a group's dates, or somebody's own."""

from __future__ import annotations

from collections.abc import Sequence

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import Element, make_dated_row, make_text
from cards.shown import MeetingShown
from cards.words import format_span

ROWS_A_PAGE = 5


def make_meetings_card(
    title: str,
    meetings: Sequence[MeetingShown],
    footing: Footing,
    *,
    kicker: str = "Dates",
    name_groups: bool = False,
    note: str = "",
    actions: tuple[Button | Link, ...] = (),
) -> Card:
    """Show meetings in the order given.

    Args:
        title: Whose meetings these are.
        meetings: One page of them.
        footing: What the answer rests on.
        kicker: Which meetings, such as "Dates 1–5 of 12".
        name_groups: Say at each meeting which group it is of.
        note: A sentence above the list.
        actions: What may be asked or opened next; the pager first.
    """
    body: list[Element] = [make_text(note)] if note else []
    body += [_make_row(m, first=n == 0, named=name_groups) for n, m in enumerate(meetings)]
    withheld = next((m.withheld for m in meetings if m.withheld), "")
    if withheld:
        body.append(make_text(withheld, isSubtle=True, size="Small"))
    text = [f"{title} ({kicker.lower()})", note, *(_say(m, named=name_groups) for m in meetings), withheld]
    return make_card(kicker, title, body, text, footing, actions)


def _make_row(meeting: MeetingShown, *, first: bool, named: bool) -> Element:
    lines = [make_text(format_span(meeting.starts, meeting.ends), weight="Bolder")]
    if details := _find_details(meeting, named=named):
        lines.append(make_text(details, isSubtle=True, spacing="None"))
    if meeting.cancelled:
        lines.append(make_text("Cancelled", color="Attention", weight="Bolder", spacing="None"))
    return make_dated_row(meeting.starts, lines, separator=not first)


def _say(meeting: MeetingShown, *, named: bool) -> str:
    cancelled = "CANCELLED" if meeting.cancelled else ""
    when = format_span(meeting.starts, meeting.ends)
    return "- " + " · ".join(filter(None, (when, _find_details(meeting, named=named), cancelled)))


def _find_details(meeting: MeetingShown, *, named: bool) -> str:
    group = meeting.group if named else ""
    return " · ".join(filter(None, (group, meeting.title, meeting.place)))
