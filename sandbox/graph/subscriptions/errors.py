"""Refusals of subscriptions, in Graph's words."""

from __future__ import annotations

from sandbox.graph.errors import GraphError


def missing(subscription_id: str) -> GraphError:
    """Say that there is no such subscription."""
    return GraphError(404, "ResourceNotFound", f"The object was not found: {subscription_id}.")


def invalid(message: str) -> GraphError:
    """Say that the request makes no sense."""
    return GraphError(400, "InvalidRequest", message)


def not_validated(reason: str) -> GraphError:
    """Say that the endpoint did not answer the handshake."""
    return GraphError(400, "ValidationError", f"Subscription validation request failed. {reason}")
