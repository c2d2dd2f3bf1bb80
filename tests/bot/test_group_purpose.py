from __future__ import annotations

from tests.bot.example import say
from tests.bot.papers_example import a_busy_year, a_trust_with_roles, put
from trust.groups import GroupKind
from trust.places import Phase
from trust.year import Year


def a_year_with(**fields: object) -> Year:
    trust = a_trust_with_roles()
    groups = tuple(
        group.model_copy(update=fields) if group.id == "maths-secondary" else group for group in trust.groups
    )
    return a_busy_year(trust=trust.model_copy(update={"groups": groups}))


def tell(year: Year) -> list[str]:
    return say(put("dee", "group_purpose", year, group="maths-secondary")).splitlines()[1:]


def test_a_group_says_what_it_is_for_what_it_follows_and_whom_it_draws_on():
    year = a_year_with(
        purpose="Agree what pupils meet.", association="Mathematical Association", phases=(Phase.SECONDARY,)
    )

    assert tell(year) == [
        "Agree what pupils meet.",
        "Kind: Subject group",
        "Association: Mathematical Association",
        "Draws on: Holders of the post Mathematics lead at secondary schools, and people added by name",
        "Ask: The chair, Ada",
    ]


def test_what_the_files_do_not_say_is_said_not_to_be_held():
    assert tell(a_year_with(schools=("oak", "elm")))[:4] == [
        "Not held here: the trust's files do not say what it is for.",
        "Kind: Subject group",
        "Association: None is named in the trust's files.",
        "Draws on: Holders of the post Mathematics lead at Oak School and Elm School, and people added by name",
    ]


def test_a_leads_group_draws_on_the_chairs_of_others():
    assert tell(a_year_with(roles=(), officers_of=(GroupKind.SUBJECT, GroupKind.YEAR_TEAM)))[3] == (
        "Draws on: The chairs and co-chairs of subject groups and year teams, and people added by name"
    )


def test_what_a_group_that_is_not_open_is_for_is_told_to_its_members():
    assert say(put("dee", "group_purpose", group="safeguarding")) == (
        "Safeguarding Leads is confidential: its purpose and who belongs to it are for its members."
    )
    assert say(put("dee", "group_purpose", group="resilience")) == (
        "Resilience Group is restricted: its purpose and who belongs to it are for its members. "
        "You may ask Rae Adeyemi, 01632 960115."
    )
    assert say(put("dot", "group_purpose", group="safeguarding")).splitlines()[2] == "Kind: Subject group"
