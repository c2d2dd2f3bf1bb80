"""Cells of the wrong shape are told where they stand."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files

MEETING = "key,group,title,format,starts,ends\n2026-27/maths/autumn-1,maths,Autumn,Online,{},{}\n"


@pytest.mark.parametrize(
    ("json", "faults"),
    [
        ('{"name": "Hall"}', ["capacity: needs a value.", "place: needs a value."]),
        (
            '{"place": ["oak"], "name": 5, "capacity": 3, "step_free": "maybe"}',
            ["name: 5 is not text; put it in quotation marks.",
             "place: ['oak'] is not text; put it in quotation marks.",
             "step_free: 'maybe' is neither yes nor no."],
        ),
    ],
)  # fmt: skip
def test_json_of_the_wrong_kind_is_refused_field_by_field(json, faults):
    found = [str(fault) for fault in parse_files(some_files() | {"rooms.json": f"[{json}]"}).faults]

    assert found == [f"rooms.json:1:{fault}" for fault in faults]


def test_nested_items_are_told_by_their_position_from_one():
    agendas = """[{"meeting": "2026-27/maths/autumn-1",
      "items": [{"title": "Welcome"}, {"title": "", "leed": "ada"}, "Any other business"]},
      {"meeting": "2026-27/maths/autumn-1", "items": "none"}]"""
    files = some_files(year__meetings=MEETING.format("2026-09-15T15:45", "2026-09-15T17:00"))

    assert [str(fault) for fault in parse_files(files | {"year/agendas.json": agendas}).faults] == [
        "year/agendas.json:1:items.2.leed: is not a field here; did you mean 'lead'?",
        "year/agendas.json:1:items.2.title: needs a value.",
        "year/agendas.json:1:items.3: 'Any other business' is not an object with fields.",
        "year/agendas.json:3:items: 'none' is not an object with fields.",
        "year/agendas.json:3:meeting: '2026-27/maths/autumn-1' is already on line 1.",
    ]


def test_list_of_another_shape_is_refused():
    files = some_files() | {"roles.json": '[{"id": "maths-lead", "name": "Maths", "aliases": 5}]'}
    del files["roles.csv"]

    assert [str(fault) for fault in parse_files(files).faults] == ["roles.json:1:aliases: 5 is not a list."]


def test_mapping_of_another_shape_is_refused():
    text = some_files()["trust.yaml"].replace("{fernshire: Fernshire}", "Fernshire")

    assert [str(fault) for fault in parse_files(some_files() | {"trust.yaml": text}).faults] == [
        "trust.yaml:4:councils: 'Fernshire' is not a mapping of names to values.",
    ]
