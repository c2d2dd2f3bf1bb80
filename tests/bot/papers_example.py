"""The small year with papers, actions and replies in it, and a question put without its words: tests.bot.papers_example."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from builders import NOW, a_membership, a_person

import bot.handlers  # noqa: F401  (registers them with the router)
from bot.asked import Answer, Asked, find_visible
from bot.ports import Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from bot.understand.when import When
from tests.bot.example import SITE, a_year, held, some_meetings, some_people, some_trust
from trust.groups import Office, Officer
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaItem,
    AgendaStatus,
    Minutes,
    MinutesStatus,
    Reply,
)
from trust.papers import Answer as Replied
from trust.people import Role
from trust.values import LONDON
from trust.year import Links, Trust, Year

MATHS, DSL, CASE = (f"2026-27/{group}" for group in ("maths-secondary", "safeguarding", "case-review"))
AUTUMN = When(date(2026, 9, 2), date(2026, 12, 18), "this term")
AUGUST = When(date(2027, 8, 1), date(2027, 8, 31), "august")
ITEMS = (
    AgendaItem(title="Welcome and open actions", minutes=10, lead="ada"),
    AgendaItem(title="Fractions in Year 7", minutes=45, lead="ben", outcome="One unit for all"),
    AgendaItem(title="Questions", minutes=15),
)


def a_trust_with_roles() -> Trust:
    trust = some_trust()
    people = (
        *some_people(),
        a_person("eve", school="elm", roles=("maths-lead",)),
        a_person("fay", name="Sam Reed", roles=("principal", "case-lead")),
        a_person("fox", name="Sam Reed", school="elm"),
        a_person("ned", ends=date(2026, 10, 1)),
    )
    roles = (
        Role(id="principal", name="Principal", aliases=("Head",)),
        Role(id="maths-lead", name="Mathematics lead", aliases=("Head of maths", "Numeracy lead")),
        Role(id="english-lead", name="English lead"),
        Role(id="dsl", name="Designated Safeguarding Lead", aliases=("DSL",)),
        Role(id="case-lead", name="Case lead"),
    )
    groups = tuple(
        group.model_copy(update={"roles": ("case-lead",)}) if group.id == "case-review" else group
        for group in trust.groups
    )
    officers = (*trust.officers, Officer(group="maths-secondary", office=Office.COORDINATOR, person="cal"))
    memberships = (*trust.memberships, a_membership("english", "eve"))
    return trust.model_copy(
        update={
            "people": people,
            "roles": roles,
            "groups": groups,
            "officers": officers,
            "memberships": memberships,
        }
    )


def an_action(
    key: str, meeting: str, owner: str, text: str, due: date | None = None, **fields: Any
) -> Action:
    return Action(**{"id": key, "meeting": meeting, "owner": owner, "text": text, "due": due} | fields)


def some_actions() -> tuple[Action, ...]:
    return (
        an_action("a2", f"{MATHS}/moderation", "ada", "Tell those who were away", date(2027, 1, 8)),
        an_action("a1", f"{MATHS}/autumn-1", "ben", "Share the fractions unit", date(2026, 11, 5)),
        an_action("a3", f"{MATHS}/moderation", "ben", "Print the papers", status=ActionStatus.DONE),
        an_action("a4", f"{DSL}/autumn-1", "dot", "Check the audit", date(2026, 12, 1)),
        an_action("a5", f"{CASE}/autumn-1", "rae", "Call the family"),
    )


def some_replies() -> tuple[Reply, ...]:
    spring = f"{MATHS}/spring-1"
    return (
        Reply(meeting=spring, person="ada", answer=Replied.ACCEPTED),
        Reply(meeting=spring, person="eve", answer=Replied.DECLINED, reason="At a wedding", share_with_chair=True),
        Reply(meeting=spring, person="ben", answer=Replied.TENTATIVE, reason="A scan",
              at=datetime(2026, 12, 11, 9, 30, tzinfo=LONDON)),
        Reply(meeting=f"{MATHS}/autumn-1", person="ben", answer=Replied.ACCEPTED),
    )  # fmt: skip


def a_busy_year(**fields: Any) -> Year:
    decided = ("One calculation policy from Year 3.", "Moderate in November.")
    return a_year(**{
        "trust": a_trust_with_roles(),
        "meetings": (*some_meetings(), held("case-review", date(2026, 10, 9))),
        "actions": some_actions(),
        "replies": some_replies(),
        "agendas": (
            Agenda(meeting=f"{MATHS}/spring-1", status=AgendaStatus.PUBLISHED, items=ITEMS),
            Agenda(meeting="2026-27/english/spring-1", items=(AgendaItem(title="Secret plans"),)),
        ),
        "minutes": (
            Minutes(meeting=f"{MATHS}/autumn-1", status=MinutesStatus.APPROVED, saved=date(2026, 10, 9),
                    decisions=decided, summary="We compared policies."),
            Minutes(meeting=f"{MATHS}/moderation", saved=date(2026, 11, 20), decisions=("Not agreed yet.",)),
            Minutes(meeting=f"{DSL}/autumn-1", status=MinutesStatus.LOCKED, decisions=("Audit by March.",)),
        ),
        "links": (
            Links(meeting=f"{MATHS}/spring-1", folder_url=f"{SITE}/s", agenda_url=f"{SITE}/s/a.docx"),
            Links(meeting=f"{MATHS}/autumn-1", minutes_url=f"{SITE}/autumn.docx"),
            Links(meeting=f"{MATHS}/moderation", folder_url=f"{SITE}/m", minutes_url=f"{SITE}/m/draft.docx"),
        ),
    } | fields)  # fmt: skip


def put(who: str, intent: str, year: Year | None = None, **entities: Any) -> Answer:
    """Put a question as the first of the people, all of whom listen; groups, schools and people by id."""
    year = year or a_busy_year()
    trust = year.trust
    by_id: dict[str, Any] = {
        "group": trust.group_by_id, "person": trust.person_by_id, "school": trust.school_by_id
    }  # fmt: skip
    found = {name: by_id[name][value] if name in by_id else value for name, value in entities.items()}
    if "people" in found:
        found["people"] = tuple(trust.person_by_id[person] for person in found["people"].split())
    audience = tuple(trust.person_by_id[person] for person in who.split())
    scope = Scope.PERSONAL if len(audience) == 1 else Scope.GROUP
    visible = find_visible(trust, audience, NOW.date())
    question = Question(intent, Entities(**found))
    return ROUTER.route(Asked(question, year, audience, audience[0], scope, NOW, visible))
