"""Signing in: a browser goes to Entra and comes back with an id token; a tab in Teams is given its token by Teams.

No secret of ours is needed for either: Entra signs who it is and we verify it. An attempt is remembered by the browser
that made it, so nobody can finish a sign-in that somebody else began. What follows is a session of ours, which lasts a
working day and is kept in the database as a digest.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from secrets import token_urlsafe
from typing import NamedTuple
from urllib.parse import urlencode

from aiohttp import web

from bot.http import read_raw
from bot.service import describe_failure
from bot.verification import RefusedRequestError
from termtime.clock import Clock
from termtime.pages.frame import TEAMS_SCRIPTS, Visitor, redirect, render
from termtime.pages.sign_in.cookies import (
    ATTEMPT,
    SESSION,
    drop,
    is_form_token,
    read_attempt,
    read_session,
    set_attempt,
    set_session,
)
from termtime.pages.sign_in.forms import is_own_path, is_own_request, read_form
from termtime.pages.sign_in.tokens import NOT_SIGNED_IN, Account, SignInSettings, TokenVerifier
from termtime.store import SqlStore
from termtime.store.sessions import Session
from trust.auditing import AuditKind
from trust.people import Person
from trust.values import RefusedError, place_in_london

LOG = logging.getLogger(__name__)
LASTS = timedelta(hours=10)
FAILED = "The sign-in went wrong on our side. Please try again."
UNKNOWN = "{upn} is not among the people of this trust. {name} can help: {how}"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Refuse = Callable[[web.Request, str, int], web.Response]


class SignIn:
    """Serves the sign-in of one trust's people."""

    def __init__(
        self, settings: SignInSettings, verifier: TokenVerifier, store: SqlStore, clock: Clock
    ) -> None:
        self.settings = settings
        self._verifier, self._store, self._clock = verifier, store, clock
        self._stranger = Visitor(settings.secure)

    def add_to(self, app: web.Application) -> None:
        """Add the sign-in's addresses."""
        app.router.add_get("/sign-in", self._guard(self._begin, self._refuse))
        app.router.add_post("/sign-in/done", self._guard(self._finish, self._refuse))
        app.router.add_get("/tab", self._guard(self._show_tab, self._refuse))
        app.router.add_post("/sign-in/tab", self._guard(self._take_tab, _refuse_tab))
        app.router.add_post("/sign-out", self._guard(self._sign_out, self._refuse))

    def _guard(self, handler: Handler, refuse: Refuse) -> Handler:
        """Whatever goes wrong is a sentence and no traceback."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except RefusedRequestError as refused:
                return refuse(request, refused.sentence, refused.status)
            except RefusedError as refused:
                return refuse(request, str(refused), HTTPStatus.FORBIDDEN)
            except Exception as error:  # noqa: BLE001  (a traceback could carry a token)
                LOG.error("A sign-in failed. %s", describe_failure(error))
                return refuse(request, FAILED, HTTPStatus.INTERNAL_SERVER_ERROR)

        return guarded

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        """Send the browser to Entra."""
        to = request.query.get("to", "/")
        state, nonce = token_urlsafe(24), token_urlsafe(24)
        asked = {
            "client_id": self.settings.app_id,
            "response_type": "id_token",
            "response_mode": "form_post",
            "redirect_uri": f"{self.settings.public_url}/sign-in/done",
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
        }
        if request.query.get("as") == "another":
            asked["prompt"] = "select_account"
        response = redirect(f"{self.settings.authority_url}/oauth2/v2.0/authorize?{urlencode(asked)}")
        # A session there is ends with the next one's beginning; Entra's answer comes from another site, without it.
        before = read_session(request, self.settings.secure)
        kept = [state, nonce, (to if is_own_path(to) else "/").encode().hex(), before]
        set_attempt(response, ".".join(kept), secure=self.settings.secure)
        return response

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        """Take Entra's answer, which the browser posts."""
        form = await read_form(request)
        attempt = parse_attempt(read_attempt(request, self.settings.secure))
        if not hmac.compare_digest(attempt.state.encode(), form.get("state", "").encode()):
            raise RefusedError(NOT_SIGNED_IN)
        if form.get("error"):
            raise RefusedError("The sign-in was not completed.")
        account = await self._verifier.verify_sign_in(form.get("id_token", ""), attempt.nonce)
        secret = await self._begin_session(account, "browser", attempt.before)
        response = redirect(attempt.to)
        self._give(response, secret, framed=False)
        drop(response, ATTEMPT, secure=self.settings.secure)
        return response

    async def _show_tab(self, request: web.Request) -> web.StreamResponse:
        """Show the page that Teams opens: its script asks Teams who is looking."""
        context = {"resource": self.settings.resource}
        return render(request, "tab.html", context, self._stranger, scripts=TEAMS_SCRIPTS)

    async def _take_tab(self, request: web.Request) -> web.StreamResponse:
        """Take the token that Teams gave a tab."""
        if not is_own_request(request, self.settings.public_url):
            # Nobody is to be signed in by a page that somebody else made, not even as that somebody.
            raise RefusedError(NOT_SIGNED_IN)
        token = (await read_raw(request)).decode("ascii", "replace")
        account = await self._verifier.verify_tab(token)
        secret = await self._begin_session(account, "Teams", read_session(request, self.settings.secure))
        response = web.json_response({"to": "/"})
        self._give(response, secret, framed=True)
        return response

    async def _sign_out(self, request: web.Request) -> web.StreamResponse:
        secret = read_session(request, self.settings.secure)
        form = await read_form(request)
        if not is_form_token(secret, form.get("form", "")):
            return redirect("/")
        await self._store.sessions.end(secret)
        response = render(request, "signed_out.html", {}, self._stranger)
        drop(response, SESSION, secure=self.settings.secure)
        return response

    async def _begin_session(self, account: Account, how: str, before: str) -> str:
        """Begin a session for whoever an account belongs to, and end the one there was before in this browser.

        Raises:
            RefusedError: It is nobody of the trust.
        """
        now = self._clock()
        try:
            person = await self._find_person(account)
        except RefusedError:
            # Whoever it is, they are nobody here: what is noted is that somebody was turned away.
            await self._store.audit.note(AuditKind.REFUSED_SIGN_IN, "", "pages", now, {"how": how})
            raise
        secret = token_urlsafe(32)
        await self._store.sessions.begin(
            secret, Session(person=person.id, how=how, began=now, expires=now + LASTS)
        )
        if before:
            await self._store.sessions.end(before)
        await self._store.audit.note(AuditKind.SIGNED_IN, person.id, "pages", now, {"how": how})
        return secret

    async def _find_person(self, account: Account) -> Person:
        trust = (await self._store.fetch_year()).trust
        # The account's id is what Entra never gives to anybody else. A name is believed of an account not met before, or
        # whose earlier name is nobody's any more; an account that goes by the names of two people is neither's.
        known = await self._store.conversations.fetch_upn(account.id)
        remembered, named = trust.find_by_upn(known or ""), trust.find_by_upn(account.upn)
        person = remembered or named
        if remembered and named and remembered.id != named.id:
            person = None
        if person is None or not person.holds(place_in_london(self._clock()).date()):
            contact = trust.settings.help_contact
            who = account.upn or "This account"
            raise RefusedError(UNKNOWN.format(upn=who, name=contact.name, how=contact.how))
        if remembered is None:
            await self._store.conversations.save_upn(account.id, person.upn)
        return person

    def _give(self, response: web.StreamResponse, secret: str, *, framed: bool) -> None:
        seconds = int(LASTS.total_seconds())
        set_session(response, secret, secure=self.settings.secure, framed=framed, seconds=seconds)

    def _refuse(self, request: web.Request, sentence: str, status: int) -> web.Response:
        context = {"sentence": sentence, "again": True}
        return render(request, "told.html", context, self._stranger, status=status)


def _refuse_tab(_request: web.Request, sentence: str, status: int) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


class Attempt(NamedTuple):
    """What the browser remembers of a sign-in it began: what Entra is to send back, where to go then, and the session before."""

    state: str
    nonce: str
    to: str
    before: str


def parse_attempt(kept: str) -> Attempt:
    """Read what the browser remembers of a sign-in it began. Raises RefusedError when it began none."""
    try:
        state, nonce, where, before = kept.split(".")
        to = bytes.fromhex(where).decode()
    except ValueError:
        raise RefusedError(
            "The sign-in took too long, or was begun elsewhere. Please sign in again."
        ) from None
    if not (state and nonce):
        raise RefusedError(NOT_SIGNED_IN)
    return Attempt(state, nonce, to if is_own_path(to) else "/", before)
