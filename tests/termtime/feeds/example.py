"""A year with a group of each sensitivity, and everybody who may stand to one. Import it as tests.termtime.feeds.example."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from termtime.pages.viewer import Viewer
from trust.cadence import Format
from trust.calendar import InsetDay
from trust.groups import Office, Officer, Sensitivity
from trust.papers import Agenda, AgendaItem, AgendaStatus
from trust.people import PersonKind
from trust.places import Phase, Venue
from trust.register import Deadline
from trust.values import LONDON
from trust.year import Links, Trust, Year

PAGES = "https://termtime.fernvale.example"
JOIN = "https://teams.example/join/19%3ameeting?context=%7b%22Tid%22%7d"
# On Monday 14 December; whoever leaves does so on the Friday of that week.
FRIDAY, SATURDAY = date(2026, 12, 18), datetime(2026, 12, 19, 9, 0, tzinfo=LONDON)
GROUPS = {
    "art": Sensitivity.OPEN,
    "safeguarding": Sensitivity.CONFIDENTIAL,
    "resilience": Sensitivity.RESTRICTED,
}


def the_trust(**fields: Any) -> Trust:
    """In each group: cho chairs, coo coordinates, mem is a member, gum a guest and member, lev and goe until Friday."""
    people = (
        a_person("cho", name="Cho Lin"), a_person("coo"), a_person("mem"), a_person("stu"), a_person("lea"),
        a_person("ivy"), a_person("lev"), a_person("goe", ends=FRIDAY), a_person("far", school="elm"),
        a_person("gum", kind=PersonKind.GUEST, school=None), a_person("gus", kind=PersonKind.GUEST, school=None),
        a_person("cen", school=None),
    )  # fmt: skip
    return a_trust(**{
        "settings": some_settings(leads=("lea",), it_administrators=("ivy",)),
        "people": people,
        "groups": tuple(
            a_group(one, roles=(), sensitivity=sensitivity, phases=(Phase.SECONDARY,),
                    contact="Ask Rae" if sensitivity is Sensitivity.RESTRICTED else "")
            for one, sensitivity in GROUPS.items()
        ),
        "officers": tuple(
            Officer(group=one, office=office, person=person)
            for one in GROUPS for office, person in ((Office.CHAIR, "cho"), (Office.COORDINATOR, "coo"))
        ),
        "memberships": tuple(
            row for one in GROUPS
            for row in (*(a_membership(one, p) for p in ("mem", "gum", "goe")), a_membership(one, "lev", ends=FRIDAY))
        ),
        "venues": (Venue(id="mill", name="The Mill", address="1 Mill Lane, Fernbridge"),),
        "inset_days": (InsetDay(school="oak", day=date(2027, 1, 4), reason="Reading"),
                       InsetDay(school="elm", day=date(2027, 1, 5))),
        "deadlines": (Deadline(id="data", title="Data", due=date(2027, 1, 29), detail="By noon."),
                      Deadline(id="er", title="Report", due=date(2027, 2, 5), audience=("principal",))),
    } | fields)  # fmt: skip


def the_year(*, trust: Trust | None = None, **fields: Any) -> Year:
    """In each group one meeting that is over and one to come, online, with a link and a published agenda."""
    over = datetime(2026, 11, 10, 15, 45, tzinfo=LONDON)
    meetings = tuple(
        meeting
        for one in GROUPS
        for meeting in (
            a_meeting(
                "autumn-1",
                one,
                title="Zinnias",
                starts=over,
                format=Format.IN_PERSON,
                place="mill",
                room="Loft",
            ),
            a_meeting("spring-1", one, title="Marigolds"),
        )
    )
    keys = [meeting.key for meeting in meetings if meeting.key.endswith("spring-1")]
    item = AgendaItem(title="Peonies", minutes=20, lead="cho")
    return Year(**{
        "trust": trust or the_trust(),
        "meetings": meetings,
        "agendas": tuple(Agenda(meeting=key, status=AgendaStatus.PUBLISHED, items=(item,)) for key in keys),
        "links": tuple(Links(meeting=key, join_url=JOIN) for key in keys),
    } | fields)  # fmt: skip


def a_viewer(person: str, year: Year | None = None, now: datetime = NOW) -> Viewer:
    year = year or the_year()
    return Viewer(year, year.trust.person_by_id[person], now)
