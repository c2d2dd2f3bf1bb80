from __future__ import annotations

from datetime import date, time, timedelta

from builders import NOW

from bot.personal import NOTHING_KEPT, UNTIL_RESUMED, Look, Looks, MeetingSeen, Personal, Preferences
from termtime.store import SqlStore, open_store
from trust.settings import QuietHours

PAUSED = Preferences(paused_until=date(2027, 1, 4))
QUIET = Preferences(paused_until=UNTIL_RESUMED, quiet_hours=QuietHours(starts=time(17, 30), ends=time(8)))


def a_look(days: int = 0) -> Look:
    at = NOW + timedelta(days=days)
    seen = MeetingSeen(starts=at, ends=at + timedelta(hours=1), place="Núria’s “hall” 🎓", agenda=False)
    return Look(at=at, groups=("maths",), meetings={"2026-27/maths/spring-1": seen})


async def test_nothing_is_kept_about_somebody_new(store: SqlStore):
    assert await store.personal.fetch("ada") == NOTHING_KEPT
    assert await store.personal.fetch_preferences() == {}


async def test_preferences_come_back_as_they_were_and_are_replaced(store: SqlStore, database_url: str):
    await store.personal.save_preferences("ada", PAUSED)
    await store.personal.save_preferences("ben", QUIET)
    await store.personal.save_preferences("ada", QUIET)
    await store.personal.save_preferences("ben", Preferences())

    async with await open_store(database_url) as other:
        assert await other.personal.fetch_preferences() == {"ada": QUIET, "ben": Preferences()}


async def test_last_look_and_the_one_before_are_kept(store: SqlStore):
    found = []
    for days in range(3):
        await store.personal.save_look("ada", a_look(days))
        found.append((await store.personal.fetch("ada")).looks)

    assert found == [
        Looks(last=a_look(0)),
        Looks(last=a_look(1), before=a_look(0)),
        Looks(last=a_look(2), before=a_look(1)),
    ]


async def test_looks_and_preferences_leave_each_other_alone(store: SqlStore):
    await store.personal.save_preferences("ada", PAUSED)
    await store.personal.save_look("ada", a_look())

    assert await store.personal.fetch("ada") == Personal(preferences=PAUSED, looks=Looks(last=a_look()))
    assert await store.personal.fetch("ben") == NOTHING_KEPT
