from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import NOW

from bot.verification import RefusedRequestError
from scheduler.rules import Rule
from scheduler.scenario import Avoid, Compromise, Keep, Put, Question
from termtime.pages.page import Ask
from termtime.pages.planning_posts import PLANNING_POSTS
from termtime.pages.tables import write_csv
from termtime.pages.views.planning import (
    Appraised,
    appraise,
    fetch_appraisal,
    find_viewer_scope,
    make_planning_page,
)
from termtime.pages.views.planning_compare import make_compare_page
from termtime.pages.views.planning_publish import fetch_preview, make_publish_page
from termtime.pages.views.planning_trials import (
    fetch_trial,
    fetch_trials,
    make_trial_page,
    make_trials_page,
    may_see,
)
from termtime.pages.views.planning_why import fetch_times, make_why_page
from termtime.pages.views.planning_words import explain_compromises
from termtime.scenarios import work_out_next
from termtime.store import SqlStore, open_store
from termtime.store.scenarios import Scenario, State
from tests.termtime.planned import ART, DISCREET, HIDDEN, MATHS, at, plan_small_year, view
from trust.auditing import AuditKind
from trust.meetings import MeetingStatus
from trust.values import RefusedError

YEAR = plan_small_year()
WITHOUT = plan_small_year(secret=False)
EVE, FAY = view(YEAR), view(YEAR, "fay")
DAY = MATHS.starts.date()
NOT_LEADS = ("ada", "dee", "it")
WHY = Ask(dict(zip(("year", "group", "rule"), MATHS.key.split("/"), strict=True)))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with await open_store(f"sqlite:///{tmp_path}/year.db") as opened:
        await opened.save_year(YEAR)
        yield opened


async def post(store: SqlStore, path: str, viewer=EVE, **form: str):
    return await PLANNING_POSTS[path](SimpleNamespace(store=store), viewer, form)


async def make_year(store: SqlStore, viewer=EVE, **query: str):
    ask = Ask({}, query)
    return make_planning_page(viewer, ask, await fetch_appraisal(store, viewer, ask))


async def make_why(store: SqlStore, viewer, key: str = MATHS.key):
    ask = Ask(dict(zip(("year", "group", "rule"), key.split("/"), strict=True)))
    return make_why_page(viewer, ask, await fetch_times(store, viewer, ask))


@pytest.mark.parametrize("who", NOT_LEADS)
async def test_for_whoever_is_no_lead_there_is_no_planning(store: SqlStore, who):
    viewer = view(YEAR, who)
    assert await make_year(store, viewer) is None
    assert await make_why(store, viewer) is None
    assert make_trials_page(viewer, Ask(), await fetch_trials(store, viewer, Ask())) is None
    assert make_trial_page(viewer, Ask(), await fetch_trial(store, viewer, Ask({"id": "x"}))) is None
    assert make_compare_page(viewer, Ask(), ()) is None
    assert make_publish_page(viewer, Ask(), await fetch_preview(store, viewer, Ask())) is None


@pytest.mark.parametrize("path", PLANNING_POSTS)
@pytest.mark.parametrize("who", NOT_LEADS)
async def test_whoever_is_no_lead_can_ask_for_nothing(store: SqlStore, path, who):
    with pytest.raises(RefusedRequestError) as refused:
        await post(store, path, view(YEAR, who), mark="x", trial="x")
    assert refused.value.status == 404
    assert (await store.fetch_year()).meetings == (await store.fetch_year()).meetings
    assert (await store.fetch_year()).meeting_by_key[MATHS.key].status is MeetingStatus.PROPOSED


@pytest.mark.parametrize(
    "query", [{}, {"by": "week"}, {"only": "1"}, {"group": "secret"}, {"state": "proposed"}]
)
async def test_a_group_one_may_not_know_of_leaves_the_year_as_if_it_did_not_exist(store: SqlStore, query):
    with_it, without = await make_year(store, EVE, **query), await make_year(store, view(WITHOUT), **query)
    assert with_it == without
    assert with_it is not None
    everything = f"{with_it}{[write_csv(table) for table in with_it.tables]}"
    assert not any(word in everything for word in ("secret", "Secret", "Hush"))


async def test_why_a_date_takes_no_notice_of_what_one_may_not_know_of(store: SqlStore):
    assert await make_why(store, EVE) == await make_why(store, view(WITHOUT))


@pytest.mark.parametrize("key", [HIDDEN.key, DISCREET.key, "2026-27/nonsense/spring-1"])
async def test_there_is_no_why_for_what_one_does_not_see_the_members_of(store: SqlStore, key):
    assert await make_why(store, EVE, key) is None


