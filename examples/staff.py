"""Makes the people of the example trust from its schools, and from its groups who chairs and joins them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from random import Random

from examples.names import FIRST_NAMES, LAST_NAMES
from examples.posts import (
    CENTRAL,
    GUESTS,
    NAMED_POSTS,
    PART_TIME,
    POSTS,
    SMALL_PRIMARIES,
    SMALL_PRIMARY_POSTS,
)
from trust.calendar import InsetDay
from trust.groups import Group, GroupKind, Membership, Office, Officer
from trust.membership import find_members
from trust.people import AccessNeed, Person, PersonKind
from trust.places import School
from trust.values import WHOLE_WEEK
from trust.year import Trust

DOMAIN = "fernvale.example"
FIRST_DAY = date(2026, 9, 7)

# Chair and co-chair where the story asks for someone in particular; an empty name is a vacancy.
CHAIRS = {
    "maths-secondary": ("priya-raman", "daniel-okoro"),
    "maths-primary": ("rachel-begum", None),
    "geography-secondary": ("rachel-whitcombe", None),
    "science-secondary": ("sian-llewellyn", None),
    "history-secondary": ("david-jones-2", None),
    "send": ("farah-siddiqui", "grace-achebe"),
    "safeguarding": ("adaeze-okafor", "martin-hale"),
    "chairs": ("imran-sheikh", "bronwen-pryce"),
    "heads-of-sixth": ("catherine-moss", None),
    "eyfs-leads": ("leah-goldberg", None),
    "trust-leaders": ("helen-marsden", None),
    "governance": ("moira-fairley", "callum-reid"),
    "chairs-forum": ("dame-ruth-ashworth", "gareth-vaughan"),
    "staff-consultation": ("sunita-kaur", None),
    "resilience": ("rachel-adeyemi", None),
    "case-review": ("adaeze-okafor", "martin-hale"),
    "digital": ("yusuf-demir", None),
    "next-steps-secondary": ("anthony-boateng", None),
    "next-steps-primary": ("helen-marsden", None),
}
VACANT_CO_CHAIRS = ("music-secondary", "computing-primary")
ALONE = (
    "heads-of-sixth",
    "eyfs-leads",
    "trust-leaders",
    "staff-consultation",
    "resilience",
    "next-steps-secondary",
    "next-steps-primary",
)
NAMED_NEEDS = {"sian-llewellyn": (AccessNeed.NO_STAIRS,)}
BY_NAME = {
    "trust-leaders": ("helen-marsden", "anthony-boateng", "margaret-tolland"),
    "science-secondary": ("owen-tranter",),
    "teaching-learning": ("elin-bowen", "marcus-delaney"),
    "maths-secondary": ("marcus-delaney",),
    "english": ("elin-bowen",),
    "resilience": ("rachel-adeyemi", "josephine-clarke", "peter-lindgren"),
    "case-review": ("adaeze-okafor", "martin-hale", "josephine-clarke"),
    "staff-consultation": ("sunita-kaur", "stephen-ogunleye"),
    "next-steps-secondary": ("dame-ruth-ashworth", "olu-adebayo", "frances-mulholland"),
    "next-steps-primary": ("gareth-vaughan", "sukhdev-gill", "wendy-harcourt"),
}


def make_people(schools: tuple[School, ...], rng: Random) -> tuple[Person, ...]:
    """Make everyone: the staff of each school, central staff, and guests."""
    names = _make_names(rng)
    ids: set[str] = set()
    people: list[Person] = []
    for school in schools:
        posts = SMALL_PRIMARY_POSTS if school.id in SMALL_PRIMARIES else POSTS[school.phase]
        for post in posts:
            named = NAMED_POSTS.get((school.id, post))
            person = _make_person(named or next(names), post, ids, school=school.id, starts=school.joined)
            person = person if named or "principal" in post else _vary(person, rng)
            needs = NAMED_NEEDS.get(person.id, person.access_needs)
            people.append(person.model_copy(update={"access_needs": needs}))
    people += (_make_person(name, roles, ids) for name, roles in CENTRAL)
    people += (_make_person(name, roles, ids, kind=PersonKind.GUEST, upn=upn) for name, roles, upn in GUESTS)
    return tuple(_add_joiner_and_leaver(people, ids))


def _make_names(rng: Random) -> Iterator[str]:
    used = {*NAMED_POSTS.values(), *(name for name, _ in CENTRAL), *(name for name, *_ in GUESTS)}
    while True:
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        if name not in used:
            used.add(name)
            yield name


def _make_person(name: str, roles: str, ids: set[str], **fields: object) -> Person:
    base = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
    number = next(n for n in range(1, 99) if f"{base}-{n}".removesuffix("-1") not in ids)
    ids.add(made := f"{base}-{number}".removesuffix("-1"))
    mailbox = base.replace("-", ".") + (str(number) if number > 1 else "")
    given = {"id": made, "name": name, "upn": f"{mailbox}@{DOMAIN}", "roles": tuple(roles.split())}
    return Person.model_validate(given | fields)


def _vary(person: Person, rng: Random) -> Person:
    changes: dict[str, object] = {}
    if rng.random() < 0.24:
        changes["working_days"] = rng.choice(PART_TIME)
    if (chance := rng.random()) < 0.035:
        changes["access_needs"] = (AccessNeed.STEP_FREE,) if chance < 0.022 else (AccessNeed.HEARING_LOOP,)
    return Person.model_validate(person.model_dump() | changes)


def _add_joiner_and_leaver(people: list[Person], ids: set[str]) -> Iterator[Person]:
    """Replace Ashcombe's computing lead at Easter, and bring a food teacher to Westmarch High in January."""
    for person in people:
        leaves = person.school == "ashcombe" and "computing-lead" in person.roles
        yield (
            person.model_copy(update={"ends": date(2027, 3, 25), "working_days": WHOLE_WEEK})
            if leaves
            else person
        )
    successor = "computing-lead digital-lead"
    yield _make_person("Tunde Bakare", successor, ids, school="ashcombe", starts=date(2027, 4, 12))
    yield _make_person("Orla Finnegan", "teacher", ids, school="westmarch-high", starts=date(2027, 1, 5))


