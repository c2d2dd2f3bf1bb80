"""A meeting's page: what each may do is a form, and every form says what a deed takes: they are read and done here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from builders import NOW

from bot.deeds import read_deed
from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.meeting import MeetingPage, fetch_reason, make_meeting_page
from termtime.store import open_store
from tests.bot.marked_example import CONFIDENTIAL, OPEN, a_marked_year, mark, name_key
from tests.pages.laid_out import lay_out
from trust.agenda_drafting import find_item
from trust.deeds.doing import do
from trust.deeds.values import Agree, CancelMeeting
from trust.meetings import Meeting
from trust.papers import Agenda, AgendaStatus, Answer, Minutes, MinutesStatus
from trust.values import LONDON
from trust.year import Year

SPRING, DRAFTED, HELD, OFF = (name_key(OPEN, rule) for rule in ("spring-1", "spring-2", "moderation", "off"))
Fields = dict[str, str]


class Forms(HTMLParser):
    """Reads the forms of a page as a browser would send them untouched; by the words on their button."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self._fields: Fields | None = None
        self._button = False
        self._choice = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {} if said.get("action") == "/do" else None
        elif self._fields is not None and tag == "input":
            if said.get("type") != "checkbox" or "checked" in said:
                name, value = said["name"], said.get("value", "")
                self._fields[name] = f"{self._fields[name]},{value}" if name in self._fields else value
        elif self._fields is not None and tag == "select":
            self._choice = said["name"]
        elif self._fields is not None and tag == "option":
            if self._choice not in self._fields or "selected" in said:
                self._fields[self._choice] = said["value"]
        elif tag == "button":
            self._button = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "button":
            self._button = False

    def handle_data(self, data: str) -> None:
        if self._button and self._fields is not None:
            fields = {k: v for k, v in self._fields.items() if k not in ("form", "back")}
            self.forms.setdefault(data.strip(), fields)


def a_viewer_of(person: str, year: Year, at: datetime = NOW) -> Viewer:
    return Viewer(year, year.trust.person_by_id[person], at)


def look(person: str, key: str, year: Year | None = None, at: datetime = NOW, **query: str) -> MeetingPage:
    names = dict(zip(("year", "group", "rule"), key.split("/"), strict=True))
    page = make_meeting_page(a_viewer_of(person, year or a_marked_year(), at), Ask(names, query))
    assert page is not None
    return page


def find_forms(
    person: str, key: str, year: Year | None = None, at: datetime = NOW, **query: str
) -> dict[str, Fields]:
    year = year or a_marked_year()
    page = look(person, key, year, at, **query)
    return Forms(lay_out("meeting.html", a_viewer_of(person, year, at), Ask(query=query), page)).forms


def send(person: str, fields: Fields, year: Year | None = None, at: datetime = NOW) -> tuple[Year, str]:
    """Send a form: read it as the server does, and do what it asks."""
    year = year or a_marked_year()
    deed = read_deed(fields)
    assert deed is not None
    assert not isinstance(deed, str), deed
    result = do(year, deed, year.trust.person_by_id[person], at)
    return result.make_after(year), result.sentence


def find_reply(year: Year, person: str) -> Answer | None:
    return next((r.answer for r in year.replies if (r.meeting, r.person) == (SPRING, person)), None)


def test_a_member_replies_with_a_button_and_apologises_with_a_form() -> None:
    forms = find_forms(f"member{OPEN}", SPRING)
    assert "I’m coming" not in forms
    year, _ = send(f"member{OPEN}", forms["Maybe"])
    assert find_reply(year, f"member{OPEN}") is Answer.TENTATIVE
    apologies = forms["Send apologies"]
    assert "share_with_chair" not in apologies
    year, sentence = send(f"member{OPEN}", apologies | {"reason": "A hospital visit", "delegate": "staff"})
    assert "Staff goes in your place. The reason is seen by you alone." in sentence
    again = look(f"member{OPEN}", SPRING, year)
    assert again.own is not None
    assert again.own.apologies is not None
    assert (again.own.apologies.reason, again.own.apologies.delegate) == ("A hospital visit", "staff")
    # As it stands in the form it may be saved again, shared now.
    form = find_forms(f"member{OPEN}", SPRING, year)["Save my apologies"]
    year, sentence = send(f"member{OPEN}", form | {"share_with_chair": "true"}, year)
    assert "seen by you and the chair" in sentence
    [reply] = [r for r in year.replies if r.person == f"member{OPEN}"]
    assert (reply.reason, reply.share_with_chair, reply.delegate) == ("A hospital visit", True, "staff")


