"""The nudges that sum up: a member's meetings of the term, a lead's account of one, and next year's planning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.handlers.buttons import ASK, MY_GROUPS
from bot.handlers.nudge_words import Told
from cards.card import Button
from cards.nudges import NudgeShown
from cards.words import format_span, join_words
from trust.calendar import TermName, add_working_days
from trust.groups import Group
from trust.horizon import find_terms
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_vacancies
from trust.nudges import Nudge
from trust.papers import ActionStatus, AgendaStatus, MinutesStatus
from trust.permissions import Aspect, find_ruling

MOST_MEETINGS = 12
MOST_VACANCIES = 6


def show_term_digest(told: Told, nudge: Nudge) -> NudgeShown:
    """Show somebody's meetings of a term, and how many actions they owe."""
    meetings = [
        meeting
        for meeting in _find_of_term(told, nudge)
        if meeting.ends > told.now and told.is_invited(meeting)
    ]
    lines = tuple(
        f"{told.group(one).name}: {format_span(one.starts, one.ends)}" for one in meetings[:MOST_MEETINGS]
    )
    more = len(meetings) - MOST_MEETINGS
    owed = [a for a in told.year.actions if a.owner == told.person and a.status is ActionStatus.OPEN]
    lead = f"You have {len(meetings)} meeting{'s' if len(meetings) != 1 else ''} this term"
    return NudgeShown(
        f"Your {nudge.detail} term",
        f"{lead} and {len(owed)} open action{'s' if len(owed) != 1 else ''}.",
        (*lines, *((f"And {more} more.",) if more > 0 else ())),
        typed="Or type: my meetings, or: my actions.",
        actions=(
            Button("My meetings", ASK, {"intent": "my_meetings", "mine": 1}),
            Button("My actions", ASK, {"intent": "actions", "mine": 1}),
            MY_GROUPS,
        ),
    )


def show_lead_digest(told: Told, nudge: Nudge) -> NudgeShown:
    """Show how a term went in the groups a lead may see: meetings, papers, actions, vacant offices."""
    groups = {group.id: group for group in _find_seen(told)}
    held = [m for m in _find_of_term(told, nudge) if m.group in groups and m.ends <= told.now]
    agendas = [told.year.agenda_by_meeting.get(m.key) for m in held]
    minutes = [told.year.minutes_by_meeting.get(m.key) for m in held]
    published = sum(a is not None and a.status is AgendaStatus.PUBLISHED for a in agendas)
    saved = sum(
        m is not None and (m.saved is not None or m.status is not MinutesStatus.DRAFT) for m in minutes
    )
    missing = [
        told.group(m).name for m, one in zip(held, minutes, strict=True) if one is None and _is_late(told, m)
    ]
    late = [
        action
        for action in told.year.actions
        if action.status is ActionStatus.OPEN and action.due and action.due < told.today
        and action.meeting.split("/")[1] in groups
    ]  # fmt: skip
    vacant = _find_vacancies(told, groups.values())
    return NudgeShown(
        f"The {nudge.detail} term, summed up",
        f"{len(held)} meetings were held in the groups you may see.",
        facts=(
            ("Agendas published", f"{published} of {len(held)}"),
            ("Minutes saved", f"{saved} of {len(held)}"),
            ("Minutes missing", join_words(sorted(set(missing))[:MOST_VACANCIES])),
            ("Actions late", str(len(late))),
            ("Vacant", join_words(vacant[:MOST_VACANCIES])),
        ),
        typed="Or type: late actions, or: who chairs and a group's name.",
        actions=(Button("Late actions", ASK, {"intent": "actions", "overdue": 1}), MY_GROUPS),
    )


def show_planning(told: Told, nudge: Nudge) -> NudgeShown:
    """Ask a lead to begin next year."""
    year = nudge.key.rpartition("/")[2]
    following = f"{int(year[:4]) + 1}-{(int(year[:4]) + 2) % 100:02d}"
    vacant = _find_vacancies(told, _find_seen(told))
    return NudgeShown(
        f"Planning {following}",
        f"It is June: {following} is to be planned. What is wanted first are the councils' term dates, each school's "
        "INSET days, and who chairs each group.",
        (f"Vacant now: {join_words(vacant[:MOST_VACANCIES])}.",) if vacant else (),
        typed="Or type: term dates, or: moderation.",
        actions=(
            Button("Term dates", ASK, {"intent": "term_dates"}),
            Button("Moderation this year", ASK, {"intent": "moderation"}),
        ),
    )


def _find_of_term(told: Told, nudge: Nudge) -> list[Meeting]:
    first, last = find_terms(told.year.trust)[TermName(nudge.detail)]
    return sorted(
        (
            one
            for one in told.year.meetings
            if one.status is MeetingStatus.PUBLISHED
            and first <= one.starts.date() <= last
            and one.group in told.year.trust.group_by_id
        ),
        key=lambda one: (one.starts, one.key),
    )


def _find_seen(told: Told) -> list[Group]:
    person = told.year.trust.person_by_id[told.person]
    return [
        group
        for group in told.year.trust.groups
        if group.holds(told.today)
        and find_ruling(told.year.trust, (person,), Aspect.ACTIONS, group, told.today).allowed
    ]


def _find_vacancies(told: Told, groups: Iterable[Group]) -> list[str]:
    trust, day = told.year.trust, told.today
    return [f"{office} of {group.name}" for group in groups for office in find_vacancies(trust, group, day)]


def _is_late(told: Told, meeting: Meeting) -> bool:
    days = told.year.trust.settings.rules.minutes_saved_working_days_after
    due: date = add_working_days(meeting.starts.date(), days)
    return due < told.today
