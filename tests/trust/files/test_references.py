"""Everything a row points at exists, and what names a row names only that one."""

from __future__ import annotations

import pytest
from builders import TRUST_YAML, some_files

from trust.files import parse_files


def faults_of(files: dict[str, str]) -> list[str]:
    return [str(fault) for fault in parse_files(files).faults]


MEETINGS = """key,group,title,format,starts,ends,place,room
2026-27/maths/autumn-1,maths,Autumn,online,2026-09-15T15:45,2026-09-15T17:00,,
"""


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("schools", "id,name,phase,council,finish_time\noak,Oak,secondary,fernshir,15:10\n",
         "schools.csv:2:council: 'fernshir' is not a council; did you mean 'fernshire'?"),
        ("inset_days", "school,day\nelm,2026-09-02\n", "inset_days.csv:2:school: 'elm' is not a school."),
        ("blackouts", "reason,starts,ends,schools,groups\nExams,2027-05-10,2027-05-11,oka,sums\n",
         "blackouts.csv:2:groups: 'sums' is not a group."),
        ("people", "id,name,upn,school,roles\nada,Ada,ada@fernvale.example,oak,maths-leed; maths-lead\n",
         "people.csv:2:roles: 'maths-leed' is not a role; did you mean 'maths-lead'?"),
        ("groups", "id,name,kind,cadence,roles\nmaths,Maths,subject,yearly,maths-lead\n",
         "groups.csv:2:cadence: 'yearly' is not a cadence; did you mean 'termly'?"),
        ("officers", "group,office,person\nmaths,chair,\nmaths,co-chair,adda\n",
         "officers.csv:3:person: 'adda' is not a person; did you mean 'ada'?"),
        ("members", "group,person\nmath,ada\n", "members.csv:2:group: 'math' is not a group; did you mean 'maths'?"),
        ("rooms", "place,name,capacity\nmill,Hall,9\n", "rooms.csv:2:place: 'mill' is not a place."),
        ("deadlines", "id,title,due,audience\naudit,Audit,2027-01-29,dsl\n", "deadlines.csv:2:audience: 'dsl' is not a role."),
        ("external_support", "id,area,organisation,kind,schools\nhub,Reading,Hub,both,elm\n",
         "external_support.csv:2:schools: 'elm' is not a school."),
        ("consultations", "id,consultation,title,earliest,latest,after\nopen,Day,Open,2027-01-04,2027-01-05,draft\n",
         "consultations.csv:2:after: 'draft' is not a consultation step."),
        ("year/meetings", MEETINGS.replace("17:00,,", "17:00,barn,"), "year/meetings.csv:2:place: 'barn' is not a place."),
        ("year/meetings", MEETINGS.replace("17:00,,", "17:00,oak,Hall"),
         "year/meetings.csv:2:room: there is no room 'Hall' at 'oak'."),
        ("year/meetings", MEETINGS.replace("17:00,,", "17:00,,Hall"),
         "year/meetings.csv:2:room: there is no room 'Hall' when the meeting has no place."),
        ("year/actions", "id,meeting,text,owner\na1,2026-27/maths/autumn-1,Share it,bob\n",
         "year/actions.csv:2:owner: 'bob' is not a person."),
        ("year/replies", "meeting,person,answer\n2026-27/maths/autumn-2,ada,accepted\n",
         "year/replies.csv:2:meeting: '2026-27/maths/autumn-2' is not a meeting; did you mean '2026-27/maths/autumn-1'?"),
    ],
)  # fmt: skip
def test_key_that_nothing_answers_to_is_named_with_the_closest(table, text, fault):
    files = {"year/meetings.csv": MEETINGS} | some_files() | {f"{table}.csv": text}

    assert fault in faults_of(files)


def test_minutes_and_agendas_name_people_who_exist():
    files = some_files() | {
        "year/meetings.csv": MEETINGS,
        "year/agendas.json": '[{"meeting": "2026-27/maths/autumn-1", "items": [{"title": "A", "lead": "ad"}]}]',
        "year/minutes.json": '[{"meeting": "2026-27/maths/autumn-1", "present": ["ada", "bob"]}]',
    }

    assert faults_of(files) == [
        "year/agendas.json:1:items.1.lead: 'ad' is not a person; did you mean 'ada'?",
        "year/minutes.json:1:present: 'bob' is not a person.",
    ]


def test_settings_name_people_and_venues_that_exist():
    text = TRUST_YAML.replace("term: autumn}", "term: autumn, venue: mill}") + "leads:\n  - ada\n  - eve\n"

    assert faults_of(some_files() | {"trust.yaml": text, "venues.csv": "id,name\nmill-house,Mill\n"}) == [
        "trust.yaml:10:cadences.termly.meetings.1.venue: 'mill' is not a venue.",
        "trust.yaml:13:leads: 'eve' is not a person.",
    ]


def test_row_with_a_fault_still_counts_as_existing():
    people = "id,name,upn,school,roles\nada,Ada,not-an-address,oak,maths-lead\n"
    officers = "group,office,person\nmaths,chair,ada\n"

    assert faults_of(some_files(people=people, officers=officers)) == [
        "people.csv:2:upn: 'not-an-address' is not an address such as name@trust.example."
    ]


def test_nothing_is_called_unknown_when_the_file_it_would_be_in_cannot_be_read():
    files = some_files(
        officers="group,office,person\nmaths,chair,ada\n", people="id;name;upn\n",
        schools="id;name\n", rooms="place,name,capacity\noak,Hall,60\n",
    )  # fmt: skip

    assert faults_of(files) == [
        "people.csv:1: is separated by semicolons; save it separated by commas.",
        "schools.csv:1: is separated by semicolons; save it separated by commas.",
    ]


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("schools", "id,name,phase,council,finish_time\noak,Oak,secondary,fernshire,15:10\n\noak,Elm,primary,fernshire,15:10\n",
         "schools.csv:4:id: 'oak' is already on line 2."),
        ("people", "id,name,upn,roles\nada,Ada,ada@fernvale.example,maths-lead\nben,Ada,ADA@fernvale.example,\n",
         "people.csv:3:upn: 'ADA@fernvale.example' is already on line 2."),
        ("inset_days", "school,day\noak,2026-09-07\noak,07/09/2026\n", "inset_days.csv:3:school: 'oak 2026-09-07' is already on line 2."),
        ("glossary", "term,meaning\nECT,Early career teacher\nect,Again\n", "glossary.csv:3:term: 'ect' is already on line 2."),
        ("venues", "id,name\nmill,Mill\noak,Oak\n", "venues.csv:3:id: 'oak' is already the id of a school, on line 2 of schools.csv."),
        ("groups", "id,name,kind,cadence,roles\nmaths,Maths,subject,termly,maths-lead\nsums,maths,subject,termly,maths-lead\n",
         "groups.csv:3:name: warning: 'maths' is already on line 2."),
    ],
)  # fmt: skip
def test_name_given_twice_points_to_the_first(table, text, fault):
    assert faults_of(some_files(**{table: text})) == [fault]


def test_namesakes_are_welcome():
    text = "id,name,upn,roles\nada,Ada Lane,ada@fernvale.example,maths-lead\nada-2,Ada Lane,ada2@fernvale.example,\n"

    assert faults_of(some_files(people=text)) == []
