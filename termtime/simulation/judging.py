"""What went wrong in a simulated year, found from outside: from what arrived in Teams, the ledger, and the year's papers.

Nothing here asks the code that sent the messages: who belongs to a group is read from the trust's rows, quiet hours from
its clock times, and what arrived from the tenant, so that a rule forgotten there shows here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from trust.calendar import add_working_days
from trust.groups import Group, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.papers import ActionStatus, MinutesStatus
from trust.people import Person, PersonKind
from trust.values import place_in_london
from trust.year import Trust, Year

# A claim lapses after three minutes; a message that came so near one may be the one nobody could note.
LOST = timedelta(minutes=5)
# Working days after which what is still undone is a loose end.
GRACE = 15


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message somebody had not asked for: to whom, when, its id, and all the words of it."""

    person: str
    at: datetime
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the delivery ledger, as far as it is judged; `message` is Teams' id of what was sent at a moment."""

    key: str
    person: str
    outcome: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """From when somebody wanted no messages: until a day, or in hours of their own; the later of theirs counts."""

    person: str
    since: datetime
    until: date | None = None
    hours: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Everything that should not have happened, a sentence each."""

    duplicates: tuple[str, ...] = ()
    in_quiet_hours: tuple[str, ...] = ()
    unentitled: tuple[str, ...] = ()
    unaccounted: tuple[str, ...] = ()
    loose_ends: tuple[str, ...] = ()


def find_duplicates(arrived: Iterable[Arrival]) -> tuple[str, ...]:
    """Find messages that said the same to the same person twice; when they were true is left out of it."""
    said = Counter((one.person, _without_moment(one.text)) for one in arrived)
    return tuple(
        f"{person} was told {count} times: {text[:120]}"
        for (person, text), count in said.items()
        if count > 1
    )


def find_untimely(trust: Trust, arrived: Iterable[Arrival]) -> tuple[str, ...]:
    """Find messages that arrived in the trust's quiet hours."""
    hours = trust.settings.rules.quiet_hours
    found = []
    for one in arrived:
        at = place_in_london(one.at)
        late, early = at.time() >= hours.starts, at.time() < hours.ends
        if (late or early) if hours.starts > hours.ends else (late and early):
            found.append(f"{one.person} was written to at {at:%H:%M on %d %b}.")
    return tuple(found)


def find_unwanted(holds: Iterable[Hold], arrived: Iterable[Arrival]) -> tuple[str, ...]:
    """Find messages that reached somebody who had paused them, or in their own quiet hours."""
    by_person: dict[str, list[Hold]] = {}
    for hold in holds:
        by_person.setdefault(hold.person, []).append(hold)
    found = []
    for one in arrived:
        at = place_in_london(one.at)
        theirs = [hold for hold in by_person.get(one.person, ()) if hold.since < one.at]
        pauses = [hold.until for hold in theirs if hold.until]
        hours = [hold.hours for hold in theirs if hold.hours]
        if pauses and at.date() < pauses[-1]:
            found.append(f"{one.person} had paused messages and was written to on {at:%d %b}.")
        if hours and (at.time() >= hours[-1][0] or at.time() < hours[-1][1]):
            found.append(f"{one.person} was written to at {at:%H:%M on %d %b}, in quiet hours of their own.")
    return tuple(found)


def find_unentitled(trust: Trust, one: Arrival) -> tuple[str, ...]:
    """Find the groups a message names whose name is not for the person it went to, on the day it arrived."""
    person, day = trust.person_by_id.get(one.person), place_in_london(one.at).date()
    if person is None or not person.holds(day):
        return (f"{one.person} was written to and is not in the trust.",)
    return tuple(
        f"{one.person} was told of {group.name}: {one.text[:120]}"
        for group in trust.groups
        if group.name in one.text and not _may_hear(trust, person, group, one)
    )


