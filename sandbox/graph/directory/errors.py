"""Entra's refusals, in Entra's words."""

from __future__ import annotations

from sandbox.graph.errors import GraphError


def missing(key: str) -> GraphError:
    """Say that nothing has this id."""
    return GraphError(
        404,
        "Request_ResourceNotFound",
        f"Resource '{key}' does not exist or one of its queried reference-property objects are not present.",
    )


def taken(name: str, owner: str) -> GraphError:
    """Say that another object has this value."""
    return GraphError(
        400,
        "Request_BadRequest",
        f"Another object with the same value for property {name} already exists. ({owner})",
    )


def already_there(relation: str) -> GraphError:
    """Say that somebody is a member or an owner already."""
    return GraphError(
        400,
        "Request_BadRequest",
        f"One or more added object references already exist for the following modified properties: '{relation}'.",
    )


def last_owner() -> GraphError:
    """Say that a group keeps its last owner."""
    return GraphError(
        400,
        "Request_BadRequest",
        "The group must have at least one owner, hence this owner cannot be removed.",
    )


def invalid(name: str) -> GraphError:
    """Say that a property cannot have this value."""
    return GraphError(
        400, "Request_BadRequest", f"Invalid value specified for property '{name}' of resource 'Group'."
    )


def required(name: str) -> GraphError:
    """Say that a property is missing."""
    return GraphError(
        400, "Request_BadRequest", f"A value is required for property '{name}' of resource 'Group'."
    )


def denied() -> GraphError:
    """Say that the app may not."""
    return GraphError(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    )
