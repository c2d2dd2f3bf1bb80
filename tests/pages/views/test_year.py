"""The trust's year on a page: who sees which meetings in it, however it is kept, and that nothing goes missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from termtime.pages.page import Ask
from termtime.pages.tables import write_csv
from termtime.pages.viewer import Viewer
from termtime.pages.views.year import YearPage, make_year_page
from termtime.pages.views.year_filters import NOBODY
from tests.pages.example import a_viewer, the_year
from trust.meetings import MeetingStatus
from trust.membership import find_members, find_officers
from trust.permissions import Aspect
from trust.values import LONDON
from trust.year import Year

CHAIR, LEAD, GUEST, IT, INSIDER, DSL = (
    "Priya Raman",
    "Helen Marsden",
    "Dame Ruth Ashworth",
    "tomasz-nowak",
    "Adaeze Okafor",
    "martin-hale",
)
HIDDEN, CONFIDENTIAL = "case-review", "safeguarding"
WHOLE = {"view": "terms", "term": "year"}


def look(who: str | Viewer, **query: str) -> YearPage:
    page = make_year_page(who if isinstance(who, Viewer) else a_viewer(who), Ask({}, query))
    assert page is not None
    return page


def names(page: YearPage) -> list[str]:
    return [row[0].shown for row in page.tables[0].rows]


def without(group: str) -> Year:
    year = the_year()
    trust = year.trust.model_copy(
        update={"groups": tuple(g for g in year.trust.groups if g.id != group),
                "blackouts": tuple(b.model_copy(update={"groups": tuple(g for g in b.groups if g != group)})
                                   for b in year.trust.blackouts)}
    )  # fmt: skip
    meetings = tuple(m for m in year.meetings if m.group != group)
    return year.model_copy(update={"trust": trust, "meetings": meetings})


@pytest.mark.parametrize("who", [CHAIR, LEAD, GUEST, IT])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"month": "2026-11"},
        WHOLE,
        {**WHOLE, "group": HIDDEN},
        {**WHOLE, "person": "adaeze-okafor"},
        {**WHOLE, "school": "oakfield", "phase": "primary"},
        {**WHOLE, "format": "online"},
    ],
    ids=str,
)
def test_a_hidden_group_leaves_no_trace(who: str, query: dict[str, str]):
    assert look(who, **query) == look(a_viewer(who, year=without(HIDDEN)), **query)


def test_those_inside_see_a_restricted_group():
    name = the_year().trust.group_by_id[HIDDEN].name

    assert name in names(look(INSIDER, **WHOLE))
    assert set(names(look(INSIDER, **WHOLE, group=HIDDEN))) == {name}


def test_of_a_confidential_group_outsiders_see_when_it_meets_and_nothing_else():
    group = the_year().trust.group_by_id[CONFIDENTIAL]
    page = look(CHAIR, **WHOLE, group=CONFIDENTIAL)
    assert page.planner is not None
    [section] = page.planner.sections
    marks = [mark for _, cell in section.rows[0].cells for mark in cell]

    assert marks
    assert {(m.name, m.title, m.format, m.place, m.form) for m in marks} == {(group.name, "", None, "", "")}
    assert section.heading == "Groups that keep their papers to their members"
    assert {row[4].shown for row in page.tables[0].rows} == {""}


@pytest.mark.parametrize(
    "kept", [{"format": "online"}, {"phase": "primary"}, {"school": "oakfield"}], ids=str
)
def test_what_a_confidential_group_is_about_finds_it_for_members_alone(kept: dict[str, str]):
    group = the_year().trust.group_by_id[CONFIDENTIAL]
    members = [p.id for p in find_members(the_year().trust, group, a_viewer(LEAD).today)]

    assert group.name not in names(look(CHAIR, **WHOLE, **kept))
    assert group.name in names(look(members[0], **WHOLE, **kept))


@pytest.mark.parametrize("who", [GUEST, IT])
def test_term_dates_are_not_for_guests_nor_for_whoever_runs_the_service(who: str):
    month, planner = look(who, month="2026-12").month, look(who, **WHOLE).planner

    assert month is not None
    assert planner is not None
    assert not [day.notes for week in month.weeks for day in week if day.notes]
    assert not planner.holidays
    assert (planner.weeks[0].monday, planner.weeks[-1].monday) == (date(2026, 8, 31), date(2027, 8, 30))
    assert look(who).days_of == ""


def test_whoever_runs_the_service_sees_nobodys_year():
    page = look(IT, **WHOLE)

    assert page.count == "No meetings"
    assert [one.choices for one in page.filters.choices] == [()] * 4


def test_a_guest_sees_their_own_groups_and_may_choose_nothing_else():
    page, own = look(GUEST, **WHOLE), {group.name for group in a_viewer(GUEST).own_groups}

    assert set(names(page)) == own
    assert {said for _, said in page.filters.choices[0].choices} == own


@pytest.mark.parametrize("who", [CHAIR, LEAD, GUEST])
@pytest.mark.parametrize("sought", ["adaeze-okafor", "bronwen-pryce", "joel-mahmood", "priya-raman"])
def test_a_persons_meetings_are_those_whose_roster_or_chair_one_may_know(who: str, sought: str):
    viewer, year = a_viewer(who), the_year()
    page = look(viewer, **WHOLE, person=sought)
    person = year.trust.person_by_id[sought]
    expected = set()
    for meeting in viewer.meetings:
        group, day = year.trust.group_by_id[meeting.group], meeting.starts.date()
        officers = find_officers(year.trust, group, day)
        chairs = person in [*officers["chair"], *officers["co-chair"]]
        belongs = person in officers["coordinator"] or person in find_members(year.trust, group, day)
        may_tell = (viewer.may(Aspect.ROSTER, group) and belongs) or (
            viewer.may(Aspect.CHAIR, group) and chairs
        )
        if meeting.year == "2026-27" and may_tell:
            expected.add(meeting.key)

    known = page.filters.named.person is not None
    assert {row[0].href.removeprefix("/meetings/") for row in page.tables[0].rows} == (
        expected if known else set()
    )
    assert known or page.filters.named.note == NOBODY


def test_a_lead_is_told_more_of_a_person_than_their_colleagues_and_less_than_there_is():
    seen = {who: len(names(look(who, **WHOLE, person="adaeze-okafor"))) for who in (CHAIR, LEAD, INSIDER)}

    assert seen[CHAIR] <= seen[LEAD] < seen[INSIDER]


def test_a_guest_finds_nobody_whom_they_do_not_meet():
    stranger, nobody = (look(GUEST, person=typed) for typed in ("Priya Raman", "No Such Person"))

    assert stranger.filters.named.note == nobody.filters.named.note == NOBODY
    assert (stranger.count, stranger.like) == (nobody.count, nobody.like) == ("No meetings", ())
    assert not any("Priya" in name for name in stranger.filters.people)


def test_a_name_that_several_have_is_asked_about_with_a_way_to_each():
    page = look(CHAIR, view="month", month="2026-10", person="sam", phase="secondary")
    ways = [dict(parse_qsl(urlsplit(way.href).query)) for way in page.like]

    assert page.filters.named.note
    assert page.count == "No meetings"
    assert len(ways) > 1
    for query in ways:
        assert query == {"view": "month", "month": "2026-10", "phase": "secondary", "person": query["person"]}
        assert look(CHAIR, **query).filters.named.person is not None


@pytest.mark.parametrize(
    "typed", ["priya-raman", "priya raman", "Priya Raman, Fernvale Academy", "raman priya"]
)
def test_a_person_is_found_by_id_by_name_and_by_name_and_school(typed: str):
    person = look(CHAIR, person=typed).filters.named.person

    assert person is not None
    assert person.id == "priya-raman"


def test_what_the_year_is_kept_to_survives_every_way_to_look_at_it():
    kept = {"group": "maths-secondary", "school": "ashcombe", "phase": "secondary", "format": "online", "person": "priya-raman"}  # fmt: skip
    for place in ({"view": "month", "month": "2027-01"}, {"view": "terms", "term": "spring"}):
        page = look(CHAIR, **place, **kept)
        for way in (*page.where.tabs, *page.where.ways):
            assert kept.items() <= dict(parse_qsl(urlsplit(way.href).query)).items()
        assert dict(parse_qsl(urlsplit(page.clear).query)) == place
        assert names(page) in ([], ["Secondary Mathematics"])


@pytest.mark.parametrize("name", ["group", "school", "phase", "format"])
def test_a_choice_there_is_not_counts_for_none(name: str):
    assert look(CHAIR, **WHOLE, **{name: "no-such-thing"}) == look(CHAIR, **WHOLE)


@pytest.mark.parametrize(
    "query",
    [{"view": "weeks"}, {"month": "2026-13"}, {"month": "1999-01"}, {"month": "x"}, {"view": "terms", "term": "winter"}],
    ids=str,
)  # fmt: skip
def test_a_view_a_month_or_a_term_there_is_not_is_no_page(query: dict[str, str]):
    assert make_year_page(a_viewer(CHAIR), Ask({}, query)) is None


def test_terms_and_months_hold_every_meeting_once():
    viewer = a_viewer(LEAD)
    everything = sorted(m.key for m in viewer.meetings if m.year == "2026-27")

    def keys(page: YearPage) -> list[str]:
        return [row[0].href.removeprefix("/meetings/") for row in page.tables[0].rows]

    terms = [
        key for term in ("autumn", "spring", "summer") for key in keys(look(viewer, view="terms", term=term))
    ]
    starts = [date(2026 + (month < 9), month, 1) for month in range(1, 13)]
    months = [key for day in starts for key in keys(look(viewer, month=f"{day:%Y-%m}"))]
    assert sorted(terms) == sorted(months) == sorted(keys(look(viewer, **WHOLE))) == everything


@pytest.mark.parametrize("query", [{"month": "2026-11"}, {"view": "terms", "term": "autumn"}, WHOLE], ids=str)
def test_the_grid_the_list_the_file_and_the_count_agree(query: dict[str, str]):
    page = look(LEAD, **query)
    if page.month:
        drawn = [m for week in page.month.weeks for day in week for m in (*day.marks, *day.folded)]
    else:
        assert page.planner is not None
        rows = [row for section in page.planner.sections for row in section.rows]
        drawn = [mark for row in rows for _, marks in row.cells for mark in marks]
        for row in rows:
            for week, marks in row.cells:
                assert all(timedelta(0) <= m.starts.date() - week.monday < timedelta(7) for m in marks)
    file = write_csv(page.tables[0]).splitlines()

    assert sorted(mark.name for mark in drawn) == sorted(names(page))
    assert len(file) == len(drawn) + 1
    assert page.count.startswith(f"{len(drawn)} meetings of {len(set(names(page)))} groups")


def change(status: MeetingStatus, starts: datetime) -> Year:
    """Give the year with the chair's spring meeting at another time, or called off."""
    year = the_year()
    return year.model_copy(
        update={"meetings": tuple(
            m.model_copy(update={"status": status, "starts": starts, "ends": starts + timedelta(hours=1)})
            if m.key == "2026-27/maths-secondary/spring-1" else m
            for m in year.meetings
        )}
    )  # fmt: skip


