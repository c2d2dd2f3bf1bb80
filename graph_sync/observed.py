"""What Microsoft 365 holds just now, as plain values the plan is made from.

Events and lists are known by the key they carry. Files and folders cannot carry one: they are known by the id we noted
when we made them, and without it by standing where ours would stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from graph_sync.kinds import Fields, Id, Kind


class Replied(NamedTuple):
    """What somebody answered an invitation, in Graph's words, and when."""

    response: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing that is there. An empty `key` means that it does not carry our marker.

    Of an event, `mailbox` is whose diary it is in and `replies` are by address. Of a folder's access, `permissions`
    gives the item and permission behind each grant.
    """

    kind: Kind
    key: str
    graph_id: str
    fields: Fields
    web_url: str = ""
    join_url: str = ""
    etag: str = ""
    mailbox: str = ""
    replies: Mapping[str, Replied] = field(default_factory=dict)
    permissions: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def id(self) -> Id:
        """Kind and key."""
        return self.kind, self.key

    @property
    def name(self) -> str:
        """What it is called there."""
        return str(self.fields.get("subject") or self.fields.get("name") or self.key)


@dataclass(frozen=True, slots=True)
class DriveItem:
    """A file or a folder of the document library.

    `shared` says that somebody may open it by itself; `version` differs whenever a file says something else.
    """

    graph_id: str
    name: str
    parent_id: str
    web_url: str = ""
    is_folder: bool = True
    shared: bool = False
    version: str = ""


@dataclass(frozen=True)
class Observed:
    """Everything seen.

    Attributes:
        events: The events that carry our marker, by key, from every mailbox.
        lists: The lists that carry our marker, by key.
        access: Who may open the folders that not everyone may, by key, as far as it was looked up.
        items: Files and folders by id; `root_id` is the library's root.
        strangers: Events and lists without our marker.
        twins: Events that carry a key another event carries too.
        accounts: Ids of the tenant's people, by address in lower case.
        stamps: What papers we may have to make anew are made from, by item id, as far as they are as we wrote them.
    """

    events: Mapping[str, Seen] = field(default_factory=dict)
    lists: Mapping[str, Seen] = field(default_factory=dict)
    access: Mapping[str, Seen] = field(default_factory=dict)
    items: Mapping[str, DriveItem] = field(default_factory=dict)
    root_id: str = "root"
    strangers: tuple[Seen, ...] = ()
    twins: tuple[Seen, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)

    def find_child(self, parent_id: str, name: str) -> DriveItem | None:
        """Find a file or folder by where it stands; SharePoint ignores case."""
        return self._by_place.get((parent_id, name.casefold()))

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], DriveItem]:
        return {(item.parent_id, item.name.casefold()): item for item in self.items.values()}
