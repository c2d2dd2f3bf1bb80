"""Attacks with real signed tokens: each is refused in a sentence or comes to nothing, and none is a failure of ours.

What makes an attempt is the activity of a real person, properly signed, with one thing wrong. Nothing of it may be
answered, reach the way out, or stand in the log.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot import http
from bot.http import PATH
from bot.service import FAILED
from bot.verification import LARGEST_BODY, LONGEST_ID
from sandbox.connector.activities import make_message, personal_id
from tests.bot.conftest import RunningBot

ADA = "ada@fernvale.example"
WORDS = "who chairs english, between us"
ELSEWHERE = "99999999-2222-4333-8444-555555555555"
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
JSON = "application/json"


@dataclass(frozen=True)
class Attempt:
    """A request as it goes over the wire."""

    body: Any
    headers: tuple[tuple[str, str], ...]
    method: str = "POST"


def an_activity(bot: RunningBot, **fields: Any) -> dict[str, Any]:
    tenant = bot.sandbox.state
    user_id = tenant.directory.get_user(ADA)["id"]
    conversation = tenant.conversations.open(personal_id(user_id), "personal", "Ada")
    tenant.conversations.installed.add(user_id)
    conversation.members[user_id] = None
    return copy.deepcopy(make_message(tenant, conversation, user_id, WORDS)) | fields


def button(data: Any, verb: Any = "ask") -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}


def authorized(value: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", JSON), ("Authorization", value))


def with_token(token: str, bot: RunningBot) -> Attempt:
    return Attempt(json.dumps(an_activity(bot)).encode(), authorized(f"Bearer {token}"))


def with_claims(**claims: Any) -> Callable[[RunningBot], Attempt]:
    return lambda bot: with_token(bot.teams.sign(claims), bot)


def with_key_id(**header: Any) -> Callable[[RunningBot], Attempt]:
    return lambda bot: with_token(bot.teams.sign(header=header), bot)


def with_headers(make: Callable[[str], tuple[tuple[str, str], ...]]) -> Callable[[RunningBot], Attempt]:
    return lambda bot: Attempt(json.dumps(an_activity(bot)).encode(), make(bot.teams.sign()))


def with_body(body: Any, content_type: str = JSON) -> Callable[[RunningBot], Attempt]:
    return lambda bot: Attempt(
        body, (("Content-Type", content_type), ("Authorization", f"Bearer {bot.teams.sign()}"))
    )


def with_type(content_type: str) -> Callable[[RunningBot], Attempt]:
    return lambda bot: with_body(json.dumps(an_activity(bot)).encode(), content_type)(bot)


def with_fields(**fields: Any) -> Callable[[RunningBot], Attempt]:
    return lambda bot: with_body(json.dumps(an_activity(bot, **fields)).encode())(bot)


def with_service(url: str, *, signed: bool) -> Callable[[RunningBot], Attempt]:
    def make(bot: RunningBot) -> Attempt:
        token = bot.teams.sign({"serviceurl": url} if signed else {})
        return Attempt(json.dumps(an_activity(bot, serviceUrl=url)).encode(), authorized(f"Bearer {token}"))

    return make


def without(*names: str) -> Callable[[RunningBot], Attempt]:
    def make(bot: RunningBot) -> Attempt:
        left = {name: value for name, value in an_activity(bot).items() if name not in names}
        return with_body(json.dumps(left).encode())(bot)

    return make


def with_method(method: str) -> Callable[[RunningBot], Attempt]:
    return lambda bot: Attempt(
        json.dumps(an_activity(bot)).encode(), authorized(f"Bearer {bot.teams.sign()}"), method
    )


def encode(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def head_of(bot: RunningBot, **header: Any) -> str:
    kid = bot.sandbox.state.entra.bot_key.kid
    claims = jwt.decode(bot.teams.sign(), options={"verify_signature": False})
    return f"{encode({'alg': 'RS256', 'kid': kid} | header)}.{encode(claims)}"


def unsigned(bot: RunningBot) -> Attempt:
    return with_token(f"{head_of(bot, alg='none')}.", bot)


def signed_with_the_public_key(bot: RunningBot) -> Attempt:
    public = bot.sandbox.state.entra.bot_key.private.public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # PyJWT refuses to make such a token, so it is made by hand.
    head = head_of(bot, alg="HS256")
    return with_token(f"{head}.{encode(hmac.new(secret, head.encode(), hashlib.sha256).digest())}", bot)


def signed_with_another_modulus(bot: RunningBot) -> Attempt:
    claims = jwt.decode(bot.teams.sign(), options={"verify_signature": False})
    kid = bot.sandbox.state.entra.bot_key.kid
    return with_token(jwt.encode(claims, FOREIGN_KEY, algorithm="RS256", headers={"kid": kid}), bot)


def carrying_its_own_key(bot: RunningBot) -> Attempt:
    claims = jwt.decode(bot.teams.sign(), options={"verify_signature": False})
    key = jwt.algorithms.RSAAlgorithm.to_jwk(FOREIGN_KEY.public_key(), as_dict=True)
    header = {"kid": bot.sandbox.state.entra.bot_key.kid, "jwk": key, "jku": "http://127.0.0.1:9/keys"}
    return with_token(jwt.encode(claims, FOREIGN_KEY, algorithm="RS256", headers=header), bot)


def the_bots_own_token(bot: RunningBot) -> Attempt:
    entra, bot_id = bot.sandbox.state.entra, bot.sandbox.state.conversations.bot_id
    secret = entra.apps[bot_id].client_secret
    token = entra.issue(
        bot_id, secret, "https://api.botframework.com/.default", "https://api.botframework.com"
    )
    return with_token(token, bot)


def truncated(bot: RunningBot) -> Attempt:
    return with_token(bot.teams.sign()[:-20], bot)


def changed_after_signing(bot: RunningBot) -> Attempt:
    head, claims, signature = bot.teams.sign().split(".")
    longer = jwt.decode(f"{head}.{claims}.{signature}", options={"verify_signature": False}) | {
        "exp": 9_999_999_999
    }
    return with_token(f"{head}.{encode(longer)}.{signature}", bot)


def soon(seconds: int) -> int:
    return int(time.time()) + seconds


ATTACKS: dict[str, tuple[int, Callable[[RunningBot], Attempt]]] = {
    # tokens
    "algorithm none": (401, unsigned),
    "HS256 with the public key": (401, signed_with_the_public_key),
    "the right kid over another modulus": (401, signed_with_another_modulus),
    "a token that brings its own key": (401, carrying_its_own_key),
    "the token the bot itself sends with": (401, the_bots_own_token),
    "changed after signing": (401, changed_after_signing),
    "a truncated signature": (401, truncated),
    "an unknown kid": (401, with_key_id(kid="unknown")),
    "a kid that is a path": (401, with_key_id(kid="../../dev/null")),
    "a token for another bot": (401, with_claims(aud=ELSEWHERE)),
    "a list of audiences": (401, with_claims(aud=["22222222-2222-4333-8444-555555555555", ELSEWHERE])),
    "another issuer": (401, with_claims(iss=f"https://sts.windows.net/{ELSEWHERE}/")),
    "expired": (401, lambda bot: with_token(bot.teams.sign({"exp": soon(-400)}), bot)),
    "not valid yet": (401, lambda bot: with_token(bot.teams.sign({"nbf": soon(400)}), bot)),
    "good for ever": (401, with_claims(exp=None)),
    "a serviceurl claim of another service": (401, with_claims(serviceurl="https://smba.example/uk/")),
    "no serviceurl claim": (401, with_claims(serviceurl=None)),
    # headers
    "no Authorization": (401, with_headers(lambda _: (("Content-Type", JSON),))),
    "a garbled Authorization": (401, with_headers(lambda _: authorized("Bearer ..%%=é"))),
    "two Authorizations": (401, with_headers(lambda t: (*authorized(f"Bearer {t}"), ("Authorization", f"Bearer {t}")))),
    "a bad Authorization before a good one": (401, with_headers(lambda t: (*authorized("Bearer x"), ("Authorization", f"Bearer {t}")))),
    "two tokens in one": (401, with_headers(lambda t: authorized(f"Bearer {t}, Bearer {t}"))),
    "the scheme in lower case": (401, with_headers(lambda t: authorized(f"bearer {t}"))),
    "another scheme": (401, with_headers(lambda t: authorized(f"Basic {t}"))),
    "a token of 6,000 nested lists": (401, lambda bot: with_token(f"{encode(b'[' * 4000)}.{encode(b'[' * 1000)}.x", bot)),
    # bodies
    "an oversize body": (413, with_body(b" " * (LARGEST_BODY + 1))),
    "an oversize text": (413, with_fields(text="x" * (LARGEST_BODY + 1))),
    "a text body": (415, with_type("text/plain")),
    "a form": (415, with_type("application/x-www-form-urlencoded")),
    "no type of body": (415, with_type("application/octet-stream")),
    "broken JSON": (400, with_body(b'{"type": "message", ')),
    "an empty body": (400, with_body(b"")),
    "bytes that are no text": (400, with_body(b"\xff\xfe\xfd")),
    "a list": (400, with_body(b"[]")),
    "a number of 5,000 digits": (400, with_body(b'{"type": ' + b"9" * 5000 + b"}")),
    "10,000 levels of lists": (400, with_body(b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}")),
    "10,000 levels of objects": (400, with_body(b'{"a":' * 10_000 + b"1" + b"}" * 10_000)),
    "10,000 levels that never end": (400, with_body(b"[" * 10_000)),
    "half a character": (400, with_fields(text="who \ud800 chairs")),
    # fields
    "no conversation": (400, without("conversation")),
    "no sender": (400, without("from")),
    "no type": (400, without("type")),
    "no serviceUrl": (400, without("serviceUrl")),
    "a sender that is a list": (400, with_fields(**{"from": ["ada"]})),
    "a conversation id that is an object": (400, with_fields(conversation={"id": {"$ne": ""}})),
    "an id that is a number": (400, with_fields(id=7)),
    "a very long id": (400, with_fields(id="1" * (LONGEST_ID + 1))),
    "an id with a zero byte": (400, with_fields(id="1\0")),
    "an account id that is an object": (400, with_fields(**{"from": {"id": "29:1", "aadObjectId": {"a": 1}}})),
    "a timestamp that is none": (400, with_fields(timestamp={"$date": 1})),
    "another channel": (400, with_fields(channelId="directline")),
    # whom and where
    "another tenant": (403, with_fields(channelData={"tenant": {"id": ELSEWHERE}})),
    "another tenant's conversation": (403, with_fields(conversation={"id": "a:1", "tenantId": ELSEWHERE})),
    "no tenant": (403, with_fields(channelData={}, conversation={"id": "a:1"})),
    "an answer to a cloud's metadata": (401, with_service("http://169.254.169.254/latest/", signed=False)),
    "an answer over plain http": (400, with_service("http://smba.example/uk/", signed=True)),
    "an answer into a file": (400, with_service("file:///etc/passwd", signed=True)),
    "an answer to what only looks like this machine": (400, with_service("http://127.0.0.1.evil.example/", signed=True)),
    "an answer to a host behind an @": (400, with_service("http://127.0.0.1@evil.example/", signed=True)),
    # methods
    **{f"{method} instead of POST": (405, with_method(method)) for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS")},
}  # fmt: skip


async def attack(bot: RunningBot, attempt: Attempt) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            attempt.method, bot.address, data=attempt.body, headers=list(attempt.headers)
        ) as response,
    ):
        return response.status, await response.json() if response.content_type == JSON else None


def answers(bot: RunningBot) -> list[dict[str, Any]]:
    return [message for talk in bot.sandbox.state.conversations.by_id.values() for message in talk.messages]


def check_the_log(caplog: pytest.LogCaptureFixture, attempt: Attempt) -> None:
    """Nothing anybody wrote, and no token, is in any part of any line."""
    logged = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    tokens = [
        value.split()[-1] for name, value in attempt.headers if name == "Authorization" and len(value) > 20
    ]
    assert [secret for secret in (WORDS, *tokens) if secret in logged] == []


@pytest.mark.parametrize(("status", "forge"), ATTACKS.values(), ids=ATTACKS)
async def test_an_attack_is_refused_and_nothing_of_it_answered_sent_or_logged(bot, caplog, status, forge):
    attempt = forge(bot)
    with caplog.at_level(logging.INFO):
        answered, why = await attack(bot, attempt)

    assert (answered, answers(bot), bot.sandbox.requests["connector"]) == (status, [], 0)
    assert status == 405 or list(why) == ["error"]
    check_the_log(caplog, attempt)


async def test_the_same_activity_unchanged_is_answered(bot, caplog):
    attempt = with_fields()(bot)
    with caplog.at_level(logging.INFO):
        assert (await attack(bot, attempt), len(answers(bot))) == ((200, None), 1)
    check_the_log(caplog, attempt)


async def test_a_replayed_activity_is_not_answered_again_whatever_token_it_comes_with(bot):
    activity = json.dumps(an_activity(bot)).encode()
    for _ in range(3):
        assert await attack(bot, with_body(activity)(bot)) == (200, None)

    assert len(answers(bot)) == 1


async def test_a_body_that_trickles_in_is_not_waited_for(bot, monkeypatch):
    monkeypatch.setattr(http, "BODY_SECONDS", 0.05)
    stuck = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b'{"type": '
        await stuck.wait()

    attempt = with_body(trickle())(bot)

    assert await attack(bot, attempt) == (400, {"error": "The body did not arrive in time."})


async def test_nobody_is_read_who_does_not_even_claim_to_be_teams(bot):
    host, port = urlsplit(bot.address).netloc.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: 9\r\n\r\n".encode()
    )
    # Not a byte of the body has been sent, nor will it be.
    assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    writer.close()
    await writer.wait_closed()


NESTED: Any = {"intent": "group_dates"}
for _ in range(30):
    NESTED = {"intent": "group_dates", "group": NESTED}

HOSTILE: dict[str, Any] = {
    "no data": None,
    "a list": [1, 2],
    "text": "x",
    "an empty object": {},
    "an unknown intent": {"intent": "delete_everything"},
    "an intent that is an object": {"intent": {"$ne": ""}, "group": "english"},
    "an intent that is a list": {"intent": ["help"]},
    "an intent of a group without one": {"intent": "group_dates"},
    "a group that is an object": {"intent": "group_dates", "group": {"id": "english"}},
    "a group that is a number": {"intent": "group_dates", "group": 7},
    "a group that is null": {"intent": "group_dates", "group": None},
    "a huge group": {"intent": "group_dates", "group": "english" * 20_000},
    "a group that is a path": {"intent": "group_dates", "group": "../../etc/passwd"},
    "a group that is a query": {"intent": "group_dates", "group": "' OR 1=1 --"},
    "a group with markup": {"intent": "group_dates", "group": "<at>everyone</at> [x](javascript:alert(1))"},
    "a page that is text": {"intent": "group_dates", "group": "english", "page": "1"},
    "a page below nothing": {"intent": "group_dates", "group": "english", "page": -1},
    "a page beyond counting": {"intent": "group_dates", "group": "english", "page": 10**300},
    "a page that is infinite": {"intent": "group_dates", "group": "english", "page": float("inf")},
    "names of a prototype": {"__proto__": {"admin": 1}, "constructor": {"prototype": {}}, "intent": "help"},
    "names of Python's": {"__class__": "Person", "__init__": {"__globals__": {}}, "intent": "help"},
    "names of the SDK's": {"additional_properties": {"type": "x"}, "from_property": {"id": "29:2"}, "intent": "help"},
    "an identity of its own": {"intent": "my_groups", "from": "lea", "asker": "lea", "upn": "lea@fernvale.example"},
    "deeply nested": NESTED,
    "a thousand names": {f"name{number}": number for number in range(1000)} | {"intent": "help"},
    "a verdict of nobody's": {"intent": "settle", "proposal": "x", "verdict": "adopt", "about": {}},
}  # fmt: skip


@pytest.mark.parametrize(
    "verb", ["ask", "turn", "settle", "", {"a": 1}, "x" * 50_000], ids=lambda v: str(v)[:8]
)
async def test_a_button_somebody_made_up_is_answered_harmlessly(bot, caplog, verb):
    for number, (name, data) in enumerate(HOSTILE.items()):
        attempt = with_fields(id=f"n{number}", **button(data, verb))(bot)
        with caplog.at_level(logging.INFO):
            status, answered = await attack(bot, attempt)

        assert (name, status, answered["statusCode"]) == (name, 200, 200)
        check_the_log(caplog, attempt)
        assert (name, FAILED in json.dumps([answered, answers(bot)])) == (name, False)
    assert len(answers(bot)) <= len(HOSTILE)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"type": "endOfConversation"}, 200),
        ({"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}, 200),
        ({"type": "command/run", "value": {"x": 1}}, 200),
        ({"type": "🜁" * 3}, 400),
        ({"type": "invoke", "name": "composeExtension/neverSeen"}, 501),
        ({"type": "invoke", "name": {"a": 1}}, 501),
        ({"type": "invoke", "name": None}, 501),
        ({"type": "conversationUpdate", "membersAdded": [None, {"id": None}]}, 200),
        ({"type": "installationUpdate", "action": "x" * 1000}, 200),
    ],
)
async def test_what_was_never_seen_before_is_passed_over(bot, fields, status):
    assert ((await attack(bot, with_fields(**fields)(bot)))[0], answers(bot)) == (status, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 100_000},
        {"text": "\0" * 1000 + "who chairs english"},
        {"text": "(a+)+$" * 500},
        {"locale": "x" * 100_000},
        {"deliveryMode": "expectReplies"},
        {"entities": [{"type": "mention"}, {"type": "mention", "mentioned": 7}, None]},
        {"entities": [{"type": "mention", "mentioned": {"id": "28:22222222-2222-4333-8444-555555555555"}, "text": "<at>(((</at>"}]},
    ],
    ids=lambda fields: str(fields)[:40],
)  # fmt: skip
async def test_an_odd_message_is_answered_like_any_other(bot, fields):
    assert ((await attack(bot, with_fields(**fields)(bot)))[0], len(answers(bot))) == (200, 1)
    assert FAILED not in json.dumps(answers(bot))


WRONG = (None, -1, "", "\0", "x" * 9000, [None], {}, {"id": None})


@pytest.mark.parametrize("kind", ["message", "invoke", "installationUpdate", "conversationUpdate"])
async def test_no_field_of_any_wrong_kind_is_a_failure_of_ours(bot, caplog, kind):
    usual = an_activity(bot) | (button({"intent": "help"}) if kind == "invoke" else {}) | {"type": kind}
    names = (*usual, "name", "action", "membersAdded", "replyToId", "relatesTo", "deliveryMode", "expiration")
    wrong = [{name: value} for name in names for value in WRONG]
    wrong += [
        {part: usual[part] | {name: value}}
        for part in ("conversation", "from", "recipient", "channelData")
        for name in (*usual[part], "role", "conversationType", "name")
        for value in WRONG
        if (part, name) != ("conversation", "id")
    ]
    for number, fields in enumerate(wrong):
        status, _ = await attack(bot, with_fields(**usual | {"id": f"n{number}"} | fields)(bot))
        assert status in (200, 400, 401, 403, 501), fields
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
