"""Teams' refusals, in Teams' words."""

from __future__ import annotations

from sandbox.graph.errors import GraphError


def no_policy() -> GraphError:
    """Say that no application access policy names the app."""
    return GraphError(403, "Forbidden", "No application access policy found for this app.")


def no_meeting() -> GraphError:
    """Say that there is no such meeting or report."""
    return GraphError(404, "NotFound", "The requested resource does not exist.")


def filter_needed() -> GraphError:
    """Say that meetings are looked up, not listed."""
    return GraphError(400, "InvalidArgument", "Filter expression expected: JoinWebUrl eq '{joinWebUrl}'.")
