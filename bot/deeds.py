"""A deed as a button carries it and back. Nothing in a button is trusted: whoever presses one may have made it up.

What a form fills in arrives beside what its button carries, all of it flat. What cannot be read in a field somebody
filled in is told to them in a sentence; what a button of ours would never carry is nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trust.deeds.values import DEED, Deed

# What Teams adds to the data, and what a button says beside its deed.
BESIDE = frozenset({"verb", "msteams"})
# What only a button names. Everything else may have been filled in by hand.
NAMED = frozenset({"kind", "meeting", "action", "group", "item", "entry", "request", "by",
                   "seen_place", "seen_minutes", "seen_lead", "seen_outcome"})  # fmt: skip


def write_deed(deed: Deed) -> dict[str, str | int]:
    """Write a deed for a button to carry, without what it leaves as it is usual."""
    said: dict[str, Any] = deed.model_dump(mode="json", exclude_defaults=True)
    flat = {name: ",".join(value) if isinstance(value, list) else value for name, value in said.items()}
    return {"kind": deed.kind, **flat}


def read_deed(data: Mapping[str, Any]) -> Deed | str | None:
    """Read a deed from a button's data: the deed, a sentence about a field filled in wrongly, or None for nonsense."""
    said = {name: value for name, value in data.items() if name not in BESIDE}
    if not all(isinstance(value, str | int | float) for value in said.values()):
        return None
    try:
        return DEED.validate_python(said)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    except RecursionError:
        return None
    fields = [str(fault["loc"][1]) for fault in faults if len(fault["loc"]) > 1]
    if len(fields) < len(faults) or not NAMED.isdisjoint(fields):
        return None
    if any(fault["type"] == "extra_forbidden" for fault in faults):
        return None
    return _say(fields[0], faults[0])


def _say(field: str, fault: ErrorDetails) -> str:
    name, limits = field.replace("_", " "), fault.get("ctx", {})
    if fault["type"] in ("missing", "string_too_short"):
        return f"Nothing was done: say the {name} first."
    if fault["type"] == "string_too_long":
        return f"Nothing was done: the {name} is too long; it may have {limits.get('max_length')} letters."
    if fault["type"] in ("less_than_equal", "greater_than_equal"):
        limit = limits.get("le", limits.get("ge"))
        most = "at most" if "le" in limits else "at least"
        return f"Nothing was done: the {name} may be {most} {limit}."
    return f"Nothing was done: the {name} could not be read."
