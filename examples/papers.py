"""Makes what the example trust has written down by December 2026: agendas, minutes, actions, replies.

It is a believable mixture. Most minutes are approved, the newest are drafts, two are missing though due, and some
actions are overdue. Each meeting draws on its own random numbers, so that one more meeting changes no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from examples.topics import TOPICS
from trust.cadence import Format
from trust.calendar import add_working_days
from trust.groups import Office
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaItem,
    AgendaStatus,
    Answer,
    Minutes,
    MinutesStatus,
    Reply,
)
from trust.values import LONDON
from trust.year import Trust

NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)
LATE = frozenset({"2026-27/computing-secondary/moderation", "2026-27/history-secondary/moderation"})
WITH_REPLIES = frozenset(
    {
        "maths-secondary",
        "science-secondary",
        "year-6",
        "send",
        "chairs-forum",
        "case-review",
        "staff-consultation",
    }
)
REASONS = (
    "Parents' evening",
    "On a course that day",
    "",
    "Covering a colleague",
    "A medical appointment",
    "",
)


class Held(NamedTuple):
    """A meeting that was held, with what its papers need."""

    meeting: Meeting
    officers: tuple[str, ...]
    present: tuple[str, ...]
    away: tuple[str, ...]
    rng: Random

    @property
    def day(self) -> date:
        """The day it was held."""
        return self.meeting.starts.date()


def find_held(trust: Trust, meetings: tuple[Meeting, ...]) -> tuple[Held, ...]:
    """Find who came to each meeting held before now; officers always do."""
    return tuple(_attend(trust, meeting) for meeting in meetings if meeting.starts < NOW)


def _attend(trust: Trust, meeting: Meeting) -> Held:
    rng = Random(meeting.key)  # noqa: S311  (the same papers every time, not secrets)
    group, day = trust.group_by_id[meeting.group], meeting.starts.date()
    held = find_officers(trust, group, day)
    officers = tuple(p.id for office in (Office.CHAIR, Office.CO_CHAIR) for p in held[office])
    members = find_members(trust, group, day)
    present = tuple(p.id for p in members if p.id in officers or (p.works_on(day) and rng.random() < 0.88))
    away = tuple(p.id for p in members if p.id not in present)
    return Held(meeting, officers, present, away, rng)


def make_agenda(held: Held) -> Agenda:
    """Make a published agenda: open actions first, a focus, what follows, time for questions."""
    focus = TOPICS[held.meeting.group][0]
    middle: tuple[AgendaItem, ...]
    chair, second = held.officers[0], held.officers[-1]
    length = int((held.meeting.ends - held.meeting.starts).total_seconds() // 60)
    if held.meeting.format is Format.MODERATION:
        middle = (
            AgendaItem(title="Reading each other's work", minutes=length - 45, lead=second, outcome="A standard we can all describe"),
            AgendaItem(title="Where we disagreed", minutes=20, lead=chair, outcome="Notes for teachers who were not here"),
        )  # fmt: skip
    else:
        middle = (
            AgendaItem(
                title=focus, minutes=length - 50, lead=chair, outcome="One thing every school will do"
            ),
            AgendaItem(
                title="What we need training in", minutes=15, lead=second, outcome="Needs for the CPLR&D lead"
            ),
            AgendaItem(title="Dates and moderation", minutes=10, lead=chair),
        )
    return Agenda(
        meeting=held.meeting.key,
        status=AgendaStatus.PUBLISHED,
        items=(
            AgendaItem(title="Welcome and open actions", minutes=10, lead=chair),
            *middle,
            AgendaItem(title="Questions", minutes=15, outcome="Everyone has been heard"),
        ),
        published=add_working_days(held.day, -_find_lead(held)),
    )


def _find_lead(held: Held) -> int:
    """Find how many working days before the meeting its agenda came out; now and then that was late."""
    return Random(f"agenda of {held.meeting.key}").choice((9, 8, 7, 6, 6, 5, 5, 5, 5, 3))  # noqa: S311  (as above)


def make_minutes(held: Held) -> Minutes | None:
    """Make a meeting's minutes, unless they are late or not yet due."""
    saved = add_working_days(held.day, held.rng.randint(1, 5))
    if held.meeting.key in LATE or saved >= NOW.date():
        return None
    focus, decision, _ = TOPICS[held.meeting.group]
    weeks = (NOW.date() - held.day).days // 7
    status = (
        MinutesStatus.LOCKED if weeks >= 8 else MinutesStatus.APPROVED if weeks >= 3 else MinutesStatus.DRAFT
    )
    moderated = held.meeting.format is Format.MODERATION
    return Minutes(
        meeting=held.meeting.key,
        status=status,
        saved=saved,
        summary="We read work from every school and agreed the standard." if moderated else f"We talked about {focus[0].lower() + focus[1:]}.",
        decisions=("Keep the annotated examples in the folder.",) if moderated else (decision,),
        present=held.present,
    )  # fmt: skip


def make_actions(held: Held) -> Iterator[Action]:
    """Make one to three actions; older ones are mostly done, and a few are overdue."""
    texts = [TOPICS[held.meeting.group][2], "Tell colleagues who were away", "Add our examples to the folder"]
    slug = held.meeting.key.split("/", 1)[1].replace("/", "-")
    for number, text in enumerate(texts[: held.rng.randint(1, 3)], start=1):
        due = add_working_days(held.day, held.rng.choice((10, 15, 20, 30)))
        done = held.rng.random() < (0.85 if due < NOW.date() else 0.2)
        yield Action(
            id=f"{slug}-{number}",
            meeting=held.meeting.key,
            text=text,
            owner=held.rng.choice(held.present),
            due=due,
            status=ActionStatus.DONE if done else ActionStatus.OPEN,
        )


def make_replies(held: Held) -> Iterator[Reply]:
    """Make the replies of a few groups: those who came accepted, some of those away said why."""
    if held.meeting.group not in WITH_REPLIES:
        return
    sent = add_working_days(held.day, -9)
    for person in (*held.present, *held.away):
        if held.rng.random() < 0.15:
            continue
        came = person in held.present
        reason = "" if came else held.rng.choice(REASONS)
        yield Reply(
            meeting=held.meeting.key,
            person=person,
            answer=Answer.ACCEPTED if came and held.rng.random() < 0.9 else Answer.TENTATIVE if came else Answer.DECLINED,
            reason=reason,
            share_with_chair=bool(reason) and held.rng.random() < 0.6,
            at=datetime.combine(sent, time(8, 0), LONDON) + timedelta(minutes=held.rng.randint(0, 600)),
        )  # fmt: skip
