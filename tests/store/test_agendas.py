"""An agenda that two officers write at once, each through a replica of their own: nothing of either is lost."""

from __future__ import annotations

import asyncio

from builders import NOW

from termtime.store import SqlStore, open_store
from tests.trust.deeds.papers_example import MATHS, a_year_with_papers
from trust.deeds.values import AddItem, ChangeItem, MoveItem, ProposeItem, PublishAgenda, TakeItem
from trust.papers import AgendaItem, AgendaStatus
from trust.values import RefusedError

RATIO = AgendaItem(title="Ratio", minutes=30)
SEEN = {"seen_minutes": 30, "seen_lead": "", "seen_outcome": ""}


async def test_two_officers_at_once_lose_nothing_of_each_others(store: SqlStore, database_url: str):
    year = a_year_with_papers(RATIO)
    ada, ben = (year.trust.person_by_id[person] for person in ("ada", "ben"))
    await store.save_year(year)
    ratio = {"meeting": MATHS, "item": "Ratio", "title": "Ratio"}
    async with await open_store(database_url) as other:
        await asyncio.gather(
            store.do(ChangeItem(**ratio, **SEEN, minutes=20), ada, NOW),
            other.do(ChangeItem(**ratio, **SEEN, minutes=30, outcome="One unit"), ben, NOW),
            *(store.do(AddItem(meeting=MATHS, title=f"Ada's {n}"), ada, NOW) for n in range(5)),
            *(other.do(AddItem(meeting=MATHS, title=f"Ben's {n}"), ben, NOW) for n in range(5)),
        )
        [agenda] = (await store.fetch_year()).agendas

    assert agenda.items[0] == AgendaItem(title="Ratio", minutes=20, outcome="One unit")
    assert {item.title for item in agenda.items[1:]} == {
        f"{who}'s {n}" for who in ("Ada", "Ben") for n in range(5)
    }
    assert len(await store.journal.fetch(about=MATHS)) == 12


async def test_pressing_the_same_buttons_twice_at_once_is_as_pressing_them_once(
    store: SqlStore, database_url: str
):
    year = a_year_with_papers(RATIO, AgendaItem(title="Dates"))
    ada, cal = (year.trust.person_by_id[person] for person in ("ada", "cal"))
    await store.save_year(year)
    await store.do(ProposeItem(meeting=MATHS, title="Quiz"), cal, NOW)
    deeds = (
        MoveItem(meeting=MATHS, item="Dates", by=-1, seen_place=2),
        TakeItem(meeting=MATHS, item="Quiz"),
        PublishAgenda(meeting=MATHS),
    )
    async with await open_store(database_url) as other:
        for deed in deeds:
            said = await asyncio.gather(
                *(replica.do(deed, ada, NOW) for replica in (store, other)), return_exceptions=True
            )
            assert not any(isinstance(one, RefusedError) for one in said)
            assert sorted(one.changes_year for one in said) == [False, True]
        [agenda] = (await other.fetch_year()).agendas

    assert [item.title for item in agenda.items] == ["Dates", "Ratio", "Quiz"]
    assert (agenda.status, agenda.published) == (AgendaStatus.PUBLISHED, NOW.date())
