"""Which meeting's minutes are being taken, and how they stand, for those who may see drafts; buttons that come back to it.

Minutes are taken while or after a meeting is held, so the meeting that began last is meant unless another is named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import TURN, ask_dates
from bot.handlers.meant import say_no_meeting
from bot.handlers.own_groups import is_unsettled
from bot.handlers.paging import pick_nth
from bot.handlers.papers import name_meeting
from bot.handlers.stretch import find_within
from bot.handlers.which_group import ask_which
from bot.ports import Scope
from bot.showing import find_meetings
from cards.card import Button
from cards.minutes_form import MinutesTaken
from cards.notice import make_notice_card
from cards.words import format_day, format_moment
from trust.calendar import add_working_days
from trust.deeds.approving import find_approval, is_saved
from trust.deeds.locking import find_last_open_day, is_locked
from trust.deeds.rights import Right, has_right
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Action, ActionStatus, Minutes, MinutesStatus
from trust.permissions import Aspect

NOT_HERE = "Not everyone here may see draft minutes. Ask me in a chat of our own."


class Taking(NamedTuple):
    """A meeting that has begun, whose group it is, and its minutes as they stand, empty before anything is noted."""

    group: Group
    meeting: Meeting
    minutes: Minutes
    rulings: Rulings

    @property
    def sources(self) -> tuple[str, ...]:
        """What an answer about it rests on."""
        return (f"meeting {self.meeting.key}", f"minutes {self.meeting.key}")


Choice = Callable[[list[Taking]], list[Taking]]


def find_taking(asked: Asked, preferred: Choice | None = None, *, by_day: bool = True) -> Taking | Answer:
    """Find whose minutes are meant, or say why none may be taken.

    Args:
        asked: The question.
        preferred: Picks of the meetings that were held, the latest first, those meant where none is named.
        by_day: Whether the days named are the meeting's; otherwise they belong to what is noted of it.
    """
    group = asked.question.entities.group or _find_only_group(asked)
    if is_unsettled(asked) or group is None:
        return ask_which(asked)
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.MINUTES_DRAFT]
    if not ruling.allowed:
        text = f"The minutes of {group.name} are taken by its chair, co-chair and coordinator."
        card = make_notice_card(
            group.name, text if asked.scope is Scope.PERSONAL else NOT_HERE, asked.footing, kicker="Minutes"
        )
        return Answer(card, sources=(f"group {group.id}",), rule=ruling.rule)
    held = find_begun(asked, group)
    entities = asked.question.entities
    exact = [meeting for meeting in asked.year.meetings if _carries(meeting, group, entities.detail)]
    if exact:
        held = [meeting for meeting in held if meeting in exact]
    elif entities.when and by_day:
        held = find_within(held, entities.when)
    elif entities.nth:
        held = [one for one in (pick_nth(held, entities.nth),) if one]
    elif preferred:
        takings = [find_taking_of(asked, meeting, group, rulings) for meeting in held]
        held = [taking.meeting for taking in preferred(takings)] or held
    if not held:
        return _say_not_begun(asked, group, exact)
    return find_taking_of(asked, held[0], group, rulings)


def find_taking_of(asked: Asked, meeting: Meeting, group: Group, rulings: Rulings) -> Taking:
    """Find the minutes of a meeting as they stand."""
    minutes = asked.year.minutes_by_meeting.get(meeting.key) or Minutes(meeting=meeting.key)
    return Taking(group, meeting, minutes, rulings)


def find_begun(asked: Asked, group: Group) -> list[Meeting]:
    """Find a group's meetings that have begun and were not called off, the latest first."""
    begun = [
        meeting
        for meeting in asked.year.meetings
        if meeting.group == group.id
        and meeting.status is MeetingStatus.PUBLISHED
        and meeting.starts <= asked.now
    ]
    return sorted(begun, key=lambda meeting: (meeting.starts, meeting.key), reverse=True)


def turn_to(taking: Taking, title: str, intent: str, **carried: str | int) -> Button:
    """Make a button that shows another side of the same meeting's minutes in the card's own place."""
    data = {"intent": intent, "group": taking.group.id, "detail": taking.meeting.key.split("/")[2]}
    return Button(title, TURN, data | carried)


def show_taken(asked: Asked, taking: Taking) -> MinutesTaken:
    """Show what is noted so far."""
    people = asked.trust.person_by_id
    minutes = taking.minutes
    return MinutesTaken(
        group=taking.group.name,
        meeting=name_meeting(taking.meeting),
        state=say_state(asked, taking),
        present=tuple(sorted(people[one].name for one in minutes.present if one in people)),
        apologies=tuple(sorted(people[one].name for one in minutes.apologies if one in people)),
        decisions=minutes.decisions,
        actions=tuple(_say_action(asked, action) for action in find_agreed(asked, taking.meeting)),
        summary=minutes.summary,
    )


