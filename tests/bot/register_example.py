"""The small year with what a trust keeps beside its groups, and a question put without its words.

Import it as tests.bot.register_example.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from builders import NOW, a_cadence, a_person, a_school, some_half_terms, some_settings

import bot.handlers  # noqa: F401  (registers them with the router)
from bot.asked import Answer, Asked, find_visible
from bot.ports import Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from bot.understand.when import When
from tests.bot.example import a_year, held, some_meetings, some_people, some_trust
from trust.cadence import CadenceRule, Format
from trust.calendar import HalfTerm, InsetDay, TermName
from trust.meetings import Meeting
from trust.people import Role
from trust.places import Phase, Room, Venue
from trust.register import ConsultationStep, Deadline, ExternalSupport, GlossaryEntry, SupportKind
from trust.values import LONDON
from trust.year import Trust, Year

JANUARY = When(date(2027, 1, 1), date(2027, 1, 31), "january")
FEBRUARY = When(date(2027, 2, 1), date(2027, 2, 28), "feb")
AUTUMN = When(date(2026, 9, 2), date(2026, 12, 18), "this term")
SPRING = When(date(2027, 1, 4), date(2027, 3, 25), "next term")
LAST_YEAR = When(date(2025, 12, 8), date(2025, 12, 14), "this time last year")
CONFERENCE = CadenceRule(key="conference", title="Summer conference", term=TermName.SUMMER, half=2, format=Format.CONFERENCE,
                         starts="09:00", minutes=180, blocks=("13:00",), venue="mill")  # fmt: skip
MODERATION = CadenceRule(key="moderation", title="November moderation", term=TermName.AUTUMN, half=2, month=11,
                         format=Format.MODERATION)  # fmt: skip


def a_day(text: str, words: str = "then") -> When:
    day = date.fromisoformat(text)
    return When(day, day, words)


def moved(meeting: Meeting, **fields: Any) -> Meeting:
    return meeting.model_copy(update=fields)


def a_conference(group: str, **fields: Any) -> Meeting:
    starts = datetime(2027, 6, 23, fields.pop("hour", 9), tzinfo=LONDON)
    meeting = held(group, date(2027, 6, 23), "Summer conference", "conference")
    placed = {
        "format": Format.CONFERENCE,
        "starts": starts,
        "ends": starts + timedelta(hours=3),
        "place": "mill",
    }
    return moved(meeting, **placed | fields)


def six_terms() -> tuple[HalfTerm, ...]:
    """The second council's: other days in autumn and spring, and names of its own."""
    return tuple(
        half.model_copy(update={
            "name": f"Term {number}", "council": "westmarch", "ends": half.ends - timedelta(days=1),
        })
        for number, half in enumerate(some_half_terms("westmarch"), start=1)
    )  # fmt: skip


