"""Strict mode: a request body must be what msgraph-sdk's own models can say.

A body is parsed with the model and written out again. What falls into the model's spare drawer is a property Graph
does not know; what does not come back, or comes back as another kind, was of the wrong type. msgraph is imported here
only, and only when a body has to be checked: it takes a second and a hundred megabytes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import Any

from sandbox.graph.call import Json
from sandbox.graph.errors import bad_request

MODELS = "msgraph.generated.models."
EVENT_ACTIONS = "msgraph.generated.users.item.events.item."
PLACES = {
    "cancel": EVENT_ACTIONS + "cancel.cancel_post_request_body",
    "accept": EVENT_ACTIONS + "accept.accept_post_request_body",
    "decline": EVENT_ACTIONS + "decline.decline_post_request_body",
    "tentatively_accept": EVENT_ACTIONS + "tentatively_accept.tentatively_accept_post_request_body",
    "get_schedule": "msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body",
    "send_mail": "msgraph.generated.users.item.send_mail.send_mail_post_request_body",
    "invite": "msgraph.generated.drives.item.items.item.invite.invite_post_request_body",
    "create_upload_session": "msgraph.generated.drives.item.items.item.create_upload_session."
    "create_upload_session_post_request_body",
}
# The arguments of Outlook's actions may begin in either case; the models know the upper.
ACTIONS = frozenset({"cancel", "accept", "decline", "tentatively_accept", "get_schedule", "send_mail"})
ANNOTATIONS = frozenset(
    {"@odata.type", "@odata.id", "@odata.context", "@odata.etag", "@microsoft.graph.conflictBehavior"}
)
BIND = "@odata.bind"


def check_body(model: str, body: Any) -> None:
    """Check a JSON body against a model by name.

    Raises:
        GraphError: 400 naming the first property that Graph would refuse.
    """
    if not isinstance(body, dict):
        return
    if model in ACTIONS:
        body = {name[:1].upper() + name[1:]: value for name, value in body.items()}
    parsed = _parse(model, body)
    again = _write(parsed)
    _compare(body, again, parsed, model, "")


@cache
def _load(model: str) -> Any:
    module = import_module(PLACES.get(model, MODELS + model))
    name = "".join(part.capitalize() for part in module.__name__.rpartition(".")[2].split("_"))
    return getattr(module, name)


def _parse(model: str, body: Json) -> Any:
    reader = import_module("kiota_serialization_json.json_parse_node").JsonParseNode(body)
    try:
        return reader.get_object_value(_load(model))
    except Exception as error:  # noqa: BLE001 (whatever a vendor's parser raises, the body is what is wrong)
        raise _refusal(f"it cannot be read as {model}: {error}") from None


def _write(parsed: Any) -> Json:
    writer = import_module("kiota_serialization_json.json_serialization_writer").JsonSerializationWriter()
    parsed.serialize(writer)
    content = writer.get_serialized_content()
    again: Json = json.loads(content) if content else {}
    return again


def _compare(sent: Any, again: Any, parsed: Any, model: str, where: str) -> None:
    if isinstance(sent, list):
        if not isinstance(again, list) or len(again) != len(sent):
            raise _refusal(f"'{where}' is not a list of the right kind")
        items = parsed if isinstance(parsed, list) else [None] * len(sent)
        for one, other, item in zip(sent, again, items, strict=True):
            _compare(one, other, item, model, where)
    elif isinstance(sent, dict):
        known = _known(parsed)
        for name, value in sent.items():
            _compare_property(name, value, again, parsed, known, model, f"{where}/{name}" if where else name)
    elif sent is not None and type(sent) is not type(again) and not _both_numbers(sent, again):
        raise _refusal(f"'{where}' has a value of the wrong type: {sent!r}")


def _compare_property(
    name: str, value: Any, again: Any, parsed: Any, known: frozenset[str] | None, model: str, where: str
) -> None:
    if name in ANNOTATIONS:
        return
    if name.endswith(BIND) and (known is None or name.removesuffix(BIND) in known):
        return
    if known is not None and name not in known:
        raise _refusal(f"the property '{where}' does not exist on type 'microsoft.graph.{model}'")
    if value is None:
        return
    if not isinstance(again, dict) or again.get(name) is None:
        if value in ([], {}):
            return
        raise _refusal(f"'{where}' has a value of the wrong type: {value!r}")
    _compare(value, again[name], _attribute(parsed, name), model, where)


def _known(parsed: Any) -> frozenset[str] | None:
    """Return the property names of a parsed model; None for something that is not one."""
    reader = getattr(parsed, "get_field_deserializers", None)
    return frozenset(reader()) if reader else None


def _attribute(parsed: Any, name: str) -> Any:
    if parsed is None:
        return None
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return getattr(parsed, snake, None)


def _both_numbers(a: Any, b: Any) -> bool:
    return all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (a, b))


def _refusal(reason: str) -> Exception:
    return bad_request(f"Unable to read the request body: {reason}.", "RequestBodyRead")
