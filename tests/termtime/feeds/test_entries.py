"""What a feed holds of meetings, for whoever owns it and on whichever day it is fetched."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person

from termtime.feeds.entries import (
    MEMBERS_ONLY,
    NO_GROUP,
    Entry,
    find_group,
    find_meetings,
    make_title,
    make_uid,
)
from tests.termtime.feeds.example import FRIDAY, GROUPS, JOIN, PAGES, SATURDAY, a_viewer, the_trust, the_year
from trust.cadence import Format
from trust.meetings import MeetingStatus
from trust.papers import Agenda, AgendaItem, AgendaStatus, Answer, Reply
from trust.values import LONDON, RefusedError
from trust.year import Links

ART = "2026-27/art/spring-1"
SECRETS = ("Zinnias", "Marigolds", "Peonies", "Loft", "Mill", "Teams", JOIN, PAGES)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=LONDON)


def find(person: str, group: str = "", **fields: Any) -> tuple[Entry, ...]:
    now = fields.pop("now", NOW)
    return find_meetings(a_viewer(person, the_year(**fields), now), group, PAGES)


def find_one(person: str, group: str = "art", **fields: Any) -> Entry:
    """Find the meeting to come."""
    (found,) = (
        e
        for e in find(person, group, **fields)
        if e.uid == make_uid(the_trust(), f"2026-27/{group}/spring-1")
    )
    return found


# What somebody's feed of a group holds, group by group in the order of GROUPS; and how many meetings their own holds.
ALL, DATES, NONE = "all", "dates", "none"


@pytest.mark.parametrize("now", [NOW, SATURDAY], ids=["before", "after"])
@pytest.mark.parametrize(
    ("person", "before", "own", "after", "own_after"),
    [
        ("cho", (ALL, ALL, ALL), 6, (ALL, ALL, ALL), 6),
        ("coo", (ALL, ALL, ALL), 6, (ALL, ALL, ALL), 6),
        ("mem", (ALL, ALL, ALL), 6, (ALL, ALL, ALL), 6),
        ("lea", (ALL, DATES, NONE), 0, (ALL, DATES, NONE), 0),
        ("stu", (ALL, DATES, NONE), 0, (ALL, DATES, NONE), 0),
        ("gum", (ALL, ALL, ALL), 6, (ALL, ALL, ALL), 6),
        ("gus", (NONE, NONE, NONE), 0, (NONE, NONE, NONE), 0),
        ("ivy", (NONE, NONE, NONE), 0, (NONE, NONE, NONE), 0),
        # Leaves every group on Friday, and the meetings of next term were never theirs.
        ("lev", (ALL, ALL, ALL), 3, (ALL, DATES, NONE), 0),
        # Leaves the trust on Friday.
        ("goe", (ALL, ALL, ALL), 3, (NONE, NONE, NONE), 0),
    ],
)  # fmt: skip
def test_everybody_sees_what_they_may_and_nothing_once_they_have_left(
    person, before, own, after, own_after, now
):
    seen = [_tell(find(person, group, now=now)) for group in GROUPS]

    assert tuple(seen) == (before if now is NOW else after)
    assert len(find(person, now=now)) == (own if now is NOW else own_after)
    assert {_tell([entry]) for entry in find(person, now=now)} <= {ALL}


def _tell(entries: Any) -> str:
    if not entries:
        return NONE
    said = " ".join(entry.model_dump_json() for entry in entries)
    if not any(word in said for word in SECRETS):
        assert MEMBERS_ONLY in said
        return DATES
    return ALL


def test_an_outsider_gets_the_dates_and_the_chair_of_a_confidential_group_and_nothing_else():
    over, coming = find("stu", "safeguarding")

    assert coming == Entry(
        uid=make_uid(the_trust(), "2026-27/safeguarding/spring-1"),
        starts=datetime(2027, 1, 19, 15, 45, tzinfo=LONDON),
        ends=datetime(2027, 1, 19, 17, 0, tzinfo=LONDON),
        summary="Safeguarding",
        description=f"Chair: Cho Lin\n{MEMBERS_ONLY}",
        private=True,
    )
    assert (over.summary, over.location, over.categories) == ("Safeguarding", "", ())


def test_a_member_gets_all_of_a_meeting():
    over, coming = find("mem", "art")

    assert coming == Entry(
        uid=make_uid(the_trust(), ART),
        starts=datetime(2027, 1, 19, 15, 45, tzinfo=LONDON),
        ends=datetime(2027, 1, 19, 17, 0, tzinfo=LONDON),
        summary="Art: Marigolds",
        location=f"Microsoft Teams meeting {JOIN}",
        description=f"Chair: Cho Lin\nJoin: {JOIN}\n\nAgenda\n1. Peonies (20 min, Cho Lin)\n\n{PAGES}/meetings/{ART}",
        url=f"{PAGES}/meetings/{ART}",
        join_url=JOIN,
        categories=("Online", "Secondary"),
        busy=True,
    )
    assert over.location == "Loft, The Mill, 1 Mill Lane, Fernbridge"
    assert over.categories == ("In person", "Secondary")


def test_a_draft_agenda_is_shown_to_nobody_not_even_its_chair():
    draft = Agenda(meeting=ART, items=(AgendaItem(title="Peonies"),), status=AgendaStatus.DRAFT)

    assert "Peonies" not in find_one("cho", agendas=(draft,)).description


def test_a_cancelled_meeting_stays_and_says_so_and_has_no_link():
    entry = find_one(
        "mem", meetings=(a_meeting(group="art", title="Marigolds", status=MeetingStatus.CANCELLED),)
    )

    assert (entry.summary, entry.cancelled, entry.busy) == ("Cancelled: Art: Marigolds", True, False)
    assert (entry.join_url, JOIN in entry.location, JOIN in entry.description) == ("", False, False)


def test_a_meeting_that_is_only_proposed_is_not_there():
    proposed = a_meeting(group="art", status=MeetingStatus.PROPOSED)

    assert find("cho", meetings=(proposed,)) == find("cho", "art", meetings=(proposed,)) == ()


def test_a_meeting_of_long_ago_is_no_longer_there():
    starts = NOW - timedelta(days=380)

    assert find("cho", meetings=(a_meeting(group="art", starts=starts),)) == ()


def test_who_goes_in_somebodys_place_has_the_meeting_and_who_declined_is_free():
    reply = Reply(meeting=ART, person="mem", answer=Answer.DECLINED, delegate="stu")

    assert [entry.uid for entry in find("stu", replies=(reply,))] == [make_uid(the_trust(), ART)]
    assert find_one("stu", replies=(reply,)).busy
    assert not find_one("mem", replies=(reply,)).busy
    assert find_one("cho", replies=(reply,)).busy


def test_the_meetings_of_a_group_one_is_not_in_take_no_time():
    assert [entry.busy for entry in find("stu", "art")] == [False, False]


def test_who_joins_later_has_what_comes_then_unless_the_group_is_not_theirs_to_see_yet():
    joining = [a_membership(group, "stu", starts=date(2027, 1, 4)) for group in GROUPS]
    trust = the_trust(memberships=tuple(joining))

    summaries = [entry.summary for entry in find("stu", trust=trust)]

    assert summaries == ["Art: Marigolds", "Safeguarding"]


def test_a_group_that_has_ended_has_no_feed():
    trust = the_trust(groups=tuple(a_group(one, roles=(), ends=FRIDAY) for one in GROUPS))

    assert len(find("cho", "art", trust=trust)) == 2
    assert find("cho", "art", trust=trust, now=SATURDAY) == find("cho", trust=trust, now=SATURDAY) == ()


@pytest.mark.parametrize("group", ["resilience", "nothing-of-the-kind"])
def test_a_group_that_may_not_be_known_and_one_that_is_not_there_are_refused_alike(group):
    with pytest.raises(RefusedError, match=NO_GROUP):
        find_group(a_viewer("stu"), group)
    assert find("stu", group) == ()
    assert make_title(a_viewer("stu"), the_trust(), group) == "Fernvale co-design"


def test_a_feed_is_named_after_its_group_while_that_may_be_seen():
    assert find_group(a_viewer("mem"), "resilience").id == "resilience"
    assert make_title(a_viewer("mem"), the_trust(), "resilience") == "Fernvale co-design: Resilience"
    assert make_title(a_viewer("mem"), the_trust(), "") == make_title(None, the_trust(), "resilience")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x\r\nATTENDEE:mailto:a@b", "https://x y", "", "http://"]
)
def test_what_is_no_link_is_not_written_as_one(url):
    entry = find_one("mem", links=(Links(meeting=ART, join_url=url),))

    assert (entry.join_url, entry.location) == ("", "Microsoft Teams meeting")


def test_without_pages_there_is_no_link_to_one():
    (*_, entry) = find_meetings(a_viewer("mem"), "art", "")

    assert (entry.url, "/meetings/" in entry.description) == ("", False)


@pytest.mark.parametrize(
    ("starts", "hours", "expected"),
    [
        # A conference from morning to afternoon is a block of its day.
        (at(2027, 6, 15, 9), 6, (at(2027, 6, 15, 9), at(2027, 6, 15, 15))),
        (at(2027, 6, 15, 0), 24, (date(2027, 6, 15), date(2027, 6, 16))),
        # Two whole days over the end of British Summer Time are 49 hours.
        (at(2026, 10, 24, 0), 49, (date(2026, 10, 24), date(2026, 10, 26))),
        (at(2027, 6, 15, 9), 30, (at(2027, 6, 15, 9), at(2027, 6, 16, 15))),
    ],
)
def test_a_conference_is_a_block_and_whole_days_are_days(starts, hours, expected):
    ends = datetime.fromtimestamp(starts.timestamp() + hours * 3600, LONDON)
    meeting = a_meeting(group="art", format=Format.CONFERENCE, starts=starts, ends=ends)

    entry = find_one("mem", meetings=(meeting,))

    assert (entry.starts, entry.ends) == expected
    assert entry.location == "To be confirmed"


@pytest.mark.parametrize(
    "fields",
    [
        {"meetings": (a_meeting(group="art", title="Lupins"),)},
        {
            "meetings": (
                a_meeting(
                    group="art", title="Marigolds", starts=datetime(2027, 1, 20, 15, 45, tzinfo=LONDON)
                ),
            )
        },
        {"meetings": (a_meeting(group="art", title="Marigolds", status=MeetingStatus.CANCELLED),)},
        {"agendas": ()},
        {"links": ()},
        {"replies": (Reply(meeting=ART, person="mem", answer=Answer.DECLINED),)},
        {"trust": the_trust(officers=())},
    ],
    ids=["title", "day", "cancelled", "agenda", "link", "reply", "chair"],
)
def test_an_entry_is_marked_anew_by_every_change_that_shows(fields):
    assert find_one("mem").mark != find_one("mem", **fields).mark
    assert find_one("mem", **fields).uid == find_one("mem").uid


def test_time_and_other_peoples_affairs_leave_an_entry_as_it_was():
    replied = (Reply(meeting=ART, person="cho", answer=Answer.DECLINED, reason="The dentist"),)
    later = datetime(2027, 7, 1, 12, 0, tzinfo=LONDON)

    assert find_one("mem", now=later) == find_one("mem", replies=replied) == find_one("mem")


def test_a_person_of_the_same_name_gets_nothing_of_theirs():
    trust = the_trust()
    trust = trust.model_copy(update={"people": (*trust.people, a_person("mem-2", name="Mem"))})

    assert find("mem-2", trust=trust) == ()
