"""The card of one meeting: when, where, who chairs it, and the way in."""

from __future__ import annotations

from datetime import datetime

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import make_dated_row, make_facts, make_panel, make_text
from cards.shown import MeetingShown
from cards.words import format_distance, format_span


def make_meeting_card(
    meeting: MeetingShown,
    now: datetime,
    footing: Footing,
    *,
    kicker: str = "Next meeting",
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Show one meeting; what the audience may not see is empty in it, and so absent here."""
    when = format_span(meeting.starts, meeting.ends)
    distance = format_distance(meeting.starts.date(), now.date())
    lines = [make_text(when, weight="Bolder")]
    if meeting.title:
        lines.append(make_text(meeting.title, spacing="None"))
    lines.append(
        make_text(" · ".join(filter(None, (meeting.place, distance))), isSubtle=True, spacing="None")
    )
    body = [make_dated_row(meeting.starts, lines)]
    if meeting.cancelled:
        body.insert(
            0, make_panel([make_text("Cancelled", weight="Bolder", color="Attention")], style="attention")
        )
    body += make_facts({office.name: office.words for office in meeting.offices})
    if meeting.withheld:
        body.append(make_text(meeting.withheld, isSubtle=True, size="Small"))
    links = (
        Link("Join", meeting.join_url),
        Link("Agenda", meeting.agenda_url),
        Link("Minutes", meeting.minutes_url),
    )
    return make_card(kicker, meeting.group, body, _say(meeting, when, distance), footing, (*links, *buttons))


def _say(meeting: MeetingShown, when: str, distance: str) -> list[str]:
    cancelled = "CANCELLED: " if meeting.cancelled else ""
    return [
        f"{cancelled}{meeting.group}: {when} ({distance}).",
        ", ".join(filter(None, (meeting.title, meeting.place))),
        *(f"{office.name}: {office.words}" for office in meeting.offices),
        meeting.withheld,
    ]
