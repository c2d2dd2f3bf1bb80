"""Builds the package an administrator uploads to Teams: manifest.json and two icons in a zip.

The same values give the same bytes, so a package can be compared with the one in use.
"""

from __future__ import annotations

import json
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from manifest.values import Command, ManifestValues

SCHEMA_VERSION = "1.22"
ACCENT = "#0F4C5C"
SHORT_DESCRIPTION = "When your co-design groups meet, who chairs them, and where the minutes are"
FULL_DESCRIPTION = (
    "Termtime answers for your trust's co-design year. Ask it in your own words when a group meets, who chairs it or "
    "where its minutes are; every answer says which meeting or document it rests on. It tells each person no more than "
    "they may see, and in a channel or a group chat no more than everyone there may see. It writes to you only about "
    "your own meetings, never in quiet hours, and you may pause it."
)

# What can be looked up while writing to others: the command the bot knows it by, its title, what it does, what to type.
SEARCHES = (
    (
        "searchMeetings",
        "Meetings",
        "Find a meeting and post its date, place and chair",
        "A group or a meeting",
    ),
    (
        "searchMinutes",
        "Minutes",
        "Find words in agendas and minutes and post where they stand",
        "A word or two",
    ),
    ("searchGroups", "Groups", "Find a group and post who chairs it and when it meets", "A group"),
)


def build_manifest(values: ManifestValues) -> dict[str, Any]:
    """Build the contents of manifest.json."""
    bot_id = str(values.bot_id)
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": values.version,
        "id": str(values.app_id),
        "developer": {
            "name": values.developer,
            "websiteUrl": values.website,
            "privacyUrl": values.privacy,
            "termsOfUseUrl": values.terms_of_use,
        },
        "name": {"short": values.short_name, "full": f"{values.short_name}: your trust's co-design year"},
        "description": {"short": SHORT_DESCRIPTION, "full": FULL_DESCRIPTION},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": bot_id,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    _build_commands(["personal"], values.personal_commands),
                    _build_commands(["team", "groupChat"], values.shared_commands),
                ],
            }
        ],
        "composeExtensions": [{"botId": bot_id, "commands": [_build_search(search) for search in SEARCHES]}],
        "validDomains": [values.host],
        # Installing the app for people through Graph works only with this and the one permission below: in a channel
        # the bot must know who is listening before it answers.
        "webApplicationInfo": {"id": bot_id, "resource": f"api://{values.host}/{bot_id}"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": "TeamMember.Read.Group", "type": "Application"}]}
        },
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def build_package(values: ManifestValues) -> bytes:
    """Build the zip to upload."""
    icons = files("manifest") / "icons"
    contents = {
        "manifest.json": json.dumps(build_manifest(values), indent=2, ensure_ascii=False).encode(),
        "color.png": (icons / "color.png").read_bytes(),
        "outline.png": (icons / "outline.png").read_bytes(),
    }
    package = BytesIO()
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            # A ZipInfo of our own carries a fixed date instead of the hour of the build.
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return package.getvalue()


def _build_commands(scopes: list[str], commands: tuple[Command, ...]) -> dict[str, Any]:
    return {"scopes": scopes, "commands": [command.model_dump() for command in commands]}


def _build_search(search: tuple[str, str, str, str]) -> dict[str, Any]:
    command, title, description, typed = search
    return {
        "id": command,
        "type": "query",
        "title": title,
        "description": description,
        "context": ["compose", "commandBox"],
        # Before anything is typed it shows the next meetings of whoever looks.
        "initialRun": True,
        "parameters": [{"name": "query", "title": title, "description": typed, "inputType": "text"}],
    }
