"""What a feed is written as, read back by the library and, independently of it, line by line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from examples import read_example
from scheduler.planner import propose_year
from termtime.feeds.calendar import FIRST_SECOND, clean, write_calendar
from termtime.feeds.entries import Entry, find_meetings, make_title, make_uid
from termtime.feeds.key_dates import find_key_dates
from termtime.pages.viewer import Viewer
from tests.termtime.feeds.example import JOIN, PAGES, a_viewer
from trust.files import parse_files
from trust.meetings import MeetingStatus
from trust.membership import find_members
from trust.values import LONDON
from trust.year import Year

AUTUMN_CHANGE, SPRING_CHANGE = datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)
HOSTILE = (
    "Tea; cake, and \\ more",
    "Tea\r\nATTENDEE:mailto:eve@evil.example",
    "Tea\nEND:VEVENT\nBEGIN:VEVENT",
    "Tea\rX\x0bY\x0cZ\x1cA\x85B\u2028C\u2029D",
    "Nul\x00 bell\x07 escape\x1b[31m",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 30,
    "=HYPERLINK(\"https://evil.example\")",
    "\\n \\N \\; \\,",
    "é" * 200,
    ":;,\"'^^n",
)  # fmt: skip


def an_entry(**fields: Any) -> Entry:
    starts = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
    return Entry(**{"uid": "u1@x.example", "starts": starts, "ends": starts + timedelta(minutes=75),
                    "summary": "Art: Marigolds"} | fields)  # fmt: skip


def write(*entries: Entry, title: str = "Fernvale co-design", changed: datetime = NOW) -> bytes:
    return write_calendar(title, entries, {entry.uid: changed for entry in entries})


def read_events(written: bytes) -> dict[str, Event]:
    return {str(event["UID"]): event for event in Calendar.from_ical(written).events}


def read_lines(written: bytes) -> list[str]:
    """Read content lines as RFC 5545 has them: CRLF ends one, and a space after it goes on."""
    assert written.endswith(b"\r\n")
    return re.sub(r"\r\n[ \t]", "", written.decode()).split("\r\n")[:-1]


def read_blocks(written: bytes, name: str) -> list[dict[str, str]]:
    """Read the properties of each component of a kind, by hand."""
    blocks: list[dict[str, str]] = []
    inside = False
    for line in read_lines(written):
        if line == f"BEGIN:{name}":
            blocks.append({})
        inside = (inside or line == f"BEGIN:{name}") and line != f"END:{name}"
        if inside:
            head, _, value = line.partition(":")
            blocks[-1][head] = value
    return blocks


def find_utc(written: bytes, local: str) -> datetime:
    """Work out by hand from a calendar's own VTIMEZONE which moment a wall clock's time is."""
    naive = datetime.fromisoformat(local)
    onsets = []
    for kind in ("STANDARD", "DAYLIGHT"):
        (rule,) = read_blocks(written, kind)
        assert rule["DTSTART"][:4] == "1996"
        month = int(dict(part.split("=") for part in rule["RRULE"].split(";"))["BYMONTH"])
        assert sorted(rule["RRULE"].split(";")) == ["BYDAY=-1SU", f"BYMONTH={month}", "FREQ=YEARLY"]
        last = date(naive.year, month, 31)
        last -= timedelta(days=(last.weekday() + 1) % 7)
        onset = datetime.fromisoformat(f"{last}T{rule['DTSTART'][9:]}")
        onsets.append((onset, rule["TZOFFSETTO"]))
    past = [one for one in sorted(onsets) if one[0] <= naive]
    offset = past[-1][1] if past else max(onsets)[1]
    hours = timedelta(hours=int(offset[:3]))
    return (naive - hours).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def year() -> Year:
    """Give the example trust's whole year, every meeting of it published."""
    known = parse_files(read_example()).year
    proposal = propose_year(known.trust, "2026-27", known.meetings, effort=1)
    meetings = {m.key: m.model_copy(update={"status": MeetingStatus.PUBLISHED}) for m in proposal.meetings}
    return known.model_copy(update={"meetings": tuple(meetings.values())})


