from __future__ import annotations

import pytest
from builders import a_school

from tests.bot.example import a_year, say
from tests.bot.register_example import a_registered_trust, put

HUB = (
    "- March Maths Hub · Support and challenge. Audit visits. · Contact: Joy Abara · Schools: Oak School · "
    "Groups: Secondary Mathematics · Days allowed: 4 a school · Review: Fri 12 Feb 2027"
)
FRIEND = "- Lind Studio · Challenge. · Contact: none named here · Schools: every school"


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "partners", **entities)).splitlines()


def test_partners_are_those_who_may_be_known_of_and_whose_time_is_not_over():
    assert lines("dee") == ["External partners", "Mathematics:", HUB, "Art:", FRIEND]


@pytest.mark.parametrize(
    "topic", ["maths", "external support for mathematics", "march hub", "joy abara", "who does audits"]
)
def test_a_partner_goes_by_area_organisation_contact_or_what_they_do(topic):
    assert put("dee", "partners", topic=topic).sources == ("external support hub",)


def test_a_group_and_a_school_narrow_them_down():
    assert lines("dee", group="maths-secondary") == [
        "Partners for Secondary Mathematics",
        "Mathematics:",
        HUB,
    ]
    assert lines("dee", school="elm") == ["Partners for Elm School", "Art:", FRIEND]


def test_who_challenges_us_is_not_who_supports_us():
    assert put("dee", "partners", topic="who challenges us").sources == (
        "external support hub",
        "external support friend",
    )


def test_a_partner_of_a_hidden_group_gets_the_words_of_one_that_is_not_there():
    hidden, absent = lines("dee", topic="casework"), lines("dee", topic="knitting")

    assert hidden == [line.replace("knitting", "casework") for line in absent]
    assert "\n".join(absent) == (
        "No partner for knitting is in the register of external support. It holds such areas as Mathematics and Art. "
        "You may ask the co-design office (codesign@fernvale.example)."
    )
    assert put("rae", "partners", topic="casework").sources == ("external support secret",)


def test_many_schools_are_counted_with_whether_ones_own_is_among_them():
    trust = a_registered_trust()
    schools = tuple(a_school(f"school-{n}") for n in range(4))
    everywhere = trust.external_support[0].model_copy(
        update={"schools": ("oak", *(one.id for one in schools))}
    )
    year = a_year(
        trust=trust.model_copy(
            update={"schools": (*trust.schools, *schools), "external_support": (everywhere,)},
        )
    )

    def told(person: str) -> str:
        return next(
            part for part in say(put(person, "partners", year)).split(" · ") if part.startswith("Schools")
        )

    assert told("dee") == "Schools: 5 schools, Oak School is among them"
    assert told("ben") == "Schools: 5 schools, Elm School is not among them"
    assert told("rae") == "Schools: 5 schools"