async def test_of_a_confidential_group_the_dates_are_shown_and_nothing_else(store: SqlStore):
    page = await make_year(store)
    [row] = [row for part in page.parts for row in part.rows if row.meeting.key == DISCREET.key]
    assert (row.group, row.title, row.why, row.reasons) == ("Quiet", "", "", ())
    assert page.saw == ("quiet",)
    assert "Softly" not in "".join(write_csv(table) for table in page.tables)


async def test_the_year_counts_what_is_proposed_and_what_is_published(store: SqlStore):
    page = await make_year(store)
    assert (page.proposed, page.published) == (2, 1)
    assert {one.group for one in page.missing} == {"Maths", "Art"}


def test_only_compromises_leaves_meetings_that_give_something_up():
    price = Compromise(rule=Rule.AWAY, cost=8, meetings=(ART.key,), people=("ada",))
    page: Any = make_planning_page(EVE, Ask({}, {"only": "1"}), Appraised((price,), (), None))

    [row] = [row for part in page.parts for row in part.rows]
    assert (row.meeting, row.cost, page.shown, page.cost) == (ART, 8, 1, 8)
    assert row.reasons[0].words == ("Ada not working that day.",)


async def test_a_certificate_is_asked_for_once_and_then_shown(store: SqlStore):
    page = await make_year(store)
    assert page.working
    assert await work_out_next(store, lambda: NOW)
    assert not await work_out_next(store, lambda: NOW)

    page = await make_year(store)
    assert not page.working
    assert page.standing.result.certificate.cost == page.cost
    # Another lead who sees as much is shown the same one.
    assert (await make_year(store, FAY)).standing == page.standing
    assert await fetch_trials(store, EVE, Ask()) == ()


async def test_every_time_of_the_window_is_told_with_its_price_or_what_forbids_it(store: SqlStore):
    page = await make_why(store, EVE)
    [now] = [time for time in page.possible if time.here]
    assert (now.starts, now.more) == (MATHS.starts, 0)
    assert page.movable
    assert len(page.bars) == len(page.tables[0].rows)
    assert [bar.kind for bar in page.bars].count("here") == 1
    assert len(page.tables[0].rows) == len(page.possible) + page.more + sum(
        row[1].value for row in page.forbidden.rows
    )


async def test_a_compromise_is_told_in_the_judges_words_with_the_planners_price():
    _, (compromises, faults) = appraise(EVE, find_viewer_scope(EVE))
    reasons = explain_compromises(YEAR.trust, compromises, faults)
    assert sum(reason.cost for reason in reasons) == sum(one.cost for one in compromises)
    told = [words for reason in reasons for words in reason.words]
    assert all(fault.why in told for fault in faults)


def test_a_price_the_judge_has_no_sentence_for_is_told_with_whom_it_costs():
    [reason] = explain_compromises(
        YEAR.trust,
        [Compromise(rule=Rule.CLASH, cost=40, meetings=(MATHS.key,), people=("ada", "ada", "ben"))],
        (),
    )
    assert reason.words == ("Ada and Ben needed in another meeting.",)


async def test_wishes_gather_in_one_draft(store: SqlStore):
    said = await post(store, "/planning/wish", kind="keep", meeting=MATHS.key)
    await post(store, "/planning/wish", kind="avoid", meeting=MATHS.key, first="2027-01-19")
    await post(store, "/planning/wish", kind="avoid", about="group:art", first="2027-01-20", week="1")
    await post(store, "/planning/wish", kind="put", about=ART.key, first="2027-02-09", at="16:00")

    [draft] = await fetch_trials(store, EVE, Ask())
    assert said.to == f"/planning/what-if/{draft.id}"
    assert draft.question.wishes == (
        Keep(meeting=MATHS.key),
        Avoid(meeting=MATHS.key, first=DAY, last=DAY),
        Avoid(group="art", first=date(2027, 1, 18), last=date(2027, 1, 24)),
        Put(meeting=ART.key, starts=at(date(2027, 2, 9), 16, 0), ends=at(date(2027, 2, 9), 17, 15)),
    )
    page = make_trial_page(EVE, Ask(), draft)
    assert page.wishes[0] == "Maths, Spring meeting: stays where it is"
    await post(store, "/planning/unwish", trial=draft.id, number="1")
    [draft] = await fetch_trials(store, EVE, Ask())
    assert len(draft.question.wishes) == 3


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "avoid", "first": "soon"},
        {"kind": "nonsense"},
        {"kind": "put", "about": MATHS.key, "first": "2027-02-09"},
        {"kind": "put", "meeting": MATHS.key, "starts": "x", "ends": "y"},
        {"kind": "keep", "meeting": HIDDEN.key},
        {"kind": "put", "about": HIDDEN.key, "first": "2027-02-09", "at": "16:00"},
        {"kind": "avoid", "about": "group:secret", "first": "2027-02-09"},
    ],
)
async def test_a_wish_that_cannot_be_is_refused_and_nothing_kept(store: SqlStore, form):
    with pytest.raises(RefusedError):
        await post(store, "/planning/wish", **form)
    assert [one.question.wishes for one in await fetch_trials(store, EVE, Ask())] in ([], [()])


