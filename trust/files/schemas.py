"""A JSON Schema for each file, made from the models, for editors and for programs that export into our format.

They describe files as JSON holds them; a CSV cell is the same value as text, a list joined by semicolons.
"""

from __future__ import annotations

import json
from typing import Any

from trust.files.tables import SETTINGS, TABLES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schemas() -> dict[str, dict[str, Any]]:
    """Build a schema for each file, by the file name it is published under."""
    settings = SETTINGS.model.model_json_schema()
    schemas = {"trust.schema.json": {"$schema": DIALECT, **settings, "title": "trust.yaml"}}
    for table in TABLES:
        row = table.model.model_json_schema()
        schema = {"$schema": DIALECT, "title": table.name, "type": "array", "items": row}
        if inner := row.pop("$defs", None):
            schema["$defs"] = inner
        schemas[f"{table.name.replace('/', '-')}.schema.json"] = schema
    return schemas


def write_schemas() -> dict[str, str]:
    """Write every schema as text, by file name."""
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in build_schemas().items()}
