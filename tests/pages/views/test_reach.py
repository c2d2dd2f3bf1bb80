from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from builders import a_group, a_meeting, a_person, a_school, a_trust, some_settings

from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.reach import ReachPage, make_reach_page, work_out_reach
from trust.groups import GroupKind, Office, Officer
from trust.papers import Minutes, MinutesStatus
from trust.places import Phase
from trust.values import LONDON
from trust.year import Year

NOW = datetime(2027, 2, 1, 9, tzinfo=LONDON)
MET = a_meeting()
TRUST = a_trust(
    settings=some_settings(leads=("eve",)),
    schools=(a_school("oak"), a_school("elm"), a_school("ash"), a_school("yew", phase=Phase.PRIMARY)),
    people=(
        a_person("ada", roles=("maths-lead",)),
        a_person("cal", roles=("maths-lead",)),
        a_person("ben", school="elm", roles=("maths-lead",), working_days="Mon"),
        a_person("eve", school=None),
    ),
    groups=(
        a_group("maths", phases=(Phase.SECONDARY,)),
        a_group("year-6", kind=GroupKind.YEAR_TEAM, phases=(Phase.PRIMARY,)),
    ),
    officers=(Officer(group="maths", office=Office.CHAIR, person="ada"),),
)


def look(
    status: MinutesStatus = MinutesStatus.APPROVED, present: tuple[str, ...] = ("ada",), **query: str
) -> ReachPage:
    minutes = Minutes(meeting=MET.key, status=status, present=present)
    year = Year(trust=TRUST, meetings=(MET,), minutes=(minutes,))
    viewer = Viewer(year, TRUST.person_by_id["eve"], NOW)
    page = make_reach_page(viewer, Ask(query=query), work_out_reach(viewer))
    assert page is not None
    return page


def read(page: ReachPage, table: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for one in page.tables if one.name == table for row in one.rows]


def test_schools_nobody_speaks_for() -> None:
    assert read(look(), "unreached") == [
        ["Ash School", "Secondary", 1, "Maths"],
        ["Yew School", "Primary", 1, "Year 6"],
    ]


def test_a_department_of_one_that_does_not_work_that_day() -> None:
    assert read(look(), "alone") == [["Elm School", "Maths", "Ben", 1, "does not work that day"]]


def test_who_came_by_school_and_phase() -> None:
    page = look()
    assert [row[:1] + row[4:] for row in read(page, "schools")] == [
        ["Oak School", 2, 1, "50%"], ["Elm School", 1, 0, "0%"], ["Ash School", 0, 0, "–"], ["Yew School", 0, 0, "–"],
    ]  # fmt: skip
    assert [(bar.label, bar.said) for bar in page.phases.bars] == [("Secondary", "33%"), ("Primary", "–")]


@pytest.mark.parametrize(("status", "present"), [(MinutesStatus.DRAFT, ("ada",)), (MinutesStatus.LOCKED, ())])
def test_what_a_draft_notes_or_nobody_noted_is_not_counted(
    status: MinutesStatus, present: tuple[str, ...]
) -> None:
    page = look(status, present)
    assert [row[4] for row in read(page, "schools")] == [0, 0, 0, 0]
    assert read(page, "matrix")[0] == ["Oak School", "2 in"]


def test_matrix_says_in_words_what_its_warmth_shows() -> None:
    page = look(present=("ada", "cal"))
    assert read(page, "matrix") == [
        ["Oak School", "100%"], ["Elm School", "0%"], ["Ash School", "nobody"], ["Yew School", "–"],
    ]  # fmt: skip
    assert [row[0].warmth for row in page.fields] == [4, 0, 0, -1]


def test_matrix_of_another_kind_or_of_all() -> None:
    assert [column.heading for column in look(kind="year-team").matrix.columns] == ["School", "Year 6"]
    assert [column.heading for column in look(kind="all").matrix.columns] == ["School", "Maths", "Year 6"]
    assert [one.name for one in look(kind="nonsense").kinds if one.chosen] == ["Subject"]


def test_vacant_offices() -> None:
    assert read(look(), "vacancies") == [
        ["Maths", "co-chair", "Ada"],
        ["Year 6", "chair and co-chair", "nobody"],
    ]
