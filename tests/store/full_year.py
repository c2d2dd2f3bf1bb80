"""A year that holds every kind of value, with text that is awkward to store."""

from __future__ import annotations

from datetime import date, datetime

from builders import a_meeting, a_membership, a_person, a_school, a_trust, some_settings

from trust.cadence import Format
from trust.calendar import Blackout, InsetDay
from trust.groups import Office, Officer
from trust.meetings import MeetingStatus
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaItem,
    AgendaStatus,
    Answer,
    Attendance,
    Minutes,
    MinutesStatus,
    Reply,
)
from trust.people import AccessNeed, PersonKind, Role
from trust.places import Room, Venue
from trust.register import (
    ConsultationStep,
    Deadline,
    Domain,
    ExternalSupport,
    GlossaryEntry,
    SupportKind,
)
from trust.values import LONDON, Weekday
from trust.year import Trust, Year

AWKWARD = "Núria O'Brien; 50% “off”\n<b>\\ 🎓"
# 01:30 happens twice that night; this is the second.
AFTER_THE_CLOCK_CHANGE = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)


def a_full_trust() -> Trust:
    small = a_trust()
    return small.model_copy(
        update={
            "settings": some_settings(
                councils={"west": "West", "fernshire": "Fernshire", "east": "East"},
                leads=("ada",),
                domains=(Domain(id="reading", name="Reading"),),
            ),
            "schools": (*small.schools, a_school("yew", staff_meeting_night=Weekday.WED, joined=date(2027, 1, 4))),
            "people": (
                *small.people,
                a_person("eve", name="Eve O'Brien 🎓", kind=PersonKind.GUEST, school=None, starts=date(2026, 9, 1),
                         working_days=(Weekday.MON, Weekday.SAT), access_needs=(AccessNeed.HEARING_LOOP,)),
            ),
            "roles": (Role(id="maths-lead", name="Maths lead", aliases=("ML",)),),
            "officers": (*small.officers, Officer(group="maths", office=Office.COORDINATOR)),
            "memberships": (a_membership("maths", "dee", ends=date(2027, 3, 1)),),
            "inset_days": (InsetDay(school="oak", day=date(2026, 9, 2)),),
            "blackouts": (Blackout(starts=date(2027, 5, 10), ends=date(2027, 5, 14), reason="SATs"),),
            "venues": (Venue(id="mill", name="The Mill", address="1 Mill Lane"),),
            "rooms": (Room(place="mill", name="Loft", capacity=40, step_free=True),),
            "deadlines": (Deadline(id="data", title="Data", due=date(2026, 12, 11), audience=("maths-lead",)),),
            "external_support": (
                ExternalSupport(id="hub", area="Maths", organisation="Hub", kind=SupportKind.BOTH, days_allowed=3),
            ),
            "consultations": (
                ConsultationStep(id="one", consultation="Hours", title="Open", earliest=date(2027, 1, 5),
                                 latest=date(2027, 1, 9)),
            ),
            "glossary": (GlossaryEntry(term="SEF", meaning=AWKWARD),),
        }
    )  # fmt: skip


def a_full_year() -> Year:
    """Papers are in the order they are read in: by key."""
    held = a_meeting(
        "autumn-1", starts=AFTER_THE_CLOCK_CHANGE, ends=datetime(2026, 10, 25, 3, tzinfo=LONDON),
        format=Format.IN_PERSON, place="mill", room="Loft",
    )  # fmt: skip
    coming = a_meeting("spring-1", status=MeetingStatus.PROPOSED)
    return Year(
        trust=a_full_trust(),
        meetings=(held, coming),
        agendas=(
            Agenda(
                meeting=held.key,
                status=AgendaStatus.PUBLISHED,
                items=(AgendaItem(title="Reading", minutes=20, lead="ada", outcome=AWKWARD),),
            ),
            Agenda(meeting=coming.key),
        ),
        minutes=(
            Minutes(meeting=held.key, status=MinutesStatus.APPROVED, saved=date(2026, 10, 28), summary=AWKWARD,
                    decisions=(AWKWARD, "Second"), present=("ada", "ben")),
        ),
        actions=(
            Action(id="a1", meeting=held.key, text=AWKWARD.strip(), owner="ben", due=date(2026, 11, 30)),
            Action(id="a2", meeting=held.key, text="Ask", owner="cal", status=ActionStatus.DONE),
        ),
        replies=(
            Reply(meeting=held.key, person="ada", answer=Answer.ACCEPTED, at=AFTER_THE_CLOCK_CHANGE),
            Reply(meeting=held.key, person="ben", answer=Answer.DECLINED, reason=AWKWARD, share_with_chair=True),
        ),
        attendance=(
            Attendance(meeting=held.key, person="ada", minutes=75),
            Attendance(meeting=held.key, person="eve", minutes=0),
        ),
    )  # fmt: skip
