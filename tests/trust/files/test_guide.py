"""docs/trust-files.md describes the files as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trust.cadence import CadenceRule
from trust.files import parse_files
from trust.files.sheets import read_sheet
from trust.files.tables import TABLES
from trust.settings import Rules, TrustSettings
from trust.weights import Weights

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
    settings = SECTIONS["trust.yaml"].partition("| field of a meeting |")[0]
    named = re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", settings, re.MULTILINE)))

    assert sorted(named) == sorted(TrustSettings.model_fields)


def rows_under(heading: str) -> dict[str, str]:
    table = SECTIONS["trust.yaml"].partition(f"| {heading} | default |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE))


def test_guide_lists_every_rule_with_its_default():
    rules = Rules()
    said = {
        name: str(getattr(rules, name)).translate(str.maketrans("()", "[]")) for name in Rules.model_fields
    }
    quiet = f"{rules.quiet_hours.starts:%H:%M} to {rules.quiet_hours.ends:%H:%M}"

    assert rows_under("rule") == said | {"cover_limit": "none", "weights": "as below", "quiet_hours": quiet}


def test_guide_lists_every_weight_with_its_default():
    assert rows_under("weight") == {name: str(weight) for name, weight in Weights().model_dump().items()}


def test_guide_lists_every_field_of_a_meeting_with_its_default():
    fields = CadenceRule.model_fields
    rows = rows_under("field of a meeting")

    assert list(rows) == list(fields)
    assert [name for name, default in rows.items() if default == "needed"] == [
        name for name, field in fields.items() if field.is_required()
    ]
    assert (rows["starts"], rows["minutes"]) == (
        f"{fields['starts'].default:%H:%M}",
        str(fields["minutes"].default),
    )


def test_guide_lists_every_file():
    listing = set(re.findall(r"\w+\.(?:csv|json)", GUIDE.split("```")[1]))

    assert listing == {table.file_names[0].removeprefix("year/") for table in TABLES} - {"minutes.csv"} | {
        "minutes.json"
    }


def test_nothing_at_all_is_a_trust_with_everything_missing():
    assert len(parse_files({}).errors) == 1 + sum(table.required for table in TABLES)
