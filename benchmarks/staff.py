"""Who works in an invented trust: each school's roles dealt out to its staff, central staff, and governors.

Every role of a school has a holder. Most people hold one; SENCos sit in three groups; the smaller the school, the
more of its people hold two, such as a maths lead who also leads Year 6. Everyone else teaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from benchmarks.sizes import Figures
from benchmarks.topics import (
    AREAS,
    MOST_SUBJECTS,
    NETWORK_PHASES,
    NETWORKS,
    PRIMARY,
    PRIMARY_SUBJECTS,
    SECONDARY,
    SECONDARY_SUBJECTS,
    YEARS,
)
from examples.names import FIRST_NAMES, LAST_NAMES
from examples.posts import PART_TIME
from trust.people import AccessNeed, Person, PersonKind, Role
from trust.places import Phase, School
from trust.values import Weekday, read_weekdays

DOMAIN = "benchmark.example"
STAFF_WEIGHTS = {
    Phase.PRIMARY: 1.0,
    Phase.SECONDARY: 2.0,
    Phase.ALL_THROUGH: 2.3,
    Phase.SPECIAL: 1.2,
    Phase.ALTERNATIVE_PROVISION: 1.0,
    Phase.SIXTH_FORM: 1.6,
}
OTHER_ROLES = ("teacher", "central-staff", "director", "chair-of-governors")
PART_TIME_DAYS: tuple[tuple[Weekday, ...], ...] = tuple(
    tuple(map(Weekday, read_weekdays(days))) for days in (*PART_TIME, "Mon-Tue", "Thu-Fri")
)
NEEDS = (AccessNeed.STEP_FREE, AccessNeed.HEARING_LOOP, AccessNeed.NO_STAIRS)


def make_role(topic: str) -> str:
    """Name the role of whoever leads a topic; networks and SENCos go by their post."""
    return topic if topic in (*NETWORKS, "senco", "dsl") else f"{topic}-lead"


def make_roles() -> tuple[Role, ...]:
    """Make every role there is, whatever the size."""
    topics = dict.fromkeys((*PRIMARY_SUBJECTS, *SECONDARY_SUBJECTS, *YEARS, *AREAS, *NETWORKS))
    ids = (*map(make_role, topics), *OTHER_ROLES)
    return tuple(Role(id=role, name=role.replace("-", " ").capitalize()) for role in ids)


def make_people(schools: Sequence[School], figures: Figures, rng: Random) -> tuple[Person, ...]:
    """Make exactly as many staff as the figures say, and a chair of governors for each school."""
    maker = _Maker(rng)
    people: list[Person] = []
    for school, count in _share_out(schools, figures.staff - figures.central - figures.leavers, rng):
        posts = _deal_roles(school, count, figures, rng)
        people += (
            maker.make(roles, school=school.id, starts=school.joined)
            for roles in posts + [()] * (count - len(posts))
        )
    people = _replace_leavers(people, figures.leavers, maker, rng)
    people += (
        maker.make(("director",) if number < 3 else ("central-staff",)) for number in range(figures.central)
    )
    people += (maker.make(("chair-of-governors",), kind=PersonKind.GUEST) for _ in schools)
    return tuple(people)


class _Maker:
    """Makes people with names, addresses, working days and needs; no two share an id."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.met: Counter[str] = Counter()

    def make(self, roles: Sequence[str], **fields: object) -> Person:
        name = f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"
        base = name.lower().replace(" ", "-")
        self.met[base] += 1
        made = f"{base}-{self.met[base]}".removesuffix("-1")
        given = {"id": made, "name": name, "upn": f"{made.replace('-', '.')}@{DOMAIN}",
                 "roles": tuple(roles) or ("teacher",)}  # fmt: skip
        if self.rng.random() < 0.2 and "principal" not in roles and fields.get("kind") is None:
            given["working_days"] = self.rng.choice(PART_TIME_DAYS)
        if self.rng.random() < 0.03:
            given["access_needs"] = (self.rng.choice(NEEDS),)
        return Person.model_validate(given | fields)


def _share_out(schools: Sequence[School], total: int, rng: Random) -> list[tuple[School, int]]:
    """Share staff between schools by phase, some schools being larger than others."""
    weights = [STAFF_WEIGHTS[school.phase] * rng.uniform(0.85, 1.2) for school in schools]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[counts.index(max(counts))] += total - sum(counts)
    return list(zip(schools, counts, strict=True))


def find_roles(school: School, figures: Figures) -> list[str]:
    """List the roles a school of its phase needs somebody to hold."""
    covers, most = school.phase.covers, MOST_SUBJECTS.get(school.phase)
    topics: list[str] = []
    if covers & set(SECONDARY):
        topics += SECONDARY_SUBJECTS[: figures.secondary_subjects][:most]
    if covers & set(PRIMARY):
        topics += PRIMARY_SUBJECTS[: figures.primary_subjects][:most]
    if Phase.PRIMARY in covers:
        topics += YEARS
    topics += AREAS[: figures.areas]
    topics += (n for n in NETWORKS[: figures.networks] if covers & set(NETWORK_PHASES.get(n, tuple(Phase))))
    return list(dict.fromkeys(map(make_role, topics)))


def _deal_roles(school: School, count: int, figures: Figures, rng: Random) -> list[tuple[str, ...]]:
    """Deal a school's roles to at most `count` people: a list of roles for each of them."""
    is_primary = school.phase is Phase.PRIMARY
    fixed = [("principal",), ("deputy",), ("senco", "dsl", "attendance-lead" if is_primary else "pp-lead")]
    rest = [role for role in find_roles(school, figures) if not any(role in post for post in fixed)]
    spare = count - len(fixed) - 1
    # The smaller a school is for its roles, the more of them are second hats.
    alone = min(spare, round(len(rest) * (0.81 if is_primary else 0.92)))
    dealt = _deal_hats(rest, alone, rng)
    # Large departments send a second; others are departments of one.
    large = [make_role(topic) for topic in SECONDARY_SUBJECTS[:7] if Phase.SECONDARY in school.phase.covers]
    seconds = [(role,) for role in large if rng.random() < 0.7]
    return [*fixed, *dealt, *seconds[: spare - len(dealt)]]


def _deal_hats(roles: Sequence[str], alone: int, rng: Random) -> list[tuple[str, ...]]:
    """Give the first so many roles a holder each and the others to some of those; now and then one gets two."""
    first, second = list(roles[:alone]), list(roles[alone:])
    if second and "y6-lead" in first and "maths-lead" in first:
        place = first.index("y6-lead")
        first[place], second[0] = second[0], first[place]
    held = [[role] for role in first]
    hats = rng.sample(held, len(held))
    if "y6-lead" in second:
        hats.sort(key=lambda post: post != ["maths-lead"])
    for number, role in enumerate(second):
        hats[number * 9 // 10 % len(hats)].append(role)
    return list(map(tuple, held))


def _replace_leavers(people: list[Person], count: int, maker: _Maker, rng: Random) -> list[Person]:
    """Let some role holders go at Christmas or Easter, each followed by somebody new in the same roles."""
    lasting = [
        n for n, p in enumerate(people) if p.starts is None and p.roles != ("teacher",) and len(p.roles) < 3
    ]
    found, successors = list(people), list[Person]()
    for number in sorted(rng.sample(lasting, count)):
        last = rng.choice((date(2026, 12, 31), date(2027, 4, 9)))
        found[number] = people[number].model_copy(update={"ends": last})
        starts = last + timedelta(days=1)
        successors.append(maker.make(people[number].roles, school=people[number].school, starts=starts))
    return found + successors
