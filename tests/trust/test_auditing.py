from __future__ import annotations

from datetime import date

import pytest
from builders import NOW, a_group, a_person, a_trust, some_settings

from trust.auditing import (
    DETAILS,
    HIDDEN,
    AuditEntry,
    AuditKind,
    check_detail,
    find_asked,
    may_read,
    show_entries,
)
from trust.groups import Sensitivity

DAY = NOW.date()
TRUST = a_trust(
    settings=some_settings(auditors=("dee",), leads=("ben",), it_administrators=("ivy",)),
    people=(
        *(a_person(one) for one in ("ada", "ben", "dee", "ivy")),
        a_person("left", ends=date(2026, 1, 1)),
    ),
    groups=(
        a_group("maths"),
        a_group("pay", sensitivity=Sensitivity.CONFIDENTIAL),
        a_group("cases", sensitivity=Sensitivity.RESTRICTED),
        a_group("appeals", sensitivity=Sensitivity.RESTRICTED, contact="Ask the office"),
    ),
    officers=(),
)
DEE = TRUST.person_by_id["dee"]


def an_entry(about: str, kind: AuditKind = AuditKind.SAW, **detail: str | int) -> AuditEntry:
    return AuditEntry(number=1, at=NOW, by="ada", kind=kind, about=about, detail=detail)


def test_auditors_read_it_and_nobody_else_whatever_else_they_are():
    assert [p.id for p in TRUST.people if may_read(TRUST, p, DAY)] == ["dee"]
    assert not may_read(TRUST, None, DAY)
    gone = TRUST.settings.model_copy(update={"auditors": ("left",)})
    trust = TRUST.model_copy(update={"settings": gone})
    assert not may_read(trust, trust.person_by_id["left"], DAY)


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("maths", "maths"),
        ("pay", "pay"),
        ("2026-27/pay/autumn-1", "2026-27/pay/autumn-1"),
        ("appeals", "appeals"),
        ("cases", HIDDEN),
        ("2026-27/cases/autumn-1", HIDDEN),
        ("2026-27/cases/autumn-1/minutes", HIDDEN),
        # It is gone from the trust's files, and may have been restricted.
        ("2026-27/gone/autumn-1", HIDDEN),
        ("gone", HIDDEN),
        ("ada", "ada"),
        ("page/lead", "page/lead"),
    ],
)
def test_a_group_that_the_auditor_may_not_know_of_is_not_named(about: str, shown: str):
    [entry] = show_entries(TRUST, DEE, [an_entry(about, what="draft minutes", count=3)], DAY)

    assert entry.about == shown
    assert entry.detail == (
        {"what": "draft minutes"} if shown == HIDDEN else {"what": "draft minutes", "count": 3}
    )


def test_what_is_no_group_is_named_in_entries_of_other_kinds():
    shown = show_entries(
        TRUST, DEE, [an_entry("2026-27", AuditKind.IMPORTED), an_entry("journal", AuditKind.DISPOSED)], DAY
    )

    assert [entry.about for entry in shown] == ["2026-27", "journal"]


def test_a_hidden_group_cannot_be_looked_for():
    assert [find_asked(TRUST, DEE, about, DAY) for about in ("maths", "2026-27/pay/x", "", "nowhere")] == [
        True
    ] * 4
    assert [find_asked(TRUST, DEE, about, DAY) for about in ("cases", "2026-27/cases/x")] == [False] * 2


def test_a_detail_outside_the_few_words_is_refused_and_one_that_is_stored_not_shown():
    for detail in ({"reason": "A clinic"}, {"what": "x" * 121}):
        with pytest.raises(ValueError, match="no detail"):
            check_detail(detail)
    [entry] = show_entries(TRUST, DEE, [an_entry("maths", reason="A clinic", what="agenda")], DAY)
    assert entry.detail == {"what": "agenda"}
    assert not DETAILS & {"reason", "text", "summary", "name"}
