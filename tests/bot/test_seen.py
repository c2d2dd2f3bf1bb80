"""What of an answer is not for everybody is told for the audit log, and of open groups nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from builders import NOW

from bot.ports import NO_CONTEXT
from bot.seen import find_not_open, find_seen
from bot.service import answer_with_effect
from termtime.answering import StoreClerk
from termtime.store import SqlStore, open_store
from tests.bot.example import a_year, an_inbound, ask, say
from tests.bot.papers_example import MATHS, a_busy_year
from trust.auditing import AuditKind
from trust.groups import Sensitivity
from trust.year import Trust

YEAR = a_busy_year()
CLOSED = {g.id: g.name for g in YEAR.trust.groups if g.sensitivity is not Sensitivity.OPEN}
ASKED = (
    "when does {} meet next?", "who chairs {}?", "who is in {}?", "{} agenda", "{} minutes", "{} decisions", "{} actions",
    "who replied to {}?", "where is the {} meeting?", "why is {} on that date?", "purpose of {}",
)  # fmt: skip
OF_ONES_OWN = ("when are my meetings?", "what are my groups?", "what is my next meeting?", "my actions", "what changed?",
               "what do I have to do?", "what clashes do I have?")  # fmt: skip


def seen(who: str, text: str) -> list[tuple[str, str]]:
    return [(one.about, one.what) for one in find_seen(ask(who, text, year=YEAR), YEAR)]


@pytest.mark.parametrize("who", ["ada", "ben", "dee", "dot", "lea", "rae"])
def test_nothing_of_a_closed_group_is_told_that_is_not_noted(who: str):
    told = 0
    questions = [text.format(name) for text in ASKED for name in CLOSED.values()] + [*OF_ONES_OWN]
    for text in questions:
        answered = ask(who, text, year=YEAR)
        named = {group for group, name in CLOSED.items() if name in say(answered)}
        noted = {
            one.about if one.about in CLOSED else one.about.split("/")[1] for one in find_seen(answered, YEAR)
        }
        if ": not for " in answered.rule:
            assert not noted, text
        else:
            assert named <= noted, text
            told += bool(named)
    assert told


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("dee", "when does secondary mathematics meet?", []),
        ("ada", "who chairs secondary mathematics?", []),
        ("dee", "who chairs safeguarding leads?", [("safeguarding", "chair")]),
        ("dee", "who is in safeguarding leads?", []),
        ("ada", "who replied to secondary maths?", [(f"{MATHS}/spring-1", "all replies")]),
        ("dee", "who replied to secondary maths?", []),
        ("ada", "take the maths minutes", [(f"{MATHS}/moderation", "draft minutes")]),
    ],
)
def test_drafts_and_all_replies_of_open_groups_are_told_and_nothing_else_of_them(
    who: str, text: str, expected: list[tuple[str, str]]
):
    assert seen(who, text) == expected


def test_of_what_is_found_only_closed_groups_are_told_once():
    found = ("english", "safeguarding", "2026-27/case-review/autumn-1", "safeguarding", "", "no-such-group")

    assert [one.about for one in find_not_open(found, YEAR)] == [
        "safeguarding", "2026-27/case-review/autumn-1", "no-such-group",
    ]  # fmt: skip


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[SqlStore]:
    async with await open_store(sqlite_url) as opened:
        await opened.save_year(a_year())
        yield opened


async def put(store: SqlStore, who: str, text: str, through: str = "") -> None:
    async def find_audience(trust: Trust) -> Any:
        person = trust.person_by_id[who]
        return person, (person,)

    clerk = StoreClerk(store, lambda: NOW, through)
    await answer_with_effect(an_inbound(text), store, clerk, find_audience, NO_CONTEXT, NOW)


async def test_what_somebody_saw_is_in_the_audit_log_and_who_asked_in_their_name(store: SqlStore):
    for _ in range(2):
        await put(store, "dee", "who chairs safeguarding leads?")
    await put(store, "dee", "who chairs safeguarding leads?", "program:root")

    assert [(e.kind, e.by, e.about, e.detail) for e in await store.audit.fetch()] == [
        (AuditKind.SAW, "dee", "safeguarding", {"what": "chair"}),
        (AuditKind.SAW, "program:root", "safeguarding", {"what": "chair", "as": "dee"}),
    ]


async def test_answer_about_an_open_group_asks_the_audit_log_nothing(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: Any) -> None:
        raise AssertionError("the audit log was turned to")

    monkeypatch.setattr(store.audit, "note_all", fail)

    await put(store, "dee", "who chairs secondary maths?")


async def test_answer_that_cannot_be_noted_is_not_given(store: SqlStore, monkeypatch: pytest.MonkeyPatch):
    async def fail(*_: Any) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(store.audit, "note_all", fail)

    with pytest.raises(RuntimeError):
        await put(store, "dee", "who chairs safeguarding leads?")
