from __future__ import annotations

import io

import pytest
from builders import NOW, a_meeting, a_trust
from rich.console import Console

from graph_sync.changes import Plan
from graph_sync.desired import build_desired
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.observed import Observed
from graph_sync.plan import make_plan
from graph_sync.render import make_json, make_ledger_json, make_markdown, make_table, summarise
from trust.year import Year

ACCOUNTS = {f"{name}@fernvale.example": name for name in ("ada", "ben", "cal", "codesign")}


@pytest.fixture
def plan():
    return make_plan(
        build_desired(Year(trust=a_trust(), meetings=(a_meeting(),)), NOW), Observed(accounts=ACCOUNTS), {}
    )


def shown(plan):
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(make_table(plan))
    return console.export_text()


def test_a_plan_reads_as_a_table_grouped_by_kind(plan):
    lines = [line.split("  ")[0].strip() or line.strip() for line in shown(plan).splitlines()]

    assert [line for line in lines if line in {"Lists", "Folders", "Documents", "Meetings"}] == [
        "Lists", "Folders", "Documents", "Meetings"
    ]  # fmt: skip
    assert lines[-1] == "7 to create; 3 mails; 0 unchanged."


def test_a_plan_reads_as_markdown(plan):
    row = "| create | event | Maths: Spring meeting, Tue 19 Jan 2027 | it is not there yet | 3 |"

    assert make_markdown(plan).splitlines()[-1] == row


def test_a_plan_reads_as_json(plan):
    shown = make_json(plan)

    assert shown["counts"] == {"create": 7, "update": 0, "delete": 0, "adopt": 0, "report": 0}
    assert shown["changes"][-1] == {
        "change": "create", "kind": "event", "key": "2026-27/maths/spring-1", "mails": 3,
        "title": "Maths: Spring meeting, Tue 19 Jan 2027", "reason": "it is not there yet",
    }  # fmt: skip


def test_nothing_to_do_is_said_in_one_line():
    assert shown(Plan(waiting=4)).strip() == summarise(Plan(waiting=4))
    assert summarise(Plan(waiting=4)).endswith("nothing to do. 4 meetings wait for their term's invitations.")


def test_a_ledger_lists_what_was_not_simply_sent(plan):
    first, second, *_ = plan.changes
    ledger = make_ledger_json(
        Ledger((Entry(first, Outcome.SENT), Entry(second, Outcome.DEFERRED, "Full.", "tomorrow")))
    )

    assert ledger["counts"] == {"sent": 1, "failed": 0, "deferred": 1, "not needed": 0}
    assert [(row["key"], row["why"], row["until"]) for row in ledger["not_sent"]] == [
        ("2026-27", "Full.", "tomorrow")
    ]
