"""Small valid values for tests; every field may be overridden by name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from trust.cadence import Cadence, CadenceRule, Format
from trust.calendar import HalfTerm, TermName
from trust.groups import Group, GroupKind, Membership, Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.places import Phase, School
from trust.settings import Contact, Microsoft365, TrustSettings
from trust.values import LONDON
from trust.year import Trust

NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)

HALF_TERMS = (
    (TermName.AUTUMN, 1, date(2026, 9, 2), date(2026, 10, 23)),
    (TermName.AUTUMN, 2, date(2026, 11, 2), date(2026, 12, 18)),
    (TermName.SPRING, 1, date(2027, 1, 4), date(2027, 2, 12)),
    (TermName.SPRING, 2, date(2027, 2, 22), date(2027, 3, 25)),
    (TermName.SUMMER, 1, date(2027, 4, 12), date(2027, 5, 28)),
    (TermName.SUMMER, 2, date(2027, 6, 7), date(2027, 7, 21)),
)


def some_half_terms(council: str = "fernshire") -> tuple[HalfTerm, ...]:
    return tuple(
        HalfTerm(council=council, term=term, half=half, starts=starts, ends=ends)
        for term, half, starts, ends in HALF_TERMS
    )


def a_school(id: str = "oak", **fields: Any) -> School:  # noqa: A002
    return School(**{"id": id, "name": f"{id.title()} School", "phase": Phase.SECONDARY, "council": "fernshire",
                     "finish_time": time(15, 10)} | fields)  # fmt: skip


def a_person(id: str = "ada", **fields: Any) -> Person:  # noqa: A002
    return Person(**{"id": id, "name": id.replace("-", " ").title(), "upn": f"{id}@fernvale.example",
                     "school": "oak"} | fields)  # fmt: skip


def a_cadence(*rules: CadenceRule) -> Cadence:
    return Cadence(name="Once a term", meetings=rules or tuple(
        CadenceRule(key=f"{term}-1", title=f"{term.title()} meeting", term=term) for term in TermName
    ))  # fmt: skip


def a_group(id: str = "maths", **fields: Any) -> Group:  # noqa: A002
    return Group(**{"id": id, "name": id.replace("-", " ").title(), "kind": GroupKind.SUBJECT, "cadence": "termly",
                    "roles": (f"{id}-lead",)} | fields)  # fmt: skip


def some_settings(**fields: Any) -> TrustSettings:
    return TrustSettings(**{
        "name": "Fernvale Learning Trust", "short_name": "Fernvale", "year": "2026-27",
        "councils": {"fernshire": "Fernshire"}, "cadences": {"termly": a_cadence()},
        "microsoft365": Microsoft365(organiser="codesign@fernvale.example", site_host="fernvale.sharepoint.com",
                                     site_path="/sites/codesign"),
        "help_contact": Contact(name="the co-design office", how="codesign@fernvale.example"),
        "safeguarding_contact": Contact(name="the trust safeguarding lead", how="01632 960101"),
    } | fields)  # fmt: skip


def a_trust(**fields: Any) -> Trust:
    """Two schools, a maths group of a chair, a co-chair and one member."""
    return Trust(**{
        "settings": some_settings(),
        "schools": (a_school("oak"), a_school("elm", phase=Phase.ALL_THROUGH)),
        "half_terms": some_half_terms(),
        "people": (
            a_person("ada", roles=("maths-lead",)),
            a_person("ben", school="elm", roles=("maths-lead",)),
            a_person("cal", roles=("maths-lead",)),
            a_person("dee"),
        ),
        "groups": (a_group("maths"),),
        "officers": (
            Officer(group="maths", office=Office.CHAIR, person="ada"),
            Officer(group="maths", office=Office.CO_CHAIR, person="ben"),
        ),
    } | fields)  # fmt: skip


def a_meeting(rule: str = "spring-1", group: str = "maths", **fields: Any) -> Meeting:
    starts = fields.pop("starts", datetime(2027, 1, 19, 15, 45, tzinfo=LONDON))
    return Meeting(**{
        "key": f"2026-27/{group}/{rule}", "group": group, "title": "Spring meeting", "format": Format.ONLINE,
        "starts": starts, "ends": starts + timedelta(minutes=75), "status": MeetingStatus.PUBLISHED,
    } | fields)  # fmt: skip


def a_membership(group: str, person: str, **fields: Any) -> Membership:
    return Membership(group=group, person=person, **fields)


TRUST_YAML = """\
name: Fernvale Learning Trust
short_name: Fernvale
year: 2026-27
councils: {fernshire: Fernshire}
microsoft365: {organiser: codesign@fernvale.example, site_host: fernvale.sharepoint.com, site_path: /sites/codesign}
cadences:
  termly:
    name: Once a term
    meetings:
      - {key: autumn-1, title: Autumn meeting, term: autumn}
help_contact: {name: the co-design office, how: codesign@fernvale.example}
safeguarding_contact: {name: the trust safeguarding lead, how: 01632 960101}
"""


def some_files(**tables: str) -> dict[str, str]:
    """A trust's smallest files; a table given by name (people, year__meetings) replaces or joins them as CSV."""
    texts = {
        "schools": "id,name,phase,council,finish_time\noak,Oak School,secondary,fernshire,15:10\n",
        "term_dates": "council,term,half,starts,ends\n" + "".join(
            f"fernshire,{term},{half},{starts},{ends}\n" for term, half, starts, ends in HALF_TERMS
        ),
        "roles": "id,name\nmaths-lead,Maths lead\n",
        "people": "id,name,upn,school,roles\nada,Ada Lane,ada@fernvale.example,oak,maths-lead\n",
        "groups": "id,name,kind,cadence,roles\nmaths,Maths,subject,termly,maths-lead\n",
    } | tables  # fmt: skip
    return {"trust.yaml": TRUST_YAML} | {
        f"{name.replace('__', '/')}.csv": text for name, text in texts.items()
    }
