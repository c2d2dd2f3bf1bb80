"""Planning, why a date: every other time of a meeting's window, what it would cost there and whom, or what forbids it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.alternatives import Alternative, find_alternatives
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.planning import STATES, find_viewer_scope
from termtime.pages.views.planning_words import describe_price
from termtime.pages.views.shown import find_not_open
from termtime.planning_scope import see_meetings, see_trust
from termtime.store import SqlStore
from termtime.whatif import find_first_day, is_movable
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.values import RefusedError
from trust.year import Trust

MOST_SHOWN = 40
WIDTH, HEIGHT, LEAST = 720, 110, 3


@dataclass(frozen=True, slots=True)
class Time:
    """A time the meeting could take, or could not.

    Attributes:
        more: What it costs beside the time the meeting has; None where that is in no rule's window.
        against: What it would break, and whom that would cost.
        obstacles: What forbids it.
    """

    starts: datetime
    ends: datetime
    here: bool
    cost: int
    more: int | None
    against: tuple[str, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A time in the chart: where it stands, how high, and as what."""

    x: float
    width: float
    height: float
    kind: str

    @property
    def y(self) -> float:
        """Where it begins, from above."""
        return HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Mark:
    """The name of a month under the chart."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    """What the page says."""

    title: str
    group: str
    meeting: Meeting
    state: str
    verdict: str
    movable: bool
    possible: tuple[Time, ...]
    more: int
    forbidden: Table
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    described: str
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A meeting and every time of its window; None where it is in none."""

    meeting: Meeting
    times: tuple[Alternative, ...] | None


def find_key(ask: Ask) -> str:
    """Read which meeting a page is about."""
    return make_meeting_key(*(ask.path.get(name, "") for name in ("year", "group", "rule")))


async def fetch_times(_store: SqlStore, viewer: Viewer, ask: Ask) -> Weighed | None:
    """Weigh every time a meeting could take beside what the lead sees; None where it is not theirs to see."""
    if not viewer.is_lead:
        return None
    return await asyncio.to_thread(_weigh, viewer, find_key(ask))


def _weigh(viewer: Viewer, key: str) -> Weighed | None:
    scope = find_viewer_scope(viewer)
    known = {meeting.key: meeting for meeting in see_meetings(viewer.year, scope.seen)}
    meeting = known.get(key)
    if meeting is None or meeting.status is MeetingStatus.CANCELLED:
        return None
    earliest = find_first_day(viewer.year, viewer.now)
    try:
        trust = see_trust(viewer.trust, scope.seen)
        return Weighed(meeting, find_alternatives(trust, known.values(), key, earliest=earliest))
    except RefusedError:
        return Weighed(meeting, None)


def make_why_page(viewer: Viewer, _ask: Ask, weighed: Weighed | None) -> WhyPage | None:
    """Make the page of one meeting's date; for leads alone."""
    if weighed is None or not viewer.is_lead:
        return None
    meeting, trust, scope = weighed.meeting, viewer.trust, find_viewer_scope(viewer)
    group = trust.group_by_id[meeting.group]
    found = weighed.times or ()
    here = next((one for one in found if one.starts == meeting.starts), None)
    times = [_make_time(trust, meeting, here, one) for one in found]
    possible = [time for time in times if not time.obstacles or time.here]
    by_day = sorted(times, key=lambda time: time.starts)
    forbidden = _tabulate_forbidden([time for time in by_day if time.obstacles])
    earliest = find_first_day(viewer.year, viewer.now)
    bars, marks = draw_bars(by_day)
    return WhyPage(
        title=f"Why {group.name} meets then",
        group=group.name,
        meeting=meeting,
        state=STATES[meeting.status],
        verdict=_say_verdict(weighed, here),
        movable=meeting.group in scope.movable and is_movable(meeting, earliest),
        possible=tuple(possible[:MOST_SHOWN]),
        more=max(0, len(possible) - MOST_SHOWN),
        forbidden=forbidden,
        bars=bars,
        marks=marks,
        described=_describe(by_day),
        tables=(_tabulate(times), forbidden),
        saw=find_not_open(group, meeting.key),
    )


