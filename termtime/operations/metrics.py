"""What the service counts and measures, for Prometheus, and who may read it.

Whatever stands in a label is one of a few words of ours: a route's pattern and never a path, a kind, an intent, an outcome.
Reading it is allowed on a port of its own, on this machine, or with a token; where neither is set there is nothing to
read. Being on this machine is no ground on the service's own port, for behind a proxy everybody seems to be.
"""

from __future__ import annotations

import asyncio
import hmac
import platform
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from termtime import __version__
from termtime.store.pulse import SqlPulse
from trust.values import RefusedError

if TYPE_CHECKING:
    from graph_sync.sync import SyncResult

PATH = "/metrics"
PULSE_SECONDS = 1.0
REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
JOB_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
LAG_SECONDS = (0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# More different words than this in a label are a mistake, and are counted as one.
MOST_WORDS = 150
OTHER = "other"

_log = structlog.get_logger(__name__)


class Metrics:
    """Counts and measures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._words: dict[str, set[str]] = {}
        self._requests = self._count("http_requests", "Requests answered.", "method", "route", "status")
        self._request_seconds = self._measure(
            "http_request_seconds", "From request to answer.", REQUEST_SECONDS, "route"
        )
        self._turns = self._count("bot_turns", "Activities the bot was sent.", "kind", "intent", "outcome")
        self._turn_seconds = self._measure(
            "bot_turn_seconds", "From activity to answer.", TURN_SECONDS, "kind"
        )
        self._jobs = self._count("jobs", "Jobs this replica has run.", "kind", "outcome")
        self._job_seconds = self._measure("job_seconds", "How long a job took.", JOB_SECONDS, "kind")
        self._changes = self._count("sync_changes", "Changes of syncs, by how they ended.", "outcome")
        self._nudges = self._count("nudges", "Messages sent unasked, by how they ended.", "kind", "outcome")
        self._lag = self._measure("event_loop_lag_seconds", "How late the event loop woke up.", LAG_SECONDS)
        self._build = self._gauge("build_info", "What is running; always 1.", "version", "python")
        self._build.labels(__version__, platform.python_version()).set(1)
        self._stopping = self._gauge("stopping", "1 while the process is being stopped.")
        self._waiting = self._gauge("deliveries_waiting", "Messages to people that are put off.")
        self._last_success = self._gauge(
            "sync_last_success_timestamp_seconds",
            "When a sync last ended in which nothing failed, on any replica.",
        )
        self._pool = self._gauge("database_connections", "Connections to the database.", "state")
        self._database_up = self._gauge("database_up", "1 if the database answered when this was read.")
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and how long it took."""
        method = method if method in METHODS else OTHER
        route = self._limit("route", route)
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_turn(self, kind: str, intent: str, outcome: str, seconds: float) -> None:
        """Count a turn of the bot's."""
        self._turns.labels(kind, self._limit("intent", intent), outcome).inc()
        self._turn_seconds.labels(kind).observe(seconds)

    def count_job(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a run of a job."""
        self._jobs.labels(kind, outcome).inc()
        self._job_seconds.labels(kind).observe(seconds)

    def count_sync(self, result: SyncResult) -> None:
        """Count what a sync did."""
        for entry in result.ledger.entries if result.ledger else ():
            self._changes.labels(entry.outcome.value.replace(" ", "_")).inc()

    def count_nudge(self, kind: str, outcome: str) -> None:
        """Count a message that was sent unasked, or was to be."""
        self._nudges.labels(kind, outcome.replace(" ", "_")).inc()

    def note_lag(self, seconds: float) -> None:
        """Note how late the event loop woke up."""
        self._lag.observe(seconds)

    def note_stopping(self) -> None:
        """Note that the process is being stopped."""
        self._stopping.set(1)

    async def write(self, pulse: SqlPulse) -> bytes:
        """Write everything in Prometheus' own text, with what the database says at this moment."""
        in_use, idle = pulse.count_connections()
        self._pool.labels("in_use").set(in_use)
        self._pool.labels("idle").set(idle)
        try:
            async with asyncio.timeout(PULSE_SECONDS):
                found = await pulse.fetch_pulse()
        except (RefusedError, TimeoutError):
            self._database_up.set(0)
        else:
            self._database_up.set(1)
            self._waiting.set(found.waiting)
            if found.last_success is not None:
                self._last_success.set(found.last_success.timestamp())
        return generate_latest(self.registry)

    def _limit(self, label: str, word: str) -> str:
        words = self._words.setdefault(label, set())
        if word not in words and len(words) >= MOST_WORDS:
            return OTHER
        words.add(word)
        return word

    def _count(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"termtime_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"termtime_{name}", text, labels, registry=self.registry)

    def _measure(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"termtime_{name}", text, labels, buckets=buckets, registry=self.registry)


def make_reader(
    metrics: Metrics, pulse: SqlPulse, token: str | None
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make what answers who reads the metrics; with a token, only to who has it."""

    async def read(request: web.Request) -> web.Response:
        if token is not None and not _has_token(request, token):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        text = await metrics.write(pulse)
        return web.Response(
            body=text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        )

    return read


def _has_token(request: web.Request, token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode())
