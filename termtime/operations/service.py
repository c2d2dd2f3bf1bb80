"""Everything that watches a running service, in one thing that is handed round: health, metrics, traces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.ports import Inbound
from bot.service import Told
from bot.settings import is_loopback
from graph_sync.apply import Watch
from scheduler.due import Job
from scheduler.ports import BusyError, StoppedError
from termtime.operations.health import Health
from termtime.operations.metrics import OTHER, PATH, Metrics, make_reader
from termtime.operations.requests import make_middleware
from termtime.operations.tracing import Tracer, make_tracer
from termtime.settings import Settings
from termtime.store import SqlStore
from trust.nudges import Row
from trust.values import RefusedError

if TYPE_CHECKING:
    from graph_sync.sync import SyncResult

LAG_EVERY = 0.5
CLOSE_SECONDS = 5.0
# How often somebody tells of a danger to a child is nobody's business who runs the service.
UNCOUNTED = frozenset({"disclosure"})

_log = structlog.get_logger(__name__)


class Operations:
    """Watches a service; what is given to `add_to` and `follow_…` is watched."""

    def __init__(
        self, settings: Settings, store: SqlStore, stopping: Callable[[], bool], tracer: Tracer | None = None
    ) -> None:
        self.tracer, self.stopping = tracer or Tracer(), stopping
        self.metrics = Metrics()
        self.watch = SyncWatch(self.tracer, stopping)
        self._health = Health(store.pulse, stopping)
        self._pulse, self._settings = store.pulse, settings

    def add_to(self, app: web.Application) -> None:
        """Watch an application's requests, outside of everything else, and add the routes that tell how it fares."""
        app.middlewares.insert(0, make_middleware(self.metrics, self.tracer, self.stopping))
        self._health.add_to(app)
        if token := self._token:
            app.router.add_get(PATH, make_reader(self.metrics, self._pulse, token))

    @contextmanager
    def follow_turn(self, inbound: Inbound) -> Iterator[Told]:
        """Follow one turn of the bot's (bot.service.Follow)."""
        told, began = Told(), time.perf_counter()
        kind = inbound.kind.value
        with self.tracer.span(
            "bot turn", kind="internal", bot__kind=kind, bot__scope=inbound.scope.value
        ) as span:
            try:
                yield told
            except BaseException:
                told.outcome = "undelivered"
                raise
            finally:
                intent = OTHER if told.intent in UNCOUNTED else told.intent
                span.note(bot__intent=intent, bot__outcome=told.outcome)
                self.metrics.count_turn(kind, intent, told.outcome, time.perf_counter() - began)

    @contextmanager
    def follow_job(self, job: Job) -> Iterator[None]:
        """Follow one run of a job."""
        began, outcome = time.perf_counter(), "done"
        with self.tracer.span(f"job {job.kind.value}", job__kind=job.kind.value):
            try:
                yield
            except BaseException as error:
                outcome = _name_outcome(error)
                raise
            finally:
                self.metrics.count_job(job.kind.value, outcome, time.perf_counter() - began)

    def count_sync(self, result: SyncResult | None) -> None:
        """Count what a sync did."""
        if result is not None:
            self.metrics.count_sync(result)

    def count_nudges(self, rows: Iterable[Row]) -> None:
        """Count messages that were sent unasked."""
        for row in rows:
            self.metrics.count_nudge(row.kind.value, row.outcome.value)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the event loop, and let the metrics be read on their own port, for as long as the block lasts.

        Raises:
            RefusedError: The port is taken, or anybody could read there.
        """
        listening = asyncio.create_task(self._watch_loop())
        runner = await self._listen() if self._settings.metrics_port is not None else None
        if self.tracer.on:
            self._pulse.follow_statements(self.tracer.follow_statement)
        try:
            yield
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            if runner is not None:
                await runner.cleanup()
            if self.tracer.on:
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.to_thread(self.tracer.close), CLOSE_SECONDS)

    @property
    def _token(self) -> str:
        token = self._settings.metrics_token
        return token.get_secret_value() if token else ""

    async def _watch_loop(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(LAG_EVERY)
            self.metrics.note_lag(max(0.0, time.perf_counter() - began - LAG_EVERY))

    async def _listen(self) -> web.AppRunner:
        host, port = self._settings.metrics_host, self._settings.metrics_port
        if not is_loopback(host) and not self._token:
            raise RefusedError(
                f"Anybody who reaches {host} could read the metrics there; set TERMTIME_METRICS_TOKEN, "
                "or leave TERMTIME_METRICS_HOST at 127.0.0.1."
            )
        app = web.Application()
        app.router.add_get(PATH, make_reader(self.metrics, self._pulse, self._token or None))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            raise RefusedError(f"Cannot listen on {host}:{port}: {error.strerror}.") from None
        _log.info("metrics listening", address=f"http://{host}:{runner.addresses[0][1]}{PATH}")
        return runner


class SyncWatch(Watch):
    """Follows syncs: their stages, and whether to stop."""

    def __init__(self, tracer: Tracer, stopping: Callable[[], bool]) -> None:
        self._tracer, self._stopping = tracer, stopping

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Follow a stage."""
        return self._tracer.span(f"sync {name}")

    def stopping(self) -> bool:
        """Say whether to leave the rest to the next run."""
        return self._stopping()


@asynccontextmanager
async def running_operations(
    settings: Settings, store: SqlStore, stopping: Callable[[], bool]
) -> AsyncIterator[Operations]:
    """Watch a service for as long as the block lasts, with traces where the environment asks for them.

    Raises:
        RefusedError: The metrics cannot be read as the settings say.
    """
    operations = Operations(settings, store, stopping, make_tracer())
    async with operations.running():
        yield operations


def _name_outcome(error: BaseException) -> str:
    match error:
        case BusyError():
            return "busy"
        case StoppedError() | asyncio.CancelledError():
            return "stopped"
        case RefusedError():
            return "refused"
    return "failed"
