from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_person, a_trust, some_settings

from bot.deeds import read_deed
from bot.ports import Desk
from termtime.answering import StoreClerk
from termtime.pages.page import Ask
from termtime.pages.posts import NONSENSE, POSTS
from termtime.pages.viewer import Viewer
from termtime.pages.views.drift import DriftPage, make_drift_page
from termtime.settling import AGREED, ALREADY_AGREED, NOT_OPEN, fetch_matters
from termtime.store import SqlStore, open_store
from tests.pages.laid_out import lay_out
from trust.deeds.requests import Needs, Request
from trust.deeds.values import Agree, MoveMeeting, Refuse
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.proposals import Decision, Proposal, Verdict
from trust.settling import Matter
from trust.values import RefusedError
from trust.year import Year

MEETING = a_meeting()
SECRET = a_meeting("spring-1", "secret")
TRUST = a_trust(
    settings=some_settings(leads=("eve", "fay")),
    people=(*a_trust().people, a_person("eve"), a_person("fay")),
    groups=(a_group("maths"), a_group("secret", sensitivity=Sensitivity.RESTRICTED)),
    officers=(*a_trust().officers, Officer(group="secret", office=Office.CHAIR, person="dee")),
)
YEAR = Year(trust=TRUST, meetings=(MEETING, SECRET))
MOVED = Proposal(
    kind="event", key=MEETING.key, field="when", title="Maths: Spring meeting", what="the time was changed",
    seen="2027-01-20T15:45/2027-01-20T17:00", wanted="2027-01-19T15:45/2027-01-19T17:00", found=NOW,
)  # fmt: skip
DELETED = MOVED.model_copy(
    update={"field": "existence", "what": "it was deleted", "seen": False, "wanted": True}
)
HIDDEN = MOVED.model_copy(update={"key": SECRET.key, "title": "Secret: Spring meeting"})


def look(*matters: Matter, who: str = "eve", year: Year = YEAR) -> DriftPage:
    page = make_drift_page(Viewer(year, year.trust.person_by_id[who], NOW), Ask(), Desk(matters))
    assert page is not None
    return page


def decided(proposal: Proposal, verdict: Verdict, *people: str) -> Matter:
    decisions = tuple(Decision(proposal=proposal, verdict=verdict, by=one, at=NOW) for one in people)
    return Matter(proposal=proposal, decisions=decisions)


def test_both_sides_and_who_may_decide_are_shown_with_a_button_for_each() -> None:
    [row] = look(Matter(proposal=MOVED)).matters
    assert row.facts == {
        "Outlook says": "Wed 20 Jan 2027, 15:45–17:00",
        "The year says": "Tue 19 Jan 2027, 15:45–17:00",
        "Found": "Mon 14 Dec 2026, 08:30",
        "Who may settle it": "Ada (chair), Ben (co-chair) or a trust lead",
    }
    assert [(one.verdict, one.title, one.quiet) for one in row.buttons] == [
        ("adopt", "Keep the new time", False),
        ("put back", "Put it back to Tue 19 Jan 15:45", True),
    ]
    assert row.href == f"/meetings/{MEETING.key}"


def test_calling_off_says_that_it_takes_two_and_asks_nobody_twice() -> None:
    [first] = look(Matter(proposal=DELETED)).matters
    [half] = look(decided(DELETED, Verdict.ADOPT, "eve")).matters
    [others] = look(decided(DELETED, Verdict.ADOPT, "eve"), who="fay").matters
    assert first.shown.note == "Calling a meeting off takes two people."
    assert [one.verdict for one in half.buttons] == ["put back"]
    assert half.agreed
    assert [one.verdict for one in others.buttons] == ["adopt", "put back"]
    assert "Eve has agreed; one more is needed." in others.shown.note


def test_what_is_decided_waits_no_more_and_says_who_decided() -> None:
    page = look(decided(MOVED, Verdict.PUT_BACK, "ada"))
    assert page.matters == ()
    assert page.settled == ("Maths: Spring meeting: Ada decided on Mon 14 Dec at 08:30 to put it back.",)