def test_nobody_goes_in_the_place_of_a_member_of_a_group_that_is_not_open_or_of_a_guest() -> None:
    for person, key in ((f"member{CONFIDENTIAL}", name_key(CONFIDENTIAL, "spring-1")), (f"guest{OPEN}", SPRING)):  # fmt: skip
        own = look(person, key).own
        assert own is not None
        assert own.apologies is not None
        assert own.apologies.delegates == ()


def test_whoever_is_not_invited_has_no_reply_to_give() -> None:
    assert look("staff", SPRING).own is None
    assert look(f"coord{OPEN}", SPRING).own is None


def test_a_member_puts_an_item_forward_and_an_officer_takes_it_up() -> None:
    form = find_forms(f"member{OPEN}", SPRING)["Put an item forward"]
    year, sentence = send(f"member{OPEN}", form | {"title": "Ratio", "outcome": "One way to teach it"})
    assert "put forward" in sentence
    mine = look(f"member{OPEN}", SPRING, year).agenda
    assert mine is not None
    assert [(one.title, one.buttons) for one in mine.proposed] == [("Ratio", ())]
    other = look(f"guest{OPEN}", SPRING, year).agenda
    assert other is not None
    assert other.proposed == ()
    taken, _ = send(f"coord{OPEN}", find_forms(f"coord{OPEN}", SPRING, year)["Take it up"], year)
    item = find_item(taken.agenda_by_meeting[SPRING].items, "Ratio")
    assert item is not None
    assert item.outcome == "One way to teach it"


def test_an_officer_adds_an_item_with_its_minutes_and_lead() -> None:
    form = find_forms(f"coord{OPEN}", DRAFTED)["Add an item"]
    year, _ = send(f"coord{OPEN}", form | {"title": "Ribbons", "minutes": "15", "lead": f"member{OPEN}"})
    item = find_item(year.agenda_by_meeting[DRAFTED].items, "Ribbons")
    assert item is not None
    assert (item.minutes, item.lead) == (15, f"member{OPEN}")
    year, _ = send(f"coord{OPEN}", form | {"title": "Ribbons"})
    item = find_item(year.agenda_by_meeting[DRAFTED].items, "Ribbons")
    assert item is not None
    assert (item.minutes, item.lead) == (0, None)


def test_an_agenda_is_looked_at_before_it_is_published() -> None:
    officer = f"cochair{OPEN}"
    assert "Publish the agenda" not in find_forms(officer, DRAFTED)
    page = look(officer, DRAFTED)
    assert page.agenda is not None
    assert page.agenda.may_preview
    forms = find_forms(officer, DRAFTED, preview="agenda")
    year, sentence = send(officer, forms["Publish the agenda"])
    assert "published" in sentence
    assert year.agenda_by_meeting[DRAFTED].status is AgendaStatus.PUBLISHED
    seen = look("staff", DRAFTED, year).agenda
    assert seen is not None
    assert [item.title for item in seen.items] == [f"Gondolas {mark('draftagenda', OPEN)}"]


def test_looking_at_a_draft_before_it_is_published_is_for_its_officers() -> None:
    for person in (f"member{OPEN}", "lead", "staff"):
        agenda = look(person, DRAFTED, preview="agenda").agenda
        assert agenda is not None
        assert (agenda.items, agenda.publish, agenda.may_preview) == ((), None, False)


def test_an_agenda_nobody_began_is_drafted_with_a_button() -> None:
    year = a_marked_year()
    year = year.model_copy(update={"agendas": tuple(a for a in year.agendas if a.meeting != DRAFTED)})
    after, _ = send(f"chair{OPEN}", find_forms(f"chair{OPEN}", DRAFTED, year)["Draft the agenda"], year)
    assert len(after.agenda_by_meeting.get(DRAFTED, Agenda(meeting=DRAFTED)).items) > 2
    assert "Draft the agenda" not in find_forms(f"chair{OPEN}", DRAFTED, after)


