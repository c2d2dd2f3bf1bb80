from __future__ import annotations

from builders import a_membership, a_person

from tests.bot.example import buttons_of, say
from tests.bot.papers_example import a_busy_year, a_trust_with_roles, put

REFUSED = "Secondary Mathematics is open: its members' names are for its members."


def test_a_roster_has_its_officers_first_then_members_by_school():
    answered = put("eve", "group_members", group="maths-secondary")

    assert say(answered).splitlines() == [
        "Secondary Mathematics",
        "3 members from 2 schools.",
        "- Chair · Ada, Oak School",
        "- Co-chair · Ben, Elm School",
        "- Coordinator · Cal, Oak School",
        "- Elm School · Eve",
    ]
    assert answered.rule == "open group, roster: seen by a member of the group"


def test_guests_stand_apart_and_a_school_may_be_named():
    assert say(put("lea", "group_members", group="english")).splitlines()[2:] == [
        "- Chair · Cal, Oak School",
        "- Elm School · Eve",
        "- Guests · Gus",
    ]
    assert say(put("lea", "group_members", group="english", school="elm")).splitlines()[1:] == [
        "1 member from Elm School.",
        "- Elm School · Eve",
    ]


def test_the_roster_is_for_members_and_leads():
    assert say(put("dee", "group_members", group="maths-secondary")) == REFUSED
    assert say(put("dee", "group_members", group="maths-secondary", person="ada")) == REFUSED
    assert say(put("ada dee", "group_members", group="maths-secondary")) == (
        "Secondary Mathematics is open, and not everyone here may see its members' names."
    )


def test_no_roster_shows_an_address():
    assert "@" not in str(put("ada", "group_members", group="maths-secondary").card.body)


def test_one_person_is_said_to_be_in_it_and_why():
    assert say(put("ada", "group_members", group="english", person="gus")) == (
        "English is open: its members' names are for its members."
    )
    assert say(put("lea", "group_members", group="english", person="gus")) == (
        "Gus is in English, as a member by name."
    )
    assert say(put("lea", "group_members", group="english", person="dee")) == "Dee is not in English."


def test_somebody_this_audience_may_not_be_told_of_is_nobody():
    assert say(put("lea", "group_members", group="english", person="ned")).startswith("Not held here")


def test_long_rosters_are_paged_and_a_school_goes_on_over_the_page():
    trust = a_trust_with_roles()
    many = tuple(a_person(f"p-{n:02}") for n in range(40))
    trust = trust.model_copy(
        update={
            "people": (*trust.people, *many),
            "memberships": (*trust.memberships, *(a_membership("english", person.id) for person in many)),
        }
    )
    first, second = (
        put("lea", "group_members", a_busy_year(trust=trust), group="english", page=page) for page in (0, 1)
    )

    assert (buttons_of(first)[0], buttons_of(second)[0]) == ("More", "Back")
    assert say(first).splitlines()[1] == "43 members from 2 schools."
    assert (say(first).splitlines()[3][:20], say(second).splitlines()[2][:20]) == (
        "- Oak School · P 00,", "- Oak School · P 23,"
    )  # fmt: skip
