"""What people write about the messages they get, and what is done about it: only what they clearly ask for."""

from __future__ import annotations

from datetime import date, time

import pytest
from builders import NOW

from bot.handlers.wishes import Wish, WishKind, make_quiet_hours, read_hours, read_wish
from bot.personal import UNTIL_RESUMED
from bot.understand.when import When
from trust.settings import QuietHours

TODAY = NOW.date()
JANUARY = When(date(2027, 1, 1), date(2027, 1, 31), "january")
A_WEEK = When(TODAY, date(2026, 12, 20), "a week")


def wish(words: str, when: When | None = None, detail: str = "") -> Wish:
    return read_wish(words, detail, when, TODAY)


@pytest.mark.parametrize(
    ("words", "when", "until"),
    [
        ("stop messaging me till january pls", JANUARY, date(2027, 1, 1)),
        (
            "stop messaging me till january",
            When(TODAY, date(2027, 1, 31), "till january"),
            date(2027, 1, 1),
        ),
        ("pause until friday", When(TODAY, date(2026, 12, 18), "until friday"), date(2026, 12, 18)),
        ("pause until 5 january", When(TODAY, date(2027, 1, 5), "until 5 january"), date(2027, 1, 5)),
        ("pause until next week", When(TODAY, date(2026, 12, 27), "until next week"), date(2026, 12, 21)),
        (
            "pause until the end of january",
            When(TODAY, date(2027, 1, 31), "until the end of january"),
            date(2027, 2, 1),
        ),
        ("pause until half term", When(TODAY, date(2027, 2, 19), "until half term"), date(2027, 2, 20)),
        ("pause reminders over january", JANUARY, date(2027, 2, 1)),
        ("snooze reminders for a week", A_WEEK, date(2026, 12, 21)),
        ("mute", None, UNTIL_RESUMED),
        ("can u stop pinging me", None, UNTIL_RESUMED),
        ("Don’t message me", None, UNTIL_RESUMED),
        ("turn off your notifications", None, UNTIL_RESUMED),
        ("unsubscribe", None, UNTIL_RESUMED),
        ("pause until yesterday", When(date(2026, 12, 13), date(2026, 12, 13), "yesterday"), UNTIL_RESUMED),
        ("pause until 2030", When(date(2030, 1, 1), date(2030, 1, 1), "2030"), date(2028, 1, 18)),
    ],
)
def test_messages_are_paused_until_a_day(words: str, when: When | None, until: date):
    assert wish(words, when) == Wish(WishKind.PAUSE, until)


@pytest.mark.parametrize("words", ["unpause", "turn reminders back on", "resume", "start messaging me again"])
def test_messages_are_started_again(words: str):
    assert wish(words) == Wish(WishKind.RESUME)


@pytest.mark.parametrize(
    "words",
    [
        "do you message at weekends",
        "how do i stop the reminders",
        "what are my settings",
        "quiet hours?",
        "too many notifications",
        "dont message me in the evening",
        "",
    ],
)
def test_what_only_asks_changes_nothing(words: str):
    assert wish(words) == Wish()


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("quiet hours for me from 17:30 to 8:00", time(17, 30), time(8)),
        ("set my quiet hours to 5pm - 7.45am", time(17), time(7, 45)),
        ("dont message me after 6", time(18), None),
        ("no messages before 9 please, quiet", None, time(9)),
        ("quiet hours from 12am to 12pm", time(0), time(12)),
    ],
)
def test_quiet_hours_are_read(words: str, starts: time | None, ends: time | None):
    assert wish(words) == Wish(WishKind.QUIET, None, starts, ends)


def test_dates_and_nonsense_are_no_times():
    assert [
        read_hours(text) for text in ("until 25/12", "after 33", "until 3rd", "from 4 jan", "in year 6")
    ] == [(None, None)] * 5


def test_time_that_is_left_out_is_the_usual_one():
    usual = QuietHours()

    assert make_quiet_hours(Wish(WishKind.QUIET, starts=time(17)), usual) == QuietHours(
        starts=time(17), ends=usual.ends
    )


def test_button_says_what_it_is_for_whatever_else_it_carries():
    assert wish("17:00 to 08:00", detail="quiet") == Wish(WishKind.QUIET, None, time(17), time(8))
    assert wish("", JANUARY, "pause") == Wish(WishKind.PAUSE, date(2027, 1, 1))
    assert wish("", detail="usual") == Wish(WishKind.USUAL)
    assert wish("", detail="place") == Wish()
