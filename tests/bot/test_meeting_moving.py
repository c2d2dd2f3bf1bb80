"""Whole dialogues: which meeting, when else, what that would mean, done, taken back, agreed to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOW, a_membership, a_person

from bot.ports import Desk
from tests.bot.example import a_year, buttons_of, held, say
from tests.bot.moving_example import Talk, on, starts
from tests.bot.planning_example import MATHS, a_clashing_year, ask_about
from trust.deeds.values import CancelMeeting, MoveMeeting
from trust.meetings import MeetingStatus
from trust.values import LONDON

M, AUDIT, CASES = "maths-secondary", "2026-27/safeguarding/spring-1", "2026-27/case-review/spring-1"
CONFERENCE = f"2026-27/{M}/summer-1"
WAS = datetime(2027, 1, 12, 15, 45, tzinfo=LONDON)
TARGET = datetime(2027, 1, 26, 15, 45, tzinfo=LONDON)
FOUR = datetime(2027, 1, 26, 16, 0, tzinfo=LONDON)
ON_26 = on(2027, 1, 26, "26 january")
ON_16 = on(2026, 12, 16, "wednesday")
ONLY = "Only the chair or co-chair of Secondary Mathematics may"


def test_from_which_meeting_to_moved_and_back():
    talk = Talk()
    assert buttons_of(talk.type("ada", "move_meeting", M)) == [
        "Spring meeting, Tue 12 Jan 2027",
        "Summer conference, Tue 4 May 2027",
    ]
    offered = talk.press("ada", "Spring meeting")
    assert say(offered).splitlines()[1:3] == [
        "Spring meeting is on Tue 12 Jan 2027, 15:45–17:00. It could be, the best first:",
        "- Wed 6 Jan 2027, 15:45–17:00 · Better: no longer 1 member needed in another meeting.",
    ]
    assert buttons_of(offered) == [
        "Wed 6 Jan, 15:45", "Wed 13 Jan, 15:45", "Tue 19 Jan, 15:45", "Wed 20 Jan, 15:45", "More",
    ]  # fmt: skip
    second = buttons_of(talk.press("ada", "More"))
    assert (second[0], second[-2:], len(second)) == ("Tue 26 Jan, 15:45", ["More", "Back"], 6)

    preview = talk.press("ada", "Tue 26 Jan")
    assert say(preview).splitlines() == [
        "Secondary Mathematics",
        "Spring meeting would move.",
        "From: Tue 12 Jan 2027, 15:45–17:00",
        "To: Tue 26 Jan 2027, 15:45–17:00",
        "Who could not come: Everyone can, as far as I know.",
        "Notice: 10 working days are kept.",
        "Who is told: Everyone invited: one update each, 2 mails in all.",
        "Or type: “yes, move it”.",
    ]
    moved = talk.press("ada", "Move it")
    assert say(moved).splitlines() == [
        "Secondary Mathematics",
        "Spring meeting of Secondary Mathematics is now on Tue 26 Jan 2027 at 15:45.",
        "Meeting: Spring meeting",
        "When: Tue 26 Jan 2027, 15:45–17:00",
        "Who is told: Everyone invited: one mail each, 2 mails in all.",
        "Or type: “undo 1”, within 24 hours.",
    ]
    assert (starts(talk, MATHS), buttons_of(moved)) == (TARGET, ["Undo", "Other times", "All dates"])

    back = talk.press("ada", "Undo")
    assert "Taken back. Spring meeting is on Tue 12 Jan 2027 at 15:45 again." in back.text
    assert (starts(talk, MATHS), "Undo" in buttons_of(back)) == (WAS, False)
    assert "taken back already" in talk.press("ada", "Undo", moved).text


def test_pressing_twice_and_pressing_a_stale_card_are_harmless():
    talk = Talk()
    preview = talk.type("ada", "move_meeting", M, when=ON_26)
    talk.press("ada", "Move it")
    again = talk.press("ada", "Move it", preview)
    assert "is there already, on Tue 26 Jan 2027 at 15:45" in again.text
    assert "Undo" not in buttons_of(again)

    other = Talk()
    stale = other.type("ada", "move_meeting", M, when=ON_26)
    other.type("ben", "move_it", M, when=on(2027, 1, 19, "19 january"))
    refused = other.press("ada", "Move it", stale)
    assert "has changed in the meantime: it is now on Tue 19 Jan 2027 at 15:45" in refused.text
    assert starts(other, MATHS) == datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
    assert buttons_of(refused)[0] == "Other times"


@pytest.mark.parametrize(
    ("entities", "to"),
    [
        ({"when": ON_26}, TARGET),
        ({"when": ON_26, "topic": "at 4pm"}, FOUR),
        ({"topic": "26 january 16.00"}, FOUR),
        ({"when": on(2027, 1, 12, "12 january"), "topic": "to 26 january at 4 pm"}, FOUR),
        ({"nth": 2, "topic": "4.15"}, datetime(2027, 5, 4, 16, 15, tzinfo=LONDON)),
    ],
)
def test_a_day_or_a_time_that_is_typed_goes_to_what_it_would_mean_and_then_does_it(entities, to):
    talk = Talk()
    preview = talk.type("ada", "move_meeting", M, **entities)
    assert f"To: {to:%a} {to.day} {to:%b %Y, %H:%M}" in preview.text
    assert talk.journal == []

    talk.type("ada", "move_it", M, **entities)
    assert starts(talk, CONFERENCE if to.month == 5 else MATHS) == to


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (on(2027, 1, 23, "saturday"), "Not every school is open that day: a weekend."),
        (on(2027, 1, 22, "22 january"), "Ben (co-chair) does not work on Fridays."),
        (on(2026, 12, 11, "friday"), "That time is past."),
    ],
)
def test_what_forbids_a_time_is_said_and_there_is_no_button_for_it(when, why):
    answered = Talk().type("ada", "move_meeting", M, when=when)

    assert say(answered).splitlines()[-1] == why
    assert buttons_of(answered) == ["Other times", "All dates"]


def test_who_would_clash_is_named_to_officers_and_counted_for_members():
    """Eve, a member of Maths and no more, belongs to English too, which meets on the Wednesday after."""
    trust = a_year().trust
    eve = a_person("eve", school="elm", roles=("maths-lead", "english-lead"))
    year = a_year(
        trust=trust.model_copy(update={"people": (*trust.people, eve)}),
        meetings=(*a_year().meetings, held("english", NOW.date() + timedelta(days=30), rule="extra-1")),
    )
    talk = Talk(year)
    when = on(2027, 1, 13, "on wednesday")

    assert (
        "Who could not come: Eve (needed in another meeting)"
        in talk.type("ada", "move_meeting", M, when=when).text
    )
    with_eve = talk.type("ada eve", "move_meeting", M, when=when).text
    assert "Who could not come: 1 member (needed in another meeting)" in with_eve
    with_dee = talk.type("ada dee", "move_meeting", M, when=when).text
    assert "could not come" not in with_dee
    assert "mails" not in with_dee
    titles = buttons_of(talk.type("ada", "move_meeting", M, when=on_two_days(13, 14)))
    assert "Wed 13 Jan, 15:45 (1 clash)" in titles
    titles = buttons_of(talk.type("ada dee", "move_meeting", M, when=on_two_days(13, 14)))
    assert "Wed 13 Jan, 15:45" in titles


def on_two_days(first: int, last: int):
    when = on(2027, 1, first, "that week")
    return type(when)(when.first, when.first.replace(day=last), when.words)


def test_sooner_waits_for_a_trust_leads_sign_off():
    talk = Talk()
    preview = talk.type("ada", "move_meeting", M, when=ON_16)
    assert "Sooner than 10 working days, so it waits until Lea signs it off." in preview.text
    asked = talk.press("ada", "Ask for the sign-off")
    assert "That is sooner than 10 working days' notice, so it waits for Lea to agree." in asked.text
    assert (buttons_of(asked), starts(talk, MATHS)) == (["Take it back", "All dates"], WAS)

    waiting = talk.type("lea", "requests")
    [request] = talk.year.requests
    assert say(waiting).splitlines() == [
        "Secondary Mathematics",
        "Move Secondary Mathematics to Wed 16 Dec 2026, 15:45.",
        "Asked by: Ada, Mon 14 Dec 2026, 08:30",
        "Meeting: Spring meeting",
        "Now: Tue 12 Jan 2027, 15:45–17:00",
        "Then: Wed 16 Dec 2026, 15:45–17:00",
        "Who could not come: Everyone can, as far as I know.",
        "Who is told: Everyone invited: one mail each, 2 mails in all.",
        "Sign-off by: Lea",
        f"Or type: “agree {request.id}” or “refuse {request.id}”.",
    ]
    done = talk.press("lea", "Agree")
    assert (starts(talk, MATHS).date(), buttons_of(done)[0]) == (ON_16.first, "Undo")
    assert "Nothing like that waits for you" in talk.press("lea", "Agree", waiting).text
    assert "Nothing waits" in talk.type("lea", "requests").text


def test_a_trust_lead_signs_their_own_move_off():
    talk = Talk()
    preview = talk.type("lea", "move_meeting", M, when=ON_16)

    assert "as a trust lead you may sign that off" in preview.text
    talk.press("lea", "Move it")
    assert starts(talk, MATHS).date() == ON_16.first


@pytest.mark.parametrize("second", ["ben", "lea"])
def test_calling_off_takes_a_reason_and_two_people_and_can_be_taken_back(second):
    talk = Talk()
    form = talk.type("ada", "cancel_meeting", M, nth=1)
    assert "Calling a meeting off takes two people: Ben or Lea." in form.text
    asked = talk.press("ada", "Call it off", reason="Half of us are ill")
    assert "Why: Half of us are ill" in asked.text
    assert (
        "You have asked for that already"
        in talk.press("ada", "Call it off", form, reason="Half of us are ill").text
    )
    assert talk.year.meeting_by_key[MATHS].status is MeetingStatus.PUBLISHED

    waiting = talk.type(second, "requests")
    assert "Why: Half of us are ill" in waiting.text
    done = talk.press(second, "Agree")
    assert talk.year.meeting_by_key[MATHS].status is MeetingStatus.CANCELLED
    assert "When: Called off (it was Tue 12 Jan 2027, 15:45–17:00)" in done.text
    talk.press(second, "Undo")
    assert talk.year.meeting_by_key[MATHS].status is MeetingStatus.PUBLISHED


def test_calling_off_needs_a_reason():
    talk = Talk()
    talk.type("ada", "cancel_meeting", M, nth=1)

    assert "say the reason first" in talk.press("ada", "Call it off", reason="").text
    assert talk.year.requests == ()


def test_typed_reasons_and_agreement_do_without_buttons():
    talk = Talk()
    asked = talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")
    assert "so it waits for Ben or Lea to agree" in asked.text
    assert "Nothing like that waits for you" in talk.type("ada", "agree").text
    done = talk.type("ben", "agree")
    assert "is called off" in done.text
    assert talk.year.meeting_by_key[MATHS].status is MeetingStatus.CANCELLED
    assert "Taken back." in talk.type("ben", "undo", topic="undo 2").text
    assert talk.year.meeting_by_key[MATHS].status is MeetingStatus.PUBLISHED


def test_refusing_and_taking_back_leave_everything_as_it_was():
    talk = Talk()
    talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")
    assert "You have refused it; nothing changes." in talk.type("lea", "refuse").text
    asked = talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")
    talk.press("ada", "Take it back")
    assert "Nothing like that waits for you" in talk.press("ada", "Take it back", asked).text
    assert (talk.year.requests, talk.year.meeting_by_key[MATHS].status) == ((), MeetingStatus.PUBLISHED)


def test_what_was_asked_for_is_dropped_once_the_meeting_has_changed():
    talk = Talk()
    talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")
    card = talk.type("ben", "requests")
    later = talk.year.meeting_by_key[MATHS].model_copy(
        update={"starts": TARGET, "ends": TARGET + timedelta(minutes=75)}
    )
    talk.year = talk.year.model_copy(
        update={"meetings": tuple(later if m.key == MATHS else m for m in talk.year.meetings)}
    )

    assert "Nothing waits" in talk.type("ben", "requests").text
    dropped = talk.press("ben", "Agree", card)
    assert "what was asked for is dropped. That meeting has changed" in dropped.text
    assert talk.year.requests == ()


def test_several_requests_are_listed_and_opened():
    talk = Talk()
    talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")
    talk.type("ada", "move_it", M, nth=1, topic="16 december 3.45pm")
    talk.type("cal", "cancel_meeting", "english", nth=1, topic="marking")

    listed = talk.type("lea", "requests")
    assert [line for line in listed.text.splitlines() if line.startswith("- ")] == [
        "- 1. Move Secondary Mathematics to Wed 16 Dec 2026, 15:45 · Ada, Mon 14 Dec 2026, 08:30",
        "- 2. Call off English on Tue 12 Jan 2027, 15:45 · Cal, Mon 14 Dec 2026, 08:30",
    ]
    assert buttons_of(listed) == ["Open 1", "Open 2"]
    assert "Why: marking" in talk.press("lea", "Open 2").text
    assert "2 to agree to" in talk.type("lea", "agree").text


def test_a_further_meeting_is_added_with_a_title_and_taken_back():
    talk = Talk()
    offered = talk.type("ada", "add_meeting", M)
    assert "could meet once more, the best first:" in offered.text
    form = talk.press("ada", "Tue 26 Jan")
    assert "Who is told: Everyone invited: one invitation each, 2 mails in all." in form.text
    added = talk.press("ada", "Add it", title="More on fractions", format="online")
    meeting = talk.year.meeting_by_key[f"2026-27/{M}/extra-1"]
    assert (meeting.title, meeting.starts, buttons_of(added)[0]) == ("More on fractions", TARGET, "Undo")
    assert "already" in talk.press("ada", "Add it", form, title="More on fractions", format="online").text
    assert f"2026-27/{M}/extra-2" not in talk.year.meeting_by_key

    talk.press("ada", "Undo", added)
    assert talk.year.meeting_by_key[meeting.key].status is MeetingStatus.CANCELLED


def test_a_further_meeting_on_a_typed_day():
    talk = Talk()
    talk.type("ada", "add_it", M, when=ON_26, topic="at 4pm")

    assert starts(talk, f"2026-27/{M}/extra-1") == FOUR


@pytest.mark.parametrize("intent", ["move_meeting", "move_it", "add_meeting", "add_it", "cancel_meeting"])
@pytest.mark.parametrize(
    ("people", "group", "said"),
    [
        ("dee", M, ONLY),
        ("dee", "safeguarding", "Safeguarding Leads is confidential"),
        ("dot ada", "safeguarding", "Safeguarding Leads is confidential"),
        ("lea", "safeguarding", "Safeguarding Leads is confidential"),
    ],
)
def test_others_are_told_whose_it_is(intent, people, group, said):
    talk = Talk()
    entities = {"nth": 1, "topic": "ill"} if intent == "cancel_meeting" else {"when": ON_26}
    answered = talk.type(people, intent, group, **entities)

    assert said in answered.text
    assert (talk.journal, talk.year.requests) == ([], ())


def test_a_confidential_groups_requests_reach_only_those_who_may_see_it():
    trust = a_clashing_year().trust
    trust = trust.model_copy(update={"memberships": (*trust.memberships, a_membership("case-review", "dot"))})
    talk = Talk(a_clashing_year(trust=trust))
    assert "nobody else who could agree" in talk.type("rae", "cancel_meeting", "case-review", nth=1).text
    refused = talk.press("rae", "Call it off", reason="No cases")
    assert "Nobody else could agree to it" in refused.text

    for person in ("lea", "dee", "dot"):
        assert "Nothing waits" in talk.type(person, "requests").text


def test_in_a_group_chat_nothing_is_told_that_rests_on_what_the_asker_alone_knows():
    """Ada is made to belong to Case Review, of which Dee may not know: it meets when Maths would."""
    trust = a_clashing_year().trust
    trust = trust.model_copy(update={"memberships": (*trust.memberships, a_membership("case-review", "ada"))})
    meetings = tuple(
        m for m in a_clashing_year().meetings if m.group not in ("english", "geography", "case-review")
    )
    cases = held("case-review", TARGET.date(), rule="spring-1")
    talk = Talk(a_clashing_year(trust=trust, meetings=(*meetings, cases)))

    preview = talk.type("ada dee", "move_meeting", M, when=ON_26)
    assert "Move it" in buttons_of(preview)
    refused = talk.press("ada dee", "Move it")
    assert say(refused) == "Not everyone here may know more. Ask me in a chat of our own."
    alone = talk.type("ada", "move_meeting", M, when=ON_26)
    assert "Ada (chair) is needed in another meeting then." in alone.text


def test_what_waits_is_told_in_a_chat_of_ones_own():
    talk = Talk()
    talk.type("ada", "cancel_meeting", M, nth=1, topic="half of us are ill")

    assert "chat of our own" in talk.type("ben ada", "requests").text
    assert "chat of our own" in talk.type("ben ada", "agree").text
    assert len(talk.year.requests) == 1


def test_invitations_that_have_not_gone_out_mail_nobody():
    answered = Talk().type("ada", "move_meeting", M, when=on(2027, 5, 11, "11 may"))

    assert "Who is told: Nobody yet: invitations for that term go out on Mon 22 Mar 2027." in answered.text


def test_without_a_planner_a_typed_time_still_moves():
    answered = ask_about("ada", "move_meeting", M, nth=1, desk=Desk())
    assert "The planner is not at hand here. Or type a day and time" in answered.text

    named = ask_about("ada", "move_meeting", M, when=ON_26, topic="4pm", desk=Desk())
    assert buttons_of(named)[0] == "Move it"


def test_a_made_up_button_is_authorised_again():
    talk = Talk()
    for person in ("dee", "cal"):
        done = talk.do(person, MoveMeeting(meeting=MATHS, starts=TARGET, ends=FOUR, was=WAS))
        assert (done.result, done.sentence.startswith(ONLY)) == (None, True)
        done = talk.do(person, CancelMeeting(meeting=CASES, reason="x"))
        assert done.sentence == "There is no such meeting, or none that you may know of."
