from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

import aiohttp
import jwt
import pytest
from aiohttp import web

from sandbox.connector.client import BotRefused, TeamsClient

BOT = "https://api.botframework.com/.default"
CARD = "application/vnd.microsoft.card.adaptive"
UPN = "teacher1@trust.example"


@dataclass
class EchoBot:
    """A bot as small as can be: keeps what it hears and answers through the connector."""

    graph: object
    token: str = ""
    heard: list = field(default_factory=list)
    tokens: list = field(default_factory=list)
    status: int = 200
    later: bool = False
    tasks: set = field(default_factory=set)

    async def hear(self, request):
        activity = await request.json()
        self.heard.append(activity)
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if activity["type"] == "invoke":
            card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Noted"}]}
            return web.json_response({"statusCode": 200, "type": CARD, "value": card})
        if activity["type"] == "message":
            reply = self.send(
                activity["conversation"]["id"], {"type": "message", "text": f"You said {activity['text']}"}
            )
            if self.later:
                self.tasks.add(asyncio.create_task(reply))
            else:
                await reply
        return web.Response(status=self.status)

    async def send(self, conversation, activity):
        return await self.call("POST", f"{conversation}/activities", activity)

    async def call(self, method, path, body=None):
        url = f"{self.graph.sandbox.service_url}v3/conversations/{path}".rstrip("/")
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.graph.http.request(method, url, json=body, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None, response.headers


@pytest.fixture
async def bot(graph):
    bot = EchoBot(graph, await graph.sign_in("bot-app", "bot-secret", BOT))
    app = web.Application()
    app.router.add_post("/api/messages", bot.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield bot
    await runner.cleanup()


@pytest.fixture
def teams(graph, bot):
    return graph.sandbox.teams(bot.url)


async def test_install_tells_the_bot_who_came(graph, bot, teams):
    await teams.install(UPN)

    assert [activity["type"] for activity in bot.heard] == ["conversationUpdate", "installationUpdate"]
    assert [m["id"][:3] for m in bot.heard[0]["membersAdded"]] == ["28:", "29:"]
    assert bot.heard[1]["action"] == "add"


async def test_activity_is_shaped_as_teams_shapes_it(graph, bot, teams):
    await teams.install(UPN)
    await teams.say(UPN, "When is my next meeting?")
    heard = bot.heard[-1]

    assert (heard["channelId"], heard["locale"], heard["text"]) == (
        "msteams",
        "en-GB",
        "When is my next meeting?",
    )
    assert heard["from"]["id"].startswith("29:")
    assert heard["from"]["aadObjectId"] == graph.user_id(1)
    assert heard["recipient"] == {"id": "28:bot-app", "name": "Termtime"}
    assert heard["conversation"] == {
        "id": heard["conversation"]["id"],
        "conversationType": "personal",
        "tenantId": graph.sandbox.tenant_id,
    }
    assert heard["channelData"]["tenant"] == {"id": graph.sandbox.tenant_id}
    assert heard["serviceUrl"] == graph.sandbox.service_url
    assert heard["entities"][-1]["type"] == "clientInfo"


async def test_activity_is_signed_for_the_bot_by_the_published_key(graph, bot, teams):
    await teams.install(UPN)
    async with graph.http.get(f"{graph.sandbox.url}/botframework/v1/.well-known/keys") as response:
        published = jwt.PyJWKSet.from_dict(await response.json())
    token = bot.tokens[0]
    key = published[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, ["RS256"], audience="bot-app", issuer="https://api.botframework.com")

    assert claims["serviceurl"] == graph.sandbox.service_url


def test_token_can_be_forged_for_attack_tests(graph, teams):
    token = teams.sign({"aud": "other", "serviceurl": None}, {"kid": "unknown"})

    assert jwt.get_unverified_header(token)["kid"] == "unknown"
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["aud"], "serviceurl" in claims) == ("other", False)


@pytest.mark.parametrize("later", [False, True], ids=["while asked", "afterwards"])
async def test_say_returns_what_the_bot_answers(bot, teams, later):
    bot.later = later
    await teams.install(UPN)
    replies = await teams.say(UPN, "hello")

    assert [reply["text"] for reply in replies] == ["You said hello"]


async def test_group_and_channel_mention_the_bot_and_know_their_members(graph, bot, teams):
    group = teams.join("group:Maths chairs", UPN, "teacher2@trust.example")
    await teams.say(UPN, "who chairs maths?", conversation="group:Maths chairs")
    await teams.say(UPN, "who chairs maths?", conversation="channel:Co-design/Maths")
    in_group, in_channel = bot.heard
    _, page, _ = await bot.call("GET", f"{group}/pagedmembers")

    assert in_group["text"] == "<at>Termtime</at> who chairs maths?"
    assert in_group["entities"][0]["mentioned"]["id"] == "28:bot-app"
    assert (in_group["conversation"]["conversationType"], in_group["conversation"]["isGroup"]) == (
        "groupChat",
        True,
    )
    assert in_channel["conversation"]["conversationType"] == "channel"
    assert in_channel["conversation"]["id"] == f"19:co-design-maths@thread.tacv2;messageid={in_channel['id']}"
    assert in_channel["channelData"]["team"] == {"id": "19:co-design@thread.tacv2"}
    assert [m["userPrincipalName"] for m in page["members"]] == [UPN, "teacher2@trust.example"]


async def test_button_brings_its_answer_and_the_new_card_takes_the_old_ones_place(graph, bot, teams):
    await teams.install(UPN)
    (reply,) = await teams.say(UPN, "hello")
    answer = await teams.press(UPN, reply["id"], {"meeting": "m1"}, "apologise")
    invoke = bot.heard[-1]

    assert (invoke["name"], invoke["replyToId"]) == ("adaptiveCard/action", reply["id"])
    assert invoke["value"]["action"] == {
        "type": "Action.Execute",
        "verb": "apologise",
        "data": {"meeting": "m1"},
    }
    assert answer["statusCode"] == 200
    talk = graph.sandbox.state.conversations.by_id[invoke["conversation"]["id"]]
    assert talk.find(reply["id"])["attachments"][0]["content"]["body"][0]["text"] == "Noted"


async def test_bot_that_refuses_is_reported(bot, teams):
    bot.status = 401
    with pytest.raises(BotRefused, match="The bot answered 401"):
        await teams.install(UPN)


async def test_bot_begins_a_conversation_only_with_who_installed_it(graph, bot, teams):
    await teams.install(UPN)
    body = {"members": [{"id": graph.user_id(1)}], "tenantId": graph.sandbox.tenant_id}
    status, begun, _ = await bot.call("POST", "", body)
    refused, said, _ = await bot.call("POST", "", {"members": [{"id": graph.user_id(2)}]})

    assert (status, begun["id"]) == (201, bot.heard[0]["conversation"]["id"])
    assert (refused, said["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_blocked_and_uninstalled_bots_cannot_write(bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    message = {"type": "message", "text": "Reminder"}
    first, _, _ = await bot.send(talk, message)
    teams.block(UPN)
    second, said, _ = await bot.send(talk, message)
    await teams.install("teacher2@trust.example")
    other = bot.heard[-1]["conversation"]["id"]
    await teams.uninstall("teacher2@trust.example")
    third, _, _ = await bot.send(other, message)

    assert (first, second, third) == (201, 403, 403)
    assert said["error"]["code"] == "MessageWritesBlocked"


async def test_message_is_changed_and_removed(graph, bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    _, sent, _ = await bot.send(talk, {"type": "message", "text": "A"})
    url = f"{talk}/activities/{sent['id']}"
    changed, _, _ = await bot.call("PUT", url, {"type": "message", "text": "B"})
    messages = graph.sandbox.state.conversations.by_id[talk].messages
    texts = [message["text"] for message in messages]
    removed = [(await bot.call("DELETE", url))[0] for _ in range(2)]

    assert (changed, texts, removed, messages) == (200, ["B"], [200, 404], [])


async def test_sends_over_the_rate_are_429_when_switched_on(graph, bot, teams):
    await teams.install(UPN)
    graph.sandbox.state.conversations.rate_limited = True
    talk = bot.heard[0]["conversation"]["id"]
    answers = [await bot.send(talk, {"type": "message", "text": str(n)}) for n in range(8)]
    graph.clock.forward(seconds=2)
    later, _, _ = await bot.send(talk, {"type": "message", "text": "later"})

    assert [status for status, _, _ in answers] == [201] * 7 + [429]
    assert (answers[-1][2]["Retry-After"], later) == ("1", 201)


async def test_message_over_a_hundred_kilobytes_is_413(bot, teams):
    await teams.install(UPN)
    status, _, _ = await bot.send(
        bot.heard[0]["conversation"]["id"], {"type": "message", "text": "x" * 60_000}
    )

    assert status == 413


async def test_typing_is_taken_and_not_kept(graph, bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    status, _, _ = await bot.send(talk, {"type": "typing"})

    assert (status, graph.sandbox.state.conversations.by_id[talk].messages) == (201, [])


async def test_only_the_tenants_own_bot_is_let_in(graph, bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    statuses = []
    for token in ("", graph.token, await graph.sign_in("app", "secret", BOT)):
        bot.token = token
        statuses.append((await bot.send(talk, {"type": "message", "text": "x"}))[0])

    assert statuses == [401, 401, 403]


async def test_thread_is_begun_in_a_channel(graph, bot, teams):
    channel = teams.join("channel:Co-design/Maths", UPN)
    body = {
        "isGroup": True,
        "channelData": {"channel": {"id": channel}},
        "activity": {"type": "message", "text": "A"},
    }
    status, begun, _ = await bot.call("POST", "", body)
    answered, _, _ = await bot.send(begun["id"], {"type": "message", "text": "B"})
    missing, _, _ = await bot.call("POST", "", {"channelData": {"channel": {"id": "19:x"}}})

    assert (status, answered, missing) == (201, 201, 404)
    assert begun["id"] == f"{channel};messageid={begun['activityId']}"
    assert [m["text"] for m in graph.sandbox.state.conversations.by_id[channel].messages] == ["A", "B"]


async def test_what_makes_no_sense_to_the_connector_is_refused(bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    answers = [
        await bot.send("a:nothing", {"type": "message"}),
        await bot.send(talk, ["not an object"]),
        await bot.call("PUT", f"{talk}/activities/nothing", {}),
        await bot.call("POST", "", {"members": []}),
        await bot.call("POST", "", {"members": [{"id": "nobody"}]}),
    ]

    assert [status for status, _, _ in answers] == [404, 400, 404, 400, 404]


@pytest.mark.parametrize(("mode", "kept"), [("drop_before", 0), ("drop_after", 1), ("error", 0)])
async def test_connector_can_lose_a_message_or_only_its_answer(graph, bot, teams, mode, kept):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    graph.sandbox.faults.add(mode, "/teams/", count=1)
    with contextlib.suppress(aiohttp.ClientError):
        await bot.send(talk, {"type": "message", "text": "x"})

    assert len(graph.sandbox.state.conversations.by_id[talk].messages) == kept


async def test_silence_is_waited_for_only_so_long(graph, bot):
    quiet = TeamsClient(graph.sandbox, bot.url, patience=0.01)

    assert await quiet.say(UPN, "hello", replies=2, conversation="group:X") != []


async def test_faults_reach_the_connector(graph, bot, teams):
    await teams.install(UPN)
    talk = bot.heard[0]["conversation"]["id"]
    graph.sandbox.faults.add("throttle", "/teams/", count=1, retry_after=3)
    graph.sandbox.faults.add("error_after", "/teams/", count=1, status=502)
    answers = [await bot.send(talk, {"type": "message", "text": "x"}) for _ in range(3)]

    assert [status for status, _, _ in answers] == [429, 502, 201]
    assert len(graph.sandbox.state.conversations.by_id[talk].messages) == 2


async def test_member_is_found_by_teams_id(graph, bot, teams):
    await teams.install(UPN)
    heard = bot.heard[0]
    _, member, _ = await bot.call("GET", f"{heard['conversation']['id']}/members/{heard['from']['id']}")
    missing, _, _ = await bot.call("GET", f"{heard['conversation']['id']}/members/29:nobody")
    _, everyone, _ = await bot.call("GET", f"{heard['conversation']['id']}/members")

    assert (member["aadObjectId"], member["email"]) == (graph.user_id(1), UPN)
    assert (missing, everyone) == (404, [member])
