"""What a card asks somebody to fill in. Each has a label that is read out, and says what is wrong when it is left empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cards.elements import Element, make_plain
from cards.words import join_words

CHOOSE = "Choose"


def make_text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    longest: int = 300,
    lines: bool = False,
    required: str = "",
    example: str = "",
) -> Element:
    """Make a field for words.

    Args:
        name: The field of the deed it fills in.
        label: What it is called on the card.
        value: What stands in it.
        longest: How many letters it may take.
        lines: Whether it has room for several lines.
        required: What is said when it is left empty; it may be, without this.
        example: What it looks like while it is empty.
    """
    field: Element = {"type": "Input.Text", "maxLength": longest}
    field |= {"isMultiline": True} if lines else {}
    field |= {"placeholder": make_plain(example)} if example else {}
    return _name(field, name, label, value, required)


def make_number_input(
    name: str, label: str, *, value: int | None = None, least: int = 0, most: int = 600
) -> Element:
    """Make a field for a whole number."""
    field: Element = {"type": "Input.Number", "min": least, "max": most}
    field |= {"errorMessage": f"A whole number from {least} to {most}."}
    return _name(field, name, label, value, "")


def make_day_input(name: str, label: str, *, value: str = "", required: str = "") -> Element:
    """Make a field for a day, "2027-01-19"."""
    return _name({"type": "Input.Date"}, name, label, value, required)


def make_choice_input(
    name: str,
    label: str,
    choices: Mapping[str, str],
    *,
    value: str | Sequence[str] = "",
    several: bool = False,
    open_list: bool = False,
    required: str = "",
) -> Element:
    """Make a list to choose from.

    Args:
        name: The field of the deed it fills in.
        label: What it is called on the card.
        choices: What may be chosen, and how each is shown.
        value: What is chosen already.
        several: Whether more than one may be.
        open_list: Whether all of it is shown at once.
        required: What is said when nothing is chosen; nothing may be, without this.
    """
    field: Element = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if open_list else "compact",
        "wrap": True,
    }
    field |= {"choices": [{"title": make_plain(shown), "value": key} for key, shown in choices.items()]}
    field |= {"isMultiSelect": True} if several else {}
    field |= {} if several or open_list or value else {"placeholder": CHOOSE}
    return _name(field, name, label, value if isinstance(value, str) else ",".join(value), required)


def make_switch(name: str, label: str, *, on: bool = False) -> Element:
    """Make a switch that says yes to its label."""
    field: Element = {
        "type": "Input.Toggle",
        "title": "Yes",
        "valueOn": "true",
        "valueOff": "false",
    }
    return _name(field, name, label, "true" if on else "false", "")


def say_field(field: Element) -> str:
    """Say what a field asks for, and what there is to choose from."""
    choices = join_words([choice["title"] for choice in field.get("choices", ())], "or")
    return f"{field['label']} ({choices})" if choices else str(field["label"])


def _name(field: Element, name: str, label: str, value: Any, required: str) -> Element:
    said = {"id": name, "label": make_plain(label)}
    shown = {} if value in ("", None) else {"value": value}
    asked = {"isRequired": True, "errorMessage": required} if required else {}
    return {**field, **said, **shown, **asked}
