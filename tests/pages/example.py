"""The example trust's year, planned and published, and people who look at it."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from examples import find_example
from scheduler.planner import propose_year
from termtime.demo import EXAMPLE_MOMENT
from termtime.directory import read_year
from termtime.pages.viewer import Viewer
from trust.meetings import MeetingStatus
from trust.year import Year


@cache
def the_year() -> Year:
    """Give the example year as a lead would have published it: what is under way stays, the rest is planned around it."""
    year = read_year(find_example())
    fixed = tuple(m for m in year.meetings if m.year == year.trust.settings.year)
    proposal = propose_year(year.trust, year.trust.settings.year, fixed, effort=0)
    known = {meeting.key for meeting in year.meetings}
    planned = (
        meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
        for meeting in proposal.meetings
        if meeting.key not in known
    )
    return year.model_copy(update={"meetings": (*year.meetings, *planned)})


def a_viewer(who: str, at: datetime = EXAMPLE_MOMENT, year: Year | None = None) -> Viewer:
    """Give a viewer by id, name or user principal name."""
    year = year or the_year()
    [person] = [p for p in year.trust.people if who in (p.id, p.name, p.upn)]
    return Viewer(year, person, at)
