from __future__ import annotations

import pytest

from tests.bot.example import say
from tests.bot.papers_example import AUGUST, AUTUMN, put

SPRING = "Spring meeting, Tue 19 Jan 2027"
NOT_HERE = "Your own replies are told only in a chat of our own. Ask me there."


def sections(people: str) -> list[str]:
    return say(put(people, "replies", group="maths-secondary")).splitlines()[1:]


def test_the_chair_sees_all_replies_and_the_reason_that_is_shared():
    assert sections("ada") == [
        f"{SPRING}: 1 accepted, 1 tentative, 1 declined, 0 no reply yet.",
        "- Accepted · Ada",
        "- Tentative · Ben",
        "- Declined · Eve (“At a wedding”)",
    ]


def test_other_officers_see_all_replies_but_no_reason_except_their_own():
    assert sections("cal")[3] == "- Declined · Eve"
    assert sections("ben")[2:] == ["- Tentative · Ben (“A scan”)", "- Declined · Eve"]


def test_members_see_who_accepted():
    assert sections("eve") == [
        f"{SPRING}: 1 accepted.",
        "- Accepted · Ada",
        "Who declined or has not replied is for the chair, co-chair and coordinator.",
    ]


@pytest.mark.parametrize("person", ["dee", "lea"])
def test_replies_are_not_for_anyone_outside(person):
    assert say(put(person, "replies", group="maths-secondary")) == (
        "Secondary Mathematics is open: replies to its invitations are for its members."
    )


def test_before_a_member_officers_are_told_what_members_are():
    assert sections("ada eve") == sections("eve")


def test_before_another_officer_no_reason_is_read_out():
    assert sections("ada cal")[3] == "- Declined · Eve"


def test_who_has_not_replied_is_said_to_officers():
    answered = put("ben", "replies", group="maths-secondary", when=AUTUMN, past=True)

    assert say(answered).splitlines()[1:] == [
        "November moderation, Tue 17 Nov 2026: 0 accepted, 0 tentative, 0 declined, 3 no reply yet.",
        "- No reply yet · Ada, Ben, Eve",
    ]


def test_my_own_reply_is_told_with_its_reason_and_who_reads_it():
    assert say(put("eve", "replies", mine=True)).splitlines() == [
        "Your replies",
        "- English: Tue 12 Jan 2027, 15:45–17:00 · You have not replied.",
        (
            "- Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00 · You answered: declined. "
            "Your reason: “At a wedding” (the chair may read it)."
        ),
        "- Secondary Mathematics: Tue 4 May 2027, 15:45–17:00 · You have not replied.",
    ]
    assert say(put("ben", "replies", mine=True, group="maths-secondary")).splitlines()[1:] == [
        (
            "- Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00 · You answered: tentative, on Fri 11 Dec 2026. "
            "Your reason: “A scan” (nobody else reads it)."
        )
    ]


def test_a_reply_without_a_reason_is_told_as_it_is():
    assert say(put("ada", "replies", mine=True, group="maths-secondary")).splitlines()[1:] == [
        "- Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00 · You answered: accepted."
    ]


def test_somebody_who_is_not_invited_owes_no_reply():
    assert say(put("dee", "replies", mine=True, group="maths-secondary")).endswith(
        "You are not one of its members, so no reply is asked of you."
    )


def test_my_own_reply_is_not_told_before_others_whatever_it_was():
    assert say(put("ada eve", "replies", mine=True)) == NOT_HERE
    assert say(put("dee eve", "replies", mine=True)) == NOT_HERE


def test_a_group_without_a_meeting_has_no_replies():
    assert say(put("rae", "replies", group="case-review", past=True, nth=9)) == (
        "I know of fewer meetings of Case Review than that."
    )
    none = "Case Review has no announced meeting in “august” (Sun 1 Aug 2027 – Tue 31 Aug 2027)."
    assert say(put("rae", "replies", group="case-review", mine=True, when=AUGUST)) == none
    assert say(put("dee", "replies", mine=True)) == "None of your groups has such a meeting to reply to."


def test_own_replies_to_a_group_that_keeps_its_dates_to_itself_are_refused():
    assert say(put("dee", "replies", mine=True, group="resilience")) == (
        "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115."
    )


def test_without_a_group_it_asks_which():
    assert say(put("eve", "replies")) == (
        "Which group do you mean? Secondary Mathematics or English? Type its name."
    )
