"""The limits Teams puts on a card, and our own promises about one, checked on the finished JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cards.card import MOST_ACTIONS, VERSION, Card, is_safe_address

MOST_BYTES = 40 * 1024


def measure(value: Any) -> int:
    """Count the bytes a JSON value takes as Teams counts them, in UTF-16."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-16-le"))


def check_limits(card: Card) -> tuple[str, ...]:
    """Say, a sentence each, which limits a card breaks; nothing when it breaks none."""
    body = card.body
    found = []
    if body.get("version") != VERSION:
        found.append(f"The version is {body.get('version')}, not {VERSION}.")
    if (size := measure(body)) > MOST_BYTES:
        found.append(f"The card is {size} bytes in UTF-16; at most {MOST_BYTES} are safe.")
    if not card.text.strip():
        found.append("The card has no text twin.")
    if [element.get("id") for element in body.get("body", [])][-1:] != ["source"]:
        found.append("The card does not end with its source.")
    for element in find_parts(body):
        found += _check_element(element)
    return tuple(found)


def _check_element(element: dict[str, Any]) -> Iterator[str]:
    kind = element.get("type")
    actions = element.get("actions", [])
    if len(actions) > MOST_ACTIONS:
        yield f"A set has {len(actions)} actions; Teams shows {MOST_ACTIONS}."
    if kind == "Action.Execute" and element.get("fallback", {}).get("type") != "Action.Submit":
        yield f"The button {element.get('title')!r} has no Action.Submit to fall back on."
    if kind == "Action.OpenUrl" and not is_safe_address(element.get("url", "")):
        yield f"The link {element.get('title')!r} is not an https address."
    if kind == "Image" and not element.get("altText"):
        yield "An image has no altText."
    if str(kind).startswith("Action.") and not element.get("title"):
        yield "A button has no title."
    if str(kind).startswith("Input.") and not (element.get("id") and element.get("label")):
        yield f"A field has no name or no label: {element.get('label') or element.get('id')}."
    if element.get("isRequired") and not element.get("errorMessage"):
        yield f"The field {element.get('label')!r} must be filled in and does not say so."


def find_parts(value: Any) -> Iterator[dict[str, Any]]:
    """Find every object within a JSON value, outermost first."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from find_parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from find_parts(part)
