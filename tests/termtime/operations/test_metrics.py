from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import structlog
from builders import NOW
from prometheus_client.parser import text_string_to_metric_families as read_families
from watched import Watched, Watching

from bot.ports import ConversationReference, Inbound, Kind, Scope, Sender
from graph_sync.ledger import Ledger
from scheduler.due import Job, JobKind
from scheduler.ports import BusyError, StoppedError
from termtime.operations.metrics import MOST_WORDS, OTHER, Metrics
from termtime.store.deliveries import make_row
from trust.nudges import Nudge, NudgeKind, State
from trust.values import RefusedError

TOKEN = "a-token-of-some-length"
NIGHTLY = Job(kind=JobKind.RECONCILE, due_at=NOW)
AN_INBOUND = Inbound(
    "a1", Kind.MESSAGE, Scope.PERSONAL, Sender("29:x", "y"),
    ConversationReference("http://x", "c", "t", "b"), "who has told of a danger",
)  # fmt: skip


async def read(service: Watched) -> dict[tuple[str, ...], float]:
    """Read every sample: its name and its labels' values, in their names' order."""
    text = (await service.operations.metrics.write(service.store.pulse)).decode()
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in read_families(text)
        for sample in family.samples
    }


async def test_nobody_reads_metrics_unless_somebody_said_who_may(watching: Watching):
    async with watching() as service:
        assert (await service.get("/metrics"))[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": TOKEN}, 401),
        ({"Authorization": f"Bearer {TOKEN}x"}, 401),
        ({"Authorization": f"bearer {TOKEN}"}, 401),
        ({"Authorization": "Bearer ÿ"}, 401),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
async def test_with_a_token_metrics_are_read_by_who_shows_it(
    watching: Watching, headers: dict[str, str], status: int
):
    async with watching(metrics_token=TOKEN) as service:
        found, said = await service.get("/metrics", **headers)

    assert found == status
    assert ("termtime_build_info" in said) is (status == 200)


async def test_on_a_port_of_its_own_metrics_are_read_on_this_machine(watching: Watching):
    with structlog.testing.capture_logs() as said:
        async with watching(metrics_port=0) as service:
            (address,) = [line["address"] for line in said if line["event"] == "metrics listening"]
            assert address.startswith("http://127.0.0.1:")
            async with aiohttp.request("GET", address) as response:
                assert response.status == 200
                assert "termtime_build_info" in await response.text()
            assert (await service.get("/metrics"))[0] == 404


async def test_on_a_port_others_can_reach_metrics_take_a_token(watching: Watching):
    with pytest.raises(RefusedError) as refused:
        async with watching(metrics_port=0, metrics_host="0.0.0.0"):
            raise AssertionError

    assert "TERMTIME_METRICS_TOKEN" in str(refused.value)


async def test_requests_are_counted_by_pattern_and_never_by_path(watching: Watching):
    async with watching() as service:
        for path in ("/feeds/hush", "/feeds/hush-hush", "/moved", "/nowhere/hush", "/broken", "/healthz"):
            await service.get(path)
        async with service.http.request("PROPFIND", service.url + "/feeds/x"):
            pass
        found = await read(service)

    counted = {key[1:]: value for key, value in found.items() if key[0] == "termtime_http_requests_total"}
    assert counted == {
        ("GET", "/feeds/{secret}", "200"): 2,
        ("GET", "/moved", "302"): 1,
        ("GET", "(none)", "404"): 1,
        ("GET", "/broken", "500"): 1,
        ("GET", "/healthz", "200"): 1,
        (OTHER, "(none)", "405"): 1,
    }
    assert found["termtime_http_request_seconds_count", "/feeds/{secret}"] == 2
    assert not any("hush" in part for key in found for part in key)


async def test_turns_are_counted_by_intent_but_not_how_often_a_danger_is_told_of(watching: Watching):
    async with watching() as service:
        for intent in ("next_meeting", "next_meeting", "disclosure"):
            with service.operations.follow_turn(AN_INBOUND) as told:
                told.intent = intent
        with pytest.raises(OSError, match="gone"), service.operations.follow_turn(AN_INBOUND) as told:
            raise OSError("gone")
        found = await read(service)

    counted = {key[1:]: value for key, value in found.items() if key[0] == "termtime_bot_turns_total"}
    assert counted == {
        ("next_meeting", "message", "answered"): 2,
        (OTHER, "message", "answered"): 1,
        ("", "message", "undelivered"): 1,
    }
    assert found["termtime_bot_turn_seconds_count", "message"] == 4


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "done"),
        (BusyError("Another."), "busy"),
        (StoppedError("Stopped."), "stopped"),
        (RefusedError("No."), "refused"),
        (ValueError(), "failed"),
    ],
)
async def test_jobs_are_counted_by_how_they_ended(watching: Watching, error: Exception | None, outcome: str):
    async with watching() as service:
        try:
            with service.operations.follow_job(NIGHTLY):
                if error:
                    raise error
        except type(error or OSError()):
            pass
        found = await read(service)

    assert {key[1:]: value for key, value in found.items() if key[0] == "termtime_jobs_total"} == {
        ("reconcile", outcome): 1
    }


async def test_what_waits_and_when_a_sync_last_went_well_is_read_from_the_database(
    watching: Watching, database_url: str
):
    async with watching(database_url) as service:
        assert ("termtime_sync_last_success_timestamp_seconds",) in await read(service)
        await service.store.sync.save_run(NOW, NOW + timedelta(minutes=1), Ledger())
        rows = [
            make_row(
                Nudge(key=f"k{n}", kind=NudgeKind.REMINDER, person="ada", due=NOW, until=NOW), outcome, NOW
            )
            for n, outcome in enumerate((State.DEFERRED, State.DEFERRED, State.SENT))
        ]
        await service.store.deliveries.put(rows, ())
        found = await read(service)

    assert found["termtime_deliveries_waiting",] == 2
    assert found["termtime_sync_last_success_timestamp_seconds",] == (NOW + timedelta(minutes=1)).timestamp()
    assert found["termtime_database_up",] == 1


async def test_metrics_are_given_even_when_the_database_does_not_answer(watching: Watching):
    async with watching() as service:
        async with service.store._database.writing() as connection:
            await connection.exec_driver_sql("DROP TABLE deliveries")
        found = await read(service)

    assert found["termtime_database_up",] == 0


def test_words_without_end_become_one_word():
    metrics = Metrics()
    for number in range(MOST_WORDS + 50):
        metrics.count_request("GET", f"/made-up/{number}", 200, 0.1)

    (family,) = [one for one in metrics.registry.collect() if one.name == "termtime_http_requests"]
    routes: dict[str, Any] = {s.labels["route"]: s.value for s in family.samples if s.name.endswith("_total")}
    assert len(routes) == MOST_WORDS + 1
    assert routes[OTHER] == 50
