from __future__ import annotations

import pytest

from trust.files import Fault, Severity
from trust.files.faults import make_suggestion


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Fault("people.csv", 17, "working_days", "is odd."), "people.csv:17:working_days: is odd."),
        (Fault("people.csv", 17, "", "is odd."), "people.csv:17: is odd."),
        (Fault("people.csv", 0, "", "is odd."), "people.csv: is odd."),
        (Fault("people.csv", 2, "id", "is odd.", Severity.WARNING), "people.csv:2:id: warning: is odd."),
    ],
)
def test_fault_is_one_line_naming_file_row_and_field(fault, line):
    assert str(fault) == line


def test_faults_sort_by_file_row_and_field():
    ordered = [Fault("a", 2, "b", ""), Fault("a", 10, "a", ""), Fault("b", 1, "", "")]

    assert sorted([ordered[2], ordered[1], ordered[0]]) == ordered


@pytest.mark.parametrize(
    ("met", "hint"),
    [
        ("Maths-Leed", "; did you mean 'maths-lead'?"),
        ("senc", "; did you mean 'senco'?"),
        ("poetry", "."),
        ("", "."),
    ],
)
def test_suggestion_is_made_only_when_one_is_close(met, hint):
    assert make_suggestion(met, ["maths-lead", "senco"]) == hint
