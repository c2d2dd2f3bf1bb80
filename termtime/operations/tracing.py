"""Traces by OpenTelemetry, sent over OTLP/HTTP: off, and not even imported, unless the environment names a receiver.

The standard variables OTEL_… are honoured by the SDK. A span carries which route, intent, job, stage or kind of query it
is about, and how it ended; never a text, a name, an id of a person, a path or an error's own words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import aiohttp
import structlog

from termtime import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OtelSpan

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SPOKEN = "http/protobuf"

_log = structlog.get_logger(__name__)


class Span(Protocol):
    """A stretch of time with a name, under way."""

    def note(self, **attributes: str | int | float | bool) -> None:
        """Note something about it; of a name, `__` stands for a dot."""
        ...

    def fail(self, why: str) -> None:
        """Note that it ended ill, by the name of a kind of error."""
        ...


class Tracer:
    """Makes spans; this one makes none."""

    on = False

    def span(
        self,
        name: str,  # noqa: ARG002  (this one follows nothing)
        *,
        kind: str = "internal",  # noqa: ARG002
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
        **attributes: Any,  # noqa: ARG002
    ) -> AbstractContextManager[Span]:
        """Follow a stretch of work as a part of what is under way.

        Args:
            name: What it is, from a small set of names.
            kind: "internal", "server" for a request we answer, or "client" for one we make.
            headers: Those of a request, whose sender's trace (`traceparent`) is gone on with.
            attributes: What to note about it; of a name, `__` stands for a dot.
        """
        return nullcontext(_NOTHING)

    def start_span(self, name: str, *, kind: str = "client", **attributes: Any) -> OtelSpan | None:
        """Start a span in which nothing else happens; whoever has it ends it. None where nothing is followed."""

    def follow_statement(self, verb: str, table: str) -> Callable[[bool], None] | None:
        """Follow a statement sent to the database; what is given ends it. None as above."""

    def make_traces(self) -> list[aiohttp.TraceConfig]:
        """Make what follows the requests of an HTTP session of ours."""
        return []

    def close(self) -> None:
        """Send what has not been sent; it may take some seconds."""


class _Nothing:
    def note(self, **_attributes: str | int | float | bool) -> None:
        pass

    def fail(self, _why: str) -> None:
        pass


_NOTHING = _Nothing()


def make_tracer(environment: Mapping[str, str] = os.environ) -> Tracer:
    """Make what makes spans, as the environment says."""
    named = any(environment.get(name) for name in ENDPOINTS)
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if not named or off or environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return Tracer()
    protocol = next((environment[name] for name in PROTOCOLS if environment.get(name)), SPOKEN)
    if protocol != SPOKEN:
        _log.warning("no traces are sent", why=f"the only protocol spoken is {SPOKEN}", asked=protocol)
        return Tracer()
    return _OtelTracer(_make_provider())


def _make_provider() -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  (lazily)
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    # What the environment says of the service goes before what we say.
    said = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    named = {} if said else {"service.name": "termtime"}
    resource = Resource.create({"service.version": __version__, **named})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class _OtelSpan:
    def __init__(self, span: OtelSpan) -> None:
        self._span = span

    def note(self, **attributes: str | int | float | bool) -> None:
        self._span.set_attributes(_name(attributes))

    def fail(self, why: str) -> None:
        from opentelemetry.trace import StatusCode  # noqa: PLC0415  (imported by now)

        self._span.set_attribute("error.type", why)
        self._span.set_status(StatusCode.ERROR)


class _OtelTracer(Tracer):
    """Makes spans that are sent."""

    on = True

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import trace  # noqa: PLC0415  (lazily)
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

        self._provider, self._api = provider, trace
        self._tracer = provider.get_tracer("termtime", __version__)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(
        self,
        name: str,
        *,
        kind: str = "internal",
        headers: Mapping[str, str] | None = None,
        **attributes: Any,
    ) -> Iterator[Span]:
        parent = self._propagator.extract(_find_trace(headers)) if headers is not None else None
        with self._tracer.start_as_current_span(
            name,
            context=parent,
            kind=self._api.SpanKind[kind.upper()],
            attributes=_name(attributes),
            # An error's words may be somebody's.
            record_exception=False,
            set_status_on_exception=False,
        ) as started:
            span = _OtelSpan(started)
            try:
                yield span
            except BaseException as error:
                span.fail(type(error).__name__)
                raise

    def start_span(self, name: str, *, kind: str = "client", **attributes: Any) -> OtelSpan | None:
        if not self._api.get_current_span().get_span_context().is_valid:
            return None
        return self._tracer.start_span(
            name, kind=self._api.SpanKind[kind.upper()], attributes=_name(attributes), record_exception=False
        )

    def follow_statement(self, verb: str, table: str) -> Callable[[bool], None] | None:
        span = self.start_span(
            f"{verb} {table}".strip(), db__operation__name=verb, db__collection__name=table
        )
        if span is None:
            return None

        def end(well: bool) -> None:
            if not well:
                span.set_status(self._api.StatusCode.ERROR)
            span.end()

        return end

    def make_traces(self) -> list[aiohttp.TraceConfig]:
        follow = aiohttp.TraceConfig()

        async def begin(_session: object, context: Any, asked: aiohttp.TraceRequestStartParams) -> None:
            what = "batch" if asked.url.path.endswith("/$batch") else "content"
            context.span = self.start_span(f"graph {what}", http__request__method=asked.method)
            if context.span:
                # What Microsoft's support asks for: all requests of a run are found by its trace's id.
                trace_id = context.span.get_span_context().trace_id
                asked.headers["client-request-id"] = str(UUID(int=trace_id))

        async def end(_session: object, context: Any, got: aiohttp.TraceRequestEndParams) -> None:
            if context.span:
                context.span.set_attribute("http.response.status_code", got.response.status)
                context.span.end()

        async def fail(_session: object, context: Any, got: aiohttp.TraceRequestExceptionParams) -> None:
            if context.span:
                _OtelSpan(context.span).fail(type(got.exception).__name__)
                context.span.end()

        follow.on_request_start.append(begin)
        follow.on_request_end.append(end)
        follow.on_request_exception.append(fail)
        return [follow]

    def close(self) -> None:
        self._provider.shutdown()


def _name(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in attributes.items()}


def _find_trace(headers: Mapping[str, str]) -> dict[str, str]:
    """Keep the one header that says which trace a request belongs to."""
    return {"traceparent": headers["traceparent"]} if "traceparent" in headers else {}
