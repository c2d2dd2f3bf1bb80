from __future__ import annotations

from tests.bot.example import say
from tests.bot.papers_example import a_busy_year, a_trust_with_roles, put
from trust.groups import GroupKind

MATHS = (
    "It draws on holders of the post Mathematics lead at any school, and people added by name. "
    "To be added by name, ask the chair, Ada."
)


def join(people: str, group: str = "maths-secondary") -> str:
    return say(put(people, "join_group", group=group))


def test_membership_is_told_with_its_reasons():
    assert join("ada") == (
        f"You are in Secondary Mathematics, as its chair and Mathematics lead at Oak School. {MATHS}"
    )
    assert join("eve") == f"You are in Secondary Mathematics, as Mathematics lead at Elm School. {MATHS}"
    assert join("gus", "english").startswith("You are in English, as a member by name.")


def test_chairs_belong_to_the_leads_group_as_chairs():
    trust = a_trust_with_roles()
    groups = tuple(
        group.model_copy(update={"officers_of": (GroupKind.SUBJECT,), "kind": GroupKind.LEADS})
        if group.id == "chairs"
        else group
        for group in trust.groups
    )
    year = a_busy_year(trust=trust.model_copy(update={"groups": groups}))

    assert say(put("ada", "join_group", year, group="chairs")).startswith(
        "You are in Chairs and Co-Chairs, as chair of Secondary Mathematics."
    )


def test_somebody_who_is_not_in_it_is_told_how_one_comes_to_be():
    assert join("dee") == f"You are not in Secondary Mathematics. {MATHS}"
    assert join("cal") == f"You are the coordinator of Secondary Mathematics, not one of its members. {MATHS}"


def test_nobody_adds_themselves_to_a_group_that_is_not_open():
    assert join("dee", "resilience") == (
        "You are not in Resilience Group. It is restricted, and nobody adds themselves to it: "
        "ask Rae Adeyemi, 01632 960115."
    )
    assert join("dee", "safeguarding") == (
        "You are not in Safeguarding Leads. It is confidential, and nobody adds themselves to it: "
        "ask the chair, Dot."
    )


def test_before_others_membership_is_told_only_where_all_may_see_the_roster():
    assert join("eve ada") == f"Eve is in Secondary Mathematics, as Mathematics lead at Elm School. {MATHS}"
    not_here = f"Whether you are in it I say only in a chat of our own. {MATHS}"
    assert (join("eve dee"), join("dee eve")) == (not_here, not_here)
