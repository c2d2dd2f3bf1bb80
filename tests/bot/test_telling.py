"""Whoever wants no messages gets none, and is told once they do."""

from __future__ import annotations

from datetime import date, time

from builders import NOW

from bot.personal import Preferences
from graph_sync.directory import USERS
from graph_sync.ports import StreamChange
from tests.bot.test_proposals import ADA, BEN, DRAG, fill_directory, start, tell
from trust.settings import QuietHours

TOLD = [("ada", 1, "sent")]


async def test_somebody_who_has_paused_is_told_on_the_day_it_ends_and_others_meanwhile(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    for who in (ADA, BEN):
        await bot.teams.install(who)
    await bot.store.personal.save_preferences("ada", Preferences(paused_until=date(2026, 12, 16)))

    told = [await tell(bot, NOW.replace(day=day)) for day in (14, 15, 16, 17)]

    assert told == [[("ben", 1, "sent")], [], TOLD, []]


async def test_quiet_hours_of_ones_own_hold_beside_the_trusts(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)
    quiet = QuietHours(starts=time(17), ends=time(9))
    await bot.store.personal.save_preferences("ada", Preferences(quiet_hours=quiet))

    told = [await tell(bot, NOW.replace(hour=hour)) for hour in (8, 17, 18, 7, 9)]

    assert told == [[], [], [], [], TOLD]


async def test_somebody_the_files_know_by_another_address_than_they_sign_in_with_is_told(bot):
    await start(bot, DRAG)
    users = bot.sandbox.state.directory.users.values()
    rows = {
        user["id"]: {"upn": f"{user['id']}@accounts.example", "mail": user["userPrincipalName"].lower()}
        for user in users
    }
    await bot.store.sync.save_streams([StreamChange(USERS, "token", NOW, rows)])
    await bot.teams.install(ADA)

    assert await tell(bot, NOW) == TOLD
