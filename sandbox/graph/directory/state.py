"""People and groups: what is stored, and the indexes that find it.

Refusals that belong to the data itself (a nickname taken, somebody already a member) are raised here; how a request
is read and a resource shown is decided in `responses`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.graph.call import Json
from sandbox.graph.delta import Feed
from sandbox.graph.directory import errors

RELATIONS = ("members", "owners")


@dataclass(slots=True)
class Group:
    """A Microsoft 365 group: its resource, its people in joining order, and how its membership changed when."""

    data: Json
    members: dict[str, None] = field(default_factory=dict)
    owners: dict[str, None] = field(default_factory=dict)
    moves: list[tuple[int, str, bool]] = field(default_factory=list)
    anonymous: bool = False

    @property
    def id(self) -> str:
        """Return the object id."""
        return str(self.data["id"])

    def people(self, relation: str) -> dict[str, None]:
        """Return the ids of members or owners."""
        return self.members if relation == "members" else self.owners


@dataclass(slots=True)
class Directory:
    """All people and groups of a tenant."""

    users: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    user_feed: Feed = field(default_factory=Feed)
    group_feed: Feed = field(default_factory=Feed)
    by_address: dict[str, str] = field(default_factory=dict)
    by_nickname: dict[str, str] = field(default_factory=dict)
    by_unique_name: dict[str, str] = field(default_factory=dict)
    by_mail: dict[str, str] = field(default_factory=dict)

    def add_user(self, user: Json) -> None:
        """Add a person, or put a changed one in their place."""
        self.users[user["id"]] = user
        for address in (user["userPrincipalName"], user["mail"]):
            if address:
                self.by_address[address.lower()] = user["id"]
        self.user_feed.touch(user["id"])

    def remove_user(self, user_id: str) -> None:
        """Take a person out of the tenant and of every group."""
        user = self.users.pop(user_id)
        self.by_address = {
            address: owner for address, owner in self.by_address.items() if owner != user["id"]
        }
        for group in self.groups.values():
            for relation in RELATIONS:
                if user_id in group.people(relation):
                    self._drop(group, relation, user_id)
        self.user_feed.touch(user_id)

    def find_user(self, key: str) -> Json | None:
        """Return the person with this id, user principal name or address."""
        return self.users.get(key) or self.users.get(self.by_address.get(key.lower(), ""))

    def get_user(self, key: str) -> Json:
        """Return the person, or raise 404."""
        if user := self.find_user(key):
            return user
        raise errors.missing(key)

    def get_group(self, group_id: str) -> Group:
        """Return the group, or raise 404."""
        if group := self.groups.get(group_id.lower()):
            return group
        raise errors.missing(group_id)

    def add_group(self, group: Group) -> None:
        """Add a group.

        Raises:
            GraphError: 400 when another group has its nickname or unique name.
        """
        nickname = group.data["mailNickname"].lower()
        unique_name = str(group.data.get("uniqueName") or "").lower()
        if nickname in self.by_nickname:
            raise errors.taken("mailNickname", self.by_nickname[nickname])
        if unique_name and unique_name in self.by_unique_name:
            raise errors.taken("uniqueName", self.by_unique_name[unique_name])
        self.groups[group.id] = group
        self._index(group)
        place = self.group_feed.touch(group.id)
        group.moves = [(place, person, True) for person in group.members]

    def update_group(self, group: Group, changes: Json) -> None:
        """Change properties of a group, keeping the indexes right."""
        nickname = str(changes.get("mailNickname", group.data["mailNickname"])).lower()
        if self.by_nickname.get(nickname, group.id) != group.id:
            raise errors.taken("mailNickname", self.by_nickname[nickname])
        self._forget(group)
        group.data.update(changes)
        self._index(group)
        self.group_feed.touch(group.id)

    def remove_group(self, group: Group) -> None:
        """Delete a group."""
        self._forget(group)
        del self.groups[group.id]
        self.group_feed.touch(group.id)

    def add_people(self, group: Group, relation: str, people: Iterable[str]) -> None:
        """Add people to a group, all of them or none.

        Raises:
            GraphError: 404 for somebody who does not exist, 400 for somebody who is there already.
        """
        wanted = list(people)
        self.check_people(group, relation, wanted)
        group.people(relation).update(dict.fromkeys(wanted))
        self._note(group, relation, wanted, joined=True)

    def check_people(self, group: Group, relation: str, people: list[str]) -> None:
        """Refuse people who do not exist, or who are there already."""
        for person in people:
            if person not in self.users:
                raise errors.missing(person)
        if len(set(people)) < len(people) or any(person in group.people(relation) for person in people):
            raise errors.already_there(relation)

    def remove_person(self, group: Group, relation: str, person: str) -> None:
        """Take somebody out of a group, or raise 404."""
        if person not in group.people(relation):
            raise errors.missing(person)
        if relation == "owners" and len(group.owners) == 1:
            raise errors.last_owner()
        self._drop(group, relation, person)

    def expand(self, address: str) -> list[str]:
        """Return the addresses behind an address: a group's members, or the address itself."""
        group_id = self.by_mail.get(address.lower())
        if group_id is None:
            return [address]
        return [str(self.users[person]["mail"] or "") for person in self.groups[group_id].members]

    def _drop(self, group: Group, relation: str, person: str) -> None:
        del group.people(relation)[person]
        self._note(group, relation, [person], joined=False)

    def _note(self, group: Group, relation: str, people: list[str], *, joined: bool) -> None:
        place = self.group_feed.touch(group.id)
        if relation == "members":
            group.moves += [(place, person, joined) for person in people]

    def _index(self, group: Group) -> None:
        self.by_nickname[group.data["mailNickname"].lower()] = group.id
        if group.data.get("mail"):
            self.by_mail[group.data["mail"].lower()] = group.id
        if group.data.get("uniqueName"):
            self.by_unique_name[group.data["uniqueName"].lower()] = group.id

    def _forget(self, group: Group) -> None:
        self.by_nickname.pop(group.data["mailNickname"].lower(), None)
        self.by_mail.pop((group.data.get("mail") or "").lower(), None)
        self.by_unique_name.pop((group.data.get("uniqueName") or "").lower(), None)
