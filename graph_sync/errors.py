"""Graph's refusals as sentences for a person, and the permission that is missing when access is denied."""

from __future__ import annotations

from graph_sync.ports import Part, Reply

# By the beginning of the path: what to read needs, what to write needs.
PERMISSIONS = (
    (
        "/users/{id}/",
        "Calendars.Read for the organiser's mailbox",
        "Calendars.ReadWrite for the organiser's mailbox",
    ),
    ("/users", "User.Read.All", "User.Read.All"),
    ("/groups", "GroupMember.Read.All", "Group.Create and GroupMember.ReadWrite.All"),
    (
        "/sites",
        "Sites.Selected with a read role on the site",
        "Sites.Selected with the write role on the site",
    ),
    (
        "/drives",
        "Sites.Selected with a read role on the site",
        "Sites.Selected with the write role on the site",
    ),
)


class ChangeFailed(Exception):  # noqa: N818  (it says what became of the change, and is never shown as an error)
    """A change could not be made; the text says why."""


class ChangeDeferred(Exception):  # noqa: N818
    """A change must wait; the text says why, `until` when it is tried again."""

    def __init__(self, why: str, until: str) -> None:
        super().__init__(why)
        self.until = until


def find_permission(part: Part) -> str:
    """Name the permission a request needs.

    >>> find_permission(Part("GET", "/groups?$top=5"))
    'GroupMember.Read.All'
    """
    path = part.path.split("?")[0]
    for start, read, write in PERMISSIONS:
        head, within, _ = start.partition("/{id}/")
        if path.startswith(head) and (not within or path.count("/") > 2):
            return read if part.method == "GET" else write
    return "a permission of Microsoft Graph"


def tell(part: Part, reply: Reply) -> str:
    """Say in one sentence why a request was not done."""
    if reply.status == 0:
        return "Microsoft 365 did not answer."
    if reply.status == 401:
        return "Microsoft 365 refused the sign-in."
    if reply.status == 403:
        return f"Access is denied: the app needs {find_permission(part)}."
    if reply.status == 429:
        return "Microsoft 365 asked for a pause too often; the next run goes on."
    if reply.status >= 500:
        return f"Microsoft 365 is having trouble ({reply.status})."
    said = reply.message or "no reason given"
    return f"Microsoft 365 refused it ({reply.status}): {said}"
