"""What can be told from minutes in Word, and what of it the year does not have yet."""

from __future__ import annotations

from datetime import date

import pytest
from builders import a_meeting, a_person, a_trust

from trust.offered import find_all_offered, find_offered, find_person, has_word_minutes, read_due
from trust.papers import Action, Minutes, PaperText
from trust.word_minutes import Found, FoundAction, read_minutes, sounds_like_minutes
from trust.year import Year

KEY = "2026-27/maths/spring-1"
PEOPLE = (
    a_person("ada", name="Ada Lane"),
    a_person("ben", name="Ben Okoro"),
    a_person("ann", name="Ann Lane"),
    a_person("siobhan", name="Siobhán O'Neill"),
)


def test_our_own_document_is_read_back_row_by_row():
    found = read_minutes([
        "Maths: Spring meeting",
        (("Date", "Tuesday 19 January 2027"), ("Chair", "Ada Lane")),
        "Attendance",
        (("Name", "School", "Present or apology"), ("Ada Lane", "Elm", "Present"), ("Ben Okoro", "Oak", "Apologies"), ("Cal", "Oak", "")),
        "Actions from the last meeting",
        (("Action", "Owner", "Due"), ("Old thing", "Ada Lane", "08 Jan 2027")),
        "Notes",
        "Decisions",
        (("", "Decision"), ("1", "One plan for all."), ("2", "")),
        "Actions agreed",
        (("Action", "Owner", "Due"), ("Share the audit", "Ben Okoro", "12 Feb 2027"), ("", "", "")),
    ])  # fmt: skip

    assert found == Found(
        present=("Ada Lane",),
        apologies=("Ben Okoro",),
        decisions=("One plan for all.",),
        actions=(FoundAction(text="Share the audit", owner="Ben Okoro", due="12 Feb 2027"),),
    )


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        (["Present: Ada, Ben and Cal"], {"present": ("Ada", "Ben", "Cal")}),
        (["Apologies", "Ada Lane; Ben"], {"apologies": ("Ada Lane", "Ben")}),
        (["Decisions:", "• One plan.", "2. Two books."], {"decisions": ("One plan.", "Two books.")}),
        (["Resolved: meet in May."], {"decisions": ("meet in May.",)}),
        (["Action points", "- Ben to share the audit by 12 March"],
         {"actions": (FoundAction(text="Share the audit", owner="Ben", due="12 March"),)}),
        (["ACTION: Ada Lane will book the hall (by next meeting)"],
         {"actions": (FoundAction(text="Book the hall", owner="Ada Lane", due="next meeting"),)}),
        ([(("What", "Who", "By when"), ("Book the hall", "AL", "1/3"))],
         {"actions": (FoundAction(text="Book the hall", owner="AL", due="1/3"),)}),
        (["Matters arising", "Action: an old one"], {}),
        (["Actions from the last meeting", "Ben to do an old thing"], {}),
        (["Fractions", "Draw three halves of a circle.", (("Piece", "Size"), ("a", "1/2"))], {}),
        ([(), "", ((),)], {}),
    ],
)  # fmt: skip
def test_other_peoples_minutes_are_read_by_what_they_commonly_look_like(blocks, found):
    assert read_minutes(blocks) == Found(**found)


def test_a_hostile_document_is_read_to_a_limit_and_its_text_stays_text():
    rows = (("Action", "Owner"), *((f"Do {n} [x](https://evil.example)\x07" * 50, "Ada") for n in range(500)))
    found = read_minutes([tuple(rows)])

    assert len(found.actions) == 60
    assert all(len(action.text) <= 500 and action.text.isprintable() for action in found.actions)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Minutes.docx", True), ("maths NOTES.docx", True), ("Actions Jan.docx", True), ("Poster.docx", False)],
)
def test_a_files_name_may_say_that_it_is_minutes(name, is_one):
    assert sounds_like_minutes(name) is is_one


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ada Lane", "ada"), ("ada", "ada"), ("Okoro", "ben"), ("Mr Okoro", "ben"), ("BO", "ben"), ("Lane", None),
        ("A. Lane", None), ("AL", None), ("Ben Okorro", "ben"), ("Siobhan O'Neill", "siobhan"), ("everyone", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_name_means_one_person_or_is_left_open(written, meant):
    found = find_person(written, PEOPLE)

    assert (found.id if found else None) == meant


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-02-12", date(2027, 2, 12)), ("12 Feb 2027", date(2027, 2, 12)), ("12th February", date(2027, 2, 12)),
        ("12/2/27", date(2027, 2, 12)), ("5 Jan", date(2028, 1, 5)), ("31 June", None), ("soon", None),
        ("ongoing, 3 of 4", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written_here(written, day):
    assert read_due(written, date(2027, 1, 19)) == day


def a_year(found, **fields):
    text = PaperText(item="i", meeting=KEY, paper="minutes", lines=("x",), found=found)
    people = (*a_trust().people, a_person("gil", school="oak"))
    return Year(**{"trust": a_trust(people=people), "meetings": (a_meeting(),), "texts": (text,)} | fields)


def test_only_what_the_year_does_not_have_is_offered():
    found = Found(
        present=("Ada", "Ben"),
        apologies=("Cal",),
        decisions=("One plan for all.", "Meet in May."),
        actions=(
            FoundAction(text="Share the audit.", owner="Cal", due="12 Feb"),
            FoundAction(text="Book the hall", owner="Whoever", due="1 Jan 2026"),
        ),
    )
    minutes = Minutes(meeting=KEY, present=("ada",), decisions=("one plan for all",))
    action = Action(id="a1", meeting=KEY, text="Share the audit", owner="cal")
    offered = find_offered(a_year(found, minutes=(minutes,), actions=(action,)), KEY)

    assert (offered.present, offered.apologies) == (("ben",), ("cal",))
    assert [decision.text for decision in offered.decisions] == ["Meet in May."]
    assert [(a.text, a.written, a.owner, a.due) for a in offered.actions] == [
        ("Book the hall", "Whoever", None, None)
    ]


@pytest.mark.parametrize("status", ["approved", "locked"])
def test_nothing_is_offered_once_minutes_are_approved(status):
    year = a_year(Found(decisions=("New.",)), minutes=(Minutes(meeting=KEY, status=status),))

    assert not find_offered(year, KEY)


def test_every_meeting_with_something_to_offer_is_found_latest_first():
    held = a_meeting("autumn-1", starts=a_meeting().starts.replace(year=2026, month=11))
    texts = tuple(
        PaperText(item=key, meeting=key, paper="minutes", lines=("x",), found=Found(decisions=("New.",)))
        for key in (held.key, KEY)
    )
    year = Year(trust=a_trust(), meetings=(held, a_meeting()), texts=texts)
    noted = year.model_copy(update={"minutes": (Minutes(meeting=KEY, decisions=("New.",)),)})

    assert [offered.meeting for offered in find_all_offered(year)] == [KEY, held.key]
    assert [offered.meeting for offered in find_all_offered(noted)] == [held.key]
    assert has_word_minutes(noted, KEY)
    assert not has_word_minutes(noted, "2026-27/maths/summer-1")
