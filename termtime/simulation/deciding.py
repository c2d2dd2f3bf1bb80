"""What people of a simulated trust may do, as values, and the moment that decides it: the year, the clock and a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from termtime.simulation.chance import Chance
from trust.audiences import Audience
from trust.deeds.values import Deed
from trust.groups import Group, Office
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_officers
from trust.papers import Answer, Reply
from trust.people import Person
from trust.values import LONDON, place_in_london
from trust.year import Year

FORGETS = 0.12


@dataclass(frozen=True, slots=True)
class InOutlook:
    """A reply given in Outlook."""

    person: Person
    meeting: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Drags:
    """A meeting that somebody drags to another time in the organiser's calendar."""

    meeting: str
    later: timedelta


@dataclass(frozen=True, slots=True)
class InTeams:
    """A deed somebody does by pressing a button."""

    person: Person
    deed: Deed


@dataclass(frozen=True, slots=True)
class TakesBack:
    """Somebody takes back what they did last."""

    person: Person
    about: str


@dataclass(frozen=True, slots=True)
class Says:
    """Something somebody types. Once it is said, they want no messages until a day, or in hours of their own."""

    person: Person
    text: str
    paused_until: date | None = None
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """A message somebody sends to an audience."""

    person: Person
    audience: Audience
    text: str


@dataclass(frozen=True, slots=True)
class InWord:
    """What somebody writes into a meeting's minutes in Word, or drops beside them as notes of their own."""

    meeting: str
    decision: str
    task: str
    owner: str
    own_notes: bool


Act = InTeams | InOutlook | Drags | TakesBack | Says | Broadcasts | InWord


@dataclass(frozen=True)
class Moment:
    """A moment of the simulation, with what the acts of it depend on."""

    year: Year
    now: datetime
    chance: Chance

    @cached_property
    def today(self) -> date:
        """The day."""
        return place_in_london(self.now).date()

    @cached_property
    def replies(self) -> dict[str, dict[str, Reply]]:
        """Replies by meeting and person."""
        found: dict[str, dict[str, Reply]] = {}
        for reply in self.year.replies:
            found.setdefault(reply.meeting, {})[reply.person] = reply
        return found

    @cached_property
    def held(self) -> dict[str, list[Meeting]]:
        """Each group's published meetings, earliest first."""
        found: dict[str, list[Meeting]] = {}
        for meeting in sorted(self.year.meetings, key=lambda one: one.starts):
            if meeting.status is MeetingStatus.PUBLISHED:
                found.setdefault(meeting.group, []).append(meeting)
        return found

    def is_past(self, day: date, hour: int = 9) -> bool:
        """Say whether an hour of a day has come."""
        return self.now >= datetime.combine(day, time(hour), LONDON)

    def find_officer(self, group: Group, *offices: Office) -> Person | None:
        """Find who holds the first of some offices that is not vacant, and works today."""
        held = find_officers(self.year.trust, group, self.today)
        people = (person for office in offices for person in held[office])
        return next((p for p in people if p.works_on(self.today)), None)


def name_act(act: Act) -> str:
    """Name an act, so that one that was refused is not tried again."""
    match act:
        case InTeams(person, deed):
            return f"{person.id} {deed.model_dump_json()}"
        case InOutlook(person, meeting, answer):
            return f"{person.id} {meeting} {answer}"
        case TakesBack(person, about):
            return f"{person.id} takes back {about}"
        case Says(person, text):
            return f"{person.id} says {text}"
        case Broadcasts(person, _, text):
            return f"{person.id} sends {text}"
        case InWord(meeting):
            return f"{meeting} in Word"
    return f"drags {act.meeting}"
