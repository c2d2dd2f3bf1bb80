"""How far ahead invitations stand in diaries.

Invitations go out termly: those of the running term stand, and the coming term's join them a set number of weeks
before its first day. Later terms stand in the year but not yet in anyone's diary. The sync and the scheduler both
ask here, so that they can never differ.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from trust.calendar import TermName
from trust.values import place_in_london
from trust.year import Trust


def find_terms(trust: Trust) -> dict[TermName, tuple[date, date]]:
    """Give each term's first and last day, over all councils, in order of time."""
    found: dict[TermName, tuple[date, date]] = {}
    for half in sorted(trust.half_terms, key=lambda h: h.starts):
        first, last = found.get(half.term, (half.starts, half.ends))
        found[half.term] = (min(first, half.starts), max(last, half.ends))
    return found


def find_invitation_days(trust: Trust) -> dict[TermName, date]:
    """Give the day on which each term's invitations go out."""
    ahead = timedelta(weeks=trust.settings.rules.invitations_weeks_before_term)
    return {term: first - ahead for term, (first, _) in find_terms(trust).items()}


def find_horizon(trust: Trust, now: datetime) -> date | None:
    """Give the last day until which invitations stand in diaries; none before the first term's go out.

    A naive `now` is read as Europe/London.
    """
    today = place_in_london(now).date()
    terms = find_terms(trust)
    due = [terms[term][1] for term, day in find_invitation_days(trust).items() if day <= today]
    return max(due, default=None)
