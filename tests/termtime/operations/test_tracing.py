"""Traces, as a real receiver gets them over OTLP/HTTP; and none of it where nobody asked."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from served import Asking, make_environment, serving
from watched import Watching

from bot.extension import ANYONE
from examples import find_example
from sandbox.server import running_sandbox
from termtime.directory import read_year
from termtime.operations.tracing import Tracer, make_tracer
from termtime.sandboxing import make_sandbox_seed
from termtime.store import open_store

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


class Receiver:
    """Takes traces in, as a collector does."""

    def __init__(self) -> None:
        self.url = ""
        self.raw = b""
        self.spans: list[Span] = []
        self.resources: list[dict[str, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.raw += raw
        for resource in ExportTraceServiceRequest.FromString(raw).resource_spans:
            self.resources.append({one.key: one.value.string_value for one in resource.resource.attributes})
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response(body=b"", content_type="application/x-protobuf")

    def find(self, name: str) -> Span:
        return next(span for span in self.spans if span.name == name)

    def find_parents(self, span: Span) -> list[str]:
        """Name a span's parents, the nearest first."""
        by_id = {one.span_id: one for one in self.spans}
        names = []
        while span.parent_span_id in by_id:
            span = by_id[span.parent_span_id]
            names.append(span.name)
        return names


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/traces", found.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture
def tracing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
    return receiver


def read_attributes(span: Span) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


async def test_a_request_goes_on_with_its_senders_trace_down_to_the_database(
    tracing: Receiver, watching: Watching
):
    async with watching(tracer=make_tracer()) as service:

        async def look(_request: web.Request) -> web.Response:
            await service.store.pulse.fetch_pulse()
            return web.Response()

        service.app.router._frozen = False
        service.app.router.add_get("/look/{secret}", look)
        await service.get("/look/hush", traceparent=TRACEPARENT, baggage="name=priya")
        await service.get("/broken")
        await service.get("/healthz")

    request = tracing.find("GET /look/{secret}")
    select = tracing.find("SELECT deliveries")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert read_attributes(request) == {
        "http.request.method": "GET",
        "http.route": "/look/{secret}",
        "http.response.status_code": 200,
    }
    assert tracing.find_parents(select) == ["GET /look/{secret}"]
    assert read_attributes(select) == {"db.operation.name": "SELECT", "db.collection.name": "deliveries"}
    broken = tracing.find("GET /broken")
    assert read_attributes(broken)["error.type"] == "RuntimeError"
    assert not broken.events
    assert not [span for span in tracing.spans if "healthz" in span.name]
    assert {one["service.name"] for one in tracing.resources} == {"termtime"}
    for hidden in (b"hush", b"priya", b"a fault of ours"):
        assert hidden not in tracing.raw


async def test_log_lines_carry_the_ids_of_what_they_belong_to(tracing: Receiver):
    from termtime.operations.logs import add_trace

    tracer = make_tracer()
    with tracer.span("something") as _span:
        line = add_trace(None, "info", {"event": "said"})
    await asyncio.to_thread(tracer.close)

    span = tracing.find("something")
    assert line == {"event": "said", "trace_id": span.trace_id.hex(), "span_id": span.span_id.hex()}
    assert add_trace(None, "info", {"event": "said"}) == {"event": "said"}


async def test_the_standard_variables_are_honoured(tracing: Receiver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTEL_SERVICE_NAME", "termtime-test")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=here")
    tracer = make_tracer()
    with tracer.span("something"):
        pass
    await asyncio.to_thread(tracer.close)

    (resource,) = tracing.resources
    assert (resource["service.name"], resource["deployment.environment"]) == ("termtime-test", "here")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_nothing_is_traced_unless_somebody_asked_for_what_we_speak(environment: dict[str, str]):
    assert type(make_tracer(environment)) is Tracer


def test_where_nothing_is_traced_the_sdk_is_not_even_imported():
    program = "import sys, termtime.web; sys.exit('opentelemetry.sdk' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


async def test_a_service_tells_of_turns_jobs_stages_and_batches_and_of_nobody(
    receiver: Receiver, tmp_path: Path
):
    year = read_year(find_example())
    trust, record = year.trust, tmp_path / "traffic.jsonl"
    url = f"sqlite:///{tmp_path}/termtime.db"
    async with await open_store(url) as store:
        await store.save_year(year)
    async with running_sandbox(make_sandbox_seed(trust), record=record) as sandbox:
        environment = make_environment(trust, sandbox, url, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url)
        async with (
            serving(tmp_path, "--at", "2026-12-14T08:30", **environment) as served,
            aiohttp.ClientSession() as http,
        ):
            priya = Asking(sandbox, "priya.raman@fernvale.example")
            question = priya.make("q1", "when is my next meeting")
            assert await priya.post(http, served.address, question, traceparent=TRACEPARENT) == 200
            await served.wait_for("reconciled")
            served.process.send_signal(signal.SIGTERM)
            assert await served.end() == 0

    turn = receiver.find("bot turn")
    assert receiver.find_parents(turn) == ["POST /api/messages"]
    assert turn.trace_id.hex() == TRACE
    assert read_attributes(turn) == {
        "bot.kind": "message", "bot.scope": "personal", "bot.intent": "next_meeting", "bot.outcome": "answered",
    }  # fmt: skip
    assert "bot turn" in receiver.find_parents(receiver.find("INSERT claims"))
    batch = receiver.find("graph batch")
    assert receiver.find_parents(batch) == ["sync look", "job invitations"]
    (line,) = [
        line for line in served.lines if line["event"] == "request" and line["route"] == "/api/messages"
    ]
    assert line["trace_id"] == TRACE
    # Beside Graph's own marks, what Microsoft's support finds our requests by.
    assert str(batch.trace_id.hex()) in record.read_text("utf-8").replace("-", "")
    people = [one for person in trust.people for one in (person.upn, person.id, person.name)]
    assert [one for one in (*people, "next meeting", ANYONE.upn) if one.encode() in receiver.raw] == []
