"""The few typed questions that go through msgraph-sdk, the only module that knows it.

It is imported when first needed: it costs more than a second and a hundred megabytes, and its errors are turned into
sentences here so that no other module meets them. Bulk work takes the other road, `batch`.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from graph_sync.credentials import SCOPE
from graph_sync.errors import tell
from graph_sync.ports import Part, Place, Reply
from trust.settings import Microsoft365
from trust.values import RefusedError

T = TypeVar("T")
TEAMS = "teamsForBusiness"
TIMEOUT = 60.0


class Lookups:
    """Typed questions to one tenant. `requests` counts them."""

    def __init__(self, credential: Any, graph_url: str) -> None:
        self._credential, self._graph_url = credential, graph_url
        self._client: Any = None
        self._transport: Any = None
        self.requests = 0

    async def fetch_place(self, where: Microsoft365) -> Place:
        """Find the site's document library and the organiser's calendar.

        Raises:
            RefusedError: The site or the mailbox is not there or may not be used, or nothing answers.
        """
        client = await self._fetch_client()
        site = f"{where.site_host}:{where.site_path}:"
        drive, calendar = await asyncio.gather(
            self._ask(
                client.sites.by_site_id(site).drive.get(),
                f"/sites/{site}/drive",
                f"the site {where.site_host}{where.site_path}",
            ),
            self._ask(
                client.users.by_user_id(where.organiser).calendar.get(),
                f"/users/{where.organiser}/calendar",
                f"the mailbox {where.organiser}",
            ),
        )
        teams = [str(getattr(one, "value", one)) for one in calendar.allowed_online_meeting_providers or []]
        return Place(drive.id, where.organiser, where.list_prefix, TEAMS in teams)

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.aclose()

    async def _fetch_client(self) -> Any:
        if self._client is None:
            # In a thread: the import takes over a second, and requests may be under way.
            self._client, self._transport = await asyncio.to_thread(
                _make_client, self._credential, self._graph_url
            )
        return self._client

    async def _ask(self, question: Awaitable[T | None], path: str, what: str) -> T:
        import httpx  # noqa: PLC0415  (the SDK's own HTTP library)
        from kiota_abstractions.api_error import APIError  # noqa: PLC0415

        self.requests += 1
        try:
            answer = await question
        except APIError as error:
            raise RefusedError(_tell(error, path, what)) from None
        except httpx.HTTPError:
            msg = f"{what.capitalize()} cannot be looked up: Microsoft 365 does not answer."
            raise RefusedError(msg) from None
        if answer is None:
            msg = f"{what.capitalize()} cannot be looked up: Microsoft 365 answered with nothing."
            raise RefusedError(msg)
        return answer


def _tell(error: Any, path: str, what: str) -> str:
    status = error.response_status_code or 0
    if status == 404:
        return f"Microsoft 365 knows nothing of {what}; check the name in trust.yaml."
    detail = getattr(getattr(error, "error", None), "message", "") or ""
    reason = tell(Part("GET", path), Reply(status, {"error": {"message": detail}}))
    return f"Looking up {what} failed. {reason}"


def _make_client(credential: Any, graph_url: str) -> tuple[Any, Any]:
    # The generated code deprecates parts of itself and says so on every import.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"msgraph\.|kiota_")
    import httpx  # noqa: PLC0415
    from kiota_authentication_azure.azure_identity_authentication_provider import (  # noqa: PLC0415
        AzureIdentityAuthenticationProvider,
    )
    from msgraph.graph_request_adapter import GraphRequestAdapter  # noqa: PLC0415
    from msgraph.graph_service_client import GraphServiceClient  # noqa: PLC0415
    from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # noqa: PLC0415

    host = urlsplit(graph_url).hostname or ""
    provider = AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE], allowed_hosts=[host])
    # Ours to close: the SDK wraps the transport and then forgets to pass the closing on.
    transport = httpx.AsyncHTTPTransport()
    plain = httpx.AsyncClient(transport=transport, timeout=TIMEOUT)
    http = GraphClientFactory.create_with_default_middleware(client=plain)
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = graph_url
    return GraphServiceClient(request_adapter=adapter), transport
