"""What can be wrong with a trust whose rows are each right: its terms, its groups, its meetings.

| what                                                        | rests on                       | severity |
|-------------------------------------------------------------|--------------------------------|----------|
| a council without one of its six half-terms, or overlapping | settings, term_dates           | error    |
| a half-term outside the academic year                       | settings, term_dates           | error    |
| an INSET day outside the school's terms                     | schools, term_dates, inset_days | warning |
| a cadence whose window has no school day in any council     | settings, term_dates           | error    |
| ... in one council only                                     | settings, term_dates           | warning  |
| a cadence that asks more meetings than its windows have days | settings, term_dates          | error    |
| a cadence whose windows are closer, or further apart, than spacing_weeks | settings, term_dates | warning |
| a meeting to be first in its term that opens after another's window closed | settings, term_dates | warning |
| a series whose windows share no week                        | settings, term_dates, groups   | error    |
| ... that holds one meeting only                             | settings, term_dates, groups   | warning  |
| weights that are all 0                                      | settings                       | warning  |
| a venue without rooms that a cadence sends a group to       | settings, venues, rooms        | warning  |
| a consultation step that ends before it begins, or waits in a circle for itself | consultations | error |
| two chairs at once, or two co-chairs                        | officers                       | error    |
| an officer who is never here while in office                | people, officers               | error    |
| an officer who leaves, or arrives, while in office          | people, officers               | warning  |
| a group without a member on any day of the year's terms     | everything about people, term_dates | warning |
| a meeting for which a group has no day (trust.files.windows) | people, days, places, meetings | error   |
| ... no day on which it has members, or all their schools are open | people, days, places, meetings | warning |
| a group that owes more meetings than it has days            | people, days, places, meetings | error    |
| a meeting whose key names another year                      | meetings                       | error    |
| a meeting on a day a member's school is closed              | everything about people, meetings | warning |

A check runs when the files it rests on have no errors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from trust.files import cadence_checks, calendar_checks, group_checks
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
    Check(calendar_checks.find_step_faults, ("consultations",)),
    Check(cadence_checks.find_windowless, _TERMS),
    Check(cadence_checks.find_crowded_cadences, _TERMS),
    Check(cadence_checks.find_spacing_faults, _TERMS),
    Check(cadence_checks.find_late_firsts, _TERMS),
    Check(cadence_checks.find_series_faults, (*_TERMS, "groups")),
    Check(cadence_checks.find_unweighed_rules, ("trust",)),
    Check(cadence_checks.find_roomless_venues, ("trust", "venues", "rooms")),
    Check(group_checks.find_rival_officers, ("officers",)),
    Check(group_checks.find_absent_officers, ("people", "officers")),
    Check(group_checks.find_empty_groups, (*_PEOPLE, "term_dates")),
    Check(group_checks.find_undated_meetings, (*_PEOPLE, *_DAYS, "venues", "rooms", "year/meetings")),
    Check(group_checks.find_misnamed_meetings, ("trust", "year/meetings")),
    Check(group_checks.find_closed_meetings, (*_PEOPLE, *_DAYS, "year/meetings")),
)


def find_trust_faults(sheets: Sheets, year: Year, broken: Collection[str]) -> Iterator[Fault]:
    """Judge a trust as a whole, leaving out checks that rest on files with errors (named in broken)."""
    for check in CHECKS:
        if not any(name in sheets and sheets[name].file in broken for name in check.rests_on):
            yield from check.find(sheets, year)
