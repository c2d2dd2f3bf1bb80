"""The tenant in one JSON file, so that the next run finds it as it was left.

Every stored object is written once and referred to by number: a meeting stands in many calendars, a letter in many
inboxes, and they must still be the same meeting and the same letter afterwards. Only the classes listed here are
ever read back.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter, defaultdict, deque
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.connector.state import Conversation, Conversations
from sandbox.graph.delta import Feed
from sandbox.graph.directory.state import Directory, Group
from sandbox.graph.drives.state import Drive, Item, Site, Sites, Version
from sandbox.graph.outlook.mailroom import Mail
from sandbox.graph.outlook.state import Calendar, Calendars, Entry, Meeting
from sandbox.graph.subscriptions.state import Subscription
from sandbox.limits import Window
from sandbox.tenant import Tenant

FORMAT = 1
FLEETING = ("shown", "arrived")
CLASSES = {
    kind.__name__: kind
    for kind in (
        Calendar, Calendars, Conversation, Conversations, Directory, Drive, Entry, Feed, Group, Item, Mail, Meeting,
        Site, Sites, Subscription, Version, Window,
    )
}  # fmt: skip
PLURALS: dict[Any, str] = {list: "list", tuple: "tuple", set: "set", deque: "deque"}
WORDS: dict[str, tuple[Any, Any, Any]] = {
    "bytes": ((bytes, bytearray), lambda value: b64encode(value).decode(), b64decode),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "timedelta": (timedelta, timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
}


class StateError(ValueError):
    """A state file that cannot be read; the text is one sentence for a person."""


def save_state(tenant: Tenant, path: Path) -> None:
    """Write the tenant to `path`, whole or not at all."""
    writer = _Writer()
    state = writer.write(_kept(tenant))
    text = json.dumps({"format": FORMAT, "tenant": tenant.id, "state": state, "objects": writer.objects})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def load_state(tenant: Tenant, path: Path) -> None:
    """Put the tenant back as `path` has it; people and sites the seed has and the file never had are added.

    Raises:
        StateError: The file is damaged, from another format, or another tenant's.
    """
    if not path.exists():
        return
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        found = (saved["format"], saved["tenant"])
    except (ValueError, KeyError, TypeError):
        raise StateError(
            f"The sandbox's state in {path} is damaged; remove the file to start afresh."
        ) from None
    if found != (FORMAT, tenant.id):
        raise StateError(f"The sandbox's state in {path} belongs to another tenant or version; remove it.")
    try:
        state = _Reader(saved["objects"]).read(saved["state"])
        _put_back(tenant, state)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
        raise StateError(
            f"The sandbox's state in {path} is damaged; remove the file to start afresh."
        ) from None


def _kept(tenant: Tenant) -> dict[str, Any]:
    return {
        "directory": tenant.directory,
        "calendars": tenant.calendars,
        "sites": tenant.sites,
        "conversations": tenant.conversations,
        "inboxes": tenant.mailroom.inboxes,
        "sent": tenant.mailroom.sent,
        "recipients": tenant.limits.recipients,
        "leaving": tenant.limits.leaving,
        "attendance": tenant.attendance,
        "subscriptions": tenant.subscriptions.by_id,
        "last_number": tenant.last_number,
    }


def _put_back(tenant: Tenant, state: dict[str, Any]) -> None:
    users, sites = tenant.directory.users, tenant.sites.by_id
    bot = (tenant.conversations.bot_id, tenant.conversations.bot_name)
    tenant.directory, tenant.calendars, tenant.sites = state["directory"], state["calendars"], state["sites"]
    tenant.conversations, tenant.last_number = state["conversations"], state["last_number"]
    tenant.conversations.bot_id, tenant.conversations.bot_name = bot
    tenant.mailroom.inboxes, tenant.mailroom.sent = state["inboxes"], state["sent"]
    tenant.limits.recipients = state["recipients"]
    tenant.limits.leaving = state.get("leaving", {})
    tenant.attendance = state.get("attendance", {})
    tenant.subscriptions.by_id = state["subscriptions"]
    for user in users.values():
        if user["id"] not in tenant.directory.user_feed.born:
            tenant.directory.add_user(user)
    for site in sites.values():
        if kept := tenant.sites.by_id.get(site.id):
            kept.apps = {**site.apps, **kept.apps}
        else:
            tenant.sites.add(site)


class _Writer:
    """Turns values into JSON; what JSON has no word for becomes a list that begins with one."""

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self._numbers: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, dict):
            word = {Counter: "counter", defaultdict: "window"}.get(type(value), "dict")
            return [word, *([self.write(key), self.write(item)] for key, item in value.items())]
        if type(value) in PLURALS:
            return [PLURALS[type(value)], *map(self.write, value)]
        if is_dataclass(value):
            return ["object", self._number(value)]
        for word, (kind, write, _) in WORDS.items():
            if isinstance(value, kind):
                return [word, write(value)]
        raise TypeError(f"a {type(value).__name__} cannot be kept")

    def _number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self.objects)
            self.objects.append(None)
            names = [field.name for field in fields(value) if field.name not in FLEETING]
            self.objects[number] = [
                type(value).__name__,
                {name: self.write(getattr(value, name)) for name in names},
            ]
        return number


class _Reader:
    """Turns what `_Writer` wrote back into values."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = objects
        self._made: dict[int, Any] = {}

    def read(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        word, *rest = value
        if word == "object":
            return self._object(rest[0])
        if word in WORDS:
            return WORDS[word][2](rest[0])
        if word in ("dict", "counter", "window"):
            pairs = {self.read(key): self.read(item) for key, item in rest}
            return {"dict": pairs, "counter": Counter(pairs), "window": defaultdict(deque, pairs)}[word]
        kind = next(kind for kind, name in PLURALS.items() if name == word)
        return kind(self.read(item) for item in rest)

    def _object(self, number: int) -> Any:
        if number not in self._made:
            name, stored = self._objects[number]
            kind = CLASSES[name]
            made = self._made[number] = object.__new__(kind)
            for field in fields(kind):
                if field.name in stored:
                    value = self.read(stored[field.name])
                else:
                    value = field.default_factory() if field.default_factory is not MISSING else field.default
                object.__setattr__(made, field.name, value)
        return self._made[number]
