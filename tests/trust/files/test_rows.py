"""Bytes that are to be text."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files


def faults_of(files: dict[str, str] | dict[str, str | bytes]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


HEADINGS = "id,name,upn,school,roles\n"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (HEADINGS.encode("utf-16"), "people.csv: is saved as UTF-16; save it as “CSV UTF-8” instead."),
        (HEADINGS.encode() + "zoë".encode("latin-1"), "people.csv:2: the byte 0xeb on this line is not UTF-8; save the file as “CSV UTF-8”."),
    ],
)  # fmt: skip
def test_bytes_that_are_not_utf_8_are_named_by_line(content, fault):
    assert faults_of(some_files() | {"people.csv": content}) == [fault]
