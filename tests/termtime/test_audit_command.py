"""`termtime audit` and `termtime retention`: who reads, what they are shown, whether it holds, and what is due."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust, some_files, some_settings
from command_line import run
from sqlalchemy import delete, update

from termtime.noting import name_operator
from termtime.store import SqlStore, open_store
from termtime.store.access_tables import audit
from termtime.tidying import tidy
from trust.auditing import AuditKind
from trust.groups import Sensitivity
from trust.papers import Answer, Reply
from trust.retention import Hold
from trust.year import Year

AT = ("--at", "2026-12-14T09:00")
LATER = ("--at", "2027-10-15T09:00")
AS_DEE = ("--as", "dee@fernvale.example")
MEETING = a_meeting("autumn-1", starts=NOW.replace(month=11))
TRUST = a_trust(
    settings=some_settings(auditors=("dee",), leads=("ben",), it_administrators=("ivy",)),
    people=tuple(a_person(one) for one in ("ada", "ben", "dee", "ivy")),
    groups=(a_group("maths"), a_group("cases", sensitivity=Sensitivity.RESTRICTED)),
    officers=(),
)
REPLY = Reply(meeting=MEETING.key, person="ada", answer=Answer.DECLINED, reason="A clinic")


def do(url: str, work: Callable[[SqlStore], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        async with await open_store(url) as store:
            return await work(store)

    return asyncio.run(go())


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/termtime.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "190")
    do(url, fill)
    return url


async def fill(store: SqlStore) -> None:
    await store.save_year(Year(trust=TRUST, meetings=(MEETING,), replies=(REPLY,)))
    await store.audit.note(AuditKind.SAW, "ada", "maths", NOW, {"what": "all replies"})
    await store.audit.note(AuditKind.SAW, "ben", "2026-27/cases/autumn-1", NOW, {"what": "draft minutes"})
    await store.audit.note(AuditKind.EXPORTED, "ben", "page/year", NOW, {"format": "csv"})


def read(*words: str) -> list[dict[str, Any]]:
    code, said, why = run("audit", *AS_DEE, *AT, "--json", *words)
    assert code == 0, why
    found: list[dict[str, Any]] = json.loads(said)
    return found


def test_an_auditor_reads_who_did_what_and_a_hidden_group_is_not_named():
    code, said, _ = run("audit", *AS_DEE, *AT)

    assert code == 0
    rows = [[cell.strip() for cell in line.split("│")[3:7]] for line in said.splitlines() if "2026" in line]
    assert rows == [
        ["Ada", "saw", "maths", "all replies"],
        ["Ben", "saw", "a restricted group", "draft minutes"],
        ["Ben", "exported", "page/year", "format csv"],
    ]


@pytest.mark.parametrize(
    "who", [(), ("--as", "ivy@fernvale.example"), ("--as", "ben@fernvale.example"), ("--as", "x@y.example")]
)
def test_nobody_else_reads_it_neither_a_lead_nor_who_runs_the_service(who: tuple[str, ...]):
    code, said, why = run("audit", *who, *AT)

    assert (code, said) == (1, "")
    assert why.startswith("The audit log is read by the trust's auditors")


def test_entries_are_chosen_and_a_hidden_group_looks_as_one_that_is_not_there():
    assert [one["number"] for one in read("--person", "ben")] == [2, 3]
    assert [one["number"] for one in read("--kind", "saw")] == [1, 2]
    assert [one["number"] for one in read("--about", "maths")] == [1]
    assert read("--about", "cases") == read("--about", "nothing-such") == []
    assert read("--since", "2026-12-15", "--kind", "saw") == []
    assert [one["number"] for one in read("--until", "2026-12-14", "--kind", "saw")] == [1, 2]


def test_reading_it_is_noted_with_the_account_it_was_read_from():
    read("--person", "ben")

    [last] = read("--kind", "audit_read")
    assert (last["by"], last["about"]) == (name_operator(), "audit")
    assert last["detail"] == {"as": "dee", "filters": "by=ben"}


@pytest.mark.parametrize(
    ("words", "why"), [(("--kind", "peeked"), "is none of signed_in"), (("--since", "today"), "is not a day")]
)
def test_what_cannot_be_read_is_a_sentence(words: tuple[str, ...], why: str):
    code, _, said = run("audit", *AS_DEE, *words)

    assert code == 1
    assert why in said


def test_seals_are_examined_and_a_remembered_head_looked_for(here: str):
    code, said, _ = run("audit", "--verify", "--json")
    assert code == 0
    [journal, log] = json.loads(said)["chains"]
    assert (journal, log["broken"]) == ({"chain": "journal", "head": "", "broken": None}, None)
    assert run("audit", "--verify", "--head", log["head"])[0] == 0

    async def cut(store: SqlStore) -> None:
        async with store._database.writing() as connection:
            await connection.execute(delete(audit).where(audit.c.number == 3))

    do(here, cut)
    assert run("audit", "--verify")[0] == 0
    code, said, _ = run("audit", "--verify", "--head", log["head"])
    assert code == 1
    assert "Entry 3 with the seal" in said
    code, _, why = run("audit", "--verify", "--head", "three")
    assert (code, "is not a head" in why) == (1, True)


def test_an_entry_that_was_changed_ends_the_examination_with_an_error(here: str):
    async def change(store: SqlStore) -> None:
        async with store._database.writing() as connection:
            await connection.execute(update(audit).where(audit.c.number == 2).values(by="ada"))

    do(here, change)
    code, said, _ = run("audit", "--verify")
    assert code == 1
    assert "breaks at entry 2" in said


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("termtime.clock.read_clock", lambda: NOW.replace(year=2027, month=10, day=15))


def test_nothing_is_disposed_of_before_its_time_by_pretending_another():
    code, _, why = run("retention", *LATER, "--apply", "--yes")

    assert (code, why) == (1, "--at shows what would be due; nothing is disposed of before its time.")


@pytest.mark.usefixtures("later")
def test_what_is_kept_is_shown_and_nothing_changed_until_it_is_asked_for(here: str):
    code, said, _ = run("retention", *LATER)
    rows = {
        line.split("│")[1].strip(): [c.strip() for c in line.split("│")[2:-1]]
        for line in said.splitlines()
        if "│" in line
    }
    assert code == 0
    assert rows["Reasons"] == ["1 month after the academic year", "1", "14 Nov 2026", "", "", "1 Oct 2027"]
    assert "never deleted" in said

    async def go_on(store: SqlStore) -> None:
        await store.save_trust(
            TRUST.model_copy(update={"settings": TRUST.settings.model_copy(update={"year": "2027-28"})})
        )

    do(here, go_on)
    told = json.loads(run("retention", *LATER, "--json")[1])
    assert {one["kind"]: one["due"] for one in told["kept"] if one["due"]} == {"reasons": 1}
    assert told["disposed"] is None
    assert do(here, fetch_reasons) == ["A clinic"]

    code, said, _ = run("retention", "--apply", "--yes")
    assert (code, "Disposed of 1 of reasons." in said) == (0, True)
    assert do(here, fetch_reasons) == [""]
    assert {(one["about"], one["by"]) for one in read("--kind", "disposed")} == {
        ("reasons", name_operator()), ("journal", name_operator()),
    }  # fmt: skip
    assert "Nothing was due." in run("retention", "--apply", "--yes")[1]


@pytest.mark.usefixtures("later")
def test_a_hold_is_told_with_its_reason(here: str):
    async def hold(store: SqlStore) -> None:
        held = {"holds": (Hold(group="maths", reason="A claim."),), "year": "2027-28"}
        await store.save_trust(TRUST.model_copy(update={"settings": TRUST.settings.model_copy(update=held)}))

    do(here, hold)
    _, said, _ = run("retention", "--apply", "--yes")
    assert "Legal hold: nothing about the group maths is disposed of. A claim." in said
    assert do(here, fetch_reasons) == ["A clinic"]


async def fetch_reasons(store: SqlStore) -> list[str]:
    return [one.reason for one in (await store.fetch_year()).replies]


def test_every_night_what_is_due_goes_and_both_heads_are_told(here: str, capsys: pytest.CaptureFixture[str]):
    async def night(store: SqlStore) -> str:
        await store.save_trust(
            TRUST.model_copy(update={"settings": TRUST.settings.model_copy(update={"year": "2027-28"})})
        )
        await tidy(store, NOW.replace(year=2027, month=10, day=15))
        return str(await store.audit.find_head())

    head = do(here, night)
    assert do(here, fetch_reasons) == [""]
    said = capsys.readouterr().out
    assert "chain heads" in said
    assert head in said
    assert "clinic" not in said


async def test_a_night_before_the_first_import_is_no_failure(sqlite_url: str, tmp_path: Path):
    async with await open_store(f"sqlite:///{tmp_path}/empty.db") as store:
        await tidy(store, NOW)


def test_commands_that_change_the_year_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("DATABASE_URL", url)
    (tmp_path / "files").mkdir()
    for name, text in some_files().items():
        (tmp_path / "files" / name).write_text(text)
    assert run("import", str(tmp_path / "files"))[0] == 0
    assert run("plan", "--at", "2026-06-01T09:00")[0] == 0
    assert run("publish", "--yes")[0] == 0

    async def fetch(store: SqlStore) -> list[tuple[str, str, str]]:
        return [(entry.kind.value, entry.by, entry.about) for entry in await store.audit.fetch()]

    kinds = ("imported", "planned", "published")
    assert do(url, fetch) == [(kind, name_operator(), "2026-27") for kind in kinds]
