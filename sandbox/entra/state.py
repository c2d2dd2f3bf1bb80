"""Apps, signing keys and tokens.

Tokens are real: RS256, with an expiry, an audience and roles. One key signs for the tenant and another for the Bot
Framework, as in the world. A token is verified once and then remembered, for verifying costs more than most calls.
Tokens live by the real clock, whatever the tenant's clock says: the libraries that ask for them know no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.entra import errors
from sandbox.seed import AppSeed

GRAPH = "https://graph.microsoft.com"
BOT_FRAMEWORK = "https://api.botframework.com"
AUDIENCES = {
    f"{GRAPH}/.default": GRAPH,
    f"{BOT_FRAMEWORK}/.default": BOT_FRAMEWORK,
}
LIFE = timedelta(hours=1)
Claims = dict[str, Any]


@dataclass(slots=True)
class SigningKey:
    """A private key and the id under which its public half is published."""

    kid: str
    private: rsa.RSAPrivateKey

    def sign(self, claims: Claims, **headers: Any) -> str:
        """Return a signed token."""
        return jwt.encode(claims, self.private, algorithm="RS256", headers={"kid": self.kid, **headers})

    def publish(self, **more: Any) -> Claims:
        """Return the public half as a JSON Web Key."""
        key: Claims = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**key, "kid": self.kid, "use": "sig", "alg": "RS256", **more}


def make_key(kid: str) -> SigningKey:
    """Return a key, the same one for the same id while the process lives: making one takes a tenth of a second."""
    return SigningKey(kid, _make_private(kid))


@cache
def _make_private(_kid: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(slots=True)
class Entra:
    """The apps of a tenant and the tokens given to them."""

    tenant_id: str
    apps: dict[str, AppSeed]
    key: SigningKey = field(default_factory=lambda: make_key("sandbox-entra"))
    bot_key: SigningKey = field(default_factory=lambda: make_key("sandbox-bot-framework"))
    verified: dict[str, Claims] = field(default_factory=dict)
    clock: Callable[[], float] = time.time

    def issue(self, client_id: str, secret: str, scope: str, issuer: str) -> str:
        """Return an access token for an app.

        Raises:
            SignInError: Unknown app, wrong secret or a scope nobody knows.
        """
        app = self.apps.get(client_id)
        if app is None:
            raise errors.unknown_app(client_id)
        if not compare_digest(app.client_secret.encode(), secret.encode()):
            raise errors.wrong_secret(client_id)
        audience = AUDIENCES.get(scope)
        if audience is None:
            raise errors.wrong_scope(scope)
        now = int(self.clock())
        claims = {
            "aud": audience,
            "iss": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + int(LIFE.total_seconds()),
            "appid": client_id,
            "azp": client_id,
            "oid": str(uuid5(UUID(self.tenant_id), client_id)),
            "tid": self.tenant_id,
            "idtyp": "app",
            "ver": "1.0",
            "jti": str(uuid4()),
            "roles": sorted(app.roles) if audience == GRAPH else [],
        }
        return self.key.sign(claims)

    def issue_id(self, client_id: str, user: Mapping[str, Any], nonce: str, issuer: str) -> str:
        """Return an id token that says who signed in to an app.

        Raises:
            SignInError: Unknown app.
        """
        if client_id not in self.apps:
            raise errors.unknown_app(client_id)
        return self.key.sign(self._describe(client_id, user, issuer) | {"nonce": nonce})

    def issue_tab(self, client_id: str, resource: str, user: Mapping[str, Any], issuer: str) -> str:
        """Return the token Teams gives a tab: for the app's own resource, on behalf of whoever looks."""
        return self.key.sign(
            self._describe(resource, user, issuer) | {"scp": "access_as_user", "azp": client_id}
        )

    def _describe(self, audience: str, user: Mapping[str, Any], issuer: str) -> Claims:
        now = int(self.clock())
        return {
            "aud": audience,
            "iss": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + int(LIFE.total_seconds()),
            "tid": self.tenant_id,
            "oid": user["id"],
            "sub": str(uuid5(UUID(self.tenant_id), user["id"])),
            "name": user["displayName"],
            "preferred_username": user["userPrincipalName"],
            "ver": "2.0",
        }

    def verify(self, token: str, audience: str) -> Claims | None:
        """Return the claims of one of our own tokens for this audience, or None when it is not good now."""
        claims = self.verified.get(token)
        if claims is None:
            try:
                claims = jwt.decode(
                    token,
                    self.key.private.public_key(),
                    algorithms=["RS256"],
                    options={
                        "verify_aud": False,
                        "verify_exp": False,
                        "verify_nbf": False,
                        "verify_iat": False,
                    },
                )
            except jwt.PyJWTError:
                return None
            self.verified[token] = claims
        moment = self.clock()
        good = claims.get("aud") == audience and claims.get("nbf", 0) - 300 <= moment < claims.get("exp", 0)
        return claims if good else None
