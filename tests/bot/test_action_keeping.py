"""Actions are closed, carried forward and given away by their owner or an officer, on cards and in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from bot.asked import Answer
from tests.bot.example import buttons_of, say
from tests.bot.keeping_example import Chats, find_field, find_parts, some_chats
from tests.bot.papers_example import CASE, MATHS, a_busy_year, an_action, some_actions
from trust.papers import Action, ActionStatus

SPRING, OPEN, DONE = date(2027, 1, 19), ActionStatus.OPEN, ActionStatus.DONE
NONE_SUCH = "There is no such action, or none that you may know of."


@pytest.fixture
async def chats(sqlite_url: str) -> AsyncIterator[Chats]:
    """Ada chairs maths and owes it one action, Ben another; Dee, who belongs to neither group, one of each."""
    left = (
        an_action("d1", f"{MATHS}/autumn-1", "dee", "Hand over the keys"),
        an_action("d2", f"{CASE}/autumn-1", "dee", "Return the file", date(2026, 12, 1)),
    )
    async with some_chats(sqlite_url, a_busy_year(actions=(*some_actions(), *left))) as chats:
        yield chats


async def fetch_action(chats: Chats, name: str) -> Action:
    return next(action for action in (await chats.fetch()).actions if action.id == name)


def row_buttons(shown: Answer) -> list[list[str]]:
    """The titles of the buttons beside each row."""
    sets = [part for part in find_parts(shown.card.body) if part.get("type") == "ActionSet"]
    return [[action["title"] for action in one["actions"]] for one in sets]


async def test_owner_closes_and_reopens_from_the_list(chats: Chats) -> None:
    mine = await chats.ask("ben", "actions", mine=1)
    assert row_buttons(mine) == [["Done", "Carry forward", "Reassign or change"]]
    card = await chats.click("ben", mine, "Done")
    assert say(card).splitlines() == [
        "Action: Share the fractions unit",
        "The action is done.",
        "Done on Mon 14 Dec 2026",
        "Owner: Ben",
        "Group: Secondary Mathematics",
        "Agreed at: Autumn meeting, Tue 6 Oct 2026",
        "Or type: I have done this, carry it forward, or: give it to Ben",
    ]
    assert (await fetch_action(chats, "a1")).status is DONE
    again = await chats.click("ben", mine, "Done")
    assert say(again).splitlines()[1] == "That action is done already."
    await chats.click("ben", card, "Not done after all")
    assert (await fetch_action(chats, "a1")).status is OPEN


async def test_action_is_carried_to_the_next_meeting_or_another_day(chats: Chats) -> None:
    mine = await chats.ask("ben", "actions", mine=1)
    await chats.click("ben", mine, "Carry forward")
    assert (await fetch_action(chats, "a1")).due == SPRING
    card = await chats.ask("ben", "one_action", detail="a1")
    assert buttons_of(card) == [
        "Done",
        "Another day",
        "Give it to somebody else",
        "All its actions",
        "My actions",
    ]
    form = await chats.click("ben", card, "Another day")
    assert find_field(form, "due")["value"] == "2027-01-19"
    await chats.click("ben", form, "Carry it to that day", due="2027-02-01")
    assert (await fetch_action(chats, "a1")).due == date(2027, 2, 1)


async def test_action_is_given_to_somebody_of_the_group(chats: Chats) -> None:
    card = await chats.ask("ada", "one_action", detail="a1")
    form = await chats.click("ada", card, "Give it to somebody else")
    assert [one["value"] for one in find_field(form, "owner")["choices"]] == ["ada", "cal", "eve"]
    card = await chats.click("ada", form, "Give it to them", owner="eve")
    assert "Owner: Eve" in say(card)
    assert (await fetch_action(chats, "a1")).owner == "eve"


@pytest.mark.parametrize(
    ("who", "intent", "about", "name", "expected"),
    [
        ("ben", "finish_action", {}, "a1", {"status": DONE}),
        ("ben", "finish_action", {"topic": "fractions unit"}, "a1", {"status": DONE}),
        ("ada", "finish_action", {"topic": "the fractions unit is done"}, "a1", {"status": DONE}),
        ("ben", "reopen_action", {"topic": "papers"}, "a3", {"status": OPEN}),
        ("ben", "carry_action", {}, "a1", {"due": SPRING}),
        ("ben", "carry_action", {"first": "2027-02-01", "last": "2027-02-05", "words": "then"}, "a1",
         {"due": date(2027, 2, 5)}),
        ("ben", "reassign_action", {"person": "eve"}, "a1", {"owner": "eve"}),
        ("ada", "reassign_action", {"person": "eve", "topic": "fractions"}, "a1", {"owner": "eve"}),
    ],
)  # fmt: skip
async def test_what_is_said_is_done(
    chats: Chats, who: str, intent: str, about: dict[str, Any], name: str, expected: dict[str, Any]
) -> None:
    await chats.ask(who, intent, **about)
    assert (await fetch_action(chats, name)).model_dump(include=set(expected)) == expected


async def test_of_several_it_asks_which_and_remembers_what_was_asked(chats: Chats) -> None:
    asked = await chats.ask("ada", "reassign_action", group="maths-secondary", person="eve")
    assert say(asked).startswith("Which action? ")
    assert buttons_of(asked) == ["Share the fractions unit", "Tell those who were away", "Hand over the keys"]
    await chats.click("ada", asked, "Tell those who were away")
    assert [(await fetch_action(chats, name)).owner for name in ("a1", "a2")] == ["ben", "eve"]


class TestWhoMay:
    @pytest.mark.parametrize("who", ["eve", "lea"])
    async def test_whoever_only_sees_it_is_offered_nothing(self, chats: Chats, who: str) -> None:
        listed = await chats.ask(who, "actions", group="maths-secondary")
        card = await chats.ask(who, "one_action", detail="a1")
        assert row_buttons(listed) == []
        assert buttons_of(card) == ["All its actions", "My actions"]
        refused = await chats.press(who, "do", kind="finish_action", action="a1")
        assert say(refused).splitlines()[1].startswith("Only its owner")
        assert (await fetch_action(chats, "a1")).status is OPEN

    @pytest.mark.parametrize("name", ["a1", "a4", "a5", "never"])
    @pytest.mark.parametrize("kind", ["finish_action", "carry_action", "reassign_action"])
    async def test_whoever_may_not_see_it_hears_that_there_is_none(
        self, chats: Chats, name: str, kind: str
    ) -> None:
        extra = {"owner": "eve"} if kind == "reassign_action" else {}
        card = await chats.press("fox", "do", kind=kind, action=name, **extra)
        assert say(card) == NONE_SUCH

    @pytest.mark.parametrize("name", ["a1", "a4", "a5", "never"])
    async def test_of_what_they_may_not_see_nothing_is_shown(self, chats: Chats, name: str) -> None:
        assert say(await chats.ask("fox", "one_action", detail=name)) == NONE_SUCH

    @pytest.mark.parametrize("who", ["ben dee", "ben fox"])
    async def test_what_an_owner_does_before_others_is_not_shown_to_them(
        self, chats: Chats, who: str
    ) -> None:
        card = await chats.press(who, "do", kind="finish_action", action="a1")
        assert say(card).startswith("That is done. The action itself is not for everyone here")
        assert (await fetch_action(chats, "a1")).status is DONE


class TestOwn:
    async def test_owner_sees_their_own_though_not_the_group(self, chats: Chats) -> None:
        mine = await chats.ask("dee", "actions", mine=1)
        assert say(mine).splitlines() == [
            "Your actions",
            "2 open, 1 late.",
            "- Return the file · Late: was due Tue 1 Dec 2026 (13 days ago)",
            "- Hand over the keys · No day agreed",
        ]
        assert row_buttons(mine) == [["Done", "Reassign or change"]] * 2

    async def test_owner_may_close_it_and_learns_nothing_of_the_group(self, chats: Chats) -> None:
        card = await chats.ask("dee", "one_action", detail="d2")
        assert buttons_of(card) == ["Done", "Another day", "My actions"]
        carried = await chats.press("dee", "do", kind="carry_action", action="d2")
        assert "name the day" in say(carried)
        given = await chats.press("dee", "do", kind="reassign_action", action="d2", owner="rae")
        assert "ask its chair" in say(given)
        done = await chats.click("dee", card, "Done")
        assert say(done).splitlines() == [
            "Action: Return the file",
            "The action is done.",
            "Done on Mon 14 Dec 2026",
            "Owner: Dee",
        ]

    @pytest.mark.parametrize("who", ["dee ada", "dee fox"])
    async def test_before_others_it_is_not_told(self, chats: Chats, who: str) -> None:
        mine = await chats.ask(who, "actions", mine=1)
        assert "Return the file" not in say(mine)
        assert say(await chats.ask(who, "one_action", detail="d2")) == NONE_SUCH

    async def test_asked_of_a_group_it_is_told_with_the_groups_alone(self, chats: Chats) -> None:
        refused = await chats.ask("dee", "actions", group="maths-secondary")
        assert "Hand over" not in say(refused)
