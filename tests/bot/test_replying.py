from __future__ import annotations

import json
from datetime import date

import pytest
from builders import NOW, a_meeting

from bot.understand.when import When
from tests.bot.conftest import RunningBot
from tests.bot.doing_example import Office, find_button, find_fields
from tests.bot.example import buttons_of, held, say
from tests.bot.papers_example import MATHS, a_busy_year
from trust.meetings import MeetingStatus
from trust.papers import Answer, Reply

SPRING = f"{MATHS}/spring-1"
MINE = {"group": "maths-secondary"}
NOT_HERE = "Your own replies are told only in a chat of our own. Ask me there."
JANUARY = When(date(2027, 1, 1), date(2027, 1, 31), "in january")


def an_office(*replies: Reply, **fields) -> Office:
    return Office(a_busy_year(**{"replies": replies} | fields))


def lines(answered) -> list[str]:
    return say(answered).splitlines()


def reply_of(office: Office, person: str) -> Reply | None:
    return next((reply for reply in office.year.replies if reply.person == person), None)


def test_a_member_says_they_are_coming_from_the_card_of_their_next_meeting():
    office = an_office()
    card = office.put("ben", "next_meeting")
    assert buttons_of(card)[:3] == ["Agenda", "I'm coming", "Apologies"]

    told = office.press("ben", find_button(card, "I'm coming"))
    assert lines(told) == [
        "You are coming.",
        "Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00",
        "Spring meeting · Online",
        "You answered: accepted, on Mon 14 Dec 2026.",
        "Or type: “I'm coming to Secondary Mathematics”, or “apologies for Secondary Mathematics: …” with your reason.",
    ]
    assert buttons_of(told) == ["I may come", "Apologies", "Agenda", "My replies"]
    assert reply_of(office, "ben") == Reply(meeting=SPRING, person="ben", answer=Answer.ACCEPTED, at=NOW)
    assert "Change my reply" in buttons_of(office.put("ben", "next_meeting"))


def test_apologies_are_sent_with_a_reason_the_chair_may_read_and_a_colleague_in_ones_place():
    office = an_office()
    form = office.press(
        "eve", find_button(office.put("eve", "group_dates", **MINE, soonest=True), "Apologies")
    )
    assert find_fields(form) == {"reason": "", "share_with_chair": "false", "delegate": "-"}

    filled = {"reason": "A wedding", "share_with_chair": "true", "delegate": "fox"}
    told = office.press("eve", find_button(form, "Send apologies"), **filled)
    assert lines(told)[0] == (
        "Your apologies are noted, and Sam Reed goes in your place. The reason is seen by you and the chair."
    )
    assert find_fields(told) == filled
    assert lines(told)[3] == (
        "You answered: declined, on Mon 14 Dec 2026. Sam Reed goes in your place. "
        "Your reason: “A wedding” (the chair may read it)."
    )


@pytest.mark.parametrize(
    ("intent", "said", "sentence"),
    [
        ("accept_meeting", {}, "You are coming."),
        ("maybe_meeting", {}, "You are noted as perhaps coming."),
        ("send_apologies", {}, "Your apologies are noted."),
        ("send_apologies", {"topic": "a scan"}, "Your apologies are noted. The reason is seen by you alone."),
        (
            "send_apologies",
            {"topic": "a scan", "detail": "shared"},
            "Your apologies are noted. The reason is seen by you and the chair.",
        ),
        ("send_apologies", {"person": "fox"}, "Your apologies are noted, and Sam Reed goes in your place."),
        ("send_apologies", {"person": "ben"}, "Ben is invited already."),
        ("send_apologies", {"topic": "x" * 2001}, "Nothing was done: the reason is too long; it may have 2000 letters."),
    ],
)  # fmt: skip
def test_replies_are_typed_where_it_is_sure_which_meeting_is_meant(intent, said, sentence):
    for named in (MINE, {"when": JANUARY}):
        office = an_office(trust=a_trust_of_one_group())
        assert lines(office.put("eve", intent, **named, **said))[0] == sentence


def a_trust_of_one_group():
    trust = a_busy_year().trust
    return trust.model_copy(update={"memberships": ()})


