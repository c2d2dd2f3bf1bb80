from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import NoReturn

import pytest

from manifest import schema
from manifest.limits import SCHEMA_VERSION
from manifest.package import build_manifest, read_template
from manifest.schema import ADDRESS, find_schema, find_schema_faults, read_schema
from manifest.values import read_values
from trust.values import RefusedError

SMALL = {
    "properties": {
        "manifestVersion": {"const": SCHEMA_VERSION},
        "name": {"properties": {"short": {"maxLength": 30}}},
    },
    "required": ["id"],
}


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def microsofts():
    if (path := find_schema()) is None:
        _do_without("Microsoft's schema not found: npm ci installs @microsoft/app-manifest")
    return read_schema(path)


def test_the_manifest_keeps_to_microsofts_own_schema(variables, microsofts):
    assert find_schema_faults(build_manifest(read_values(variables)), microsofts) == ()


def test_microsofts_schema_finds_what_is_wrong(variables, microsofts):
    manifest = build_manifest(read_values(variables)) | {"id": "termtime", "surprise": True}

    faults = find_schema_faults(manifest, microsofts)

    assert [fault.partition(":")[0] for fault in faults] == ["the manifest", "id"]


def test_the_schema_we_name_is_of_the_version_we_write():
    template = read_template()

    assert (template["manifestVersion"], template["$schema"]) == (SCHEMA_VERSION, ADDRESS)


def test_a_fault_says_where_it_is():
    assert find_schema_faults({"name": {"short": "N" * 31}}, SMALL) == (
        "the manifest: 'id' is a required property",
        f"name.short: '{'N' * 31}' is too long",
    )


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        ("<html>", "is not Microsoft's schema of Teams manifests"),
        ("[]", "is not Microsoft's schema of Teams manifests"),
        ('{"type": "nothing"}', "is not Microsoft's schema of Teams manifests"),
        ('{"properties": {}}', "is not Microsoft's schema of Teams manifests"),
        (
            '{"properties": {"manifestVersion": {"const": "1.9"}}}',
            "is the schema of version 1.9; the manifest is of 1.22",
        ),
    ],
)
def test_a_file_that_is_not_the_schema_is_refused(tmp_path: Path, contents, sentence):
    path = tmp_path / "schema.json"
    if contents is not None:
        path.write_text(contents, "utf-8")

    with pytest.raises(RefusedError, match=re.escape(f"{path} {sentence}")):
        read_schema(path)


def test_the_schema_of_the_directory_we_are_in_is_found(tmp_path: Path, monkeypatch):
    beside = Path("packages/schema.json")
    (tmp_path / beside).parent.mkdir()
    (tmp_path / beside).write_text(json.dumps(SMALL), "utf-8")
    monkeypatch.setattr(schema, "SCHEMA", beside)
    monkeypatch.chdir(tmp_path)

    assert find_schema() == tmp_path / beside
    assert read_schema(tmp_path / beside) == SMALL
