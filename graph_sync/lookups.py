"""The few typed questions that go through msgraph-sdk, the only module that knows it: subscriptions.

It is imported when first needed: it costs more than a second and a hundred megabytes, and its errors are turned into
sentences here so that no other module meets them. Bulk work takes the other road, `batch`.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from graph_sync.credentials import SCOPE
from graph_sync.errors import tell
from graph_sync.ports import Part, Reply
from graph_sync.subscriptions import Listed, Subscription, find_watching, make_urls
from trust.values import RefusedError

T = TypeVar("T")
TIMEOUT = 60.0


class MissingError(RefusedError):
    """What was asked about is not there."""


class Lookups:
    """Typed questions to one tenant. `requests` counts them."""

    def __init__(self, credential: Any, graph_url: str) -> None:
        self._credential, self._graph_url = credential, graph_url
        self._client: Any = None
        self._transport: Any = None
        self._opening = asyncio.Lock()
        self.requests = 0

    async def fetch_subscriptions(self) -> list[Listed]:
        """List every subscription of this app, whoever made it.

        Raises:
            RefusedError: It may not be read, or nothing answers.
        """
        client, doing = await self._fetch_client(), "Listing the subscriptions"
        page = await self._ask(client.subscriptions.get(), doing)
        rows = list(page.value or [])
        while page.odata_next_link:
            page = await self._ask(client.subscriptions.with_url(page.odata_next_link).get(), doing)
            rows += page.value or []
        return [
            Listed(
                id=row.id,
                resource=row.resource,
                url=row.notification_url or "",
                expires=row.expiration_date_time,
            )
            for row in rows
        ]

    async def create_subscription(
        self, resource: str, base_url: str, secret: str, expires: datetime
    ) -> Subscription:
        """Ask to be told of changes; Graph calls both addresses at once and expects them to answer.

        Raises:
            RefusedError: It is refused, our address did not answer, or nothing answers there.
        """
        client = await self._fetch_client()
        from msgraph.generated.models.subscription import Subscription as Model  # noqa: PLC0415

        watching = find_watching(resource)
        url, lifecycle_url = make_urls(base_url)
        model = Model(
            resource=resource,
            change_type=watching.changes,
            notification_url=url,
            lifecycle_notification_url=lifecycle_url,
            client_state=secret,
            expiration_date_time=expires.astimezone(UTC),
        )
        doing = f"Asking to be told of changes in {watching.what} ({resource})"
        made = await self._ask(client.subscriptions.post(model), doing, watching.permission)
        return Subscription(id=made.id, resource=resource, expires=made.expiration_date_time, secret=secret)

    async def renew_subscription(self, subscription: Subscription, expires: datetime) -> bool:
        """Move a subscription's end, which authorises it again too. False when it is gone. Raises RefusedError."""
        client = await self._fetch_client()
        from msgraph.generated.models.subscription import Subscription as Model  # noqa: PLC0415

        watching = find_watching(subscription.resource)
        later = Model(expiration_date_time=expires.astimezone(UTC))
        one = client.subscriptions.by_subscription_id(subscription.id)
        doing = f"Renewing the subscription to {watching.what} ({subscription.resource})"
        try:
            await self._ask(one.patch(later), doing, watching.permission)
        except MissingError:
            return False
        return True

    async def delete_subscription(self, subscription_id: str) -> None:
        """End a subscription; it may be gone already. Raises RefusedError."""
        client = await self._fetch_client()
        one = client.subscriptions.by_subscription_id(subscription_id)
        try:
            await self._call(one.delete(), "Ending a subscription")
        except MissingError:
            return

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.aclose()

    async def _fetch_client(self) -> Any:
        async with self._opening:
            if self._client is None:
                # In a thread: the import takes over a second, and requests may be under way.
                self._client, self._transport = await asyncio.to_thread(
                    _make_client, self._credential, self._graph_url
                )
        return self._client

    async def _ask(self, question: Awaitable[T | None], doing: str, permission: str = "") -> T:
        answer = await self._call(question, doing, permission)
        if answer is None:
            raise RefusedError(f"{doing} failed. Microsoft 365 answered with nothing.")
        return answer

    async def _call(self, question: Awaitable[T], doing: str, permission: str = "") -> T:
        import httpx  # noqa: PLC0415  (the SDK's own HTTP library)
        from kiota_abstractions.api_error import APIError  # noqa: PLC0415

        self.requests += 1
        try:
            return await question
        except APIError as error:
            raise _make_refusal(error, doing, permission) from None
        except httpx.HTTPError:
            raise RefusedError(f"{doing} failed. Microsoft 365 did not answer.") from None


def _make_refusal(error: Any, doing: str, permission: str) -> RefusedError:
    status = error.response_status_code or 0
    said = getattr(getattr(error, "error", None), "message", "") or ""
    reason = tell(Part("GET", "/subscriptions"), Reply(status, {"error": {"message": said}}))
    if status == 403 and permission:
        reason = f"Access is denied: the app needs {permission}."
    return (MissingError if status == 404 else RefusedError)(f"{doing} failed. {reason}")


def _make_client(credential: Any, graph_url: str) -> tuple[Any, Any]:
    # The generated code deprecates parts of itself and says so on every import.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"msgraph\.|kiota_")
    import httpx  # noqa: PLC0415
    from kiota_authentication_azure.azure_identity_authentication_provider import (  # noqa: PLC0415
        AzureIdentityAuthenticationProvider,
    )
    from msgraph.generated.models.subscription import Subscription as Model  # noqa: PLC0415
    from msgraph.graph_request_adapter import GraphRequestAdapter  # noqa: PLC0415
    from msgraph.graph_service_client import GraphServiceClient  # noqa: PLC0415
    from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # noqa: PLC0415

    # Reading the first answer would import a thousand models more, and nothing else be answered meanwhile.
    Model().get_field_deserializers()
    host = urlsplit(graph_url).hostname or ""
    provider = AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE], allowed_hosts=[host])
    # Ours to close: the SDK wraps the transport and then forgets to pass the closing on.
    transport = httpx.AsyncHTTPTransport()
    plain = httpx.AsyncClient(transport=transport, timeout=TIMEOUT)
    http = GraphClientFactory.create_with_default_middleware(client=plain)
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = graph_url
    return GraphServiceClient(request_adapter=adapter), transport
