"""Strict mode, and Microsoft's own client against the sandbox."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx
import pytest
from azure.core.credentials import AccessToken

from sandbox.graph.errors import GraphError
from sandbox.graph.strict import check_body

# Microsoft’s own modules warn when they are first imported.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EVENTS = "/users/codesign@trust.example/events"
PROPERTY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name codesignKey"
GROUP = {
    "displayName": "Maths",
    "mailNickname": "maths",
    "mailEnabled": True,
    "securityEnabled": False,
    "groupTypes": ["Unified"],
    "resourceBehaviorOptions": ["WelcomeEmailDisabled"],
    "members@odata.bind": ["https://graph.microsoft.com/v1.0/users/1"],
}
FOLDER = {"name": "M", "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
SUBSCRIPTION = {"changeType": "created", "notificationUrl": "http://x", "resource": "users",
                "expirationDateTime": "2026-11-28T00:00:00Z"}  # fmt: skip
INVITE = {"recipients": [{"email": "a@b.example"}], "roles": ["write"], "requireSignIn": True, "sendInvitation": False,
          "retainInheritedPermissions": False}  # fmt: skip


def full(event):
    return event(
        1,
        body={"contentType": "html", "content": "<p>x</p>"},
        location={"displayName": "Hall"},
        isOnlineMeeting=True,
        onlineMeetingProvider="teamsForBusiness",
        transactionId="7c9b2c9e-0000-4000-8000-000000000001",
        categories=["Co-design"],
        hideAttendees=False,
        reminderMinutesBeforeStart=15,
        singleValueExtendedProperties=[{"id": PROPERTY, "value": "maths:1"}],
    )


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ("group", GROUP),
        ("drive_item", FOLDER),
        ("subscription", SUBSCRIPTION),
        ("invite", INVITE),
        ("cancel", {"comment": "Flood"}),
        ("accept", {"comment": "Yes", "sendResponse": True}),
        ("reference_create", {"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/1"}),
        ("create_upload_session", {"item": {"@microsoft.graph.conflictBehavior": "replace"}}),
        ("send_mail", {"message": {"subject": "x", "toRecipients": []}, "saveToSentItems": False}),
        ("event", {"attendees": [], "subject": None}),
    ],
)
def test_good_body_is_taken(model, body):
    check_body(model, body)


def test_full_event_is_taken(event):
    check_body("event", full(event))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subjct": "x"}, "'subjct' does not exist"),
        ({"IsOnlineMeeting": True}, "'IsOnlineMeeting' does not exist"),
        ({"isOnlineMeeting": "true"}, "'isOnlineMeeting' has a value of the wrong type"),
        ({"start": "2027-01-12T16:00:00"}, "'start' has a value of the wrong type"),
        ({"onlineMeetingProvider": "teams"}, "'onlineMeetingProvider' has a value of the wrong type"),
        ({"location": {"displayNme": "Hall"}}, "'location/displayNme' does not exist"),
        (
            {"attendees": [{"emailAddress": {"adress": "x"}}]},
            "'attendees/emailAddress/adress' does not exist",
        ),
        ({"attendees": [{"type": "mandatory"}]}, "wrong type"),
        ({"categories": [1]}, "wrong type"),
        ({"member@odata.bind": ["x"]}, "'member@odata.bind' does not exist"),
    ],
)
def test_body_graph_would_refuse_is_refused(event, change, said):
    with pytest.raises(GraphError, match=said):
        check_body("event", {**full(event), **change})


def test_bind_with_an_underscore_is_refused():
    with pytest.raises(GraphError, match="'members@odata_bind' does not exist"):
        check_body("group", {"members@odata_bind": []})


async def test_strict_tenant_takes_the_good_and_refuses_the_bad(open_tenant, event):
    async with open_tenant(strict=True) as graph:
        good, _ = await graph.call("POST", EVENTS, full(event))
        bad, body = await graph.call("POST", EVENTS, event(hideAttendees="no"))

    assert (good, bad, body["error"]["code"]) == (201, 400, "RequestBodyRead")


class Granted:
    """A credential that has its token already."""

    def __init__(self, token):
        self._token = token

    async def get_token(self, *_scopes, **_options):
        return AccessToken(self._token, 4102444800)

    async def close(self):
        pass


@asynccontextmanager
async def microsofts_client(graph):
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from msgraph import GraphRequestAdapter, GraphServiceClient

    provider = AzureIdentityAuthenticationProvider(
        Granted(graph.token), scopes=["https://graph.microsoft.com/.default"], allowed_hosts=["127.0.0.1"]
    )
    # Its own HTTP client never closes its sockets; a plain one does.
    async with httpx.AsyncClient() as http:
        adapter = GraphRequestAdapter(provider, client=http)
        adapter.base_url = graph.sandbox.graph_url
        yield GraphServiceClient(request_adapter=adapter)


async def test_microsofts_client_reads_a_user_and_makes_an_event_and_a_folder(open_tenant):
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.drive_item import DriveItem
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.folder import Folder

    async with open_tenant(strict=True) as graph, microsofts_client(graph) as client:
        user = await client.users.by_user_id("teacher1@trust.example").get()
        made = await client.users.by_user_id("codesign@trust.example").events.post(
            Event(
                subject="Maths",
                is_online_meeting=True,
                start=DateTimeTimeZone(date_time="2027-01-12T16:00:00", time_zone="Europe/London"),
                end=DateTimeTimeZone(date_time="2027-01-12T17:00:00", time_zone="Europe/London"),
            )
        )
        site = await client.sites.by_site_id("trust.sharepoint.com:/sites/codesign").get()
        drive = await client.sites.by_site_id(site.id).drive.get()
        root = await client.drives.by_drive_id(drive.id).root.get()
        children = client.drives.by_drive_id(drive.id).items.by_drive_item_id(root.id).children
        folder = await children.post(DriveItem(name="Maths", folder=Folder()))
        listed = await children.get()

    assert user.display_name == "Teacher 1"
    assert made.online_meeting.join_url.startswith("https://teams.microsoft.com/l/meetup-join/")
    assert [item.id for item in listed.value] == [folder.id]


async def test_microsofts_client_understands_our_refusals(open_tenant):
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    async with open_tenant() as graph, microsofts_client(graph) as client:
        with pytest.raises(ODataError) as caught:
            await client.users.by_user_id("nobody").get()

    assert (caught.value.response_status_code, caught.value.error.code) == (404, "Request_ResourceNotFound")
