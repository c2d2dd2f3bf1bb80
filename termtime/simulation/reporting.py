"""What a simulated year came to: meetings, papers, actions, mails and messages, and what should not have happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from termtime.simulation.judging import Verdicts
from trust.meetings import Meeting, MeetingStatus
from trust.nudges import Row
from trust.papers import ActionStatus, MinutesStatus
from trust.timeliness import Timeliness, judge_agenda, judge_minutes
from trust.year import Year


@dataclass(frozen=True, slots=True)
class YearReport:
    """The figures of a year; shares are from 0 to 1, mails and messages are a person's in the year."""

    meetings: int
    held: int
    cancelled: int
    moved: int
    added: int
    agendas_published: int
    agendas_on_time: float
    minutes_saved: int
    minutes_on_time: float
    minutes_approved: int
    actions: int
    actions_closed: int
    actions_overdue: int
    replies: int
    joined: int
    mails: int
    mails_per_person: float
    mails_most: int
    messages: int
    messages_per_person: float
    messages_most: int
    messages_by_kind: dict[str, int]
    deliveries: dict[str, int]
    deeds: dict[str, int]
    refused: dict[str, int]
    duplicate_nudges: int
    quiet_hours_nudges: int
    unentitled_nudges: int
    unaccounted: int
    unanswered: int
    loose_ends: int
    faults: tuple[str, ...]
    refusals: dict[str, str]
    replicas: int
    killed: int
    sent_again: int
    differences: tuple[str, ...]
    explained: tuple[str, ...]
    requests: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Give it for a program to read."""
        return asdict(self)


def find_on_time(year: Year, meetings: Sequence[Meeting], today: date) -> tuple[float, float]:
    """Give the shares of agendas published and of minutes saved by the day the trust's rules name."""
    agendas, minutes = (
        sum(judge(year, meeting, today) is Timeliness.ON_TIME for meeting in meetings)
        for judge in (judge_agenda, judge_minutes)
    )
    return _share(agendas, len(meetings)), _share(minutes, len(meetings))


def make_report(  # noqa: PLR0913  (everything counted on the way)
    year: Year,
    now: datetime,
    *,
    moved: int,
    added: int,
    joined: int,
    mails: Counter[str],
    messages: Counter[str],
    rows: Sequence[Row],
    deeds: Mapping[str, int],
    refused: Mapping[str, int],
    refusals: dict[str, str],
    failed: Sequence[str],
    verdicts: Verdicts,
    requests: int,
    seconds: float,
    replicas: int = 1,
    killed: int = 0,
    sent_again: int = 0,
) -> YearReport:
    """Put the figures together."""
    held = [m for m in year.meetings if m.status is MeetingStatus.PUBLISHED and m.ends <= now]
    on_time = find_on_time(year, held, now.date())
    people = max(len(year.trust.people), 1)
    unfinished = [a for a in year.actions if a.status is ActionStatus.OPEN]
    return YearReport(
        meetings=len(year.meetings),
        held=len(held),
        cancelled=sum(m.status is MeetingStatus.CANCELLED for m in year.meetings),
        moved=moved,
        added=added,
        agendas_published=sum(agenda.published is not None for agenda in year.agendas),
        agendas_on_time=on_time[0],
        minutes_saved=sum(one.saved is not None for one in year.minutes),
        minutes_on_time=on_time[1],
        minutes_approved=sum(one.status is not MinutesStatus.DRAFT for one in year.minutes),
        actions=len(year.actions),
        actions_closed=sum(a.status is ActionStatus.DONE for a in year.actions),
        actions_overdue=sum(a.due is not None and a.due < now.date() for a in unfinished),
        replies=len(year.replies),
        joined=joined,
        mails=mails.total(),
        mails_per_person=round(mails.total() / people, 1),
        mails_most=max(mails.values(), default=0),
        messages=messages.total(),
        messages_per_person=round(messages.total() / people, 1),
        messages_most=max(messages.values(), default=0),
        messages_by_kind=dict(Counter(row.kind.value for row in rows).most_common()),
        deliveries=dict(Counter(row.outcome.value for row in rows).most_common()),
        deeds=dict(sorted(deeds.items())),
        refused=dict(sorted(refused.items())),
        duplicate_nudges=len(verdicts.duplicates),
        quiet_hours_nudges=len(verdicts.in_quiet_hours),
        unentitled_nudges=len(verdicts.unentitled),
        unaccounted=len(verdicts.unaccounted),
        unanswered=len(failed),
        loose_ends=len(verdicts.loose_ends),
        faults=(
            *verdicts.duplicates,
            *verdicts.in_quiet_hours,
            *verdicts.unentitled,
            *verdicts.unaccounted,
            *failed,
            *verdicts.loose_ends,
        ),
        refusals=refusals,
        replicas=replicas,
        killed=killed,
        sent_again=sent_again,
        differences=(),
        explained=(),
        requests=requests,
        seconds=round(seconds, 1),
    )


def _share(made: int, of: int) -> float:
    return round(made / of, 3) if of else 1.0
