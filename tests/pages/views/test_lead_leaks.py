"""The lead's pages are a trust lead's alone, and count nothing a lead may not see: everybody looks at the marked year.

What carries which mark, and who may be told, is written down in tests.bot.marked_example, apart from trust.permissions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from builders import NOW

from bot.ports import Desk
from graph_sync.kinds import Kind
from termtime.pages.page import Ask
from termtime.pages.tables import write_csv
from termtime.pages.viewer import Viewer
from termtime.pages.views.deliveries import Ledger, make_deliveries_page
from termtime.pages.views.drift import make_drift_page
from termtime.pages.views.fairness import make_fairness_page, work_out_fairness
from termtime.pages.views.health import Kept, make_health_page
from termtime.pages.views.reach import make_reach_page, work_out_reach
from termtime.store.runs import LoggedChange, LoggedRun
from tests.bot.marked_example import (
    CONFIDENTIAL,
    GROUPS,
    HIDDEN,
    IN_EVERY,
    NAMED,
    OPEN,
    PEOPLE,
    a_marked_year,
    find_marks,
    mark,
    may_be_told,
    name_key,
    some_matters,
)
from tests.bot.redacted_example import make_year_seen_by
from tests.pages.laid_out import lay_out
from trust.audiences import Audience, AudienceKind, Broadcast
from trust.deeds.requests import Needs, Request
from trust.deeds.values import CancelMeeting
from trust.nudges import NudgeKind, Row, State
from trust.papers import Minutes
from trust.year import Year

VIEWERS = tuple(person for person in PEOPLE if person not in ("stranger", "left"))
LEADS = ("lead", IN_EVERY)


class Look(NamedTuple):
    template: str
    make: Callable[..., Any]
    fetched: Callable[[Viewer], Any]
    ask: Ask = Ask()


def some_rows() -> tuple[Row, ...]:
    """A message of every kind to a member, a guest and whoever was silent, about each group and each of its meetings."""
    about = [*(mark("id", n) for n in GROUPS)]
    about += [name_key(n, rule) for n in GROUPS for rule in ("moderation", "spring-1", "summer-1")]
    rows = [
        Row(key=f"{kind}/{one}", person=f"{who}{one.split('zqxid')[1][0]}", kind=kind, about=one,
            due=NOW - timedelta(days=1), outcome=State.FAILED, why="blocked", at=NOW)
        for kind in NudgeKind if kind is not NudgeKind.BROADCAST for one in about for who in ("member", "coord")
    ]  # fmt: skip
    rows += [
        Row(key=f"broadcast/{sent.id}", person=f"{who}{n}", kind=NudgeKind.BROADCAST, about=sent.id, due=NOW,
            outcome=State.SENT, at=NOW)
        for sent in some_broadcasts() for n in GROUPS for who in ("chair", "cochair")
        if sent.audience.group_id in ("", mark("id", n)) and not (sent.id == "hidden" and n != HIDDEN)
    ]  # fmt: skip
    return tuple(rows)


def some_broadcasts() -> tuple[Broadcast, ...]:
    """To everyone's chairs, as somebody sees them who belongs everywhere; and to each group."""
    chairs = Broadcast(id="chairs", by=IN_EVERY, audience=Audience(kind=AudienceKind.BOTH), text="x", at=NOW)
    of_groups = [
        Broadcast(id=f"g{n}", by=f"chair{n}", text="x", at=NOW,
                  audience=Audience(kind=AudienceKind.WITHOUT_REPLY, meeting=name_key(n, "spring-1")))
        for n in GROUPS
    ]  # fmt: skip
    return (chairs, *of_groups)


def a_run() -> LoggedRun:
    def change(kind: Kind, key: str, title: str) -> LoggedChange:
        return LoggedChange(verb="update", kind=kind, key=key, title=title, reason="", mails=0, outcome="failed",
                            why="refused", until="")  # fmt: skip

    changes = [change(Kind.EVENT, name_key(n, "spring-1"), f"Gathering {mark('title', n)}") for n in GROUPS]
    changes += [change(Kind.LIST, mark("id", n), mark("name", n)) for n in GROUPS]
    changes += [
        change(Kind.FILE, f"{name_key(n, 'moderation')}/drafts/minutes", mark("draftsummary", n))
        for n in GROUPS
    ]
    return LoggedRun(started=NOW, finished=NOW, changes=(*changes, change(Kind.FOLDER, "2026-27", "2026-27")))


def make_kept(viewer: Viewer) -> Kept:
    moved = {name_key(n, "spring-1"): NOW for n in GROUPS}
    return Kept(moved, Desk(some_matters()), some_rows(), some_broadcasts())


LOOKS = {
    "health": Look("lead_health.html", make_health_page, make_kept),
    "reach": Look("lead_reach.html", make_reach_page, work_out_reach, Ask(query={"kind": "all"})),
    "fairness": Look("lead_fairness.html", make_fairness_page, work_out_fairness),
    "drift": Look("lead_drift.html", make_drift_page, lambda _: Desk(some_matters())),
    "deliveries": Look(
        "lead_deliveries.html",
        make_deliveries_page,
        lambda _: Ledger(some_rows(), some_broadcasts(), a_run()),
    ),
}


