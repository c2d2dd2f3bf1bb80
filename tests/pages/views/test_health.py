from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust, some_settings

from bot.ports import Desk
from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.health import HealthPage, Kept, find_moved_from, make_health_page
from termtime.pages.views.health_figures import Papers, find_half, find_halves
from tests.pages.example import a_viewer
from trust.deeds.result import Entry
from trust.deeds.result import Papers as Changed
from trust.deeds.values import MoveMeeting
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.nudges import NudgeKind, Row, State
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaStatus,
    Answer,
    Minutes,
    MinutesStatus,
    Reply,
)
from trust.proposals import Decision, Proposal, Verdict
from trust.values import LONDON
from trust.year import Year

TRUST = a_trust(
    settings=some_settings(leads=("eve",)),
    people=(*a_trust().people, a_person("eve"), a_person("art-chair")),
    groups=(a_group("maths"), a_group("art")),
    officers=(*a_trust().officers, Officer(group="art", office=Office.CHAIR, person="art-chair")),
)


def on(day: date, rule: str, group: str = "maths", **fields: Any) -> Meeting:
    return a_meeting(
        rule, group, starts=datetime(day.year, day.month, day.day, 15, 45, tzinfo=LONDON), **fields
    )


SEPTEMBER, NOVEMBER = on(date(2026, 9, 15), "autumn-1"), on(date(2026, 11, 10), "autumn-2")
SOON, OFF = (
    on(date(2026, 12, 17), "autumn-3"),
    on(date(2027, 2, 2), "spring-2", status=MeetingStatus.CANCELLED),
)
YEAR = Year(
    trust=TRUST,
    meetings=(SEPTEMBER, NOVEMBER, SOON, OFF, a_meeting("draft", status=MeetingStatus.PROPOSED)),
    agendas=(
        Agenda(meeting=SEPTEMBER.key, status=AgendaStatus.PUBLISHED, published=date(2026, 9, 8)),
        Agenda(meeting=NOVEMBER.key, status=AgendaStatus.PUBLISHED, published=date(2026, 11, 9)),
    ),
    minutes=(
        Minutes(meeting=SEPTEMBER.key, status=MinutesStatus.LOCKED, saved=date(2026, 9, 18), approved=date(2026, 11, 10)),
    ),
    actions=tuple(
        Action(id=f"a{n}", meeting=SEPTEMBER.key, text="Write it up", owner="cal", due=due, status=status, closed=closed)
        for n, (due, status, closed) in enumerate(
            [
                (date(2026, 12, 1), ActionStatus.OPEN, None),
                (date(2026, 12, 14), ActionStatus.OPEN, None),
                (None, ActionStatus.OPEN, None),
                (date(2026, 10, 1), ActionStatus.DONE, date(2026, 10, 1)),
            ]
        )
    ),
    replies=(Reply(meeting=SOON.key, person="cal", answer=Answer.DECLINED),),
)  # fmt: skip


def look(year: Year = YEAR, who: str = "eve", at: datetime = NOW, **kept: Any) -> HealthPage:
    viewer = Viewer(year, year.trust.person_by_id[who], at)
    page = make_health_page(viewer, Ask(), replace(Kept({}, Desk()), **kept))
    assert page is not None
    return page


def read_tiles(page: HealthPage) -> dict[str, tuple[str, str]]:
    return {tile.name: (tile.figure, tile.note) for tile in page.tiles}


def test_figures_of_the_year() -> None:
    assert read_tiles(look()) == {
        "meetings held": ("2", "1 to come"),
        "moved": ("0", "of those held or to come"),
        "called off": ("1", ""),
        # Of three due by now one came in time, one late, and one is missing.
        "agendas on time": ("33%", "of 3: 1 late, 1 missing"),
        "minutes on time": ("50%", "of 2: 0 late, 1 missing"),
        "minutes approved": ("1", "of 1 there"),
        "actions late": ("1", "3 open, 1 done"),
        "replied": ("33%", "1 of 3 asked, for the next four weeks"),
    }


def test_half_terms_add_up_to_the_year() -> None:
    rows = [[cell.value for cell in row] for row in look().halves.rows]
    assert [row[0] for row in rows] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    assert [row[1:5] for row in rows[:3]] == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]]
    assert rows[0][5:] == ["100%", "100%", 1, 1]
    assert look().met.bars[1].said == "2"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 1), "Autumn 1"),
        (date(2026, 10, 28), "Autumn 1"),
        (date(2026, 11, 2), "Autumn 2"),
        (date(2027, 8, 30), "Summer 2"),
    ],
)
def test_day_between_two_half_terms_belongs_to_the_one_before(day: date, name: str) -> None:
    assert find_half(find_halves(TRUST), day).name == name


def test_papers_of_unknown_day_are_in_neither_camp() -> None:
    assert Papers(on_time=1, late=1, undated=6).share == 50
    assert Papers(undated=3).share is None


