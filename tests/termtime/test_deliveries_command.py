"""`termtime deliveries`: every message accounted for, for people and for programs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from builders import NOW, a_trust
from command_line import run

from termtime.store import open_store
from trust.nudges import NudgeKind, Row, State
from trust.year import Year

AT = ("--at", "2026-12-14T09:00")
REMINDER, LATE = "reminder/2026-27/maths/autumn-1/2026-12-15T1545", "minutes_late/2026-27/maths/autumn-1/1"


def a_row(key: str, person: str, outcome: State = State.SENT, why: str = "") -> Row:
    kind = NudgeKind(key.split("/", maxsplit=1)[0])
    return Row(
        key=key,
        person=person,
        kind=kind,
        about="2026-27/maths/autumn-1",
        due=NOW,
        outcome=outcome,
        why=why,
        at=NOW,
    )


ROWS = (
    a_row(LATE, "ada"),
    a_row(REMINDER, "ada"),
    a_row(REMINDER, "ben", State.FAILED, "not installed"),
    a_row(REMINDER, "cal", State.DEFERRED, "paused"),
    a_row(REMINDER, "gone", State.NOT_KNOWN, "NoAnswer"),
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/termtime.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "170")
    asyncio.run(fill(url))
    return url


async def fill(url: str) -> None:
    async with await open_store(url) as store:
        await store.save_year(Year(trust=a_trust()))
        await store.deliveries.put(ROWS, ())


def test_every_occasion_is_told_with_how_many_it_reached_and_why_not_the_rest():
    code, said, _ = run("deliveries", *AT)

    lines = [line.split("│") for line in said.splitlines() if "/maths/" in line]
    told = {cells[2].strip(): [cell.strip() for cell in cells[3:-1]] for cells in lines}
    assert code == 0
    assert told == {
        REMINDER: ["4", "1", "1", "1", "1", "NoAnswer 1, not installed 1, paused 1"],
        LATE: ["1", "1", "0", "0", "0", ""],
    }
    assert said.splitlines()[-1] == "5 messages: 2 sent, 1 failed, 1 deferred, 1 not known."


def test_one_occasion_is_told_person_by_person():
    _, said, _ = run("deliveries", REMINDER, *AT)

    assert [tuple(cell.strip() for cell in line.split("│")[1:4]) for line in said.splitlines() if "│" in line] == [
        ("Ada", "sent", ""), ("Ben", "failed", "not installed"), ("Cal", "deferred", "paused"),
        ("Somebody", "not known", "NoAnswer"),
    ]  # fmt: skip


def test_a_program_reads_totals_that_equal_the_audience():
    _, said, _ = run("deliveries", "--json", "--kind", "reminder", *AT)
    told = json.loads(said)

    assert told["audience"] == 4 == sum(told[name] for name in ("sent", "failed", "deferred", "not_known"))
    assert [(one["key"], len(one["people"])) for one in told["occasions"]] == [(REMINDER, 4)]


def test_what_is_long_ago_or_of_no_kind_is_not_told():
    assert run("deliveries", "--at", "2027-03-01T09:00")[1].strip() == "Nobody was written to in these days."
    code, _, why = run("deliveries", "--kind", "shouting", *AT)
    assert code == 1
    assert "'shouting' is none of agenda_due" in why
