"""A small trust with two leads, two open groups, a confidential and a restricted one, half of whose year is proposed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from termtime.pages.viewer import Viewer
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.values import LONDON
from trust.year import Trust, Year

PROPOSED = MeetingStatus.PROPOSED
SECRET, QUIET = "secret", "quiet"


def at(day: date, hour: int = 15, minute: int = 45) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


# The secret group meets at the very time of maths, and shares its chair; the quiet one shares a member.
MATHS = a_meeting("spring-1", status=PROPOSED, starts=at(date(2027, 1, 19)))
ART = a_meeting("spring-1", "art", starts=at(date(2027, 2, 2)))
HIDDEN = a_meeting("spring-1", SECRET, status=PROPOSED, starts=at(date(2027, 1, 19)), title="Hush")
DISCREET = a_meeting("spring-1", QUIET, status=PROPOSED, starts=at(date(2027, 1, 19)), title="Softly")


def plan_trust(*, secret: bool = True) -> Trust:
    groups = [
        a_group("maths"),
        a_group("art", roles=()),
        a_group(QUIET, roles=(), sensitivity=Sensitivity.CONFIDENTIAL),
    ]
    officers = [
        *a_trust().officers,
        Officer(group="art", office=Office.CHAIR, person="cal"),
        Officer(group=QUIET, office=Office.CHAIR, person="dee"),
    ]
    memberships = [a_membership(QUIET, "cal"), a_membership("art", "ada")]
    if secret:
        groups.append(a_group(SECRET, roles=(), sensitivity=Sensitivity.RESTRICTED))
        officers.append(Officer(group=SECRET, office=Office.CHAIR, person="ada"))
        memberships.append(a_membership(SECRET, "ben"))
    people = (*a_trust().people, a_person("eve"), a_person("fay"), a_person("it"))
    return a_trust(
        settings=some_settings(leads=("eve", "fay", "it"), it_administrators=("it",)),
        people=people, groups=tuple(groups), officers=tuple(officers), memberships=tuple(memberships),
    )  # fmt: skip


def plan_small_year(*meetings: Meeting, secret: bool = True) -> Year:
    known = meetings or (MATHS, ART, DISCREET, *((HIDDEN,) if secret else ()))
    return Year(trust=plan_trust(secret=secret), meetings=known)


def view(year: Year, who: str = "eve", now: datetime = NOW) -> Viewer:
    return Viewer(year, year.trust.person_by_id[who], now)


def a_week_on(meeting: Meeting) -> Meeting:
    week = timedelta(days=7)
    return meeting.model_copy(update={"starts": meeting.starts + week, "ends": meeting.ends + week})
