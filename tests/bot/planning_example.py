"""A year in which meetings clash, asked about without understanding in between. Import it as tests.bot.planning_example."""

from __future__ import annotations

from datetime import date
from typing import Any

from builders import NOW, a_membership, a_person

from bot.asked import Answer, Asked, find_visible
from bot.personal import Personal
from bot.ports import Desk, Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from bot.understand.when import When
from termtime.answering import YearPlanning
from tests.bot.example import a_year, held, some_meetings, some_people
from trust.meetings import Meeting
from trust.values import Weekday
from trust.year import Year

MATHS = "2026-27/maths-secondary/spring-1"
MOVED = {MATHS: date(2027, 1, 12)}


def a_clashing_year(**fields: Any) -> Year:
    """Maths and English, of both of which Ada is a member, and Safeguarding and Case Review meet on one afternoon."""
    year = a_year()
    people = (
        *(person for person in some_people() if person.id != "ben"),
        a_person("ben", school="elm", roles=("maths-lead",), working_days=tuple(Weekday)[:3]),
    )
    trust = year.trust.model_copy(
        update={
            "people": people,
            "memberships": (*year.trust.memberships, a_membership("english", "ada")),
        }
    )
    return a_year(**{"trust": trust, "meetings": clashing_meetings()} | fields)


def clashing_meetings() -> tuple[Meeting, ...]:
    others = (m for m in some_meetings() if not m.key.endswith("spring-1"))
    day = date(2027, 1, 12)
    groups = ("maths-secondary", "english", "safeguarding", "case-review", "geography")
    return (*others, *(held(group, day, "Spring meeting", "spring-1") for group in groups))


def ask_about(
    people: str,
    intent: str,
    group: str = "",
    *,
    year: Year | None = None,
    desk: Desk | None = None,
    personal: Personal | None = None,
    **entities: Any,
) -> Answer:
    """Ask as the first of the people, all of whom listen; with more than one, in a group chat."""
    year = year or a_clashing_year()
    audience = tuple(year.trust.person_by_id[person] for person in people.split())
    named = year.trust.group_by_id[group] if group else None
    return ROUTER.route(
        Asked(
            Question(intent, Entities(named, **entities)),
            year,
            audience,
            audience[0],
            Scope.GROUP if len(audience) > 1 else Scope.PERSONAL,
            NOW,
            find_visible(year.trust, audience, NOW.date()),
            desk or Desk(planning=YearPlanning(), personal=personal),
        )
    )


def on(day: date, words: str = "") -> When:
    return When(day, day, words)