def find_unaccounted(
    year: Year, now: datetime, arrived: Sequence[Arrival], rows: Sequence[LedgerRow]
) -> tuple[str, ...]:
    """Find what nobody can account for: meetings that vanished, messages without a row, rows without an end."""
    minuted = {one.meeting for one in year.minutes}
    found = [
        f"{meeting.key} was held and nothing was noted of it."
        for meeting in year.meetings
        if meeting.status is MeetingStatus.PUBLISHED and meeting.ends <= now and meeting.key not in minuted
    ]
    found += [f"{m.key} was never published." for m in year.meetings if m.status is MeetingStatus.PROPOSED]
    sent = {row.message for row in rows if row.outcome == "sent"}
    came = {one.id for one in arrived}
    # Whoever was killed between sending and noting left a row that says so.
    not_known: dict[str, list[datetime]] = {}
    for row in rows:
        if row.outcome == "not known":
            not_known.setdefault(row.person, []).append(row.at)
    found += [
        f"A message to {one.person} is in no ledger: {one.text[:80]}"
        for one in arrived
        if one.id not in sent and not any(abs(one.at - at) < LOST for at in not_known.get(one.person, ()))
    ]
    found += [f"{row.key} for {row.person} is said to be sent and never came." for row in rows
              if row.outcome == "sent" and row.message not in came]  # fmt: skip
    known = {"sent", "failed", "deferred", "not needed", "not known"}
    found += [f"{row.key} for {row.person} is {row.outcome}." for row in rows if row.outcome not in known]
    return tuple(found)


def find_loose_ends(year: Year, now: datetime, rows: Iterable[LedgerRow]) -> tuple[str, ...]:
    """Find what was left undone and long due, where nobody was told, or was to be told, of it: minutes, approvals, actions."""
    told = {row.key for row in rows}
    today, rules = place_in_london(now).date(), year.trust.settings.rules
    held = [m for m in year.meetings if m.status is MeetingStatus.PUBLISHED and m.ends <= now]
    found = []
    for meeting in held:
        minutes = year.minutes_by_meeting.get(meeting.key)
        due = add_working_days(meeting.starts.date(), rules.minutes_saved_working_days_after)
        if (minutes is None or (minutes.saved is None and minutes.status is MinutesStatus.DRAFT)) and (
            add_working_days(due, GRACE) < today and not _is_told(told, "minutes_", meeting)
        ):
            found.append(f"The minutes of {meeting.key} were never saved, and nobody was told.")
        after = [m for m in held if m.group == meeting.group and m.starts > meeting.starts]
        if minutes and minutes.saved and minutes.status is MinutesStatus.DRAFT and after:
            met = min(m.starts for m in after).date()
            if add_working_days(met, GRACE) < today:
                found.append(f"The minutes of {meeting.key} were not approved after the group met on {met}.")
    for action in year.actions:
        overdue = (
            action.status is ActionStatus.OPEN and action.due and add_working_days(action.due, GRACE) < today
        )
        if overdue and not any(key.startswith("action_") and action.id in key for key in told):
            found.append(f"The action {action.id} was due on {action.due} and {action.owner} was never told.")
    return tuple(found)


def _is_told(told: Iterable[str], kind: str, meeting: Meeting) -> bool:
    return any(key.startswith(kind) and meeting.key in key for key in told)


def _may_hear(trust: Trust, person: Person, group: Group, one: Arrival) -> bool:
    day = place_in_london(one.at).date()
    holds_office = any(
        officer.group == group.id and officer.person == person.id and officer.holds(day)
        for officer in trust.officers
    )
    named = any(
        row.group == group.id and row.person == person.id and row.holds(day) for row in trust.memberships
    )
    by_role = bool(set(group.roles) & set(person.roles)) or bool(group.officers_of)
    inside = holds_office or named or by_role
    if group.sensitivity is Sensitivity.RESTRICTED:
        return inside or bool(group.contact)
    outside = person.kind is PersonKind.GUEST or person.id in trust.settings.it_administrators
    return inside or not outside


def _without_moment(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if " · as of " not in line)
