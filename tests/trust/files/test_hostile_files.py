"""Whatever a file holds, it is told in sentences: no content makes reading fail."""

from __future__ import annotations

import pytest
from builders import some_files
from hypothesis import given, settings
from hypothesis import strategies as st

from trust.files import parse_files
from trust.files.tables import TABLES

NAMES = ["trust.yaml", *(name for table in TABLES for name in table.file_names)]


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200) | st.text(max_size=200))
def test_any_content_is_read_or_told(name, content):
    parsed = parse_files(some_files() | {name: content})

    assert (parsed.year is None) == bool(parsed.errors)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_valid_files_with_a_hole_or_a_stray_text_in_them_are_read_or_told(data):
    files = some_files()
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    stray = data.draw(
        st.sampled_from(["", '"', ",", "\n", "\r", ": ", "[", "{", "- ", "é", "=", "9" * 5000, "-", "#"])
    )

    parsed = parse_files(files | {name: text[:at] + stray + text[to:]})

    assert (parsed.year is None) == bool(parsed.errors)
    assert all("\n" not in str(fault) for fault in parsed.faults)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["maths", "ada"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_json_of_any_shape_is_read_or_told(table, data):
    import json

    row = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(table.columns, _JSON)))
    files = some_files() | {f"{table.name}.json": json.dumps([row])}
    files.pop(f"{table.name}.csv", None)

    parsed = parse_files(files)

    assert (parsed.year is None) == bool(parsed.errors)
    assert all(fault.sentence.endswith((".", "?")) for fault in parsed.faults)
