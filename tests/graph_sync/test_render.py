from __future__ import annotations

import io
from dataclasses import replace

import pytest
from builders import NOW, a_meeting, a_trust
from rich.console import Console

from graph_sync.changes import Plan
from graph_sync.desired import build_desired
from graph_sync.kinds import Kind
from graph_sync.ledger import Entry, Ledger, Outcome
from graph_sync.observed import Observed, Seen
from graph_sync.plan import make_plan
from graph_sync.ports import Applied
from graph_sync.render import make_json, make_ledger_json, make_markdown, summarise
from graph_sync.table import make_table
from trust.year import Year

ACCOUNTS = {f"{name}@fernvale.example": name for name in ("ada", "ben", "cal", "codesign")}


@pytest.fixture
def plan():
    return make_plan(
        build_desired(Year(trust=a_trust(), meetings=(a_meeting(),)), NOW), Observed(accounts=ACCOUNTS), {}
    )


def shown(plan, **options):
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(make_table(plan, {"maths": "Maths"}, {"ada@fernvale.example": "Ada"}, **options))
    return [" ".join(line.split()) for line in console.export_text().splitlines() if line.strip()]


def test_a_plan_reads_group_by_group_with_what_is_new_in_brief(plan):
    assert shown(plan) == [
        "The year",
        "+ folder 2026-27",
        "Maths 3 mails",
        "+ 2 folders",
        "+ meeting Maths: Spring meeting, Tue 19 Jan 2027 3",
        "+ 2 documents",
        "+ list 3 people",
        "+ create mails",
        "Lists 1",
        "Folders 3",
        "Documents 2",
        "Meetings 1 3",
        "7 changes; 3 mails; 0 unchanged.",
    ]


def test_every_change_can_be_seen_on_a_line_of_its_own(plan):
    assert [line for line in shown(plan, every=True) if line.startswith("+ folder")] == [
        "+ folder 2026-27",
        "+ folder 2026-27/Maths",
        "+ folder 2026-27/Maths/2027-01-19 Spring meeting",
    ]


def test_a_move_names_whom_it_tells_and_a_deferred_one_until_when_it_waits():
    year, old = Year(trust=a_trust(), meetings=(a_meeting(),)), "2027-01-12T15:45/2027-01-12T17:00"
    desired = build_desired(year, NOW)
    event = desired.things[Kind.EVENT, "2026-27/maths/spring-1"]
    fields = {"online": False, **event.fields, "when": old}
    seen = Seen(Kind.EVENT, event.key, "AAMk1", fields, mailbox="codesign@fernvale.example")
    last = Applied(kind=Kind.EVENT, key=event.key, graph_id="AAMk1", fields=fields)
    moved = make_plan(desired, Observed(accounts=ACCOUNTS, events={event.key: seen}), {event.id: last})
    held = replace(moved, deferred={event.id: NOW})

    lines = shown(moved)
    at = lines.index("~ meeting Maths: Spring meeting, Tue 19 Jan 2027 3")
    assert lines[at + 1 : at + 3] == [
        "the time: Tue 12 Jan 2027, 15:45 to 17:00 → Tue 19 Jan 2027, 15:45 to 17:00",
        "tells Ada, ben@fernvale.example, cal@fernvale.example",
    ]
    assert shown(held)[at + 1].endswith(f"waits until {NOW:%a} {NOW.day} {NOW:%b, %H:%M}")
    assert "0 mails (3 more as the mailbox may write to them)" in summarise(held)


def test_a_plan_reads_as_markdown(plan):
    row = "| create | event | Maths: Spring meeting, Tue 19 Jan 2027 | it is not there yet | 3 |"

    assert make_markdown(plan).splitlines()[-1] == row


def test_a_plan_reads_as_json(plan):
    shown = make_json(plan)

    assert shown["counts"] == {"create": 7, "claim": 0, "adopt": 0, "update": 0, "delete": 0, "report": 0}
    assert shown["changes"][-1] == {
        "change": "create", "kind": "event", "key": "2026-27/maths/spring-1", "mails": 3,
        "title": "Maths: Spring meeting, Tue 19 Jan 2027", "reason": "it is not there yet",
        "recipients": ["ada@fernvale.example", "ben@fernvale.example", "cal@fernvale.example"],
    }  # fmt: skip


def test_nothing_to_do_is_said_in_one_line():
    assert " ".join(shown(Plan(waiting=4))) == summarise(Plan(waiting=4))
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
