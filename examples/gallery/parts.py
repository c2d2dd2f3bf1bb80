"""What several cards of the gallery share: the day it is, the line they end with, a meeting, officers and buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cards.card import Button, Footing
from cards.shown import MeetingShown, OfficeShown
from trust.values import LONDON

NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)
FOOTING = Footing("Fernvale co-design calendar 2026-27", NOW)
SITE = "https://fernvale.sharepoint.example/sites/codesign"
JOIN = "https://teams.example/l/meetup-join/19"
SPRING, AUTUMN = "2026-27/maths/spring-1", "2026-27/maths/autumn-1"
WHEN = "Spring meeting, Tue 19 Jan 2027, 15:45–17:00"

CHAIRS = (OfficeShown("Chair", ("Ada Lane",)), OfficeShown("Co-chair", ("Ben Okoro", "Cal Price")))
VACANT = (OfficeShown("Chair", ("Ada Lane",)), OfficeShown("Co-chair", ()))
OWNERS = {"ada": "Ada Lane", "ben": "Ben Okoro"}

DATES = Button("All dates", "ask", {"intent": "group_dates", "group": "maths"})
CHAIR = Button("Who chairs it?", "ask", {"intent": "group_chair", "group": "maths"})
MINUTES_OF = Button("Minutes", "ask", {"intent": "group_minutes", "group": "maths"})
MORE = Button("More", "turn", {"intent": "group_dates", "group": "maths", "page": 1})
NEXT = Button("My next meeting", "ask", {"intent": "next_meeting"})
GROUPS_OF_MINE = Button("My groups", "ask", {"intent": "my_groups"})
BACK = Button(
    "Back to the minutes", "turn", {"intent": "take_minutes", "group": "maths", "detail": "autumn-1"}
)


def make_deed(title: str, kind: str, meeting: str = AUTUMN, *, fills_in: bool = False, **said: str) -> Button:
    """Make a button that does something about a meeting of Maths."""
    return Button(title, "do", {"kind": kind, "meeting": meeting, **said}, fills_in)


def make_meeting(weeks: int = 0, **fields: Any) -> MeetingShown:
    """Make a meeting of Maths, so many weeks after the first; any field may be given by name."""
    starts = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON) + timedelta(weeks=weeks)
    given: dict[str, Any] = {"group": "Maths", "starts": starts, "ends": starts + timedelta(minutes=75)}
    return MeetingShown(**given | fields)