def test_attendance_is_ticked_as_people_replied_and_noted_person_by_person() -> None:
    year, officer = a_marked_year(), f"coord{OPEN}"
    at = datetime(2027, 1, 19, 17, tzinfo=LONDON)
    minutes = look(officer, SPRING, year, at).minutes
    assert minutes is not None
    assert minutes.attendance is not None
    assert minutes.attendance.as_replied
    form = find_forms(officer, SPRING, year, at)["Save attendance"]
    assert (form["present"], form["apologies"]) == (f"member{OPEN}", f"cochair{OPEN}")
    year, _ = send(officer, form | {"present": f"member{OPEN},chair{OPEN}"}, year, at)
    noted = year.minutes_by_meeting[SPRING]
    assert (noted.present, noted.apologies) == ((f"chair{OPEN}", f"member{OPEN}"), (f"cochair{OPEN}",))
    # Somebody else notes the guest meanwhile: a form that was open before takes nobody off but whom its sender unticks.
    stale = find_forms(officer, SPRING, year, at)["Save attendance"]
    year, _ = send(officer, find_forms(officer, SPRING, year, at)["Save attendance"] | {"present": f"chair{OPEN},guest{OPEN},member{OPEN}"}, year, at)  # fmt: skip
    year, _ = send(officer, stale | {"present": f"member{OPEN}"}, year, at)
    assert year.minutes_by_meeting[SPRING].present == (f"guest{OPEN}", f"member{OPEN}")


def test_a_draft_is_saved_approved_and_reopened_by_those_who_may() -> None:
    chair, coordinator = f"chair{OPEN}", f"coord{OPEN}"
    year = a_marked_year()
    unsaved = tuple(m.model_copy(update={"saved": None}) if m.meeting == HELD else m for m in year.minutes)
    year = year.model_copy(update={"minutes": unsaved})
    year, _ = send(coordinator, find_forms(coordinator, HELD, year)["Save the draft"], year)
    assert year.minutes_by_meeting[HELD].saved == NOW.date()
    assert "Approve the minutes" not in find_forms(chair, HELD, year)
    later = datetime(2027, 1, 20, 9, tzinfo=LONDON)
    assert "Approve the minutes" not in find_forms(coordinator, HELD, year, later)
    year, _ = send(chair, find_forms(chair, HELD, year, later)["Approve the minutes"], year, later)
    approved = year.minutes_by_meeting[HELD]
    assert (approved.status, approved.approved) == (MinutesStatus.APPROVED, date(2027, 1, 20))
    assert "Save attendance" not in find_forms(chair, HELD, year, later)
    year, _ = send(chair, find_forms(chair, HELD, year, later)["Reopen the minutes"], year, later)
    assert year.minutes_by_meeting[HELD].status is MinutesStatus.DRAFT


def test_no_one_but_officers_is_offered_what_officers_do() -> None:
    kept = {"I’m coming", "Maybe", "Send apologies", "Save my apologies", "Put an item forward"}
    for person in (f"member{OPEN}", f"guest{OPEN}", "lead", "staff", f"former{OPEN}"):
        for key in (SPRING, DRAFTED, HELD):
            assert set(find_forms(person, key)) <= kept


@pytest.mark.parametrize(
    ("person", "buttons"),
    [
        (f"member{OPEN}", {"Done", "Carry to the next meeting"}),
        (f"coord{OPEN}", {"Done", "Carry to the next meeting"}),
        (f"guest{OPEN}", set()),
        ("lead", set()),
    ],
)
def test_an_action_is_closed_or_carried_by_its_owner_or_an_officer(person: str, buttons: set[str]) -> None:
    key = name_key(OPEN, "autumn-1")
    page = look(person, key)
    [own] = [row for row in page.actions if row.action.id == f"action-{OPEN}"]
    assert {button.title for button in own.buttons} == buttons
    if buttons:
        year, _ = send(person, find_forms(person, key)["Done"])
        [row] = [row for row in look(person, key, year).actions if row.action.id in ("action-1", "oldaction-1") and row.action.closed]  # fmt: skip
        assert [button.title for button in row.buttons] == ["Not done after all"]


