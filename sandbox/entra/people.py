"""Signing a person in: in place of a password, a page on which one chooses who to be.

It serves what a web page of ours asks for: an id token, posted back by a form. Where it may be posted to is what the app
is registered with; here that is this machine and nothing else.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web

from sandbox.entra import errors
from sandbox.entra.errors import SignInError
from sandbox.host import TENANT

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ASKED = ("client_id", "redirect_uri", "state", "nonce")
MOST = 60


async def choose(request: web.Request) -> web.StreamResponse:
    """GET /{tenant}/oauth2/v2.0/authorize?q=: everyone there is to be."""
    tenant, query = request.app[TENANT], request.query
    try:
        _check(request, query.get("client_id", ""), query.get("redirect_uri", ""))
        if (query.get("response_type"), query.get("response_mode")) != ("id_token", "form_post"):
            raise errors.wrong_grant(query.get("response_type", ""))
    except SignInError as error:
        return web.Response(status=400, text=f"AADSTS{error.number}: {error.description}")
    words = query.get("q", "").lower().split()
    found = [user for user in tenant.directory.users.values() if _has(user, words)]
    found.sort(key=lambda user: (user.get("surname") or user["displayName"], user["displayName"]))
    context = {
        "tenant": tenant, "here": "sign-in", "query": query.get("q", ""), "people": found[:MOST],
        "more": len(found) - MOST, "asked": {name: query.get(name, "") for name in ASKED},
        "kept": {name: value for name, value in query.items() if name != "q"},
    }  # fmt: skip
    return aiohttp_jinja2.render_template("sign_in.html", request, context)


async def sign_in(request: web.Request) -> web.StreamResponse:
    """POST /{tenant}/oauth2/v2.0/authorize: an id token for whoever was chosen, posted on by the browser."""
    tenant, form = request.app[TENANT], await request.post()
    said = {name: str(form.get(name, "")) for name in (*ASKED, "user")}
    user = tenant.directory.users.get(said["user"])
    try:
        _check(request, said["client_id"], said["redirect_uri"])
        if user is None:
            raise SignInError(
                400, "invalid_grant", 50034, "The user account does not exist in the directory."
            )
        token = tenant.entra.issue_id(said["client_id"], user, said["nonce"], make_issuer(request))
    except SignInError as error:
        return web.Response(status=400, text=f"AADSTS{error.number}: {error.description}")
    context = {"to": said["redirect_uri"], "fields": {"id_token": token, "state": said["state"]}}
    return aiohttp_jinja2.render_template("signing_in.html", request, context)


def make_issuer(request: web.Request) -> str:
    """Name the issuer of tokens about people."""
    return f"https://{request.host}/{request.app[TENANT].id}/v2.0"


def _check(request: web.Request, client_id: str, redirect_uri: str) -> None:
    tenant = request.app[TENANT]
    if request.match_info["tenant"].lower() != tenant.id:
        raise errors.unknown_tenant(request.match_info["tenant"])
    if client_id not in tenant.entra.apps:
        raise errors.unknown_app(client_id)
    to = urlsplit(redirect_uri)
    if to.scheme not in ("http", "https") or to.hostname not in LOOPBACK:
        raise SignInError(
            400,
            "invalid_request",
            50011,
            f"The redirect URI '{redirect_uri}' does not match those of the application.",
        )


def _has(user: dict[str, Any], words: list[str]) -> bool:
    names = ("displayName", "userPrincipalName", "jobTitle", "companyName")
    text = " ".join(str(user.get(name) or "") for name in names).lower()
    return user.get("accountEnabled", True) and all(word in text for word in words)
