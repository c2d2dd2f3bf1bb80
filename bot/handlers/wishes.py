"""What somebody's words, or a button, ask of the messages they get unasked: stop, start again, be quiet between two times.

Read strictly: what only asks about them ("do you message at weekends", "how do I stop the reminders") changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from bot.personal import UNTIL_RESUMED
from bot.understand.when import When
from trust.settings import QuietHours

LONGEST = timedelta(days=400)
# A number that is followed by what makes it a day or a count is no time.
_NO_TIME = r"(?!\s*(?:st|nd|rd|th|day|week|month|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
_CLOCK = rf"(?<![\d/])(\d{{1,2}})(?:[:.]([0-5]\d))?(?![\d/:])\s*(am|pm|a\.m\.?|p\.m\.?)?{_NO_TIME}"
_FROM_TO = re.compile(rf"{_CLOCK}\s*(?:-|–|to|til|till|until|and)\s*{_CLOCK}", re.IGNORECASE)
_AFTER = re.compile(rf"\b(?:after|from|past)\s+{_CLOCK}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:before|until|till|til)\s+{_CLOCK}", re.IGNORECASE)
_ASKS_ONLY = re.compile(
    r"\b(how (do|can|would)|do you|are you|what (are|is|do|happens)|whats|which|when|why|show)\b"
)
_UNTIL = re.compile(r"\b(until|till|til|before|up to)\b")
_TO_THE_END = re.compile(r"\b(end of|after)\b")
_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_DAY = re.compile(r"\d|\b(mon|tue|wed|thu|fri|sat|sun)|\btomorrow\b")
_RESUME = re.compile(
    r"\b(unpause|resume|restart|unmute|un-?snooze|start (messag|remind|sending|again)\w*|"
    r"(turn|switch|put) (\w+ ){0,3}(back )?on|back on|wake)\b"
)
_PAUSE = re.compile(
    r"\b(pause|stop|mute|snooze|silence|unsubscribe|(turn|switch) (\w+ ){0,3}off|opt out|leave me|"
    r"(dont|do not|don't|no more|quit|cease) (\w+ )?(messag|remind|bother|ping|nudg|send|contact|notif)\w*)\b"
)
_USUAL = re.compile(
    r"\b(usual|normal|default|trusts?) (quiet )?hours\b|\b(remove|clear|reset|drop|cancel) .*quiet"
)
_EVENINGS = re.compile(r"\b(evenings?|nights?|after (work|school))\b")
_QUIET = re.compile(r"\b(quiet|hours)\b")


class WishKind(StrEnum):
    """What is asked. SHOW changes nothing; a button names the others in its `detail`."""

    SHOW = "show"
    PAUSE = "pause"
    RESUME = "resume"
    QUIET = "quiet"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: until which day to pause, or the quiet hours wanted; a time left out is None."""

    kind: WishKind = WishKind.SHOW
    until: date | None = None
    starts: time | None = None
    ends: time | None = None


def read_wish(words: str, detail: str, when: When | None, today: date) -> Wish:
    """Read what is asked.

    Args:
        words: What was typed, or the times a button carries; it may be cut short.
        detail: A button's wish; empty for a message.
        when: The days named.
        today: The day of asking, from which a pause runs.
    """
    text = " ".join(words.casefold().replace("’", "'").split())
    kind = WishKind(detail) if detail in [*WishKind] else _find_kind(text)
    if kind is WishKind.PAUSE:
        return Wish(kind, _find_day(text, when, today))
    if kind is WishKind.QUIET:
        starts, ends = read_hours(text)
        return Wish(kind, None, starts, ends) if starts or ends else Wish()
    return Wish(kind)


def read_hours(text: str) -> tuple[time | None, time | None]:
    """Read when quiet hours start and end; an hour after which it is to be quiet is in the afternoon unless it says am.

    >>> read_hours("from 17:30 to 8:00"), read_hours("5pm until 8"), read_hours("not after 6")
    ((datetime.time(17, 30), datetime.time(8, 0)), (datetime.time(17, 0), datetime.time(8, 0)), (datetime.time(18, 0), None))
    """
    if found := _FROM_TO.search(text):
        return _make_time(*found.groups()[:3], evening=True), _make_time(*found.groups()[3:])
    after, before = _AFTER.search(text), _BEFORE.search(text)
    return (
        _make_time(*after.groups(), evening=True) if after else None,
        _make_time(*before.groups()) if before else None,
    )


def make_quiet_hours(wish: Wish, usual: QuietHours) -> QuietHours:
    """Make quiet hours of a wish; a time it leaves out is the usual one."""
    return QuietHours(starts=wish.starts or usual.starts, ends=wish.ends or usual.ends)


def _find_kind(text: str) -> WishKind:
    if _USUAL.search(text):
        return WishKind.USUAL
    if _ASKS_ONLY.search(text):
        return WishKind.SHOW
    if _RESUME.search(text):
        return WishKind.RESUME
    starts, ends = read_hours(text)
    if (starts or ends) and (_QUIET.search(text) or _PAUSE.search(text)):
        return WishKind.QUIET
    if _QUIET.search(text) or _EVENINGS.search(text):
        return WishKind.SHOW
    return WishKind.PAUSE if _PAUSE.search(text) else WishKind.SHOW


def _find_day(text: str, when: When | None, today: date) -> date:
    """Find the day from which messages come again: "until Monday" is Monday, "for a week" the day after it."""
    if when is None or when.last < today:
        return UNTIL_RESUMED
    spoken = f"{text} {when.words.casefold()}"
    day = when.last + timedelta(days=1)
    if not text and when.first > today:
        day = when.first
    elif _UNTIL.search(spoken) and not _TO_THE_END.search(spoken):
        day = _find_beginning(when, today) or day
    return min(day, today + LONGEST)


def _find_beginning(when: When, today: date) -> date | None:
    """Find where what stands after "until" begins; the stretch itself may run from today."""
    words = when.words.casefold()
    if when.first > today:
        return when.first
    if _MONTH.search(words) and not any(letter.isdigit() for letter in words):
        return when.last.replace(day=1)
    if "week" in words:
        return when.last - timedelta(days=when.last.weekday())
    return when.last if _DAY.search(words) else None


def _make_time(hour: str, minute: str | None, half: str | None, *, evening: bool = False) -> time | None:
    count = int(hour)
    if half or (evening and minute is None):
        afternoon = half.startswith("p") if half else True
        count = count % 12 + 12 if afternoon and count <= 12 else count % 12 if not afternoon else count
    return time(count, int(minute or 0)) if count < 24 else None
