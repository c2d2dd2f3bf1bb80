"""Invented trusts of three sizes, the same for a size and a seed, for measuring the planner.

Their overlaps are those of life: SENCos in three groups, all chairs in one, teachers with two hats, part-timers,
councils whose terms differ, schools with INSET days of their own, exam weeks, conferences that want rooms.
`python -m benchmarks.trusts medium` counts what one holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from statistics import median

from benchmarks import places, staff
from benchmarks.groups import make_groups
from benchmarks.sizes import FIGURES, Figures, Size
from benchmarks.topics import MIDWEEK, make_cadences
from trust.groups import Group, GroupKind, Membership, Office, Officer
from trust.membership import find_members
from trust.people import Person, PersonKind
from trust.register import Deadline
from trust.settings import Contact, Microsoft365, Rules, TrustSettings
from trust.year import Trust

__all__ = ["Size", "make_trust"]

FIRST_DAY = date(2026, 9, 7)
DEADLINES = (
    Deadline(
        id="data-december", title="December data", due=date(2026, 12, 11), audience=("deputy",), pinch_days=5
    ),
    Deadline(id="data-march", title="March data", due=date(2027, 3, 19), audience=("deputy",), pinch_days=5),
    Deadline(id="data-june", title="June data", due=date(2027, 6, 18), audience=("deputy",), pinch_days=5),
    Deadline(id="audit", title="Safeguarding audit", due=date(2027, 1, 29), audience=("dsl",), pinch_days=5),
    Deadline(
        id="plan", title="Development plan", due=date(2027, 7, 9), audience=("principal",), pinch_days=3
    ),
)


def make_trust(size: Size, seed: int = 1) -> Trust:
    """Make an invented trust of a size, for the academic year 2026-27; the same for the same seed."""
    figures, rng = FIGURES[size], Random(seed)  # noqa: S311  (the same trust every time, not secrets)
    schools = places.make_schools(figures, rng)
    half_terms = places.make_half_terms(figures)
    people = staff.make_people(schools, figures, rng)
    venues = places.make_venues(figures)
    groups = make_groups(schools, figures, [venue.id for venue in venues])
    trust = Trust(
        settings=_make_settings(size, figures, [venue.id for venue in venues], people),
        schools=schools,
        half_terms=half_terms,
        people=people,
        groups=groups,
        roles=staff.make_roles(),
        memberships=tuple(_make_memberships(groups, people, rng)),
        inset_days=places.make_inset_days(schools, half_terms, rng),
        blackouts=places.make_blackouts(schools, [g.id for g in groups if _is_tested(g)], rng),
        venues=venues,
        rooms=places.make_rooms(venues, figures),
        deadlines=DEADLINES,
    )
    return trust.model_copy(update={"officers": tuple(_make_officers(trust, rng))})


def _make_settings(
    size: Size, figures: Figures, venues: Sequence[str], people: Sequence[Person]
) -> TrustSettings:
    directors = [person.id for person in people if "director" in person.roles]
    office = Contact(name="the co-design office", how=f"codesign@{staff.DOMAIN}")
    return TrustSettings(
        name=f"A {size} trust",
        short_name=size.title(),
        year="2026-27",
        councils={council: f"{council.title()} Council" for council in places.COUNCILS[: figures.councils]},
        microsoft365=Microsoft365(
            organiser=f"codesign@{staff.DOMAIN}",
            site_host="benchmark.sharepoint.com",
            site_path="/sites/codesign",
        ),
        cadences=make_cadences(venues),
        rules=Rules(cover_limit=8),
        leads=tuple(directors[:2]),
        help_contact=office,
        safeguarding_contact=office,
    )


def _is_tested(group: Group) -> bool:
    return group.id.startswith(("y6", "maths-primary", "english-primary"))


def _make_memberships(groups: Sequence[Group], people: Sequence[Person], rng: Random) -> Iterator[Membership]:
    """Name the members whom no role brings in: governors to their forum, central staff to a few groups."""
    forums = [group.id for group in groups if group.kind is GroupKind.FORUM]
    guests = [person.id for person in people if person.kind is PersonKind.GUEST]
    for number, guest in enumerate(guests):
        yield Membership(group=forums[number % len(forums)], person=guest)
    directors = [person.id for person in people if "director" in person.roles]
    for group in groups:
        if group.cadence == "half-termly" or group.kind is GroupKind.LEADS:
            yield Membership(group=group.id, person=directors[0])
    joinable = [group.id for group in groups if group.kind in (GroupKind.SUBJECT, GroupKind.STRATEGIC)]
    central = [person.id for person in people if "central-staff" in person.roles]
    for person, joined in zip(central, rng.sample(joinable, min(len(central), len(joinable))), strict=False):
        yield Membership(group=joined, person=person)


def _make_officers(trust: Trust, rng: Random) -> Iterator[Officer]:
    """Choose chairs, and co-chairs from other schools, among members here all year; some chair two groups."""
    chairing: set[str] = set()
    for group in trust.groups:
        if group.kind is GroupKind.LEADS:
            yield Officer(group=group.id, office=Office.CHAIR, person=trust.settings.leads[0])
            continue
        able = [p for p in find_members(trust, group, FIRST_DAY) if _can_chair(p)]
        fresh = [p for p in able if p.id not in chairing]
        chair = rng.choice(fresh if fresh and rng.random() < 0.93 else able)
        others = [p for p in fresh if p.id != chair.id and (p.school is None or p.school != chair.school)]
        yield Officer(group=group.id, office=Office.CHAIR, person=chair.id)
        chairing.add(chair.id)
        if others and rng.random() < 0.6:
            co_chair = rng.choice(others)
            chairing.add(co_chair.id)
            yield Officer(group=group.id, office=Office.CO_CHAIR, person=co_chair.id)
        elif rng.random() < 0.2:
            yield Officer(group=group.id, office=Office.CO_CHAIR)


def _can_chair(person: Person) -> bool:
    midweek = [day for day in person.working_days if day in MIDWEEK]
    return person.ends is None and len(midweek) >= 2


def describe_trust(trust: Trust) -> str:
    """Say in lines what a trust holds: counts, meetings by cadence, how its groups overlap, their sizes."""
    members = {group.id: find_members(trust, group, FIRST_DAY) for group in trust.groups}
    held = Counter(person.id for people in members.values() for person in people)
    spread = sorted(Counter(held.values()).items())
    shares = [sum(n >= least for n in held.values()) / len(held) for least in (2, 3)]
    meetings = count_meetings(trust)
    sizes = [len(members[group.id]) for group in trust.groups if group.kind is not GroupKind.LEADS]
    employed = sum(person.kind is PersonKind.STAFF for person in trust.people)
    return "\n".join([
        f"{len(trust.schools)} schools, {len(trust.groups)} groups, {employed} staff, {len(trust.rooms)} rooms",
        f"{meetings.total()} meetings: " + ", ".join(f"{name} {n}" for name, n in sorted(meetings.items())),
        "people by number of groups: " + ", ".join(f"{n}: {people}" for n, people in spread),
        f"of {len(held)} in any group, {shares[0]:.0%} in two or more, {shares[1]:.0%} in three or more",
        f"group sizes: least {min(sizes)}, median {median(sizes):g}, most {max(sizes)}; chairs {len(members['chairs'])}",
    ])  # fmt: skip


def count_meetings(trust: Trust) -> Counter[str]:
    """Count the meetings a year asks for, by cadence."""
    counted: Counter[str] = Counter()
    for group in trust.groups:
        counted[group.cadence] += len(trust.settings.cadences[group.cadence].meetings)
    return counted


if __name__ == "__main__":
    import sys

    print(describe_trust(make_trust(Size(sys.argv[1] if sys.argv[1:] else "small"))))
