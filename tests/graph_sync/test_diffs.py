"""The tables of `diffs`, row by row."""

from __future__ import annotations

import pytest

from graph_sync.diffs import compare, find_known


def told(found):
    return tuple(drift.what for drift in found.drift)


@pytest.mark.parametrize(
    ("there", "last", "writes", "drift", "after"),
    [
        ("new", "old", {}, (), "new"),
        ("old", "old", {"name": "new"}, (), "new"),
        ("hers", "new", {}, ("the name was changed to hers; the year says new",), "new"),
        (
            "hers",
            "old",
            {},
            ("the name was changed to hers; the year says new, and the year has changed too",),
            "old",
        ),
    ],
)
def test_a_single_value(there, last, writes, drift, after):
    found = compare({"name": "new"}, {"name": there}, {"name": last})

    assert (found.writes, told(found), found.after) == (writes, drift, {"name": after})


@pytest.mark.parametrize(
    ("wanted", "there", "last", "writes", "drift", "after"),
    [
        ("a", "a", "a", {}, (), "a"),
        ("a", "a", "", {}, (), "a"),
        ("a", "", "", {"members": ("a",)}, (), "a"),
        ("a", "", "a", {}, ("a was taken off the list by hand",), "a"),
        ("", "a", "a", {"members": ()}, (), ""),
        ("", "a", "", {}, ("a was put on the list by hand",), ""),
        ("", "", "a", {}, (), ""),
        ("", "", "", {}, (), ""),
    ],
)
def test_each_member_of_a_set(wanted, there, last, writes, drift, after):
    found = compare({"members": tuple(wanted)}, {"members": tuple(there)}, {"members": tuple(last)})

    assert (found.writes, told(found), found.after) == (writes, drift, {"members": tuple(after)})


def test_a_set_is_written_with_those_a_person_put_in():
    found = compare({"members": ("a", "b")}, {"members": ("a", "x")}, {"members": ("a",)})

    assert found.writes == {"members": ("a", "b", "x")}
    assert found.added == {"members": ("b",)}


def test_without_a_record_differences_are_reported_and_missing_people_added():
    wanted, there = {"name": "new", "members": ("a", "b")}, {"name": "hers", "members": ("a", "x")}
    found = compare(wanted, there, find_known(wanted, there))

    assert found.writes == {"members": ("a", "b", "x")}
    assert told(found) == (
        "the name was changed to hers; the year says new",
        "x was put on the list by hand",
    )
