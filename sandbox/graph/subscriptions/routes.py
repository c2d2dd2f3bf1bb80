"""The table of routes for subscriptions."""

from __future__ import annotations

from sandbox.graph import permissions as may
from sandbox.graph.routing import Route
from sandbox.graph.subscriptions import responses as answer

ONE = "/subscriptions/{subscription}"

ROUTES = (
    Route("GET", "/subscriptions", answer.list_all, may.SUBSCRIBE),
    Route("POST", "/subscriptions", answer.create, may.SUBSCRIBE, "subscription"),
    Route("GET", ONE, answer.get, may.SUBSCRIBE),
    Route("PATCH", ONE, answer.renew, may.SUBSCRIBE, "subscription"),
    Route("DELETE", ONE, answer.remove, may.SUBSCRIBE),
    Route("POST", f"{ONE}/reauthorize", answer.reauthorize, may.SUBSCRIBE),
)
