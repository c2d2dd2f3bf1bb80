from __future__ import annotations

from datetime import date

import pytest
from builders import a_group, a_membership, a_person, a_school, a_trust

from trust.groups import GroupKind, Office, Officer
from trust.membership import find_change_days, find_groups_of, find_members, find_officers, find_vacancies
from trust.places import Phase
from trust.year import Trust

DAY = date(2026, 12, 14)


def members_of(trust: Trust, group: str = "maths", day: date = DAY) -> list[str]:
    return [person.id for person in find_members(trust, trust.group_by_id[group], day)]


def test_members_are_role_holders_by_name():
    assert members_of(a_trust()) == ["ada", "ben", "cal"]


@pytest.mark.parametrize(
    ("fields", "members"),
    [
        ({"phases": (Phase.PRIMARY,)}, ["all"]),
        ({"phases": (Phase.SECONDARY,)}, ["all", "sec"]),
        ({"phases": (Phase.ALL_THROUGH, Phase.SPECIAL)}, ["all", "spe"]),
        ({"schools": ("sec",)}, ["sec"]),
        ({"schools": ("sec",), "phases": (Phase.PRIMARY,)}, []),
        ({}, ["all", "sec", "spe"]),
    ],
)
def test_group_draws_on_schools_of_its_phases_and_list(fields, members):
    phases = {"all": Phase.ALL_THROUGH, "sec": Phase.SECONDARY, "spe": Phase.SPECIAL}
    trust = a_trust(
        schools=tuple(a_school(name, phase=phase) for name, phase in phases.items()),
        people=tuple(a_person(name, school=name, roles=("maths-lead",)) for name in phases),
        groups=(a_group("maths", **fields),),
        officers=(),
    )

    assert members_of(trust) == members


@pytest.mark.parametrize(("schools", "members"), [((), ["cen"]), (("oak",), [])])
def test_central_staff_belong_by_role_unless_the_group_names_schools(schools, members):
    trust = a_trust(
        people=(a_person("cen", school=None, roles=("maths-lead",)),),
        groups=(a_group("maths", schools=schools),),
        officers=(),
    )

    assert members_of(trust) == members


def test_people_join_by_name_for_a_time():
    trust = a_trust(
        memberships=(a_membership("maths", "dee", starts=date(2027, 1, 1)), a_membership("art", "dee"))
    )

    assert members_of(trust) == ["ada", "ben", "cal"]
    assert members_of(trust, day=date(2027, 1, 1)) == ["ada", "ben", "cal", "dee"]


def test_chair_is_a_member_and_a_coordinator_is_not():
    officers = (Officer(group="maths", office=Office.CHAIR, person="dee"),
                Officer(group="maths", office=Office.COORDINATOR, person="eve"))  # fmt: skip
    trust = a_trust(people=(a_person("dee"), a_person("eve")), officers=officers)

    assert members_of(trust) == ["dee"]


def test_people_who_have_left_or_not_yet_come_are_no_members():
    people = (
        a_person("ada", roles=("maths-lead",), ends=date(2026, 12, 13)),
        a_person("ben", roles=("maths-lead",), starts=date(2026, 12, 15)),
    )

    assert members_of(a_trust(people=people)) == []


def test_group_has_no_members_before_it_begins():
    assert members_of(a_trust(groups=(a_group("maths", starts=date(2027, 1, 1)),))) == []


def test_office_is_vacant_when_nobody_holds_it_or_its_holder_has_gone():
    officers = (
        Officer(group="maths", office=Office.CHAIR, person="ada", ends=date(2026, 12, 13)),
        Officer(group="maths", office=Office.CO_CHAIR),
        Officer(group="maths", office=Office.COORDINATOR, person="ben"),
        Officer(group="art", office=Office.CHAIR, person="cal"),
    )
    trust = a_trust(
        officers=officers, people=(a_person("ada"), a_person("ben", ends=date(2026, 12, 1)), a_person("cal"))
    )

    assert find_officers(trust, trust.groups[0], DAY) == dict.fromkeys(Office, ())
    assert find_vacancies(trust, trust.groups[0], DAY) == (Office.CHAIR, Office.CO_CHAIR)
    assert find_vacancies(a_trust(), a_trust().groups[0], DAY) == ()


def test_leads_group_is_made_of_chairs_and_co_chairs_of_other_groups():
    groups = (
        a_group("maths"),
        a_group("old", ends=date(2026, 8, 31)),
        a_group("pp", kind=GroupKind.STRATEGIC, roles=()),
        a_group("chairs", kind=GroupKind.LEADS, roles=(), officers_of=(GroupKind.SUBJECT, GroupKind.LEADS)),
    )
    officers = (
        Officer(group="maths", office=Office.CHAIR, person="ada"),
        Officer(group="maths", office=Office.COORDINATOR, person="cal"),
        Officer(group="old", office=Office.CHAIR, person="ben"),
        Officer(group="pp", office=Office.CHAIR, person="ben"),
        Officer(group="chairs", office=Office.CHAIR, person="dee"),
    )
    trust = a_trust(groups=groups, officers=officers)

    assert members_of(trust, "chairs") == ["ada", "dee"]


def test_groups_of_a_person_come_in_the_order_of_the_files():
    trust = a_trust(
        groups=(a_group("maths"), a_group("art", roles=()), a_group("all", roles=("maths-lead",)))
    )

    assert [group.id for group in find_groups_of(trust, trust.person_by_id["cal"], DAY)] == ["maths", "all"]


def test_days_on_which_a_groups_membership_may_change_are_first_days_and_the_days_after_last_ones():
    trust = a_trust(
        groups=(a_group("maths", starts=date(2026, 9, 1)), a_group("art")),
        people=(
            a_person("ada", starts=date(2026, 11, 2), ends=date.max),
            a_person("ben", ends=date(2026, 12, 31)),
            a_person("cal", roles=("maths-lead",), ends=date(2027, 1, 31)),
            a_person("dee", roles=("art-lead",), ends=date(2027, 2, 28)),
        ),
        officers=(Officer(group="maths", office=Office.CHAIR, person="ada", ends=date(2027, 3, 25)),),
        memberships=(a_membership("maths", "ben", starts=date(2026, 10, 1)),),
    )

    assert find_change_days(trust, trust.groups[0]) == (
        date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 2), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 26),
    )  # fmt: skip


def test_leads_group_changes_when_an_office_elsewhere_does():
    officers = (
        Officer(group="maths", office=Office.CHAIR, person="ada", starts=date(2027, 1, 1)),
        Officer(group="pp", office=Office.CHAIR, person="ben", starts=date(2027, 2, 1)),
    )
    chairs = a_group("chairs", kind=GroupKind.LEADS, roles=(), officers_of=(GroupKind.SUBJECT,))
    trust = a_trust(
        groups=(a_group("maths"), a_group("pp", kind=GroupKind.STRATEGIC), chairs), officers=officers
    )

    assert find_change_days(trust, chairs) == (date(2027, 1, 1),)
