"""The table of tables is in step with the models."""

from __future__ import annotations

import pytest

from trust.files.tables import SETTINGS, TABLE_BY_NAME, TABLES
from trust.year import Trust, Year


def test_every_part_of_a_trust_and_its_year_has_a_file_but_what_microsoft_365_knows():
    parts = {table.part for table in TABLES} | {SETTINGS.part}

    assert parts == {*Trust.model_fields, *Year.model_fields} - {
        "trust",
        "links",
        "attendance",
        "texts",
        "requests",
        "templates",
    }


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_columns_are_the_fields_of_the_model_with_first_and_last_day_at_the_end(table):
    assert set(table.columns) == set(table.model.model_fields)
    assert [name for name in table.columns if name in ("starts", "ends")] in ([], ["starts", "ends"])
    assert {field for key in table.keys for field in key} <= set(table.columns)


def test_only_agendas_hold_rows_of_their_own():
    assert [table.name for table in TABLES if table.nested] == ["year/agendas"]
    assert TABLE_BY_NAME["year/agendas"].file_names == ("year/agendas.json",)
    assert TABLE_BY_NAME["people"].file_names == ("people.csv", "people.json")
