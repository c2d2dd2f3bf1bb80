from __future__ import annotations

from datetime import datetime

import pytest

from termtime.pages.page import Ask
from termtime.pages.views.group import GroupPage, make_group_page
from termtime.pages.views.group_people import ONLY_ONE
from tests.pages.example import a_viewer
from trust.papers import ActionStatus
from trust.values import LONDON

MATHS = "maths-secondary"


def look(who: str = "Priya Raman", group: str = MATHS) -> GroupPage:
    page = make_group_page(a_viewer(who), Ask({"group": group}))
    assert page is not None
    return page


def test_a_member_sees_what_it_is_for_who_runs_it_and_what_is_open() -> None:
    page = look()
    assert page.purpose.startswith("Agree what pupils meet")
    assert [office.words for office in page.offices] == ["Priya Raman", "Daniel Okoro"]
    assert page.minutes is not None
    assert page.minutes.decisions
    assert page.actions
    assert {row.action.status for row in page.actions} == {ActionStatus.OPEN}
    assert page.actions[0].late
    assert page.saw == ()


def test_meetings_to_come_come_in_order_and_those_over_the_latest_first() -> None:
    page = look()
    coming, past = ([one.row.shown.starts for one in rows] for rows in (page.coming, page.past))
    assert coming == sorted(coming)
    assert past == sorted(past, reverse=True)
    assert past[0] < datetime(2026, 12, 14, tzinfo=LONDON) < coming[0]
    assert page.past[0].minutes.startswith("Approved")
    assert page.coming[0].agenda.startswith("Not published yet")
    assert page.coming[0].minutes == ""
    [meetings] = [table for table in page.tables if table.name == "meetings"]
    assert [row[1].value for row in meetings.rows] == sorted((*coming, *past))


def test_members_stand_by_school_with_their_post_and_a_school_s_only_one_is_told() -> None:
    page = look()
    assert page.roster is not None
    rows = {str(row[0].value): [cell.value for cell in row[1:]] for row in page.roster.table.rows}
    assert rows["Priya Raman"][1] == "Chair and Mathematics lead"
    assert rows["Marcus Delaney"] == ["Central staff", "By name", ""]
    alone = [name for name, cells in rows.items() if cells[2] == ONLY_ONE]
    schools = [cells[0] for cells in rows.values()]
    assert alone
    assert all(schools.count(rows[name][0]) == 1 for name in alone)
    assert page.roster.lead == f"{len(rows)} members from {len(set(schools) - {'Central staff'})} schools"


# Who of the trust sees which part of an open group's page.
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("Priya Raman", {"roster", "record", "actions"}),
        ("Helen Marsden", {"roster", "record", "actions"}),
        ("Rachel Begum", set()),
    ],
)
def test_who_belongs_who_came_and_what_is_open_is_for_members_and_leads(who: str, sees: set[str]) -> None:
    page = look(who)
    assert {name for name in ("roster", "record", "actions") if getattr(page, name) is not None} == sees
    assert {table.name for table in page.tables} == {"meetings"} | (
        {"members", "attendance", "actions"} if sees else set()
    )


def test_the_record_counts_every_member_once() -> None:
    page = look()
    assert page.record is not None
    for row in page.record.table.rows:
        came, apologies, silent = (int(str(cell.value)) for cell in row[2:])
        assert came + apologies + silent >= 12
    assert [bar.said for bar in page.record.chart.bars] == [
        f"{row[2].value} came" for row in page.record.table.rows
    ]


def test_partners_and_deadlines_are_the_staff_s() -> None:
    page = look()
    assert "Fern and March Maths Hub" in {one.organisation for one in page.partners}
    assert page.deadlines[0].due >= datetime(2026, 12, 14, tzinfo=LONDON).date()
    guest = look("Dame Ruth Ashworth", "chairs-forum")
    assert (guest.partners, guest.deadlines) == ((), ())
    assert guest.roster is not None


@pytest.mark.parametrize("group", ["case-review", "no-such-group", ""])
def test_a_group_that_is_hidden_is_the_same_as_none(group: str) -> None:
    assert make_group_page(a_viewer("Priya Raman"), Ask({"group": group})) is None


def test_officers_alone_are_told_how_to_write_its_papers() -> None:
    assert any("Take minutes" in words for words in look().asks)
    assert not any("Take minutes" in words for words in look("Helen Marsden").asks)
    assert any("Apologies" in words for words in look("Rajesh Wright").asks)
    assert not any("Apologies" in words for words in look("Helen Marsden").asks)