def make_memberships(groups: tuple[Group, ...], people: tuple[Person, ...]) -> tuple[Membership, ...]:
    """Make the members who join by name."""
    teachers = [person.id for person in people if person.roles == ("teacher",) and person.starts is None]
    named = {**BY_NAME, "staff-consultation": (*BY_NAME["staff-consultation"], *teachers[::17][:6])}
    return tuple(
        Membership(group=group.id, person=person) for group in groups for person in named.get(group.id, ())
    )


def make_officers(trust: Trust) -> tuple[Officer, ...]:
    """Choose a chair and a co-chair for every group from its full-time members, spreading offices over people."""
    held = {person: 1 for pair in CHAIRS.values() for person in pair if person}
    officers: list[Officer] = []
    for group in trust.groups:
        chair, co_chair = CHAIRS.get(group.id, (None, None))
        candidates = _find_candidates(trust, group, held)
        chair = chair or next(candidates)
        officers.append(Officer(group=group.id, office=Office.CHAIR, person=chair))
        if group.id in VACANT_CO_CHAIRS:
            officers.append(Officer(group=group.id, office=Office.CO_CHAIR))
        elif group.id not in ALONE:
            co_chair = co_chair or next(candidates)
            officers.append(Officer(group=group.id, office=Office.CO_CHAIR, person=co_chair))
        if (
            group.kind in (GroupKind.STRATEGIC, GroupKind.LEADS, GroupKind.FORUM)
            and co_chair != "bronwen-pryce"
        ):
            officers.append(Officer(group=group.id, office=Office.COORDINATOR, person="bronwen-pryce"))
    return tuple(_hand_over_geography(officers))


def _find_candidates(trust: Trust, group: Group, held: dict[str, int]) -> Iterator[str]:
    """Find members free to take office, each from another school, those without an office first."""
    members = [
        p for p in find_members(trust, group, FIRST_DAY) if p.working_days == WHOLE_WEEK and not p.ends
    ]
    Random(group.id).shuffle(members)  # noqa: S311  (otherwise every chair's name begins with A)
    by_load = sorted(members, key=lambda p: (p.kind is PersonKind.GUEST, held.get(p.id, 0)))
    schools = {trust.person_by_id[p].school for p in CHAIRS.get(group.id, ()) if p}
    for person in by_load:
        if person.school not in schools:
            schools.add(person.school)
            held[person.id] = held.get(person.id, 0) + 1
            yield person.id


def _hand_over_geography(officers: list[Officer]) -> Iterator[Officer]:
    """At Christmas Geography's co-chair takes the chair and leaves the second office vacant."""
    last_day, first_day = date(2026, 12, 31), date(2027, 1, 1)
    for officer in officers:
        if officer.group != "geography-secondary":
            yield officer
            continue
        yield officer.model_copy(update={"ends": last_day})
        if officer.office is Office.CO_CHAIR:
            yield officer.model_copy(update={"office": Office.CHAIR, "starts": first_day})
            yield officer.model_copy(update={"person": None, "starts": first_day})


def make_inset_days(schools: tuple[School, ...], rng: Random) -> tuple[InsetDay, ...]:
    """Give each school five days: the first of the year together by council, the others its own."""
    first = {"fernshire": date(2026, 9, 2), "westmarch": date(2026, 9, 3)}
    october = {"fernshire": date(2026, 10, 23), "westmarch": date(2026, 10, 16)}
    january = {"fernshire": date(2027, 1, 4), "westmarch": date(2027, 1, 5)}
    spring = cycle([date(2027, 2, 12), date(2027, 2, 22), date(2027, 3, 25)])
    west_spring = cycle([date(2027, 2, 5), date(2027, 2, 15)])
    found: list[InsetDay] = []
    for school in schools:
        council = school.council
        last = date(2027, 7, 21) if council == "fernshire" else date(2027, 7, 23)
        days = {
            first[council]: "Start of year",
            october[council]: "School improvement",
            january[council]: "Start of spring term",
            next(spring if council == "fernshire" else west_spring): "Curriculum and subject knowledge",
            rng.choice([last, date(2027, 6, 25), date(2027, 5, 28)]): "Planning for next year",
        }
        found += (InsetDay(school=school.id, day=day, reason=reason) for day, reason in days.items())
    return tuple(found)
