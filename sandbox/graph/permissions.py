"""Which application permissions open which door: any one of a set is enough, the least first (Microsoft's tables)."""

from __future__ import annotations

Roles = frozenset[str]


def _any(*names: str) -> Roles:
    return frozenset(names)


USERS_READ = _any("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
USERS_LIST = USERS_READ | {"User.ReadBasic.All"}
ORGANIZATION_READ = _any(
    "Organization.Read.All", "User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"
)
GROUPS_READ = _any(
    "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
    "Group.Create", "Directory.Read.All", "Directory.ReadWrite.All",
)  # fmt: skip
GROUPS_CREATE = _any("Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All")
GROUPS_WRITE = _any("Group.ReadWrite.All", "Directory.ReadWrite.All")
GROUPS_UPSERT = GROUPS_CREATE
MEMBERS_READ = GROUPS_READ - {"Group.Create"}
MEMBERS_WRITE = _any("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")
GROUPS_PATCH = GROUPS_CREATE | MEMBERS_WRITE
CALENDARS_BASIC = _any(
    "Calendars.ReadBasic", "Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"
)
CALENDARS_READ = _any(
    "Calendars.Read", "Calendars.ReadWrite", "Calendars.ReadBasic.All", "Calendars.ReadBasic"
)
CALENDARS_WRITE = _any("Calendars.ReadWrite")
MAIL_SEND = _any("Mail.Send")
SITES_READ = _any(
    "Sites.Selected", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All",
    "Files.Read.All", "Files.ReadWrite.All",
)  # fmt: skip
SITES_WRITE = _any(
    "Sites.Selected",
    "Sites.ReadWrite.All",
    "Sites.Manage.All",
    "Sites.FullControl.All",
    "Files.ReadWrite.All",
)
ONLINE_MEETINGS_READ = _any("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All")
ATTENDANCE_READ = _any("OnlineMeetingArtifact.Read.All")
SITES_CONTROL = _any("Sites.FullControl.All")
SUBSCRIBE = CALENDARS_READ | SITES_READ | USERS_READ | GROUPS_READ
