"""A running tenant and a small client for it, for every test of the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox, running_sandbox

ROLES = [
    "Calendars.ReadWrite",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "Mail.Send",
    "Organization.Read.All",
    "Sites.ReadWrite.All",
    "User.Read.All",
]
TENANT = "11111111-2222-4333-8444-555555555555"


def a_seed(people: int = 6, **more: Any) -> dict[str, Any]:
    """Describe a small trust: an organiser, some teachers, one guest."""
    teachers = [
        {
            "userPrincipalName": f"teacher{i}@trust.example",
            "displayName": f"Teacher {i}",
            "givenName": "Teacher",
            "surname": f"N{i}",
            "jobTitle": "Teacher of mathematics",
            "companyName": "Ashdown Primary",
        }
        for i in range(1, people + 1)
    ]
    return {
        "tenant": {"id": TENANT, "domain": "trust.example", "display_name": "Riverbank Trust"},
        "apps": [
            {"client_id": "app", "client_secret": "secret", "roles": ROLES},
            {"client_id": "bot-app", "client_secret": "bot-secret", "roles": []},
        ],
        "users": [
            {"userPrincipalName": "codesign@trust.example", "displayName": "Co-design"},
            *teachers,
            {
                "userPrincipalName": "guest_council#EXT#@trust.example",
                "displayName": "Guest",
                "mail": "guest@council.example",
                "userType": "Guest",
            },
        ],
        "sites": [
            {"hostname": "trust.sharepoint.com", "path": "/sites/codesign", "displayName": "Co-design site"}
        ],
        "bot": {"app_id": "bot-app", "name": "Termtime"},
        **more,
    }


@dataclass
class Clock:
    """A clock that goes when it is told."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Client:
    """Calls Graph with a token and returns (status, body)."""

    sandbox: Sandbox
    http: aiohttp.ClientSession
    clock: Clock
    token: str = ""

    async def sign_in(self, client_id: str = "app", secret: str = "secret", scope: str | None = None) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
            "scope": scope or "https://graph.microsoft.com/.default",
        }
        url = f"{self.sandbox.url}/{self.sandbox.tenant_id}/oauth2/v2.0/token"
        async with self.http.post(url, data=form) as response:
            return str((await response.json())["access_token"])

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        status, answer, _ = await self.call_fully(method, path, body, **headers)
        return status, answer

    async def call_fully(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = path if path.startswith("http") else self.sandbox.graph_url + path
        data = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        async with self.http.request(
            method, url, headers={"Authorization": f"Bearer {self.token}", **named}, **data
        ) as response:
            is_json = response.content_type == "application/json"
            answer = await response.json() if is_json else await response.read()
            return response.status, answer, response.headers

    async def get(self, path: str, **headers: str) -> Any:
        status, body = await self.call("GET", path, **headers)
        assert status == 200, body
        return body

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        status, answer = await self.call("POST", path, body, **headers)
        assert status in (200, 201, 202, 204), answer
        return answer

    async def patch(self, path: str, body: Any, **headers: str) -> Any:
        status, answer = await self.call("PATCH", path, body, **headers)
        assert status in (200, 201, 204), answer
        return answer

    def user_id(self, number: int) -> str:
        return str(self.sandbox.state.directory.by_address[f"teacher{number}@trust.example"])

    def kinds(self, number: int) -> list[str]:
        """Return the kinds of mail in a teacher's inbox, in order."""
        return [mail.kind for mail in self.sandbox.mails(f"teacher{number}@trust.example")]


@asynccontextmanager
async def a_tenant(
    people: int = 6, seed: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Client]:
    clock = options.pop("now", None) or Clock()
    async with (
        running_sandbox(seed or a_seed(people), now=clock, **options) as sandbox,
        aiohttp.ClientSession() as http,
    ):
        client = Client(sandbox, http, clock)
        client.token = await client.sign_in()
        yield client


@pytest.fixture
async def graph() -> AsyncIterator[Client]:
    async with a_tenant() as client:
        yield client


@pytest.fixture
def open_tenant() -> Callable[..., AbstractAsyncContextManager[Client]]:
    return a_tenant


@pytest.fixture
def seed() -> Callable[..., dict[str, Any]]:
    return a_seed


@pytest.fixture
def event() -> Callable[..., dict[str, Any]]:
    """Return a builder of event bodies: `event(1, 2, subject="…")` invites teachers 1 and 2."""

    def build(*teachers: int, start: str = "2027-01-12T15:45:00", **more: Any) -> dict[str, Any]:
        end = (datetime.fromisoformat(start) + timedelta(minutes=75)).isoformat()
        return {
            "subject": "Mathematics co-design",
            "start": {"dateTime": start, "timeZone": "Europe/London"},
            "end": {"dateTime": end, "timeZone": "Europe/London"},
            "attendees": [
                {
                    "type": "required",
                    "emailAddress": {"address": f"teacher{n}@trust.example", "name": f"Teacher {n}"},
                }
                for n in teachers
            ],
            **more,
        }

    return build
