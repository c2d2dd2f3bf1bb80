"""What people do by hand in Outlook, Entra and SharePoint, as methods on a running sandbox.

Somebody's Outlook speaks to the same service as an app does, so every edit that Graph has a call for is made as that
call, past the door where apps are signed in and throttled: feeds, versions, letters and notifications come out as for
anybody's change. What Graph has no call for (a person joins, a folder inherits again, a meeting is held) is done to
the state directly.

People, lists, files and events are named as a person would: by address, by nickname or address, by path from the
library's root (with several sites, from the site's own path: `/sites/codesign/Maths`), by mailbox and event id.
Times without a zone are London's. What cannot be done raises an EditError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import ValidationError, validate_call

from sandbox.graph.call import Call, Json
from sandbox.graph.drives import sharing
from sandbox.graph.drives.state import Drive, Item
from sandbox.graph.errors import GraphError
from sandbox.graph.gateway import ROUTER
from sandbox.graph.online.state import hold
from sandbox.graph.outlook.state import Entry
from sandbox.graph.outlook.zones import LONDON
from sandbox.graph.permissions import GROUPS_WRITE
from sandbox.limits import BINDS_A_REQUEST
from sandbox.seed import SeedError, make_user

if TYPE_CHECKING:
    from sandbox.graph.directory.state import Group
    from sandbox.tenant import Tenant

BIND = "https://graph.microsoft.com/v1.0/users/"
Relation = Literal["members", "owners"]
Reply = Literal["accept", "decline", "tentativelyAccept"]
Role = Literal["read", "write"]
Lifecycle = Literal["missed", "subscriptionRemoved", "reauthorizationRequired"]
LONGEST_STAY = 24 * 60


class EditError(ValueError):
    """An edit nobody could make; the text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits people can make in a tenant."""

    tenant: Tenant

    # Outlook

    def make_event(
        self, mailbox: str, subject: str, start: datetime, end: datetime, attendees: list[str]
    ) -> str:
        """Make an event by hand, which carries no app's marker, and return its id."""
        body = {
            "subject": subject,
            "start": _london(start),
            "end": _london(end),
            "attendees": [_attendee(address) for address in attendees],
        }
        return str(self._do("POST", f"{self._mailbox(mailbox)}/events", body)["id"])

    def move_event(self, mailbox: str, event_id: str, start: datetime, end: datetime) -> None:
        """Give an event another time."""
        self._change_event(mailbox, event_id, {"start": _london(start), "end": _london(end)})

    def rename_event(self, mailbox: str, event_id: str, subject: str) -> None:
        """Give an event another subject."""
        self._change_event(mailbox, event_id, {"subject": subject})

    def place_event(self, mailbox: str, event_id: str, place: str) -> None:
        """Give an event another place."""
        self._change_event(mailbox, event_id, {"location": {"displayName": place}})

    def write_body(self, mailbox: str, event_id: str, content: str) -> None:
        """Give an event another text, in HTML."""
        self._change_event(mailbox, event_id, {"body": {"contentType": "html", "content": content}})

    def delete_event(self, mailbox: str, event_id: str) -> None:
        """Delete an event from a calendar; from its organiser's, that calls it off."""
        self._do("DELETE", f"{self._mailbox(mailbox)}/events/{event_id}")

    def add_attendee(self, mailbox: str, event_id: str, address: str) -> None:
        """Invite one more person to an event."""
        attendees = self._attendees(mailbox, event_id)
        if address.lower() in map(_address, attendees):
            raise EditError(f"{address} is invited to this event already.")
        self._change_event(mailbox, event_id, {"attendees": [*attendees, _attendee(address)]})

    def remove_attendee(self, mailbox: str, event_id: str, address: str) -> None:
        """Take somebody off an event."""
        attendees = self._attendees(mailbox, event_id)
        staying = [attendee for attendee in attendees if _address(attendee) != address.lower()]
        if len(staying) == len(attendees):
            raise EditError(f"{address} is not invited to this event.")
        self._change_event(mailbox, event_id, {"attendees": staying})

    def reply(self, person: str, event_id: str, answer: Reply, comment: str = "") -> None:
        """Answer an invitation from a person's own calendar; `event_id` is the organiser's."""
        mailbox = self._mailbox(person)
        user = self.tenant.directory.get_user(person)
        entry = self._entry(event_id).meeting.entries.get(user["id"])
        if entry is None:
            raise EditError(f"The calendar of {person} has no invitation to this event.")
        self._do("POST", f"{mailbox}/events/{entry.id}/{answer}", {"comment": comment, "sendResponse": True})

    def hold_meeting(self, mailbox: str, event_id: str, minutes: Mapping[str, float]) -> str:
        """Hold an online meeting, everyone staying so many minutes by address, and return its report's id."""
        entry = self._entry(event_id)
        if entry.mailbox != self._user(mailbox)["id"] or not entry.is_organiser:
            raise EditError(f"{mailbox} does not organise this event.")
        if not entry.meeting.data["joinUrl"]:
            raise EditError("The event is no online meeting.")
        if not minutes or not all(0 < stay <= LONGEST_STAY for stay in minutes.values()):
            raise EditError("A meeting is held with somebody in it, each for some minutes of a day.")
        return hold(self.tenant, entry.meeting, minutes)

    # Graph's own doing

    def lifecycle(self, subscription_id: str, event: Lifecycle) -> None:
        """Let Graph tell a subscriber that notifications were missed, or that its subscription ended or needs a token."""
        subscriptions = self.tenant.subscriptions
        subscriptions.drop_ended(self.tenant.now())
        subscription = subscriptions.by_id.get(subscription_id)
        if subscription is None:
            raise EditError(f"There is no subscription {subscription_id!r}.")
        if not subscription.data["lifecycleNotificationUrl"]:
            raise EditError("The subscription has no lifecycleNotificationUrl.")
        if event not in get_args(Lifecycle):
            raise EditError(f"{event!r} is not one of {', '.join(get_args(Lifecycle))}.")
        subscriptions.tell(self.tenant.id, subscription, event)

    # SharePoint

    def make_folder(self, path: str) -> str:
        """Make a folder in a folder that is there, and return its id."""
        drive, inside = self._place(path)
        above, _, name = inside.rpartition("/")
        return str(self._do("POST", f"{_at(drive, above)}/children", {"name": name, "folder": {}})["id"])

    def write_file(self, path: str, content: bytes) -> str:
        """Write a file, over an older one too, and return its id."""
        if not isinstance(content, bytes):
            raise EditError(f"The content of {path!r} must be bytes.")
        drive, inside = self._place(path)
        return str(self._do("PUT", f"/drives/{drive.id}/root:/{inside}:/content", content)["id"])

    def open_in_word(self, path: str, *, locked: bool = True) -> None:
        """Open a file in Word, where nobody else can write it; or close it."""
        self._find_item(path)[1].locked = locked

    def rename_item(self, path: str, name: str) -> None:
        """Give a file or a folder another name."""
        self._do("PATCH", self._item(path), {"name": name})

    def move_item(self, path: str, folder_path: str) -> None:
        """Put a file or a folder into another folder; "" is the library's root."""
        folder = self._do("GET", self._item(folder_path))
        self._do("PATCH", self._item(path), {"parentReference": {"id": folder["id"]}})

    def delete_item(self, path: str) -> None:
        """Delete a file, or a folder and all in it."""
        self._do("DELETE", self._item(path))

    def share(self, path: str, address: str, role: Role = "read") -> None:
        """Let a person or a list open a file or a folder, beside whoever may already."""
        body = {"recipients": [{"email": address}], "roles": [role], "sendInvitation": False}
        self._do("POST", f"{self._item(path)}/invite", body)

    def unshare(self, path: str, address: str) -> None:
        """Take back what `share` gave here; what is inherited is taken back where it was given."""
        url = self._item(path)
        try:
            identity = sharing.find_identity(self.tenant, address)
        except GraphError as error:
            raise EditError(error.message) from None
        for grant in self._do("GET", f"{url}/permissions")["value"]:
            if grant["grantedToV2"] == identity and "inheritedFrom" not in grant:
                self._do("DELETE", f"{url}/permissions/{grant['id']}")
                return
        raise EditError(f"{path!r} is not shared with {address} by a permission of its own.")

    def restore_inheritance(self, path: str) -> None:
        """Give a file or a folder its folder's permissions again, and none of its own."""
        drive, item = self._find_item(path)
        if item.parent is None:
            raise EditError("The root of a library inherits from nothing.")
        sharing.restore_inheritance(self.tenant, drive, item)

    # Entra

    def make_list(self, nickname: str, name: str, owners: list[str], members: list[str]) -> str:
        """Make a Microsoft 365 group by hand, which carries no app's marker, and return its id."""
        body = {
            "displayName": name,
            "mailNickname": nickname,
            "mailEnabled": True,
            "securityEnabled": False,
            "groupTypes": ["Unified"],
            "owners@odata.bind": self._bind(owners),
        }
        links = self._bind(members)
        group_id = str(self._do("POST", "/groups", body)["id"])
        for start in range(0, len(links), BINDS_A_REQUEST):
            some = links[start : start + BINDS_A_REQUEST]
            self._do("PATCH", f"/groups/{group_id}", {"members@odata.bind": some})
        return group_id

    def rename_list(self, nickname: str, name: str) -> None:
        """Give a list another display name."""
        self._do("PATCH", f"/groups/{self._group(nickname).id}", {"displayName": name})

    def delete_list(self, nickname: str) -> None:
        """Delete a list."""
        self._do("DELETE", f"/groups/{self._group(nickname).id}")

    def add_member(self, nickname: str, address: str, relation: Relation = "members") -> None:
        """Add somebody to a list's members or owners."""
        url = f"/groups/{self._group(nickname).id}/{relation}/$ref"
        self._do("POST", url, {"@odata.id": BIND + self._user(address)["id"]})

    def remove_member(self, nickname: str, address: str, relation: Relation = "members") -> None:
        """Take somebody out of a list's members or owners."""
        person = self._user(address)["id"]
        self._do("DELETE", f"/groups/{self._group(nickname).id}/{relation}/{person}/$ref")

    def add_user(self, address: str, name: str) -> str:
        """Give somebody an account and a mailbox, and return their id."""
        if self.tenant.directory.find_user(address):
            raise EditError(f"Somebody has the address {address} already.")
        try:
            user = make_user({"userPrincipalName": address, "displayName": name}, "user")
        except SeedError:
            raise EditError(f"{address!r} is not an address.") from None
        self.tenant.directory.add_user(user)
        self.tenant.notify("users", user["id"], "updated")
        return str(user["id"])

    def remove_user(self, address: str) -> None:
        """Delete somebody's account; they leave every list with it."""
        user = self._user(address)
        self.tenant.directory.remove_user(user["id"])
        self.tenant.notify("users", user["id"], "deleted")

    # How it is done

    def _do(self, method: str, path: str, body: Any = None) -> Json:
        call = Call(method, path, {}, {}, body, "", roles=GROUPS_WRITE)
        try:
            route, call.params = ROUTER.find(method, path)
            answer = route.handler(self.tenant, call)
        except GraphError as error:
            raise EditError(error.message) from None
        return answer.body if isinstance(answer.body, dict) else {}

    def _mailbox(self, address: str) -> str:
        return f"/users/{self._user(address)['id']}"

    def _user(self, address: str) -> Json:
        if user := self.tenant.directory.find_user(address):
            return user
        raise EditError(f"Nobody here has the address {address!r}.")

    def _entry(self, event_id: str) -> Entry:
        for calendar in self.tenant.calendars.by_mailbox.values():
            if entry := calendar.entries.get(event_id):
                return entry
        raise EditError(f"No calendar has an event {event_id!r}.")

    def _change_event(self, mailbox: str, event_id: str, changes: Json) -> None:
        self._do("PATCH", f"{self._mailbox(mailbox)}/events/{event_id}", changes)

    def _attendees(self, mailbox: str, event_id: str) -> list[Json]:
        event = self._do("GET", f"{self._mailbox(mailbox)}/events/{event_id}")
        return list(event["attendees"])

    def _group(self, key: str) -> Group:
        directory = self.tenant.directory
        group_id = directory.by_nickname.get(key.lower()) or directory.by_mail.get(key.lower())
        if group_id is None:
            raise EditError(f"No list has the nickname or the address {key!r}.")
        return directory.groups[group_id]

    def _bind(self, addresses: list[str]) -> list[str]:
        return [BIND + self._user(address)["id"] for address in addresses]

    def _place(self, path: str) -> tuple[Drive, str]:
        """Return the library a path is in and the path from its root."""
        sites = list(self.tenant.sites.by_id.values())
        for site in sites:
            if f"{path}/".lower().startswith(f"{site.path}/".lower()):
                return site.drive, path[len(site.path) :].strip("/")
        if len(sites) != 1:
            raise EditError(f"{path!r} must begin with the path of one of the {len(sites)} sites.")
        return sites[0].drive, path.strip("/")

    def _find_item(self, path: str) -> tuple[Drive, Item]:
        drive, inside = self._place(path)
        root = drive.get("root")
        item = drive.find(root, inside) if inside else root
        if item is None:
            raise EditError(f"There is no file or folder {path!r}.")
        return drive, item

    def _item(self, path: str) -> str:
        drive, item = self._find_item(path)
        return f"/drives/{drive.id}/items/{item.id}"


