"""Whether the process lives, and whether it may be sent requests.

/healthz asks nothing of anybody: a process that does not answer it is to be ended. /readyz asks the database, and is what
a load balancer asks; a process that is being stopped says no, so that what follows goes to another. Neither says more
than a stranger may know.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from termtime.store.opening import HEAD
from termtime.store.pulse import SqlPulse
from trust.values import RefusedError

ANSWER_SECONDS = 1.0
# Whoever asks more often is told the same: strangers are not to be able to make work for the database.
KEPT_SECONDS = 1.0
OK, STOPPING, SILENT, OTHER = (
    "ok",
    "the service is being stopped",
    "it does not answer",
    "it is of another version",
)


class Health:
    """Says how the process is."""

    def __init__(self, pulse: SqlPulse, stopping: Callable[[], bool]) -> None:
        self._pulse, self._stopping = pulse, stopping
        self._database, self._asked = "", float("-inf")
        self._asking = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        """Add both routes to a web application."""
        app.router.add_get("/healthz", self.report_life)
        app.router.add_get("/readyz", self.report_readiness)

    async def report_life(self, _request: web.Request) -> web.Response:
        """Say that the process lives."""
        return _say({"status": OK}, ready=True)

    async def report_readiness(self, _request: web.Request) -> web.Response:
        """Say whether the process may be sent requests, and what speaks against it."""
        checks = {"database": await self._check_database(), "service": STOPPING if self._stopping() else OK}
        ready = all(found == OK for found in checks.values())
        return _say({"ready": ready, "checks": checks}, ready=ready)

    async def _check_database(self) -> str:
        async with self._asking:
            if time.monotonic() - self._asked >= KEPT_SECONDS:
                self._database = await self._ask_database()
                self._asked = time.monotonic()
            return self._database

    async def _ask_database(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                revision = await self._pulse.fetch_revision()
        except (RefusedError, TimeoutError):
            return SILENT
        return OK if revision == HEAD else OTHER


def _say(what: dict[str, object], *, ready: bool) -> web.Response:
    return web.json_response(what, status=200 if ready else 503, headers={"Cache-Control": "no-store"})
