from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from builders import NOW

from bot.handlers.news import News, NewsKind, find_news
from bot.personal import Look, MeetingSeen

KEY = "2026-27/maths/spring-1"
STARTS = NOW + timedelta(days=30)


def seen(**fields: Any) -> MeetingSeen:
    return MeetingSeen(
        **{"starts": STARTS, "ends": STARTS + timedelta(hours=1), "place": "Online", "agenda": False, "minutes": ""} | fields
    )  # fmt: skip


def a_look(*, groups: tuple[str, ...] = ("maths",), **meetings: MeetingSeen) -> Look:
    return Look(
        at=NOW, groups=groups, meetings={f"2026-27/maths/{key}-1": one for key, one in meetings.items()}
    )


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        ({}, {}, []),
        ({"cancelled": False}, {"cancelled": True}, [(NewsKind.CANCELLED, "")]),
        ({"cancelled": True}, {"cancelled": False}, [(NewsKind.BACK, "")]),
        (
            {"starts": STARTS - timedelta(minutes=30)},
            {},
            [(NewsKind.MOVED, "Wed 13 Jan 2027, 08:00–09:30")],
        ),
        ({"place": "Elm School"}, {}, [(NewsKind.PLACE, "Elm School")]),
        ({"agenda": False}, {"agenda": True}, [(NewsKind.AGENDA, "")]),
        ({"minutes": ""}, {"minutes": "approved"}, [(NewsKind.MINUTES, "")]),
        ({"minutes": "draft"}, {"minutes": "approved"}, [(NewsKind.MINUTES, "draft")]),
        # What may not be seen, then or now, is no news; and nothing is announced that was taken back.
        ({"place": None, "agenda": None, "minutes": None}, {"agenda": True, "minutes": "draft"}, []),
        ({"agenda": True, "minutes": "draft"}, {"place": None, "agenda": None, "minutes": None}, []),
        ({"minutes": "draft"}, {"minutes": ""}, []),
        ({}, {"cancelled": True, "starts": STARTS - timedelta(hours=1)}, [(NewsKind.CANCELLED, "")]),
    ],
)
def test_news_follows_from_two_looks(before: dict[str, Any], now: dict[str, Any], kinds: list[Any]):
    found = find_news(a_look(spring=seen(**before)), a_look(spring=seen(**now)))

    assert [(news.kind, news.was) for news in found] == kinds


def test_meeting_that_came_and_one_that_went_are_news():
    before, now = a_look(spring=seen()), a_look(summer=seen(agenda=True))

    assert find_news(before, now) == (
        News(NewsKind.GONE, KEY, "Wed 13 Jan 2027, 08:30–09:30"),
        News(NewsKind.ADDED, "2026-27/maths/summer-1"),
        News(NewsKind.AGENDA, "2026-27/maths/summer-1"),
    )


def test_meeting_that_went_after_it_was_held_is_no_news():
    assert find_news(a_look(spring=seen(starts=NOW - timedelta(days=2), ends=NOW)), a_look()) == ()


def test_meetings_of_a_group_joined_or_left_are_no_news():
    spring = a_look(spring=seen())

    assert find_news(a_look(groups=()), spring) == ()
    assert find_news(spring, a_look(groups=())) == ()


def test_look_is_kept_without_what_it_does_not_say_and_comes_back_the_same():
    look = a_look(spring=seen(place=None, agenda=None, minutes=None), summer=seen(agenda=True))

    assert list(look.as_json()["meetings"]["2026-27/maths/spring-1"]) == ["starts", "ends"]
    assert Look.model_validate(look.as_json()) == look
