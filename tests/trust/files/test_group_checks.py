"""Officers who are here, groups with members, meetings they can come to."""

from __future__ import annotations

import pytest
from builders import some_files

from trust.files import parse_files


def faults_of(files: dict[str, str]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


PEOPLE = """id,name,upn,roles,starts,ends
ada,Ada Lane,ada@fernvale.example,maths-lead,,2027-03-25
ben,Ben Lam,ben@fernvale.example,maths-lead,2027-01-05,
"""


@pytest.mark.parametrize(
    ("officers", "faults"),
    [
        ("maths,chair,ada,,31/12/2026\nmaths,chair,ben,2027-01-05,\n", []),
        ("maths,chair,ben,,\nmaths,chair,ben,2027-02-01,\nmaths,co-chair,,,\nmaths,co-chair,,2027-02-01,\n", []),
        ("maths,coordinator,ben,,\nmaths,coordinator,ada,,2026-12-31\n", []),
        ("maths,chair,ben,,\nmaths,chair,ada,2027-02-01,2027-03-01\n",
         ["officers.csv:3:person: maths already has the chair 'ben' then (line 2)."]),
        ("maths,chair,ada,2027-04-01,\n", ["officers.csv:2:person: Ada Lane is chair of maths but is never in the trust at that time."]),
        ("maths,chair,ada,,\n", ["officers.csv:2:ends: warning: Ada Lane is chair of maths but leaves on 25 Mar 2027; end this row then."]),
        ("maths,chair,ben,2026-09-01,\n",
         ["officers.csv:2:starts: warning: Ben Lam is chair of maths but arrives only on 05 Jan 2027."]),
    ],
)  # fmt: skip
def test_one_person_at_a_time_holds_an_office_and_is_here_to_hold_it(officers, faults):
    assert (
        faults_of(some_files(people=PEOPLE, officers="group,office,person,starts,ends\n" + officers))
        == faults
    )


def test_group_that_never_has_a_member_is_a_warning_unless_it_is_over():
    groups = (
        some_files()["groups.csv"].replace("roles\n", "roles,starts,ends\n").replace("lead\n", "lead,,\n")
    )
    groups += "chess,Chess,network,termly,,,\nold,Old,network,termly,,,2025-08-31\nbrief,Brief,network,termly,,2026-11-10,2026-12-01\n"
    said = "has no member; give it roles somebody holds, or name people in members.csv."

    assert faults_of(some_files(groups=groups)) == [
        f"groups.csv:3:roles: warning: Chess {said}",
        f"groups.csv:5:roles: warning: Brief {said}",
    ]


def test_group_that_is_there_for_a_part_of_a_term_has_members_when_somebody_is_then():
    groups = "id,name,kind,cadence,starts,ends\nbrief,Brief,network,termly,2026-11-10,2026-12-01\n"
    members = "group,person,starts,ends\nbrief,ada,2026-11-30,2026-11-30\n"

    assert faults_of(some_files(groups=groups, members=members)) == []


MEETINGS = (
    "key,group,title,format,starts,ends,status\n{}/maths/autumn-1,maths,Autumn,online,{}T15:45,{}T17:00,{}\n"
)


@pytest.mark.parametrize(
    ("year", "day", "status", "faults"),
    [
        ("2026-27", "2026-09-15", "published", []),
        ("2025-26", "2025-10-29", "published", []),
        ("2026-27", "2026-10-27", "cancelled", []),
        ("2025-26", "2026-09-15", "published",
         ["key: '2025-26/maths/autumn-1' names another year than 15 Sep 2026, which is in 2026-27."]),
        ("2026-27", "2026-10-27", "published", ["starts: warning: 27 Oct 2026 is outside Fernshire's term dates."]),
        ("2026-27", "2026-09-12", "published", ["starts: warning: 12 Sep 2026 is a weekend."]),
        ("2026-27", "2026-09-02", "published", ["starts: warning: 02 Sep 2026 is Oak School's INSET day."]),
        ("2026-27", "2026-11-24", "published", ["starts: warning: 24 Nov 2026 is taken: Mock exams at Oak School."]),
        ("2026-27", "2026-12-01", "published", ["starts: warning: 01 Dec 2026 is taken: Staff day."]),
    ],
)  # fmt: skip
def test_published_meeting_falls_in_its_year_on_a_day_members_can_come(year, day, status, faults):
    files = some_files(
        year__meetings=MEETINGS.format(year, day, day, status),
        inset_days="school,day\noak,2026-09-02\n",
        blackouts="reason,starts,ends,schools\nMock exams,2026-11-23,2026-11-27,oak\nStaff day,2026-12-01,2026-12-01,\n",
    )

    assert faults_of(files) == [f"year/meetings.csv:2:{fault}" for fault in faults]