async def work_out(store: SqlStore, **form: str) -> Scenario:
    said = await post(store, "/planning/wish", kind="avoid", meeting=MATHS.key, first="2027-01-19")
    trial = said.to.rsplit("/", 1)[1]
    await post(store, "/planning/work-out", trial=trial, **form)
    assert await work_out_next(store, lambda: NOW)
    found = await fetch_trial(store, EVE, Ask({"id": trial}))
    assert found is not None
    return found


async def test_a_trial_says_what_moves_and_is_published_as_previewed(store: SqlStore):
    trial = await work_out(store, name="Not that day")
    page = make_trial_page(EVE, Ask(), trial)
    assert page.title == "Not that day"
    assert page.tally.replanned == 1
    assert page.moves.rows[0][0].shown == "Art" or any(row[0].shown == "Maths" for row in page.moves.rows)

    preview = make_publish_page(EVE, Ask(), await fetch_preview(store, EVE, Ask({}, {"trial": trial.id})))
    said = await post(store, "/planning/publish", trial=trial.id, mark=preview.mark)

    assert said.to == "/planning"
    year = await store.fetch_year()
    assert year.meeting_by_key[MATHS.key].starts.date() != DAY
    [entry] = await store.audit.fetch(kind=AuditKind.PUBLISHED)
    assert entry.by == "eve"
    # Worked out on a year that is no more.
    assert make_trial_page(view(year), Ask(), trial).stale


async def test_publishing_without_a_preview_is_refused(store: SqlStore):
    with pytest.raises(RefusedError, match="has changed since you looked"):
        await post(store, "/planning/publish", mark="guessed")


async def test_trials_side_by_side(store: SqlStore):
    one = await work_out(store, name="Few moves")
    two = await work_out(store, name="Anew", how="anew")
    found = await fetch_trials(store, EVE, Ask())
    page = make_compare_page(EVE, Ask({}, {f"c-{one.id}": "1", f"c-{two.id}": "1"}), found)

    assert [column.heading for column in page.figures.columns][:2] == ["Figure", "As it stands"]
    assert {column.heading for column in page.figures.columns[2:]} == {"Few moves", "Anew"}
    assert page.figures.rows[0][0].value == "Cost"
    assert make_compare_page(EVE, Ask({}, {"c-nonsense": "1"}), found) is None


async def test_another_lead_sees_a_trial_but_not_a_draft_and_changes_neither(store: SqlStore):
    trial = await work_out(store)
    await post(store, "/planning/begin")
    assert [one.id for one in await fetch_trials(store, FAY, Ask())] == [trial.id]
    with pytest.raises(RefusedError, match="Only whoever began"):
        await post(store, "/planning/discard", FAY, trial=trial.id)

    said = await post(store, "/planning/copy", FAY, trial=trial.id)
    copy = await store.scenarios.fetch(said.to.rsplit("/", 1)[1])
    assert (copy.by, copy.state, copy.question.wishes) == ("fay", State.DRAFT, trial.question.wishes)


async def test_what_was_worked_out_on_more_than_one_sees_is_not_there(store: SqlStore):
    question = Question(seen=("art", "maths", "secret"))
    fuller = Scenario(id="x", by="fay", at=NOW, question=question, state=State.DONE, touched=NOW)
    await store.scenarios.add(fuller)
    assert not may_see(EVE, fuller)
    assert await fetch_trial(store, EVE, Ask({"id": "x"})) is None
    assert await fetch_preview(store, EVE, Ask({}, {"trial": "x"})) is None
    assert await fetch_trials(store, EVE, Ask()) == ()


async def test_three_at_a_time_are_worked_out_for_one_lead(store: SqlStore):
    for _ in range(3):
        said = await post(store, "/planning/begin")
        await post(store, "/planning/work-out", trial=said.to.rsplit("/", 1)[1])
    said = await post(store, "/planning/begin")
    with pytest.raises(RefusedError, match="Three of your what-ifs"):
        await post(store, "/planning/work-out", trial=said.to.rsplit("/", 1)[1])


def test_a_year_without_a_cost_is_told_as_such():
    page: Any = make_planning_page(EVE, Ask(), Appraised((), (), None))
    assert page.cost == 0
    assert page.costs.rows == ()
