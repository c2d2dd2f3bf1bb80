"""A meeting as the grids of the year show it: few words, a sign for its form, and all of it for whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.showing import FORMATS, show_meeting
from cards.words import format_span
from termtime.pages.viewer import Viewer
from termtime.year_weeks import SIGNS, shorten_weekday
from trust.cadence import Format
from trust.meetings import Meeting
from trust.permissions import Aspect

UNTOLD_SIGN, UNTOLD = "◌", "Form not told: the group is confidential"


@dataclass(frozen=True, slots=True)
class Mark:
    """A meeting in a grid.

    Attributes:
        key: Its key.
        group: Whose it is, by id.
        name: What that group is called.
        starts: When it starts.
        ends: When it ends.
        title: What it is called; empty where the viewer may not know.
        format: The form it takes; None where the viewer may not know.
        place: Where it is held; empty where the viewer may not know.
        cancelled: Whether it was called off.
        past: Whether it is over.
        own: Whether it is of a group of the viewer's own.
    """

    key: str
    group: str
    name: str
    starts: datetime
    ends: datetime
    title: str
    format: Format | None
    place: str
    cancelled: bool
    past: bool
    own: bool

    @property
    def href(self) -> str:
        """Its page."""
        return f"/meetings/{self.key}"

    @property
    def form(self) -> str:
        """The form it takes, in words."""
        return FORMATS[self.format] if self.format else ""

    @property
    def look(self) -> str:
        """What a style sheet calls it."""
        parts = {self.format or "untold": True, "past": self.past, "off": self.cancelled, "own": self.own}
        return " ".join(name for name, so in parts.items() if so)

    @property
    def sign(self) -> str:
        """The sign of its form."""
        return SIGNS[self.format].strip() if self.format else UNTOLD_SIGN

    @property
    def weekday(self) -> str:
        """The day, in two letters."""
        return shorten_weekday(self.starts.date())

    @property
    def words(self) -> str:
        """All of it, for whoever listens."""
        parts = (
            self.name,
            format_span(self.starts, self.ends),
            self.form,
            "cancelled" if self.cancelled else "",
        )
        return ", ".join(filter(None, parts))


def make_mark(viewer: Viewer, meeting: Meeting) -> Mark:
    """Make the mark of a meeting whose dates the viewer may see."""
    group = viewer.trust.group_by_id[meeting.group]
    shown = show_meeting(viewer.asked, meeting, viewer.find_rulings(group))
    return Mark(
        key=meeting.key,
        group=group.id,
        name=shown.group,
        starts=shown.starts,
        ends=shown.ends,
        title=shown.title,
        format=meeting.format if viewer.may(Aspect.PLACE, group) else None,
        # The form goes before it, and has a field of its own here.
        place=shown.place.partition(": ")[2],
        cancelled=shown.cancelled,
        past=meeting.ends <= viewer.now,
        own=group.id in viewer.own_group_ids,
    )
