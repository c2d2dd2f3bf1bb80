"""Whoever looks at a page, and what they may see of each group: what every view is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bot.asked import Asked, find_own_groups, find_visible
from bot.ports import EMPTY_DESK, Desk, Scope
from bot.understand.question import Entities, Question
from trust.auditing import may_read
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.people import Person
from trust.permissions import Aspect, Relation, Ruling, find_relations, find_rulings
from trust.values import place_in_london
from trust.year import Trust, Year


@dataclass(frozen=True)
class Viewer:
    """A person, signed in, at a moment of the year.

    Attributes:
        year: The year as it stands.
        person: Who looks.
        now: The moment, aware.
        desk: What waits to be decided, whoever may decide it.
    """

    year: Year
    person: Person
    now: datetime
    desk: Desk = EMPTY_DESK

    @property
    def trust(self) -> Trust:
        """The trust."""
        return self.year.trust

    @property
    def today(self) -> date:
        """The day of looking, where the schools are."""
        return place_in_london(self.now).date()

    @cached_property
    def asked(self) -> Asked:
        """The setting in which the bot answers them in a chat of their own: pages show what it would say."""
        return Asked(
            Question("page", Entities()),
            self.year,
            (self.person,),
            self.person,
            Scope.PERSONAL,
            self.now,
            self.groups,
            self.desk,
        )

    @property
    def is_lead(self) -> bool:
        """Whether they see to it that the year is healthy. Whoever runs the service does not, as such."""
        settings = self.trust.settings
        return self.person.id in settings.leads and self.person.id not in settings.it_administrators

    @property
    def is_auditor(self) -> bool:
        """Whether they read the audit log."""
        return may_read(self.trust, self.person, self.today)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups they may know of, in the order of the trust's files."""
        return find_visible(self.trust, (self.person,), self.today)

    @cached_property
    def own_groups(self) -> tuple[Group, ...]:
        """The groups they belong to or look after the papers of."""
        return find_own_groups(self.trust, self.person, self.today)

    @cached_property
    def own_group_ids(self) -> frozenset[str]:
        """The ids of their own groups."""
        return frozenset(group.id for group in self.own_groups)

    def find_rulings(self, group: Group) -> dict[Aspect, Ruling]:
        """Find what they may see of a group."""
        if group.id not in self._rulings:
            self._rulings[group.id] = find_rulings(self.trust, (self.person,), group, self.today)
        return self._rulings[group.id]

    def may(self, aspect: Aspect, group: Group) -> bool:
        """Say whether they may see one aspect of a group."""
        return self.find_rulings(group)[aspect].allowed

    def is_officer(self, group: Group) -> bool:
        """Say whether they are chair, co-chair or coordinator of a group."""
        return find_relations(self.trust, (self.person,), group, self.today) == (Relation.OFFICER,)

    def find_group(self, group_id: str) -> Group | None:
        """Find a group they may know of."""
        return next((group for group in self.groups if group.id == group_id), None)

    def find_meeting(self, key: str) -> Meeting | None:
        """Find a meeting they may know of: published or called off. A hidden one costs what one that is not there does."""
        announced = self.meetings_by_group.get(find_group_of(key), ())
        return next((meeting for meeting in announced if meeting.key == key), None)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings whose dates they may know, published or called off, in order of time."""
        seen = {group.id for group in self.groups if self.may(Aspect.DATES, group)}
        found = (m for m in self.year.meetings if m.group in seen and m.status is not MeetingStatus.PROPOSED)
        return tuple(sorted(found, key=lambda meeting: (meeting.starts, meeting.key)))

    @cached_property
    def meetings_by_group(self) -> dict[str, tuple[Meeting, ...]]:
        """Those meetings by group."""
        found: dict[str, list[Meeting]] = {}
        for meeting in self.meetings:
            found.setdefault(meeting.group, []).append(meeting)
        return {group: tuple(meetings) for group, meetings in found.items()}

    @cached_property
    def _rulings(self) -> dict[str, dict[Aspect, Ruling]]:
        return {}
