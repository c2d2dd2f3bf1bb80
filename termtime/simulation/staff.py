"""People who leave and people who come, at each half-term: the trust's files as they are after it. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from termtime.simulation.chance import Chance
from trust.groups import Office, Officer
from trust.people import Person, PersonKind
from trust.year import Trust

CHANGES = 4
GIVEN = ("Imogen", "Kofi", "Mairead", "Tobias", "Anwen", "Yusuf", "Petra", "Callum", "Sunniva", "Idris")
FAMILY = ("Ashdown", "Boateng", "Cartwright", "Delacroix", "Eastwood", "Farooqi", "Grantham", "Hollis")


def find_change_days(trust: Trust) -> tuple[date, ...]:
    """List the first days of the half-terms after the year's first: when people come in the place of those who left."""
    starts = sorted({half.starts for half in trust.half_terms if half.council == trust.half_terms[0].council})
    return tuple(starts[1:])


def change_staff(trust: Trust, day: date, chance: Chance) -> Trust:
    """Let a few members leave on the day before, each followed by somebody new with the same roles; one is a chair.

    What a chair leaves goes to the co-chair, and their co-chair's place to whoever comes.
    """
    leavers = _find_leavers(trust, day, chance)
    new = [_make_successor(leaver, day, chance) for leaver in leavers]
    if new:
        # Two may have the same name, and have to be told apart by everyone.
        here = [person for person in trust.people if person.holds(day) and person not in leavers]
        namesake = chance.pick(here, "namesake", str(day))
        new[0] = new[0].model_copy(update={"name": namesake.name})
    last = day - timedelta(days=1)
    people = {p.id: p.model_copy(update={"ends": last}) if p in leavers else p for p in trust.people}
    people |= {person.id: person for person in new}
    instead = {leaver.id: follower.id for leaver, follower in zip(leavers, new, strict=True)}
    officers = list[Officer]()
    for officer in trust.officers:
        if officer.person in instead and officer.holds(day):
            officers.append(officer.model_copy(update={"ends": last}))
            officers.append(
                officer.model_copy(update={"starts": day, "ends": None, "person": instead[officer.person]})
            )
        else:
            officers.append(officer)
    return trust.model_copy(update={"people": tuple(people.values()), "officers": tuple(officers)})


def _find_leavers(trust: Trust, day: date, chance: Chance) -> list[Person]:
    kept = {*trust.settings.leads, *trust.settings.it_administrators}
    named = {membership.person for membership in trust.memberships}
    staff = [
        p
        for p in trust.people
        if p.kind is PersonKind.STAFF and p.roles and p.holds(day) and p.id not in kept | named
    ]
    chairs = {o.person for o in trust.officers if o.office is Office.CHAIR and o.holds(day)}
    officers = {o.person for o in trust.officers if o.holds(day)}
    plain = sorted(
        (p for p in staff if p.id not in officers), key=lambda p: chance.draw("leaves", str(day), p.id)
    )
    leading = sorted(
        (p for p in staff if p.id in chairs), key=lambda p: chance.draw("leaves", str(day), p.id)
    )
    return [*plain[: CHANGES - 1], *leading[:1]]


def _make_successor(leaver: Person, day: date, chance: Chance) -> Person:
    about = ("comes", str(day), leaver.id)
    given, family = chance.pick(GIVEN, "given", *about), chance.pick(FAMILY, "family", *about)
    slug = f"{given}-{family}-{leaver.id}".lower()[:60].rstrip("-")
    return leaver.model_copy(
        update={
            "id": slug,
            "name": f"{given} {family}",
            "upn": f"{slug}@{leaver.upn.partition('@')[2]}",
            "starts": day,
            "ends": None,
        }
    )
