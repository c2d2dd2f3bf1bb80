"""Fernvale, the fictional trust: believable, and the same every time it is made."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest

from examples import find_example, read_example
from examples.generate import make_papers, make_trust_files
from trust.files import parse_files
from trust.groups import GroupKind, Office, Sensitivity
from trust.meetings import MeetingStatus
from trust.membership import find_groups_of, find_members, find_officers
from trust.people import AccessNeed, PersonKind
from trust.places import Phase
from trust.settings import Rules
from trust.year import Trust, Year

AUTUMN = date(2026, 9, 14)


@pytest.fixture(scope="module")
def year() -> Year:
    parsed = parse_files(read_example())
    assert [str(fault) for fault in parsed.faults] == []
    assert parsed.year is not None
    return parsed.year


@pytest.fixture(scope="module")
def trust(year: Year) -> Trust:
    return year.trust


def test_fourteen_schools_of_every_phase_stand_in_two_councils(trust):
    assert Counter(school.phase for school in trust.schools) == {
        Phase.PRIMARY: 7, Phase.SECONDARY: 3, Phase.ALL_THROUGH: 1, Phase.SPECIAL: 1,
        Phase.ALTERNATIVE_PROVISION: 1, Phase.SIXTH_FORM: 1,
    }  # fmt: skip
    assert Counter(school.council for school in trust.schools) == {"fernshire": 9, "westmarch": 5}
    assert [school.id for school in trust.schools if school.joined] == ["weir-street"]
    assert all(sum(inset.school == school.id for inset in trust.inset_days) == 5 for school in trust.schools)


def test_councils_break_at_different_times_and_one_counts_six_terms(trust):
    starts = {
        council: [half.starts for half in trust.half_terms if half.council == council]
        for council in trust.settings.councils
    }

    assert starts["fernshire"] != starts["westmarch"]
    assert [half.name for half in trust.half_terms if half.council == "westmarch"] == [
        f"Term {n}" for n in range(1, 7)
    ]


def test_groups_are_of_every_kind_and_sensitivity(trust):
    assert Counter(group.kind for group in trust.groups) == {
        GroupKind.SUBJECT: 17, GroupKind.YEAR_TEAM: 7, GroupKind.STRATEGIC: 12, GroupKind.LEADS: 1,
        GroupKind.NETWORK: 13, GroupKind.FORUM: 1,
    }  # fmt: skip
    assert {group.id: bool(group.contact) for group in trust.groups if group.sensitivity is Sensitivity.RESTRICTED} == {
        "resilience": True, "case-review": False,
    }  # fmt: skip
    assert [group.id for group in trust.groups if group.sensitivity is Sensitivity.CONFIDENTIAL] == [
        "safeguarding", "staff-consultation",
    ]  # fmt: skip


def test_about_four_hundred_people_a_fifth_of_them_part_time(trust):
    part_time = [person for person in trust.people if len(person.working_days) < 5]

    assert len(trust.people) == 402
    assert 0.17 < len(part_time) / len(trust.people) < 0.23
    assert sum(person.kind is PersonKind.GUEST for person in trust.people) == 8
    assert 8 <= sum(bool(person.access_needs) for person in trust.people) <= 20


def test_some_people_share_a_name(trust):
    names = Counter(person.name for person in trust.people)

    assert [name for name, count in names.items() if count > 1] == ["David Jones"]
    assert sorted(p.school or "" for p in trust.people if p.name.startswith("Rachel ")) == [
        "", "fernvale-academy", "larkrise",
    ]  # fmt: skip


def test_people_come_and_go_within_the_year(trust):
    assert {(p.name, p.starts) for p in trust.people if p.starts and p.school != "weir-street"} == {
        ("Tunde Bakare", date(2027, 4, 12)), ("Orla Finnegan", date(2027, 1, 5)),
    }  # fmt: skip
    assert [p.ends for p in trust.people if p.ends] == [date(2027, 3, 25)]


def test_many_people_belong_to_several_groups_and_the_it_administrator_to_none(trust):
    in_groups = Counter(p.id for group in trust.groups for p in find_members(trust, group, AUTUMN))
    (it_administrator,) = trust.settings.it_administrators

    assert Counter(min(count, 4) for count in in_groups.values())[3] > 40
    assert find_groups_of(trust, trust.person_by_id[it_administrator], AUTUMN) == ()


def test_every_group_has_a_chair_and_two_seek_a_co_chair(trust):
    chairs = {group.id: find_officers(trust, group, AUTUMN)[Office.CHAIR] for group in trust.groups}

    assert {group for group, held in chairs.items() if len(held) != 1} == set()
    assert [o.group for o in trust.officers if o.person is None and o.starts is None] == [
        "music-secondary", "computing-primary",
    ]  # fmt: skip


def test_geography_changes_its_chair_at_christmas(trust):
    geography = trust.group_by_id["geography-secondary"]
    before, after = (
        find_officers(trust, geography, day)[Office.CHAIR] for day in (date(2026, 12, 31), date(2027, 1, 1))
    )

    assert [person.name for person in before] == ["Rachel Whitcombe"]
    assert [person.name for person in after] != ["Rachel Whitcombe"]
    assert len(after) == 1


def test_words_schools_use_find_their_group(trust):
    groups = {alias: group.id for group in trust.groups for alias in group.aliases}

    assert {word: groups[word] for word in ("PP", "D&V", "SENCo", "DSL", "T&L", "B&R", "PD", "AI", "Y6", "EYFS")} == {
        "PP": "pp", "D&V": "pp", "SENCo": "send", "DSL": "safeguarding", "T&L": "teaching-learning", "B&R": "behaviour",
        "PD": "personal-development", "AI": "digital", "Y6": "year-6", "EYFS": "eyfs",
    }  # fmt: skip


def test_too_few_conference_rooms_have_a_loop_and_no_steps(trust):
    rooms = [(room.step_free, room.hearing_loop) for room in trust.rooms if room.place == "millhouse"]

    assert Counter(rooms) == {(True, True): 1, (True, False): 1, (False, True): 1, (False, False): 2}


def test_rules_are_written_out_as_they_are_by_default(trust):
    assert trust.settings.rules == Rules(cover_limit=6)
    assert {school.id: school.cover_limit for school in trust.schools if school.cover_limit} == {
        "st-brides": 4, "rowan-bank": 4, "copperfield": 8,
    }  # fmt: skip


def test_one_person_cannot_climb_the_stairs_of_two_rooms(trust):
    assert [room.name for room in trust.rooms if room.stairs] == ["Granary", "Loft"]
    assert [p.name for p in trust.people if AccessNeed.NO_STAIRS in p.access_needs] == ["Sian Llewellyn"]


def test_faith_dates_are_better_avoided_by_all_and_parents_evenings_by_their_schools(trust):
    avoided = [blackout for blackout in trust.blackouts if blackout.avoid_only]

    assert {b.starts for b in avoided if not (b.schools or b.groups)} == {
        date(2026, 9, 21), date(2026, 11, 24), date(2027, 3, 9), date(2027, 4, 14), date(2027, 4, 22),
        date(2027, 4, 30), date(2027, 5, 17),
    }  # fmt: skip
    assert sum("evening" in b.reason for b in avoided if b.schools) == 9
    assert all(b.starts.weekday() < 5 for b in avoided)


def test_two_workshops_of_one_series_are_for_all_heads_between_them(trust):
    groups = [group for group in trust.groups if group.id.startswith("next-steps")]
    rules = [trust.settings.cadences[group.cadence].meetings for group in groups]
    members = [find_members(trust, group, date(2027, 2, 23)) for group in groups]
    heads = [person.school for people in members for person in people if "principal" in person.roles]

    assert [(rule.series, rule.venue) for (rule,) in rules] == [
        ("next-steps", "millhouse"), ("next-steps", "trust-office"),
    ]  # fmt: skip
    assert sorted(heads) == sorted(school.id for school in trust.schools)
    assert [sum(person.kind is PersonKind.GUEST for person in people) for people in members] == [3, 3]


def test_year_teams_hold_half_a_day_of_conference_morning_or_afternoon(trust):
    (rule,) = [r for r in trust.settings.cadences["year-team"].meetings if r.key == "conference"]

    assert (rule.starts, rule.minutes, rule.blocks) == (time(9), 180, (time(13),))


def test_autumn_is_published_and_written_down(year):
    statuses = Counter(minutes.status for minutes in year.minutes)
    overdue = [a for a in year.actions if a.status == "open" and a.due and a.due < date(2026, 12, 14)]
    written = {minutes.meeting for minutes in year.minutes}
    late = [m.key for m in year.meetings if m.key not in written and m.starts.date() < date(2026, 12, 1)]

    assert {meeting.status for meeting in year.meetings} == {MeetingStatus.PUBLISHED}
    assert max(meeting.starts.date() for meeting in year.meetings) < date(2026, 12, 14)
    assert {agenda.meeting for agenda in year.agendas} == set(year.meeting_by_key)
    assert sorted(late) == ["2026-27/computing-secondary/moderation", "2026-27/history-secondary/moderation"]
    assert statuses["approved"] + statuses["locked"] > statuses["draft"] > 5
    assert 5 < len(overdue) < 40
    assert {reply.answer for reply in year.replies} == {"accepted", "tentative", "declined"}


def test_registers_are_full(trust):
    assert (len(trust.settings.domains), len(trust.glossary) >= 40) == (5, True)
    assert (len(trust.deadlines), len(trust.external_support), len(trust.consultations)) == (20, 16, 8)
    assert [step.id for step in trust.consultations if step.condition] == [
        "admissions-decide",
        "day-committee",
        "day-board",
        "day-start",
    ]


def test_everything_is_invented(trust):
    assert {person.upn.rpartition(".")[2] for person in trust.people} == {"example"}


def test_making_it_again_changes_nothing(year):
    files = read_example()
    made = make_trust_files(files) | make_papers(year.trust, year.meetings)

    assert {path: text for path, text in made.items() if files[path] != text} == {}


def test_files_are_found_where_they_are_installed():
    assert (find_example() / "trust.yaml").read_text("utf-8") == read_example()["trust.yaml"]
