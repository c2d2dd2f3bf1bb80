"""What a model refuses is said in plain English."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("oak,Hall,60,perhaps", "step_free: 'perhaps' is neither yes nor no."),
        ("oak,Hall,0,yes", "capacity: '0' must be more than 0."),
        ("oak,Hall,9000,yes", "capacity: '9000' must be at most 5000."),
        ("oak,Hall,many,yes", "capacity: 'many' is not a whole number."),
        ("oak,Hall,2.5,yes", "capacity: '2.5' is not a whole number."),
        (f"oak,{'H' * 130},60,yes", f"name: '{'H' * 27}...{'H' * 28}' is longer than 120 characters."),
    ],
)
def test_limits_are_named(row, sentence):
    faults = parse_files(some_files(rooms=f"place,name,capacity,step_free\n{row}\n")).faults

    assert [str(fault) for fault in faults] == [f"rooms.csv:2:{sentence}"]
