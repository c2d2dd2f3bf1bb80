from __future__ import annotations

from datetime import date

import pytest

from cards.limits import check_limits
from tests.bot.example import buttons_of, say
from tests.bot.papers_example import AUTUMN, MATHS, a_busy_year, an_action, put
from trust.papers import Action

LATE = "Share the fractions unit · Ben · Agreed at Autumn meeting, Tue 6 Oct 2026"
CARRIED = "Carried into the agenda of Tue 19 Jan 2027"
ELSEWHERE = "Only what everyone here may know of. Ask me in a chat of our own about all of yours."


def some_of_bens(count: int) -> tuple[Action, ...]:
    return tuple(
        an_action(f"b{n}", f"{MATHS}/autumn-1", "ben", f"Thing {n}", date(2027, 1, 4 + n))
        for n in range(count)
    )


def test_my_actions_say_when_they_are_due_where_from_and_which_agenda_they_come_back_on():
    assert say(put("ada", "actions")).splitlines() == [
        "Your actions",
        "1 open, none late.",
        (
            "- Tell those who were away · Due Fri 8 Jan 2027 (in 3 weeks) "
            f"· Agreed at Secondary Mathematics: November moderation, Tue 17 Nov 2026 · {CARRIED}"
        ),
    ]


def test_a_groups_actions_are_whose_they_are_with_the_late_ones_first():
    answered = put("ada", "actions", group="maths-secondary")

    assert say(answered).splitlines() == [
        "Secondary Mathematics",
        "2 open, 1 late.",
        f"- {LATE} · {CARRIED} · Late: was due Thu 5 Nov 2026 (5 weeks ago)",
        (
            "- Tell those who were away · Ada · Due Fri 8 Jan 2027 (in 3 weeks) "
            f"· Agreed at November moderation, Tue 17 Nov 2026 · {CARRIED}"
        ),
    ]
    assert answered.sources == ("action a1", "action a2")
    assert answered.rule == "open group, actions: seen by an officer of the group"
    assert buttons_of(answered)[0] == "Late ones only"


def test_only_late_ones_on_request_and_none_is_said():
    late = put("lea", "actions", group="maths-secondary", overdue=True)

    assert (say(late).splitlines()[1], late.sources) == ("1 late, of 2 open.", ("action a1",))
    assert say(put("ada", "actions", mine=True, overdue=True)) == "Your actions\nNone is late."


def test_the_actions_of_the_last_meeting_tell_what_is_done():
    assert say(put("ben", "actions", group="maths-secondary", past=True)).splitlines()[1:] == [
        "2 agreed at the last meeting, none late.",
        (
            "- Tell those who were away · Ada · Due Fri 8 Jan 2027 (in 3 weeks) "
            f"· Agreed at November moderation, Tue 17 Nov 2026 · {CARRIED}"
        ),
        "- Print the papers · Ben · Done · Agreed at November moderation, Tue 17 Nov 2026",
    ]


def test_actions_are_for_members_and_leads():
    assert say(put("dee", "actions", group="maths-secondary")) == (
        "Secondary Mathematics is open: its actions are for its members."
    )
    assert say(put("dee", "actions", group="safeguarding")) == (
        "Safeguarding Leads is confidential: its actions are for its members."
    )


def test_a_persons_actions_are_those_of_groups_the_audience_may_see_actions_of():
    assert put("lea", "actions", person="ben").sources == ("action a1",)
    assert put("dee", "actions", person="ben").sources == ()
    assert put("lea", "actions", person="dot").sources == ()


@pytest.mark.parametrize(("people", "shown"), [("rae", ("action a5",)), ("rae dee", ()), ("dot ada", ())])
def test_own_actions_of_a_group_others_may_not_know_are_not_told_before_them(people, shown):
    assert put(people, "actions", mine=True).sources == shown


def test_in_a_chat_of_several_having_none_and_hiding_some_sound_the_same():
    hidden, none = put("rae dee", "actions", mine=True), put("dee rae", "actions", mine=True)

    assert say(hidden) == say(none) == f"Your actions\nNone is open.\n{ELSEWHERE}"


def test_long_lists_are_paged_and_every_page_keeps_whose_they_are():
    year = a_busy_year(actions=some_of_bens(7))
    first, second = (put("ada", "actions", year, person="ben", page=page) for page in (0, 1))

    assert (first.sources, second.sources) == (
        tuple(f"action b{n}" for n in range(5)), ("action b5", "action b6")
    )  # fmt: skip
    assert first.card.body["actions"][0]["data"] == {
        "verb": "turn", "intent": "actions", "page": 1, "person": "ben"
    }  # fmt: skip


def test_some_days_are_those_an_action_is_due_in():
    late = put("ada", "actions", group="maths-secondary", when=AUTUMN)

    assert (late.sources, say(late).splitlines()[1]) == (
        ("action a1",),
        "1 open due in “this term” (Wed 2 Sep 2026 – Fri 18 Dec 2026), 1 late.",
    )


def test_a_name_of_two_people_or_of_none_is_asked_back_or_not_held():
    which = put("lea", "actions", people="fay fox")
    second = put("lea", "actions", people="fay fox", school="elm")

    assert buttons_of(which) == ["Sam Reed, Oak School", "Sam Reed, Elm School"]
    assert say(second) == "Sam Reed's actions\nNone is open."
    assert say(put("gus", "actions", person="ada")).startswith("Not held here: I find nobody of that name.")


def test_a_group_that_may_be_one_of_several_is_asked_back():
    maths = tuple(group for group in a_busy_year().trust.groups if group.id.startswith("maths"))

    assert buttons_of(put("lea", "actions", candidates=maths)) == [
        "Secondary Mathematics",
        "Primary Mathematics",
    ]


def test_five_of_the_longest_actions_fit_a_card():
    year = a_busy_year(actions=tuple(a.model_copy(update={"text": "ß" * 500}) for a in some_of_bens(9)))

    assert check_limits(put("ben", "actions", year).card) == ()
