"""What is not from Teams, or makes no sense, is refused with the right status and never a 500."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.ports import ConversationReference, Delivery, Outbound, Outcome
from bot.settings import BotSettings
from bot.verification import LARGEST_BODY
from sandbox.connector.activities import make_message, personal_id
from sandbox.entra.state import make_key
from tests.bot.conftest import APP, RunningBot, a_running_bot
from trust.values import RefusedError

ADA = "ada@fernvale.example"
NOT_SIGNED = {"error": "The request is not signed by Teams."}
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def an_activity(bot: RunningBot, **fields: Any) -> dict[str, Any]:
    user_id = bot.sandbox.state.directory.get_user(ADA)["id"]
    tenant = bot.sandbox.state
    conversation = tenant.conversations.open(personal_id(user_id), "personal", "Ada")
    tenant.conversations.installed.add(user_id)
    conversation.members[user_id] = None
    return {**make_message(tenant, conversation, user_id, "who chairs english"), **fields}


async def post(bot: RunningBot, body: Any, token: str | None = None, **headers: str) -> tuple[int, Any]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    if token is not None:
        named["Authorization"] = f"Bearer {token}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.address, data=raw, headers=named) as response,
    ):
        is_json = response.content_type == "application/json"
        return response.status, await response.json() if is_json else await response.text()


def said(bot: RunningBot) -> int:
    return sum(len(c.messages) for c in bot.sandbox.state.conversations.by_id.values())


async def test_a_signed_activity_is_answered(bot):
    assert (await post(bot, an_activity(bot), bot.teams.sign()), said(bot)) == ((200, ""), 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"7", 400),
        (b"\xff\xfe", 400),
        (b"{}", 400),
        (b'{"type": "message"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100 + b"1" + b"}" * 100, 400),
        (b'{"type": NaN}', 400),
        (b" " * (LARGEST_BODY + 1), 413),
    ],
)
async def test_a_body_that_is_no_activity_is_refused(bot, body, status):
    answered, said_why = await post(bot, body, bot.teams.sign())

    assert (answered, list(said_why)) == (status, ["error"])


@pytest.mark.parametrize(
    "fields",
    [
        {"conversation": None},
        {"conversation": {"id": 7}},
        {"from": "ada"},
        {"type": ""},
        {"serviceUrl": None},
        {"channelId": "webchat"},
        {"timestamp": "yesterday"},
        {"timestamp": {"at": 1}},
        {"entities": "none"},
        {"membersAdded": 7},
        {"recipient": None},
    ],
)
async def test_an_activity_with_a_wrong_field_is_refused_and_not_answered(bot, fields):
    answered, said_why = await post(bot, an_activity(bot, **fields), bot.teams.sign())

    assert (answered, list(said_why), said(bot)) == (400, ["error"], 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"attachments": [{"content": {"x": [1, 2]}}]},
        {"channelData": {"tenant": {"id": "11111111-2222-4333-8444-555555555555"}, "team": "odd"}},
        {"value": [1]},
        {"value": {"verb": ["x"], "intent": {}}},
        {"text": None},
        {"locale": None},
    ],
)
async def test_an_odd_but_harmless_activity_is_taken(bot, fields):
    assert (await post(bot, an_activity(bot, **fields), bot.teams.sign()))[0] == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"]
)
async def test_a_body_of_another_type_is_refused(bot, content_type):
    status, said_why = await post(bot, an_activity(bot), bot.teams.sign(), Content_Type=content_type)

    assert (status, said_why) == (415, {"error": "The body must be application/json."})


async def test_only_posts_are_served(bot):
    async with aiohttp.ClientSession() as session, session.get(bot.address) as response:
        assert response.status == 405


def unsigned_token(bot: RunningBot) -> str:
    header, payload = ({"alg": "none", "kid": bot.sandbox.state.entra.bot_key.kid}, claims_of(bot))
    return f"{encode(header)}.{encode(payload)}."


def signed_with_the_public_key(bot: RunningBot) -> str:
    public = bot.sandbox.state.entra.bot_key.private.public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # PyJWT refuses to make such a token, so it is made by hand.

    head = f"{encode({'alg': 'HS256', 'kid': bot.sandbox.state.entra.bot_key.kid})}.{encode(claims_of(bot))}"
    signature = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed_with_another_key(bot: RunningBot) -> str:
    return jwt.encode(
        claims_of(bot), OTHER_KEY, algorithm="RS256", headers={"kid": bot.sandbox.state.entra.bot_key.kid}
    )


def tampered(bot: RunningBot) -> str:
    head, _, signature = bot.teams.sign().split(".")
    return f"{head}.{encode({**claims_of(bot), 'exp': int(time.time()) + 99_999})}.{signature}"


def signed_by_entra(bot: RunningBot) -> str:
    entra = bot.sandbox.state.entra
    return jwt.encode(claims_of(bot), entra.key.private, algorithm="RS256", headers={"kid": entra.key.kid})


def claims_of(bot: RunningBot) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(bot.teams.sign(), options={"verify_signature": False})
    return claims


def encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


BAD_TOKENS: dict[str, Callable[[RunningBot], str]] = {
    "garbage": lambda _: "garbage",
    "three parts of garbage": lambda _: "a.b.c",
    "empty": lambda _: "",
    "no algorithm": unsigned_token,
    "HS256 with the public key": signed_with_the_public_key,
    "another key": signed_with_another_key,
    "the tenant's own key": signed_by_entra,
    "tampered": tampered,
    "expired": lambda bot: bot.teams.sign({"exp": ago(400)}),
    "not yet good": lambda bot: bot.teams.sign({"nbf": ago(-400)}),
    "no expiry": lambda bot: bot.teams.sign({"exp": None}),
    "an expiry that is no number": lambda bot: bot.teams.sign({"exp": "soon"}),
    "another audience": lambda bot: bot.teams.sign({"aud": "33333333-2222-4333-8444-555555555555"}),
    "a list of audiences": lambda bot: bot.teams.sign({"aud": [APP]}),
    "no audience": lambda bot: bot.teams.sign({"aud": None}),
    "another issuer": lambda bot: bot.teams.sign({"iss": "https://sts.windows.net/x/"}),
    "the emulator's issuer": lambda bot: bot.teams.sign({"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"}),
    "no issuer": lambda bot: bot.teams.sign({"iss": None}),
    "another service": lambda bot: bot.teams.sign({"serviceurl": "https://evil.example/"}),
    "no service": lambda bot: bot.teams.sign({"serviceurl": None}),
    "an unknown key id": lambda bot: bot.teams.sign(header={"kid": "unknown"}),
    "a key id that is no text": lambda bot: f"{encode({'alg': 'RS256', 'kid': 7})}.{encode(claims_of(bot))}.x",
    "no key id": lambda bot: jwt.encode(claims_of(bot), bot.sandbox.state.entra.bot_key.private, algorithm="RS256"),
    "deep": lambda _: f"{base64.urlsafe_b64encode(b'[' * 50_000).decode()}.e30.x"[:6000],
}  # fmt: skip


@pytest.mark.parametrize("forge", BAD_TOKENS.values(), ids=BAD_TOKENS)
async def test_a_token_that_is_not_teams_own_is_refused_without_saying_why(bot, forge):
    answered = await post(bot, an_activity(bot), forge(bot))

    assert (answered, said(bot)) == ((401, NOT_SIGNED), 0)


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "bearer x", "Bearer a b"])
async def test_another_kind_of_authorization_is_refused(bot, header):
    assert await post(bot, an_activity(bot), Authorization=header) == (401, NOT_SIGNED)


async def test_no_token_at_all_is_refused(bot):
    assert await post(bot, an_activity(bot)) == (401, NOT_SIGNED)


@pytest.mark.parametrize(
    "fields",
    [
        {"channelData": {"tenant": {"id": "99999999-2222-4333-8444-555555555555"}}},
        {
            "channelData": {},
            "conversation": {"id": "a:1", "tenantId": "99999999-2222-4333-8444-555555555555"},
        },
        {"channelData": None, "conversation": {"id": "a:1"}},
        {"channelData": {"tenant": "x"}, "conversation": {"id": "a:1", "tenantId": ["x"]}},
    ],
)
async def test_another_organisation_is_refused(bot, fields):
    answered, _ = await post(bot, an_activity(bot, **fields), bot.teams.sign())

    assert (answered, said(bot)) == (403, 0)


async def test_a_key_that_does_not_vouch_for_teams_is_refused(bot, monkeypatch):
    key = bot.sandbox.state.entra.bot_key
    monkeypatch.setattr(type(key), "publish", _publish_without_endorsements(type(key).publish))

    assert await post(bot, an_activity(bot), bot.teams.sign()) == (401, NOT_SIGNED)


def _publish_without_endorsements(publish: Any) -> Any:
    return lambda self, **_: publish(self)


async def test_a_new_signing_key_is_taken_up_at_most_every_five_minutes(bot):
    await post(bot, an_activity(bot), bot.teams.sign())
    bot.sandbox.state.entra.bot_key = make_key("rotated")

    assert (await post(bot, an_activity(bot), bot.teams.sign()))[0] == 200, (
        "the first unknown key is looked up"
    )
    bot.sandbox.state.entra.bot_key = make_key("rotated-again")
    assert (await post(bot, an_activity(bot), bot.teams.sign()))[0] == 401
    bot.ticks.at += 301
    assert (await post(bot, an_activity(bot), bot.teams.sign()))[0] == 200


async def test_unreachable_keys_are_a_503(sqlite_url):
    async with a_running_bot(sqlite_url, metadata_url="http://127.0.0.1:9/nowhere") as bot:
        status, _ = await post(bot, an_activity(bot), bot.teams.sign())

    assert status == 503


async def test_in_development_unsigned_messages_are_answered_on_this_machine(sqlite_url):
    async with a_running_bot(sqlite_url, app_id="", credential=None, development=True) as bot:
        status, _ = await post(bot, an_activity(bot))
        elsewhere, why = await post(bot, an_activity(bot, id="2", serviceUrl="https://evil.example/"))

    assert status != 401
    assert (elsewhere, why) == (400, {"error": "The activity's serviceUrl is not one to answer to."})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "The bot needs its app id; without one nobody's messages could be verified."),
        (
            {"development": True, "host": "0.0.0.0"},
            "The bot's development mode accepts unsigned messages, so it listens on this machine only, not on 0.0.0.0.",
        ),
        ({"app_id": "a"}, "The bot needs the id of the tenant that may talk to it."),
        (
            {"app_id": "a", "tenant_id": "t"},
            "The bot needs a way to sign in: a secret, a certificate or a managed identity.",
        ),
        (
            {"app_type": "MultiTenant"},
            "The bot's app type is 'MultiTenant'; it is one of SingleTenant, UserAssignedMSI.",
        ),
    ],
)
async def test_a_bot_that_would_be_open_or_mute_does_not_start(bot, settings, sentence):
    from bot.http import running_bot

    with pytest.raises(RefusedError) as refused:
        async with running_bot(
            BotSettings(**settings), bot.store, bot.store.conversations, None, lambda: None
        ):
            pass
    assert str(refused.value) == sentence


async def test_a_slow_button_is_answered_in_time_and_its_answer_follows(bot, monkeypatch):
    from bot import http

    monkeypatch.setattr(http, "INVOKE_SECONDS", 0.0)
    button = {"action": {"type": "Action.Execute", "verb": "ask", "data": {"intent": "help"}}}
    invoke = an_activity(bot, type="invoke", name="adaptiveCard/action", value=button)

    status, body = await post(bot, invoke, bot.teams.sign())

    assert (status, body["value"]) == (200, "One moment.")


async def test_a_card_that_comes_too_late_to_take_the_others_place_is_sent_below(bot, monkeypatch):
    from bot import http

    monkeypatch.setattr(http, "INVOKE_SECONDS", 0.0)
    data = {"intent": "group_dates", "group": "english", "page": 1}
    button = {"action": {"type": "Action.Execute", "verb": "turn", "data": data}}
    invoke = an_activity(bot, type="invoke", name="adaptiveCard/action", value=button)

    status, body = await post(bot, invoke, bot.teams.sign())
    await bot.endpoint.close()

    assert (status, body["value"], said(bot)) == (200, "One moment.", 1)


async def test_a_bot_that_cannot_sign_in_has_its_messages_deferred_with_a_reason(sqlite_url, monkeypatch):
    async with a_running_bot(sqlite_url) as bot:

        async def fail(*_: object) -> None:
            raise OSError("the secret has run out")

        monkeypatch.setattr(bot.settings.credential, "get_token", fail)
        reference = ConversationReference(f"{bot.sandbox.url}/teams/", "a:1", "t", "28:bot")

        delivery = await bot.endpoint.connector.send(reference, Outbound("Hello"))

    assert delivery == Delivery(Outcome.DEFERRED, "NoToken")
