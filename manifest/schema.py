"""Microsoft's own JSON Schema of manifests, when one is at hand. We keep no copy: it is theirs, and in their npm package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, SchemaError

from manifest.limits import SCHEMA_VERSION
from trust.values import RefusedError

ADDRESS = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json"
SCHEMA = Path(
    "node_modules/@microsoft/app-manifest/build/json-schemas/teams",
    f"v{SCHEMA_VERSION}",
    "MicrosoftTeams.schema.json",
)


def find_schema() -> Path | None:
    """Find the schema among the project's packages, or those of the directory we are in."""
    project = Path(__file__).parents[1]
    return next((path for place in (project, Path.cwd()) if (path := place / SCHEMA).is_file()), None)


def read_schema(path: Path) -> dict[str, Any]:
    """Read the schema of the version we write.

    Raises:
        RefusedError: The file cannot be read, or is no such schema.
    """
    try:
        schema = json.loads(path.read_text("utf-8-sig"))
        Draft4Validator.check_schema(schema)
        version = schema["properties"]["manifestVersion"].get("const")
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, SchemaError, KeyError, TypeError, AttributeError, RecursionError):
        raise RefusedError(
            f"{path} is not Microsoft's schema of Teams manifests; that is at {ADDRESS}"
        ) from None
    if version != SCHEMA_VERSION:
        raise RefusedError(
            f"{path} is the schema of version {version}; the manifest is of {SCHEMA_VERSION}: {ADDRESS}"
        )
    found: dict[str, Any] = schema
    return found


def find_schema_faults(manifest: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Find what in a manifest is against the schema, each as `part: sentence`."""
    return tuple(
        f"{'.'.join(map(str, error.absolute_path)) or 'the manifest'}: {error.message}"
        for error in sorted(Draft4Validator(schema).iter_errors(manifest), key=lambda error: error.json_path)
    )
