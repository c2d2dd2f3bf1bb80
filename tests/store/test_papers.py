from __future__ import annotations

from datetime import date

from builders import a_trust

from termtime.store import SqlStore, open_store
from trust.papers import PaperTemplate, PaperText
from trust.word_minutes import Found, FoundAction
from trust.year import Year

SPRING = "2026-27/maths/spring-1"


def a_text(item: str, *lines: str) -> PaperText:
    return PaperText(item=item, meeting=SPRING, paper="minutes", lines=lines)


async def test_texts_are_a_part_of_the_year(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    assert (await store.fetch_year()).texts == ()

    await store.papers.save([(a_text("2", "Second."), "s2"), (a_text("1", "First.", "Più."), "s1")])

    assert (await store.fetch_year()).texts == (a_text("1", "First.", "Più."), a_text("2", "Second."))
    assert await store.papers.fetch_states() == {"1": "s1", "2": "s2"}


async def test_a_text_is_replaced_and_one_that_is_gone_is_dropped(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    await store.papers.save([(a_text("1", "First."), "s1"), (a_text("2", "Second."), "s2")])

    await store.papers.save([(a_text("1", "Changed."), "s3")], gone={"2"})

    assert (await store.fetch_year()).texts == (a_text("1", "Changed."),)
    assert await store.papers.fetch_states() == {"1": "s3"}


async def test_a_document_that_says_nothing_is_noted_but_is_no_text(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    await store.papers.save([(a_text("1"), "s1")])

    assert ((await store.fetch_year()).texts, await store.papers.fetch_states()) == ((), {"1": "s1"})


async def test_what_could_be_told_from_minutes_is_kept_with_them(store: SqlStore):
    found = Found(present=("Ada",), actions=(FoundAction(text="Share the audit", owner="Ben", due="12 Feb"),))
    text = a_text("1", "First.").model_copy(update={"found": found})
    await store.save_year(Year(trust=a_trust()))
    await store.papers.save([(text, "s1"), (a_text("2", "Second."), "s2")])

    assert (await store.fetch_year()).texts == (text, a_text("2", "Second."))


async def test_what_is_found_in_a_document_that_is_not_searched_is_kept_too(store: SqlStore):
    found = Found(decisions=("One plan.",))
    text = a_text("1").model_copy(update={"found": found, "found_on": date(2027, 1, 20)})
    await store.save_year(Year(trust=a_trust()))
    await store.papers.save([(text, "s1")])

    assert (await store.fetch_year()).texts == (text,)
    assert (await store.fetch_year()).documents == ()


async def test_an_import_replaces_the_trusts_own_templates(store: SqlStore):
    agenda, minutes = (PaperTemplate(paper=paper, content=b"PK\x00\xff") for paper in ("agenda", "minutes"))
    await store.save_year(Year(trust=a_trust(), templates=(agenda, minutes)))
    assert (await store.fetch_year()).templates == (agenda, minutes)

    await store.save_year(Year(trust=a_trust(), templates=(minutes,)))
    assert (await store.fetch_year()).templates == (minutes,)


async def test_what_another_replica_has_read_is_seen(store: SqlStore, database_url: str):
    await store.save_year(Year(trust=a_trust()))
    await store.fetch_year()
    async with await open_store(database_url) as other:
        await other.papers.save([(a_text("1", "First."), "s1")])

    assert (await store.fetch_year()).texts == (a_text("1", "First."),)
