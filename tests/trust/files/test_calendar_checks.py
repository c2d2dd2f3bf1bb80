"""Terms, INSET days, cadences and consultations that make sense."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files

TERM_DATES = some_files()["term_dates.csv"]


def faults_of(files: dict[str, str]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (TERM_DATES.replace("fernshire,spring,2,2027-02-22,2027-03-25\n", ""),
         ["term_dates.csv: Fernshire (fernshire) has no dates for spring 2."]),
        (TERM_DATES.replace("2026-11-02", "2026-10-20"),
         ["term_dates.csv:3:starts: 20 Oct 2026 falls in autumn 1 (line 2)."]),
        (TERM_DATES.replace("2027-07-21", "2027-09-03"),
         ["term_dates.csv:7:ends: 03 Sep 2027 lies outside the academic year 2026-27."]),
        (TERM_DATES.replace("2026-10-23", "2026-08-23"),
         ["term_dates.csv:2:ends: ends on 23 Aug 2026, before it starts on 02 Sep 2026."]),
        (TERM_DATES + "fernshire,summer,2,2027-07-26,2027-07-27\n",
         ["term_dates.csv:8:council: 'fernshire summer 2' is already on line 7."]),
    ],
)  # fmt: skip
def test_terms_are_whole_and_apart(text, faults):
    assert faults_of(some_files(term_dates=text)) == faults


def test_inset_day_outside_term_or_on_a_weekend_is_a_warning():
    inset = "school,day\noak,2026-10-26\noak,2026-09-05\noak,2026-09-04\n"

    assert faults_of(some_files(inset_days=inset)) == [
        "inset_days.csv:2:day: warning: Mon 26 Oct 2026 is not a school day at Oak School in any case.",
        "inset_days.csv:3:day: warning: Sat 05 Sep 2026 is not a school day at Oak School in any case.",
    ]


def test_consultation_steps_run_forward():
    steps = """id,consultation,title,earliest,latest,after
draft,Day,Draft,2027-01-11,2027-01-10,
open,Day,Open,2027-01-12,2027-02-05,decide
decide,Day,Decide,2027-02-09,2027-02-09,open
start,Day,Start,2027-09-01,2027-09-01,decide
"""

    assert faults_of(some_files(consultations=steps)) == [
        "consultations.csv:2:latest: 10 Jan 2027 is before the earliest day, 11 Jan 2027.",
        "consultations.csv:3:after: 'open' waits, in a circle, for itself.",
        "consultations.csv:4:after: 'decide' waits, in a circle, for itself.",
    ]
