"""The card of one action: what, whose, by when, where it was agreed; and the forms for another day or another owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Footing, make_card
from cards.elements import Element, make_facts, make_text
from cards.inputs import make_choice_input, make_day_input, say_field


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action as one audience may see it; what it may not see is empty."""

    text: str
    state: str
    owner: str = ""
    group: str = ""
    agreed: str = ""
    late: bool = False


def make_action_card(
    action: ActionShown,
    footing: Footing,
    *,
    lead: str = "",
    hint: str = "",
    fields: Sequence[Element] = (),
    buttons: Sequence[Button] = (),
) -> Card:
    """Show an action.

    Args:
        action: The action.
        footing: What the answer rests on.
        lead: What was just done, or why not.
        hint: What may be typed instead of a button.
        fields: What is asked to be filled in.
        buttons: What may be done next.
    """
    facts = {"Owner": action.owner, "Group": action.group, "Agreed at": action.agreed}
    state = {"color": "Attention"} if action.late else {"isSubtle": True}
    body = [
        *([make_text(lead, weight="Bolder", color="Accent")] if lead else []),
        make_text(action.text, weight="Bolder"),
        make_text(action.state, spacing="None", **state),
        *make_facts(facts),
        *fields,
    ]
    listed = [f"{name}: {value}" for name, value in facts.items() if value]
    text = [
        f"Action: {action.text}",
        lead,
        action.state,
        *listed,
        *(say_field(field) for field in fields),
        hint,
    ]
    return make_card("Action", action.group or "Your action", body, text, footing, buttons)


def make_owner_field(people: Mapping[str, str]) -> Element:
    """Make the field for another owner."""
    return make_choice_input("owner", "Who does it from now on?", people, required="Choose who does it.")


def make_due_field(due: str = "") -> Element:
    """Make the field for another day."""
    return make_day_input("due", "Due on", value=due, required="Choose a day.")
