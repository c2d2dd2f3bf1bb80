"""Minutes are taken on cards and in words, by those who may, and stand as all of them left them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_membership, a_person

from bot.asked import Answer
from tests.bot.example import buttons_of, held, say
from tests.bot.keeping_example import Chats, find_field, some_chats
from tests.bot.papers_example import MATHS, a_busy_year
from trust.papers import Answer as Replied
from trust.papers import Minutes, MinutesStatus, Reply
from trust.values import LONDON

KEY = f"{MATHS}/review"
REVIEW = {"group": "maths-secondary", "detail": "review"}
DURING = datetime(2026, 12, 14, 16, 0, tzinfo=LONDON)
AT_SPRING = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
OFFICERS_ALONE = "The minutes of Secondary Mathematics are taken by its chair, co-chair and coordinator."


@pytest.fixture
async def chats(sqlite_url: str) -> AsyncIterator[Chats]:
    """A review of maths is on; Ada chairs, Ben co-chairs, Cal looks after the papers, Eve is a member."""
    year = a_busy_year()
    meetings = (*year.meetings, held("maths-secondary", date(2026, 12, 14), "Review", "review"))
    replies = (
        Reply(meeting=KEY, person="ada", answer=Replied.ACCEPTED),
        Reply(meeting=KEY, person="eve", answer=Replied.DECLINED, reason="A scan"),
    )
    async with some_chats(
        sqlite_url, year.model_copy(update={"meetings": meetings, "replies": replies})
    ) as chats:
        chats.now = DURING
        yield chats


async def fetch_minutes(chats: Chats, key: str = KEY) -> Minutes:
    return (await chats.fetch()).minutes_by_meeting[key]


async def ask(chats: Chats, who: str, intent: str, **about: Any) -> Answer:
    return await chats.ask(who, intent, **{"group": "maths-secondary"} | about)


async def test_meeting_in_hand_is_minuted_from_its_start_on_one_card(chats: Chats) -> None:
    card = await ask(chats, "ada", "take_minutes")
    assert say(card).splitlines()[:2] == [
        "Minutes of Secondary Mathematics: Review, Mon 14 Dec 2026",
        "A draft, not saved yet: due by Mon 21 Dec 2026.",
    ]
    card = await chats.click("ada", card, "Add the decision", text="Moderate in March.")
    card = await chats.click("ada", card, "Add the decision", text="One policy.")
    card = await chats.click("ada", card, "Add an action")
    card = await chats.click("ada", card, "Add the action", text="Share the unit", owner="eve")
    card = await chats.click("ada", card, "Back to the minutes")
    card = await chats.click("ada", card, "Summary")
    card = await chats.click("ada", card, "Write the summary", text="We met.\nIt went well.")
    card = await chats.click("ada", card, "Save the draft")

    assert say(card).splitlines() == [
        "Minutes of Secondary Mathematics: Review, Mon 14 Dec 2026",
        "The draft of the minutes is saved.",
        (
            "A draft, saved Mon 14 Dec 2026. "
            "The chair or co-chair may approve it from Tue 19 Jan 2027, 15:45 on."
        ),
        "Decisions (2):",
        "- Moderate in March.",
        "- One policy.",
        "Actions (1):",
        "- Share the unit · Eve · due Tue 19 Jan 2027",
        "Summary:",
        "- We met.",
        "It went well.",
        "Next decision? Or type: decision: moderate in November",
    ]
    assert len(buttons_of(card)) == 6
    assert (await fetch_minutes(chats)).decisions == ("Moderate in March.", "One policy.")


async def test_before_a_meeting_begins_there_is_nothing_to_take(chats: Chats) -> None:
    spring = await ask(chats, "ada", "take_minutes", detail="spring-1")
    assert (
        say(spring)
        == "Spring meeting, Tue 19 Jan 2027: its minutes may be taken from Tue 19 Jan 2027, 15:45 on."
    )
    english = await chats.ask("cal", "take_minutes", group="english")
    assert say(english).startswith("Spring meeting, Tue 12 Jan 2027: its minutes may be taken from")


async def test_attendance_is_ticked_as_replied_and_merged_from_two_devices(chats: Chats) -> None:
    first = await ask(chats, "ada", "note_attendance")
    second = await ask(chats, "cal", "note_attendance")
    assert "Nobody noted it yet: ticked as people replied." in say(first)
    assert [find_field(first, name).get("value") for name in ("present", "apologies")] == ["ada", "eve"]

    await chats.click("ada", first, "Save attendance", present="ada,ben")
    await chats.click("cal", second, "Save attendance", present="ada,cal")
    minutes = await fetch_minutes(chats)
    assert (minutes.present, minutes.apologies) == (("ada", "ben", "cal"), ("eve",))

    again = await ask(chats, "ada", "note_attendance")
    assert find_field(again, "present")["value"] == "ada,ben,cal"
    await chats.click("ada", again, "Save attendance", present="ada,cal,eve")
    minutes = await fetch_minutes(chats)
    assert (minutes.present, minutes.apologies) == (("ada", "cal", "eve"), ())


async def test_a_form_names_sixty_people_a_page_and_says_nothing_of_the_rest(sqlite_url: str) -> None:
    year = a_busy_year()
    many = tuple(a_person(f"m{n:02}", name=f"Member {n:02}") for n in range(70))
    trust = year.trust.model_copy(
        update={
            "people": (*year.trust.people, *many),
            "memberships": (*year.trust.memberships, *(a_membership("maths-secondary", p.id) for p in many)),
        }
    )
    key = f"{MATHS}/moderation"
    minutes = (Minutes(meeting=key, present=("m69",)),)
    async with some_chats(sqlite_url, year.model_copy(update={"trust": trust, "minutes": minutes})) as chats:
        card = await ask(chats, "ada", "note_attendance")
        assert len(find_field(card, "present")["choices"]) == 60
        last = await chats.click("ada", card, "More")
        assert [one["value"] for one in find_field(last, "present")["choices"]][-1] == "m69"
        await chats.click("ada", card, "Save attendance", present="m01")
        assert (await fetch_minutes(chats, key)).present == ("m01", "m69")


async def test_a_summary_that_changed_meanwhile_is_shown_beside_ones_own(chats: Chats) -> None:
    first, second = [await ask(chats, who, "write_summary") for who in ("ada", "ben")]
    await chats.click("ada", first, "Write the summary", text="Ada's account")
    card = await chats.click("ben", second, "Write the summary", text="Ben's account")

    assert "It says now: Ada's account" in say(card)
    assert "You wrote: Ben's account" in say(card)
    assert find_field(card, "text")["value"] == "Ben's account"
    await chats.click("ben", card, "Write the summary", text="Both")
    assert (await fetch_minutes(chats)).summary == "Both"


async def test_what_was_noted_by_mistake_is_taken_out(chats: Chats) -> None:
    await ask(chats, "ada", "add_decision", topic="Buy a boat")
    await ask(chats, "ada", "add_action", topic="Price the boat", person="ben")
    card = await ask(chats, "ada", "correct_minutes")
    once = await chats.click("ada", card, "Take out")
    assert "Buy a boat" not in say(once)
    again = await chats.click("ada", card, "Take out")
    assert say(again).splitlines()[1] == "That decision is not in the minutes, or no longer."
    await chats.click("ada", once, "Take out")
    assert not [one for one in (await chats.fetch()).actions if one.meeting == KEY]


class TestInWords:
    @pytest.mark.parametrize(
        ("intent", "about", "expected"),
        [
            ("note_attendance", {"topic": "ada and ben were there"}, {"present": ("ada", "ben")}),
            ("note_attendance", {"topic": "apologies from eve", "detail": "apologies"}, {"apologies": ("eve",)}),
            ("note_attendance", {"person": "cal"}, {"present": ("cal",)}),
            ("add_decision", {"topic": "Moderate in March"}, {"decisions": ("Moderate in March",)}),
            ("add_decision", {"topic": "Moderate in March", "first": "2027-03-01", "last": "2027-03-31"},
             {"decisions": ("Moderate in March",)}),
            ("write_summary", {"topic": "We met."}, {"summary": "We met."}),
        ],
    )  # fmt: skip
    async def test_what_is_said_is_noted(
        self, chats: Chats, intent: str, about: dict[str, str], expected: dict[str, Any]
    ) -> None:
        await ask(chats, "ada", intent, **about)
        minutes = await fetch_minutes(chats)
        assert minutes.model_dump(include=set(expected)) == expected

    async def test_a_summary_grows_line_by_line(self, chats: Chats) -> None:
        for line in ("First.", "Second."):
            await ask(chats, "ada", "write_summary", topic=line)
        assert (await fetch_minutes(chats)).summary == "First.\nSecond."

    async def test_an_action_is_noted_with_its_owner_and_day(self, chats: Chats) -> None:
        days = {"first": "2027-01-04", "last": "2027-01-08"}
        await ask(chats, "ada", "add_action", topic="Share the unit", person="eve", **days)
        await ask(chats, "ada", "add_action", topic="Book the room", mine=1)
        agreed = [one for one in (await chats.fetch()).actions if one.meeting == KEY]
        assert {(one.text, one.owner, one.due) for one in agreed} == {
            ("Share the unit", "eve", date(2027, 1, 8)),
            ("Book the room", "ada", None),
        }

    @pytest.mark.parametrize("intent", ["note_attendance", "add_decision", "add_action", "write_summary"])
    async def test_what_is_not_said_is_asked_for(self, chats: Chats, intent: str) -> None:
        card = await ask(chats, "ada", intent)
        assert any(part for part in buttons_of(card) if part in ("Save attendance", "Add the decision",
                                                                "Add the action", "Write the summary"))  # fmt: skip

    async def test_the_one_thing_named_is_taken_out(self, chats: Chats) -> None:
        for topic in ("Moderate in March", "One policy for calculators"):
            await ask(chats, "ada", "add_decision", topic=topic)
        await ask(chats, "ada", "correct_minutes", topic="calculators")
        assert (await fetch_minutes(chats)).decisions == ("Moderate in March",)

    async def test_whoever_takes_the_minutes_of_one_group_need_not_name_it(self, chats: Chats) -> None:
        assert say(await chats.ask("ada", "take_minutes")).startswith(
            "Minutes of Secondary Mathematics: Review"
        )
        assert say(await chats.ask("eve", "take_minutes")).startswith("Which group do you mean?")

    async def test_what_cannot_be_noted_is_said(self, chats: Chats) -> None:
        card = await ask(chats, "ada", "add_action", topic="Share it", person="dee")
        assert (
            say(card).splitlines()[1]
            == "An action is for somebody who belongs to Secondary Mathematics or was there."
        )


class TestApproval:
    async def test_next_meeting_approves_those_of_the_one_before(self, chats: Chats) -> None:
        chats.now = AT_SPRING
        shown = await ask(chats, "ben", "group_minutes")
        assert "Approve 17 Nov" in buttons_of(shown)
        card = await chats.click("ben", shown, "Approve 17 Nov")
        assert say(card).splitlines()[1:3] == [
            "The minutes are approved.",
            "Approved on Tue 19 Jan 2027 by Ben. The chair or co-chair may reopen them until Tue 26 Jan 2027.",
        ]
        assert buttons_of(card) == ["Reopen", "Who changed what", "Actions"]

    async def test_typed_approval_means_the_latest_that_is_ready_and_says_what_came_of_it(
        self, chats: Chats
    ) -> None:
        chats.now = AT_SPRING
        card = await ask(chats, "ada", "approve_minutes")
        assert say(card).splitlines()[:2] == [
            "Minutes of Secondary Mathematics: November moderation, Tue 17 Nov 2026",
            "The minutes are approved.",
        ]
        reopened = await ask(chats, "ada", "reopen_minutes")
        assert say(reopened).splitlines()[1].startswith("The minutes are a draft again.")

    async def test_too_early_or_not_the_chair_is_told_why_and_shown_how_it_stands(self, chats: Chats) -> None:
        early = NOW - timedelta(days=10)
        chats.now = early
        card = await ask(chats, "ada", "approve_minutes", detail="moderation")
        assert say(card).splitlines()[1] == (
            "Minutes are approved at the group's next meeting: these from Mon 14 Dec 2026 on."
        )
        chats.now = AT_SPRING
        card = await ask(chats, "cal", "approve_minutes", detail="moderation")
        assert say(card).splitlines()[1] == (
            "Only the chair or co-chair of Secondary Mathematics may approve its minutes."
        )

    async def test_locked_minutes_offer_nothing_that_changes_them(self, chats: Chats) -> None:
        card = await ask(chats, "ada", "take_minutes", detail="autumn-1")
        assert "Locked. Nobody changes them any more." in say(card)
        assert buttons_of(card) == ["Who changed what", "Actions"]


class TestVersions:
    async def test_each_change_is_told_with_what_was_there_before(self, chats: Chats) -> None:
        await ask(chats, "ada", "note_attendance", topic="ada and ben")
        await ask(chats, "ben", "write_summary", topic="We met.")
        await ask(chats, "ada", "write_summary", topic="Twice.")
        await ask(chats, "ada", "add_decision", topic="Buy a boat")
        await ask(chats, "ada", "add_decision", topic="Buy a boat")
        await ask(chats, "cal", "correct_minutes", topic="boat")
        await ask(chats, "ada", "add_action", topic="Share", person="eve")
        [action] = [one for one in (await chats.fetch()).actions if one.meeting == KEY]
        await chats.press("ada", "do", kind="finish_action", action=action.id)
        await ask(chats, "ben", "save_minutes")
        first = await ask(chats, "ada", "minutes_versions")
        second = await chats.click("ada", first, "More")

        when = "Mon 14 Dec 2026, 16:00"
        assert say(first).splitlines()[1:] == [
            "Review, Mon 14 Dec 2026: 7 changes.",
            f"- {when} · Ben · The draft was saved",
            f"- {when} · Ada · Action: “Share” for Eve",
            f"- {when} · Cal · Taken out: “Buy a boat”",
            f"- {when} · Ada · Decided: “Buy a boat”",
            f"- {when} · Ada · Summary: “We met.",
            "Twice.” · It said: “We met.”",
            f"- {when} · Ben · Summary: “We met.”",
        ]
        assert say(second).splitlines()[2:] == [f"- {when} · Ada · There: Ada and Ben added"]

    async def test_what_was_brought_in_has_no_history(self, chats: Chats) -> None:
        card = await ask(chats, "ada", "minutes_versions", detail="autumn-1")
        assert say(card).splitlines()[1].startswith("Nothing was changed here yet.")


EVERY_INTENT = ("take_minutes", "note_attendance", "add_decision", "add_action", "write_summary", "correct_minutes",
                "save_minutes", "approve_minutes", "reopen_minutes", "minutes_versions")  # fmt: skip


@pytest.mark.parametrize("intent", EVERY_INTENT)
class TestDrafts:
    @pytest.mark.parametrize("who", ["eve", "dee", "lea", "dot"])
    async def test_are_for_officers_alone(self, chats: Chats, who: str, intent: str) -> None:
        before = await chats.fetch()
        card = await ask(chats, who, intent, topic="Secret", person="eve", detail="moderation")
        assert say(card) == OFFICERS_ALONE
        assert await chats.fetch() == before

    @pytest.mark.parametrize("who", ["ada eve", "ada lea", "ada dee"])
    async def test_are_not_shown_where_others_listen(self, chats: Chats, who: str, intent: str) -> None:
        before = await chats.fetch()
        card = await ask(chats, who, intent, topic="Secret", person="eve", detail="moderation")
        assert say(card) == "Not everyone here may see draft minutes. Ask me in a chat of our own."
        assert await chats.fetch() == before

    async def test_of_a_hidden_group_are_as_of_none(self, chats: Chats, intent: str) -> None:
        hidden, none = [
            await chats.ask("ada", intent, group=group, topic="Secret", person="eve")
            for group in ("case-review", "case-revues")
        ]
        assert say(hidden).replace("review", "revues") == say(none)


DEEDS: tuple[dict[str, Any], ...] = (
    {"kind": "note_attendance", "present": "eve"},
    {"kind": "add_decision", "text": "Secret"},
    {"kind": "drop_decision", "text": "Not agreed yet."},
    {"kind": "write_summary", "text": "Secret"},
    {"kind": "agree_action", "text": "Secret", "owner": "eve"},
    {"kind": "drop_action", "action": "a2"},
    {"kind": "save_minutes"},
    {"kind": "approve_minutes"},
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed["kind"]))
@pytest.mark.parametrize("who", ["eve", "dee", "lea"])
async def test_a_made_up_button_does_nothing_and_tells_nothing_of_the_draft(
    chats: Chats, deed: dict[str, Any], who: str
) -> None:
    before = await chats.fetch()
    card = await chats.press(who, "do", meeting=f"{MATHS}/moderation", **deed)
    assert say(card).startswith("Only the chair")
    assert await chats.fetch() == before


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed["kind"]))
async def test_what_an_officer_does_before_others_tells_them_nothing_of_the_draft(
    chats: Chats, deed: dict[str, Any]
) -> None:
    chats.now = AT_SPRING
    card = await chats.press("ada eve", "do", meeting=f"{MATHS}/moderation", **deed)
    assert say(card).startswith("That is done. How the minutes stand is for their officers")


async def test_decisions_and_minutes_offer_to_write_to_officers_alone(chats: Chats) -> None:
    for intent in ("group_minutes", "decisions"):
        offered = {
            who: "Take minutes" in buttons_of(await ask(chats, who, intent))
            for who in ("ada", "cal", "eve", "lea")
        }
        assert offered == {"ada": True, "cal": True, "eve": False, "lea": False}


async def test_a_stale_approval_says_how_it_stands(chats: Chats) -> None:
    chats.now = AT_SPRING
    shown = await ask(chats, "ada", "take_minutes", detail="moderation")
    await chats.click("ada", shown, "Approve")
    for title, fields in (("Approve", {}), ("Add the decision", {"text": "Too late"})):
        card = await chats.click("ben", shown, title, **fields)
        assert "Approved on Tue 19 Jan 2027 by Ada." in say(card)
    minutes = await fetch_minutes(chats, f"{MATHS}/moderation")
    assert (minutes.status, minutes.approved_by, minutes.decisions) == (
        MinutesStatus.APPROVED, "ada", ("Not agreed yet.",),
    )  # fmt: skip
