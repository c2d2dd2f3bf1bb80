"""`termtime backup` and `termtime restore` as the IT manager meets them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from command_line import run
from typer.testing import CliRunner

from examples import find_example
from termtime.cli import app
from termtime.store import open_store
from termtime.store.parts import read_whole
from trust.auditing import AuditEntry

AT = "2026-12-14T08:30"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def backup(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a backup of the example trust; the database is an empty one from then on."""
    run("import", str(find_example()))
    assert run("backup", "--out", "backup.zip")[0] == 0
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{here}/new.db")
    return here / "backup.zip"


def answer(*words: str, say: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), input=say)
    return result.exit_code, result.stderr


def count_rows(backup: Path, but: str = "") -> int:
    return sum(part.rows for part in read_whole(backup).tables if part.name != but)


def test_backup_in_a_folder_is_named_after_the_moment(here: Path):
    run("import", str(find_example()))
    (here / "backups").mkdir()

    code, out, _ = run("backup", "--out", "backups", "--at", AT, "--json")

    told = json.loads(out)
    assert code == 0
    assert told["file"] == "backups/termtime-2026-12-14T0830.zip"
    assert told["rows"] == sum(told["tables"].values())
    assert told["tables"]["meetings"] == 84
    assert [one.name for one in (here / "backups").iterdir()] == ["termtime-2026-12-14T0830.zip"]


def test_backup_says_where_it_is_and_that_it_is_personal(here: Path):
    run("import", str(find_example()))

    code, out, _ = run("backup", "--out", "backup.zip")

    first, second = out.splitlines()
    assert (code, first.split(" holds ")[0]) == (0, "backup.zip")
    assert first.endswith("and was read back.")
    assert "personal data" in second


def test_backup_of_a_database_that_is_not_there_makes_none(here: Path):
    code, _, why = run("backup", "--out", "backup.zip")

    assert (code, why) == (
        1,
        f"The database {here}/termtime.db is not there, so there is nothing to back up.",
    )
    assert [*here.iterdir()] == []


def test_restored_trust_answers_as_before(backup: Path):
    code, out, _ = run("restore", "backup.zip", "--yes", "--json")

    asked = run("ask", "--as", "priya.raman@fernvale.example", "--at", AT, "who chairs secondary history?")
    assert (code, json.loads(out)["tables"]["meetings"]) == (0, 84)
    assert "Secondary History" in asked[1]


def test_whoever_takes_everything_out_or_puts_it_back_is_noted(backup: Path, here: Path):
    run("restore", "backup.zip", "--yes")

    noted = asyncio.run(read_audit(f"sqlite:///{here}/new.db"))
    assert [(one.kind, one.about, one.detail.get("what")) for one in noted][-2:] == [
        ("exported", "everything", "backup"),
        ("imported", "everything", "backup"),
    ]


async def read_audit(url: str) -> tuple[AuditEntry, ...]:
    async with await open_store(url) as store:
        return await store.audit.fetch()


def test_restore_asks_first(backup: Path):
    code, asked = answer("restore", "backup.zip", say="n\n")
    assert code == 1
    assert f"Put the {count_rows(backup):,} rows of" in asked

    assert answer("restore", "backup.zip", say="y\n")[0] == 0


def test_full_database_is_replaced_only_on_request_and_after_asking(backup: Path):
    run("restore", "backup.zip", "--yes")

    code, _, why = run("restore", "backup.zip", "--yes")
    refused, asked = answer("restore", "backup.zip", "--replace", say="n\n")

    assert code == 1
    # With the account of its having been restored.
    held = f"{count_rows(backup, but='revisions') + 1:,} rows"
    assert f"is not empty: it holds {held} (trust_rows 864, actions 148, replies 91)." in why
    assert "--replace" in why
    assert refused == 1
    assert f"Delete the {held} in" in asked
    assert run("restore", "backup.zip", "--yes", "--replace")[0] == 0


def test_damage_is_one_sentence_before_any_question(backup: Path, here: Path):
    backup.write_bytes(backup.read_bytes()[:-100])

    code, _, why = run("restore", "backup.zip")

    assert code == 1
    assert why.startswith("The backup backup.zip is damaged")
    assert not (here / "new.db").exists()