def test_group_with_most_trouble_comes_first() -> None:
    [maths, art] = look().groups.rows
    assert [cell.shown for cell in maths][:1] == ["Maths"]
    assert maths[3].value == "late since Thu 10 Dec 2026"
    assert maths[4].tone == maths[5].tone == "bad"
    assert [cell.shown for cell in art] == [
        "Art",
        "Art Chair; no co-chair",
        "none to come",
        "–",
        "none yet",
        "0",
    ]
    assert (maths[0].href, maths[2].href) == ("/groups/maths", f"/meetings/{SOON.key}")


def test_steps_lead_to_what_wants_doing() -> None:
    failed = Row(
        key="k",
        person="cal",
        kind=NudgeKind.MINUTES_LATE,
        about=NOVEMBER.key,
        due=NOW,
        outcome=State.FAILED,
        at=NOW,
    )
    sent = failed.model_copy(update={"outcome": State.SENT})
    steps = {step.said: [link.href for link in step.links] for step in look(rows=(failed, sent)).steps}
    assert steps == {
        "Nobody holds an office of": ["/groups/art"],
        "An agenda is late for": [f"/meetings/{SOON.key}"],
        "Minutes are missing of": [f"/meetings/{NOVEMBER.key}"],
        "Actions are late in": ["/groups/maths"],
        "No meeting is to come of": ["/groups/art"],
        "1 message of the last seven days may not have arrived.": ["/lead/deliveries?outcome=failed"],
    }  # fmt: skip


def test_a_year_ago_is_how_that_year_stood_on_this_day() -> None:
    past = on(date(2025, 11, 11), "autumn-2").model_copy(update={"key": "2025-26/maths/autumn-2"})
    later = on(date(2026, 1, 20), "spring-1").model_copy(update={"key": "2025-26/maths/spring-1"})
    saved = Minutes(
        meeting=past.key, status=MinutesStatus.LOCKED, saved=date(2025, 11, 14), approved=date(2026, 1, 20)
    )
    done = Action(id="old", meeting=past.key, text="Do", owner="cal", due=date(2025, 12, 1), status=ActionStatus.DONE,
                  closed=date(2026, 1, 9))  # fmt: skip
    year = YEAR.model_copy(
        update={
            "meetings": (*YEAR.meetings, past, later),
            "minutes": (*YEAR.minutes, saved),
            "actions": (*YEAR.actions, done),
        }
    )
    page = look(year)
    before = {tile.name: tile.before for tile in page.tiles if tile.before}
    assert before["meetings held"] == "1 a year ago"
    assert before["minutes on time"] == "100% a year ago"
    # What came after the day was not there yet: the approval, and that the action was done.
    assert (before["minutes approved"], before["actions late"]) == ("0 a year ago", "1 a year ago")
    assert "Sun 14 Dec 2025" in page.compared
    assert read_tiles(page) == read_tiles(look())
    assert "not known here" in look().compared


def test_meetings_moved_by_a_deed_or_in_outlook_count_unless_they_came_back() -> None:
    def entry(number: int, before: datetime, after: datetime) -> Entry:
        deed = MoveMeeting(meeting=SOON.key, starts=after, ends=after + timedelta(hours=1))
        stood, stands = (
            SOON.model_copy(update={"starts": at, "ends": at + timedelta(hours=1)}) for at in (before, after)
        )
        return Entry(number=number, at=NOW + timedelta(minutes=number), by="ada", deed=deed,
                     before=Changed(meetings=(stood,)), after=Changed(meetings=(stands,)))  # fmt: skip

    first, elsewhere = SOON.starts - timedelta(days=7), SOON.starts - timedelta(days=1)
    moved = [entry(1, first, elsewhere), entry(2, elsewhere, SOON.starts)]
    back = [entry(1, SOON.starts, elsewhere), entry(2, elsewhere, SOON.starts)]
    in_outlook = Decision(
        proposal=Proposal(kind="event", key=NOVEMBER.key, field="when", title="Maths", what="Moved",
                          seen="2026-11-10T15:45/2026-11-10T17:00", wanted="2026-11-09T15:45/2026-11-09T17:00"),
        verdict=Verdict.ADOPT, by="ada", at=NOW,
    )  # fmt: skip
    left = in_outlook.model_copy(update={"verdict": Verdict.PUT_BACK})
    assert find_moved_from(moved, ())[SOON.key] == first
    for entries, decisions, count in (
        (moved, (), "1"),
        (back, (), "0"),
        (moved, (in_outlook,), "2"),
        ([], (left,), "0"),
    ):
        kept = find_moved_from(entries, decisions)
        assert read_tiles(look(moved_from=kept))["moved"][0] == count


def test_the_example_trust_says_what_its_leads_may_count() -> None:
    page = make_health_page(a_viewer("Imran Sheikh"), Ask(), Kept({}, Desk()))
    assert page is not None
    assert "dates of the 49 groups you may see; papers, actions and people of 47 of them" in page.scope
    assert len(page.groups.rows) == 49
    kept = [row[0].shown for row in page.groups.rows if row[4].shown == "for its members"]
    assert sorted(kept) == ["Safeguarding Leads", "Staff Consultation Group"]
    assert page.saw == ("safeguarding", "staff-consultation")
