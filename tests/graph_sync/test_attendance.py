"""Who was there and who said they would be, as it comes back from Teams and Outlook."""

from __future__ import annotations

from datetime import datetime

import pytest
from offices import ROLES

from trust.papers import Answer, Reply
from trust.values import LONDON

MATHS = "2026-27/maths/spring-1"
AFTER = datetime(2027, 1, 19, 18, 0, tzinfo=LONDON)
PERMISSIONS = ["OnlineMeetings.Read.All", "OnlineMeetingArtifact.Read.All"]


def event_id(office):
    return office.events["Maths: Spring meeting"].id


def hold(office, minutes):
    office.sandbox.edits.hold_meeting(
        "codesign@fernvale.example", event_id(office), {f"{who}@fernvale.example": n for who, n in minutes.items()}
    )  # fmt: skip


async def test_attendance_of_a_meeting_that_is_over_is_read_once(open_office, year):
    async with open_office(year.trust, roles=[*ROLES, *PERMISSIONS], attendance=True) as office:
        await office.sync(year)
        hold(office, {"ada": 75, "ben": 20, "stranger": 5})
        hold(office, {"ben": 30})
        await office.sync(year, now=AFTER)
        known = year.model_copy(update={"attendance": tuple(office.store.attendance.values())})
        before = office.sandbox.requests["graph"]
        await office.sync(known, now=AFTER)

        assert {(a.meeting, a.person, a.minutes) for a in office.store.attendance.values()} == {
            (MATHS, "ada", 75),
            (MATHS, "ben", 50),
        }
        assert office.sandbox.requests["graph"] - before <= 4


@pytest.mark.parametrize(("roles", "policy"), [([], True), (PERMISSIONS, False)])
async def test_a_trust_that_does_not_let_us_ask_loses_nothing(open_office, year, roles, policy):
    async with open_office(year.trust, roles=[*ROLES, *roles], attendance=policy) as office:
        await office.sync(year)
        hold(office, {"ada": 75})
        result = await office.sync(year, now=AFTER)

        assert (result.plan.changes, office.store.attendance) == ((), {})


async def test_a_meeting_that_is_not_over_is_not_asked_about(open_office, year):
    async with open_office(year.trust, roles=[*ROLES, *PERMISSIONS], attendance=True) as office:
        await office.sync(year)
        hold(office, {"ada": 5})
        await office.sync(year, now=datetime(2027, 1, 19, 16, 0, tzinfo=LONDON))

        assert office.store.attendance == {}


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("accept", Answer.ACCEPTED),
        ("decline", Answer.DECLINED),
        ("tentativelyAccept", Answer.TENTATIVE),
    ],
)
async def test_an_answer_in_outlook_is_a_reply_of_the_year(open_office, year, verb, answer):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.reply("ben@fernvale.example", event_id(office), verb)
        result = await office.sync(year)

        assert [(r.meeting, r.person, r.answer) for r in office.store.replies.values()] == [
            (MATHS, "ben", answer)
        ]
        assert result.plan.changes == ()


async def test_an_answer_given_here_later_is_not_undone_by_an_older_one_in_outlook(open_office, year):
    later = Reply(meeting=MATHS, person="ben", answer=Answer.DECLINED, reason="A trip", at=AFTER)
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.reply("ben@fernvale.example", event_id(office), "accept")
        result = await office.sync(year.model_copy(update={"replies": (later,)}))

        assert (result.replies, office.store.replies) == ((), {})


async def test_a_move_forgets_who_accepted_the_old_time(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.reply("ben@fernvale.example", event_id(office), "accept")
        await office.sync(year)
        moved = change(year, MATHS, starts=datetime(2027, 1, 26, 15, 45, tzinfo=LONDON))
        await office.sync(moved)
        result = await office.sync(moved)

        assert (result.replies, office.store.replies) == ((), {})