def test_every_meeting_of_every_group_is_at_its_moment_on_both_sides_of_both_clock_changes(year: Year):
    now = datetime(2026, 9, 10, 8, 0, tzinfo=LONDON)
    met, sides = set(), set()
    for group in year.trust.groups:
        meetings = {make_uid(year.trust, m.key): m for m in year.meetings if m.group == group.id}
        owner = find_members(year.trust, group, now.date())[0]
        written = write(*find_meetings(Viewer(year, owner, now), group.id, PAGES))

        by_library, by_hand = read_events(written), read_blocks(written, "VEVENT")

        assert by_library.keys() == meetings.keys()
        assert len(by_hand) == len(meetings)
        for event in by_hand:
            meeting = meetings[event["UID"]]
            ends = (meeting.starts, "DTSTART"), (meeting.ends, "DTEND")
            for moment, name in ends:
                assert event[f"{name};TZID=Europe/London"] == f"{moment:%Y%m%dT%H%M%S}"
                assert find_utc(written, event[f"{name};TZID=Europe/London"]) == moment.astimezone(UTC)
                assert by_library[event["UID"]].decoded(name) == moment
            sides.add((meeting.starts > AUTUMN_CHANGE) + (meeting.starts > SPRING_CHANGE))
        met.add(group.id)
    assert (len(met), sides) == (51, {0, 1, 2})


def test_everybodys_own_feeds_together_hold_every_meeting(year: Year):
    now = datetime(2026, 9, 10, 8, 0, tzinfo=LONDON)
    held: set[str] = set()
    for person in year.trust.people[::3]:
        viewer = Viewer(year, person, now)
        entries = (*find_meetings(viewer, "", PAGES), *find_key_dates(viewer))
        events = read_events(write(*entries))

        assert len(events) == len(entries)
        for entry in entries:
            event = events[entry.uid]
            assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (entry.starts, entry.ends)
            assert str(event["SUMMARY"]) == entry.summary
            assert str(event.get("DESCRIPTION", "")) == entry.description
            assert str(event.get("LOCATION", "")) == entry.location
        held |= events.keys()
    assert {make_uid(year.trust, meeting.key) for meeting in year.meetings} <= held


@pytest.mark.parametrize(
    ("kind", "change"), [("STANDARD", AUTUMN_CHANGE), ("DAYLIGHT", SPRING_CHANGE)], ids=["autumn", "spring"]
)
def test_a_calendars_rule_changes_the_clocks_at_the_moment_they_change(kind: str, change: datetime):
    (rule,) = read_blocks(write(), kind)
    before = timedelta(hours=int(rule["TZOFFSETFROM"][:3]))
    after = timedelta(hours=int(rule["TZOFFSETTO"][:3]))

    assert (change.replace(tzinfo=None) + before).strftime("T%H%M%S") == rule["DTSTART"][8:]
    assert (change - timedelta(seconds=1)).astimezone(LONDON).utcoffset() == before
    assert change.astimezone(LONDON).utcoffset() == after
    assert datetime.fromisoformat(rule["DTSTART"]).weekday() == 6


def test_a_quarter_to_four_stays_so_and_moves_by_an_hour_of_universal_time():
    days = [date(2026, 10, 23), date(2026, 10, 26), date(2027, 3, 26), date(2027, 3, 29)]
    starts = [datetime(day.year, day.month, day.day, 15, 45, tzinfo=LONDON) for day in days]
    written = write(
        *(an_entry(uid=f"u{n}", starts=one, ends=one + timedelta(hours=1)) for n, one in enumerate(starts))
    )

    told = [event["DTSTART;TZID=Europe/London"] for event in read_blocks(written, "VEVENT")]

    assert {one[9:] for one in told} == {"154500"}
    assert [f"{find_utc(written, one):%H:%M}" for one in told] == ["14:45", "15:45", "15:45", "14:45"]


