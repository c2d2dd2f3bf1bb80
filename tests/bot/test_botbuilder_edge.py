"""The whole edge over real HTTP: Teams' signed activities in, messages through the connector out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.ports import Delivery, Outbound, Outcome
from sandbox.connector.client import BotRefused
from sandbox.connector.state import Conversation
from tests.bot.conftest import RunningBot
from tests.bot.example import ask, ask_in_a_group

CARD = "application/vnd.microsoft.card.adaptive"
ADA, DEE, DOT, RAE = (f"{name}@fernvale.example" for name in ("ada", "dee", "dot", "rae"))


def card_of(message: dict[str, Any]) -> dict[str, Any]:
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == CARD
    return attachment["content"]


def find_conversation(bot: RunningBot) -> Conversation:
    """The one conversation there is."""
    (conversation,) = bot.sandbox.state.conversations.by_id.values()
    return conversation


def find_question(bot: RunningBot) -> dict[str, Any]:
    """The last thing a person said."""
    return [m for m in find_conversation(bot).messages if not m["from"]["id"].startswith("28:")][-1]


async def test_installing_is_greeted_once(bot):
    greetings = await bot.teams.install(ADA)

    assert [message["summary"].splitlines()[0] for message in greetings] == [
        "I know Fernvale Learning Trust's co-design year: when each group meets, who chairs it, and where its minutes are."
    ]


async def test_installing_again_after_removal_is_greeted_again(bot):
    await bot.teams.install(ADA)
    await bot.teams.uninstall(ADA)

    assert len(await bot.teams.install(ADA)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "when is my next meeting?",
        "wen does english meet",
        "whos chairing english",
        "minutes of secondary maths",
    ],
)
async def test_a_question_is_answered_with_a_card_and_its_text(bot, text):
    await bot.teams.install(ADA)
    (message,) = await bot.teams.say(ADA, text)
    answered = ask("ada", text, year=await bot.store.fetch_year())

    assert (card_of(message), message["summary"]) == (answered.card.body, answered.text)
    assert "text" not in message, "Teams would show it beside the card"


async def test_who_asks_is_known_by_the_account_and_never_by_a_name(bot):
    await bot.teams.install("stranger@fernvale.example")
    (message,) = await bot.teams.say("stranger@fernvale.example", "who chairs english")

    assert message["summary"] == ask(None, "who chairs english").text


async def test_a_follow_up_is_understood_across_messages(bot):
    await bot.teams.install(DEE)
    await bot.teams.say(DEE, "when does english meet")
    (message,) = await bot.teams.say(DEE, "and who chairs it?")

    assert message["summary"] == ask("dee", "who chairs english").text


@pytest.mark.parametrize("conversation", ["group:Spring", "channel:Fernvale/General"])
async def test_a_conversation_hears_what_its_least_entitled_member_may(bot, conversation):
    bot.teams.join(conversation, DOT, DEE)
    (message,) = await bot.teams.say(DOT, "when do the DSLs meet", conversation=conversation)

    assert message["summary"] == ask_in_a_group(("dot", "dee"), "when do the DSLs meet").text


async def test_a_hidden_group_does_not_exist_in_a_chat_with_an_outsider(bot):
    bot.teams.join("group:Spring", RAE, DEE)
    (message,) = await bot.teams.say(RAE, "when does case review meet", conversation="group:Spring")

    assert message["summary"] == ask_in_a_group(("rae", "dee"), "when does case review meet").text


async def test_a_chat_with_a_stranger_in_it_is_told_nothing(bot):
    bot.teams.join("group:Spring", ADA, "stranger@fernvale.example")
    (message,) = await bot.teams.say(ADA, "who chairs english", conversation="group:Spring")

    assert message["summary"] == ask_in_a_group(("ada", None), "who chairs english").text


async def test_a_choice_pressed_takes_the_place_of_the_question(bot):
    await bot.teams.install(DEE)
    (asked_back,) = await bot.teams.say(DEE, "when does maths meet")
    button = card_of(asked_back)["actions"][0]

    answer = await bot.teams.press(DEE, asked_back["id"], button["data"], button["verb"])

    assert (answer["statusCode"], answer["type"]) == (200, CARD)
    dates = ask("dee", "secondary maths dates", year=await bot.store.fetch_year())
    assert answer["value"] == dates.card.body


async def test_a_question_pressed_is_answered_below(bot):
    await bot.teams.install(DEE)
    (message,) = await bot.teams.say(DEE, "when does english meet")
    button = next(b for b in card_of(message)["actions"] if b["title"] == "Minutes")

    answer = await bot.teams.press(DEE, message["id"], button["data"], button["verb"])

    said = find_conversation(bot).messages[-1]
    assert answer == {
        "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "My answer is below."
    }  # fmt: skip
    assert said["summary"] == ask("dee", "english minutes").text


async def test_a_button_works_as_a_message_for_clients_that_cannot_execute(bot):
    await bot.teams.install(DEE)
    (message,) = await bot.teams.say(DEE, "when does english meet")
    button = next(b for b in card_of(message)["actions"] if b["title"] == "Minutes")
    conversation = find_conversation(bot)
    submitted = {**find_question(bot), "id": "77", "text": None, "value": button["fallback"]["data"]}

    await bot.teams.post(submitted)

    assert conversation.messages[-1]["summary"] == ask("dee", "english minutes").text


async def test_an_invoke_we_do_not_know_is_not_implemented(bot):
    await bot.teams.install(DEE)
    await bot.teams.say(DEE, "hello")
    invoke = {**find_question(bot), "id": "78", "type": "invoke", "name": "task/fetch"}

    with pytest.raises(BotRefused) as refused:
        await bot.teams.post(invoke)
    assert refused.value.status == 501


async def test_an_activity_delivered_twice_is_answered_once(bot):
    await bot.teams.install(ADA)
    await bot.teams.say(ADA, "who chairs english")
    conversation = find_conversation(bot)
    before = len(conversation.messages)

    await bot.teams.post(find_question(bot))

    assert len(conversation.messages) == before


async def test_what_teams_refuses_for_now_is_sent_again_as_late_as_it_asks(bot):
    await bot.teams.install(ADA)
    bot.sandbox.faults.add("throttle", path="/activities", method="POST", count=2, retry_after=2)
    (message,) = await bot.teams.say(ADA, "who chairs english")

    assert message["summary"] == ask("ada", "who chairs english").text
    assert [2 <= wait <= 2.5 for wait in bot.ticks.waits] == [True, True]


async def test_a_failure_of_ours_is_told_in_one_sentence(bot, monkeypatch):
    async def fail():
        raise OSError("the database is gone")

    await bot.teams.install(ADA)
    monkeypatch.setattr(bot.store, "fetch_year", fail)
    (message,) = await bot.teams.say(ADA, "who chairs english")

    assert message["text"] == (
        "Something went wrong on my side, and I could not answer. Please try again in a few minutes."
    )


async def find_reference(bot, upn):
    user = bot.sandbox.state.directory.get_user(upn)
    return await bot.store.conversations.fetch_reference(user["id"])


async def test_a_message_nobody_asked_for_is_delivered_and_accounted_for(bot):
    await bot.teams.install(ADA)
    reference = await find_reference(bot, ADA)

    delivery = await bot.endpoint.connector.send(reference, Outbound("The agenda is due."))

    sent = find_conversation(bot).messages[-1]
    assert (delivery.outcome, delivery.activity_id, sent["text"]) == (
        Outcome.SENT,
        sent["id"],
        "The agenda is due.",
    )


async def test_somebody_who_blocked_the_bot_is_a_row_in_the_ledger_and_no_exception(bot):
    await bot.teams.install(ADA)
    reference = await find_reference(bot, ADA)
    bot.teams.block(ADA)

    delivery = await bot.endpoint.connector.send(reference, Outbound("The agenda is due."))

    assert (delivery.outcome, bool(delivery.reason)) == (Outcome.BLOCKED, True)


async def test_a_service_that_stays_down_defers_the_message(bot):
    await bot.teams.install(ADA)
    reference = await find_reference(bot, ADA)
    bot.sandbox.faults.add("error", path="/activities", method="POST", status=503)

    delivery = await bot.endpoint.connector.send(reference, Outbound("The agenda is due."))

    assert delivery == Delivery(Outcome.DEFERRED, "ServiceError")


async def test_a_lost_answer_is_not_sent_twice(bot):
    await bot.teams.install(ADA)
    reference = await find_reference(bot, ADA)
    bot.sandbox.faults.add("drop_after", path="/activities", method="POST", count=1)

    delivery = await bot.endpoint.connector.send(reference, Outbound("The agenda is due."))

    messages = find_conversation(bot).messages
    assert [m.get("text") for m in messages].count("The agenda is due.") == 1
    assert delivery.outcome is Outcome.FAILED


async def test_a_removed_bot_knows_no_way_to_the_person_any_more(bot):
    await bot.teams.install(ADA)
    await bot.teams.uninstall(ADA)

    assert await find_reference(bot, ADA) is None
