from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust, some_settings

from graph_sync.kinds import Kind
from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.deliveries import (
    MOST_SHOWN,
    DeliveriesPage,
    Ledger,
    fetch_deliveries,
    make_deliveries_page,
    show_deliveries,
)
from termtime.store import SqlStore, open_store
from termtime.store.runs import LoggedChange, LoggedRun
from trust.audiences import Audience, AudienceKind, Broadcast
from trust.groups import Office, Officer, Sensitivity
from trust.nudges import BLOCKED, QUIET, NudgeKind, Row, State
from trust.year import Year

MEETING, SECRET = a_meeting(), a_meeting("spring-1", "secret")
TRUST = a_trust(
    settings=some_settings(leads=("eve",)),
    people=(*a_trust().people, a_person("eve")),
    groups=(a_group("maths"), a_group("secret", sensitivity=Sensitivity.RESTRICTED)),
    officers=(*a_trust().officers, Officer(group="secret", office=Office.CHAIR, person="dee")),
)
YEAR = Year(trust=TRUST, meetings=(MEETING, SECRET))
EVE = Viewer(YEAR, TRUST.person_by_id["eve"], NOW)


def a_row(person: str = "ada", **fields: Any) -> Row:
    return Row(**{"key": f"k/{person}", "person": person, "kind": NudgeKind.MINUTES_LATE, "about": MEETING.key,
                  "due": NOW - timedelta(days=1), "outcome": State.SENT, "at": NOW} | fields)  # fmt: skip


ROWS = (
    a_row(),
    a_row("ben", outcome=State.FAILED, why=BLOCKED),
    a_row("cal", outcome=State.DEFERRED, why=QUIET, until=NOW + timedelta(hours=1), due=NOW),
    a_row("cal", key="d", kind=NudgeKind.TERM_DIGEST, about=""),
)


def look(*rows: Row, ledger: Ledger | None = None, **query: str) -> DeliveriesPage:
    page = make_deliveries_page(EVE, Ask(query=query), ledger or Ledger(rows or ROWS))
    assert page is not None
    return page


def read(page: DeliveriesPage, table: str) -> list[list[str]]:
    return [[cell.shown for cell in row] for one in page.tables if one.name == table for row in one.rows]


def test_every_message_is_counted_by_what_it_was_about_and_how_it_ended() -> None:
    page = look()
    assert (page.tally.audience, page.tally.sent, page.tally.failed, page.tally.deferred) == (4, 2, 1, 1)
    assert read(page, "kinds") == [
        ["Minutes late", "3", "1", "1", "1", "0", "0", "0", "blocked (1), quiet hours (1)"],
        ["Term digest", "1", "1", "0", "0", "0", "0", "0", ""],
    ]
    assert page.chart is not None
    assert page.chart.desc.startswith("Minutes late: Sent 1, Failed or not known 1, Deferred 1")


def test_each_row_says_why_and_leads_to_what_it_was_about() -> None:
    page = look()
    assert read(page, "messages")[0] == [
        "Mon 14 Dec 2026, 08:30", "Cal", "Minutes late", "Maths", "deferred", "quiet hours", "Mon 14 Dec 2026, 09:30",
    ]  # fmt: skip
    assert page.shown.rows[0][3].href == f"/meetings/{MEETING.key}"


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ({"kind": "term_digest"}, ["Cal"]),
        ({"outcome": "failed"}, ["Ben"]),
        ({"person": "aD"}, ["Ada"]),
        ({"outcome": "sent", "person": "cal"}, ["Cal"]),
        ({"kind": "nonsense", "outcome": "?"}, ["Cal", "Ben", "Ada", "Cal"]),
        ({"person": "nobody"}, []),
    ],
)
def test_filters(query: dict[str, str], people: list[str]) -> None:
    page = look(**query)
    assert [row[1] for row in read(page, "messages")] == people
    assert page.tally.audience == len(people)


@pytest.mark.parametrize(
    ("kind", "told"), [(NudgeKind.REPLY_WANTED, "a member"), (NudgeKind.AGENDA_DUE, "Ada")]
)
def test_to_whom_a_message_went_that_tells_who_was_silent(kind: NudgeKind, told: str) -> None:
    row = a_row(kind=kind)
    assert [one[1] for one in read(look(row), "messages")] == [told]
    # Nor can they be found by their name.
    assert look(row, person="ada").tally.audience == (told == "Ada")