def test_a_meeting_on_a_saturday_brings_the_weekend_and_one_called_off_is_said_to_be():
    saturday = datetime(2027, 1, 23, 10, tzinfo=LONDON)
    page = look(a_viewer(CHAIR, year=change(MeetingStatus.CANCELLED, saturday)), month="2027-01")
    usual = look(CHAIR, month="2027-01")
    assert page.month is not None
    assert usual.month is not None
    [mark] = [m for week in page.month.weeks for day in week for m in day.marks if day.day == saturday.date()]

    assert (len(page.month.weekdays), len(usual.month.weekdays)) == (7, 5)
    assert mark.look.split() == ["online", "off", "own"]
    assert "cancelled" in mark.words
    assert "1 of them cancelled" in page.count
    assert [row[6].shown for row in page.tables[0].rows if row[0].shown == "Secondary Mathematics"] == [
        "cancelled"
    ]


def test_a_meeting_nobody_has_announced_is_not_in_the_year():
    proposed = change(MeetingStatus.PROPOSED, datetime(2027, 1, 20, 15, 45, tzinfo=LONDON))

    for who in (CHAIR, LEAD):
        assert names(look(a_viewer(who, year=proposed), month="2027-01", group="maths-secondary")) == []


def test_a_busy_day_folds_what_is_past_the_first_few():
    month = look(LEAD, month="2026-12").month
    assert month is not None
    [day] = [day for week in month.weeks for day in week if day.day == date(2026, 12, 10)]

    assert len(day.marks) == 3
    assert len(day.folded) > 1
    assert not [d for week in month.weeks for d in week if not d.inside and (d.marks or d.notes)]


