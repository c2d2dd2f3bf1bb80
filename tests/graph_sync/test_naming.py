from __future__ import annotations

from datetime import date

import pytest

from graph_sync.naming import make_distinct, make_file_name, make_meeting_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (' KS3: "reading" / writing?. ', "KS3 reading writing"),
        ("???", "Untitled"),
        ("CON", "CON folder"),
        ("~$lock", "lock"),
        ("a_vti_b", "avtib"),
        ("x" * 300, "x" * 100),
        ("Behaviour & relationships (B&R) #1", "Behaviour & relationships (B&R) #1"),
    ],
)
def test_a_name_is_made_into_one_sharepoint_takes(text, name):
    assert make_file_name(text) == name


def test_folders_of_meetings_sort_by_date():
    assert make_meeting_name(date(2027, 1, 19), "Spring: meeting") == "2027-01-19 Spring meeting"


def test_names_that_differ_only_in_case_are_told_apart():
    assert make_distinct({"a": "Art", "b": "art", "c": "Music"}) == {
        "a": "Art (a)",
        "b": "art (b)",
        "c": "Music",
    }
