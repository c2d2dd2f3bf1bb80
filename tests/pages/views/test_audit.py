from __future__ import annotations

from datetime import timedelta

import pytest

from termtime.pages.page import Ask
from termtime.pages.views.audit import fetch_audit, make_audit_page
from termtime.store import SqlStore, open_store
from tests.pages.example import a_viewer, the_year
from trust.auditing import AuditKind

# Somebody who may not know of the restricted group.
AUDITOR = a_viewer("Daniel Okoro").person.id
SETTINGS = the_year().trust.settings.model_copy(update={"auditors": (AUDITOR,)})
YEAR = the_year().model_copy(update={"trust": the_year().trust.model_copy(update={"settings": SETTINGS})})
NOW = a_viewer(AUDITOR).now


async def noted(store: SqlStore, ask: Ask, who: str = AUDITOR) -> list[tuple[object, ...]] | None:
    viewer = a_viewer(who, year=YEAR)
    page = make_audit_page(viewer, ask, await fetch_audit(store, viewer, ask))
    return [tuple(cell.shown for cell in row[2:]) for row in page.tables[0].rows] if page else None


@pytest.fixture
async def store(tmp_path):
    async with await open_store(f"sqlite:///{tmp_path}/a.db") as store:
        chair = a_viewer("Priya Raman").person.id
        for kind, about, ago in (
            (AuditKind.SAW, "safeguarding", timedelta(days=2)),
            (AuditKind.SAW, "case-review", timedelta(days=1)),
            (AuditKind.EXPORTED, "page/my-actions", timedelta(days=40)),
            (AuditKind.PUBLISHED, "year", timedelta(hours=3)),
        ):
            await store.audit.note(kind, chair, about, NOW - ago)
        yield store


async def test_an_auditor_reads_who_saw_what_of_the_last_month(store: SqlStore):
    assert await noted(store, Ask()) == [
        ("Priya Raman", "published", "year", ""),
        ("Priya Raman", "saw", "a restricted group", ""),
        ("Priya Raman", "saw", "safeguarding", ""),
    ]


@pytest.mark.parametrize(
    ("query", "abouts"),
    [
        ({"kind": "published"}, ["year"]),
        ({"about": "safeguarding"}, ["safeguarding"]),
        ({"about": "case-review"}, []),
        ({"about": "no-such-group"}, []),
        ({"person": "priya raman"}, ["year", "a restricted group", "safeguarding"]),
        ({"person": "nobody"}, []),
        ({"since": "2026-10-01"}, ["year", "page/my-actions", "a restricted group", "safeguarding"]),
        ({"kind": "nonsense", "since": "tomorrow"}, ["year", "a restricted group", "safeguarding"]),
    ],
    ids=str,
)
async def test_filters_find_what_is_asked_for_and_never_a_group_the_auditor_may_not_know_of(
    store: SqlStore, query: dict[str, str], abouts: list[str]
):
    found = await noted(store, Ask(query=query))

    assert found is not None
    assert [row[2] for row in found] == abouts


async def test_that_it_was_read_is_noted_with_what_was_asked_for(store: SqlStore):
    await noted(store, Ask(query={"kind": "saw"}))

    [entry] = await store.audit.fetch(kind=AuditKind.AUDIT_READ)
    assert (entry.by, entry.detail) == (AUDITOR, {"how": "page", "filters": "kind=saw since=2026-11-14"})


@pytest.mark.parametrize(
    "who",
    ["Priya Raman", the_year().trust.settings.leads[0], *the_year().trust.settings.it_administrators[:1]],
)
async def test_nobody_else_reads_it_or_leaves_a_trace_of_trying(store: SqlStore, who: str):
    assert await noted(store, Ask(), who) is None
    assert await store.audit.fetch(kind=AuditKind.AUDIT_READ) == ()
