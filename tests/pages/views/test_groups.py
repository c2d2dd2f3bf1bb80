from __future__ import annotations

import pytest
from builders import a_group, a_school

from termtime.pages.page import Ask
from termtime.pages.tables import write_csv
from termtime.pages.views.groups import KEPT, MINE, GroupsPage, draws_on, make_groups_page
from tests.pages.example import a_viewer, the_year
from trust.groups import GroupKind
from trust.places import Phase


def look(who: str = "Priya Raman", **query: str) -> GroupsPage:
    return make_groups_page(a_viewer(who), Ask(query=query))


def list_ids(page: GroupsPage) -> set[str]:
    return {row.id for section in page.sections for row in section.rows}


def test_own_groups_come_first_then_kinds_then_those_that_keep_to_themselves() -> None:
    page = look()
    headings = [section.heading for section in page.sections]
    assert (headings[0], headings[-1]) == (MINE, KEPT)
    assert [row.id for row in page.sections[0].rows] == ["maths-secondary", "chairs"]
    maths = page.sections[0].rows[0]
    assert maths.offices[0].words == "Priya Raman"
    assert maths.next is not None
    assert maths.next_href == "/meetings/2026-27/maths-secondary/spring-1"
    assert page.count == "50 groups"


def test_a_group_that_is_hidden_is_not_counted_listed_or_found() -> None:
    year = the_year()
    hidden = next(g for g in year.trust.groups if g.id == "case-review")
    without = year.model_copy(update={"trust": year.trust.model_copy(
        update={"groups": tuple(g for g in year.trust.groups if g is not hidden)})})  # fmt: skip
    for query in ({}, {"q": "Case review"}, {"q": hidden.name}, {"kind": hidden.kind.value}):
        assert look(**query) == make_groups_page(a_viewer("Priya Raman", year=without), Ask(query=query))


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({"q": "numeracy"}, {"maths-secondary"}),
        ({"q": "DSL"}, {"safeguarding"}),
        ({"q": "hstory"}, {"history-secondary", "humanities-primary"}),
        ({"q": "JCC", "kind": "network"}, set()),
        ({"q": "resilience"}, {"resilience"}),
        ({"kind": "forum"}, {"chairs-forum"}),
        ({"kind": "year-team", "phase": "secondary"}, set()),
        ({"kind": "nonsense", "q": "pshe"}, {"pshe"}),
    ],
)
def test_groups_are_found_by_name_alias_or_slip_and_kept_to_a_kind_or_phase(
    query: dict[str, str], finds: set[str]
) -> None:
    assert list_ids(look(**query)) == finds


def test_a_name_nobody_goes_by_is_answered_with_those_that_sound_like_it() -> None:
    page = look(q="Safgarding Leeds")
    assert "safeguarding" in list_ids(page) | {row.id for row in page.near}
    nothing = look(q="zzzz qqqq")
    assert (nothing.sections, nothing.near) == ((), ())


def test_a_school_is_drawn_on_by_its_phase_or_by_name() -> None:
    trust = the_year().trust
    secondary = next(s for s in trust.schools if s.phase is Phase.SECONDARY)
    assert draws_on(trust, a_group(phases=(Phase.SECONDARY,)), secondary)
    assert not draws_on(trust, a_group(phases=(Phase.PRIMARY,)), secondary)
    assert draws_on(trust, a_group(), secondary)
    assert not draws_on(trust, a_group(schools=("elsewhere",)), secondary)
    assert not draws_on(trust, a_group(schools=(secondary.id,)), a_school("elsewhere"))
    drawn = list_ids(look(school=secondary.id))
    assert "maths-secondary" in drawn
    assert "maths-primary" not in drawn


def test_the_list_can_be_taken_away() -> None:
    lines = write_csv(look(kind=GroupKind.SUBJECT.value).tables[0]).splitlines()
    assert lines[0] == "Group,Mine,Kind,Phases,Chair,Co-chair,Next meeting,Open to,Ask"
    assert len(lines) == 1 + len(list_ids(look(kind=GroupKind.SUBJECT.value)))
    [maths] = [line for line in lines if line.startswith("Secondary Mathematics")]
    assert "yes" in maths
    assert "Priya Raman" in maths


def test_an_it_administrator_and_a_visiting_guest_are_shown_no_group_of_others() -> None:
    [administrator] = the_year().trust.settings.it_administrators
    assert list_ids(look(administrator)) == {g.id for g in a_viewer(administrator).own_groups}
