"""A small year with a group of every kind of secrecy, for the tests of the bot. Import it as tests.bot.example."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from bot.answer import answer
from bot.asked import Answer
from bot.ports import NO_CONTEXT, Context, ConversationReference, Inbound, Kind, Pressed, Scope, Sender
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Agenda, AgendaStatus, Minutes, MinutesStatus
from trust.people import PersonKind
from trust.values import LONDON
from trust.year import Links, Trust, Year

SITE = "https://fernvale.sharepoint.com/sites/codesign"
HERE = ConversationReference("http://127.0.0.1/teams/", "a:1", "tenant", "28:bot")
CONTACT = "Rae Adeyemi, 01632 960115"


def some_people() -> tuple[Any, ...]:
    return (
        a_person("ada", roles=("maths-lead",)),
        a_person("ben", school="elm", roles=("maths-lead",)),
        a_person("cal", roles=("english-lead",)),
        a_person("dee"),
        a_person("dot", roles=("dsl",)),
        a_person("gus", kind=PersonKind.GUEST, school=None),
        a_person("ivy"),
        a_person("lea"),
        a_person("rae", school=None),
    )


def some_groups() -> tuple[Any, ...]:
    return (
        a_group("maths-secondary", name="Secondary Mathematics", aliases=("Maths",), roles=("maths-lead",)),
        a_group("maths-primary", name="Primary Mathematics", roles=("primary-maths-lead",)),
        a_group("english", name="English", roles=("english-lead",)),
        a_group("geography", name="Geography", roles=()),
        a_group("year-6", name="Year 6 Team", aliases=("Y6",), roles=()),
        a_group("send", name="Special Educational Needs", aliases=("SENCo",), roles=()),
        a_group("teaching", name="Teaching and Learning Leaders", aliases=("T&L",), roles=()),
        a_group("chairs", name="Chairs and Co-Chairs", aliases=("Leads' meeting",), roles=()),
        a_group("safeguarding", name="Safeguarding Leads", aliases=("DSL",), roles=("dsl",),
                sensitivity=Sensitivity.CONFIDENTIAL),
        a_group("resilience", name="Resilience Group", roles=(), sensitivity=Sensitivity.RESTRICTED, contact=CONTACT),
        a_group("case-review", name="Case Review", roles=(), sensitivity=Sensitivity.RESTRICTED),
    )  # fmt: skip


def some_officers() -> tuple[Officer, ...]:
    return (
        Officer(group="maths-secondary", office=Office.CHAIR, person="ada"),
        Officer(group="maths-secondary", office=Office.CO_CHAIR, person="ben"),
        Officer(group="english", office=Office.CHAIR, person="cal"),
        Officer(group="english", office=Office.CO_CHAIR),
        Officer(group="safeguarding", office=Office.CHAIR, person="dot"),
        Officer(group="resilience", office=Office.CHAIR, person="rae"),
        Officer(group="case-review", office=Office.CHAIR, person="rae"),
    )


def some_trust() -> Trust:
    return a_trust(
        settings=some_settings(it_administrators=("ivy",), leads=("lea",)),
        people=some_people(),
        groups=some_groups(),
        officers=some_officers(),
        memberships=(a_membership("english", "gus"),),
    )


def held(group: str, day: date, title: str = "Autumn meeting", rule: str = "autumn-1") -> Meeting:
    starts = datetime(day.year, day.month, day.day, 15, 45, tzinfo=LONDON)
    return a_meeting(rule, group, starts=starts, ends=starts + timedelta(minutes=75), title=title)


def some_meetings() -> tuple[Meeting, ...]:
    return (
        held("maths-secondary", date(2026, 10, 6)),
        held("maths-secondary", date(2026, 11, 17), "November moderation", "moderation"),
        held("maths-secondary", date(2027, 1, 19), "Spring meeting", "spring-1"),
        held("maths-secondary", date(2027, 5, 4), "Summer conference", "summer-1"),
        held("english", date(2027, 1, 12), "Spring meeting", "spring-1"),
        held("safeguarding", date(2026, 10, 8)),
        held("safeguarding", date(2027, 1, 20), "Spring audit", "spring-1"),
        held("resilience", date(2027, 1, 21), "Spring exercise", "spring-1"),
        held("case-review", date(2027, 1, 22), "Cases", "spring-1"),
        a_meeting("summer-2", "english", starts=datetime(2027, 6, 15, 15, 45, tzinfo=LONDON),
                  status=MeetingStatus.PROPOSED),
    )  # fmt: skip


def a_year(**fields: Any) -> Year:
    key = "2026-27/maths-secondary"
    return Year(**{
        "trust": some_trust(),
        "meetings": some_meetings(),
        "agendas": (Agenda(meeting=f"{key}/spring-1", status=AgendaStatus.PUBLISHED),),
        "minutes": (
            Minutes(meeting=f"{key}/autumn-1", status=MinutesStatus.APPROVED, saved=date(2026, 10, 9)),
            Minutes(meeting=f"{key}/moderation", status=MinutesStatus.DRAFT, saved=date(2026, 11, 20)),
            Minutes(meeting="2026-27/safeguarding/autumn-1", status=MinutesStatus.APPROVED),
        ),
        "links": (
            Links(meeting=f"{key}/spring-1", join_url="https://teams.microsoft.com/l/m1", agenda_url=f"{SITE}/m1.docx"),
            Links(meeting=f"{key}/autumn-1", minutes_url=f"{SITE}/autumn.docx"),
            Links(meeting=f"{key}/moderation", minutes_url=f"{SITE}/moderation-draft.docx"),
            Links(meeting="2026-27/safeguarding/spring-1", join_url="https://teams.microsoft.com/l/dsl"),
        ),
    } | fields)  # fmt: skip


def an_inbound(text: str = "", **fields: Any) -> Inbound:
    return Inbound(**{"activity_id": "1", "kind": Kind.MESSAGE, "scope": Scope.PERSONAL, "sender": Sender("29:1"),
                      "reference": HERE, "text": text} | fields)  # fmt: skip


def ask(person: str | None, text: str, context: Context = NO_CONTEXT, year: Year | None = None) -> Answer:
    """Ask in one's own chat."""
    year = year or a_year()
    asker = year.trust.person_by_id[person] if person else None
    return answer(an_inbound(text), year, (asker,), context, NOW)


def ask_in_a_group(people: tuple[str | None, ...], text: str, scope: Scope = Scope.GROUP) -> Answer:
    """Ask as the first of the people, all of whom listen."""
    year = a_year()
    audience = tuple(year.trust.person_by_id[person] if person else None for person in people)
    return answer(an_inbound(text, scope=scope), year, audience, NO_CONTEXT, NOW, asker=audience[0])


def press(person: str, verb: str, **data: Any) -> Answer:
    year = a_year()
    inbound = an_inbound(kind=Kind.BUTTON, pressed=Pressed(verb, data))
    return answer(inbound, year, (year.trust.person_by_id[person],), NO_CONTEXT, NOW)


def say(answered: Answer) -> str:
    """What was said, without the line that says whence."""
    return "\n".join(answered.text.splitlines()[:-1])


def buttons_of(answered: Answer) -> list[str]:
    return [action["title"] for action in answered.card.body.get("actions", [])]
