"""A year in which maths meets and may move, beside groups of every secrecy. Import it as tests.trust.deeds.moving_example."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from trust.calendar import Blackout, InsetDay
from trust.deeds.doing import do
from trust.deeds.result import Entry, Result
from trust.deeds.values import AddMeeting, CancelMeeting, Deed, MoveMeeting
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting
from trust.people import Person
from trust.values import LONDON, Weekday
from trust.year import Trust, Year

MATHS, AUDIT, CASES = (f"2026-27/{group}/spring-1" for group in ("maths", "audit", "cases"))
# Ten working days from Monday 14 December 2026.
FREE = date(2026, 12, 30)
HELD = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
LATER = datetime(2027, 1, 26, 15, 45, tzinfo=LONDON)
SOON = datetime(2026, 12, 17, 15, 45, tzinfo=LONDON)
LENGTH = timedelta(minutes=75)


def a_moving_trust(**fields: Any) -> Trust:
    """Ada and Ben lead Maths, Audit (confidential) and Cases (restricted); Lea and Lou are trust leads, Lou in Audit."""
    people = (
        a_person("ada", roles=("maths-lead",)),
        a_person("ben", school="elm", roles=("maths-lead",), working_days=tuple(Weekday)[:4]),
        a_person("cal", roles=("maths-lead",)),
        a_person("dee"),
        a_person("eve"),
        a_person("lea", school=None),
        a_person("lou", school=None),
    )
    groups = (
        a_group("maths"),
        a_group("art", roles=()),
        a_group("audit", roles=(), sensitivity=Sensitivity.CONFIDENTIAL),
        a_group("cases", roles=(), sensitivity=Sensitivity.RESTRICTED),
    )
    officers = tuple(
        Officer(group=group, office=office, person=person)
        for group in ("maths", "audit", "cases")
        for office, person in ((Office.CHAIR, "ada"), (Office.CO_CHAIR, "ben"))
    )
    return a_trust(
        **{
            "settings": some_settings(leads=("lea", "lou")),
            "people": people,
            "groups": groups,
            "officers": (*officers, Officer(group="art", office=Office.CHAIR, person="eve")),
            "memberships": (
                a_membership("art", "cal"),
                a_membership("audit", "lou"),
                a_membership("cases", "cal"),
            ),
            "inset_days": (InsetDay(school="elm", day=date(2027, 2, 2)),),
            "blackouts": (
                Blackout(reason="Examination week", starts=date(2027, 1, 11), ends=date(2027, 1, 15)),
            ),
        }
        | fields
    )


def a_moving_year(*meetings: Meeting, **fields: Any) -> Year:
    held = meetings or tuple(a_meeting("spring-1", group, starts=HELD) for group in ("maths",))
    return Year(**{"trust": a_moving_trust(), "meetings": held} | fields)


def person(year: Year, name: str) -> Person:
    return year.trust.person_by_id[name]


def move(starts: datetime = LATER, key: str = MATHS, **fields: Any) -> MoveMeeting:
    return MoveMeeting(**{"meeting": key, "starts": starts, "ends": starts + LENGTH, "was": HELD} | fields)


def add(starts: datetime = LATER, group: str = "maths", **fields: Any) -> AddMeeting:
    return AddMeeting(
        **{"group": group, "title": "More on fractions", "starts": starts, "ends": starts + LENGTH} | fields
    )


def call_off(key: str = MATHS, **fields: Any) -> CancelMeeting:
    return CancelMeeting(**{"meeting": key, "reason": "Nothing to decide", "was": HELD} | fields)


def at(day: date, clock: time = time(15, 45)) -> datetime:
    return datetime.combine(day, clock, LONDON)


def try_to(
    year: Year, deed: Deed, name: str = "ada", now: datetime = NOW, entry: Entry | None = None
) -> Result:
    return do(year, deed, person(year, name), now, entry)


def after(year: Year, result: Result) -> Year:
    """The year as it is after a deed."""
    saved = {meeting.key: meeting for meeting in result.saved.meetings}
    kept = tuple(request for request in year.requests if request.id not in result.closed)
    return year.model_copy(
        update={
            "meetings": tuple(({m.key: m for m in year.meetings} | saved).values()),
            "requests": (*kept, *((result.request,) if result.request else ())),
        }
    )


def note(year: Year, deed: Deed, result: Result, by: str = "ada", at: datetime = NOW) -> Entry:
    """The journal's entry for a deed that was done to a year."""
    return Entry(number=1, at=at, by=by, deed=deed, before=result.find_before(year), after=result.saved)
