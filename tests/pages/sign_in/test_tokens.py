from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.keys import SigningKeys
from sandbox.entra.state import SigningKey, make_key
from sandbox.server import Sandbox, running_sandbox
from termtime.pages.sign_in.tokens import Account, SignInSettings, TokenVerifier
from termtime.sandboxing import make_id, make_sandbox_seed
from tests.pages.example import the_year
from trust.values import RefusedError

TRUST = the_year().trust
APP = make_id(TRUST, "bot")
NOW = int(time.time())


class Sent:
    """A verifier, and what tokens are made of that it takes."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.settings = SignInSettings(
            sandbox.tenant_id, APP, sandbox.authority, "https://termtime.fernvale.example"
        )
        keys = SigningKeys(session, self.settings.metadata_url, time.monotonic, endorsed=None)
        self.verifier = TokenVerifier(self.settings, keys, lambda: NOW)
        self.key = sandbox.state.entra.key

    def claims(self, **changed: Any) -> dict[str, Any]:
        claims = {
            "aud": APP, "iss": self.settings.issuer, "tid": self.sandbox.tenant_id, "oid": "an-account",
            "preferred_username": "priya.raman@fernvale.example", "nonce": "a nonce", "iat": NOW, "nbf": NOW,
            "exp": NOW + 3600, "ver": "2.0",
        } | changed  # fmt: skip
        return {name: value for name, value in claims.items() if value is not None}


@pytest.fixture
async def sent() -> AsyncIterator[Sent]:
    async with running_sandbox(make_sandbox_seed(TRUST)) as sandbox, aiohttp.ClientSession() as session:
        yield Sent(sandbox, session)


async def test_a_token_of_our_tenant_for_our_app_says_who_it_is(sent: Sent):
    account = await sent.verifier.verify_sign_in(sent.key.sign(sent.claims()), "a nonce")

    assert account == Account("an-account", "priya.raman@fernvale.example")


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-app"},
        {"aud": [APP]},
        {"aud": None},
        {"iss": "https://login.microsoftonline.com/another/v2.0"},
        {"iss": None},
        {"tid": "another-tenant"},
        {"tid": None},
        {"exp": NOW - 301},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": NOW + 301},
        {"nbf": None},
        {"iat": None},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"oid": None},
        {"oid": 7},
    ],
    ids=str,
)
async def test_a_token_with_one_wrong_claim_is_refused(sent: Sent, changed: dict[str, Any]):
    with pytest.raises(RefusedError, match="sign in again"):
        await sent.verifier.verify_sign_in(sent.key.sign(sent.claims(**changed)), "a nonce")


@pytest.mark.parametrize("changed", [{"exp": NOW - 299}, {"nbf": NOW + 299}], ids=str)
async def test_clocks_may_differ_by_less_than_five_minutes(sent: Sent, changed: dict[str, Any]):
    assert await sent.verifier.verify_sign_in(sent.key.sign(sent.claims(**changed)), "a nonce")


def _sign_with_another_key(sent: Sent) -> str:
    other = SigningKey(sent.key.kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return other.sign(sent.claims())


def _sign_with_the_bots_key(sent: Sent) -> str:
    return make_key("sandbox-bot-framework").sign(sent.claims())


def _sign_with_nothing(sent: Sent) -> str:
    return jwt.encode(sent.claims(), None, algorithm="none", headers={"kid": sent.key.kid})


def _sign_with_the_public_key(sent: Sent) -> str:
    """Take the public key for a shared secret, the oldest of forgeries."""
    pem = sent.key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = pem.replace(b"-----", b"")
    return jwt.encode(sent.claims(), secret, algorithm="HS256", headers={"kid": sent.key.kid})


def _sign_and_change(sent: Sent) -> str:
    head, _, tail = sent.key.sign(sent.claims()).split(".")
    _, body, _ = sent.key.sign(sent.claims(oid="somebody-else")).split(".")
    return f"{head}.{body}.{tail}"


@pytest.mark.parametrize(
    "forge",
    [
        _sign_with_another_key,
        _sign_with_the_bots_key,
        _sign_with_nothing,
        _sign_with_the_public_key,
        _sign_and_change,
        lambda _: "",
        lambda _: "no token",
        lambda _: "a.b.c",
        lambda _: "é" * 50,
        lambda sent: sent.key.sign(sent.claims(more="x" * 20_000)),
    ],
)
async def test_a_forged_token_is_refused(sent: Sent, forge: Callable[[Sent], str]):
    with pytest.raises(RefusedError, match="sign in again"):
        await sent.verifier.verify_sign_in(forge(sent), "a nonce")


async def test_an_attempt_without_a_nonce_takes_no_token(sent: Sent):
    with pytest.raises(RefusedError):
        await sent.verifier.verify_sign_in(sent.key.sign(sent.claims(nonce="")), "")


async def test_a_tab_is_signed_in_by_a_token_for_our_resource(sent: Sent):
    for audience in (APP, f"api://termtime.fernvale.example/{APP}"):
        token = sent.key.sign(sent.claims(aud=audience, scp="profile access_as_user", nonce=None))
        assert (await sent.verifier.verify_tab(token)).id == "an-account"


@pytest.mark.parametrize("scope", [None, "", "User.Read", "not_access_as_user"])
async def test_a_token_for_another_purpose_signs_no_tab_in(sent: Sent, scope: str | None):
    with pytest.raises(RefusedError):
        await sent.verifier.verify_tab(sent.key.sign(sent.claims(scp=scope)))


async def test_keys_out_of_reach_are_told_apart_from_a_bad_token(sent: Sent):
    async with aiohttp.ClientSession() as session:
        keys = SigningKeys(session, "http://127.0.0.1:9/none", time.monotonic, endorsed=None)
        verifier = TokenVerifier(sent.settings, keys, lambda: NOW)
        with pytest.raises(RefusedError, match="just now"):
            await verifier.verify_sign_in(sent.key.sign(sent.claims()), "a nonce")


def test_the_real_entra_is_reached_over_tls_only():
    settings = SignInSettings(
        "tenant", "app", "login.microsoftonline.com", "https://termtime.fernvale.example"
    )

    assert (
        settings.metadata_url
        == "https://login.microsoftonline.com/tenant/v2.0/.well-known/openid-configuration"
    )
    assert settings.issuer == "https://login.microsoftonline.com/tenant/v2.0"
    assert settings.resource == "api://termtime.fernvale.example/app"
