"""Planning, asking why, and repairing, as a lead meets them: a small trust from files to a published, changed year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import some_files
from command_line import run

AUGUST = "2026-08-03T09:00"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    monkeypatch.setenv("COLUMNS", "160")
    bring_in(tmp_path)
    return tmp_path


def bring_in(here: Path, **tables: str) -> None:
    directory = here / "trust"
    directory.mkdir(exist_ok=True)
    for name, text in some_files(**tables).items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text(text, "utf-8")
    assert run("import", str(directory))[0] == 0


def publish() -> str:
    planned = json.loads(run("plan", "--at", AUGUST, "--json")[1])
    assert run("publish", "--yes")[0] == 0
    return str(planned["meetings"][0]["starts"])


def close_school_on(here: Path, day: str) -> None:
    bring_in(here, inset_days=f"school,day\noak,{day}\n")


def test_a_planned_year_is_shown_as_a_grid_with_its_certificate(here):
    code, out, _ = run("plan", "--at", AUGUST)

    assert code == 0
    assert "Autumn term" in out
    assert "1 meetings, cost 0; no year costs less than 0 (gap 0.0%): the best there is, proved" in out
    assert "0 hard faults" in out


def test_a_year_planned_for_so_many_seconds_ends_when_the_best_is_proved(here):
    code, out, _ = run("plan", "--at", AUGUST, "--seconds", "600", "--json")

    assert (code, json.loads(out)["status"], json.loads(out)["hard_faults"]) == (0, "optimal", 0)


def test_a_meeting_is_explained_by_what_else_it_could_be(here):
    publish()

    code, out, _ = run("plan", "--explain", "maths/autumn-1")
    alternatives = json.loads(run("plan", "--explain", "maths/autumn-1", "--json")[1])["alternatives"]

    assert code == 0
    assert "none is cheaper than this one's 0" in out
    assert "(now)" in out
    assert alternatives[0]["cost"] == 0
    assert len(alternatives) == 38 + 35


def test_a_meeting_that_is_not_there_is_one_sentence(here):
    code, _, err = run("plan", "--explain", "maths/winter-1")

    assert (code, err) == (
        1,
        "There is no meeting 'maths/winter-1'; write its group and rule as in maths-secondary/spring-1.",
    )


def test_before_anything_is_published_there_is_nothing_to_repair(here):
    code, _, err = run("repair", "--at", AUGUST)

    assert (code, err) == (
        1,
        "Nothing is published, so nothing needs repair. `termtime plan` proposes a year.",
    )


def test_a_repair_is_shown_first_and_published_when_chosen(here):
    was = publish()
    close_school_on(here, was[:10])

    shown = run("repair", "--at", AUGUST)
    proposed = json.loads(run("repair", "--at", AUGUST, "--json")[1])
    chosen = run("repair", "--at", AUGUST, "--choose", "1", "--yes")
    again = json.loads(run("repair", "--at", AUGUST, "--json")[1])

    assert shown[0] == chosen[0] == 0
    assert "proved" in shown[1]
    assert [move["key"] for move in proposed[0]["moves"]] == ["2026-27/maths/autumn-1"]
    assert (proposed[0]["moves"][0]["from"], proposed[0]["fewest"]) == (was, True)
    assert "Published 1 moves" in chosen[1]
    assert (again[0]["moved"], run("report", "--at", AUGUST)[0]) == (0, 0)


def test_a_repair_that_is_not_offered_cannot_be_chosen(here):
    publish()

    code, _, err = run("repair", "--at", AUGUST, "--choose", "7", "--yes")

    assert code == 1
    assert err.endswith("There is no repair 7 to choose; the last is number 1.")
