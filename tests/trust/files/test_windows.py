"""Which fact leaves a group without a day for a meeting."""

from __future__ import annotations

import pytest
from builders import TRUST_YAML, some_files

from trust.files import parse_files

YAML = (
    TRUST_YAML.replace("councils: {fernshire: Fernshire}", "councils: {fernshire: Fernshire, westmarch: Westmarch}")
    .replace("term: autumn}", "term: autumn, month: 11, days: Tue, starts: 09:00, venue: mill}")
)  # fmt: skip
EAST = some_files()["term_dates.csv"]
WEST = EAST.split("\n", 1)[1].replace("fernshire", "westmarch")
TABLES = {
    "schools": "id,name,phase,council,finish_time,cover_limit\noak,Oak School,secondary,fernshire,15:10,\n"
    "elm,Elm School,secondary,westmarch,15:10,2\n",
    "term_dates": EAST + WEST,
    "people": "id,name,upn,school,roles,working_days,access_needs\n"
    "ada,Ada Lane,ada@fernvale.example,oak,maths-lead,,\n"
    "ben,Ben Lam,ben@fernvale.example,elm,maths-lead,,\n",
    "officers": "group,office,person\nmaths,chair,ada\nmaths,co-chair,ben\n",
    "venues": "id,name\nmill,The Mill\n",
    "rooms": "place,name,capacity,step_free,stairs\nmill,Hall,3,no,yes\nmill,Loft,2,yes,no\n",
}
SAID = "groups.csv:2:cadence: “Autumn meeting”: "


def faults_of(**tables: str) -> list[str]:
    return [str(fault) for fault in parse_files(some_files(**TABLES | tables) | {"trust.yaml": YAML}).faults]


def people(*rows: str) -> dict[str, str]:
    return {"people": "\n".join([TABLES["people"].rstrip("\n"), *rows]) + "\n"}


def test_group_with_a_day_has_no_fault():
    assert faults_of() == []


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ({"term_dates": EAST.replace("2026-11-02", "2026-11-16") + WEST.replace("2026-12-18", "2026-11-13")},
         "Maths has no day in November that is in term for Fernshire and Westmarch alike."),
        ({"blackouts": "reason,groups,starts,ends\nMock exams,maths,2026-11-02,2026-11-13\nTests,maths,2026-11-14,2026-11-30\n"},
         "Maths has no day in November that is not kept free: Mock exams, Tests."),
        ({"people": TABLES["people"].replace("elm,maths-lead,", "elm,maths-lead,Wed;Thu")},
         "Maths has no day in November on which both Ada Lane and Ben Lam work."),
        ({"people": TABLES["people"].replace("elm,maths-lead,", "elm,maths-lead,Wed;Thu"),
          "officers": "group,office,person\nmaths,chair,ben\n"},
         "Maths has no day in November on which Ben Lam works."),
        ({"inset_days": "school,day\noak,2026-11-03\nelm,2026-11-10\n",
          "blackouts": "reason,schools,starts,ends\nTests,oak,2026-11-11,2026-11-30\n"},
         ("Maths has no day in November on which the schools of chair and co-chair are open: Oak School's INSET day, "
         "Elm School's INSET day, Tests at Oak School.")),
        (people("cal,Cal Moss,cal@fernvale.example,oak,maths-lead,,", "dan,Dan Orr,dan@fernvale.example,oak,maths-lead,,"),
         "Maths cannot meet at The Mill: none of its rooms seats 4."),
        (people("cal,Cal Moss,cal@fernvale.example,oak,maths-lead,,no-stairs"),
         "Maths cannot meet at The Mill: none of its rooms seats 3 and can be reached without stairs."),
        (people("cal,Cal Moss,cal@fernvale.example,elm,maths-lead,,", "dan,Dan Orr,dan@fernvale.example,elm,maths-lead,,")
         | {"rooms": "place,name,capacity\nmill,Barn,9\n"},
         ("Maths has no day in November that leaves lessons covered: it takes 3 of Elm School's staff, and its cover "
         "limit is 2.")),
    ],
)  # fmt: skip
def test_fact_that_takes_the_last_day_is_told(tables, fault):
    assert faults_of(**tables) == [SAID + fault]


def test_a_long_list_of_details_is_cut_short():
    tests = "reason,groups,starts,ends\n" + "".join(
        f"Test {n},maths,2026-11-{7 * n - 4:02},2026-11-{7 * n + 2:02}\n" for n in (1, 2, 3, 4)
    )

    assert faults_of(blackouts=tests) == [
        f"{SAID}Maths has no day in November that is not kept free: Test 1, Test 2, Test 3 and 1 more."
    ]


def test_days_only_some_schools_can_come_on_are_a_warning():
    officers = "group,office,person\nmaths,chair,ada\n"
    tests = "reason,schools,starts,ends\nTests,elm,2026-11-02,2026-11-30\n"

    assert faults_of(officers=officers, blackouts=tests) == [
        (
            "groups.csv:2:cadence: warning: “Autumn meeting”: Maths has no day in November that suits every school; on the "
            "best there is still Tests at Elm School."
        )
    ]


def test_days_that_are_only_better_avoided_are_days():
    avoided = "reason,groups,starts,ends,avoid_only\nFestival,maths,2026-11-01,2026-11-30,yes\n"

    assert faults_of(blackouts=avoided) == []


def test_group_without_a_member_at_that_time_is_a_warning_and_one_not_there_owes_nothing():
    later = TABLES["people"].replace("needs\n", "needs,starts\n").replace(",,\n", ",,,2027-01-04\n")
    over = "id,name,kind,cadence,roles,ends\nmaths,Maths,subject,termly,maths-lead,2026-10-30\n"

    assert faults_of(people=later) == [
        SAID.replace(": “", ": warning: “") + "Maths has no member in November."
    ]
    assert faults_of(people=later.replace("maths-lead", ""), groups=over) == [
        "groups.csv:2:roles: warning: Maths has no member; give it roles somebody holds, or name people in members.csv."
    ]


def test_members_who_do_not_work_that_day_need_no_cover():
    rows = people(
        "cal,Cal Moss,cal@fernvale.example,elm,maths-lead,Mon,",
        "dan,Dan Orr,dan@fernvale.example,elm,maths-lead,,",
    )

    assert faults_of(**rows, rooms="place,name,capacity\nmill,Barn,9\n") == []


def test_meeting_that_has_a_date_needs_no_other():
    meetings = (
        "key,group,title,format,starts,ends\n"
        "2026-27/maths/autumn-1,maths,Autumn,online,2026-12-01T15:45,2026-12-01T17:00\n"
    )

    assert (
        faults_of(
            people=TABLES["people"].replace("elm,maths-lead,", "elm,maths-lead,Wed"), year__meetings=meetings
        )
        == []
    )


def test_group_that_owes_more_meetings_than_it_has_days_is_told():
    two = YAML.replace(
        "      - {key",
        "      - {key: second, title: Second, term: autumn, month: 11, days: Tue}\n      - {key",
    )
    blackouts = "reason,groups,starts,ends\nTests,maths,2026-11-04,2026-11-30\n"

    faults = parse_files(some_files(**TABLES | {"blackouts": blackouts}) | {"trust.yaml": two}).errors

    assert [str(fault) for fault in faults] == [
        (
            "groups.csv:2:cadence: Maths: “Second” and “Autumn meeting” need a day each and have only 03 Nov 2026 between "
            "them."
        )
    ]
