"""Builds the package an administrator uploads to Teams: manifest.json and two icons in a zip.

What the app is to Teams stands in appPackage/manifest.json, with the places of an installation's values marked
`${{NAME}}` as Microsoft's Agents Toolkit marks them: `m365agents.yml` builds from the same file. The same values give the
same bytes, on every machine, so a package can be compared with the one in use.

The manifest is of version 1.22. What 1.23 to 1.25 add is for Office add-ins and Copilot agents, two more commands to a
list, and a promise to work in shared and private channels, which we do not give: there others may listen than the team's
members, whom an answer is measured by. A version that adds nothing we say would only shut out older tools.

Teams opens what is first among the tabs, so the chat comes before the year. The one permission is asked of a team's
owners when they add the app, and given to the registration people sign in with.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from manifest.values import ManifestValues
from trust.values import RefusedError

FOLDER = files("manifest") / "appPackage"
ICONS = ("color.png", "outline.png")
PLACEHOLDER = re.compile(r"\$\{\{ *(\w+) *\}\}")

# Why a team's owners are asked for what they are asked for.
REASONS = {
    "TeamMember.Read.Group": "In a channel Termtime tells no more than everyone who reads there may see, so it has to "
    "know who is in the team. It opens no messages and no files.",
}


def read_template() -> Any:
    """Read the manifest as it stands before an installation's values are put in. Raises RefusedError."""
    try:
        return json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except ValueError as error:
        raise RefusedError(f"The template appPackage/manifest.json is not JSON: {error}.") from None


def build_manifest(values: ManifestValues) -> dict[str, Any]:
    """Build the contents of manifest.json."""
    variables = {name.upper(): value for name, value in values.model_dump().items()}
    manifest: dict[str, Any] = _fill(read_template(), variables)
    return manifest


def find_permissions(manifest: dict[str, Any]) -> dict[str, str]:
    """Find what a manifest asks a team's owners for, with the reason."""
    asked = manifest["authorization"]["permissions"]["resourceSpecific"]
    return {each["name"]: REASONS.get(each["name"], "The template gives no reason.") for each in asked}


def build_package(values: ManifestValues) -> bytes:
    """Build the zip to upload."""
    manifest = build_manifest(values)
    icons = {name: icon.read_bytes() for name in ICONS if (icon := FOLDER / name).is_file()}
    return make_zip({"manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False).encode()} | icons)


def make_zip(contents: dict[str, bytes]) -> bytes:
    """Put files into a zip, the same files always giving the same bytes."""
    package = BytesIO()
    # Not compressed, for builds of zlib differ and the whole is but a few kilobytes.
    with ZipFile(package, "w", ZIP_STORED) as archive:
        for name, content in contents.items():
            # A ZipInfo of our own carries a fixed date instead of the hour of the build, and the same system anywhere.
            info = ZipInfo(name)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return package.getvalue()


def _fill(part: Any, variables: dict[str, str]) -> Any:
    """Put values into the template's places; a place nobody names is left as it is, for the check to find."""
    match part:
        case str():
            return PLACEHOLDER.sub(lambda place: variables.get(place[1], place[0]), part)
        case list():
            return [_fill(item, variables) for item in part]
        case dict():
            return {key: _fill(value, variables) for key, value in part.items()}
    return part