@given(st.integers(-12 * 60, 3 * 365 * 24 * 60))
@example(-90)
@example(-30)
@example(30)
def test_any_moment_is_read_back_even_in_the_hour_that_comes_twice(minutes: int):
    moment = AUTUMN_CHANGE + timedelta(minutes=minutes)
    entry = an_entry(starts=moment.astimezone(LONDON), ends=(moment + timedelta(hours=1)).astimezone(LONDON))
    written = write(entry)

    (event,) = read_blocks(written, "VEVENT")
    for name, expected in (("DTSTART", moment), ("DTEND", moment + timedelta(hours=1))):
        local = event.get(f"{name};TZID=Europe/London")
        if local is None:
            assert datetime.fromisoformat(event[name]) == expected
        else:
            # By hand only a time that comes once can be told.
            assert datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(UTC) == expected


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["summary", "location", "description", "categories", "title"])
def test_no_text_gets_out_of_its_line(field: str, text: str):
    fields = {} if field == "title" else {field: (text,) if field == "categories" else text}
    written = write(an_entry(**fields), title=text if field == "title" else "Fernvale")

    plain = read_blocks(
        write(an_entry(**({field: ("x",) if field == "categories" else "x"} if fields else {}))), "VEVENT"
    )
    (event,) = read_blocks(written, "VEVENT")

    assert event.keys() == plain[0].keys()
    assert not set(re.sub(rb"\r\n", b"", written)) & set(range(32))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert all(line.decode() for line in written.split(b"\r\n")[:-1])


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\\N" not in text])
def test_a_text_is_read_back_as_it_was_but_for_line_breaks_and_control_characters(text: str):
    (event,) = read_events(write(an_entry(summary=text, description=text, location=text))).values()

    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert str(event[name]) == clean(text).strip()
    assert "\x00" not in clean(text)
    assert set(text.split()) <= set(clean(text).split()) or any(
        ord(c) < 32 or c in "\x85\u2028\u2029" for c in text
    )


@given(st.text(min_size=1, max_size=300))
def test_whatever_is_written_no_line_is_too_long_and_none_is_new(text: str):
    written = write(an_entry(summary=f"x{text}", description=text))

    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    heads = {re.split("[;:]", line)[0] for line in read_lines(written)}
    assert heads <= {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL", "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "UID", "DTSTAMP", "LAST-MODIFIED",
        "SEQUENCE", "DTSTART", "DTEND", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "CLASS", "SUMMARY", "DESCRIPTION",
    }  # fmt: skip


def test_a_calendar_says_its_name_and_how_often_to_fetch_it():
    lines = read_lines(write(title="Fernvale co-design: Art"))

    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {
        "PRODID:-//Termtime//Co-design calendar//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Fernvale co-design: Art",
        "X-WR-CALNAME:Fernvale co-design: Art",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    } <= set(lines)
    assert not any(line.startswith("METHOD") for line in lines)


def test_an_empty_calendar_still_holds_a_component():
    assert "BEGIN:VTIMEZONE" in read_lines(write())
    assert Calendar.from_ical(write()).events == []


def test_a_meeting_is_written_with_everything_a_calendar_shows():
    (_, entry) = find_meetings(a_viewer("mem"), "art", PAGES)
    (event,) = read_blocks(write(entry), "VEVENT")

    assert event["URL"] == f"{PAGES}/meetings/2026-27/art/spring-1"
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CONFIRMED", "OPAQUE", "PUBLIC")
    assert event["CATEGORIES"] == "Online,Secondary"
    assert [event[name] for name in event if name.startswith("CONFERENCE")] == [JOIN]
    assert "Peonies" in event["DESCRIPTION"]


def test_a_cancelled_meeting_and_a_private_one_say_so():
    (event,) = read_blocks(write(an_entry(cancelled=True, private=True)), "VEVENT")

    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CANCELLED", "TRANSPARENT", "PRIVATE")
    assert event["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_whole_days_have_no_time():
    (event,) = read_blocks(write(an_entry(starts=date(2026, 10, 24), ends=date(2026, 11, 2))), "VEVENT")

    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20261024", "20261102")


def test_the_same_entries_make_the_same_bytes_and_a_later_change_a_higher_sequence():
    first, again, later = (
        write(an_entry(), changed=changed) for changed in (NOW, NOW, NOW + timedelta(seconds=1))
    )

    assert first == again
    (before,), (after,) = (read_blocks(one, "VEVENT") for one in (first, later))
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1 < 2**31
    assert before["DTSTAMP"] == before["LAST-MODIFIED"] == "20261214T083000Z" < after["DTSTAMP"]


def test_a_sequence_is_never_below_nothing():
    (event,) = read_blocks(write(an_entry(), changed=FIRST_SECOND - timedelta(days=1)), "VEVENT")

    assert event["SEQUENCE"] == "0"


def test_a_feed_of_nothing_that_may_be_seen_is_named_after_the_trust_alone():
    viewer = a_viewer("stu")
    written = write(
        *find_meetings(viewer, "resilience", PAGES), title=make_title(viewer, viewer.trust, "resilience")
    )

    assert "resilience" not in written.decode().casefold()
