"""What the two commands that judge a year say, and how they end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import run

from examples import find_example

AT = "2026-12-14T08:30"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def with_one_meeting_moved(here: Path, key: str, starts: str, ends: str) -> str:
    """Copy the example trust with one of its meetings edited by hand."""
    for file in [*find_example().glob("*.*"), *find_example().glob("year/*.*")]:
        copy = here / "trust" / file.relative_to(find_example())
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    meetings = here / "trust" / "year" / "meetings.csv"
    with meetings.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    edited = [row | ({"starts": starts, "ends": ends} if row["key"] == key else {}) for row in rows]
    with meetings.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(edited)
    return str(here / "trust")


MOVED = ("2026-27/behaviour/autumn-1", "2026-10-05T15:45", "2026-10-05T17:00")
SENTENCE = "Behaviour and Relationships, First autumn meeting on Mon 5 Oct 2026 falls in Trust staff day."


def test_the_held_meetings_of_the_example_break_no_promise(here: Path):
    code, out, _ = run("check", str(find_example()), "--json")

    result = json.loads(out)
    assert (code, result["ok"]) == (0, True)
    assert {fault["severity"] for fault in result["year_faults"]} == {"soft"}


def test_check_fails_on_a_meeting_edited_onto_a_day_kept_free(here: Path):
    directory = with_one_meeting_moved(here, *MOVED)

    code, out, _ = run("check", directory)
    result = json.loads(run("check", directory, "--json")[1])

    assert code == 1
    assert SENTENCE in out
    assert "1 hard fault (a promise broken)" in out
    assert result["ok"] is False
    assert [fault["why"] for fault in result["year_faults"] if fault["severity"] == "hard"] == [SENTENCE]


def test_report_says_what_is_missing_before_the_year_is_planned(here: Path):
    run("import", str(find_example()))

    code, out, _ = run("report", "--at", AT, "--json")

    result = json.loads(out)
    assert code == 1
    assert {fault["kind"] for fault in result["faults"] if fault["severity"] == "hard"} == {"cadence"}
    assert result["hard"] + result["soft"] == len(result["faults"])
    assert result["owed"] == {"nikhil-morgan": 2}
    assert [row["of"] for row in result["by_working_week"]] == ["full time", "part time"]
    assert {"group": "art", "schools": ["the-bridge"]} in result["unreached"]


def test_report_shows_faults_the_ledger_two_summaries_and_who_is_alone(here: Path):
    run("import", str(find_example()))

    _, out, _ = run("report", "--at", AT)
    _, everything, _ = run("report", "--at", AT, "--all")

    titles = (
        "Faults",
        "Fairness: who could not attend",
        "By school",
        "By working week",
        "Schools with nobody in a group",
    )
    assert [line for line in map(str.strip, out.splitlines()) if line in titles] == [*titles]
    assert "Nikhil Morgan" in out
    assert "… and" in out
    assert "… and" not in everything


def test_report_before_the_first_import_is_one_sentence(here: Path):
    code, _, err = run("report")

    assert code == 1
    assert "import" in err
