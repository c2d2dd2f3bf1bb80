"""Whether a token is what it says it is: signed by our tenant's keys, for us, from our tenant, and good now.

The same checks hold for the id token of a browser's sign-in and for the token Teams gives a tab; they differ in what
they are for, and the one cannot be shown in place of the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt

from bot.keys import SigningKeys
from bot.settings import is_loopback
from bot.verification import RefusedRequestError
from trust.values import RefusedError

LEEWAY = timedelta(minutes=5)
LONGEST = 16 * 1024
NOT_SIGNED_IN = "The sign-in could not be verified. Please sign in again."
SCOPE = "access_as_user"
Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """How people sign in.

    Attributes:
        tenant_id: The one tenant whose people may.
        app_id: The app registration they sign in to.
        authority: Entra's host, or a sandbox's host and port.
        public_url: Where people reach us, without a slash at the end.
    """

    tenant_id: str
    app_id: str
    authority: str
    public_url: str

    @property
    def authority_url(self) -> str:
        """Where Entra is; a sandbox on this machine speaks no TLS."""
        scheme = "http" if is_loopback(urlsplit(f"//{self.authority}").hostname) else "https"
        return f"{scheme}://{self.authority}/{self.tenant_id}"

    @property
    def metadata_url(self) -> str:
        """Where Entra says where its keys are."""
        return f"{self.authority_url}/v2.0/.well-known/openid-configuration"

    @property
    def issuer(self) -> str:
        """What tokens of the tenant are issued as."""
        return f"https://{self.authority}/{self.tenant_id}/v2.0"

    @property
    def resource(self) -> str:
        """What Teams asks a tab's token for, as the app package names it."""
        return f"api://{urlsplit(self.public_url).netloc}/{self.app_id}"

    @property
    def secure(self) -> bool:
        """Whether people reach us over TLS, as everywhere but on one's own machine."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Account:
    """Who Entra says is signing in: the account's id, and the name it goes by."""

    id: str
    upn: str


class TokenVerifier:
    """Verifies tokens of one tenant, for one app."""

    def __init__(self, settings: SignInSettings, keys: SigningKeys, clock: Callable[[], float]) -> None:
        self._settings, self._keys, self._clock = settings, keys, clock

    async def verify_sign_in(self, token: str, nonce: str) -> Account:
        """Verify the id token of a browser's sign-in. Raises RefusedError when it is not good."""
        claims = await self._verify(token, (self._settings.app_id,))
        if not nonce or claims.get("nonce") != nonce:
            raise RefusedError(NOT_SIGNED_IN)
        return _read(claims)

    async def verify_tab(self, token: str) -> Account:
        """Verify what Teams gave a tab of ours. Raises RefusedError when it is not good."""
        claims = await self._verify(token, (self._settings.app_id, self._settings.resource))
        # An id token has no scope, so it cannot be shown as one; nor can a token an app asked for itself.
        if SCOPE not in str(claims.get("scp", "")).split():
            raise RefusedError(NOT_SIGNED_IN)
        return _read(claims)

    async def _verify(self, token: str, audiences: tuple[str, ...]) -> Claims:
        try:
            kid = _read_kid(token)
            async with asyncio.timeout(10):
                key = await self._keys.find(kid)
            claims: Claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256"),
                algorithms=["RS256"],
                audience=audiences,
                issuer=self._settings.issuer,
                # The times are checked below, by the clock we are given.
                options={
                    "require": ["exp", "iat", "nbf"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except RefusedRequestError as refusal:
            unreachable = refusal.status == 503
            raise RefusedError(
                "The sign-in cannot be verified just now; try again." if unreachable else NOT_SIGNED_IN
            ) from None
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError, TimeoutError):
            raise RefusedError(NOT_SIGNED_IN) from None
        self._check(claims)
        return claims

    def _check(self, claims: Claims) -> None:
        now, leeway = self._clock(), LEEWAY.total_seconds()
        times = [claims.get(name) for name in ("nbf", "exp")]
        if not all(isinstance(time, int) for time in times):
            raise RefusedError(NOT_SIGNED_IN)
        starts, ends = times
        good_now = starts - leeway <= now < ends + leeway  # type: ignore[operator]
        # A list of audiences would be somebody else's token too.
        if (
            not good_now
            or claims.get("tid") != self._settings.tenant_id
            or not isinstance(claims.get("aud"), str)
        ):
            raise RefusedError(NOT_SIGNED_IN)


def _read_kid(token: str) -> str:
    if len(token) > LONGEST:
        raise ValueError("too long")
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise ValueError("not one of Entra's")
    return kid


def _read(claims: Claims) -> Account:
    account, upn = claims.get("oid"), claims.get("preferred_username")
    if not isinstance(account, str) or not account:
        raise RefusedError(NOT_SIGNED_IN)
    return Account(account, upn if isinstance(upn, str) else "")
