"""The groups a viewer may know of: their own first, then by kind; found by name, and kept to a kind, a phase or a school.

What a group is for outsiders of one that is not open may not know, and so neither its kind nor its phases: such a group is
listed for itself, and no filter but its name finds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.handlers.belonging import KINDS, PHASES
from bot.showing import show_meeting, show_offices
from bot.understand.groups import find_groups, find_near
from bot.understand.words import read_name
from cards.shown import MeetingShown, OfficeShown
from cards.words import join_words
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from trust.groups import Group, GroupKind
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect
from trust.places import Phase, School
from trust.year import Trust

MINE, KEPT = "My groups", "Groups that keep their papers to their members"
PLURALS = {
    GroupKind.SUBJECT: "Subject groups",
    GroupKind.YEAR_TEAM: "Year teams",
    GroupKind.STRATEGIC: "Strategic groups",
    GroupKind.NETWORK: "Networks",
    GroupKind.LEADS: "Leads’ groups",
    GroupKind.FORUM: "Forums",
}
ALL_PHASES = "All phases"
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list. What the viewer may not know of it is empty.

    Attributes:
        id: Its id.
        name: Its name.
        sensitivity: How far it is open, where it is not.
        kind: What kind of group it is.
        phases: Whom it draws on.
        offices: Who chairs and co-chairs it.
        next: Its next meeting.
        next_href: Where that meeting's page is.
        contact: Whom to ask, where nothing else may be known.
        mine: Whether the viewer belongs to it.
    """

    id: str
    name: str
    sensitivity: str
    kind: str
    phases: str
    offices: tuple[OfficeShown, ...]
    next: MeetingShown | None
    next_href: str
    contact: str
    mine: bool

    @property
    def href(self) -> str:
        """Its page."""
        return f"/groups/{self.id}"


@dataclass(frozen=True, slots=True)
class Section:
    """Some of the groups, under a heading."""

    heading: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to keep the list to some: its choices, each a value and its words, and which is chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """What the page says."""

    title: str
    search: str
    filters: tuple[Filter, ...]
    sections: tuple[Section, ...]
    near: tuple[GroupRow, ...]
    count: str
    tables: tuple[Table, ...]
    # Of a group that is not open the list says what everybody may know, or what is the viewer's own.
    saw: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether the list is kept to some."""
        return bool(self.search) or any(one.chosen for one in self.filters)


def make_groups_page(viewer: Viewer, ask: Ask) -> GroupsPage:
    """Make the list of groups."""
    search = ask.get("q")[:LONGEST_SEARCH]
    filters = _find_filters(viewer, ask)
    kept = [group for group in viewer.groups if _keeps(viewer, group, filters)]
    found = find_by_name(search, kept) if search else kept
    near = find_near(search.casefold(), kept) if search and not found else ()
    rows = tuple(make_group_row(viewer, group) for group in found)
    return GroupsPage(
        title="Groups",
        search=search,
        filters=filters,
        sections=_find_sections(rows),
        near=tuple(make_group_row(viewer, group) for group in near),
        count=_count(len(rows), len(viewer.groups)),
        tables=(_tabulate(rows),),
    )


def make_group_row(viewer: Viewer, group: Group) -> GroupRow:
    """Make the row of a group the viewer may know of."""
    known = viewer.may(Aspect.TITLE, group)
    ahead = find_next(viewer, group)
    return GroupRow(
        id=group.id,
        name=group.name,
        sensitivity=say_sensitivity(group),
        kind=KINDS[group.kind] if known else "",
        phases=say_phases(group) if known else "",
        offices=show_offices(viewer.asked, group, viewer.today) if viewer.may(Aspect.CHAIR, group) else (),
        next=show_meeting(viewer.asked, ahead, viewer.find_rulings(group)) if ahead else None,
        next_href=f"/meetings/{ahead.key}" if ahead else "",
        contact="" if viewer.may(Aspect.CHAIR, group) else group.contact,
        mine=group.id in viewer.own_group_ids,
    )


def find_next(viewer: Viewer, group: Group) -> Meeting | None:
    """Find a group's next meeting, if the viewer may know its dates."""
    announced = viewer.meetings_by_group.get(group.id, ())
    coming = (m for m in announced if m.ends > viewer.now and m.status is MeetingStatus.PUBLISHED)
    return next(coming, None)