@cache
def load_year() -> Year:
    """The marked year; somebody who belongs everywhere is a lead too, and a meeting of each group is to be called off."""
    return add_requests(a_marked_year(), GROUPS)


def add_requests(year: Year, groups: tuple[int, ...]) -> Year:
    keys = [name_key(n, "spring-1") for n in groups]
    requests = tuple(
        Request(deed=CancelMeeting(meeting=key, reason=f"Gone {mark('title', n)}", was=year.meeting_by_key[key].starts),
                by=f"chair{n}", at=NOW - timedelta(days=1), needs=Needs.SECOND)
        for n, key in zip(groups, keys, strict=True) if key in year.meeting_by_key
    )  # fmt: skip
    settings = year.trust.settings.model_copy(update={"leads": (*LEADS, "admin")})
    return year.model_copy(
        update={"trust": year.trust.model_copy(update={"settings": settings}), "requests": requests}
    )


def look(name: str, person: str, year: Year | None = None) -> Any:
    year = year or load_year()
    viewer = Viewer(year, year.trust.person_by_id[person], NOW)
    one = LOOKS[name]
    return one.make(viewer, one.ask, one.fetched(viewer))


def read_all(name: str, person: str, year: Year | None = None) -> str:
    year = year or load_year()
    viewer, one = Viewer(year, year.trust.person_by_id[person], NOW), LOOKS[name]
    view = look(name, person, year)
    return "\n".join(
        [lay_out(one.template, viewer, one.ask, view), *(write_csv(t) for t in view.tables), repr(view)]
    )


@pytest.mark.parametrize("name", LOOKS)
def test_there_is_no_such_page_for_anybody_but_a_lead(name: str) -> None:
    # Whoever runs the service does not become a lead by being named as one.
    assert [person for person in VIEWERS if look(name, person) is not None] == [*LEADS]


@pytest.mark.parametrize("person", LEADS)
@pytest.mark.parametrize("name", LOOKS)
def test_no_mark_is_shown_to_a_lead_who_may_not_see_it(name: str, person: str) -> None:
    marks = find_marks(read_all(name, person))
    # A lead settles what was changed by hand in open groups, and in confidential ones that they belong to.
    settled = {("change", OPEN), ("change", CONFIDENTIAL)} if person == IN_EVERY else set()
    assert {(kind, n) for kind, n in marks if not may_be_told((person,), kind, n)} - settled == set()


@pytest.mark.parametrize("name", LOOKS)
def test_pages_are_those_of_a_year_without_what_may_not_be_seen(name: str) -> None:
    seen = add_requests(make_year_seen_by(("lead",)), (OPEN,))
    # Leads are told whether minutes were saved, as in their digest, and nothing of what a draft says.
    saved = Minutes(
        meeting=name_key(OPEN, "moderation"),
        saved=load_year().minutes_by_meeting[name_key(OPEN, "moderation")].saved,
    )
    without = seen.model_copy(update={"minutes": (*seen.minutes, saved)})
    assert read_all(name, "lead") == read_all(name, "lead", without)


def test_figures_say_what_they_count() -> None:
    assert (
        "dates of the 2 groups you may see; papers, actions and people of 1 of them"
        in look("health", "lead").scope
    )
    assert look("health", IN_EVERY).scope == "Counted here: the 4 groups you may see."


def test_looking_at_dates_of_a_confidential_group_is_noted_and_at_an_open_one_not() -> None:
    assert look("health", "lead").saw == (mark("id", CONFIDENTIAL),)
    assert look("reach", "lead").saw == look("fairness", "lead").saw == look("deliveries", "lead").saw == ()
    assert set(look("reach", IN_EVERY).saw) == {mark("id", n) for n in (CONFIDENTIAL, NAMED, HIDDEN)}


def find_messages(person: str) -> Iterator[tuple[str, ...]]:
    table = next(table for table in look("deliveries", person).tables if table.name == "messages")
    for row in table.rows:
        yield tuple(cell.shown for cell in row)


def test_nobody_reads_from_the_ledger_who_has_not_replied() -> None:
    told = {(row[1], row[2]) for row in find_messages("lead")}
    assert {who for who, kind in told if kind in ("Reply wanted", "Reminder")} == {"a member"}
    assert "Found in word" not in {kind for _, kind in told}


def test_messages_to_chairs_are_counted_as_far_as_one_may_know_who_chairs() -> None:
    def count(person: str) -> dict[str, int]:
        table = next(table for table in look("deliveries", person).tables if table.name == "broadcasts")
        return {row[2].shown: int(row[3].shown) for row in table.rows if row[2].shown.startswith("all")}

    assert count("lead") == {"all chairs and co-chairs": 4}
    assert count(IN_EVERY) == {"all chairs and co-chairs": 8}


def test_broadcast_to_those_without_a_reply_counts_and_names_nobody() -> None:
    rows = [row for row in find_messages("lead") if row[2] == "Broadcast" and row[1] == "a member"]
    assert len(rows) == 2
