"""Which checks run when something is already wrong."""

from __future__ import annotations

from builders import some_files

from trust.files import parse_files

TERM_DATES = some_files()["term_dates.csv"]


def faults_of(files: dict[str, str]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


def test_check_that_rests_on_a_file_with_errors_is_left_out():
    files = some_files(
        term_dates=TERM_DATES.replace("summer,2", "summer,3"), inset_days="school,day\noak,2026-10-26\n"
    )

    assert faults_of(files) == ["term_dates.csv:7:half: '3' is not known; expected 1 or 2."]
