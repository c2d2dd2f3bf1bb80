"""Serves the pages: who is it, what do they ask, may they have it; and the forms on them.

Whoever is not signed in is sent to sign in and comes back to what they asked for. What there is not for them is not
there: the same answer as for a page that does not exist.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from aiohttp import web

from bot.service import describe_failure
from bot.verification import RefusedRequestError
from termtime.answering import StoreClerk
from termtime.clock import Clock
from termtime.pages.frame import Visitor, add_templates, give_table, redirect, render
from termtime.pages.page import Ask, Page, Post, Said, Shown, View
from termtime.pages.sign_in.cookies import is_form_token, read_session, set_said
from termtime.pages.sign_in.forms import is_own_path, is_own_request, is_typed, read_form
from termtime.pages.sign_in.serving import SignIn
from termtime.pages.viewer import Viewer
from termtime.store import SqlStore
from trust.auditing import PAGE, AuditKind
from trust.values import RefusedError

LOG = logging.getLogger(__name__)
NOT_FOUND = "There is no such page, or none that you may see."
NOT_STAFF = "Your account is not among the people of this trust."
FAILED = "Something went wrong on our side. Nothing was changed; please try again."
STALE = "This form was open for too long. Please try again."

Handler = Callable[[web.Request, Viewer, Visitor], Awaitable[web.StreamResponse]]


class Pages:
    """The pages of one trust.

    Args:
        store: Where the year comes from.
        clerk: What lays out what waits, and does what people ask.
        clock: The moment of asking.
        sign_in: Says who is looking.
        pages: The pages there are.
        posts: What forms ask for, by address.
    """

    def __init__(
        self,
        store: SqlStore,
        clerk: StoreClerk,
        clock: Clock,
        sign_in: SignIn,
        pages: tuple[Page, ...],
        posts: Mapping[str, Post],
    ) -> None:
        self.store, self.clerk, self._clock, self._sign_in = store, clerk, clock, sign_in
        self._pages, self._posts = pages, posts
        self._secure = sign_in.settings.secure
        self.public_url = sign_in.settings.public_url

    def add_to(self, app: web.Application) -> None:
        """Add every page, every form and the sign-in to a web application."""
        add_templates(app)
        self._sign_in.add_to(app)
        for page in self._pages:
            app.router.add_get(page.path, self._guard(self._make_handler(page)))
        for path, post in self._posts.items():
            app.router.add_post(path, self._guard(self._make_receiver(post)))

    def _guard(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Let only those in who are signed in and belong here; whatever goes wrong is a page and no traceback."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                return await self._handle(request, handler)
            except web.HTTPException:
                raise
            except RefusedError as refused:
                return self._tell(request, str(refused), 409)
            except RefusedRequestError as refused:
                return self._tell(request, refused.sentence, refused.status)
            except Exception as error:  # noqa: BLE001  (no traceback reaches anybody, nor anybody's words the log)
                LOG.error("A page failed. %s", describe_failure(error))
                return self._tell(request, FAILED, 500)

        return guarded

    async def _handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        secret, now = read_session(request, self._secure), self._clock()
        session = await self.store.sessions.find(secret, now) if secret else None
        if session is None:
            if request.method == "POST":
                return self._tell(request, "You were signed out. Please sign in and try again.", 401)
            return redirect(f"/sign-in?to={quote(request.path_qs, safe='')}")
        year = await self.store.fetch_year()
        person = year.trust.person_by_id.get(session.person)
        viewer = Viewer(year, person, now) if person else None
        if viewer is None or not viewer.person.holds(viewer.today):
            await self.store.sessions.end(secret)
            return self._tell(request, NOT_STAFF, 403)
        return await handler(request, viewer, Visitor(self._secure, viewer, secret))

    def _make_handler(self, page: Page) -> Handler:
        async def handle(request: web.Request, viewer: Viewer, visitor: Visitor) -> web.StreamResponse:
            ask = Ask(dict(request.match_info), dict(request.query))
            if not all(is_typed(text) for part in (ask.path, ask.query) for text in part.values()):
                return self._tell(request, NOT_FOUND, 404, visitor)
            fetched = await page.fetch(self.store, viewer, ask) if page.fetch else None
            view = page.make(viewer, ask, fetched) if page.fetch else page.make(viewer, ask)
            if view is None:
                return self._tell(request, NOT_FOUND, 404, visitor)
            if view.saw:
                seen = [(about, {"what": page.here, "how": "page"}) for about in view.saw]
                await self.store.audit.note_all(AuditKind.SAW, viewer.person.id, seen, viewer.now)
            if wanted := ask.get("csv"):
                return await self._give_table(request, view, wanted, visitor)
            context = {"view": view, "here": page.here}
            return render(request, page.template, context, visitor)

        return handle

    async def _give_table(
        self, request: web.Request, view: View, wanted: str, visitor: Visitor
    ) -> web.Response:
        table = next((table for table in view.tables if table.name == wanted), None)
        if table is None or visitor.viewer is None:
            return self._tell(request, NOT_FOUND, 404, visitor)
        about, rows = f"{PAGE}{table.name}", dict[str, str | int](format="csv", count=len(table.rows))
        viewer = visitor.viewer
        await self.store.audit.note(AuditKind.EXPORTED, viewer.person.id, about, viewer.now, rows)
        return give_table(table)

    def _make_receiver(self, post: Post) -> Handler:
        async def receive(request: web.Request, viewer: Viewer, visitor: Visitor) -> web.StreamResponse:
            form = await read_form(request)
            own = is_own_request(request, self.public_url)
            if not own or not is_form_token(visitor.session, form.pop("form", "")):
                return self._tell(request, STALE, 403, visitor)
            back = form.pop("back", "/")
            try:
                said = await post(self, viewer, form)
            except RefusedError as refused:
                said = Said(str(refused), "")
            if isinstance(said, Shown):
                return render(request, said.template, {"view": said.view, "here": said.here}, visitor)
            response = redirect(said.to or (back if is_own_path(back) else "/"))
            if said.sentence:
                set_said(response, said.sentence, secure=self._secure)
            return response

        return receive

    def _tell(
        self, request: web.Request, sentence: str, status: int, visitor: Visitor | None = None
    ) -> web.Response:
        context = {"sentence": sentence, "again": visitor is None}
        return render(request, "told.html", context, visitor or Visitor(self._secure), status=status)