def test_where_it_is_not_sure_the_meeting_is_shown_and_nothing_done():
    office = an_office()
    first = office.put("eve", "accept_meeting")
    several = office.put("eve", "send_apologies", when=JANUARY, topic="a scan")

    assert lines(first)[:2] == [
        "Is it this meeting? Reply with a button below.",
        "English: Tue 12 Jan 2027, 15:45–17:00",
    ]
    assert buttons_of(several) == ["English, Tue 12 Jan 2027", "Secondary Mathematics, Tue 19 Jan 2027"]
    assert (office.year.replies, office.done) == ((), None)
    chosen = office.press("eve", find_button(several, "Secondary Mathematics, Tue 19 Jan 2027"))
    assert lines(chosen)[0] == "Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00"


def test_a_reply_is_changed_as_often_as_one_likes_and_pressing_twice_is_harmless():
    office = an_office(Reply(meeting=SPRING, person="ben", answer=Answer.DECLINED, reason="A scan"))
    form = office.put("ben", "give_reply", **MINE)
    assert (find_fields(form)["reason"], "Save my apologies" in buttons_of(form)) == ("A scan", True)

    coming = find_button(form, "I'm coming")
    once, twice = office.press("ben", coming), office.press("ben", coming)
    assert say(once) == say(twice)
    assert reply_of(office, "ben") == Reply(meeting=SPRING, person="ben", answer=Answer.ACCEPTED, at=NOW)


def test_a_refused_apology_keeps_its_form_open_with_what_was_written():
    office = an_office()
    form = office.put("eve", "give_reply", **MINE)
    written = {"reason": "A wedding", "share_with_chair": "true", "delegate": "ben"}
    told = office.press("eve", find_button(form, "Send apologies"), **written)

    assert (lines(told)[0], office.year.replies) == ("Ben is invited already.", ())
    assert find_fields(told) == written | {"delegate": "-"}
    assert "Send apologies" in buttons_of(told)


def test_a_guest_replies_and_sends_nobody_instead():
    office = an_office()
    form = office.put("gus", "give_reply", group="english")

    assert find_fields(form) == {"reason": "", "share_with_chair": "false"}
    told = office.press("gus", find_button(form, "Send apologies"), reason="Ill")
    assert lines(told)[0] == "Your apologies are noted. The reason is seen by you alone."


@pytest.mark.parametrize(
    ("who", "group", "sentence"),
    [
        ("dee", "maths-secondary", "Only a member of Secondary Mathematics may reply to its invitations."),
        ("cal", "maths-secondary", "Only a member of Secondary Mathematics may reply to its invitations."),
        ("dee", "safeguarding", "Only a member of Safeguarding Leads may reply to its invitations."),
        (
            "dee",
            "resilience",
            "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115.",
        ),
    ],
)
def test_whoever_is_not_invited_has_nothing_to_reply(who, group, sentence):
    office = an_office()
    told = office.put(who, "accept_meeting", group=group)

    assert (lines(told)[0], office.year.replies) == (sentence, ())
    assert {"I'm coming", "Send apologies", "Apologies"}.isdisjoint(buttons_of(told))


def test_members_of_groups_that_are_not_open_reply_and_send_nobody():
    office = an_office()
    form = office.put("dot", "give_reply", group="safeguarding")

    assert "delegate" not in find_fields(form)
    assert lines(office.put("rae", "accept_meeting", group="case-review"))[0] == "You are coming."


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_a_made_up_reply_to_a_hidden_group_sounds_like_one_to_none(answer):
    office = an_office()
    told = [
        office.press(
            "dee",
            {
                "data": {
                    "verb": "do",
                    "kind": "give_reply",
                    "meeting": f"2026-27/{group}/spring-1",
                    "answer": answer,
                }
            },
        )
        for group in ("case-review", "knitting-circle")
    ]
    assert say(told[0]) == say(told[1]) == "There is no such meeting, or none that you may know of."


def test_nothing_is_replied_or_shown_before_others():
    office = an_office(Reply(meeting=SPRING, person="eve", answer=Answer.DECLINED, reason="A secret scan"))
    for intent in ("give_reply", "accept_meeting", "maybe_meeting", "send_apologies"):
        assert say(office.put("eve ada", intent, **MINE, topic="another secret")) == NOT_HERE
    assert reply_of(office, "eve").reason == "A secret scan"
    assert "I'm coming" not in buttons_of(office.put("ben ada", "next_meeting"))

    made_up = {
        "data": {
            "verb": "do",
            "kind": "give_reply",
            "meeting": SPRING,
            "answer": "declined",
            "reason": "Secret",
        }
    }
    told = office.press("eve ada", made_up)
    assert (say(told), "Secret" in json.dumps(told.card.body)) == (NOT_HERE, False)


