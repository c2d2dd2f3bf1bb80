"""What sign-in answers: tokens, and where the keys are that sign them."""

from __future__ import annotations

from aiohttp import web

from sandbox.entra import errors
from sandbox.entra.errors import SignInError
from sandbox.entra.state import BOT_FRAMEWORK, LIFE
from sandbox.host import TENANT
from sandbox.tenant import Tenant

GRANT = "client_credentials"
ALGORITHMS = {"id_token_signing_alg_values_supported": ["RS256"]}


async def give_token(request: web.Request) -> web.Response:
    """POST /{tenant}/oauth2/v2.0/token."""
    tenant, form = request.app[TENANT], await request.post()
    tenant.requests["tokens"] += 1
    fault = tenant.faults.find(request.method, request.path)
    if fault and fault.mode in ("error", "throttle"):
        return web.Response(status=429 if fault.mode == "throttle" else fault.status)
    said = {name: value if isinstance(value, str) else "" for name, value in form.items()}
    try:
        _check_tenant(tenant, request.match_info["tenant"])
        if said.get("grant_type") != GRANT:
            raise errors.wrong_grant(said.get("grant_type", ""))
        client_id, secret = said.get("client_id", ""), said.get("client_secret", "")
        token = tenant.entra.issue(client_id, secret, said.get("scope", ""), _issuer(tenant))
    except SignInError as error:
        return _refuse(tenant, error)
    life = int(LIFE.total_seconds())
    return web.json_response(
        {"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token}
    )


async def show_configuration(request: web.Request) -> web.Response:
    """GET /{tenant}/v2.0/.well-known/openid-configuration."""
    base = f"https://{request.host}/{request.match_info['tenant']}"
    return web.json_response({
        "issuer": f"{base}/v2.0",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        # Read without TLS; the other addresses are for libraries that take nothing but https.
        "jwks_uri": f"http://{request.host}/{request.match_info['tenant']}/discovery/v2.0/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        **ALGORITHMS,
    })  # fmt: skip


async def show_keys(request: web.Request) -> web.Response:
    """GET /{tenant}/discovery/v2.0/keys."""
    return web.json_response({"keys": [request.app[TENANT].entra.key.publish()]})


async def show_instance(request: web.Request) -> web.Response:
    """GET /common/discovery/instance."""
    tenant = request.app[TENANT]
    where = f"https://{request.host}/{tenant.id}/v2.0/.well-known/openid-configuration"
    alias = {"preferred_network": request.host, "preferred_cache": request.host, "aliases": [request.host]}
    return web.json_response({"tenant_discovery_endpoint": where, "api-version": "1.1", "metadata": [alias]})


async def show_bot_configuration(request: web.Request) -> web.Response:
    """GET /botframework/v1/.well-known/openidconfiguration."""
    where = f"{request.app[TENANT].url}/botframework/v1/.well-known/keys"
    return web.json_response({"issuer": BOT_FRAMEWORK, "jwks_uri": where, **ALGORITHMS})


async def show_bot_keys(request: web.Request) -> web.Response:
    """GET /botframework/v1/.well-known/keys: the key that signs what Teams sends, endorsed for Teams."""
    key = request.app[TENANT].entra.bot_key
    return web.json_response({"keys": [key.publish(endorsements=["msteams"])]})


def _check_tenant(tenant: Tenant, asked: str) -> None:
    if asked.lower() not in (tenant.id, tenant.domain.lower(), "botframework.com"):
        raise errors.unknown_tenant(asked)


def _issuer(tenant: Tenant) -> str:
    return f"https://sts.windows.net/{tenant.id}/"


def _refuse(tenant: Tenant, error: SignInError) -> web.Response:
    said = {
        "error": error.error,
        "error_description": f"AADSTS{error.number}: {error.description}",
        "error_codes": [error.number],
        "timestamp": tenant.now().strftime("%Y-%m-%d %H:%M:%SZ"),
    }
    return web.json_response(said, status=error.status)
