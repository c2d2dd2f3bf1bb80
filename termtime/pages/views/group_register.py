"""What of the trust's registers concerns a group: outside partners, and deadlines its members owe. For staff alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.handlers.partners import KINDS
from bot.handlers.roles import say_roles
from bot.handlers.staff_only import are_staff, owes
from termtime.pages.viewer import Viewer
from trust.groups import Group
from trust.permissions import Aspect


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody outside who supports or challenges."""

    organisation: str
    area: str
    kind: str
    contact: str
    detail: str
    until: date | None


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """Something the group's members owe; what exactly is told to them and to leads."""

    title: str
    due: date
    whose: str
    detail: str


def find_partners(viewer: Viewer, group: Group) -> tuple[Partner, ...]:
    """Find the partners in a group's area whose time is not over."""
    if not _may_see(viewer, group):
        return ()
    return tuple(
        Partner(row.organisation, row.area, KINDS[row.kind], row.contact, row.detail, row.ends)
        for row in viewer.trust.external_support
        if group.id in row.groups and (row.ends is None or row.ends >= viewer.today)
    )


def find_deadlines(viewer: Viewer, group: Group) -> tuple[DeadlineRow, ...]:
    """Find what holders of a group's posts owe from today on, the next first."""
    if not _may_see(viewer, group):
        return ()
    found = (
        one
        for one in viewer.trust.deadlines
        if one.due >= viewer.today and not set(one.audience).isdisjoint(group.roles)
    )
    return tuple(
        DeadlineRow(
            one.title,
            one.due,
            say_roles(viewer.trust, one.audience),
            one.detail if owes(viewer.asked, one.audience) else "",
        )
        for one in sorted(found, key=lambda one: (one.due, one.id))
    )


def _may_see(viewer: Viewer, group: Group) -> bool:
    return are_staff(viewer.asked) and viewer.may(Aspect.TITLE, group)
