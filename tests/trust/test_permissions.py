"""The whole table of who may see what, row by row."""

from __future__ import annotations

from datetime import date

import pytest
from builders import a_group, a_person, a_trust, some_settings

from trust.groups import Office, Officer, Sensitivity
from trust.people import Person, PersonKind
from trust.permissions import Aspect, Relation, find_relations, find_ruling
from trust.year import Trust

DAY = date(2026, 12, 14)
ORDER = ("coordinator", "chair", "member", "guest-member", "lead", "staff", "guest", "it", "gone", None)
OFFICERS = {"coordinator", "chair"}
MEMBERS = OFFICERS | {"member", "guest-member"}
LEADS = MEMBERS | {"lead"}
STAFF = LEADS | {"staff"}
EVERY_DRAFT = dict.fromkeys((Aspect.AGENDA_DRAFT, Aspect.MINUTES_DRAFT, Aspect.ALL_REPLIES), OFFICERS)

SEEN_BY: dict[Sensitivity, dict[Aspect, set[str]]] = {
    Sensitivity.OPEN: {
        Aspect.EXISTENCE: STAFF, Aspect.CHAIR: STAFF, Aspect.DATES: STAFF, Aspect.TITLE: STAFF, Aspect.PLACE: STAFF,
        Aspect.AGENDA: STAFF, Aspect.MINUTES: STAFF, Aspect.ROSTER: LEADS, Aspect.ACTIONS: LEADS,
        Aspect.ACCEPTED: MEMBERS, **EVERY_DRAFT,
    },
    Sensitivity.CONFIDENTIAL: {
        Aspect.EXISTENCE: STAFF, Aspect.CHAIR: STAFF, Aspect.DATES: STAFF, Aspect.TITLE: MEMBERS, Aspect.PLACE: MEMBERS,
        Aspect.AGENDA: MEMBERS, Aspect.MINUTES: MEMBERS, Aspect.ROSTER: MEMBERS, Aspect.ACTIONS: MEMBERS,
        Aspect.ACCEPTED: MEMBERS, **EVERY_DRAFT,
    },
    Sensitivity.RESTRICTED: dict.fromkeys(Aspect, MEMBERS) | EVERY_DRAFT,
}  # fmt: skip


def a_watched_trust(**group: object) -> Trust:
    """One group and somebody in every relation to it."""
    return a_trust(
        settings=some_settings(leads=("lead", "it"), it_administrators=("it",)),
        people=(
            a_person("chair"), a_person("coordinator"), a_person("member", roles=("maths-lead",)),
            a_person("guest-member", roles=("maths-lead",), kind=PersonKind.GUEST), a_person("lead"), a_person("staff"),
            a_person("guest", kind=PersonKind.GUEST), a_person("it"),
            a_person("gone", roles=("maths-lead",), ends=date(2026, 12, 13)),
        ),
        groups=(a_group("maths", **group),),
        officers=(
            Officer(group="maths", office=Office.CHAIR, person="chair"),
            Officer(group="maths", office=Office.COORDINATOR, person="coordinator"),
        ),
    )  # fmt: skip


def viewer(trust: Trust, name: str | None) -> Person | None:
    return trust.person_by_id[name] if name else None


def seen_by(trust: Trust, aspect: Aspect) -> set[str | None]:
    return {
        name
        for name in ORDER
        if find_ruling(trust, (viewer(trust, name),), aspect, trust.groups[0], DAY).allowed
    }


@pytest.mark.parametrize("sensitivity", Sensitivity)
@pytest.mark.parametrize("aspect", Aspect)
def test_each_aspect_is_seen_by_those_the_table_names_and_no_one_else(sensitivity, aspect):
    assert seen_by(a_watched_trust(sensitivity=sensitivity), aspect) == SEEN_BY[sensitivity][aspect]


def test_restricted_group_with_a_contact_is_known_to_staff_and_nothing_more():
    trust = a_watched_trust(sensitivity=Sensitivity.RESTRICTED, contact="Ada Lane")

    assert seen_by(trust, Aspect.EXISTENCE) == STAFF
    assert all(seen_by(trust, aspect) <= MEMBERS for aspect in Aspect if aspect is not Aspect.EXISTENCE)


def test_closest_relation_counts():
    trust = a_watched_trust()

    assert find_relations(trust, tuple(viewer(trust, name) for name in ORDER), trust.groups[0], DAY) == (
        Relation.OFFICER, Relation.OFFICER, Relation.MEMBER, Relation.MEMBER, Relation.LEAD, Relation.STAFF,
        Relation.NOBODY, Relation.NOBODY, Relation.NOBODY, Relation.NOBODY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        (("member", "chair"), True),
        (("member", "chair", "staff"), False),
        (("staff", "member", None), False),
        (("chair", "guest"), False),
        ((), False),
    ],
)
def test_everyone_listening_must_be_allowed(names, allowed):
    trust = a_watched_trust(sensitivity=Sensitivity.CONFIDENTIAL)
    audience = tuple(viewer(trust, name) for name in names)

    assert find_ruling(trust, audience, Aspect.MINUTES, trust.groups[0], DAY).allowed is allowed


def test_ruling_names_the_rule_by_the_least_entitled_listener():
    trust = a_watched_trust()

    def rule(*names: str) -> str:
        audience = tuple(viewer(trust, name) for name in names)
        return find_ruling(trust, audience, Aspect.ROSTER, trust.groups[0], DAY).rule

    assert rule("chair", "lead") == "open group, roster: seen by a trust lead"
    assert rule("staff", "chair") == "open group, roster: not for staff of the trust"
    assert rule() == "open group, roster: not for neither staff nor a member"


def test_membership_that_has_ended_opens_nothing_the_next_day():
    trust = a_watched_trust(sensitivity=Sensitivity.CONFIDENTIAL)
    gone = (trust.person_by_id["gone"],)

    assert find_ruling(trust, gone, Aspect.MINUTES, trust.groups[0], date(2026, 12, 13)).allowed
    assert not find_ruling(trust, gone, Aspect.MINUTES, trust.groups[0], DAY).allowed
