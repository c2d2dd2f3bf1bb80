"""A meeting's minutes on its page: how far they are, what they say, who was there, and what officers may do about them.

Decisions, actions and the summary are written in Teams, or in Word; here attendance is noted, and the draft is saved, approved and
reopened.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.minutes_forms import find_possible, find_replied
from bot.handlers.minutes_meant import Taking, find_taking_of, may_approve, may_reopen, say_state
from bot.handlers.papers import find_minutes, say_minutes_state
from bot.showing import find_minutes_url
from cards.card import is_safe_address
from termtime.pages.viewer import Viewer
from termtime.pages.views.shown import DeedButton, make_button
from trust.deeds.approving import is_saved
from trust.deeds.rights import Right, has_right
from trust.deeds.values import ApproveMinutes, NoteAttendance, ReopenMinutes, SaveMinutes
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Minutes, MinutesStatus
from trust.permissions import Aspect

# A form has at most 500 fields (termtime.pages.sign_in.forms), of which a person may take two.
MOST_PEOPLE = 240
APPROVING = "Approve these minutes? Everybody who may read them sees them then."


@dataclass(frozen=True, slots=True)
class Attender:
    """Somebody who may have been there, and how they are noted."""

    id: str
    name: str
    present: bool
    apologies: bool


@dataclass(frozen=True, slots=True)
class AttendanceForm:
    """The form in which attendance is noted. `as_replied`: nobody noted it yet, it is ticked as people replied."""

    save: DeedButton
    people: tuple[Attender, ...]
    as_replied: bool


@dataclass(frozen=True, slots=True)
class MinutesView:
    """What the page says of the minutes. `present` and `apologies` are names, where the viewer may see the roster."""

    state: str
    draft: bool
    shown: bool
    summary: str
    decisions: tuple[str, ...]
    present: tuple[str, ...]
    apologies: tuple[str, ...]
    url: str
    buttons: tuple[DeedButton, ...]
    approve: DeedButton | None
    sure: str
    attendance: AttendanceForm | None
    take: str


def make_minutes_view(viewer: Viewer, group: Group, meeting: Meeting) -> MinutesView | None:
    """Make the minutes' part of a page; None before the meeting, or where the viewer may not read minutes."""
    begun = meeting.starts <= viewer.now and meeting.status is MeetingStatus.PUBLISHED
    if not begun or not viewer.may(Aspect.MINUTES, group):
        return None
    rulings = viewer.find_rulings(group)
    minutes = find_minutes(viewer.asked, meeting, rulings)
    taking = find_taking_of(viewer.asked, meeting, group, rulings) if _may_take(viewer, group) else None
    names = viewer.may(Aspect.ROSTER, group)
    url = find_minutes_url(viewer.asked, minutes) if minutes else ""
    approves = taking is not None and may_approve(viewer.asked, taking)
    return MinutesView(
        state=say_state(viewer.asked, taking) if taking else say_minutes_state(viewer.asked, meeting, minutes),
        draft=minutes is not None and minutes.status is MinutesStatus.DRAFT,
        shown=minutes is not None,
        summary=minutes.summary if minutes else "",
        decisions=minutes.decisions if minutes else (),
        present=_name(viewer, minutes.present) if minutes and names else (),
        apologies=_name(viewer, minutes.apologies) if minutes and names else (),
        url=url if is_safe_address(url) else "",
        buttons=_find_buttons(viewer, taking) if taking else (),
        approve=make_button("Approve the minutes", ApproveMinutes(meeting=meeting.key)) if approves else None,
        sure=APPROVING,
        attendance=_make_attendance(viewer, taking) if taking else None,
        take=f"Take minutes for {group.name}" if taking and taking.minutes.status is MinutesStatus.DRAFT else "",
    )  # fmt: skip


def _may_take(viewer: Viewer, group: Group) -> bool:
    writes = has_right(viewer.trust, viewer.person, Right.MINUTES, group, viewer.today)
    return writes and viewer.may(Aspect.MINUTES_DRAFT, group)


def _name(viewer: Viewer, ids: tuple[str, ...]) -> tuple[str, ...]:
    people = viewer.trust.person_by_id
    return tuple(sorted(people[one].name for one in ids if one in people))


def _find_buttons(viewer: Viewer, taking: Taking) -> tuple[DeedButton, ...]:
    key, minutes = taking.meeting.key, taking.minutes
    if may_reopen(viewer.asked, taking):
        return (make_button("Reopen the minutes", ReopenMinutes(meeting=key)),)
    written = minutes != Minutes(meeting=key)
    if minutes.status is MinutesStatus.DRAFT and not is_saved(minutes) and written:
        return (make_button("Save the draft", SaveMinutes(meeting=key)),)
    return ()


def _make_attendance(viewer: Viewer, taking: Taking) -> AttendanceForm | None:
    minutes = taking.minutes
    people = find_possible(viewer.asked, taking)
    if minutes.status is not MinutesStatus.DRAFT or not 0 < len(people) <= MOST_PEOPLE:
        return None
    noted = {"present": list(minutes.present), "apologies": list(minutes.apologies)}
    # What stood in the form is told with it, so that what somebody else notes meanwhile stays.
    deed = NoteAttendance(
        meeting=taking.meeting.key, was_present=minutes.present, was_apologies=minutes.apologies
    )
    as_replied = not any(noted.values())
    ticked = find_replied(viewer.asked, taking, [p.id for p in people]) if as_replied else noted
    return AttendanceForm(
        make_button("Save attendance", deed),
        tuple(Attender(p.id, p.name, p.id in ticked["present"], p.id in ticked["apologies"]) for p in people),
        as_replied and any(ticked.values()),
    )
