"""What can be wrong with a trust whose rows are each right: its terms, its groups, its meetings.

| what                                                        | rests on                       | severity |
|-------------------------------------------------------------|--------------------------------|----------|
| a council without one of its six half-terms, or overlapping | settings, term_dates           | error    |
| a half-term outside the academic year                       | settings, term_dates           | error    |
| an INSET day outside the school's terms                     | schools, term_dates, inset_days | warning |
| a cadence whose window has no school day in any council     | settings, term_dates           | error    |
| ... in one council only                                     | settings, term_dates           | warning  |
| a consultation step that ends before it begins, or waits in a circle for itself | consultations | error |
| two chairs at once, or two co-chairs                        | officers                       | error    |
| an officer who is never here while in office                | people, officers               | error    |
| an officer who leaves, or arrives, while in office          | people, officers               | warning  |
| a group without a member on any day of the year             | everything about people        | warning  |
| a meeting whose key names another year                      | meetings                       | error    |
| a meeting on a day a member's school is closed              | everything about people, meetings | warning |

A check runs when the files it rests on have no errors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from trust.files import calendar_checks, group_checks
from trust.files.faults import Fault
from trust.files.sheets import Sheets
from trust.year import Year


class Check(NamedTuple):
    """A check and the tables whose errors would make it say nonsense."""

    find: Callable[[Sheets, Year], Iterator[Fault]]
    rests_on: tuple[str, ...]


_TERMS = ("trust", "term_dates")
_PEOPLE = ("trust", "schools", "roles", "people", "groups", "officers", "members")
_DAYS = (*_TERMS, "schools", "inset_days", "blackouts")

CHECKS = (
    Check(calendar_checks.find_half_term_faults, _TERMS),
    Check(calendar_checks.find_inset_faults, (*_TERMS, "schools", "inset_days")),
    Check(calendar_checks.find_cadence_faults, _TERMS),
    Check(calendar_checks.find_step_faults, ("consultations",)),
    Check(group_checks.find_rival_officers, ("officers",)),
    Check(group_checks.find_absent_officers, ("people", "officers")),
    Check(group_checks.find_empty_groups, _PEOPLE),
    Check(group_checks.find_misnamed_meetings, ("trust", "year/meetings")),
    Check(group_checks.find_closed_meetings, (*_PEOPLE, *_DAYS, "year/meetings")),
)


def find_trust_faults(sheets: Sheets, year: Year, broken: Collection[str]) -> Iterator[Fault]:
    """Judge a trust as a whole, leaving out checks that rest on files with errors (named in broken)."""
    for check in CHECKS:
        if not any(name in sheets and sheets[name].file in broken for name in check.rests_on):
            yield from check.find(sheets, year)
