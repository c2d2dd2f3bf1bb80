from __future__ import annotations

from builders import a_membership

from tests.bot.example import SITE, a_year, say, some_meetings
from tests.bot.register_example import AUTUMN, FEBRUARY, a_registered_trust, moved, put
from trust.cadence import Format
from trust.year import Links

KEY = "2026-27/maths-secondary/moderation"
HELD = tuple(
    moved(m, format=Format.MODERATION, place="elm", room="Hall") if m.key == KEY else m
    for m in some_meetings()
)
YEAR = a_year(trust=a_registered_trust(), meetings=HELD)


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "moderation", YEAR, **entities)).splitlines()


def test_a_moderation_names_its_host_and_what_is_not_settled():
    assert lines("dee", group="maths-secondary") == [
        "Secondary Mathematics",
        "Elm School hosted it.",
        "- November moderation · Tue 17 Nov 2026, 15:45–17:00 · Moderation: Elm School, Hall",
        "Its materials are not linked here yet. Who hosts next is not settled here yet. You may ask Ada, who chairs.",
    ]


def test_its_materials_are_its_folder():
    year = YEAR.model_copy(update={"links": (Links(meeting=KEY, folder_url=f"{SITE}/moderation"),)})

    assert say(put("dee", "moderation", year, group="maths-secondary")).splitlines()[-2:] == [
        "Who hosts next is not settled here yet. You may ask Ada, who chairs.",
        f"Materials: {SITE}/moderation",
    ]


def test_the_chair_is_not_sent_to_the_chair():
    assert (
        lines("ada")[-1] == "Its materials are not linked here yet. Who hosts next is not settled here yet."
    )


def test_no_moderation_is_said_with_what_the_cadence_asks_for():
    assert lines("dee", group="english") == [
        "English has no moderation announced in 2026-27. Its cadence asks for one in November."
    ]


def test_a_stretch_without_moderation_is_none():
    assert lines("ada", group="maths-secondary", when=FEBRUARY)[0].startswith(
        "Secondary Mathematics has no moderation in “feb” (Mon 1 Feb 2027 – Sun 28 Feb 2027)."
    )


def test_a_confidential_groups_moderation_is_for_its_members():
    assert lines("dee", group="safeguarding") == [
        "Safeguarding Leads is confidential: its moderation plans are for its members."
    ]


def test_several_of_ones_own_are_listed_with_their_hosts():
    other = moved(HELD[1], key="2026-27/english/moderation", group="english", place=None, room=None)
    trust = a_registered_trust(memberships=(a_membership("english", "ada"),))
    year = a_year(trust=trust, meetings=(*HELD, other))

    assert say(put("ada", "moderation", year)).splitlines() == [
        "Your moderation",
        "- Secondary Mathematics · Tue 17 Nov 2026, 15:45–17:00 · Host: Elm School, Hall",
        "- English · Tue 17 Nov 2026, 15:45–17:00 · No host school is named",
    ]


def test_ones_own_in_a_stretch_or_by_its_place_is_shown_whole():
    assert lines("ada", when=AUTUMN)[1] == "Elm School hosted it."
    assert lines("ada", nth=1)[1] == "Elm School hosted it."


def test_a_name_nobody_goes_by_is_said_to_be_unknown():
    assert lines("dee", unknown="knitting") == ["I don't know a group called “knitting”."]