def _make_time(trust: Trust, meeting: Meeting, here: Alternative | None, one: Alternative) -> Time:
    against = tuple(
        f"{describe_price(trust, price.rule, price.people).removesuffix('.')} ({price.cost})"
        for price in one.prices
    )
    more = one.cost - here.cost if here else None
    return Time(one.starts, one.ends, one.starts == meeting.starts, one.cost, more, against, one.obstacles)


def _say_verdict(weighed: Weighed, here: Alternative | None) -> str:
    if weighed.times is None:
        return "It was set by hand outside every term, so there are no other times to compare it with."
    possible = [one for one in weighed.times if one.possible]
    told = f"Of {len(weighed.times)} times in its window, {len(possible)} are possible."
    if here is None:
        return f"{told} The one it has was set by hand, outside them."
    if not here.possible:
        return f"{told} The one it has is not among them: {'; '.join(here.obstacles)}."
    cheaper = sum(one.cost < here.cost for one in possible)
    alike = sum(one.cost == here.cost for one in possible) - 1
    if cheaper:
        are = "one of them is" if cheaper == 1 else f"{cheaper} of them are"
        return f"{told} With everything else where it stands, {are} cheaper than the one it has."
    return f"{told} None is cheaper than the one it has{f', and {alike} cost the same' if alike else ''}."


def draw_bars(times: list[Time]) -> tuple[tuple[Bar, ...], tuple[Mark, ...]]:
    """Lay the times out from left to right as they come, each as high as it is dear."""
    if not times:
        return (), ()
    step = WIDTH / len(times)
    dearest = max([time.cost for time in times if not time.obstacles] or [1]) or 1
    bars, marks = [], []
    month: date | None = None
    for number, time in enumerate(times):
        kind = "here" if time.here else "off" if time.obstacles else "free"
        share = 0.12 if time.obstacles and not time.here else time.cost / dearest
        height = max(LEAST, round((HEIGHT - 14) * share, 1))
        bars.append(Bar(round(number * step, 2), round(max(1.0, step * 0.78), 2), height, kind))
        first = time.starts.date().replace(day=1)
        if first != month:
            month = first
            marks.append(Mark(round(number * step, 2), f"{first:%b}"))
    return tuple(bars), tuple(marks)


def _describe(times: list[Time]) -> str:
    free = [time for time in times if not time.obstacles]
    if not free:
        return "No time of its window is possible."
    cheapest, dearest = min(time.cost for time in free), max(time.cost for time in free)
    return (
        f"{len(times)} times from {times[0].starts:%d %b} to {times[-1].starts:%d %b}: {len(free)} possible, "
        f"costing from {cheapest} to {dearest}. The tables below say the same."
    )


def _tabulate(times: list[Time]) -> Table:
    rows = [
        (time.starts, time.ends, "here" if time.here else "no" if time.obstacles else "possible", time.cost,
         "; ".join(time.against), "; ".join(time.obstacles))
        for time in times
    ]  # fmt: skip
    return make_table(
        "times", "Every time of its window", "Starts", "Ends", "Possible", "#Cost", "Against it", "What forbids it",
        rows=rows,
    )  # fmt: skip


def _tabulate_forbidden(times: list[Time]) -> Table:
    why = Counter("; ".join(time.obstacles) for time in times)
    days: dict[str, list[str]] = {}
    for time in times:
        days.setdefault("; ".join(time.obstacles), []).append(
            f"{time.starts:%a} {time.starts.day} {time.starts:%b}"
        )
    rows = [(words, count, Cell(", ".join(days[words]))) for words, count in why.most_common()]
    return make_table(
        "forbidden", "Where it cannot be, and why", "What forbids it", "#Times", "Which", rows=rows,
        empty="Nothing forbids any time of its window.",
    )  # fmt: skip
