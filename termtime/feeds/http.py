"""Calendar addresses over HTTP: GET /feeds/{secret}.ics, which calendars fetch by themselves and without a sign-in.

Whoever has the address sees the calendar, so it is treated as a password: it is found by a digest, never logged, cached
by nobody in between, and one that was revoked is answered as one that never was. What is seen is decided anew at every
fetch. There is no limit on how often: a secret of 256 bits is not guessed, a calendar that has not changed is an empty
answer, and behind a gateway, or in Google, many people share one network address.
"""

from __future__ import annotations

import logging
from hashlib import sha256

from aiohttp import ETag, web

from bot.service import describe_failure
from termtime.clock import Clock
from termtime.feeds.calendar import write_calendar
from termtime.feeds.entries import find_meetings, make_title
from termtime.feeds.key_dates import find_key_dates
from termtime.pages.viewer import Viewer
from termtime.store import SqlStore
from trust.values import RefusedError

PATH = "/feeds/{secret}.ics"
# ?dates=no leaves out term dates, INSET days and deadlines.
DATES, NO = "dates", "no"
GONE = "There is no calendar at this address."
LATER = "The calendar cannot be read just now."
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
LOG = logging.getLogger(__name__)


class Feeds:
    """Serves calendar addresses."""

    def __init__(self, store: SqlStore, clock: Clock, public_url: str) -> None:
        self._store, self._clock, self._public_url = store, clock, public_url

    def add_to(self, app: web.Application) -> None:
        """Add the route to a web application; HEAD comes with it."""
        app.router.add_get(PATH, self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request, without a word of its address in the log."""
        try:
            body = await self._write(request.match_info["secret"], request.query.get(DATES) != NO)
        except RefusedError as error:
            LOG.warning("A calendar could not be read. %s", error)
            return _say(503, LATER)
        except Exception as error:  # noqa: BLE001  (a traceback would carry what is in somebody's calendar)
            LOG.error("A calendar failed. %s", describe_failure(error))
            return _say(500, LATER)
        if body is None:
            return _say(404, GONE)
        tag = ETag(sha256(body).hexdigest()[:32])
        if _has(request, tag):
            unchanged = web.Response(status=304, headers=HEADERS)
            unchanged.etag = tag
            return unchanged
        response = web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=HEADERS)
        response.headers["Content-Disposition"] = 'inline; filename="codesign.ics"'
        response.etag = tag
        return response

    async def _write(self, secret: str, with_dates: bool) -> bytes | None:
        """Write the calendar at an address; None where there is none."""
        feed = await self._store.feeds.find(secret)
        if feed is None:
            return None
        now = self._clock()
        year = await self._store.fetch_year()
        owner = year.trust.person_by_id.get(feed.person)
        viewer = Viewer(year, owner, now) if owner else None
        meetings = find_meetings(viewer, feed.group, self._public_url) if viewer else ()
        dates = find_key_dates(viewer) if viewer and not feed.group else ()
        # What each says is noted with and without dates alike, or who asks for both would write at every turn.
        said = {entry.uid: entry.mark for entry in (*meetings, *dates)}
        changed = await self._store.feeds.note_fetch(secret, feed, said, now)
        if changed is None:
            return None
        shown = (*meetings, *dates) if with_dates else meetings
        return write_calendar(make_title(viewer, year.trust, feed.group), shown, changed)


def make_address(public_url: str, secret: str) -> str:
    """Make the address somebody subscribes to."""
    return public_url + PATH.format(secret=secret)


def _has(request: web.Request, tag: ETag) -> bool:
    """Say whether a calendar has this already."""
    known = request.if_none_match or ()
    return any(one.value in (tag.value, "*") for one in known)


def _say(status: int, sentence: str) -> web.Response:
    again = {"Retry-After": "600"} if status == 503 else {}
    return web.Response(status=status, text=sentence, headers=HEADERS | again)
