"""The published schemas are those of the models, and the example keeps to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from examples import read_example
from trust.files import build_schemas, parse_files
from trust.files.schemas import write_schemas
from trust.files.tables import TABLES

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema"


def test_published_schemas_are_current():
    assert {path.name: path.read_text("utf-8") for path in PUBLISHED.glob("*.json")} == write_schemas()


def test_every_file_has_a_schema():
    assert len(build_schemas()) == len(TABLES) + 1


@pytest.mark.parametrize("name", build_schemas())
def test_schema_is_itself_right(name):
    Draft202012Validator.check_schema(build_schemas()[name])


def test_example_keeps_to_the_schemas():
    year = parse_files(read_example()).year
    assert year is not None

    for table in TABLES:
        rows = [
            json.loads(value.model_dump_json())
            for value in getattr(year if table.in_year else year.trust, table.part)
        ]
        schema = build_schemas()[f"{table.name.replace('/', '-')}.schema.json"]
        assert [error.message for error in Draft202012Validator(schema).iter_errors(rows)] == []


def test_example_settings_keep_to_their_schema_as_an_editor_would_read_them():
    settings = yaml.load(read_example()["trust.yaml"], yaml.BaseLoader)
    schema = build_schemas()["trust.schema.json"]

    assert set(settings) <= set(schema["properties"])
    assert set(schema["required"]) <= set(settings)
