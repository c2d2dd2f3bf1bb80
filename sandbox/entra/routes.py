"""Sign-in's table of routes."""

from __future__ import annotations

from aiohttp import web

from sandbox.entra import people
from sandbox.entra import responses as answer

BOT = "/botframework/v1/.well-known"

ROUTES = (
    web.get("/common/discovery/instance", answer.show_instance),
    web.get(f"{BOT}/openidconfiguration", answer.show_bot_configuration),
    web.get(f"{BOT}/keys", answer.show_bot_keys),
    web.get("/{tenant}/oauth2/v2.0/authorize", people.choose),
    web.post("/{tenant}/oauth2/v2.0/authorize", people.sign_in),
    web.post("/{tenant}/oauth2/v2.0/token", answer.give_token),
    web.get("/{tenant}/v2.0/.well-known/openid-configuration", answer.show_configuration),
    web.get("/{tenant}/discovery/v2.0/keys", answer.show_keys),
)
