"""What is noted of every request: a line in the log, a count, a span. Never its path, for a path may hold a secret."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from termtime.operations.metrics import METHODS, OTHER, Metrics
from termtime.operations.tracing import Span, Tracer

REQUEST_ID = "X-Request-Id"
UNKNOWN = "(none)"
# Asked every few seconds by machines; nobody reads it.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
# What a proxy in front of us names a request is taken over only when it can be nothing but a name.
_NAME = re.compile(r"[0-9a-fA-F-]{8,64}")

_log = structlog.get_logger(__name__)


def make_middleware(metrics: Metrics, tracer: Tracer, stopping: Callable[[], bool]) -> Middleware:
    """Make what stands around every handler, outside of every other middleware."""

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        began, route, status = time.perf_counter(), find_route(request), 500
        method = request.method if request.method in METHODS else OTHER
        name, raised = _find_name(request), None
        with (
            structlog.contextvars.bound_contextvars(request=name),
            _follow(tracer, request, method, route) as span,
        ):
            try:
                try:
                    response = await handler(request)
                except web.HTTPException as answer:
                    # An answer like any other, to us.
                    response = raised = answer
                status = response.status
            finally:
                seconds = time.perf_counter() - began
                span.note(http__response__status_code=status)
                metrics.count_request(method, route, status, seconds)
                say = _log.debug if route in QUIET else _log.info
                say("request", method=method, route=route, status=status, ms=round(1000 * seconds, 1))
        _mark(response, name, stopping)
        if raised is not None:
            raise raised
        return response

    return note


def _mark(response: web.StreamResponse, name: str, stopping: Callable[[], bool]) -> None:
    """Tell the request's name; whoever is answered while we stop is told to come by another connection."""
    if response.prepared:
        return
    response.headers[REQUEST_ID] = name
    if stopping():
        response.force_close()


def _follow(tracer: Tracer, request: web.Request, method: str, route: str) -> AbstractContextManager[Span]:
    if route in QUIET:
        return Tracer().span(route)
    return tracer.span(
        f"{method} {route}",
        kind="server",
        headers=request.headers,
        http__request__method=method,
        http__route=route,
    )


def find_route(request: web.Request) -> str:
    """Find the pattern of the route that answers a request, such as /feeds/{secret}."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else UNKNOWN


def _find_name(request: web.Request) -> str:
    given = request.headers.get(REQUEST_ID, "")
    return given if _NAME.fullmatch(given) else uuid4().hex
