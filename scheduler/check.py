"""Judges a year, whoever made it: imported, edited by hand or planned.

It is the planner's judge as well, so it shares no code with it: it knows the trust and the meetings and nothing of
slots, models or prices. A hard fault breaks a promise of the year; a soft one is a price someone pays, unless the trust
gives it no weight. What repeats for one meeting, or for people with the same meetings, is one fault.

| fault             | severity | when                                                                              |
|-------------------|----------|-----------------------------------------------------------------------------------|
| cadence           | hard     | a rule of the group's cadence has no meeting, or two, or another format           |
| window            | hard     | outside the rule's term, half or month                                            |
| weekday           | hard     | not on one of the rule's days                                                     |
| moment            | hard     | neither at the rule's start nor at one of its blocks, or of another length        |
| venue             | hard     | not at the venue the rule names                                                   |
| notice            | hard     | a past meeting moved, gone or added; a move or addition within the notice period  |
| blackout          | hard     | on a day the trust or the group keeps free                                        |
| closed school     | hard     | a member school, the host, or the whole country, has no school that day           |
| officer away      | hard     | chair or co-chair does not work that day                                          |
| officer clash     | hard     | a chair or co-chair of either is needed by both at once                           |
| cover             | hard     | more of a school's staff out of lessons at one moment than it can cover           |
| room              | hard     | too few seats, not step-free, stairs alone, no loop, or unknown                   |
| room clash        | hard     | two meetings in one room at once                                                  |
| member clash      | soft     | a member is needed by both at once                                                |
| only one missing  | soft     | a school's only representative does not work that day or is needed elsewhere      |
| shut out          | soft     | somebody can attend none of their two or more meetings of a group                 |
| member away       | soft     | not a working day of a member                                                     |
| vacancy           | soft     | neither chair nor co-chair that day                                               |
| nobody            | soft     | nobody belongs to the group that day                                              |
| week load         | soft     | more twilights in a week than the trust means anyone to have                      |
| two on a day      | soft     | a second twilight on a day                                                        |
| edge of half-term | soft     | in the first or last two school days of a member's council's half-term            |
| spacing           | soft     | consecutive meetings of a group's cadence too near or too far apart               |
| directed time     | soft     | more minutes after school in a half-term than a person's share of directed time   |
| staff meeting     | soft     | a twilight on a member school's own meeting night                                 |
| avoided day       | soft     | a day better avoided by the trust, the group or a member school                   |
| series            | soft     | meetings of a series not in one week                                              |
| before the leads  | soft     | before the leads' meeting of the term                                             |
| deadline          | soft     | in the days before a deadline that members owe                                    |
| busy week         | soft     | a week far busier than the rest of its term                                       |
| no place          | soft     | people are to meet in one place, and there is none                                |
| hosts             | soft     | a school hosts a group two times more than another                                |
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scheduler.checks.attendance import find_attendance
from scheduler.checks.cadences import check_cadences, check_rules, check_series
from scheduler.checks.days import check_days
from scheduler.checks.faults import FaultKind, Severity, YearFault, find_switched_off
from scheduler.checks.loads import check_cover, check_directed_time, check_twilights
from scheduler.checks.notice import check_notice
from scheduler.checks.people import check_clashes, check_people, check_shut_out
from scheduler.checks.places import check_hosts, check_places
from scheduler.checks.rhythm import check_evenness, check_leads_first, check_spacing
from scheduler.checks.sittings import Facts, seat_meetings
from trust.meetings import Meeting
from trust.year import Trust

__all__ = ["FaultKind", "Severity", "YearFault", "check_year"]

_ORDER = {kind: number for number, kind in enumerate(FaultKind)}


def check_year(
    trust: Trust,
    meetings: Iterable[Meeting],
    year: str | None = None,
    *,
    now: datetime | None = None,
    before: Iterable[Meeting] | None = None,
) -> tuple[YearFault, ...]:
    """Find everything wrong with a year's meetings, hard faults first, then kind by kind.

    Args:
        trust: The trust as it is.
        meetings: Its meetings, whatever their status; cancelled ones stand for their rule and occupy nobody.
        year: The academic year that is judged; the trust's own when not given. Other years' meetings are left alone.
        now: The moment from which notice is counted; notice is judged only when `before` is given too.
        before: The meetings as they were published before.
    """
    everything = tuple(meetings)
    year = year or trust.settings.year
    facts = Facts(trust)
    sittings = seat_meetings(facts, everything, year)
    attendance = find_attendance(facts, sittings)
    faults = [
        *check_cadences(facts, everything, year),
        *check_rules(facts, sittings),
        *check_series(sittings),
        *check_days(facts, sittings),
        *check_people(facts, sittings, attendance),
        *check_clashes(sittings),
        *check_shut_out(facts, sittings, attendance),
        *check_cover(facts, sittings),
        *check_twilights(facts, attendance),
        *check_directed_time(facts, attendance),
        *check_spacing(facts, sittings),
        *check_leads_first(facts, sittings),
        *check_evenness(facts, sittings),
        *check_places(facts, sittings),
        *check_hosts(facts, sittings),
    ]
    if now is not None and before is not None:
        faults += check_notice(facts, sittings, everything, now, before)
    off = find_switched_off(trust.settings.rules.weights)
    return tuple(sorted((f for f in faults if f.kind not in off), key=lambda fault: _ORDER[fault.kind]))
