"""Pages of groups and meetings show nobody what they may not see: everybody looks at every page of the marked year.

What carries which mark, and who may be told, is written down in tests.bot.marked_example, apart from trust.permissions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import FrameType
from typing import Any

import pytest
from builders import NOW

from termtime.pages.page import Ask
from termtime.pages.tables import write_csv
from termtime.pages.viewer import Viewer
from termtime.pages.views.group import make_group_page
from termtime.pages.views.groups import make_groups_page
from termtime.pages.views.meeting import make_meeting_page
from tests.bot.marked_example import (
    CONFIDENTIAL,
    GROUPS,
    HIDDEN,
    MEMBERS,
    NAMED,
    OPEN,
    PEOPLE,
    SPOKEN,
    a_marked_year,
    are_to_be_told,
    find_hidden,
    find_marks,
    find_relation,
    mark,
    may_be_told,
)
from tests.bot.redacted_example import make_year_seen_by
from tests.pages.laid_out import lay_out
from trust.groups import GroupKind
from trust.papers import AgendaItem
from trust.year import Year

# Who has an account with which one may come in; a stranger has none, and whoever left is turned away.
VIEWERS = tuple(person for person in PEOPLE if person not in ("stranger", "left"))
RULES = ("autumn-1", "moderation", "spring-1", "off", "spring-2", "summer-1")
TEMPLATES = {"groups": "groups.html", "group": "group.html", "meeting": "meeting.html"}


@cache
def load_year() -> Year:
    """The marked year, in which a member of each group has put an item forward for the meeting with a published agenda."""
    year = a_marked_year()
    agendas = tuple(
        one.model_copy(update={"proposed": (AgendaItem(title=f"Ribbons {mark('draftagenda', n)}", proposed_by=f"member{n}"),)})
        if one.items[0].title.endswith(mark("agenda", n))
        else one
        for one in year.agendas
        for n in [int(one.meeting.split("/")[1][-1])]
    )  # fmt: skip
    return year.model_copy(update={"agendas": agendas})


def find_asks() -> Iterator[tuple[str, Ask]]:
    """Every page there is, and every way to ask for the list."""
    yield "groups", Ask()
    for n in GROUPS:
        yield "groups", Ask(query={"q": SPOKEN[n]})
        yield "group", Ask({"group": mark("id", n)})
        for rule in RULES:
            path = {"year": "2026-27", "group": mark("id", n), "rule": rule}
            yield "meeting", Ask(path)
            yield "meeting", Ask(path, {"preview": "agenda"})
    for query in (
        {"kind": GroupKind.SUBJECT.value},
        {"phase": "secondary"},
        {"school": "oak"},
        {"q": "tremendous"},
    ):
        yield "groups", Ask(query=query)  # fmt: skip


def a_viewer_of(person: str, year: Year | None = None) -> Viewer:
    year = year or load_year()
    return Viewer(year, year.trust.person_by_id[person], NOW)


def make(page: str, viewer: Viewer, ask: Ask) -> Any:
    if page == "groups":
        return make_groups_page(viewer, ask)
    return make_group_page(viewer, ask) if page == "group" else make_meeting_page(viewer, ask)


def read_all(page: str, viewer: Viewer, ask: Ask, view: Any) -> str:
    """The page as a browser gets it, and all of its tables."""
    return "\n".join(
        [lay_out(TEMPLATES[page], viewer, ask, view), *(write_csv(table) for table in view.tables)]
    )


def show(person: str, year: Year | None = None) -> Iterator[tuple[str, Ask, Any, str]]:
    viewer = a_viewer_of(person, year)
    for page, ask in find_asks():
        view = make(page, viewer, ask)
        if view is not None:
            yield page, ask, view, read_all(page, viewer, ask, view)


@pytest.mark.parametrize("person", VIEWERS)
def test_no_mark_is_shown_to_whoever_may_not_see_it(person: str) -> None:
    leaks = []
    for page, ask, view, laid_out in show(person):
        said = laid_out + repr(view)
        if page == "meeting":
            # Whoever cannot come may send any colleague: those names are no secret, here alone.
            said = re.sub(r'<select id="delegate".*?</select>', "", laid_out) + repr(without_delegates(view))
        marks = find_marks(said) - find_marks(str(dict(ask.query)))
        leaks += [(page, ask, kind, n) for kind, n in marks if not may_see(person, kind, n)]
    assert leaks == []


def may_see(person: str, kind: str, n: int) -> bool:
    """What somebody put forward themselves is on no published agenda yet, and theirs to see."""
    own = kind == "draftagenda" and person == f"member{n}"
    return own or may_be_told((person,), kind, n)


def without_delegates(view: Any) -> Any:
    if view.own is None or view.own.apologies is None:
        return view
    form = replace(view.own.apologies, delegates=(), delegate="")
    return replace(view, own=replace(view.own, apologies=form))


@pytest.mark.parametrize("person", VIEWERS)
def test_who_replied_is_shown_as_far_as_the_bot_tells_it(person: str) -> None:
    leaks = [
        (ask, kind, n)
        for page, ask, view, _ in show(person)
        if page == "meeting" and view.replies
        for kind, n in find_marks(write_csv(view.replies.table))
        if not may_be_told((person,), kind, n, "replies")
    ]
    assert leaks == []


SHOWN = set(
    re.findall(
        r"\w+",
        """
        name contact partner chair cochair dates purpose title cancelled room join folder agenda agendaurl decision summary
        minutesurl coord member guest former action oldaction draftagenda draftagendaurl draftdecision draftsummary
        draftminutesurl sharedreason ownreason
        """,
    )
)


@pytest.mark.parametrize("person", VIEWERS)
def test_whatever_somebody_may_see_is_on_a_page(person: str) -> None:
    told = {one for _, _, _, laid_out in show(person) for one in find_marks(laid_out)}
    due = {(kind, n) for kind in SHOWN for n in GROUPS if are_to_be_told((person,), kind, n)}
    # Outside a group that is not open only that it is there is said, not who works with it.
    due -= {("partner", n) for n in GROUPS if find_relation(person, n) not in MEMBERS and n != OPEN}
    # Whom to ask is said to outsiders, and to members of it among the facts.
    due -= {("contact", n) for n in GROUPS if n != NAMED}
    assert due - told == set()


@pytest.mark.parametrize("person", ["staff", "lead", "former3", "guest1", "coord4", "visitor", "admin"])
def test_pages_are_those_of_a_year_without_what_may_not_be_seen(person: str) -> None:
    without = make_year_seen_by((person,))
    pages = [(page, ask, laid_out) for page, ask, _, laid_out in show(person, a_marked_year())]
    others = [(page, ask, laid_out) for page, ask, _, laid_out in show(person, without)]
    assert [one[:2] for one, other in zip(pages, others, strict=True) if one != other] == []


@pytest.mark.parametrize("person", VIEWERS)
def test_what_is_hidden_is_not_there(person: str) -> None:
    viewer, hidden = a_viewer_of(person), find_hidden((person,))
    listed = {row.id for section in make_groups_page(viewer, Ask()).sections for row in section.rows}
    assert listed == {mark("id", n) for n in GROUPS if n not in hidden}
    for n in GROUPS:
        there = make_group_page(viewer, Ask({"group": mark("id", n)})) is not None
        assert there == (n not in hidden)
        dated = may_be_told((person,), "dates", n)
        for rule in RULES:
            path = {"year": "2026-27", "group": mark("id", n), "rule": rule}
            assert (make_meeting_page(viewer, Ask(path)) is not None) == (dated and rule != "summer-1")


@pytest.mark.parametrize("person", ["staff", "lead", "former4", "guest1", "admin"])
def test_a_hidden_page_costs_the_very_steps_of_one_that_does_not_exist(person: str) -> None:
    def count(page: str, group: str) -> list[str]:
        path = {"year": "2026-27", "group": group, "rule": "spring-1"}
        return count_steps(lambda: make(page, a_viewer_of(person), Ask(path)))

    for page in ("group", "meeting"):
        # Once beforehand, so that what is remembered is remembered for both.
        count(page, "trumpet")
        assert count(page, mark("id", HIDDEN)) == count(page, "trumpet")


def count_steps(do: Any) -> list[str]:
    steps: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_globals.get("__name__", "").split(".")[0] in (
            "bot",
            "trust",
            "cards",
            "termtime",
        ):
            steps.append(frame.f_code.co_qualname)  # fmt: skip

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        assert do() is None
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize("person", VIEWERS)
def test_what_is_not_for_everybody_is_noted_as_seen(person: str) -> None:
    """A paper of a group that is not open, a draft, and everybody's replies are looked at under somebody's name."""
    secret = {"draftagenda", "draftdecision", "draftsummary", "sharedreason"}
    for page, _, view, laid_out in show(person):
        if page == "groups":
            continue
        marks = find_marks(laid_out)
        papers = {n for kind, n in marks if kind in secret or (kind in ("title", "purpose") and n != OPEN)}
        papers -= {n for n in papers if person == f"member{n}" and n == OPEN}
        for n in papers:
            assert any(mark("id", n) in seen for seen in view.saw)
        if person in ("staff", "lead") and not papers:
            assert view.saw == ()


@pytest.mark.parametrize(("n", "says"), [(CONFIDENTIAL, "confidential"), (NAMED, "whom to ask")])
def test_outsiders_are_told_why_they_see_no_more(n: int, says: str) -> None:
    view = make_group_page(a_viewer_of("staff"), Ask({"group": mark("id", n)}))
    assert view is not None
    assert says in view.withheld
    assert (view.purpose, view.facts, view.roster, view.agenda, view.minutes, view.actions) == ("", (), None, None, None, None)  # fmt: skip
    assert bool(view.offices) == bool(view.coming) == (n == CONFIDENTIAL)


def test_no_filter_tells_what_a_group_that_is_not_open_is_about() -> None:
    for query in ({"kind": "subject"}, {"phase": "secondary"}, {"school": "oak"}):
        page = make_groups_page(a_viewer_of("staff"), Ask(query=query))
        assert {row.id for section in page.sections for row in section.rows} == {mark("id", OPEN)}
    page = make_groups_page(a_viewer_of(f"member{HIDDEN}"), Ask(query={"kind": "subject"}))
    assert {row.id for section in page.sections for row in section.rows} == {
        mark("id", OPEN),
        mark("id", HIDDEN),
    }
