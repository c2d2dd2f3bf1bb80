"""Signing in: a browser goes to Entra and comes back with an id token; a tab in Teams is given its token by Teams.

No secret of ours is needed for either: Entra signs who it is and we verify it. An attempt is remembered by the browser
that made it, so nobody can finish a sign-in that somebody else began. What follows is a session of ours, which lasts a
working day and is kept in the database as a digest.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import urlencode

from aiohttp import web

from bot.http import read_raw
from bot.verification import RefusedRequestError
from termtime.clock import Clock
from termtime.pages.frame import TEAMS_SCRIPTS, Visitor, redirect, render
from termtime.pages.sign_in.cookies import (
    ATTEMPT,
    drop,
    is_form_token,
    name_session,
    read_session,
    set_attempt,
    set_session,
)
from termtime.pages.sign_in.forms import is_own_path, read_form
from termtime.pages.sign_in.tokens import NOT_SIGNED_IN, Account, SignInSettings, TokenVerifier
from termtime.store import SqlStore
from termtime.store.sessions import Session
from trust.auditing import AuditKind
from trust.people import Person
from trust.values import RefusedError, place_in_london

LASTS = timedelta(hours=10)
UNKNOWN = "{upn} is not among the people of this trust. {name} can help: {how}"


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
        app.router.add_get("/sign-in", self._begin)
        app.router.add_post("/sign-in/done", self._finish)
        app.router.add_get("/tab", self._show_tab)
        app.router.add_post("/sign-in/tab", self._take_tab)
        app.router.add_post("/sign-out", self._sign_out)

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
        kept = [state, nonce, (to if is_own_path(to) else "/").encode().hex()]
        set_attempt(response, ".".join(kept), secure=self.settings.secure)
        return response

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        """Take Entra's answer, which the browser posts."""
        try:
            form = await read_form(request)
            state, nonce, to = read_attempt(request.cookies.get(ATTEMPT, ""))
            if not hmac.compare_digest(state.encode(), form.get("state", "").encode()):
                raise RefusedError(NOT_SIGNED_IN)
            if form.get("error"):
                raise RefusedError("The sign-in was not completed.")
            account = await self._verifier.verify_sign_in(form.get("id_token", ""), nonce)
            secret = await self._begin_session(account, "browser")
        except RefusedRequestError as refused:
            return self._refuse(request, refused.sentence, refused.status)
        except RefusedError as refused:
            return self._refuse(request, str(refused), HTTPStatus.FORBIDDEN)
        response = redirect(to)
        self._give(response, secret, framed=False)
        drop(response, ATTEMPT, secure=self.settings.secure)
        return response

    async def _show_tab(self, request: web.Request) -> web.StreamResponse:
        """Show the page that Teams opens: its script asks Teams who is looking."""
        context = {"resource": self.settings.resource}
        return render(request, "tab.html", context, self._stranger, scripts=TEAMS_SCRIPTS)

    async def _take_tab(self, request: web.Request) -> web.StreamResponse:
        """Take the token that Teams gave a tab."""
        try:
            token = (await read_raw(request)).decode("ascii", "replace")
            secret = await self._begin_session(await self._verifier.verify_tab(token), "Teams")
        except RefusedRequestError as refused:
            return web.json_response({"error": refused.sentence}, status=refused.status)
        except RefusedError as refused:
            return web.json_response({"error": str(refused)}, status=403)
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
        drop(response, name_session(self.settings.secure), secure=self.settings.secure)
        return response

    async def _begin_session(self, account: Account, how: str) -> str:
        """Begin a session for whoever an account belongs to. Raises RefusedError when it is nobody of the trust."""
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
        await self._store.audit.note(AuditKind.SIGNED_IN, person.id, "pages", now, {"how": how})
        return secret

    async def _find_person(self, account: Account) -> Person:
        trust = (await self._store.fetch_year()).trust
        # The account's id is what Entra never gives to anybody else; a name is believed of an account not met before.
        known = await self._store.conversations.fetch_upn(account.id)
        person = trust.find_by_upn(known or account.upn)
        if person is None or not person.holds(place_in_london(self._clock()).date()):
            contact = trust.settings.help_contact
            who = account.upn or "This account"
            raise RefusedError(UNKNOWN.format(upn=who, name=contact.name, how=contact.how))
        if known is None:
            await self._store.conversations.save_upn(account.id, person.upn)
        return person

    def _give(self, response: web.StreamResponse, secret: str, *, framed: bool) -> None:
        seconds = int(LASTS.total_seconds())
        set_session(response, secret, secure=self.settings.secure, framed=framed, seconds=seconds)

    def _refuse(self, request: web.Request, sentence: str, status: int) -> web.Response:
        context = {"sentence": sentence, "again": True}
        return render(request, "told.html", context, self._stranger, status=status)


def read_attempt(kept: str) -> tuple[str, str, str]:
    """Read what the browser remembers of a sign-in it began. Raises RefusedError when it began none."""
    parts = kept.split(".")
    try:
        state, nonce, to = parts[0], parts[1], bytes.fromhex(parts[2]).decode()
    except (IndexError, ValueError):
        raise RefusedError(
            "The sign-in took too long, or was begun elsewhere. Please sign in again."
        ) from None
    if not (state and nonce):
        raise RefusedError(NOT_SIGNED_IN)
    return state, nonce, to if is_own_path(to) else "/"
