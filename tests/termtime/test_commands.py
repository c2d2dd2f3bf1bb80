"""The commands as a person meets them: in a directory of their own, by exit code and printed words."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from command_line import run

from examples import find_example

AT = "2026-12-14T08:30"
PRIYA = "priya.raman@fernvale.example"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def test_check_passes_the_example_trust(here: Path):
    code, out, _ = run("check", str(find_example()))

    assert code == 0
    assert "14 schools" in out
    assert "No errors" in out


def test_check_tells_every_fault_at_once_and_fails(here: Path):
    trust = here / "trust"
    trust.mkdir()
    for file in find_example().glob("*.*"):
        (trust / file.name).write_bytes(file.read_bytes())
    people = (trust / "people.csv").read_text("utf-8").splitlines()
    (trust / "people.csv").write_text("\n".join([*people, "broken,,nobody"]), "utf-8")

    code, out, _ = run("check", str(trust), "--json")

    faults = json.loads(out)["faults"]
    assert code == 1
    assert {(f["file"], f["row"], f["field"]) for f in faults} >= {
        ("people.csv", len(people) + 1, "name"),
        ("people.csv", len(people) + 1, "upn"),
    }


def test_a_directory_that_is_not_there_is_one_sentence(here: Path):
    code, _, err = run("check", str(here / "nowhere"))

    assert (code, err) == (1, f"{here}/nowhere is not a directory of trust files.")


def test_asking_before_the_first_import_is_one_sentence(here: Path):
    code, _, err = run("ask", "--as", PRIYA, "when is my next meeting?")

    assert code == 1
    assert "import" in err


def test_import_of_faulty_files_writes_nothing(here: Path):
    trust = here / "trust"
    trust.mkdir()
    (trust / "trust.yaml").write_text("name: Halfway")

    code, _, err = run("import", str(trust))

    assert code == 1
    assert "groups.csv" in err
    assert not (here / "termtime.db").exists()


def test_a_moment_nobody_can_read_is_one_sentence(here: Path):
    run("import", str(find_example()))

    code, _, err = run("ask", "--as", PRIYA, "--at", "yesterday", "hello")

    assert (code, err) == (1, "--at 'yesterday' is not a moment; write it like 2026-12-14T08:30.")


def test_questions_are_answered_from_the_imported_year(here: Path):
    assert run("import", str(find_example()))[0] == 0

    code, out, _ = run(
        "ask", "--as", PRIYA, "--at", AT, "--json", "where are the minutes of secondary history?"
    )

    answer = json.loads(out)
    assert code == 0
    assert answer["intent"] == "group_minutes"
    assert "Secondary History" in answer["text"]
    assert answer["card"]["version"] == "1.5"
    assert answer["rule"]


def test_in_a_channel_the_answer_is_what_any_member_of_staff_may_see(here: Path):
    run("import", str(find_example()))
    words = ("ask", "--as", PRIYA, "--at", AT, "--channel", "channel")

    everybody = run(*words, "who chairs secondary history?")
    a_stranger_too = run(*words, "--listener", "nobody@elsewhere.example", "who chairs secondary history?")

    assert everybody[1].startswith("Secondary History")
    assert a_stranger_too[1].startswith("Not everyone here is in Fernvale Learning Trust's files")


def test_publishing_nothing_is_one_sentence(here: Path):
    run("import", str(find_example()))

    code, _, err = run("publish", "--yes")

    assert code == 1
    assert err == "There is nothing to publish: no meeting is proposed. `termtime plan` proposes a year."


def test_a_sync_without_credentials_says_which_are_missing(here: Path):
    run("import", str(find_example()))

    code, _, err = run("sync", "--yes")

    assert code == 1
    assert "needs exactly one of a client secret" in err


def test_an_unreachable_graph_is_one_sentence(here: Path, monkeypatch: pytest.MonkeyPatch):
    run("import", str(find_example()))
    for name, value in {
        "TENANT_ID": "00000000-0000-4000-8000-000000000001",
        "CLIENT_ID": "00000000-0000-4000-8000-000000000002",
        "CLIENT_SECRET": "not-telling",
        "GRAPH_URL": "http://127.0.0.1:9/v1.0",
        "AUTHORITY": "127.0.0.1:9",
    }.items():
        monkeypatch.setenv(f"TERMTIME_{name}", value)

    code, _, err = run("sync", "--yes")

    assert code == 1
    assert err == "The sign-in of Microsoft 365 does not answer."
    assert "not-telling" not in err


def test_a_setting_that_makes_no_sense_is_named(here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERMTIME_PORT", "eighty")

    code, _, err = run("serve")

    assert code == 1
    assert err.startswith("The setting TERMTIME_PORT makes no sense")


def test_serving_without_an_app_id_is_refused(here: Path):
    code, _, err = run("serve")

    assert (code, err) == (1, "The bot needs its app id; without one nobody's messages could be verified.")


def test_a_database_from_a_newer_version_is_refused(here: Path):
    run("import", str(find_example()))
    _stamp_newer(here / "termtime.db")

    code, _, err = run("ask", "--as", PRIYA, "hello")

    assert code == 1
    assert "newer Termtime" in err


def test_plan_and_publish_fill_the_rest_of_the_year(here: Path):
    run("import", str(find_example()))

    planned = run("plan", "--at", AT, "--json")
    published = run("publish", "--yes", "--json")
    again = run("plan", "--at", AT, "--json")

    proposal = json.loads(planned[1])
    assert planned[0] == 0
    assert proposal["unmet"] == []
    assert json.loads(published[1]) == {"published": len(proposal["meetings"]) - 84}
    assert {m["status"] for m in json.loads(again[1])["meetings"]} == {"published"}


def _stamp_newer(database: Path) -> None:
    from sqlalchemy import text

    from termtime.store import open_store

    async def stamp() -> None:
        async with (
            await open_store(f"sqlite:///{database}") as store,
            store._database.engine.begin() as connection,
        ):
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    asyncio.run(stamp())
