"""What the year is kept to: a group, a school, a phase, a format, a person; all of it in the address.

Every choice is made from what the viewer may know of, and one that names nothing there is counts for none: a hidden group
and nonsense are the same. What a group is about (its phases, its schools, the form of its meetings) keeps nothing of a
group whose title the viewer may not see, or the filter would tell it. Whom a person meets is told as the bot tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from urllib.parse import urlencode

from bot.handlers.belonging import PHASES
from bot.handlers.known_people import may_know, meets_in, say_apart
from bot.handlers.staff_only import are_staff
from bot.showing import FORMATS
from termtime.pages.page import Ask
from termtime.pages.viewer import Viewer
from termtime.pages.views.groups import Filter, draws_on
from trust.cadence import Format
from trust.groups import Group
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.permissions import Aspect
from trust.places import Phase, School

PERSON = "person"
LONGEST_NAME = 100
MOST_LIKE, MOST_OFFERED = 8, 1000
NOBODY = "Nobody of that name is held here."


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the year is kept to.

    Attributes:
        typed: What was typed, or who it turned out to be.
        person: Who is meant, where that is one.
        like: Who else may be meant: the id and the words of each.
    """

    typed: str = ""
    person: Person | None = None
    like: tuple[tuple[str, str], ...] = ()

    @property
    def note(self) -> str:
        """What is to be said where it is not one person that is meant."""
        if self.person or not self.typed:
            return ""
        return "Several people are called so. Whom do you mean?" if self.like else NOBODY


@dataclass(frozen=True, slots=True)
class Filters:
    """What the year is kept to, and what else it might be.

    Attributes:
        choices: The choices to be made from a list.
        named: Whom it is kept to.
        people: Names to choose from.
        group: The group it is kept to.
        school: The school.
    """

    choices: tuple[Filter, ...]
    named: Named
    people: tuple[str, ...]
    group: Group | None
    school: School | None

    @property
    def query(self) -> Mapping[str, str]:
        """What stands for it in an address."""
        kept = {one.name: one.chosen for one in self.choices if one.chosen}
        person = self.named.person.id if self.named.person else self.named.typed
        return kept | ({PERSON: person} if person else {})

    def get(self, name: str) -> str:
        """Give the choice of that name; empty for none."""
        return next((one.chosen for one in self.choices if one.name == name), "")

    def make_href(self, **parts: str) -> str:
        """Make the address of the year kept so, seen as the parts say."""
        return make_year_href({**parts, **self.query})


def make_year_href(query: Mapping[str, str]) -> str:
    """Make the address of the year."""
    return f"/year?{urlencode(query)}"


def find_dated_groups(viewer: Viewer) -> tuple[Group, ...]:
    """Find the groups whose dates the viewer may see, by name."""
    dated = (group for group in viewer.groups if viewer.may(Aspect.DATES, group))
    return tuple(sorted(dated, key=lambda group: (group.name, group.id)))


def read_filters(viewer: Viewer, ask: Ask) -> Filters:
    """Read from a page's address what the year is kept to."""
    dated = find_dated_groups(viewer)
    described = [group for group in dated if viewer.may(Aspect.TITLE, group)]
    schools = [s for s in viewer.trust.schools if any(draws_on(viewer.trust, g, s) for g in described)]
    formats = {m.format for m in viewer.meetings if _may_see_format(viewer, m)}
    offered = {
        "group": ("Group", tuple((group.id, group.name) for group in dated)),
        "school": ("School", tuple((school.id, school.name) for school in schools)),
        "phase": ("Phase", _find_phases(described)),
        "format": ("Format", tuple((one.value, FORMATS[one]) for one in Format if one in formats)),
    }
    choices = tuple(
        Filter(name, label, options, asked if (asked := ask.get(name)) in dict(options) else "")
        for name, (label, options) in offered.items()
    )
    typed = ask.get(PERSON)[:LONGEST_NAME]
    few = len(viewer.trust.people) <= MOST_OFFERED
    known = _find_known(viewer) if few or typed else {}
    chosen = {one.name: one.chosen for one in choices}
    return Filters(
        choices,
        _read_person(viewer, known, typed),
        tuple(sorted(say_apart(viewer.asked, one) for one in known.values())) if few else (),
        viewer.find_group(chosen["group"]),
        viewer.trust.school_by_id.get(chosen["school"]),
    )  # fmt: skip


def find_kept_groups(viewer: Viewer, filters: Filters) -> tuple[Group, ...]:
    """Find the groups the year is kept to, of those whose dates the viewer may see, by name."""
    return tuple(group for group in find_dated_groups(viewer) if _keeps_group(viewer, group, filters))


def find_kept(viewer: Viewer, filters: Filters, first: date, last: date) -> tuple[Meeting, ...]:
    """Find the meetings of a stretch of days that the year is kept to, of those the viewer may see, in order of time."""
    kept = {group.id: group for group in find_kept_groups(viewer, filters)}
    chosen, named = filters.get("format"), filters.named
    return tuple(
        meeting
        for meeting in viewer.meetings
        if meeting.group in kept and first <= meeting.starts.date() <= last
        if not chosen or (meeting.format == chosen and _may_see_format(viewer, meeting))
        if not named.typed or (named.person and _meets(viewer, named.person, kept[meeting.group], meeting))
    )


def _keeps_group(viewer: Viewer, group: Group, filters: Filters) -> bool:
    if filters.group not in (None, group):
        return False
    phase, school = filters.get("phase"), filters.school
    if (phase or school) and not viewer.may(Aspect.TITLE, group):
        return False
    return (not phase or not group.phases or phase in group.phases) and (
        school is None or draws_on(viewer.trust, group, school)
    )


def _meets(viewer: Viewer, person: Person, group: Group, meeting: Meeting) -> bool:
    return meets_in(viewer.asked, person, group, meeting.starts.date())


def _may_see_format(viewer: Viewer, meeting: Meeting) -> bool:
    return viewer.may(Aspect.PLACE, viewer.trust.group_by_id[meeting.group])


def _find_phases(described: Iterable[Group]) -> tuple[tuple[str, str], ...]:
    drawn_on = {phase for group in described for phase in group.phases}
    return tuple((phase.value, PHASES[phase].capitalize()) for phase in Phase if phase in drawn_on)


def _find_known(viewer: Viewer) -> Mapping[str, Person]:
    """Find whom the viewer may be told of, by id: themselves, and whom they know as staff or meet in a group."""
    trust, day = viewer.trust, viewer.today
    met = (
        (*find_members(trust, group, day), *chain(*find_officers(trust, group, day).values()))
        for group in viewer.groups
    )
    people = trust.people if are_staff(viewer.asked) else chain(*met)
    known = {person.id: person for person in people if may_know(viewer.asked, person)}
    return known | {viewer.person.id: viewer.person}


def _read_person(viewer: Viewer, known: Mapping[str, Person], typed: str) -> Named:
    """Find who is meant, among people the viewer may be told of: by id, by all of the name, or by some of it."""
    if not typed:
        return Named()
    asked, words = viewer.asked, typed.casefold()
    called = [p for p in known.values() if words in (p.id, p.name.casefold(), say_apart(asked, p).casefold())]
    found = called or [
        person for person in known.values() if all(word in person.name.casefold() for word in words.split())
    ]
    if len(found) == 1:
        return Named(say_apart(asked, found[0]), found[0])
    like = sorted((say_apart(asked, person), person.id) for person in found)
    return Named(typed, None, tuple((person, said) for said, person in like[:MOST_LIKE]))
