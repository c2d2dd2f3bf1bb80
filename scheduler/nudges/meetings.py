"""What a group's members are told before a meeting: that the agenda is there, that a reply is wanted, that it is soon.

Only those who belong today and will belong then are written to. A key names the meeting's time where the nudge is about
it, so that a meeting that moves is announced anew and its old time never.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from scheduler.nudges.days import DAY, EARLIEST, find_responsible, make_nudge, step
from trust.cadence import Format
from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.nudges import Nudge, NudgeKind
from trust.offered import Offered
from trust.papers import AgendaStatus, Answer, Reply
from trust.people import Person
from trust.values import place_in_london
from trust.year import Trust, Year

# Working days before a meeting.
REPLY_WANTED_FROM, REPLY_WANTED_TO = 8, 2
REMINDER = 1
MODERATION_FROM, MODERATION_TO = 15, 3


@dataclass(frozen=True)
class MeetingNow:
    """A published meeting, as it stands at a moment; `offered` is what was found of its minutes in Word."""

    year: Year
    meeting: Meeting
    group: Group
    replies: Mapping[str, Reply]
    now: datetime
    offered: Offered | None = None

    @property
    def trust(self) -> Trust:
        """The trust."""
        return self.year.trust

    @property
    def day(self) -> date:
        """The day it is held."""
        return self.meeting.starts.date()

    @cached_property
    def today(self) -> date:
        """The day of asking."""
        return place_in_london(self.now).date()

    @cached_property
    def invited(self) -> tuple[Person, ...]:
        """Who belongs to the group both today and then."""
        then = {person.id for person in find_members(self.trust, self.group, self.day)}
        return tuple(p for p in find_members(self.trust, self.group, self.today) if p.id in then)

    @cached_property
    def officers(self) -> dict[Office, tuple[Person, ...]]:
        """Who holds office today."""
        return find_officers(self.trust, self.group, self.today)

    @property
    def time(self) -> str:
        """Names the time it is held, which a move changes."""
        return f"{self.meeting.key}/{self.meeting.starts:%Y-%m-%dT%H%M}"

    def is_far(self, first: date) -> bool:
        """Say whether nobody could yet be written to about what helps from a day on."""
        return self.today < first - EARLIEST - DAY

    def make(
        self, kind: NudgeKind, key: str, person: Person, first: date, last: date, **fields: object
    ) -> Iterator[Nudge]:
        """Make a nudge about it, if there is a day for one."""
        nudge = make_nudge(self.trust, kind, key, person, first, last, **{"about": self.meeting.key} | fields)
        if nudge:
            yield nudge


def find_agenda_published(held: MeetingNow) -> Iterator[Nudge]:
    """Members, the working morning after the agenda was published; its officers, who made it, are not told."""
    agenda = held.year.agenda_by_meeting.get(held.meeting.key)
    if agenda is None or agenda.status is not AgendaStatus.PUBLISHED or agenda.published is None:
        return
    officers = {person.id for people in held.officers.values() for person in people}
    for person in held.invited:
        if person.id not in officers:
            yield from held.make(
                NudgeKind.AGENDA_PUBLISHED, held.meeting.key, person,
                step(agenda.published, 1), held.day, until=held.meeting.starts,
            )  # fmt: skip


def find_reply_wanted(held: MeetingNow) -> Iterator[Nudge]:
    """Members without a reply, eight working days before; the chair and co-chair, who hold it, are not asked."""
    first = step(held.day, -REPLY_WANTED_FROM)
    if held.is_far(first):
        return
    hosts = {p.id for office in (Office.CHAIR, Office.CO_CHAIR) for p in held.officers[office]}
    for person in held.invited:
        if person.id not in hosts and person.id not in held.replies:
            yield from held.make(
                NudgeKind.REPLY_WANTED, held.time, person,
                first, step(held.day, -REPLY_WANTED_TO),
            )  # fmt: skip


def find_reminders(held: MeetingNow) -> Iterator[Nudge]:
    """Everyone but those who sent apologies, and whoever goes in their place, on the working day before."""
    first = step(held.day, -REMINDER)
    if held.is_far(first):
        return
    coming = {
        person.id: person
        for person in held.invited
        if person.id not in held.replies or held.replies[person.id].answer is not Answer.DECLINED
    }
    for delegate in (reply.delegate for reply in held.replies.values() if reply.answer is Answer.DECLINED):
        person = held.trust.person_by_id.get(delegate or "")
        if person and person.holds(held.today) and held.group.sensitivity is Sensitivity.OPEN:
            coming[person.id] = person
    for person in coming.values():
        yield from held.make(
            NudgeKind.REMINDER, held.time, person,
            first, held.day, until=held.meeting.starts,
        )  # fmt: skip


def find_moderation(held: MeetingNow) -> Iterator[Nudge]:
    """Whoever looks after the papers, three weeks before a moderation: its host and its materials take time."""
    if held.meeting.format is not Format.MODERATION:
        return
    for person in find_responsible(held.trust, held.group, held.today):
        yield from held.make(
            NudgeKind.MODERATION, held.time, person,
            step(held.day, -MODERATION_FROM), step(held.day, -MODERATION_TO),
        )  # fmt: skip
