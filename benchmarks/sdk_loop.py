"""The same writes with msgraph-sdk, one after another: what a competent developer writes first.

Lists with their members, a folder for every meeting and an event with a `transactionId` for each. It looks up the
people and the library, and nothing else: it knows nothing of what is there already, keeps no account, and cannot be
run twice.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import httpx

from benchmarks.sync_processes import Figures, Job, Meter
from benchmarks.sync_trusts import NOW, make_year
from graph_sync.credentials import SCOPE, GraphSettings, make_credential
from termtime.app import make_graph_settings
from termtime.sandboxing import make_sandbox_settings
from trust.groups import Group as TrustGroup
from trust.horizon import find_horizon
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.people import Person
from trust.year import Year

# The generated code deprecates parts of itself and says so on every import.
warnings.filterwarnings("ignore", category=DeprecationWarning)

from kiota_authentication_azure.azure_identity_authentication_provider import (  # noqa: E402
    AzureIdentityAuthenticationProvider,
)
from msgraph.generated.models.attendee import Attendee  # noqa: E402
from msgraph.generated.models.attendee_type import AttendeeType  # noqa: E402
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone  # noqa: E402
from msgraph.generated.models.drive_item import DriveItem  # noqa: E402
from msgraph.generated.models.email_address import EmailAddress  # noqa: E402
from msgraph.generated.models.event import Event  # noqa: E402
from msgraph.generated.models.folder import Folder  # noqa: E402
from msgraph.generated.models.group import Group  # noqa: E402
from msgraph.generated.models.item_body import ItemBody  # noqa: E402
from msgraph.generated.models.location import Location  # noqa: E402
from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType  # noqa: E402
from msgraph.graph_request_adapter import GraphRequestAdapter  # noqa: E402
from msgraph.graph_service_client import GraphServiceClient  # noqa: E402
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # noqa: E402

DIRECTORY = "https://graph.microsoft.com/v1.0/directoryObjects/"
AT_ONCE = 20
ZONE = "Europe/London"


async def run(job: Job) -> Figures:
    """Write a trust's lists, folders and events into an empty tenant."""
    year = make_year(job.shape, job.step)
    settings = make_graph_settings(make_sandbox_settings(year.trust, job.sandbox_url))
    credential = make_credential(settings)
    try:
        await credential.get_token(SCOPE)
        async with httpx.AsyncHTTPTransport() as transport:
            client = _make_client(settings, credential, transport)
            meter = Meter()
            await _write(client, year)
            return meter.read()
    finally:
        await credential.close()


async def _write(client: GraphServiceClient, year: Year) -> None:
    accounts = await _fetch_accounts(client)
    for group in year.trust.groups:
        await _make_list(client, year, group, accounts)
    horizon = find_horizon(year.trust, NOW)
    due = [m for m in year.meetings if m.starts > NOW and horizon and m.starts.date() <= horizon]
    await _make_folders(client, year, due)
    for meeting in due:
        await _make_event(client, year, meeting)


async def _fetch_accounts(client: GraphServiceClient) -> dict[str, str]:
    page = await client.users.get()
    accounts: dict[str, str] = {}
    while page:
        accounts |= {str(u.user_principal_name).lower(): str(u.id) for u in page.value or ()}
        page = await client.users.with_url(page.odata_next_link).get() if page.odata_next_link else None
    return accounts


async def _make_list(
    client: GraphServiceClient, year: Year, group: TrustGroup, accounts: Mapping[str, str]
) -> None:
    day, nickname = NOW.date(), year.trust.settings.microsoft365.list_prefix + group.id
    owners = {p.upn for held in find_officers(year.trust, group, day).values() for p in held}
    links = [DIRECTORY + accounts[p.upn] for p in find_members(year.trust, group, day)]
    first = AT_ONCE - len(owners)
    made = await client.groups.post(
        Group(
            display_name=group.name,
            mail_nickname=nickname,
            mail_enabled=True,
            security_enabled=False,
            group_types=["Unified"],
            visibility="Private",
            additional_data={
                "owners@odata.bind": [DIRECTORY + accounts[upn] for upn in sorted(owners)],
                "members@odata.bind": links[:first],
            },
        )
    )
    assert made is not None
    assert made.id
    for start in range(first, len(links), AT_ONCE):
        more = Group(additional_data={"members@odata.bind": links[start : start + AT_ONCE]})
        await client.groups.by_group_id(made.id).patch(more)


async def _make_folders(client: GraphServiceClient, year: Year, due: list[Meeting]) -> None:
    where = year.trust.settings.microsoft365
    drive = await client.sites.by_site_id(f"{where.site_host}:{where.site_path}:").drive.get()
    assert drive is not None
    assert drive.id
    made = {"": "root"}
    for meeting in due:
        steps = meeting.key.split("/")
        names = [*steps[:-1], f"{meeting.starts.date()} {meeting.title}"]
        for depth, name in enumerate(names):
            path = "/".join(steps[: depth + 1])
            if path not in made:
                above = client.drives.by_drive_id(drive.id).items.by_drive_item_id(
                    made["/".join(steps[:depth])]
                )
                item = DriveItem(
                    name=name, folder=Folder(), additional_data={"@microsoft.graph.conflictBehavior": "fail"}
                )
                found = await above.children.post(item)
                assert found is not None
                assert found.id
                made[path] = found.id


async def _make_event(client: GraphServiceClient, year: Year, meeting: Meeting) -> None:
    group = year.trust.group_by_id[meeting.group]
    people = find_members(year.trust, group, meeting.starts.date())
    event = Event(
        subject=f"{group.name}: {meeting.title}",
        start=DateTimeTimeZone(date_time=f"{meeting.starts:%Y-%m-%dT%H:%M:%S}", time_zone=ZONE),
        end=DateTimeTimeZone(date_time=f"{meeting.ends:%Y-%m-%dT%H:%M:%S}", time_zone=ZONE),
        location=Location(display_name="Microsoft Teams meeting"),
        body=ItemBody(content="This meeting is part of the co-design year."),
        attendees=[_make_attendee(person) for person in people],
        is_online_meeting=True,
        online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
        transaction_id=str(uuid5(NAMESPACE_URL, meeting.key)),
    )
    organiser = year.trust.settings.microsoft365.organiser
    await client.users.by_user_id(organiser).events.post(event)


def _make_attendee(person: Person) -> Attendee:
    address = EmailAddress(address=person.upn, name=person.name)
    return Attendee(email_address=address, type=AttendeeType.Required)


def _make_client(
    settings: GraphSettings, credential: object, transport: httpx.AsyncBaseTransport
) -> GraphServiceClient:
    host = urlsplit(settings.graph_url).hostname or ""
    provider = AzureIdentityAuthenticationProvider(credential, scopes=[SCOPE], allowed_hosts=[host])  # type: ignore[arg-type]
    http = GraphClientFactory.create_with_default_middleware(client=httpx.AsyncClient(transport=transport))
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = settings.graph_url
    return GraphServiceClient(request_adapter=adapter)
