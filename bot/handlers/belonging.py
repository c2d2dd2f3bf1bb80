"""Who belongs to a group and why, in words; and whom to ask about it. What may be said of it is decided by the handlers."""

from __future__ import annotations

from bot.asked import Asked, Rulings
from bot.handlers.orientation import say_contact
from bot.handlers.roles import name_roles
from cards.words import join_words
from trust.groups import Group, GroupKind, Office
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.permissions import Aspect
from trust.places import Phase

KINDS = {
    GroupKind.SUBJECT: "Subject group",
    GroupKind.YEAR_TEAM: "Year team",
    GroupKind.STRATEGIC: "Strategic group",
    GroupKind.NETWORK: "Network",
    GroupKind.LEADS: "Leads' group",
    GroupKind.FORUM: "Forum",
}
PHASES = {
    Phase.PRIMARY: "primary",
    Phase.SECONDARY: "secondary",
    Phase.ALL_THROUGH: "all-through",
    Phase.SPECIAL: "special",
    Phase.ALTERNATIVE_PROVISION: "alternative provision",
    Phase.SIXTH_FORM: "sixth-form",
}
OFFICES = {Office.CHAIR: "chair", Office.CO_CHAIR: "co-chair", Office.COORDINATOR: "coordinator"}
MOST_NAMED = 4


def say_reach(asked: Asked, group: Group) -> str:
    """Say whom a group draws on: holders of posts at certain schools, chairs of other groups, people by name."""
    posts = name_roles(asked.trust, group.roles)
    ways = [f"holders of the post {join_words(posts, 'or')} {_say_schools(asked, group)}"] if posts else []
    kinds = [f"{KINDS[kind].lower()}s" for kind in group.officers_of]
    ways += [f"the chairs and co-chairs of {join_words(kinds)}"] if kinds else []
    return ", and ".join([*ways, "people added by name"])


def find_reasons(asked: Asked, group: Group, person: Person) -> tuple[str, ...]:
    """Find why a person belongs to a group, each reason to follow "as"; nothing when they do not."""
    trust, day = asked.trust, asked.today
    members = find_members(trust, group, day)
    if person not in members:
        return ()
    officers = find_officers(trust, group, day)
    reasons = [
        f"its {OFFICES[office]}" for office in (Office.CHAIR, Office.CO_CHAIR) if person in officers[office]
    ]
    # The group with neither officers nor names of its own: whom its posts alone would bring in.
    bare = group.model_copy(update={"id": f"{group.id}--by-post", "officers_of": ()})
    if person in find_members(trust, bare, day):
        posts = [role.name for role in trust.roles if role.id in person.roles and role.id in group.roles]
        school = trust.school_by_id.get(person.school or "")
        reasons.append(join_words(posts) + (f" at {school.name}" if school else ""))
    for other in asked.visible:
        if other.kind in group.officers_of and other.id != group.id:
            held = find_officers(trust, other, day)
            reasons += [
                f"{OFFICES[o]} of {other.name}" for o in (Office.CHAIR, Office.CO_CHAIR) if person in held[o]
            ]
    named = any(m.person == person.id and m.holds(day) for m in trust.memberships_by_group.get(group.id, ()))
    return (*reasons, *(("a member by name",) if named or not reasons else ()))


def say_whom_to_ask(asked: Asked, group: Group, rulings: Rulings) -> str:
    """Name whom to ask about a group: its contact, its chair, or the trust's help contact."""
    if group.contact:
        return group.contact
    officers = find_officers(asked.trust, group, asked.today)
    for office in (Office.CHAIR, Office.CO_CHAIR):
        if officers[office] and rulings[Aspect.CHAIR].allowed:
            return f"the {OFFICES[office]}, {join_words([person.name for person in officers[office]])}"
    return say_contact(asked)


def _say_schools(asked: Asked, group: Group) -> str:
    if group.schools:
        names = [school.name for school in asked.trust.schools if school.id in group.schools]
        return f"at {join_words(names) if len(names) <= MOST_NAMED else f'{len(names)} schools named for it'}"
    if group.phases:
        return f"at {join_words([PHASES[phase] for phase in group.phases])} schools"
    return "at any school"
