from __future__ import annotations

from tests.bot.example import say
from tests.bot.register_example import a_conference, a_day, a_registered_year, put
from trust.groups import Sensitivity
from trust.papers import Agenda, AgendaItem, AgendaStatus

YEAR = a_registered_year(
    a_conference("maths-secondary", room="Loft"),
    a_conference("english", hour=13, room="Wheel Hall"),
    a_conference("case-review", room="Wheel Hall"),
)
DAY = a_day("2027-06-23", "conference day")
MATHS = (
    "- The Mill Centre, Mill Lane · Loft: Holds 16, up stairs, with no other way, no hearing loop · "
    "Wed 23 Jun 2027, 09:00–12:00 (one block; others begin at 13:00) · Secondary Mathematics · Summer conference"
)
ENGLISH = (
    "- The Mill Centre, Mill Lane · Wheel Hall: Holds 120, step-free, hearing loop · "
    "Wed 23 Jun 2027, 13:00–16:00 (one block; others begin at 09:00) · English · Summer conference"
)
ON_THE_DAY = "On “conference day” (Wed 23 Jun 2027):"


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "rooms", YEAR, **entities)).splitlines()[1:]


def test_the_asker_is_told_the_room_of_their_conference_and_what_it_is_like():
    assert lines("ada") == [MATHS]


def test_a_groups_room_is_told_to_staff():
    assert lines("dee", group="english") == [ENGLISH]


def test_a_day_shows_everyones_rooms_to_somebody_who_is_not_there_but_no_hidden_group():
    assert lines("dee", when=DAY) == [ON_THE_DAY, MATHS, ENGLISH]


def test_a_room_on_a_day_shows_who_is_in_it():
    assert lines("ada", topic="whos in the wheel hall", when=DAY) == [ON_THE_DAY, ENGLISH]


def test_a_hidden_group_in_a_room_is_shown_to_its_members():
    assert len(put("rae", "rooms", YEAR, when=DAY).sources) == 1
    assert put("rae", "rooms", YEAR, when=DAY).sources == ("meeting 2026-27/case-review/conference",)


def test_a_published_agenda_gives_the_sessions():
    items = (AgendaItem(title="Fractions", minutes=60), AgendaItem(title="Proof"))
    agenda = Agenda(meeting="2026-27/maths-secondary/conference", status=AgendaStatus.PUBLISHED, items=items)
    year = YEAR.model_copy(update={"agendas": (agenda,)})

    assert say(put("dee", "rooms", year, group="maths-secondary")).splitlines()[1] == (
        f"{MATHS} · Sessions: Fractions (60 min); Proof"
    )


def test_a_draft_agenda_gives_no_sessions_to_others():
    agenda = Agenda(meeting="2026-27/maths-secondary/conference", items=(AgendaItem(title="Fractions"),))
    year = YEAR.model_copy(update={"agendas": (agenda,)})

    assert say(put("dee", "rooms", year, group="maths-secondary")).splitlines()[1:] == [MATHS]


def test_a_room_that_is_named_is_told_with_what_it_holds():
    assert lines("dee", topic="how many does the loft hold") == [
        "The Mill Centre, Mill Lane:",
        "- Loft · Holds 16, up stairs, with no other way, no hearing loop",
    ]


def test_a_venue_that_is_named_is_told_with_its_rooms():
    assert lines("dee", topic="rooms at the mill with a hearing loop")[1:] == [
        "- Wheel Hall · Holds 120, step-free, hearing loop",
        "- Loft · Holds 16, up stairs, with no other way, no hearing loop",
    ]


def test_a_room_that_is_not_announced_is_said_with_what_the_cadence_asks_for():
    assert say(put("dee", "rooms", group="english")) == (
        "English has no announced meeting in a room. Its cadence asks for a conference in the second half of the summer "
        "term at The Mill Centre, Mill Lane; its day and room are not announced yet. "
        "You may ask the co-design office (codesign@fernvale.example)."
    )


def test_rooms_of_a_confidential_group_are_for_its_members():
    assert Sensitivity.CONFIDENTIAL == "confidential"
    assert say(put("dee", "rooms", YEAR, group="safeguarding")) == (
        "Safeguarding Leads is confidential: its rooms are for its members."
    )


def test_a_room_is_no_guests_business_but_their_own_groups_room_is():
    assert say(put("gus", "rooms", YEAR, topic="loft")).startswith("Rooms are for the trust's staff.")
    assert lines("gus", group="english") == [ENGLISH]


def test_a_name_nobody_goes_by_is_said_to_be_unknown():
    assert say(put("dee", "rooms", YEAR, unknown="knitting")) == "I don't know a group called “knitting”."


def test_a_school_without_rooms_is_told_so():
    assert lines("dee", school="elm") == ["- Elm School · No rooms of it are held here."]