def find_notes(page: YearPage) -> dict[date, list[tuple[str, str]]]:
    assert page.month is not None
    days = [day for week in page.month.weeks for day in week]
    return {day.day: [(note.kind, note.name) for note, _ in day.notes] for day in days if day.notes}


def test_days_are_told_of_ones_own_school_of_the_chosen_one_or_of_all():
    own, chosen, central = look(CHAIR), look(CHAIR, school="larkrise"), look(LEAD)
    assert (own.days_of, chosen.days_of, central.days_of) == (
        "Fernvale Academy",
        "Larkrise Primary School",
        "all schools",
    )
    october = {page: find_notes(look(who, month="2026-10", **query)) for page, who, query in (
        ("own", CHAIR, {}), ("chosen", CHAIR, {"school": "larkrise"}), ("central", LEAD, {}),
    )}  # fmt: skip

    assert october["own"][date(2026, 10, 26)] == [("holiday", "October half-term")]
    assert october["own"][date(2026, 10, 23)] == [("inset", "INSET: School improvement")]
    assert date(2026, 10, 19) not in october["own"]
    assert october["chosen"][date(2026, 10, 19)] == [("holiday", "October half-term")]
    assert october["chosen"][date(2026, 10, 16)] == [("inset", "INSET: School improvement")]
    assert ("avoid", "Autumn parents' evening") in october["chosen"][date(2026, 10, 13)]
    assert october["central"][date(2026, 10, 19)] == [("some", "October half-term (Westmarch Council)")]
    assert october["central"][date(2026, 10, 5)] == [("closed", "Trust staff day")]
    assert all(kind != "inset" for notes in october["central"].values() for kind, _ in notes)