def apply_edit(edits: Edits, raw: Mapping[str, Any]) -> Any:
    """Make an edit given as JSON: its name under `edit`, its arguments beside it; times as ISO 8601, bytes as text.

    Raises:
        EditError: No such edit, or arguments that do not fit it.
    """
    arguments = dict(raw)
    name = arguments.pop("edit", None)
    names = sorted(name for name in vars(Edits) if name[0] != "_" and callable(getattr(Edits, name)))
    if name not in names:
        raise EditError(f"There is no edit called {name!r}; there are {', '.join(names)}.")
    try:
        return validate_call(getattr(edits, name))(**arguments)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(step) for step in fault["loc"])
        raise EditError(f"The edit {name} does not take this {where}: {fault['msg'].lower()}.") from None


def _london(moment: datetime) -> Json:
    if not isinstance(moment, datetime):
        raise EditError(f"{moment!r} is not a date and time.")
    local = moment.astimezone(LONDON).replace(tzinfo=None) if moment.tzinfo else moment
    return {"dateTime": local.isoformat(), "timeZone": "Europe/London"}


def _attendee(address: str) -> Json:
    return {"type": "required", "emailAddress": {"address": address, "name": address}}


def _address(attendee: Json) -> str:
    return str(attendee["emailAddress"]["address"]).lower()


def _at(drive: Drive, inside: str) -> str:
    return f"/drives/{drive.id}/root" + (f":/{inside}:" if inside else "")