def find_agreed(asked: Asked, meeting: Meeting) -> list[Action]:
    """Find what was agreed at a meeting, by the day it is due."""
    agreed = [action for action in asked.year.actions if action.meeting == meeting.key]
    return sorted(agreed, key=lambda action: (action.due is None, action.due, action.text))


def say_state(asked: Asked, taking: Taking) -> str:
    """Say how far minutes are, and what may become of them next."""
    minutes, rules = taking.minutes, asked.trust.settings.rules
    if is_locked(rules, minutes, asked.now):
        return f"Locked{_say_approved(asked, minutes)}. Nobody changes them any more."
    if minutes.status is MinutesStatus.APPROVED:
        last = find_last_open_day(rules, minutes)
        until = f" The chair or co-chair may reopen them until {format_day(last)}." if last else ""
        return f"Approved{_say_approved(asked, minutes)}.{until}"
    if not is_saved(minutes):
        due = add_working_days(taking.meeting.starts.date(), rules.minutes_saved_working_days_after)
        return (
            f"A draft, not saved yet: {'due' if due >= asked.today else 'it was due'} by {format_day(due)}."
        )
    opens = find_approval(asked.year, taking.meeting)
    when = "now" if opens <= asked.now else f"from {format_moment(opens)} on"
    saved = f", saved {format_day(minutes.saved)}" if minutes.saved else ""
    return f"A draft{saved}. The chair or co-chair may approve it {when}."


def may_approve(asked: Asked, taking: Taking) -> bool:
    """Say whether the asker may approve minutes at this moment."""
    ready = taking.minutes.status is MinutesStatus.DRAFT and is_saved(taking.minutes)
    return ready and chairs(asked, taking.group) and find_approval(asked.year, taking.meeting) <= asked.now


def may_reopen(asked: Asked, taking: Taking) -> bool:
    """Say whether the asker may reopen minutes at this moment."""
    approved = taking.minutes.status is MinutesStatus.APPROVED
    locked = is_locked(asked.trust.settings.rules, taking.minutes, asked.now)
    return approved and not locked and chairs(asked, taking.group)


def chairs(asked: Asked, group: Group) -> bool:
    """Say whether the asker chairs or co-chairs a group."""
    return asked.asker is not None and has_right(asked.trust, asked.asker, Right.APPROVE, group, asked.today)


def _find_only_group(asked: Asked) -> Group | None:
    """Find the one group whose minutes the asker takes, if it is one."""
    if asked.asker is None or is_unsettled(asked):
        return None
    groups = [
        group
        for group in asked.visible
        if has_right(asked.trust, asked.asker, Right.MINUTES, group, asked.today)
    ]
    return groups[0] if len(groups) == 1 else None


def _carries(meeting: Meeting, group: Group, detail: str) -> bool:
    return bool(detail) and meeting.group == group.id and meeting.key.split("/")[2] == detail


def _say_not_begun(asked: Asked, group: Group, named: list[Meeting]) -> Answer:
    ruling = asked.find_rulings(group)[Aspect.MINUTES_DRAFT]
    if asked.question.entities.when and not named:
        return say_no_meeting(asked, group, "Minutes", ruling)
    ahead = [m for m in find_meetings(asked, [group])[1] if m.status is MeetingStatus.PUBLISHED]
    coming = [meeting for meeting in ahead if meeting in named] or ahead[:1]
    text = f"{group.name} has not met yet, so there are no minutes to take."
    if coming:
        text = (
            f"{name_meeting(coming[0])}: its minutes may be taken from {format_moment(coming[0].starts)} on."
        )
    card = make_notice_card(group.name, text, asked.footing, kicker="Minutes", actions=(ask_dates(group),))
    return Answer(card, sources=tuple(f"meeting {one.key}" for one in coming), rule=ruling.rule)


def _say_approved(asked: Asked, minutes: Minutes) -> str:
    person = asked.trust.person_by_id.get(minutes.approved_by or "")
    on = f" on {format_day(minutes.approved)}" if minutes.approved else ""
    by = f" by {person.name}" if person else ""
    return f", approved{on}{by}" if minutes.status is MinutesStatus.LOCKED and on else f"{on}{by}"


def _say_action(asked: Asked, action: Action) -> str:
    owner = asked.trust.person_by_id.get(action.owner)
    due = f"due {format_day(action.due)}" if action.due else ""
    done = "done" if action.status is ActionStatus.DONE else due
    return " · ".join(filter(None, (action.text, owner.name if owner else "", done)))
