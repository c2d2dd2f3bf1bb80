"""Trusts that leave the planner one week, so that a test can count what a rule costs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import (
    a_cadence,
    a_group,
    a_meeting,
    a_membership,
    a_person,
    a_trust,
    some_half_terms,
    some_settings,
)

from scheduler.rules import Rule, make_prices
from trust.cadence import CadenceRule
from trust.calendar import HalfTerm, TermName
from trust.meetings import Meeting
from trust.values import LONDON, Weekday
from trust.weights import Weights
from trust.year import Trust

YEAR = "2026-27"
MONDAY = date(2026, 9, 14)


def an_autumn(starts: date, ends: date) -> tuple[HalfTerm, ...]:
    (half, *_) = some_half_terms()
    return (half.model_copy(update={"starts": starts, "ends": ends}),)


def in_one_week(
    groups: int, days: tuple[Weekday, ...], starts: tuple[time, ...] = (time(15, 45),), **fields
) -> Trust:
    """As many groups as asked, all of one person, who each meet once on these days of one week in mid-term.

    Groups take turns at the times to start. A field "rules" holds changes to the trust's rules.
    """
    ids = [f"g{n}" for n in range(groups)]
    cadences = {
        f"c{n}": a_cadence(
            CadenceRule(key="a", title="A", term=TermName.AUTUMN, starts=start, minutes=60, days=days)
        )
        for n, start in enumerate(starts)
    }
    return a_trust(**{
        "settings": some_settings(cadences=cadences, **fields.pop("settings", {})),
        "half_terms": an_autumn(date(2026, 9, 11), date(2026, 9, 21)),
        "people": (a_person("ada"),), "officers": (),
        "groups": tuple(a_group(id_, cadence=f"c{n % len(starts)}") for n, id_ in enumerate(ids)),
        "memberships": tuple(a_membership(id_, "ada") for id_ in ids),
    } | fields)  # fmt: skip


def a_crowded_trust() -> Trust:
    """Nine groups who share twelve people three ways, and some of whose members come or go in mid-week."""
    people = tuple(a_person(f"p{n}", school=("oak", "elm")[n % 2]) for n in range(12))
    members = tuple(
        a_membership(f"g{n}", f"p{(n * 5 + m * 7) % 12}", starts=date(2026, 9, 16) if m == 3 else None)
        for n in range(9)
        for m in range(4)
    )
    starts = (time(15, 30), time(16, 45))
    return in_one_week(9, (Weekday.TUE, Weekday.WED, Weekday.THU), starts, people=people, memberships=members)


def a_fixed(group: str, day: int, at: time = time(15, 45), key: str = "extra", minutes: int = 60) -> Meeting:
    """Fix a meeting of a group on a weekday (0 is Monday) of that week."""
    starts = datetime.combine(MONDAY + timedelta(days=day), at, LONDON)
    return a_meeting(key, group, starts=starts, ends=starts + timedelta(minutes=minutes))


def price(*broken: tuple[Rule, int]) -> dict[str, int]:
    """Price rules broken so many times, by the weights a trust starts with."""
    prices = make_prices(Weights())
    return {rule.value: prices[rule] * count for rule, count in broken}
