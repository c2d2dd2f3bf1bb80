"""Answers "where are the minutes of …?": the latest this audience may read, and plainly when there are none.

A draft is for chair, co-chair and coordinator. To everyone else a meeting whose minutes are in draft and one whose
minutes were never begun read the same.
"""

from __future__ import annotations

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ask_chair, ask_dates, ask_of, do
from bot.handlers.minutes_meant import find_begun, find_taking_of, may_approve
from bot.handlers.refusal import refuse
from bot.routing import on_group
from bot.showing import find_meetings, find_minutes_aspect, show_minutes
from cards.card import Button
from cards.minutes import MOST_ROWS, make_minutes_card
from cards.notice import make_notice_card
from cards.words import format_day
from trust.calendar import add_working_days
from trust.deeds.values import ApproveMinutes
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect


@on_group("group_minutes")
def tell_minutes(asked: Asked, group: Group) -> Answer:
    """Show a group's latest minutes and where they are."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.MINUTES]
    if not ruling.allowed:
        return refuse(asked, group, "its minutes", ruling)
    past, coming = find_meetings(asked, [group])
    held = [meeting for meeting in past if meeting.status is MeetingStatus.PUBLISHED]
    found = [
        minutes
        for meeting in held
        if (minutes := asked.year.minutes_by_meeting.get(meeting.key))
        and rulings[find_minutes_aspect(minutes)].allowed
    ]
    note = _say_missing(asked, held, rulings)
    kept = _find_keeping(asked, group, rulings)
    if not found:
        text = note or _say_not_met(group, coming)
        card = make_notice_card(
            group.name,
            text,
            asked.footing,
            kicker="Minutes",
            actions=(*kept, ask_dates(group), ask_chair(group)),
        )
        return Answer(card, rule=ruling.rule)
    shown = [show_minutes(asked, minutes) for minutes in found[:MOST_ROWS]]
    card = make_minutes_card(
        group.name,
        shown,
        asked.footing,
        note=note,
        buttons=(*kept, ask_dates(group, "Dates"), ask_chair(group)),
    )
    return Answer(card, sources=tuple(f"minutes {m.meeting}" for m in found[:MOST_ROWS]), rule=ruling.rule)


def _find_keeping(asked: Asked, group: Group, rulings: Rulings) -> tuple[Button, ...]:
    """Make the buttons of those who take the minutes: approve what is ready, go on writing, see who changed what."""
    held = find_begun(asked, group) if rulings[Aspect.MINUTES_DRAFT].allowed else []
    takings = [find_taking_of(asked, meeting, group, rulings) for meeting in held]
    if not takings:
        return ()
    ready = [one for one in takings if may_approve(asked, one)][:1]
    return (
        *(
            do(
                f"Approve {one.meeting.starts.day} {one.meeting.starts:%b}",
                ApproveMinutes(meeting=one.meeting.key),
            )
            for one in ready
        ),
        ask_of(group, "take_minutes", "Take minutes"),
        ask_of(group, "minutes_versions", "Who changed what"),
    )


def _say_missing(asked: Asked, held: list[Meeting], rulings: Rulings) -> str:
    """Say that the latest meeting has no minutes to show yet, and when they are due."""
    if not held:
        return ""
    latest = asked.year.minutes_by_meeting.get(held[0].key)
    if latest and rulings[find_minutes_aspect(latest)].allowed:
        return ""
    day = held[0].starts.date()
    due = add_working_days(day, asked.trust.settings.rules.minutes_saved_working_days_after)
    when = (
        f"a draft is due by {format_day(due)}"
        if due >= asked.today
        else f"a draft was due by {format_day(due)}"
    )
    return f"There are no approved minutes of {format_day(day)} yet; {when}."


def _say_not_met(group: Group, coming: list[Meeting]) -> str:
    first = f"; it first meets on {format_day(coming[0].starts.date())}" if coming else ""
    return f"{group.name} has not met yet, so there are no minutes{first}."
