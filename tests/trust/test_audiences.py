"""Who is in an audience, who may write to it, and what a sender may learn by it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from trust.audiences import (
    NO_SUCH,
    NOT_YOURS,
    Audience,
    AudienceKind,
    find_audience,
    may_broadcast,
    may_name,
    name_audience,
    name_broadcast,
)
from trust.groups import Office, Officer
from trust.meetings import MeetingStatus
from trust.papers import Answer, Reply
from trust.people import PersonKind
from trust.places import Phase
from trust.values import RefusedError
from trust.year import Year

MATHS = "2026-27/maths/spring-1"
CASES = "2026-27/cases/spring-1"
EVERYONE = Audience(kind=AudienceKind.EVERYONE)
CHAIRS = Audience(kind=AudienceKind.CHAIRS)
CO_CHAIRS = Audience(kind=AudienceKind.CO_CHAIRS)
BOTH = Audience(kind=AudienceKind.BOTH)
SECONDARY = Audience(kind=AudienceKind.CHAIRS, phase=Phase.SECONDARY)


def members(group: str) -> Audience:
    return Audience(kind=AudienceKind.MEMBERS, group=group)


def without_reply(meeting: str) -> Audience:
    return Audience(kind=AudienceKind.WITHOUT_REPLY, meeting=meeting)


def the_year(**fields: Any) -> Year:
    """Maths (open, secondary), art (confidential) and cases (restricted), with a lead, an administrator, a guest."""
    people = (
        *a_trust().people,
        a_person("gus", kind=PersonKind.GUEST, school=None),
        a_person("ivy", school=None),
        a_person("lea", school=None),
        a_person("new", starts=date(2027, 3, 1)),
        a_person("rae"),
    )
    groups = (
        a_group("maths", phases=(Phase.SECONDARY,)),
        a_group("art", roles=(), sensitivity="confidential"),
        a_group("cases", roles=(), sensitivity="restricted"),
    )
    officers = (
        *a_trust().officers,
        Officer(group="maths", office=Office.COORDINATOR, person="dee"),
        Officer(group="art", office=Office.CHAIR, person="cal"),
        Officer(group="cases", office=Office.CHAIR, person="rae"),
    )
    settings = some_settings(leads=("lea", "ivy"), it_administrators=("ivy",))
    trust = a_trust(people=people, groups=groups, officers=officers, settings=settings,
                    memberships=(a_membership("cases", "ben"),))  # fmt: skip
    replies = (Reply(meeting=MATHS, person="ben", answer=Answer.DECLINED),)
    meetings = (a_meeting(), a_meeting(group="cases"))
    return Year(**{"trust": trust, "meetings": meetings, "replies": replies} | fields)


def find(audience: Audience, by: str, year: Year | None = None) -> list[str]:
    year = year or the_year()
    return [person.id for person in find_audience(year, audience, year.trust.person_by_id[by], NOW)]


@pytest.mark.parametrize(
    ("by", "audience", "found"),
    [
        ("lea", EVERYONE, ["ada", "ben", "cal", "dee", "gus", "ivy", "rae"]),
        ("lea", CHAIRS, ["ada", "cal"]),
        ("lea", CO_CHAIRS, ["ben"]),
        ("lea", BOTH, ["ada", "ben", "cal"]),
        ("lea", SECONDARY, ["ada"]),
        ("lea", members("maths"), ["ada", "ben", "cal"]),
        ("lea", without_reply(MATHS), ["ada", "cal"]),
        ("ada", members("maths"), ["ben", "cal"]),
        ("dee", members("maths"), ["ada", "ben", "cal"]),
        ("ada", without_reply(MATHS), ["cal"]),
        ("rae", members("cases"), ["ben"]),
    ],
)
def test_who_is_in_an_audience_but_for_the_sender(by, audience, found):
    assert find(audience, by) == found


@pytest.mark.parametrize(
    ("by", "audience", "why"),
    [
        ("ada", EVERYONE, NOT_YOURS),
        ("ada", CHAIRS, NOT_YOURS),
        ("ivy", EVERYONE, NOT_YOURS),
        ("ivy", members("maths"), NO_SUCH),
        ("cal", members("maths"), NOT_YOURS),
        ("cal", without_reply(MATHS), NOT_YOURS),
        ("lea", members("art"), NOT_YOURS),
        ("ben", members("cases"), NOT_YOURS),
        ("gus", members("maths"), NO_SUCH),
        ("lea", members("cases"), NO_SUCH),
        ("lea", members("nothing"), NO_SUCH),
        ("lea", without_reply(CASES), NO_SUCH),
        ("lea", without_reply("2026-27/maths/nothing"), NO_SUCH),
    ],
)
def test_a_hidden_group_is_refused_in_the_words_for_one_that_is_not_there(by, audience, why):
    with pytest.raises(RefusedError) as refused:
        find(audience, by)

    assert str(refused.value) == why


def test_a_meeting_that_was_called_off_has_nobody_without_a_reply():
    with pytest.raises(RefusedError, match="no such group or meeting"):
        find(without_reply(MATHS), "ada", the_year(meetings=(a_meeting(status=MeetingStatus.CANCELLED),)))


def test_who_is_without_a_reply_is_named_to_officers_alone():
    year = the_year()
    named = {
        by: may_name(year, without_reply(MATHS), year.trust.person_by_id[by], NOW)
        for by in ("ada", "dee", "lea")
    }

    assert named == {"ada": True, "dee": True, "lea": False}
    assert may_name(year, CHAIRS, year.trust.person_by_id["lea"], NOW)


def test_leads_and_officers_may_write_to_somebody():
    year = the_year()

    assert [p.id for p in year.trust.people if may_broadcast(year.trust, p, NOW.date())] == [
        "ada", "ben", "cal", "dee", "lea", "rae",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        (EVERYONE, "everyone"),
        (BOTH, "all chairs and co-chairs"),
        (SECONDARY, "all secondary chairs"),
        (members("maths"), "all members of Maths"),
        (without_reply(MATHS), "members of Maths without a reply to Spring meeting, Tue 19 Jan 2027"),
    ],
)
def test_an_audience_is_said_in_words(audience, said):
    assert name_audience(the_year(), audience) == said


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "members"},
        {"kind": "everyone", "group": "maths"},
        {"kind": "without a reply"},
        {"kind": "chairs", "meeting": MATHS},
        {"kind": "everyone", "phase": "primary"},
    ],
)
def test_half_an_audience_is_none(fields):
    with pytest.raises(ValueError, match="only"):
        Audience.model_validate(fields)


def test_a_message_is_named_by_its_sender_audience_and_preview():
    people = the_year().trust.person_by_id
    names = {
        name_broadcast(people[by], audience, made)
        for by in ("ada", "lea") for audience in (CHAIRS, BOTH) for made in ("1", "2")
    }  # fmt: skip

    assert len(names) == 8
