from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from builders import NOW

from scheduler.scenario import Question
from termtime.planning_scope import find_scope
from termtime.publishing import (
    CHANGED,
    NOT_PREVIEWED,
    NOTHING,
    UNSIGNED,
    preview_publication,
    propose,
    publish,
)
from termtime.store import SqlStore, open_store
from termtime.store.scenarios import Scenario
from termtime.whatif import answer_question
from tests.termtime.planned import (
    ART,
    DISCREET,
    HIDDEN,
    MATHS,
    PROPOSED,
    a_week_on,
    at,
    plan_small_year,
    view,
)
from trust.auditing import AuditKind
from trust.meetings import MeetingStatus
from trust.values import RefusedError
from trust.year import Year

YEAR = plan_small_year()
EVE = view(YEAR).person


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with await open_store(f"sqlite:///{tmp_path}/year.db") as opened:
        await opened.save_year(YEAR)
        yield opened


async def find_states(store: SqlStore) -> dict[str, MeetingStatus]:
    return {meeting.key: meeting.status for meeting in (await store.fetch_year()).meetings}


def a_trial(year: Year = YEAR, who: str = "eve", *wishes: object) -> Scenario:
    scope = find_scope(year.trust, year.trust.person_by_id[who], NOW.date())
    question = Question(seen=tuple(sorted(scope.seen)), wishes=wishes)
    result = answer_question(year, scope, question, NOW)
    return Scenario(id="x", by=who, at=NOW, touched=NOW, question=question, result=result)


def test_a_preview_is_the_same_whether_or_not_there_is_a_group_one_may_not_know_of():
    without = plan_small_year(secret=False)
    assert preview_publication(YEAR, EVE, NOW) == preview_publication(without, EVE, NOW)
    assert HIDDEN.key not in str(preview_publication(YEAR, EVE, NOW))


def test_mails_are_counted_of_groups_whose_members_one_sees():
    preview = preview_publication(YEAR, EVE, NOW)

    assert {one.after.key for one in preview.becoming} == {MATHS.key, DISCREET.key}
    assert set(preview.mails) == {f"{who}@fernvale.example" for who in ("ada", "ben", "cal")}
    assert preview.mails.total() == 3
    assert preview.uncounted == 1


async def test_publishing_does_what_was_previewed_and_takes_hidden_proposals_with_it(store: SqlStore):
    mark = preview_publication(YEAR, EVE, NOW).mark

    await publish(store, EVE, NOW, mark)

    assert set((await find_states(store)).values()) == {MeetingStatus.PUBLISHED}
    [entry] = await store.audit.fetch(kind=AuditKind.PUBLISHED)
    assert (entry.by, entry.about, entry.detail) == ("eve", "2026-27", {"count": 2, "how": "proposal"})


@pytest.mark.parametrize("change", [a_week_on(MATHS), a_week_on(DISCREET), a_week_on(ART)])
async def test_something_else_than_what_was_previewed_is_not_published(store: SqlStore, change):
    mark = preview_publication(YEAR, EVE, NOW).mark
    await store.save_meetings([change])

    with pytest.raises(RefusedError) as refused:
        await publish(store, EVE, NOW, mark)

    assert str(refused.value) == NOT_PREVIEWED
    assert (await find_states(store))[MATHS.key] is PROPOSED
    assert await store.audit.fetch(kind=AuditKind.PUBLISHED) == ()


async def test_a_change_to_what_one_may_not_know_of_does_not_show_by_a_refusal(store: SqlStore):
    mark = preview_publication(YEAR, EVE, NOW).mark
    await store.save_meetings([a_week_on(HIDDEN)])

    assert len((await publish(store, EVE, NOW, mark)).becoming) == 2


async def test_short_notice_takes_a_sign_off(store: SqlStore):
    soon = MATHS.model_copy(update={"starts": at(date(2026, 12, 16)), "ends": at(date(2026, 12, 16), 17)})
    await store.save_meetings([soon])
    year = await store.fetch_year()
    preview = preview_publication(year, EVE, NOW)
    assert [one.after.key for one in preview.soon] == [MATHS.key]

    with pytest.raises(RefusedError) as refused:
        await publish(store, EVE, NOW, preview.mark)
    assert str(refused.value) == UNSIGNED
    await publish(store, EVE, NOW, preview.mark, signed=True)
    assert (await find_states(store))[MATHS.key] is MeetingStatus.PUBLISHED


async def test_what_somebody_else_has_to_sign_off_stays_a_proposal(store: SqlStore):
    soon = {"starts": at(date(2026, 12, 16)), "ends": at(date(2026, 12, 16), 17)}
    await store.save_meetings([meeting.model_copy(update=soon) for meeting in (DISCREET, HIDDEN)])
    year = await store.fetch_year()
    preview = preview_publication(year, EVE, NOW)
    assert [meeting.key for meeting in preview.held_back] == [DISCREET.key]

    await publish(store, EVE, NOW, preview.mark)
    states = await find_states(store)
    assert (states[MATHS.key], states[DISCREET.key], states[HIDDEN.key]) == (
        MeetingStatus.PUBLISHED, PROPOSED, PROPOSED,
    )  # fmt: skip


async def test_nothing_is_published_twice(store: SqlStore):
    await publish(store, EVE, NOW, preview_publication(YEAR, EVE, NOW).mark)
    again = preview_publication(await store.fetch_year(), EVE, NOW)
    assert again.becoming == ()
    with pytest.raises(RefusedError) as refused:
        await publish(store, EVE, NOW, again.mark)
    assert str(refused.value) == NOTHING


async def test_a_trial_is_published_as_it_was_previewed_and_moves_nothing_that_is_hidden(store: SqlStore):
    trial = a_trial(
        YEAR,
        "eve",
        {"kind": "put", "meeting": ART.key, "starts": at(date(2027, 2, 9)), "ends": at(date(2027, 2, 9), 17)},
    )
    preview = preview_publication(YEAR, EVE, NOW, trial)
    assert [one.after.key for one in preview.becoming if one.moves] == [ART.key]

    await publish(store, EVE, NOW, preview.mark, trial=trial)

    year = await store.fetch_year()
    assert year.meeting_by_key[ART.key].starts == at(date(2027, 2, 9))
    assert year.meeting_by_key[HIDDEN.key].starts == HIDDEN.starts


async def test_a_trial_of_a_year_that_has_changed_is_not_published(store: SqlStore):
    trial = a_trial()
    await store.save_meetings([a_week_on(ART)])
    with pytest.raises(RefusedError) as refused:
        preview_publication(await store.fetch_year(), EVE, NOW, trial)
    assert str(refused.value) == CHANGED


async def test_a_trial_becomes_the_proposal_where_it_moves_nothing_published(store: SqlStore):
    put = {
        "kind": "put",
        "meeting": MATHS.key,
        "starts": at(date(2027, 2, 9)),
        "ends": at(date(2027, 2, 9), 17),
    }
    assert await propose(store, EVE, NOW, a_trial(YEAR, "eve", put)) >= 1

    year = await store.fetch_year()
    assert year.meeting_by_key[MATHS.key].starts == at(date(2027, 2, 9))
    assert year.meeting_by_key[MATHS.key].status is PROPOSED
    moving = {
        "kind": "put",
        "meeting": ART.key,
        "starts": at(date(2027, 2, 16)),
        "ends": at(date(2027, 2, 16), 17),
    }
    with pytest.raises(RefusedError, match="moves what is published"):
        await propose(store, EVE, NOW, a_trial(year, "eve", moving))
