from __future__ import annotations

import time

import aiohttp
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity.aio import ClientSecretCredential

GRAPH = "https://graph.microsoft.com/.default"
BOT = "https://api.botframework.com/.default"


class LoopbackTransport(AioHttpTransport):
    """azure-identity insists on https; on loopback the very same request goes over http."""

    async def send(self, request, **kwargs):
        request.url = request.url.replace("https://127.0.0.1:", "http://127.0.0.1:", 1)
        return await super().send(request, **kwargs)


def a_credential(sandbox, secret="secret", client_id="app"):
    return ClientSecretCredential(
        sandbox.tenant_id,
        client_id,
        secret,
        authority=f"https://{sandbox.authority}",
        disable_instance_discovery=True,
        transport=LoopbackTransport(),
        retry_total=0,
    )


async def keys(graph, path):
    async with graph.http.get(graph.sandbox.url + path) as response:
        return jwt.PyJWKSet.from_dict(await response.json())


async def test_azure_identity_gets_a_token_that_graph_takes(graph):
    async with a_credential(graph.sandbox) as credential:
        token = await credential.get_token(GRAPH)
    graph.token = token.token

    assert (await graph.get("/organization"))["value"][0]["displayName"] == "Riverbank Trust"


async def test_azure_identity_reports_a_wrong_secret(graph):
    async with a_credential(graph.sandbox, secret="wrong") as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            await credential.get_token(GRAPH)


async def test_unknown_app_is_refused_as_entra_does(graph):
    url = f"{graph.sandbox.url}/{graph.sandbox.tenant_id}/oauth2/v2.0/token"
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y", "scope": GRAPH}
    async with graph.http.post(url, data=form) as response:
        body = await response.json()

    assert (response.status, body["error"], body["error_codes"]) == (401, "invalid_client", [700016])


async def test_token_is_signed_by_the_published_key_and_carries_the_roles(graph):
    published = await keys(graph, f"/{graph.sandbox.tenant_id}/discovery/v2.0/keys")
    header = jwt.get_unverified_header(graph.token)
    claims = jwt.decode(
        graph.token, published[header["kid"]], ["RS256"], audience="https://graph.microsoft.com"
    )

    assert (claims["tid"], claims["appid"]) == (graph.sandbox.tenant_id, "app")
    assert "Calendars.ReadWrite" in claims["roles"]
    assert claims["exp"] - claims["iat"] == 3600


async def test_openid_configuration_leads_to_the_keys(graph):
    url = f"{graph.sandbox.url}/{graph.sandbox.tenant_id}/v2.0/.well-known/openid-configuration"
    async with graph.http.get(url) as response:
        configuration = await response.json()

    assert configuration["jwks_uri"].endswith("/discovery/v2.0/keys")
    assert configuration["token_endpoint"].endswith("/oauth2/v2.0/token")


@pytest.mark.parametrize("token", ["", "garbage", None])
async def test_graph_refuses_without_a_good_token(graph, token):
    graph.token = token or ""
    status, body = await graph.call("GET", "/users")

    assert (status, body["error"]["code"]) == (401, "InvalidAuthenticationToken")


async def test_graph_refuses_a_token_for_the_bot(graph):
    graph.token = await graph.sign_in("app", "secret", BOT)
    status, _ = await graph.call("GET", "/users")

    assert status == 401


async def test_graph_refuses_an_expired_token(graph):
    claims = {"aud": "https://graph.microsoft.com", "appid": "app", "roles": [], "exp": int(time.time()) - 1}
    graph.token = graph.sandbox.state.entra.key.sign(claims)
    status, _ = await graph.call("GET", "/users")

    assert status == 401


async def test_graph_refuses_a_token_signed_by_somebody_else(graph):
    claims = jwt.decode(graph.token, options={"verify_signature": False})
    graph.token = graph.sandbox.state.entra.bot_key.sign(claims)
    status, _ = await graph.call("GET", "/users")

    assert status == 401


async def test_permission_that_was_not_granted_is_403(open_tenant, seed):
    apps = [{"client_id": "app", "client_secret": "secret", "roles": ["User.Read.All"]}]
    async with open_tenant(seed=seed(apps=apps)) as graph:
        answers = [
            await graph.call("GET", "/users"),
            await graph.call("POST", "/groups", {}),
            await graph.call("GET", "/users/teacher1@trust.example/events"),
        ]

    assert [status for status, _ in answers] == [200, 403, 403]
    assert answers[1][1]["error"]["code"] == "Authorization_RequestDenied"
    assert answers[2][1]["error"]["code"] == "ErrorAccessDenied"


async def test_bot_keys_are_endorsed_for_teams(graph):
    async with aiohttp.ClientSession() as http:
        async with http.get(
            f"{graph.sandbox.url}/botframework/v1/.well-known/openidconfiguration"
        ) as response:
            configuration = await response.json()
        async with http.get(configuration["jwks_uri"]) as response:
            published = await response.json()

    assert configuration["issuer"] == "https://api.botframework.com"
    assert [key["endorsements"] for key in published["keys"]] == [["msteams"]]
