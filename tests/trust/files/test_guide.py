"""docs/trust-files.md describes the files as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trust.files import parse_files
from trust.files.sheets import read_sheet
from trust.files.tables import TABLES
from trust.settings import Rules, TrustSettings

GUIDE = (Path(__file__).parents[3] / "docs" / "trust-files.md").read_text("utf-8")
SECTIONS = {
    found[1]: found[0] for found in re.finditer(r"^## `([^`]+)`.*?(?=^#|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
}


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_guide_lists_every_column_and_which_are_needed(table):
    rows = re.findall(r"^\| `(\w+)` \| (yes|) \|", SECTIONS[table.file_names[0]], re.MULTILINE)

    assert rows == [
        (name, "yes" if table.model.model_fields[name].is_required() else "") for name in table.columns
    ]
    assert ("(needed)" in SECTIONS[table.file_names[0]]) is table.required


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_example_row_of_the_guide_can_be_read(table):
    (text,) = re.findall(r"```(?:csv|json)\n(.*?)```", SECTIONS[table.file_names[0]], re.DOTALL)
    sheet = read_sheet(table, table.file_names[0], text)

    assert (len(sheet.values), sheet.faults) == (1, ())


def test_guide_names_every_setting():
    settings = SECTIONS["trust.yaml"].partition("| rule |")[0]
    named = re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", settings, re.MULTILINE)))

    assert sorted(named) == sorted(TrustSettings.model_fields)


def test_guide_lists_every_rule_with_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \| ([\d.,: \[\]to]+) \|", SECTIONS["trust.yaml"], re.MULTILINE))
    rules = Rules()
    said = {
        name: str(getattr(rules, name)).translate(str.maketrans("()", "[]")) for name in Rules.model_fields
    }
    quiet = rules.quiet_hours

    assert rows == said | {"quiet_hours": f"{quiet.starts:%H:%M} to {quiet.ends:%H:%M}"}


def test_guide_lists_every_file():
    listing = set(re.findall(r"\w+\.(?:csv|json)", GUIDE.split("```")[1]))

    assert listing == {table.file_names[0].removeprefix("year/") for table in TABLES} - {"minutes.csv"} | {
        "minutes.json"
    }


def test_nothing_at_all_is_a_trust_with_everything_missing():
    assert len(parse_files({}).errors) == 1 + sum(table.required for table in TABLES)
