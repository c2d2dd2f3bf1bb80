"""On which days a school or a group can meet, from half-terms, bank holidays, INSET days and blackouts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from trust.calendar import HalfTerm, TermName, each_day, find_bank_holidays
from trust.groups import Group
from trust.places import School
from trust.year import Trust


def find_half_term(trust: Trust, school: School, day: date) -> HalfTerm | None:
    """Find the half-term of a school's council that a day lies in."""
    return next((h for h in trust.half_terms_by_council.get(school.council, ()) if h.holds(day)), None)


def find_closure(trust: Trust, school: School, day: date) -> str:
    """Say why a school cannot take part on a day, or nothing when it is a school day."""
    if school.joined and day < school.joined:
        return f"{school.name} joins the trust on {school.joined:%d %b %Y}"
    if day.weekday() >= 5:
        return "a weekend"
    if (holiday := find_bank_holidays(day.year).get(day)) is not None:
        return f"a bank holiday ({holiday})"
    if find_half_term(trust, school, day) is None:
        return f"outside {trust.settings.councils[school.council]}'s term dates"
    if day in trust.inset_by_school.get(school.id, ()):
        return f"{school.name}'s INSET day"
    for blackout in trust.blackouts_by_owner.get(f"school/{school.id}", ()):
        if blackout.holds(day) and not blackout.avoid_only:
            return f"{blackout.reason} at {school.name}"
    return ""


def is_school_day(trust: Trust, school: School, day: date) -> bool:
    """Say whether a school is open to trust meetings on a day."""
    return not find_closure(trust, school, day)


def find_blackout(trust: Trust, group: Group, day: date) -> str:
    """Say why the whole trust or this group plans nothing on a day, or nothing."""
    for owner in (None, f"group/{group.id}"):
        for blackout in trust.blackouts_by_owner.get(owner, ()):
            if blackout.holds(day) and not blackout.avoid_only:
                return blackout.reason
    return ""


def find_avoided(trust: Trust, group: Group, schools: Collection[str], day: date) -> tuple[str, ...]:
    """Give the reasons for which a day is better avoided by a group whose members are at these schools (ids)."""
    owners = (None, f"group/{group.id}", *(f"school/{school}" for school in schools))
    # One row may name several of the schools, and is one reason.
    rows = dict.fromkeys(
        blackout
        for owner in owners
        for blackout in trust.blackouts_by_owner.get(owner, ())
        if blackout.avoid_only and blackout.holds(day)
    )
    return tuple(blackout.reason for blackout in rows)


def find_term_days(trust: Trust, term: TermName) -> tuple[date, ...]:
    """List the weekdays on which at least one council's schools are in this term, in order."""
    days = {
        day
        for half_term in trust.half_terms
        if half_term.term is term
        for day in each_day(half_term.starts, half_term.ends)
        if day.weekday() < 5
    }
    return tuple(sorted(days))