def test_what_a_hidden_group_has_to_settle_is_not_there() -> None:
    assert look(Matter(proposal=MOVED), Matter(proposal=HIDDEN)) == look(Matter(proposal=MOVED))


def a_request(by: str, meeting: Any = MEETING) -> Request:
    at = meeting.starts + timedelta(days=1)
    deed = MoveMeeting(meeting=meeting.key, starts=at, ends=at + timedelta(hours=1), was=meeting.starts)
    return Request(deed=deed, by=by, at=NOW, needs=Needs.SIGN_OFF)


def test_requests_are_agreed_to_refused_or_taken_back() -> None:
    asked, own, hidden = a_request("ada"), a_request("eve"), a_request("dee", SECRET)
    year = YEAR.model_copy(update={"requests": (asked, own, hidden)})
    rows = look(year=year).requests
    assert [row.own for row in rows] == [False, True]
    deeds = [[(one.title, read_deed(one.fields)) for one in row.buttons] for row in rows]
    assert deeds == [
        [("Agree", Agree(request=asked.id)), ("Refuse", Refuse(request=asked.id))],
        [("Take it back", Refuse(request=own.id))],
    ]
    assert rows[0].facts["Sign-off by"] == "Eve or Fay"
    assert look(year=year.model_copy(update={"requests": (asked, own)})).requests == rows


def test_page_carries_no_more_than_the_name_of_a_change_and_a_verdict() -> None:
    viewer = Viewer(YEAR, TRUST.person_by_id["eve"], NOW)
    said = lay_out("lead_drift.html", viewer, Ask(), look(Matter(proposal=MOVED)))
    assert f'name="proposal" value="{MOVED.id}"' in said
    assert 'name="verdict" value="put back"' in said


class Asked:
    """What a form is given to work with."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clerk = store, StoreClerk(store, lambda: NOW)

    async def settle(self, who: str, **form: str) -> str:
        year = await self.store.fetch_year()
        said = await POSTS["/settle"](self, Viewer(year, year.trust.person_by_id[who], NOW), form)
        return getattr(said, "sentence", "")


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    async with await open_store(f"sqlite:///{tmp_path}/year.db") as store:
        await store.save_year(YEAR)
        await store.sync.save_proposals((MOVED, DELETED, HIDDEN), NOW)
        yield Asked(store)


async def test_keeping_a_new_time_puts_it_into_the_year(asked: Asked) -> None:
    await asked.settle("eve", proposal=MOVED.id, verdict="adopt")
    stands = (await asked.store.fetch_year()).meeting_by_key[MEETING.key]
    assert stands.starts == MEETING.starts + timedelta(days=1)


async def test_calling_off_by_form_takes_two_people(asked: Asked) -> None:
    assert await asked.settle("eve", proposal=DELETED.id, verdict="adopt") == AGREED
    assert await asked.settle("eve", proposal=DELETED.id, verdict="adopt") == ALREADY_AGREED
    await asked.settle("fay", proposal=DELETED.id, verdict="adopt")
    assert (await asked.store.fetch_year()).meeting_by_key[MEETING.key].status is MeetingStatus.CANCELLED


@pytest.mark.parametrize("proposal", [HIDDEN.id, "0000000000", ""])
async def test_form_settles_nothing_that_its_page_would_not_show(asked: Asked, proposal: str) -> None:
    assert await asked.settle("eve", proposal=proposal, verdict="adopt") == NOT_OPEN.format(id=proposal)
    assert all(matter.decisions == () for matter in await fetch_matters(asked.store))


async def test_form_without_a_verdict_is_refused(asked: Asked) -> None:
    with pytest.raises(RefusedError, match=NONSENSE[:20]):
        await asked.settle("eve", proposal=MOVED.id, verdict="shred")
