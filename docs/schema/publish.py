"""Writes the JSON Schema of each of a trust's files beside this script, from the models."""

from __future__ import annotations

from pathlib import Path

from trust.files.schemas import write_schemas

if __name__ == "__main__":
    for name, text in write_schemas().items():
        (Path(__file__).parent / name).write_text(text, "utf-8")
