"""A trust's own people in a sandbox tenant: what it is seeded with, and the settings that lead there.

The one module beside the demo and the sandbox command that knows the sandbox exists.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from termtime.settings import Settings
from trust.people import PersonKind
from trust.year import Trust

NAMESPACE = UUID("0b7d9c1e-5f0a-4b63-9a57-3f2f6a1c8d40")
SECRET = "sandbox-only"  # noqa: S105  (opens nothing but a loopback sandbox)

# The least Graph application permissions a sync needs; docs/permissions.md explains each.
GRAPH_PERMISSIONS = (
    "Calendars.ReadWrite",
    "Group.Create",
    "GroupMember.ReadWrite.All",
    "Sites.Selected",
    "User.Read.All",
)


def make_sandbox_seed(trust: Trust) -> dict[str, Any]:
    """Describe the tenant a trust's files imply: its people, its service mailbox, its co-design site."""
    microsoft365 = trust.settings.microsoft365
    organiser = {
        "userPrincipalName": microsoft365.organiser,
        "displayName": f"{trust.settings.short_name} co-design",
    }
    people = [
        {
            "userPrincipalName": person.upn,
            "displayName": person.name,
            "givenName": person.name.split()[0],
            "surname": person.name.split()[-1],
            "jobTitle": ", ".join(role.name for role in trust.roles if role.id in person.roles) or None,
            "companyName": trust.school_by_id[person.school].name if person.school else trust.settings.name,
            "userType": "Guest" if person.kind is PersonKind.GUEST else "Member",
        }
        for person in trust.people
    ]
    return {
        "tenant": {
            "id": make_id(trust, "tenant"),
            "domain": microsoft365.organiser.split("@")[1],
            "display_name": trust.settings.name,
        },
        "apps": [
            {"client_id": make_id(trust, "app"), "client_secret": SECRET, "roles": list(GRAPH_PERMISSIONS)},
            {"client_id": make_id(trust, "bot"), "client_secret": SECRET, "roles": []},
        ],
        "users": [
            organiser,
            *(person for person in people if person["userPrincipalName"] != microsoft365.organiser),
        ],
        "sites": [
            {
                "hostname": microsoft365.site_host,
                "path": microsoft365.site_path,
                "displayName": f"{trust.settings.short_name} co-design",
            }
        ],
        "bot": {"app_id": make_id(trust, "bot"), "name": "Termtime"},
    }


def make_sandbox_environment(trust: Trust, sandbox_url: str) -> dict[str, str]:
    """Give the settings, as environment variables, that lead Termtime to a sandbox of this trust."""
    return {
        "TERMTIME_TENANT_ID": make_id(trust, "tenant"),
        "TERMTIME_CLIENT_ID": make_id(trust, "app"),
        "TERMTIME_CLIENT_SECRET": SECRET,
        "TERMTIME_GRAPH_URL": f"{sandbox_url}/v1.0",
        "TERMTIME_AUTHORITY": sandbox_url.removeprefix("http://"),
        "TERMTIME_BOT_APP_ID": make_id(trust, "bot"),
        "TERMTIME_BOT_SECRET": SECRET,
        "TERMTIME_BOT_METADATA_URL": f"{sandbox_url}/botframework/v1/.well-known/openidconfiguration",
    }


def make_sandbox_settings(trust: Trust, sandbox_url: str, **others: Any) -> Settings:
    """Make the settings that lead Termtime to a sandbox of this trust."""
    environment = make_sandbox_environment(trust, sandbox_url)
    named = {name.removeprefix("TERMTIME_").lower(): value for name, value in environment.items()}
    # Whatever else this machine's environment says about signing in is meant for a real tenant.
    alone = {"certificate": "", "managed_identity": False, "workload_identity": False}
    return Settings.model_validate(named | alone | others)


def make_id(trust: Trust, what: str) -> str:
    """Make an id that is the same for the same trust every time."""
    return str(uuid5(NAMESPACE, f"{trust.settings.name}/{what}"))
