"""Answers a lead's question of planning: what would the year be, and what would it cost, if their wishes were kept.

The whole year is planned, with what its author may not move taken; what comes of it is told of the year they see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.appraisal import certify, price_year
from scheduler.engine.problem import Progress, Watch
from scheduler.scenario import Avoid, Certificate, Keep, Outcome, Put, Question
from scheduler.trial import find_avoided, find_unkept, try_wishes
from termtime.planning import find_debts, find_earliest, find_meetings
from termtime.planning_scope import PlanningScope, make_digest, see_meetings, see_trust
from trust.calendar import find_year_bounds
from trust.meetings import Meeting, MeetingStatus
from trust.values import RefusedError
from trust.year import Year

# What is said of a meeting that could be held as far as its author sees: what stands in its way is not theirs to know.
TAKEN = "No date was found for it beside what is planned already."


def answer_question(
    year: Year, scope: PlanningScope, question: Question, now: datetime, watch: Watch | None = None
) -> Outcome:
    """Work out a question.

    Args:
        year: The year as it stands.
        scope: What its author plans with.
        question: What they ask.
        now: The moment.
        watch: Hears how it goes, and ends it by True.

    Raises:
        RefusedError: A wish is about something that is not there any more, or not theirs to move.
    """
    check_wishes(year, scope, question)
    trust, name = see_trust(year.trust, scope.seen), year.trust.settings.year
    owed, earliest = find_debts(year, now), find_first_day(year, now)
    standing, digest = see_meetings(year, scope.seen), make_digest(year, scope.seen)
    if question.standing:
        free = {m.key for m in standing if m.status is MeetingStatus.PROPOSED}
        found = certify(trust, name, standing, free=free, earliest=earliest, owed=owed, watch=watch)
        return Outcome(digest=digest, certificate=_hide_reasons(found))
    taken = year.trust.group_by_id.keys() - scope.movable
    trial = try_wishes(
        year.trust, name, find_meetings(year), question.wishes,
        earliest=earliest, taken=taken, anew=question.anew, owed=owed, watch=watch,
    )  # fmt: skip
    meetings = tuple(meeting for meeting in trial.meetings if meeting.group in scope.seen)
    pinned = {wish.meeting for wish in question.wishes if isinstance(wish, Keep | Put)}
    free = {m.key for m in meetings if m.group in scope.movable and is_movable(m, earliest)} - pinned
    certificate = certify(
        trust, name, meetings,
        free=free, earliest=earliest, owed=owed, avoid=find_avoided(question.wishes), watch=watch,
    )  # fmt: skip
    return Outcome(
        digest=digest,
        certificate=_hide_reasons(certificate),
        meetings=meetings,
        compromises=price_year(trust, name, meetings, owed),
        before=price_year(trust, name, standing, owed),
        unkept=find_unkept(question.wishes, meetings),
        fewest=trial.fewest,
    )


def check_wishes(year: Year, scope: PlanningScope, question: Question) -> None:
    """Raise RefusedError when a wish is about what is not there, or is not its author's to move."""
    for wish in question.wishes:
        if wish.meeting:
            meeting = year.meeting_by_key.get(wish.meeting)
            if meeting is None or meeting.group not in scope.movable:
                raise RefusedError(
                    "A wish is about a meeting that there is not, or that is not yours to move."
                )
        if isinstance(wish, Avoid) and wish.group and wish.group not in scope.movable:
            raise RefusedError("A wish is about a group that there is not, or that is not yours to plan.")
        if isinstance(wish, Put):
            _check_put(year, wish)


def find_first_day(year: Year, now: datetime) -> date | None:
    """Find the first day on which a date may be new: once something is published, the notice period from now."""
    announced = any(meeting.status is not MeetingStatus.PROPOSED for meeting in find_meetings(year))
    return find_earliest(year.trust, now) if announced else None


def is_movable(meeting: Meeting, earliest: date | None) -> bool:
    """Say whether a meeting may still move: not called off, and not nearer than the notice period."""
    near = earliest is not None and meeting.starts.date() < earliest
    return meeting.status is not MeetingStatus.CANCELLED and not near


def find_changes(
    before: Sequence[Meeting], after: Sequence[Meeting]
) -> tuple[tuple[Meeting | None, Meeting], ...]:
    """List the meetings that are new, or held at another time, with what they were, in order of time."""
    was = {meeting.key: meeting for meeting in before}
    changed = (
        (old, new)
        for new in after
        if (old := was.get(new.key)) is None or (old.starts, old.ends) != (new.starts, new.ends)
    )
    return tuple(sorted(changed, key=lambda change: (change[1].starts, change[1].key)))


def describe_progress(progress: Progress) -> str:
    """Say how far planning has come."""
    if not progress.bound:
        return f"Looking for a better year; the best so far costs {progress.best:,}."
    return f"The best year so far costs {progress.best:,}; none costs less than {progress.bound:,}."


def _check_put(year: Year, wish: Put) -> None:
    first, last = find_year_bounds(year.trust.settings.year)
    if not first <= wish.starts.date() <= last or wish.ends <= wish.starts:
        raise RefusedError("A wish is for a time outside the year.")


def _hide_reasons(certificate: Certificate) -> Certificate:
    """Leave out what is said of meetings that nothing seen forbids: it would tell that something unseen does."""
    unmet = tuple(
        one if one.facts else one.model_copy(update={"why": TAKEN, "repairs": ()})
        for one in certificate.unmet
    )
    return certificate.model_copy(update={"unmet": unmet})