@pytest.mark.parametrize("about", [SECRET.key, "secret", "2026-27/gone/spring-1", "gone"])
def test_what_was_about_a_hidden_group_or_one_that_is_no_more_is_not_there(about: str) -> None:
    rows = [
        a_row(person, kind=kind, about=about, key=f"{kind}")
        for person in ("dee", "eve")
        for kind in NudgeKind
    ]
    assert look(*ROWS, *rows) == look()


def test_page_shows_the_latest_and_the_file_all() -> None:
    page = look(*(a_row(key=f"{n:03}") for n in range(MOST_SHOWN + 7)))
    assert (len(page.shown.rows), page.more, len(read(page, "messages"))) == (MOST_SHOWN, 7, MOST_SHOWN + 7)


def test_broadcasts_add_up_to_their_audience() -> None:
    sent = Broadcast(id="b", by="fay", audience=Audience(kind=AudienceKind.EVERYONE), text="Hello", at=NOW)
    rows = [
        a_row(person, key="broadcast/b", kind=NudgeKind.BROADCAST, about="b", outcome=outcome)
        for person, outcome in (("ada", State.SENT), ("ben", State.FAILED), ("cal", State.SENDING), ("dee", State.NOT_NEEDED))
    ]  # fmt: skip
    page = look(ledger=Ledger(tuple(rows), (sent,)))
    assert read(page, "broadcasts") == [
        ["Mon 14 Dec 2026, 08:30", "Somebody", "everyone", "4", "1", "1", "0", "0", "1", "1", ""]
    ]
    assert "Hello" not in repr(page)


def test_broadcast_to_a_hidden_group_is_not_there() -> None:
    sent = Broadcast(
        id="b", by="dee", audience=Audience(kind=AudienceKind.MEMBERS, group="secret"), text="x", at=NOW
    )
    row = a_row(key="broadcast/b", kind=NudgeKind.BROADCAST, about="b")
    assert look(ledger=Ledger((*ROWS, row), (sent,))) == look()


def a_change(key: str, outcome: str = "sent", kind: Kind = Kind.EVENT, why: str = "") -> LoggedChange:
    return LoggedChange(verb="update", kind=kind, key=key, title=f"About {key}", reason="", mails=0, outcome=outcome,
                        why=why, until="")  # fmt: skip


def test_last_sync_and_what_did_not_get_there() -> None:
    seen = (
        a_change(MEETING.key),
        a_change("2026-27/maths/autumn-1", "failed", why="Graph said no"),
        a_change("2026-27", kind=Kind.FOLDER),
    )
    hidden = (
        a_change(SECRET.key, "failed"),
        a_change("secret", "failed", Kind.LIST),
        a_change(f"{MEETING.key}/drafts", "failed", Kind.FOLDER),
        a_change("gone", "deferred", Kind.LIST),
    )
    page = look(ledger=Ledger(ROWS, (), LoggedRun(started=NOW, finished=NOW, changes=(*seen, *hidden))))
    assert read(page, "sync") == [
        ["Event", "update", "2", "1", "1", "0", "0"],
        ["Folder", "update", "1", "1", "0", "0", "0"],
    ]
    assert read(page, "sync-troubles") == [
        ["About 2026-27/maths/autumn-1", "event", "update", "failed", "Graph said no", ""]
    ]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with await open_store(f"sqlite:///{tmp_path}/year.db") as store:
        await store.save_year(YEAR)
        await store.deliveries.put((*ROWS, a_row("dee", due=NOW - timedelta(days=40))), ())
        yield store


@pytest.mark.parametrize(("since", "count"), [("", 4), ("2026-11-01", 5), ("2026-12-14", 1), ("soon", 4)])
async def test_ledger_is_read_since_a_day(store: SqlStore, since: str, count: int) -> None:
    page = await fetch_deliveries(store, EVE, Ask(query={"since": since}))
    assert page is not None
    assert page.tally.audience == count
    assert show_deliveries(EVE, Ask(), page) is page


async def test_nothing_is_read_for_anybody_else(store: SqlStore) -> None:
    assert await fetch_deliveries(store, Viewer(YEAR, TRUST.person_by_id["ada"], NOW), Ask()) is None
