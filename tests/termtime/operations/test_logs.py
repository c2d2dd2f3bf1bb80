"""Our own lines and those of libraries come out alike: as JSON, from our level on, and without secrets."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from termtime.operations.logs import OURS, start_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave logging as it was found."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in OURS]
    handlers, levels = root.handlers[:], [one.level for one in (root, *ours)]
    yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    for one, level in zip((root, *ours), levels, strict=True):
        one.setLevel(level)


class Log(io.StringIO):
    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


class Terminal(Log):
    def isatty(self) -> bool:
        return True


def start(level: str = "info") -> Log:
    start_logging(level, log := Log())
    return log


async def test_both_ways_to_log_give_the_same_kind_of_line():
    log = start()
    structlog.get_logger("termtime.web").info("ours", count=3)
    await structlog.get_logger("scheduler.jobs").awarning("ours too", why="because")
    logging.getLogger("bot.http").warning("an answer to %s", "nobody", extra={"status": 502})

    assert [{name: value for name, value in line.items() if name != "at"} for line in log.lines] == [
        {"event": "ours", "count": 3, "level": "info", "logger": "termtime.web"},
        {"event": "ours too", "why": "because", "level": "warning", "logger": "scheduler.jobs"},
        {"event": "an answer to nobody", "status": 502, "level": "warning", "logger": "bot.http"},
    ]
    assert all(line["at"].endswith("Z") for line in log.lines)


@pytest.mark.parametrize(("level", "heard"), [("debug", ["debug", "info", "error"]), ("info", ["info", "error"]), ("error", ["error"])])  # fmt: skip
def test_we_are_heard_from_the_level_on_that_was_set(level: str, heard: list[str]):
    log = start(level)
    for logger in (structlog.get_logger("termtime.web"), logging.getLogger("bot.service")):
        for said in ("debug", "info", "error"):
            getattr(logger, said)("a line")

    assert [line["level"] for line in log.lines] == heard * 2


@pytest.mark.parametrize(
    "library", ["aiosqlite", "sqlalchemy.engine", "azure.core", "httpx", "apscheduler", "asyncio"]
)
def test_libraries_are_heard_from_warnings_on_even_when_we_say_everything(library: str):
    log = start("debug")
    for said in ("debug", "info", "warning"):
        getattr(logging.getLogger(library), said)("a line with parameters")

    assert [line["level"] for line in log.lines] == ["warning"]


def test_nothing_is_written_before_it_was_redacted():
    log = start()
    secret = "hunter2-hunter2"
    try:
        raise ValueError(f"postgresql://termtime:{secret}@db/x for priya.raman@fernvale.example")
    except ValueError:
        structlog.get_logger("termtime").exception("ours", headers={"authorization": secret})
        logging.getLogger("aiohttp.server").exception("Error handling request", extra={"token": secret})
    logging.getLogger("azure").error("GET %s", f"https://x/feeds/{secret}", extra={"raw": f"Bearer {secret}"})

    assert len(log.lines) == 3
    assert "ValueError" in log.lines[0]["exception"]
    assert "ValueError" in log.lines[1]["exception"]
    assert secret not in log.getvalue()
    assert "priya" not in log.getvalue()


def test_a_line_stays_one_line_whatever_is_in_it():
    log = start()
    structlog.get_logger("termtime").info("first\nsecond", words='a"b\\c\u2028d')

    assert len(log.getvalue().splitlines()) == 1
    assert log.lines[0]["event"] == "first\nsecond"


def test_a_request_is_named_in_every_line_said_while_it_is_answered():
    log = start()
    with structlog.contextvars.bound_contextvars(request="r1"):
        structlog.get_logger("termtime").info("ours")
        logging.getLogger("bot").info("theirs")
    structlog.get_logger("termtime").info("after")

    assert [line.get("request") for line in log.lines] == ["r1", "r1", None]


def test_what_python_warns_of_goes_the_same_way():
    log = start()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("this is getting old", DeprecationWarning, stacklevel=1)

    assert [line["logger"] for line in log.lines] == ["py.warnings"]


def test_in_a_terminal_lines_are_for_people():
    start_logging("info", terminal := Terminal())
    structlog.get_logger("termtime").info("listening", address="http://127.0.0.1:1")

    assert "listening" in terminal.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(terminal.getvalue())
