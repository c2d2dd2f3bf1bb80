"""Answers "who is …?": name, school, posts, and the groups they run or belong to as far as all listeners may know.

Never an address: how to reach somebody is for Teams to show.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ask_dates
from bot.handlers.known_people import STAFF_KNOW_STAFF, find_meant_person, find_posts, say_unknown
from bot.handlers.names import join_some
from bot.routing import on
from cards.facts import make_facts_card
from trust.groups import Group, Office
from trust.membership import find_members, find_officers
from trust.people import Person, PersonKind
from trust.permissions import Aspect

RUNS = {Office.CHAIR: "Chairs", Office.CO_CHAIR: "Co-chairs", Office.COORDINATOR: "Coordinates"}
SEEN_UNDER = {Office.CHAIR: Aspect.CHAIR, Office.CO_CHAIR: Aspect.CHAIR, Office.COORDINATOR: Aspect.ROSTER}
MOST_BUTTONS = 3


@on("person")
def tell_person(asked: Asked) -> Answer:
    """Show who somebody is."""
    found = find_meant_person(asked)
    if not isinstance(found, Person):
        return found or say_unknown(asked)
    school = asked.trust.school_by_id.get(found.school or "")
    where = school.name if school else "guest" if found.kind is PersonKind.GUEST else "central staff"
    posts = find_posts(asked, found)
    rulings = {group.id: asked.find_rulings(group) for group in asked.visible}
    runs = {office: _find_run(asked, found, office, rulings) for office in RUNS}
    belongs = [
        group
        for group in asked.visible
        if rulings[group.id][Aspect.ROSTER].allowed
        and group not in (*runs[Office.CHAIR], *runs[Office.CO_CHAIR])
        and found in find_members(asked.trust, group, asked.today)
    ]
    facts = {
        **{RUNS[office]: join_some([group.name for group in groups]) for office, groups in runs.items()},
        "Member of": join_some([group.name for group in belongs]),
    }
    buttons = tuple(
        ask_dates(group, group.name) for group in [*runs[Office.CHAIR], *runs[Office.CO_CHAIR]][:MOST_BUTTONS]
    )
    lead = f"{found.name}, {where}: {join_some(posts)}." if posts else f"{found.name}, {where}."
    card = make_facts_card("Who is who", found.name, lead, facts, asked.footing, actions=buttons)
    return Answer(card, sources=(f"person {found.id}",), rule=STAFF_KNOW_STAFF)


def _find_run(asked: Asked, person: Person, office: Office, rulings: Mapping[str, Rulings]) -> list[Group]:
    return [
        group
        for group in asked.visible
        if rulings[group.id][SEEN_UNDER[office]].allowed
        and person in find_officers(asked.trust, group, asked.today)[office]
    ]
