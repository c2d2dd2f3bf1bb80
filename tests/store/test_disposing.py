"""Disposal in the database: what is due goes, what is held or of a running year stays, and the chains still verify."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings
from sqlalchemy import Table, delete, func, insert, null, select, update

from bot.personal import Preferences
from termtime.store import SqlStore
from termtime.store.access_tables import audit, feeds, scenarios, sessions
from termtime.store.tables import (
    accounts,
    broadcasts,
    claims,
    conversations,
    deliveries,
    journal,
    papers,
    preferences,
    threads,
)
from trust.auditing import AuditKind
from trust.deeds.values import GiveReply, Undo
from trust.meetings import Meeting
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaItem,
    Answer,
    Attendance,
    Minutes,
    PaperText,
    Reply,
)
from trust.people import AccessNeed
from trust.retention import Hold, Kept, Retention
from trust.values import LONDON, RefusedError
from trust.year import Year

BY = "program:nightly"
HELD = a_meeting("autumn-1", starts=datetime(2026, 11, 3, 15, 45, tzinfo=LONDON))
COMING = a_meeting("spring-1", starts=NOW + timedelta(days=30))
ADA, BEN = a_person("ada"), a_person("ben")
KEY, OTHER = HELD.key, "2026-27/art/autumn-1"


def at(year: int) -> datetime:
    """Give a night long enough after the example year."""
    return datetime(year, 10, 15, 2, tzinfo=LONDON)


def make_year(running: str = "2026-27", *, holds: tuple[Hold, ...] = (), **changed: Any) -> Year:
    settings = some_settings(year=running, holds=holds, retention=Retention(**changed))
    trust = a_trust(
        settings=settings,
        people=(ADA, BEN, a_person("gone", ends=date(2026, 12, 1), access_needs=(AccessNeed.STEP_FREE,))),
        groups=(a_group("maths"), a_group("art")),
        officers=(),
        memberships=(a_membership("maths", "ada"), a_membership("maths", "ben"), a_membership("art", "ben")),
    )
    return Year(
        trust=trust,
        meetings=(HELD, COMING, a_meeting("autumn-1", "art", starts=HELD.starts)),
        agendas=(Agenda(meeting=KEY, items=(AgendaItem(title="Ratio"),)), Agenda(meeting=OTHER)),
        minutes=(Minutes(meeting=KEY, decisions=("Buy it",), present=("ada",)), Minutes(meeting=OTHER)),
        actions=(
            Action(id="a1", meeting=KEY, text="Ask", owner="ben", status=ActionStatus.DONE),
            Action(id="a2", meeting=KEY, text="Write", owner="ben"),
        ),
        replies=(Reply(meeting=KEY, person="ada", answer=Answer.DECLINED, reason="A clinic"),),
        attendance=(Attendance(meeting=KEY, person="ben", minutes=40),),
    )


async def run_out(store: SqlStore, year: int, **settings: Any) -> dict[Kept, int]:
    """Let the trust reach a later year, and dispose of what is due then; give how much of each kind."""
    running = f"{year}-{(year + 1) % 100:02d}"
    now = make_year(running, **settings).trust.settings
    await store.save_trust((await store.fetch_year()).trust.model_copy(update={"settings": now}))
    done = await store.retention.dispose(await store.fetch_year(), at(year), BY)
    return {stock.kind: stock.due for stock in done}


async def write(store: SqlStore, *statements: Any) -> None:
    async with store._database.writing() as connection:
        for statement in statements:
            await connection.execute(statement)


async def count(store: SqlStore, table: Table) -> int:
    async with store._database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def reply(store: SqlStore, now: datetime, reason: str = "", *, meeting: Meeting = COMING) -> int:
    answer = Answer.DECLINED if reason else Answer.ACCEPTED
    deed = GiveReply(meeting=meeting.key, answer=answer, reason=reason)
    return (await store.do(deed, ADA, now)).entry


@pytest.fixture
async def kept(store: SqlStore) -> SqlStore:
    await store.save_year(make_year())
    text = PaperText(item="w1", meeting=KEY, paper="minutes", lines=("Said",))
    await store.papers.save([(text, "v1")])
    return store


async def test_papers_go_when_their_time_is_over_and_open_actions_and_meetings_stay(kept: SqlStore):
    assert await run_out(kept, 2027) == {Kept.REASONS: 1}
    assert [one.reason for one in (await kept.fetch_year()).replies] == [""]
    assert await run_out(kept, 2028) == {Kept.REPLIES: 2, Kept.LEAVERS: 1}
    assert await run_out(kept, 2030) == {Kept.AGENDAS: 2}
    assert await run_out(kept, 2033) == {Kept.MINUTES: 3, Kept.ACTIONS: 1}

    year = await kept.fetch_year()
    assert (year.replies, year.attendance, year.agendas, year.minutes, year.texts) == ((), (), (), (), ())
    assert [action.id for action in year.actions] == ["a2"]
    assert len(year.meetings) == 3
    # A document that nothing is kept of any more is not read again until it changes.
    assert await kept.papers.fetch_states() == {"w1": "v1"}
    async with kept._database.reading() as connection:
        assert (await connection.execute(select(papers.c.lines, papers.c.found))).all() == [([], None)]


async def test_every_disposal_is_noted_once_with_how_much_and_by_what_rule(kept: SqlStore):
    await run_out(kept, 2030)
    assert await run_out(kept, 2030) == {}

    noted = {entry.about: entry for entry in await kept.audit.fetch(kind=AuditKind.DISPOSED)}
    assert set(noted) == {"reasons", "replies", "agendas", "leavers", "journal"}
    assert {entry.by for entry in noted.values()} == {BY}
    assert noted["agendas"].detail == {"count": 2, "rule": "3 years after the academic year"}
    assert await kept.audit.find_broken() is None


async def test_hold_keeps_everything_of_a_group_until_it_is_taken_out(kept: SqlStore):
    holds = (Hold(group="maths", reason="A claim"),)
    assert await run_out(kept, 2040, holds=holds) == {Kept.LEAVERS: 1, Kept.AGENDAS: 1, Kept.MINUTES: 1}
    year = await kept.fetch_year()
    assert ([one.meeting for one in year.agendas], year.replies[0].reason) == ([KEY], "A clinic")

    assert (await run_out(kept, 2040))[Kept.MINUTES] == 2


async def test_reason_goes_from_the_journal_too_and_the_chain_follows(kept: SqlStore):
    told, plain, after = (
        await reply(kept, NOW, "A clinic"),
        await reply(kept, NOW + timedelta(minutes=1)),
        await reply(kept, NOW + timedelta(minutes=2)),
    )
    assert (await run_out(kept, 2027))[Kept.REASONS] == 3

    async with kept._database.reading() as connection:
        rows = (await connection.execute(select(journal).order_by(journal.c.number))).mappings().all()
    assert "clinic" not in repr(rows)
    # The second took the place of the first, and so told of its reason as well.
    assert [row["number"] for row in rows if row["deed"] is None] == [told, plain]
    assert [entry.number for entry in await kept.journal.fetch()] == [after]
    assert await kept.journal.find_broken() is None
    await write(kept, update(journal).where(journal.c.number == told).values(by="ben"))
    assert await kept.journal.find_broken() == told


async def test_what_was_emptied_after_a_disposal_shows(kept: SqlStore):
    await reply(kept, NOW, "A clinic")
    await run_out(kept, 2027)
    await kept.save_year(make_year("2027-28"))
    late = at(2027)
    later = a_meeting("spring-2", starts=late + timedelta(days=30))
    later = later.model_copy(update={"key": "2027-28/maths/spring-2"})
    await kept.save_meetings((later,))
    last = await reply(kept, late, meeting=later)
    assert await kept.journal.find_broken() is None

    nothing = dict.fromkeys(("deed", "before", "after", "salt"), null())
    await write(kept, update(journal).where(journal.c.number == last).values(**nothing))
    assert await kept.journal.find_broken() == last


async def test_old_entries_of_both_chains_go_and_the_rest_is_followed_from_the_anchor(kept: SqlStore):
    for n in range(3):
        await reply(kept, NOW + timedelta(minutes=n))
    await kept.audit.note(AuditKind.EXPORTED, "ada", "page/year", NOW, {"what": "list"})
    await kept.audit.note(AuditKind.SIGNED_IN, "ada", "", NOW)
    early = await kept.journal.find_head()
    done = await run_out(kept, 2033)

    assert (done[Kept.JOURNAL], done[Kept.AUDIT]) == (3, 2)
    # The last entry stays, emptied: the next is sealed over it.
    assert [await count(kept, table) for table in (journal,)] == [1]
    assert await kept.journal.fetch() == ()
    assert (await kept.journal.find_broken(), await kept.audit.find_broken()) == (None, None)
    assert early is not None
    assert await kept.journal.holds(early)
    [account] = [
        one
        for one in await kept.audit.fetch(kind=AuditKind.DISPOSED)
        if one.about == "journal" and "anchor" in one.detail
    ]
    assert str(account.detail["anchor"]).startswith("2:")

    later = a_meeting("x", starts=at(2033) + timedelta(days=9)).model_copy(update={"key": "2033-34/maths/x"})
    await kept.save_meetings((later,))
    assert await reply(kept, at(2033), meeting=later) == 4
    assert await kept.journal.find_broken() is None
    await write(kept, delete(journal).where(journal.c.number == 3))
    assert await kept.journal.find_broken() == 3

    # Years later its own accounts go as well, and leave one that the rest hangs on.
    await run_out(kept, 2041)
    assert await kept.audit.find_broken() is None
    assert (await run_out(kept, 2041)).keys() <= {Kept.AUDIT}
    assert await kept.audit.find_broken() is None


async def test_hold_keeps_an_entry_and_behind_it_contents_are_emptied(kept: SqlStore):
    for by, about in (("ben", "pages"), ("ada", "2026-27/maths/spring-1"), ("ben", "2026-27/art/spring-1")):
        await kept.audit.note(AuditKind.EXPORTED, by, about, NOW, {"what": about})
    await run_out(kept, 2033, holds=(Hold(person="ada", reason="A claim"),))

    entries = [entry for entry in await kept.audit.fetch() if entry.kind is AuditKind.EXPORTED]
    assert [(entry.number, entry.by, bool(entry.detail)) for entry in entries] == [
        (2, "ada", True),
        (3, "ben", False),
    ]
    assert await kept.audit.find_broken() is None
    # Nothing is left to do, so the next night does nothing.
    assert Kept.AUDIT not in await run_out(kept, 2033, holds=(Hold(person="ada", reason="A claim"),))


async def test_an_entry_that_was_disposed_of_cannot_be_undone(kept: SqlStore):
    number = await reply(kept, NOW, "A clinic")
    await run_out(kept, 2027)

    with pytest.raises(RefusedError, match="no such entry"):
        await kept.do(Undo(entry=number), ADA, at(2027))


async def test_who_left_is_forgotten_but_for_the_name_and_nobody_else_is(kept: SqlStore):
    for who in ("gone", "ada"):
        upn = f"{who}@fernvale.example"
        await kept.personal.save_preferences(who, Preferences(paused_until=date(2027, 1, 1)))
        await write(
            kept,
            insert(accounts).values(aad_id=f"aad-{who}", upn=upn),
            insert(conversations).values(
                conversation_id=f"a:{who}", service_url="", tenant_id="t", bot_id="b",
                user_aad_id=f"aad-{who}", updated=NOW,
            ),
            insert(threads).values(conversation_id=f"a:{who}", context={}, expires=at(2040)),
            insert(sessions).values(digest=who, person=who, how="browser", began=NOW, expires=at(2040)),
            insert(feeds).values(digest=who, person=who, group="", made=NOW),
        )  # fmt: skip
    assert (await run_out(kept, 2027)).get(Kept.LEAVERS) is None
    assert (await run_out(kept, 2028))[Kept.LEAVERS] == 1

    for table in (accounts, conversations, threads, sessions, feeds, preferences):
        assert await count(kept, table) == 1, table.name
    people = (await kept.fetch_year()).trust.person_by_id
    assert (people["gone"].name, people["gone"].access_needs) == ("Gone", ())
    assert (await kept.personal.fetch("ada")).preferences.paused_until == date(2027, 1, 1)


async def test_messages_trials_and_threads_go_by_their_own_rules(kept: SqlStore):
    row = {"kind": "reminder", "about": KEY, "outcome": "sent", "why": "", "message": ""}
    for moment, name in ((NOW, "old"), (at(2028), "new")):
        await write(
            kept,
            insert(deliveries).values(key=name, person="ada", due=moment, at=moment, **row),
            insert(broadcasts).values(id=name, by="ada", audience={"kind": "everyone"}, text="Hello", at=moment),
            insert(scenarios).values(id=name, by="ada", at=moment, wishes={}, state="done", note="", touched=moment),
            insert(threads).values(conversation_id=name, context={}, expires=moment),
            insert(claims).values(key=name, at=moment),
        )  # fmt: skip
    done = await run_out(kept, 2028)

    assert {kind: done[kind] for kind in (Kept.DELIVERIES, Kept.TRIALS, Kept.THREADS, Kept.TRACES)} == {
        Kept.DELIVERIES: 2, Kept.TRIALS: 1, Kept.THREADS: 1, Kept.TRACES: 1,
    }  # fmt: skip
    for table in (deliveries, broadcasts, scenarios, threads, claims):
        assert await count(kept, table) == 1, table.name


async def test_counting_says_what_is_there_and_changes_nothing(kept: SqlStore):
    await kept.audit.note(AuditKind.SIGNED_IN, "ada", "", NOW)
    stocks = {stock.kind: stock for stock in await kept.retention.fetch_stocks(await kept.fetch_year(), NOW)}

    assert list(stocks) == list(Kept)
    assert {kind: stock.due for kind, stock in stocks.items() if stock.due} == {}
    assert (stocks[Kept.MINUTES].count, stocks[Kept.MINUTES].next) == (3, date(2033, 9, 1))
    assert (stocks[Kept.AUDIT].count, stocks[Kept.AUDIT].oldest, stocks[Kept.AUDIT].next) == (
        1, NOW.date(), date(2033, 9, 1),
    )  # fmt: skip
    assert await count(kept, audit) == 1
