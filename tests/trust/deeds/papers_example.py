"""A year with agendas to write and invitations to reply to, in groups of every secrecy: tests.trust.deeds.papers_example."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust

from trust.deeds.doing import do
from trust.deeds.result import Result
from trust.deeds.values import Deed
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.papers import Agenda, AgendaItem
from trust.people import PersonKind
from trust.values import LONDON
from trust.year import Trust, Year

MATHS, AUDIT, CASES = (f"2026-27/{group}/spring-1" for group in ("maths", "audit", "cases"))
LAST, LAST_YEAR = "2026-27/maths/autumn-1", "2025-26/maths/spring-1"
OFF = "2026-27/maths/off"
HELD = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
OVER = HELD + timedelta(hours=2)


def a_trust_with_papers() -> Trust:
    """Ada chairs, Ben co-chairs and Cor coordinates every group; Cal and the guest Gus are members of all of them."""
    groups = ("maths", "audit", "cases")
    offices = {Office.CHAIR: "ada", Office.CO_CHAIR: "ben", Office.COORDINATOR: "cor"}
    return a_trust(
        people=(
            a_person("ada"),
            a_person("ben", school="elm"),
            a_person("cal"),
            a_person("cor"),
            a_person("dee"),
            a_person("eve", school="elm"),
            a_person("gus", kind=PersonKind.GUEST, school=None),
            a_person("guy", kind=PersonKind.GUEST, school=None),
            a_person("max", school=None),
            a_person("ned", ends=date(2027, 1, 8)),
        ),
        groups=(
            a_group("maths", roles=()),
            a_group("audit", roles=(), sensitivity=Sensitivity.CONFIDENTIAL),
            a_group("cases", roles=(), sensitivity=Sensitivity.RESTRICTED),
        ),
        officers=tuple(
            Officer(group=group, office=office, person=person)
            for group in groups
            for office, person in offices.items()
        ),
        memberships=tuple(a_membership(group, person) for group in groups for person in ("cal", "gus")),
    )


def a_year_with_papers(*items: AgendaItem, **fields: Any) -> Year:
    """The year; with items they are the draft agenda of the next maths meeting."""
    agendas = (Agenda(meeting=MATHS, items=items),) if items else ()
    meetings = (
        a_meeting("autumn-1", "maths", starts=HELD - timedelta(weeks=15)),
        a_meeting("off", "maths", starts=HELD + timedelta(weeks=2), status=MeetingStatus.CANCELLED),
        a_meeting("soon", "maths", starts=HELD + timedelta(weeks=3), status=MeetingStatus.PROPOSED),
        *(a_meeting("spring-1", group, starts=HELD) for group in ("maths", "audit", "cases")),
    )
    return Year(**{"trust": a_trust_with_papers(), "meetings": meetings, "agendas": agendas} | fields)


def try_to(year: Year, deed: Deed, by: str = "ada", now: datetime = NOW) -> Result:
    return do(year, deed, year.trust.person_by_id[by], now)


def after(year: Year, *results: Result) -> Year:
    """The year once some results are saved."""
    for result in results:
        saved = result.saved
        agendas = {agenda.meeting: agenda for agenda in (*year.agendas, *saved.agendas)}
        replies = {(reply.meeting, reply.person): reply for reply in (*year.replies, *saved.replies)}
        papers = {"agendas": tuple(agendas.values()), "replies": tuple(replies.values())}
        year = year.model_copy(update=papers)
    return year
