"""What the service logs, and how: lines of JSON on standard output, or readable ones in a terminal.

Our own modules and the libraries beneath them write the same way. Libraries are heard from warnings on, whatever our own
level is: below that some write down the parameters of every query. Nothing is written before `redact` has seen it.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

from termtime.operations.redaction import redact

OURS = ("bot", "cards", "graph_sync", "manifest", "scheduler", "termtime", "trust")


def start_logging(level: str, stream: TextIO | None = None) -> None:
    """Write logs to a stream, standard output when left out, from a level on."""
    stream = stream or sys.stdout
    lowest = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        add_trace,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_make_formatter(shared, pretty=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(lowest, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(lowest)
    # A filter that is there already is not added again.
    logging.getLogger("aiohttp.server").addFilter(quieten_strangers)
    # What Python itself has to say, of code that is getting old, goes the same way.
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _make_formatter(shared: list[Processor], *, pretty: bool) -> logging.Formatter:
    # Tracebacks as text: those that show local variables would show people's words with them.
    plain = structlog.dev.plain_traceback
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=plain)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.StackInfoRenderer(),
            redact,
            renderer,
        ],
    )


def quieten_strangers(record: logging.LogRecord) -> bool:
    """Of what is no request say that it was none: what it held, an address or a cookie, may be a secret of somebody's."""
    error = record.exc_info[1] if record.exc_info else None
    if type(error).__module__ == "aiohttp.http_exceptions":
        record.msg, record.args, record.exc_info = "What was sent is no request.", (), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def add_trace(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Add the ids of the trace and the span a line belongs to, where there is one."""
    trace = sys.modules.get("opentelemetry.trace")
    if trace is not None and (context := trace.get_current_span().get_span_context()).is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
        event["span_id"] = f"{context.span_id:016x}"
    return event
