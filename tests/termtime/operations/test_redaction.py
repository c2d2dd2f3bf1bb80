"""The last defence: whatever somebody logs by mistake, no secret and nobody's address is written."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from termtime.operations.redaction import GONE, LONGEST, clean, clean_text, digest, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJlLW9mLWl0"
SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization: bearer   {SECRET}",
        f"{{'Authorization': 'Bearer {SECRET}', 'Accept': '*/*'}}",
        f'{{"Authorization": "Basic {SECRET}=="}}',
        f"Proxy-Authorization: Negotiate {SECRET}",
        f"Cookie: theme=dark; termtime-session={SECRET}",
        f"Set-Cookie: __Host-session={SECRET}; Path=/; HttpOnly",
        f"the token was Bearer {SECRET}.",
        f"postgresql://termtime:{SECRET}@db.internal/termtime",
        f"postgresql+asyncpg://termtime:p@ss@{SECRET}@db.internal:5432/termtime?ssl=require",
        f"redis://:{SECRET}@cache",
        f"could not connect to https://user:{SECRET}@host/path",
        f"Server=db;Database=termtime;User Id=sa;Password={SECRET};",
        f"AccountName=store;AccountKey={SECRET};EndpointSuffix=core.windows.net",
        f"DefaultEndpointsProtocol=https;SharedAccessKey={SECRET}",
        f"https://x.blob.core.windows.net/c/b?sv=2024&sig={SECRET}",
        f"GET /feeds/{SECRET}.ics HTTP/1.1",
        f"https://termtime.example/feeds/{SECRET}/meetings.ics?x=1",
        f"/signed-in?code={SECRET}&state=abc",
        f"client_secret={SECRET}&grant_type=client_credentials",
        f"client_assertion={SECRET}",
        f'{{"access_token": "{SECRET}", "expires_in": 3599}}',
        f"{{'refresh_token': '{SECRET}'}}",
        f"TERMTIME_BOT_SECRET={SECRET}",
        f'"clientState":"{SECRET}"',
        f"password: {SECRET}",
        f"MY_API_KEY = '{SECRET}'",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}",
    ],
)
def test_no_secret_is_left_in_a_text(text: str):
    cleaned = clean_text(text)

    assert SECRET not in cleaned
    assert "p@ss" not in cleaned
    assert GONE in cleaned


@pytest.mark.parametrize("text", [JWT, f"got {JWT}, tried again", f"x={JWT[:40]}", f"<{JWT}>"])
def test_no_signed_token_is_left_in_a_text(text: str):
    assert "eyJ" not in clean_text(text)


@pytest.mark.parametrize(
    "address",
    [
        "priya.raman@fernvale.example",
        "PRIYA.RAMAN@FERNVALE.EXAMPLE",
        "priya.raman%40fernvale.example",
        "o'neill+moderation@mail.fernvale.example",
        "zoë.müller@schule.example",
        "visitor_gmail.com#EXT#@fernvale.onmicrosoft.com",
    ],
)
def test_nobodys_address_is_left_in_a_text(address: str):
    cleaned = clean_text(f"The mailbox <{address}> could not be opened; GET /users/{address}/events")

    assert (
        address.split("@", maxsplit=1)[0].split("%40", maxsplit=1)[0].split(".", maxsplit=1)[0] not in cleaned
    )
    assert cleaned.endswith("/events")


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft 365 does not answer.",
        "listening http://127.0.0.1:3978",
        "sync look took 3.2 s, 412 requests, 0 failed",
        "GET /feeds is not a page",
        "The database termtime on db.internal:5432 could not be used: it did not answer in time.",
        "meeting maths-secondary/spring-1 moved from 2027-01-12 to 2027-01-19",
        "a tokenised postcode, a secretary and the passwordless sign-in",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str):
    assert clean_text(text) == text


def test_a_value_under_a_secrets_name_goes_whatever_it_looks_like():
    named = [
        "password",
        "client_secret",
        "accessToken",
        "Authorization",
        "set-cookie",
        "api-key",
        "session_id",
        "sig",
    ]

    assert redact(None, "info", dict.fromkeys(named, "plain")) == dict.fromkeys(named, GONE)


def test_people_are_told_apart_but_not_named():
    one, same, other = (
        clean({"person": who})["person"] for who in ("priya-raman", "Priya-Raman", "tom-hale")
    )

    assert one == same == digest("priya-raman")
    assert one != other
    assert "priya" not in one


@dataclass
class Account:
    upn: str
    password: SecretStr | str


class Unwritable:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_whatever_is_logged_becomes_plain_data_without_secrets_however_deep():
    event = {
        "event": "failed",
        "nested": {"deep": [{"headers": {"Authorization": SECRET}}, ("tuple", f"Bearer {SECRET}")]},
        "raw": f"token={SECRET}".encode(),
        "object": Account("priya.raman@fernvale.example", SECRET),
        "error": ValueError(f"postgresql://a:{SECRET}@b/c"),
        "unwritable": Unwritable(),
        f"token={SECRET}": 1,
        "set": {f"Bearer {SECRET}"},
    }

    written = json.dumps(redact(None, "info", event))

    assert SECRET not in written
    assert "priya" not in written


def test_what_contains_itself_ends_somewhere():
    loop: dict[str, object] = {}
    loop["again"] = loop

    assert GONE in json.dumps(redact(None, "info", {"loop": loop}))


def test_nobody_can_forge_a_line_or_move_the_cursor():
    cleaned = clean_text("ok\r\x1b[2Jfake\u2028line\x9b31m")

    assert cleaned == "ok  [2Jfake line 31m"


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "a.b" * 10**5 + "@", "x://" * 10**5, "token" * 10**5, "Cookie" * 10**5, "-" * 10**6,
     "-----BEGIN PRIVATE KEY-----" * 10**4, "eyJ" * 10**5, "password=" * 10**5, "a@" * 10**5, "://a:" * 10**5],
)  # fmt: skip
def test_a_hostile_text_costs_little(text: str):
    began = time.process_time()
    cleaned = clean_text(text)

    assert time.process_time() - began < 2
    assert len(cleaned) < 3 * LONGEST
