"""Reading JSON that anybody may have sent: a value of the right kind, or a refusal that names it.

Strict mode checks whole bodies against Microsoft's models; without it, this keeps a wrong type from getting further.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sandbox.graph.call import Json
from sandbox.graph.errors import bad_request

T = TypeVar("T")


def check_kind(value: Any, name: str, kind: type[T]) -> T:
    """Return a value that is of a kind, or raise 400; true and false are no numbers."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise bad_request(f"Cannot convert the value of '{name}' to the expected type.", "RequestBodyRead")
    return value


def take(body: Json, name: str, kind: type[T], otherwise: T) -> T:
    """Return a property of a body, or `otherwise` when it is missing or null."""
    value = body.get(name)
    return otherwise if value is None else check_kind(value, name, kind)


def take_address(row: Any) -> tuple[str, str]:
    """Return the address and the name in a recipient or an attendee."""
    # Meetings bring thousands of these: the usual shape is read at a glance, and only others are explained.
    email = row.get("emailAddress") if isinstance(row, dict) else None
    if type(email) is dict and type(address := email.get("address")) is str and "@" in address:
        name = email.get("name")
        if name is None or type(name) is str:
            return address, name or address
    email = take(check_kind(row, "recipient", dict), "emailAddress", dict, {})
    address = take(email, "address", str, "")
    if "@" not in address:
        raise bad_request(f"The address '{address}' is not valid.", "ErrorInvalidRecipients")
    return address, take(email, "name", str, "") or address
