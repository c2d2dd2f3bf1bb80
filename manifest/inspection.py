"""Looks at a finished package as Teams does when somebody uploads it: the zip, the manifest in it, the icons."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from manifest.limits import find_limit_faults
from manifest.package import PLACEHOLDER
from manifest.png import Size, read_pixels, read_size
from manifest.schema import find_schema_faults

# Ours is a few kilobytes; a file beyond this is not an icon or a manifest.
LARGEST_FILE = 500_000
DAMAGE = (BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error)
COLOUR, OUTLINE = Size(192, 192), Size(32, 32)


def inspect_package(package: bytes, schema: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Find all that is wrong with a package, in sentences' parts.

    Args:
        package: The zip.
        schema: Microsoft's schema; without it only our own limits hold.
    """
    try:
        contents, faults = _open(package)
    except DAMAGE:
        return ("the package is not a zip, or is damaged",)
    if (manifest := _parse(contents)) is None:
        return (*faults, "there is no manifest.json at the root of the package that can be read")
    faults += find_limit_faults(manifest)
    places = sorted(set(PLACEHOLDER.findall(json.dumps(manifest))))
    faults += tuple(f"nothing says what stands at ${{{{{place}}}}} in the manifest" for place in places)
    if schema is not None:
        faults += tuple(f"Microsoft's schema: {fault}" for fault in find_schema_faults(manifest, schema))
    if not isinstance(icons := manifest.get("icons"), dict):
        return faults
    colour, outline = str(icons.get("color")), str(icons.get("outline"))
    strangers = contents.keys() - {"manifest.json", colour, outline}
    return (
        *faults,
        *(f"{name} is in the package, and the manifest names no such file" for name in sorted(strangers)),
        *_inspect_icon(colour, contents.get(colour), COLOUR),
        *_inspect_outline(outline, contents.get(outline)),
    )


def read_manifest(package: bytes) -> dict[str, Any] | None:
    """Read the manifest of any package; None when it has none."""
    try:
        return _parse(_open(package)[0])
    except DAMAGE:
        return None


def _parse(contents: Mapping[str, bytes]) -> dict[str, Any] | None:
    try:
        manifest = json.loads(contents.get("manifest.json", b"").decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) else None


def _open(package: bytes) -> tuple[dict[str, bytes], tuple[str, ...]]:
    contents: dict[str, bytes] = {}
    faults: list[str] = []
    with ZipFile(BytesIO(package)) as archive:
        for info in archive.infolist():
            if "/" in info.filename or "\\" in info.filename:
                faults.append(
                    f"{info.filename} lies in a folder; everything has to be at the root of the package"
                )
            elif info.filename in contents:
                faults.append(f"{info.filename} is in the package twice")
            elif info.file_size > LARGEST_FILE:
                faults.append(
                    f"{info.filename} is {info.file_size:,} bytes; at most {LARGEST_FILE:,} are sensible"
                )
            else:
                contents[info.filename] = archive.read(info)
    return contents, tuple(faults)


def _inspect_icon(name: str, icon: bytes | None, wanted: Size) -> tuple[str, ...]:
    if icon is None:
        return (f"the icon {name} is not in the package",)
    try:
        size = read_size(icon)
    except ValueError as error:
        return (f"the icon {name} cannot be used: {error}",)
    return () if size == wanted else (f"the icon {name} is {size} pixels and has to be {wanted}",)


def _inspect_outline(name: str, icon: bytes | None) -> tuple[str, ...]:
    faults = _inspect_icon(name, icon, OUTLINE)
    if faults or icon is None:
        return faults
    try:
        pixels = read_pixels(icon)
    except ValueError as error:
        return (f"the icon {name} cannot be used: {error}",)
    shades = {pixel[:3] for pixel in pixels if pixel[3]}
    alphas = {pixel[3] for pixel in pixels}
    if shades != {(255, 255, 255)} or 0 not in alphas:
        return (f"the icon {name} has to be white on a transparent ground and nothing else",)
    return ()