def find_by_name(search: str, groups: Sequence[Group]) -> list[Group]:
    """Find groups by name or alias: those that have the very words, or else those the bot would take it to mean."""
    words = search.casefold()
    exact = [group for group in groups if any(words in name.casefold() for name in (group.name, *group.aliases))]  # fmt: skip
    if exact:
        return exact
    meant = {match.group.id for match in find_groups(read_name(search), groups, cue=frozenset())}
    return [group for group in groups if group.id in meant]


def draws_on(trust: Trust, group: Group, school: School) -> bool:
    """Say whether a school is one of those a group draws on."""
    if group.schools:
        return school.id in group.schools
    return not group.phases or any(school.id in trust.schools_by_phase[phase] for phase in group.phases)


def say_phases(group: Group) -> str:
    """Say which phases a group draws on."""
    said = join_words([PHASES[phase] for phase in group.phases])
    return f"{said[:1].upper()}{said[1:]}" or ALL_PHASES


def say_sensitivity(group: Group) -> str:
    """Name how far a group is open, where it is not."""
    return "" if group.sensitivity == "open" else group.sensitivity.capitalize()


def _find_filters(viewer: Viewer, ask: Ask) -> tuple[Filter, ...]:
    """Make the filters; one that names nothing there is counts for none."""
    named = {
        "kind": ("Kind", tuple((kind.value, PLURALS[kind]) for kind in GroupKind)),
        "phase": ("Phase", tuple((phase.value, PHASES[phase].capitalize()) for phase in Phase if phase is not Phase.ALL_THROUGH)),
        "school": ("Draws on", tuple((school.id, school.name) for school in viewer.trust.schools)),
    }  # fmt: skip
    return tuple(
        Filter(name, label, choices, chosen if (chosen := ask.get(name)) in dict(choices) else "")
        for name, (label, choices) in named.items()
    )


def _keeps(viewer: Viewer, group: Group, filters: tuple[Filter, ...]) -> bool:
    chosen = {one.name: one.chosen for one in filters if one.chosen}
    if chosen and not viewer.may(Aspect.TITLE, group):
        return False
    kind, phase, school = (chosen.get(name, "") for name in ("kind", "phase", "school"))
    return (
        (not kind or group.kind == kind)
        and (not phase or not group.phases or phase in group.phases)
        and (not school or draws_on(viewer.trust, group, viewer.trust.school_by_id[school]))
    )


def _find_sections(rows: tuple[GroupRow, ...]) -> tuple[Section, ...]:
    others = [row for row in rows if not row.mine]
    sections = [
        Section(MINE, tuple(row for row in rows if row.mine)),
        *(Section(PLURALS[kind], tuple(row for row in others if row.kind == KINDS[kind])) for kind in GroupKind),
        Section(KEPT, tuple(row for row in others if not row.kind)),
    ]  # fmt: skip
    return tuple(section for section in sections if section.rows)


def _count(found: int, of: int) -> str:
    groups = "group" if of == 1 else "groups"
    return f"{of} {groups}" if found == of else f"{found} of {of} {groups}"


def _tabulate(rows: tuple[GroupRow, ...]) -> Table:
    def hold(row: GroupRow, at: int) -> str:
        return row.offices[at].words if row.offices else ""

    return make_table(
        "groups", "Groups", "Group", "Mine", "Kind", "Phases", "Chair", "Co-chair", "Next meeting", "Open to", "Ask",
        rows=[
            (Cell(row.name, href=row.href), "yes" if row.mine else "", row.kind, row.phases, hold(row, 0), hold(row, 1),
             row.next.starts if row.next else None, row.sensitivity or "Open", row.contact)
            for row in rows
        ],
    )  # fmt: skip