def test_a_reason_is_read_by_its_author_and_by_the_chair_where_it_is_shared_and_by_nobody_else():
    office = an_office()
    office.put("eve", "send_apologies", **MINE, topic="a scan")
    told = {who: "a scan" in say(office.put(who, "replies", **MINE)) for who in ("ada", "ben", "cal", "dee")}
    assert told == dict.fromkeys(told, False)

    office.put("eve", "send_apologies", **MINE, topic="a scan", detail="shared")
    told = {
        who: "a scan" in say(office.put(who, "replies", **MINE)) for who in ("ada", "ben", "cal", "ada ben")
    }
    assert told == {"ada": True, "ben": False, "cal": False, "ada ben": False}
    assert "“a scan”" in say(office.put("eve", "replies", **MINE, mine=True))


def test_officers_see_who_goes_in_whose_place_and_members_do_not():
    office = an_office()
    office.put("eve", "send_apologies", **MINE, person="fox")

    assert "- Declined · Eve with Sam Reed in their place" in lines(office.put("cal", "replies", **MINE))
    assert "Sam Reed" not in say(office.put("eve", "replies", **MINE))


def test_a_reason_is_not_kept_as_what_the_conversation_was_about():
    office = an_office()
    for answered in (
        office.put("eve", "send_apologies", **MINE, topic="a secret scan"),
        office.put("eve", "send_apologies", topic="a secret scan"),
    ):
        assert "secret" not in str(answered.context)


def test_a_meeting_that_is_over_or_called_off_takes_no_replies():
    off = a_meeting("off", "maths-secondary", starts=held("english", date(2027, 2, 2)).starts)
    off = off.model_copy(update={"status": MeetingStatus.CANCELLED})
    year = a_busy_year()
    office = an_office(meetings=(*year.meetings, off))

    gone = office.put("eve", "give_reply", **MINE, detail="off")
    past = office.put("eve", "give_reply", **MINE, detail="autumn-1")
    assert (lines(gone)[-1], lines(past)[-1]) == ("It was called off.", "You have not replied.")
    assert buttons_of(gone) == buttons_of(past) == ["Agenda", "My replies"]
    for rule, sentence in (
        ("off", "That meeting was called off."),
        ("autumn-1", "That meeting is over, so no reply is needed."),
    ):
        pressed = {"verb": "do", "kind": "give_reply", "meeting": f"{MATHS}/{rule}", "answer": "accepted"}
        assert lines(office.press("eve", {"data": pressed}))[0] == sentence


def test_a_meeting_nobody_has_announced_is_not_shown_by_replying_to_it():
    pressed = {
        "verb": "do",
        "kind": "give_reply",
        "meeting": "2026-27/english/summer-2",
        "answer": "accepted",
    }

    assert say(an_office().press("eve", {"data": pressed})) == (
        "There is no such meeting, or none that you may know of."
    )


async def test_apologies_sent_in_teams_reach_the_store_and_take_the_cards_place(bot: RunningBot):
    upn = "ben@fernvale.example"
    await bot.teams.install(upn)
    [said] = await bot.teams.say(upn, "When is my next meeting?")
    shown = said["attachments"][0]["content"]
    for title, filled_in in (
        ("Apologies", {}),
        ("Send apologies", {"reason": "A scan", "share_with_chair": "true"}),
    ):
        button = next(action for action in shown["actions"] if action["title"] == title)
        pressed = await bot.teams.press(upn, said["id"], button["data"] | filled_in, button["verb"])
        shown = pressed["value"]

    [reply] = (await bot.store.fetch_year()).replies
    assert (reply.answer, reply.reason, reply.share_with_chair) == (Answer.DECLINED, "A scan", True)
    assert shown["body"][1]["text"] == "Your apologies are noted. The reason is seen by you and the chair."
    assert said["attachments"][0]["content"] == shown
