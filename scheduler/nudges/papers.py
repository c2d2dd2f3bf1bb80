"""What is asked of those who look after a meeting's papers: the agenda before it, the minutes after.

Each is asked of one person first, and of the next when it is still not there: the chair, then the co-chair, then, of
minutes, a trust lead who may read them. Where an office is vacant the next asked takes its place. Of papers that have
been late for four weeks of term nothing more is said here; the leads read of them in the term's digest. Minutes that were
written in Word are not asked for but offered to be taken over, to the officers alone; only if they are not, and late, once
more, and to no lead.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.nudges.days import DAY, add_term_days, find_lead, find_midnight, find_responsible, step
from scheduler.nudges.meetings import MeetingNow
from trust.groups import Office
from trust.nudges import Nudge, NudgeKind
from trust.papers import AgendaStatus, Minutes, MinutesStatus
from trust.people import Person

# Working days before an agenda is due.
AGENDA_FROM = 3
# Days of term after minutes were due on which the chair, the co-chair and a lead are written to; and when it ends.
MINUTES_STAGES = (1, 4, 7)
MINUTES_LAST = 20
# Working days after which what was found in Word is offered to the co-chair, and after how many of term no more.
FOUND_NEXT, FOUND_LAST = 3, 20


def find_agenda_due(held: MeetingNow) -> Iterator[Nudge]:
    """The chair three working days before the agenda is to be published; the co-chair on that day, if it is not."""
    agenda = held.year.agenda_by_meeting.get(held.meeting.key)
    if agenda is not None and agenda.status is AgendaStatus.PUBLISHED:
        return
    deadline = step(held.day, -held.trust.settings.rules.agenda_published_working_days_before)
    first = find_responsible(held.trust, held.group, held.today)
    fields = {"deadline": deadline, "until": held.meeting.starts}
    stages = ((first, step(deadline, -AGENDA_FROM)), (_find_co_chairs(held, first), deadline))
    for stage, (people, begins) in enumerate(stages, start=1):
        for person in people:
            yield from held.make(
                NudgeKind.AGENDA_DUE, f"{held.time}/{stage}", person, begins, held.day, stage=stage, **fields
            )


def find_minutes_due(held: MeetingNow) -> Iterator[Nudge]:
    """The chair, the working day after the meeting, until the draft is due."""
    if (
        held.offered
        or held.meeting.ends > held.now
        or not are_wanted(held.year.minutes_by_meeting.get(held.meeting.key))
    ):
        return
    deadline = step(held.day, held.trust.settings.rules.minutes_saved_working_days_after)
    for person in find_responsible(held.trust, held.group, held.today):
        yield from held.make(
            NudgeKind.MINUTES_DUE, held.meeting.key, person, step(held.day, 1), deadline, deadline=deadline
        )


def find_minutes_late(held: MeetingNow) -> Iterator[Nudge]:
    """The chair, then the co-chair, then a lead: one, four and seven days of term after the draft was due."""
    if held.meeting.ends > held.now or not are_wanted(held.year.minutes_by_meeting.get(held.meeting.key)):
        return
    deadline = step(held.day, held.trust.settings.rules.minutes_saved_working_days_after)
    if held.now < find_midnight(deadline + DAY):
        return
    first = find_responsible(held.trust, held.group, held.today)
    second = _find_co_chairs(held, first)
    asked = {person.id for person in (*first, *second)}
    leads = () if held.offered else find_lead(held.trust, held.group, held.today)
    lead = tuple(p for p in leads if p.id not in asked)
    last = add_term_days(held.trust, deadline, MINUTES_LAST)
    for stage, (people, after) in enumerate(zip((first, second, lead), MINUTES_STAGES, strict=True), start=1):
        begins = add_term_days(held.trust, deadline, after)
        for person in people:
            yield from held.make(
                NudgeKind.MINUTES_LATE, f"{held.meeting.key}/{stage}", person, begins, last,
                stage=stage, deadline=deadline,
            )  # fmt: skip


def find_found_in_word(held: MeetingNow) -> Iterator[Nudge]:
    """The chair, once something is found in Word that the minutes do not have; the co-chair, if it is not taken over."""
    if held.meeting.ends > held.now or not held.offered:
        return
    since = max(step(held.day, 1), held.offered.since or held.day)
    officers = {person.id for people in held.officers.values() for person in people}
    first = tuple(p for p in find_responsible(held.trust, held.group, held.today) if p.id in officers)
    stages = ((first, since), (_find_co_chairs(held, first), step(since, FOUND_NEXT)))
    last = add_term_days(held.trust, since, FOUND_LAST)
    for stage, (people, begins) in enumerate(stages, start=1):
        for person in people:
            yield from held.make(
                NudgeKind.FOUND_IN_WORD,
                f"{held.meeting.key}/{since}/{stage}",
                person,
                begins,
                last,
                stage=stage,
            )


def are_wanted(minutes: Minutes | None) -> bool:
    """Say whether minutes are still to be saved."""
    return minutes is None or (minutes.status is MinutesStatus.DRAFT and minutes.saved is None)


def _find_co_chairs(held: MeetingNow, asked: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in held.officers[Office.CO_CHAIR] if person not in asked)
