"""The soft rules of a year by name, and what a trust has each of them cost."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from trust.weights import Weights

# So much, or so many times the dearest single breach: no meeting is left out to save the price of its date.
UNPLACED_PRICE = 10_000
UNPLACED_TIMES = 5


class Rule(StrEnum):
    """The soft rules, each in the words a lead reads beside its cost; all but the first have a weight of that name."""

    UNPLACED = "meetings without a date"
    CLASH = "members needed in two places"
    AWAY = "members not working that day"
    WEEK_LOAD = "too many twilights in a week"
    ONE_A_DAY = "two twilights on one day"
    EDGE = "in the first or last two days of a half-term"
    SPACING = "weeks off the spacing of a group's meetings"
    DIRECTED_TIME = "quarter-hours past directed time"
    STAFF_MEETING = "on a school's own meeting night"
    AVOIDED_DAY = "on a faith date or another day to avoid"
    SERIES = "weeks between the meetings of a series"
    FIRST_IN_TERM = "before the leads' meeting of the term"
    DEADLINE = "in the days before a deadline"
    BUSY_WEEK = "in a week busier than an even year's"
    MIDWEEK = "on a Monday or Friday"


def make_prices(weights: Weights) -> Mapping[Rule, int]:
    """Give what breaking each rule once costs."""
    return {
        rule: UNPLACED_PRICE if rule is Rule.UNPLACED else getattr(weights, rule.name.lower())
        for rule in Rule
    }
