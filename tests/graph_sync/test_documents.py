from __future__ import annotations

import io

from builders import a_meeting, a_trust
from docx import Document

from graph_sync.documents import make_document
from graph_sync.papers import PaperKind, build_paper
from trust.papers import Action, Agenda, AgendaItem
from trust.year import Year

KEY = "2026-27/maths/spring-1"


def a_paper(kind):
    year = Year(
        trust=a_trust(),
        meetings=(a_meeting(),),
        agendas=(
            Agenda(
                meeting=KEY,
                status="published",
                items=(AgendaItem(title="Ratio", minutes=20, lead="ben", outcome="One plan"),),
            ),
        ),
        actions=(
            Action(
                id="a1",
                meeting="2026-27/maths/autumn-1",
                text="Share the audit",
                owner="cal",
                due="2027-01-08",
            ),
            Action(
                id="a2", meeting="2026-27/maths/autumn-1", text="Done already", owner="ada", status="done"
            ),
            Action(id="a3", meeting="2026-27/safeguarding/autumn-1", text="Not for them", owner="eva"),
        ),
    )
    return build_paper(year, year.trust.groups[0], year.meetings[0], kind, "Microsoft Teams meeting")


def read(kind):
    document = Document(io.BytesIO(make_document(a_paper(kind))))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return [p.text for p in document.paragraphs if p.text], tables


def test_an_agenda_begins_with_the_open_actions_and_ends_with_the_agreed_ones():
    texts, (details, actions, items) = read(PaperKind.AGENDA)

    assert texts[0] == "Maths: Spring meeting"
    assert details == [
        ["Date", "Tuesday 19 January 2027"],
        ["Time", "15:45 to 17:00"],
        ["Place", "Microsoft Teams meeting"],
        ["Chair", "Ada"],
        ["Co-chair", "Ben"],
    ]
    assert actions == [["Action", "Owner", "Due"], ["Share the audit", "Cal", "08 Jan 2027"]]
    assert [row[1] for row in items] == [
        "Item", "Welcome and apologies", "Actions from the last meeting", "Ratio", "Questions and sharing practice",
        "Actions, owners and dates agreed",
    ]  # fmt: skip
    assert items[3] == ["3", "Ratio", "Ben", "20", "One plan"]


def test_minutes_have_attendance_decisions_and_actions():
    texts, tables = read(PaperKind.MINUTES)

    assert [t for t in texts if t in {"Attendance", "Decisions", "Actions agreed"}] == [
        "Attendance",
        "Decisions",
        "Actions agreed",
    ]
    assert [row[0] for row in tables[1]] == ["Name", "Ada", "Ben", "Cal"]


def test_the_same_paper_gives_the_same_bytes():
    assert make_document(a_paper(PaperKind.AGENDA)) == make_document(a_paper(PaperKind.AGENDA))