def test_what_somebody_agreed_before_they_left_the_group_is_theirs_to_finish() -> None:
    [row] = look(f"former{OPEN}", name_key(OPEN, "autumn-1")).actions
    assert (row.action.id, row.agreed, [b.title for b in row.buttons]) == ("oldaction-1", "", ["Done"])


def test_a_meeting_that_was_called_off_says_so_and_asks_nothing() -> None:
    page = look(f"chair{OPEN}", OFF)
    assert page.state == "Cancelled"
    assert page.replies is None
    assert page.minutes is None
    assert page.changes == ()
    assert set(find_forms(f"chair{OPEN}", OFF)) == set()


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (NOW, "To come"),
        (datetime(2027, 1, 19, 16, tzinfo=LONDON), "On now"),
        (datetime(2027, 1, 19, 18, tzinfo=LONDON), "Held"),
    ],
)
def test_how_a_meeting_stands_follows_the_clock(at: datetime, state: str) -> None:
    page = look("staff", SPRING, at=at)
    assert page.state == state
    assert bool(page.row.shown.join_url) == (state != "Held")


def test_the_way_leads_to_the_meetings_before_and_after() -> None:
    page = look("staff", SPRING)
    assert (page.previous and page.previous.href, page.next and page.next.href) == (
        f"/meetings/{HELD}",
        f"/meetings/{OFF}",
    )
    assert look("staff", name_key(OPEN, "autumn-1")).previous is None
    assert look("staff", DRAFTED).next is None


@pytest.mark.parametrize(
    "key", ["2026-27/trumpet/spring-1", f"2026-27/{mark('id', OPEN)}/summer-1", "x/y/z", "//"]
)
def test_a_meeting_nobody_announced_is_the_same_as_none(key: str) -> None:
    names = dict(zip(("year", "group", "rule"), key.split("/"), strict=True))
    assert make_meeting_page(a_viewer_of(f"chair{OPEN}", a_marked_year()), Ask(names)) is None


def test_an_unheld_meeting_has_no_minutes_and_one_without_any_says_when_they_are_due() -> None:
    assert look(f"chair{OPEN}", SPRING).minutes is None
    year = a_marked_year().model_copy(update={"minutes": ()})
    minutes = look("staff", HELD, year).minutes
    assert minutes is not None
    assert (minutes.shown, minutes.state) == (False, "None approved yet: a draft was due by Tue 24 Nov 2026.")
    draft = year.model_copy(update={"minutes": (Minutes(meeting=HELD, summary="Some of it"),)})
    assert look("staff", HELD, draft).minutes == minutes


def test_a_meeting_that_begins_this_minute_may_be_written_about() -> None:
    meeting: Meeting = a_marked_year().meeting_by_key[SPRING]
    assert look(f"chair{OPEN}", SPRING, at=meeting.starts).minutes is not None
    assert look(f"chair{OPEN}", SPRING, at=meeting.starts - timedelta(minutes=1)).minutes is None


async def test_why_a_meeting_was_called_off_is_told_to_those_who_may_see_what_it_was(tmp_path):
    year = a_marked_year()
    trust, key = year.trust, name_key(CONFIDENTIAL, "spring-1")
    chair, co_chair, outsider = (
        trust.person_by_id[name]
        for name in (f"chair{CONFIDENTIAL}", f"cochair{CONFIDENTIAL}", f"chair{OPEN}")
    )
    ask = Ask(path=dict(zip(("year", "group", "rule"), key.split("/"), strict=True)))
    async with await open_store(f"sqlite:///{tmp_path}/a.db") as store:
        await store.save_year(year)
        asked = await store.do(CancelMeeting(meeting=key, reason="The hall is flooded"), chair, NOW)
        assert asked.request
        await store.do(Agree(request=asked.request.id), co_chair, NOW)
        told = {}
        for person in (chair, outsider):
            viewer = Viewer(await store.fetch_year(), person, NOW)
            page = make_meeting_page(viewer, ask, await fetch_reason(store, viewer, ask))
            told[person.id] = (page.state, page.reason) if page else None

    assert told == {chair.id: ("Cancelled", "The hall is flooded"), outsider.id: ("Cancelled", "")}
