"""Which files there are, and that every fault in them is told at once."""

from __future__ import annotations

from builders import some_files

from trust.files import Fault, Severity, parse_files


def faults_of(files: dict[str, str]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


def test_files_that_must_be_there_are_named():
    assert faults_of({}) == [
        "groups.csv: this file is missing; every trust has one (or groups.json).",
        "people.csv: this file is missing; every trust has one (or people.json).",
        "schools.csv: this file is missing; every trust has one (or schools.json).",
        "term_dates.csv: this file is missing; every trust has one (or term_dates.json).",
        "trust.yaml: this file is missing; every trust has one.",
    ]


def test_files_nobody_asked_for_are_passed_over_unless_they_look_like_ours():
    files = some_files() | {
        "README.md": "", ".DS_Store": "", "~$people.csv": "", "notes/plan.txt": "",
        "poeple.csv": "", "trust.yml": "", "people.xlsx": "", "year/agendas.csv": "", "budget.csv": "",
    }  # fmt: skip

    assert faults_of(files) == [
        "budget.csv: is not one of a trust's files.",
        "people.xlsx: is a workbook; save each of its sheets as “CSV UTF-8”.",
        "poeple.csv: is not one of a trust's files; did you mean 'people.csv'?",
        "trust.yml: is not one of a trust's files; did you mean 'trust.yaml'?",
        "year/agendas.csv: cannot be CSV, as a row holds rows of its own; write agendas.json.",
    ]


def test_table_may_be_csv_or_json_but_not_both():
    as_json = '[{"id": "maths-lead", "name": "Maths lead"}]'

    assert faults_of(some_files() | {"roles.json": as_json}) == [
        "roles.csv: stands beside roles.json; keep one of the two."
    ]


def test_csv_and_json_of_the_same_rows_are_the_same_year():
    files = some_files()
    as_json = files | {"roles.json": '[{"id": "maths-lead", "name": "Maths lead"}]'}
    del as_json["roles.csv"]

    assert parse_files(as_json) == parse_files(files)


def test_every_fault_is_told_at_once_in_order_of_file_row_and_field():
    files = some_files(
        schools="id,name,phase,council,finish_time\noak,,secondry,fernshire,3.10\n",
        people="id,name,upn,school,roles\nada,Ada,ada,elm,maths-lead\nada,Bea,bea@fernvale.example,oak,poetry-lead\n",
        officers="group,office,person\nsums,chair,cal\n",
    )
    parsed = parse_files(files)

    assert parsed.year is None
    assert [str(fault) for fault in parsed.faults] == [
        "officers.csv:2:group: 'sums' is not a group.",
        "officers.csv:2:person: 'cal' is not a person.",
        "people.csv:2:school: 'elm' is not a school.",
        "people.csv:2:upn: 'ada' is not an address such as name@trust.example.",
        "people.csv:3:id: 'ada' is already on line 2.",
        "people.csv:3:roles: 'poetry-lead' is not a role.",
        "schools.csv:2:finish_time: '3.10' may be morning or afternoon; write 03:10 or 15:10.",
        "schools.csv:2:name: needs a value.",
        "schools.csv:2:phase: 'secondry' is not known; did you mean 'secondary'?",
    ]


def test_warnings_do_not_keep_a_trust_from_being_used():
    parsed = parse_files(some_files(inset_days="school,day\noak,2026-12-25\n"))

    assert (parsed.year is not None, parsed.errors) == (True, ())
    assert parsed.faults == (
        Fault("inset_days.csv", 2, "day", "Fri 25 Dec 2026 is not a school day at Oak School in any case.", Severity.WARNING),
    )  # fmt: skip