def test_a_groups_own_closed_days_are_told_where_it_is_chosen_and_may_be_known_of():
    march = {"month": "2027-03"}
    conference = ("closed", "Fernshire schools' safeguarding conference")
    insider = look(INSIDER, **march, group=CONFIDENTIAL)

    assert conference in find_notes(insider)[date(2027, 3, 9)]
    for page in (
        look(INSIDER, **march),
        look(CHAIR, **march, group=CONFIDENTIAL),
        look(CHAIR, **march, group=HIDDEN),
    ):
        assert conference not in find_notes(page).get(date(2027, 3, 9), [])


def test_a_week_in_which_all_schools_are_off_is_told_from_one_in_which_some_are():
    planner = look(LEAD, view="terms", term="spring").planner
    assert planner is not None
    told = {week.monday: (week.whole, week.holiday) for week in planner.weeks if week.holiday}

    assert told[date(2027, 2, 8)] == (False, "February half-term (Westmarch Council)")
    assert told[date(2027, 2, 15)] == (False, "February half-term (Fernshire County Council)")
    assert look(CHAIR, view="terms", term="spring").planner.holidays == (("February half-term", ("15 Feb",)),)  # type: ignore[union-attr]


def test_the_month_of_today_and_the_term_of_today_come_first():
    month, terms = look(CHAIR), look(CHAIR, view="terms")
    summer = a_viewer(CHAIR, at=datetime(2027, 8, 10, 9, tzinfo=LONDON))

    assert (month.where.heading, terms.where.heading) == ("December 2026", "Autumn term, 2026-27")
    assert look(summer, view="terms").where.heading == "Summer term, 2026-27"
    assert look(summer).where.heading == "August 2027"
    assert [way.name for way in look(CHAIR, month="2027-03").where.ways] == [
        "February 2027",
        "April 2027",
        "This month",
    ]
