"""What each soft rule weighs, in the order of their importance.

A weight is the price of breaking a rule once: for one person, one school, one week or one meeting, as the rule counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Rule(StrEnum):
    """The soft rules, each in the words a lead reads beside its cost."""

    UNPLACED = "meetings without a date"
    CLASH = "members needed in two places"
    AWAY = "members not working that day"
    WEEK_LOAD = "too many twilights in a week"
    ONE_A_DAY = "two twilights on one day"
    SPACING = "weeks off the spacing of a group's meetings"
    EDGE = "in the first or last two days of a half-term"
    STAFF_MEETING = "on a school's own meeting night"
    FIRST_IN_TERM = "before the leads' meeting of the term"
    PINCH = "in the days before a deadline"
    MIDWEEK = "on a Monday or Friday"


WEIGHTS: Mapping[Rule, int] = {
    Rule.UNPLACED: 10_000,
    Rule.CLASH: 20,
    Rule.AWAY: 4,
    Rule.WEEK_LOAD: 6,
    Rule.ONE_A_DAY: 6,
    Rule.SPACING: 3,
    Rule.EDGE: 6,
    Rule.STAFF_MEETING: 2,
    Rule.FIRST_IN_TERM: 3,
    Rule.PINCH: 2,
    Rule.MIDWEEK: 1,
}
