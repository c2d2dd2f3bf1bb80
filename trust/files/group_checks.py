"""Whether groups have members and one chair at a time, and their meetings days on which members can come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from trust.cadence import CadenceRule
from trust.calendar import OpenSpan, find_academic_year
from trust.files.cadence_checks import describe_crowd, find_crowd
from trust.files.faults import Fault, Severity
from trust.files.sheets import Entry, Sheets
from trust.files.windows import Days, Fact, WindowFinder, find_rule_days
from trust.groups import Group, Office, Officer
from trust.meetings import MeetingStatus, make_meeting_key
from trust.membership import find_change_days, find_members
from trust.opening import find_blackout, find_closure
from trust.year import Trust, Year

# A group may gain members yet, and a meeting that some schools cannot come to can still be held.
_POOR = (Fact.NO_MEMBERS, Fact.SCHOOLS_CLOSED)


def find_rival_officers(sheets: Sheets, year: Year) -> Iterator[Fault]:  # noqa: ARG001  (a Check's shape)
    """Find two people in the same office of a group at once; coordinators may be several."""
    if not (sheet := sheets.get("officers")):
        return
    holders: dict[tuple[str, Office], list[tuple[Entry, Officer]]] = {}
    for entry, officer in sheet.placed():
        if officer.person and officer.office is not Office.COORDINATOR:
            holders.setdefault((officer.group, officer.office), []).append((entry, officer))
    for (group, office), held in holders.items():
        for (first, one), (entry, other) in combinations(held, 2):
            if one.person != other.person and _overlap(one, other):
                said = f"{group} already has the {office} {one.person!r} then (line {first.row.line})."
                yield sheet.fault(entry, "person", said)


def find_absent_officers(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find officers who are not in the trust for all of their time in office."""
    if not (sheet := sheets.get("officers")):
        return
    for entry, officer in sheet.placed():
        person = year.trust.person_by_id.get(officer.person or "")
        if person is None:
            continue
        said = f"{person.name} is {officer.office} of {officer.group} but"
        if not _overlap(officer, person):
            yield sheet.fault(entry, "person", f"{said} is never in the trust at that time.")
        elif person.ends and (officer.ends is None or officer.ends > person.ends):
            why = f"{said} leaves on {person.ends:%d %b %Y}; end this row then."
            yield sheet.fault(entry, "ends", why, Severity.WARNING)
        elif person.starts and officer.starts and officer.starts < person.starts:
            why = f"{said} arrives only on {person.starts:%d %b %Y}."
            yield sheet.fault(entry, "starts", why, Severity.WARNING)


def _overlap(one: OpenSpan, other: OpenSpan) -> bool:
    starts = max(one.starts or date.min, other.starts or date.min)
    return starts <= min(one.ends or date.max, other.ends or date.max)


def find_empty_groups(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find groups that exist in some part of a term but have no member on any of its days."""
    sheet, trust = sheets["groups"], year.trust
    for entry, group in sheet.placed():
        if _is_empty(trust, group):
            said = f"{group.name} has no member; give it roles somebody holds, or name people in members.csv."
            yield sheet.fault(entry, "roles", said, Severity.WARNING)


def _is_empty(trust: Trust, group: Group) -> bool:
    days = (*(half.starts for half in trust.half_terms), *find_change_days(trust, group))
    held = [day for day in days if group.holds(day) and any(half.holds(day) for half in trust.half_terms)]
    return bool(held) and not any(find_members(trust, group, day) for day in held)


def find_undated_meetings(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find meetings a group owes and has no day for, and groups that owe more meetings than they have days."""
    sheet, trust = sheets["groups"], year.trust
    finder = WindowFinder(trust)
    for entry, group in sheet.placed():
        windows: dict[CadenceRule, Days] = {}
        for rule in trust.settings.cadences[group.cadence].meetings:
            window = finder.find_window(group, rule)
            dated = make_meeting_key(trust.settings.year, group.id, rule.key) in year.meeting_by_key
            if dated or window is None or (window.fact is Fact.NO_MEMBERS and _is_empty(trust, group)):
                continue
            if window.fact:
                severity = Severity.WARNING if window.fact in _POOR else Severity.ERROR
                yield sheet.fault(entry, "cadence", f"“{rule.title}”: {window.sentence}", severity)
            if window.days:
                windows[rule] = window.days
        crowd = find_crowd(windows)
        # What no group of the cadence could do is told once, of the cadence.
        if crowd and not find_crowd({rule: find_rule_days(trust, rule) for rule in crowd}):
            said = describe_crowd(crowd, [windows[rule] for rule in crowd])
            yield sheet.fault(entry, "cadence", f"{group.name}: {said}")


def find_misnamed_meetings(sheets: Sheets, year: Year) -> Iterator[Fault]:  # noqa: ARG001  (a Check's shape)
    """Find meetings whose key names another academic year than the one they fall in."""
    if sheet := sheets.get("year/meetings"):
        for entry, meeting in sheet.placed():
            falls_in = find_academic_year(meeting.starts.date())
            if meeting.key.split("/")[0] != falls_in:
                said = f"{meeting.key!r} names another year than {meeting.starts:%d %b %Y}, which is in {falls_in}."
                yield sheet.fault(entry, "key", said)


def find_closed_meetings(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find meetings on a day that is blacked out or on which a member's school is closed."""
    if not (sheet := sheets.get("year/meetings")):
        return
    trust = year.trust
    for entry, meeting in sheet.placed():
        day, group = meeting.starts.date(), trust.group_by_id[meeting.group]
        if meeting.status is MeetingStatus.CANCELLED or meeting.year != trust.settings.year:
            continue
        schools = {person.school for person in find_members(trust, group, day) if person.school}
        closures = (find_closure(trust, trust.school_by_id[school], day) for school in sorted(schools))
        if why := find_blackout(trust, group, day) or next(filter(None, closures), ""):
            yield sheet.fault(entry, "starts", f"{day:%d %b %Y} is {_as_reason(why)}.", Severity.WARNING)


def _as_reason(why: str) -> str:
    return why if why.startswith(("a ", "outside ")) or "'s INSET" in why else f"taken: {why}"