def a_registered_trust(**fields: Any) -> Trust:
    settings = some_settings(
        it_administrators=("ivy",), leads=("lea",), councils={"fernshire": "Fernshire", "westmarch": "Westmarch"},
        cadences={"termly": a_cadence(*a_cadence().meetings, MODERATION, CONFERENCE)},
    )  # fmt: skip
    return some_trust().model_copy(update={
        "settings": settings,
        "schools": (a_school("oak"), a_school("elm", phase=Phase.PRIMARY), a_school("ash", council="westmarch")),
        "half_terms": (*some_half_terms(), *six_terms()),
        "people": (*some_people(), a_person("pru", school="ash", roles=("principal",))),
        "roles": (Role(id="principal", name="Principal"), Role(id="maths-lead", name="Maths lead", aliases=("Numeracy lead",))),
        "inset_days": (
            InsetDay(school="oak", day=date(2026, 9, 2), reason="Start of year"),
            InsetDay(school="oak", day=date(2027, 1, 4), reason="Start of spring"),
            InsetDay(school="elm", day=date(2027, 1, 4), reason="Start of spring"),
            InsetDay(school="ash", day=date(2027, 2, 11), reason="Subject knowledge"),
        ),
        "venues": (Venue(id="mill", name="The Mill Centre", address="Mill Lane"),),
        "rooms": (
            Room(place="mill", name="Wheel Hall", capacity=120, step_free=True, hearing_loop=True),
            Room(place="mill", name="Loft", capacity=16, stairs=True),
        ),
        "deadlines": (
            Deadline(id="data-dec", title="December data collection", due=date(2026, 12, 11), audience=("principal",)),
            Deadline(id="census", title="January school census", due=date(2027, 1, 21), audience=("principal",), detail="Count everyone."),
            Deadline(id="audit", title="Curriculum audit", due=date(2027, 1, 8), audience=("maths-lead",), detail="On the template."),
            Deadline(id="lqc", title="December data at the Local Quality Committee", due=date(2027, 2, 4)),
        ),
        "consultations": (
            ConsultationStep(id="draft", consultation="Admission arrangements", title="Trustees agree the draft",
                             earliest=date(2026, 9, 30), latest=date(2026, 9, 30)),
            ConsultationStep(id="open", consultation="Admission arrangements", title="Public consultation",
                             earliest=date(2026, 10, 12), latest=date(2027, 1, 29), after="draft"),
            ConsultationStep(id="decide", consultation="Admission arrangements", title="Trustees decide",
                             earliest=date(2027, 2, 10), latest=date(2027, 2, 24), after="open", audience=("principal",),
                             condition="The 10th unless many respond."),
            ConsultationStep(id="board", consultation="Shape of the day", title="Board decision",
                             earliest=date(2027, 3, 23), latest=date(2027, 3, 23)),
        ),
        "external_support": (
            ExternalSupport(id="hub", area="Mathematics", organisation="March Maths Hub", kind=SupportKind.BOTH, schools=("oak",),
                            groups=("maths-secondary",), contact="Joy Abara", detail="Audit visits.", review=date(2027, 2, 12),
                            days_allowed=4),
            ExternalSupport(id="friend", area="Art", organisation="Lind Studio", kind=SupportKind.CHALLENGE),
            ExternalSupport(id="secret", area="Casework", organisation="Quiet Partners", kind=SupportKind.SUPPORT,
                            groups=("case-review",)),
            ExternalSupport(id="over", area="Reading", organisation="Past Readers", kind=SupportKind.SUPPORT,
                            ends=date(2026, 7, 1)),
        ),
        "glossary": (
            GlossaryEntry(term="KASE", meaning="Knowledge, application, skills and evaluation.", aliases=("Learning cycle",)),
            GlossaryEntry(term="D&V", meaning="Disadvantaged and vulnerable pupils."),
            GlossaryEntry(term="LQC", meaning="It receives each school's data.", aliases=("Local Quality Committee",)),
        ),
    } | fields)  # fmt: skip


def a_registered_year(*meetings: Meeting, **fields: Any) -> Year:
    return a_year(trust=a_registered_trust(), meetings=(*some_meetings(), *meetings), **fields)


def put(
    people: str, intent: str, year: Year | None = None, scope: Scope | None = None, **entities: Any
) -> Answer:
    """Put a question as the first of some people, all of whom listen; with more than one, in a group chat."""
    year = year or a_registered_year()
    audience = tuple(year.trust.person_by_id[person] for person in people.split())
    scope = scope or (Scope.GROUP if len(audience) > 1 else Scope.PERSONAL)
    groups = {name: year.trust.group_by_id[entities[name]] for name in ("group",) if name in entities}
    schools = {name: year.trust.school_by_id[entities[name]] for name in ("school",) if name in entities}
    question = Question(intent, Entities(**entities | groups | schools))
    visible = find_visible(year.trust, audience, NOW.date())
    return ROUTER.route(Asked(question, year, audience, audience[0], scope, NOW, visible))
