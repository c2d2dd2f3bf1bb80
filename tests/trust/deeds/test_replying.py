from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOW

from graph_sync.kinds import Kind
from graph_sync.observed import Observed, Replied, Seen
from graph_sync.replies import find_replies
from tests.trust.deeds.papers_example import (
    AUDIT,
    CASES,
    MATHS,
    OFF,
    OVER,
    a_year_with_papers,
    after,
    try_to,
)
from trust.deeds.replying import find_delegates
from trust.deeds.rights import CANCELLED, NO_MEETING
from trust.deeds.values import GiveReply
from trust.papers import Answer, Reply
from trust.values import RefusedError

YEAR = a_year_with_papers()
YES, MAYBE, NO = Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED


def reply(answer: Answer = YES, meeting: str = MATHS, **fields) -> GiveReply:
    return GiveReply(meeting=meeting, answer=answer, **fields)


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (reply(YES), "You are coming."),
        (reply(MAYBE), "You are noted as perhaps coming."),
        (reply(NO), "Your apologies are noted."),
        (reply(NO, reason="A scan"), "Your apologies are noted. The reason is seen by you alone."),
        (
            reply(NO, reason="A scan", share_with_chair=True),
            "Your apologies are noted. The reason is seen by you and the chair.",
        ),
        (reply(NO, delegate="dee"), "Your apologies are noted, and Dee goes in your place."),
    ],
)
def test_a_member_replies(deed, sentence):
    result = try_to(YEAR, deed, "cal")

    expected = Reply(person="cal", at=NOW, **deed.model_dump(exclude={"kind"}))
    assert (result.sentence, result.saved.replies) == (sentence, (expected,))


def test_a_reason_stays_only_with_apologies_and_is_shared_only_where_there_is_one():
    [came] = try_to(YEAR, reply(YES, reason="Looking forward", share_with_chair=True), "cal").saved.replies
    [sent] = try_to(YEAR, reply(NO, share_with_chair=True), "cal").saved.replies

    assert (came.reason, came.share_with_chair, sent.share_with_chair) == ("", False, False)


@pytest.mark.parametrize(
    ("by", "deed", "sentence"),
    [
        ("dee", reply(), "Only a member of Maths may reply to its invitations."),
        ("cor", reply(), "Only a member of Maths may reply to its invitations."),
        ("dee", reply(meeting=AUDIT), "Only a member of Audit may reply to its invitations."),
        ("dee", reply(meeting=CASES), NO_MEETING),
        ("guy", reply(), NO_MEETING),
        ("dee", reply(meeting="2026-27/nothing/spring-1"), NO_MEETING),
        ("cal", reply(meeting="2026-27/maths/soon"), NO_MEETING),
        ("cal", reply(meeting=OFF), CANCELLED),
        ("cal", reply(YES, delegate="dee"), "Somebody else goes only in the place of one who does not come."),
        ("cal", reply(NO, delegate="cal"), "Somebody else goes only in the place of one who does not come."),
        ("cal", reply(NO, delegate="ada"), "Ada is invited already."),
        ("cal", reply(NO, delegate="eve"), "Only somebody of your own school can go in your place, and Eve is not."),
        ("cal", reply(NO, delegate="nobody"), "Whoever goes in your place must be on the trust's staff that day."),
        ("cal", reply(NO, delegate="ned"), "Whoever goes in your place must be on the trust's staff that day."),
        ("cal", reply(NO, AUDIT, delegate="dee"), "Nobody can go in your place to Audit: ask its chair."),
        ("cal", reply(NO, CASES, delegate="dee"), "Nobody can go in your place to Cases: ask its chair."),
        ("gus", reply(NO, delegate="max"), "Nobody can go in your place to Maths: ask its chair."),
        ("gus", reply(NO, delegate="nobody"), "Nobody can go in your place to Maths: ask its chair."),
    ],
)  # fmt: skip
def test_what_cannot_be_replied_is_refused_in_a_sentence(by, deed, sentence):
    with pytest.raises(RefusedError) as refused:
        try_to(YEAR, deed, by)
    assert str(refused.value) == sentence


def test_a_group_that_may_not_be_known_of_sounds_like_one_that_is_not_there():
    said = []
    for key in (CASES, "2026-27/knitting/spring-1"):
        with pytest.raises(RefusedError) as refused:
            try_to(YEAR, reply(meeting=key), "dee")
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_guest_and_every_member_of_a_group_that_is_not_open_reply_like_anyone():
    for by in ("gus", "cal", "ben"):
        for key in (MATHS, AUDIT, CASES):
            assert try_to(YEAR, reply(meeting=key), by).sentence == "You are coming."


def test_a_reply_may_be_changed_until_the_meeting_is_over():
    first = try_to(YEAR, reply(NO, reason="A scan", delegate="dee"), "cal")
    second = try_to(after(YEAR, first), reply(YES), "cal", OVER - timedelta(hours=1))

    [kept] = after(YEAR, first, second).replies
    assert (kept.answer, kept.reason, kept.delegate) == (YES, "", None)
    with pytest.raises(RefusedError, match="over"):
        try_to(YEAR, reply(YES), "cal", OVER)


def test_only_colleagues_of_ones_school_who_are_not_invited_are_offered_to_go_instead():
    people, [meeting] = YEAR.trust.person_by_id, [m for m in YEAR.meetings if m.key == MATHS]
    offered = {
        (by, group): [p.id for p in find_delegates(YEAR.trust, people[by], meeting, YEAR.trust.group_by_id[group])]
        for by, group in (("cal", "maths"), ("ben", "maths"), ("gus", "maths"), ("cal", "audit"), ("cal", "cases"))
    }  # fmt: skip
    assert offered == {
        ("cal", "maths"): ["cor", "dee"], ("ben", "maths"): ["eve"], ("gus", "maths"): [],
        ("cal", "audit"): [], ("cal", "cases"): [],
    }  # fmt: skip


def answered_in_outlook(answer: str, minutes: int) -> Observed:
    said = {"cal@fernvale.example": Replied(answer, NOW + timedelta(minutes=minutes))}
    return Observed(events={MATHS: Seen(Kind.EVENT, MATHS, "graph-1", {}, replies=said)})


def test_whichever_was_given_last_counts_with_a_reply_here_in_between():
    year = YEAR
    [first] = find_replies(answered_in_outlook("accepted", 0), year)
    year = year.model_copy(update={"replies": (first,)})
    year = after(year, try_to(year, reply(NO, reason="A scan"), "cal", NOW + timedelta(minutes=5)))

    assert find_replies(answered_in_outlook("accepted", 0), year) == ()
    [later] = find_replies(answered_in_outlook("accepted", 10), year)
    assert (later.answer, later.reason) == (YES, "")


def test_a_reply_given_again_is_later_than_one_in_outlook_that_was_not_known_yet():
    year = after(YEAR, try_to(YEAR, reply(YES), "cal"))
    again = after(year, try_to(year, reply(YES), "cal", NOW + timedelta(minutes=20)))

    declined = answered_in_outlook("declined", 10)
    assert [r.answer for r in find_replies(declined, year)] == [NO]
    assert find_replies(declined, again) == ()
