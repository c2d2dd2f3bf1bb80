"""The message extension over real HTTP, with signed invokes: what is found, for whom, and in what time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import extension
from cards.limits import MOST_BYTES, measure
from sandbox.connector.activities import make_activity, personal_id
from sandbox.connector.client import BotRefused
from tests.bot.conftest import RunningBot
from tests.bot.test_search import INJECTED, MATHS, a_library
from trust.papers import Minutes, MinutesStatus

ADA, DEE, GUS, IVY, RAE = (f"{name}@fernvale.example" for name in ("ada", "dee", "gus", "ivy", "rae"))
STRANGER = "stranger@fernvale.example"
CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "what somebody said"
OWN, ELSEWHERE = "own", "19:1_2@unq.gbl.spaces"


@pytest.fixture
async def library(bot: RunningBot) -> RunningBot:
    year = a_library()
    await bot.store.save_year(year)
    await bot.store.papers.save([(text, text.item) for text in year.texts])
    for person in (ADA, DEE, GUS, IVY, RAE):
        await bot.teams.install(person)
    return bot


def make_invoke(bot: RunningBot, who: str, value: Any, where: str = OWN) -> dict[str, Any]:
    """A query as Teams posts it: from a chat with the bot, from one it knows, or from one it is no part of."""
    tenant = bot.sandbox.state
    user_id = tenant.directory.get_user(who)["id"]
    talk = tenant.conversations.open(personal_id(user_id), "personal", who)
    talk.members[user_id] = None
    if where not in (OWN, ELSEWHERE):
        talk = tenant.conversations.open(where, "groupChat", "Spring")
        talk.members[user_id] = None
    invoke = make_activity(tenant, talk, user_id, "invoke", name="composeExtension/query", value=value)
    if where == ELSEWHERE:
        # A chat of two people, which calls itself personal as well.
        invoke["conversation"] = {**invoke["conversation"], "id": ELSEWHERE}
    return invoke


async def look_up(
    bot: RunningBot, who: str, command: str, words: str, where: str = OWN, **options: int
) -> Any:
    named = {"name": "query", "value": words} if words else {"name": "initialRun", "value": "true"}
    value = {"commandId": command, "parameters": [named], "queryOptions": {"skip": 0, "count": 25} | options}
    answer = await bot.teams.post(make_invoke(bot, who, value, where))
    return answer["composeExtension"]


def lines(found: Any) -> list[tuple[str, str]]:
    previews = [one["preview"]["content"] for one in found["attachments"]]
    return [(one["title"], one["text"]) for one in previews]


async def test_minutes_are_found_with_a_preview_and_a_card_to_post(library):
    found = await look_up(library, DEE, "searchMinutes", "abacus")

    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    assert lines(found) == [
        ("Secondary Mathematics: Autumn meeting, Tue 6 Oct 2026", "Approved minutes: Oak lends its abacus.")
    ]
    (attachment,) = found["attachments"]
    assert (attachment["contentType"], attachment["content"]["type"]) == (CARD, "AdaptiveCard")
    assert measure(attachment["content"]) < MOST_BYTES


async def test_meetings_are_found_by_group_and_title_those_to_come_first(library):
    found = await look_up(library, DEE, "searchMeetings", "secondary maths")

    assert [text.split(" · ")[:2] for _, text in lines(found)] == [
        ["Tue 19 Jan 2027, 15:45–17:00", "Spring meeting"],
        ["Tue 4 May 2027, 15:45–17:00", "Summer conference"],
        ["Tue 17 Nov 2026, 15:45–17:00", "November moderation"],
        ["Tue 6 Oct 2026, 15:45–17:00", "Autumn meeting"],
    ]
    assert lines(await look_up(library, DEE, "searchMeetings", "moderation"))[0][1].startswith(
        "Tue 17 Nov 2026"
    )


async def test_groups_are_found_with_their_chairs_and_next_meeting(library):
    assert lines(await look_up(library, DEE, "searchGroups", "english")) == [
        ("English", "Chair: Cal · Co-chair: vacant · Next meeting: Tue 12 Jan 2027, 15:45–17:00")
    ]


@pytest.mark.parametrize("command", ["searchMeetings", "searchMinutes", "searchGroups", ""])
async def test_before_a_word_is_typed_the_askers_next_meetings_are_shown(library, command):
    found = await look_up(library, ADA, command, "")

    assert [(title, text.split(",")[0]) for title, text in lines(found)] == [
        ("Secondary Mathematics", "Tue 19 Jan 2027"), ("Secondary Mathematics", "Tue 4 May 2027"),
    ]  # fmt: skip


@pytest.mark.parametrize("where", [OWN, ELSEWHERE, "19:spring@thread.v2"])
@pytest.mark.parametrize("command", ["searchMeetings", "searchMinutes", "searchGroups"])
@pytest.mark.parametrize("words", ["case review", "xylophone", "cases"])
async def test_a_hidden_group_yields_nothing(library, where, command, words):
    nothing = {"type": "message", "text": "Nothing found that everyone here may see."}

    assert await look_up(library, DEE, command, words, where) == nothing
    assert await look_up(library, DEE, command, "quokka", where) == nothing


async def test_what_is_posted_among_others_is_what_they_may_all_see(library):
    library.teams.join("group:Spring", RAE, DEE)
    alone = await look_up(library, RAE, "searchGroups", "case review")
    with_another = await look_up(library, RAE, "searchGroups", "case review", "19:spring@thread.v2")

    assert [title for title, _ in lines(alone)] == ["Case Review"]
    assert with_another["type"] == "message"


@pytest.mark.parametrize(("who", "words"), [(RAE, "case review"), (ADA, "secret")])
async def test_in_a_chat_without_the_bot_only_what_any_staff_may_see_is_found(library, who, words):
    command = "searchGroups" if who == RAE else "searchMinutes"

    assert (await look_up(library, who, command, words))["type"] == "result"
    assert (await look_up(library, who, command, words, ELSEWHERE))["type"] == "message"


async def test_in_a_chat_without_the_bot_a_guest_finds_no_more_than_a_guest_may(library):
    assert [
        title for title, _ in lines(await look_up(library, GUS, "searchGroups", "english", ELSEWHERE))
    ] == ["English"]
    assert (await look_up(library, GUS, "searchGroups", "geography", ELSEWHERE))["type"] == "message"


async def test_a_chat_with_a_stranger_in_it_is_shown_nothing(library):
    library.teams.join("group:Spring", ADA, STRANGER)

    assert (await look_up(library, ADA, "searchGroups", "english", "19:spring@thread.v2"))[
        "type"
    ] == "message"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (STRANGER, extension.UNKNOWN),
        (IVY, "Nothing found that everyone here may see."),
    ],
)
async def test_who_is_unknown_or_runs_the_service_finds_nothing(library, who, sentence):
    assert await look_up(library, who, "searchGroups", "english") == {"type": "message", "text": sentence}


async def test_results_come_ten_at_a_time(library):
    year = a_library()
    meetings = tuple(year.meetings[0].model_copy(update={"key": f"{MATHS}/more-{n}"}) for n in range(13))
    await library.store.save_year(year.model_copy(update={"meetings": (*year.meetings, *meetings)}))

    pages = [
        await look_up(library, DEE, "searchMeetings", "secondary maths", skip=skip) for skip in (0, 10, 20)
    ]

    assert [len(page["attachments"]) for page in pages] == [10, 7, 0]
    assert len(lines(await look_up(library, DEE, "searchMeetings", "secondary maths", count=3))) == 3


async def test_orders_in_minutes_are_shown_as_text_and_open_nothing(library):
    minutes = Minutes(meeting=f"{MATHS}/autumn-1", status=MinutesStatus.APPROVED, decisions=(INJECTED,))
    await library.store.save_year(a_library(minutes=(minutes,), links=()))
    found = await look_up(library, DEE, "searchMinutes", "instructions")

    (_, text), *_ = lines(found)
    assert text.replace("\u200b", "") == f"Approved minutes: {INJECTED}"
    assert ("](" in text, "{{" in text, "<at" in text) == (False, False, False)
    assert "actions" not in found["attachments"][0]["content"]


@pytest.mark.parametrize(
    "value",
    [
        None, [], "words", 7, {}, {"parameters": "x"}, {"parameters": [None, 7, {"name": "query"}]},
        {"parameters": [{"name": "query", "value": {"x": 1}}], "queryOptions": [1]},
        {"commandId": {"x": 1}, "parameters": [{"name": "query", "value": "e" * 90_000}]},
        {"commandId": "searchGroups", "queryOptions": {"skip": -1, "count": "all"}},
        {"commandId": "searchGroups", "queryOptions": {"skip": 10**30, "count": 10**30}},
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
async def test_a_query_that_makes_no_sense_is_answered_all_the_same(library, value):
    answer = await library.teams.post(make_invoke(library, DEE, value))

    assert answer["composeExtension"]["type"] in ("message", "result")


async def test_an_unsigned_query_is_refused(library):
    with pytest.raises(BotRefused) as refused:
        await library.teams.post(make_invoke(library, DEE, {}), token="x.y.z")
    assert refused.value.status == 401


async def test_a_failure_of_ours_is_a_sentence(library, monkeypatch, caplog):
    async def fail() -> None:
        raise OSError(WORDS)

    monkeypatch.setattr(library.store, "fetch_year", fail)

    assert (await look_up(library, DEE, "searchGroups", "english"))["text"] == extension.FAILED
    assert WORDS not in caplog.text


async def test_a_query_that_takes_too_long_is_answered_in_time(library, monkeypatch):
    monkeypatch.setattr(extension, "ALL_SECONDS", 0.0)

    assert await look_up(library, DEE, "searchGroups", "english") == {
        "type": "message",
        "text": extension.TOO_SLOW,
    }


async def test_a_query_writes_nothing_into_the_conversation(library):
    before = [len(talk.messages) for talk in library.sandbox.state.conversations.by_id.values()]
    await look_up(library, DEE, "searchGroups", "english")

    assert [len(talk.messages) for talk in library.sandbox.state.conversations.by_id.values()] == before


async def test_who_never_met_the_bot_is_asked_to_where_it_is_no_part_of_the_chat(library):
    lea = "lea@fernvale.example"

    assert await look_up(library, lea, "searchGroups", "english", ELSEWHERE) == {
        "type": "message", "text": extension.UNKNOWN,
    }  # fmt: skip
    await library.teams.install(lea)
    assert (await look_up(library, lea, "searchGroups", "english", ELSEWHERE))["type"] == "result"
