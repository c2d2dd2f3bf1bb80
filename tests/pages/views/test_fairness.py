from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from builders import a_group, a_meeting, a_person, a_school, a_trust, some_settings

from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.fairness import MOST_SHOWN, FairnessPage, make_fairness_page, work_out_fairness
from tests.pages.example import a_viewer
from trust.cadence import Format
from trust.groups import Sensitivity
from trust.meetings import Meeting
from trust.settings import Rules
from trust.values import LONDON
from trust.year import Year

NOW = datetime(2027, 2, 1, 9, tzinfo=LONDON)
TRUST = a_trust(
    settings=some_settings(leads=("eve",), rules=Rules(directed_minutes_per_half_term=100)),
    schools=(a_school("oak"), a_school("elm")),
    people=(
        a_person("ada", roles=("maths-lead",)),
        a_person("ben", school="elm", roles=("maths-lead", "secret-lead"), working_days="Mon-Tue"),
        a_person("eve", school=None),
    ),
    groups=(a_group("maths"), a_group("secret", sensitivity=Sensitivity.RESTRICTED)),
    officers=(),
)


def on(rule: str, day: date, group: str = "maths", hour: int = 16, **fields: Any) -> Meeting:
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
    return a_meeting(rule, group, starts=starts, ends=starts + timedelta(minutes=60), **fields)


MEETINGS = (
    on("spring-1", date(2027, 1, 19), format=Format.IN_PERSON, place="oak"),
    # A Wednesday, on which Ben does not work.
    on("spring-2", date(2027, 2, 3), format=Format.IN_PERSON, place="oak"),
    # In lessons: it takes time, and none of it after school.
    on("summer-1", date(2027, 4, 20), hour=10),
)


def look(*more: Meeting) -> FairnessPage:
    viewer = Viewer(Year(trust=TRUST, meetings=(*MEETINGS, *more)), TRUST.person_by_id["eve"], NOW)
    page = make_fairness_page(viewer, Ask(), work_out_fairness(viewer))
    assert page is not None
    return page


def read(page: FairnessPage, table: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for one in page.tables if one.name == table for row in one.rows]


def test_part_timers_beside_the_rest() -> None:
    page = look()
    assert [row[:5] for row in read(page, "working-weeks")] == [
        ["part time", 1, 3, 2, "67%"], ["full time", 1, 3, 3, "100%"], ["2 days", 1, 3, 2, "67%"],
    ]  # fmt: skip
    assert [(bar.label, bar.said) for bar in page.weeks.bars] == [
        ("Part time", "67%"), ("Full time", "100%"), ("2 days", "67%"),
    ]  # fmt: skip


def test_who_is_shut_out_and_what_the_next_plan_owes_them() -> None:
    assert read(look(), "standings") == [
        ["Ben", "Elm School", "2 days", 3, 1, "does not work that day (1)", "yes", 1]
    ]


def test_time_beside_directed_time_of_the_fullest_half_term() -> None:
    rows = read(look(), "hours")
    assert rows == [
        # Two hours after school in one half-term, with a full-timer's 100 minutes; and one, with two fifths of them.
        ["Ben", "Elm School", 2.0, 1.0, "first half of spring", 60, 40, "150%"],
        ["Ada", "Oak School", 3.0, 2.0, "first half of spring", 120, 100, "120%"],
    ]
    assert [row[-1] for row in read(look(), "school-hours")] == [1, 1]


def test_hosts_and_who_hosts_too_often() -> None:
    page = look()
    assert read(page, "hosts") == [
        ["Oak School", "Secondary", 2, 1, "Maths (2)"],
        ["Elm School", "Secondary", 0, 0, ""],
    ]
    assert page.too_often == ("Oak School hosts Maths 2 times, and Elm School 0 times.",)


def test_a_hidden_meeting_clashes_with_nothing_and_takes_no_time() -> None:
    hidden = on("spring-1", date(2027, 1, 19), "secret")
    assert look(hidden) == look()


def test_page_shows_the_most_burdened_and_the_file_everybody() -> None:
    viewer = a_viewer("Imran Sheikh")
    page = make_fairness_page(viewer, Ask(), work_out_fairness(viewer))
    assert page is not None
    everybody = read(page, "hours")
    assert len(page.hours.table.rows) == MOST_SHOWN
    assert page.hours.more == len(everybody) - MOST_SHOWN
    assert everybody[0][7] == max(
        (row[7] for row in everybody if row[6]), key=lambda said: int(said.removesuffix("%"))
    )
