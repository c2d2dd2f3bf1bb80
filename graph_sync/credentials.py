"""Signing in: which azure-identity credential the settings ask for, one and no other.

Nothing is tried in turn: a wrong secret must not end in somebody's own sign-in. A sandbox is signed in to through the
same class as Entra, with a transport that reaches this machine without TLS and no other machine at all.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from graph_sync.batch import PRODUCTION, check_graph_url, is_loopback
from graph_sync.limits import SHAREPOINT_UNITS
from trust.values import RefusedError

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline.transport import AioHttpTransport

SCOPE = "https://graph.microsoft.com/.default"
ENTRA = "login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """How to reach a tenant and sign in to it. Exactly one of secret, certificate, managed or workload is given.

    Attributes:
        tenant_id: The tenant.
        client_id: The app registration, or a user-assigned managed identity's.
        client_secret: Kept out of every repr.
        certificate: A PEM file with key and certificate.
        certificate_password: Its password, if it has one.
        managed_identity: Use the identity of the machine.
        workload_identity: Use the identity Kubernetes gave the pod.
        authority: Entra's host, or a sandbox's host and port.
        graph_url: Graph v1.0, or a sandbox's.
        sharepoint_units: What SharePoint grants this app in a minute; Microsoft's figure for the tenant's size.
    """

    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    certificate: str = ""
    certificate_password: str = field(default="", repr=False)
    managed_identity: bool = False
    workload_identity: bool = False
    authority: str = ENTRA
    graph_url: str = PRODUCTION
    sharepoint_units: int = SHAREPOINT_UNITS


def make_credential(settings: GraphSettings) -> AsyncTokenCredential:
    """Make the credential the settings ask for.

    Raises:
        RefusedError: They ask for none, for two, or half of one; or what they name cannot be used.
    """
    check_settings(settings)
    # Azure's loggers would print refused sign-ins on standard error; what matters of them is told in a sentence.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    try:
        return _make_credential(settings)
    except (OSError, ValueError):
        # Not in the library's words, which may quote the file.
        if settings.certificate:
            msg = f"The certificate {settings.certificate} cannot be read, or is no PEM file with its key."
            raise RefusedError(msg) from None
        raise RefusedError("This machine or pod was given no identity to sign in with.") from None


def _make_credential(settings: GraphSettings) -> AsyncTokenCredential:
    from azure.identity import aio as identity  # noqa: PLC0415  (costs 200 ms, and only a real sync signs in)

    if settings.managed_identity:
        return identity.ManagedIdentityCredential(client_id=settings.client_id or None)
    if settings.workload_identity:
        return identity.WorkloadIdentityCredential(
            tenant_id=settings.tenant_id or None, client_id=settings.client_id or None
        )
    options = _make_options(settings.authority)
    if settings.certificate:
        return identity.CertificateCredential(
            settings.tenant_id, settings.client_id, settings.certificate,
            password=settings.certificate_password or None, **options,
        )  # fmt: skip
    return identity.ClientSecretCredential(
        settings.tenant_id, settings.client_id, settings.client_secret, **options
    )


class SignIn:
    """A sign-in that lasts; azure-identity keeps its token until shortly before it expires."""

    def __init__(self, settings: GraphSettings) -> None:
        self.credential = make_credential(settings)

    async def fetch_token(self) -> str:
        """Fetch a token for Graph.

        Raises:
            RefusedError: Entra refuses, or does not answer.
        """
        from azure.core.exceptions import AzureError, ClientAuthenticationError  # noqa: PLC0415

        try:
            return (await self.credential.get_token(SCOPE)).token
        except ClientAuthenticationError as error:
            said = (error.message or "").split("\n", maxsplit=1)[0].strip()
            msg = f"Microsoft 365 refused the sign-in; check the tenant, the app and its secret or certificate. ({said})"
            raise RefusedError(msg) from None
        except AzureError:
            msg = "The sign-in of Microsoft 365 does not answer."
            raise RefusedError(msg) from None

    async def close(self) -> None:
        """Close the connections."""
        await self.credential.close()


def check_settings(settings: GraphSettings) -> None:
    """Refuse settings that cannot sign in, or that would send a token somewhere it does not belong."""
    check_graph_url(settings.graph_url)
    address = settings.authority
    host = urlsplit(address if "//" in address else f"//{address}").hostname
    if settings.authority.startswith("http://") and not is_loopback(host):
        msg = f"The sign-in address {settings.authority} must be https, or a sandbox on this machine."
        raise RefusedError(msg)
    if is_loopback(host) is (settings.graph_url.rstrip("/") == PRODUCTION):
        msg = "The sign-in and the Graph address must both be Microsoft's or both be the sandbox's."
        raise RefusedError(msg)
    ways = {
        "a client secret": bool(settings.client_secret),
        "a certificate": bool(settings.certificate),
        "managed identity": settings.managed_identity,
        "workload identity": settings.workload_identity,
    }
    given = [name for name, there in ways.items() if there]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        msg = (
            f"Signing in to Microsoft 365 needs exactly one of {', '.join(ways)}; the settings give {found}."
        )
        raise RefusedError(msg)
    if not settings.managed_identity and not settings.workload_identity:
        for name, value in (("tenant id", settings.tenant_id), ("client id", settings.client_id)):
            if not value:
                msg = f"Signing in to Microsoft 365 with {given[0]} needs the {name}."
                raise RefusedError(msg)


def _make_options(authority: str) -> dict[str, Any]:
    host = authority.removeprefix("https://").removeprefix("http://").rstrip("/")
    if not is_loopback(urlsplit(f"//{host}").hostname):
        return {"authority": host}
    # There is nothing to discover about a sandbox, and asking would reach for the internet.
    return {
        "authority": f"https://{host}",
        "disable_instance_discovery": True,
        "transport": _make_loopback_transport(),
    }


def _make_loopback_transport() -> AioHttpTransport:
    from azure.core.pipeline.transport import AioHttpTransport  # noqa: PLC0415

    class LoopbackTransport(AioHttpTransport):  # type: ignore[misc]
        """Sends https requests for this machine as http, and refuses all others."""

        async def send(self, request: Any, **config: Any) -> Any:
            url = urlsplit(request.url)
            if not is_loopback(url.hostname):
                msg = f"A sandbox's sign-in led to {url.hostname}, which is not this machine."
                raise RefusedError(msg)
            request.url = urlunsplit(url._replace(scheme="http"))
            return await super().send(request, **config)

    return LoopbackTransport()
