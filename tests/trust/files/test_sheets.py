"""A file is read as far as it can be."""

from __future__ import annotations

from trust.files.sheets import read_sheet
from trust.files.tables import TABLE_BY_NAME
from trust.places import Venue

VENUES = TABLE_BY_NAME["venues"]


def test_rows_that_are_right_are_kept_beside_those_that_are_not():
    sheet = read_sheet(VENUES, "venues.csv", "id,name\nmill,Mill\nThe Barn,Barn\n")

    assert sheet.values == (Venue(id="mill", name="Mill"),)
    assert [(entry.row.line, entry.texts("id")) for entry in sheet.entries] == [
        (2, ("mill",)),
        (3, ("The Barn",)),
    ]
    assert (sheet.readable, [fault.row for fault in sheet.faults]) == (True, [3])


def test_file_without_rows_is_readable_and_one_that_makes_no_sense_is_not():
    assert read_sheet(VENUES, "venues.csv", "id,name\n").readable
    assert not read_sheet(VENUES, "venues.csv", "id;name\n").readable
    assert not read_sheet(VENUES, "venues.json", b"\xff\xfe").readable
