"""Sites, their one document library each, and the tree of folders and files in it.

Names in a folder are unique in any case. Every change of an item is noted in the drive's feed; a change of content also
gives it a new cTag, any change a new eTag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.graph.call import Json
from sandbox.graph.delta import Feed
from sandbox.graph.drives import errors

FORBIDDEN = re.compile(r'["*:<>?/\\|\x00-\x1f]')
RESERVED = frozenset({"con", "prn", "aux", "nul", ".lock", "desktop.ini", *(f"com{i}" for i in range(10)),
                      *(f"lpt{i}" for i in range(10))})  # fmt: skip
LONGEST_PATH = 400


@dataclass(frozen=True, slots=True)
class Version:
    """What a file said before, and since when."""

    content: bytes
    modified: str


@dataclass(slots=True)
class Item:
    """A folder (`content` is None) or a file. `grants` are its own permissions; without inheritance, all it has.

    `versions` are what a file said before, oldest first. `locked` says that somebody has it open in Word.
    """

    id: str
    name: str
    parent: str | None
    created: str
    modified: str
    content: bytes | None = None
    mime: str = ""
    digest: str = ""
    version: int = 1
    content_version: int = 1
    grants: list[Json] = field(default_factory=list)
    inherits: bool = True
    versions: list[Version] = field(default_factory=list)
    locked: bool = False

    @property
    def is_folder(self) -> bool:
        """Say whether this is a folder."""
        return self.content is None

    @property
    def etag(self) -> str:
        """Return the version of the item."""
        return f'"{{{self.id}}},{self.version}"'

    @property
    def ctag(self) -> str:
        """Return the version of the content."""
        return f'"c:{{{self.id}}},{self.content_version}"'


@dataclass(slots=True)
class Drive:
    """A document library."""

    id: str
    site_id: str
    name: str
    web_url: str
    root: str
    items: dict[str, Item] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    feed: Feed = field(default_factory=Feed)

    def get(self, item_id: str) -> Item:
        """Return an item, or raise 404."""
        item = self.items.get(self.root if item_id == "root" else item_id)
        if item is None:
            raise errors.no_item()
        return item

    def find(self, start: Item, path: str) -> Item | None:
        """Return the item at a path below `start`, if there is one."""
        item = start
        for name in path.strip("/").split("/"):
            child = self.children.get(item.id, {}).get(name.lower())
            if child is None:
                return None
            item = self.items[child]
        return item

    def get_at(self, start: Item, path: str) -> Item:
        """Return the item at a path below `start`, or raise 404."""
        if item := self.find(start, path):
            return item
        raise errors.no_item()

    def list_children(self, item: Item) -> list[Item]:
        """Return a folder's content in the order of names."""
        names = self.children.get(item.id, {})
        return [self.items[names[name]] for name in sorted(names)]

    def add(self, item: Item) -> Item:
        """Add an item to its folder; the name must be free."""
        if item.parent is not None:
            check_name(item.name)
            self.children.setdefault(item.parent, {})[item.name.lower()] = item.id
        self.items[item.id] = item
        if len(self.path_of(item)) > LONGEST_PATH:
            self.remove(item)
            raise errors.invalid(f"The path is longer than {LONGEST_PATH} characters.")
        self.feed.touch(item.id)
        return item

    def touch(self, item: Item, modified: str, *, content: bool = False) -> None:
        """Note that an item changed."""
        item.version += 1
        item.content_version += content
        item.modified = modified
        self.feed.touch(item.id)

    def move(self, item: Item, parent: Item, name: str) -> None:
        """Give an item another name or folder.

        Raises:
            GraphError: 400 for a bad name or a folder inside itself, 409 when the name is taken there.
        """
        check_name(name)
        if not parent.is_folder or item.id in {above.id for above in self.way_up(parent)}:
            raise errors.invalid("The item cannot be moved there.")
        there = self.children.setdefault(parent.id, {})
        if there.get(name.lower(), item.id) != item.id:
            raise errors.name_taken()
        assert item.parent is not None
        del self.children[item.parent][item.name.lower()]
        there[name.lower()] = item.id
        item.parent, item.name = parent.id, name

    def remove(self, item: Item) -> None:
        """Delete an item and all below it."""
        for child in self.list_children(item):
            self.remove(child)
        if item.parent is not None:
            self.children[item.parent].pop(item.name.lower(), None)
        self.children.pop(item.id, None)
        del self.items[item.id]
        self.feed.touch(item.id)

    def way_up(self, item: Item) -> Iterator[Item]:
        """Return the item and the folders it is in, up to the root."""
        at: Item | None = item
        while at is not None:
            yield at
            at = self.items.get(at.parent) if at.parent else None

    def path_of(self, item: Item) -> str:
        """Return the path from the root, "" for the root itself."""
        names = [above.name for above in self.way_up(item) if above.parent is not None]
        return "".join(f"/{name}" for name in reversed(names))

    def free_name(self, parent: Item, name: str) -> str:
        """Return a name like this one that is free in the folder, as `rename` chooses it."""
        stem, dot, ending = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
        taken = self.children.get(parent.id, {})
        candidates = (f"{stem} {n}{dot}{ending}" for n in range(1, len(taken) + 2))
        return next(candidate for candidate in candidates if candidate.lower() not in taken)


@dataclass(slots=True)
class Site:
    """A SharePoint site with its document library; `apps` are the permissions granted to apps, by client id."""

    id: str
    hostname: str
    path: str
    display_name: str
    created: str
    drive: Drive
    apps: dict[str, Json] = field(default_factory=dict)

    @property
    def web_url(self) -> str:
        """Return the site's address."""
        return f"https://{self.hostname}{self.path}"


@dataclass(slots=True)
class Sites:
    """All sites of a tenant, their drives, and uploads under way."""

    by_id: dict[str, Site] = field(default_factory=dict)
    drives: dict[str, Drive] = field(default_factory=dict)
    uploads: dict[str, Json] = field(default_factory=dict)

    def add(self, site: Site) -> None:
        """Add a site."""
        self.by_id[site.id] = site
        self.drives[site.drive.id] = site.drive

    def find(self, hostname: str, path: str) -> Site:
        """Return the site at an address, or raise 404."""
        wanted = (hostname.lower(), "/" + path.strip("/").lower())
        for site in self.by_id.values():
            if (site.hostname.lower(), site.path.lower()) == wanted:
                return site
        raise errors.no_site(f"{hostname}:/{path}")

    def get(self, site_id: str) -> Site:
        """Return a site, or raise 404."""
        if site := self.by_id.get(site_id):
            return site
        raise errors.no_site(site_id)

    def get_drive(self, drive_id: str) -> Drive:
        """Return a drive, or raise 404."""
        if drive := self.drives.get(drive_id):
            return drive
        raise errors.no_item()


def check_name(name: str) -> None:
    """Refuse a name SharePoint does not take."""
    bad = (
        not name
        or FORBIDDEN.search(name)
        or name != name.strip(" ").rstrip(".")
        or name.lower() in RESERVED
        or name.startswith("~$")
        or "_vti_" in name
        or len(name) > 255
    )
    if bad:
        raise errors.bad_name(name)
