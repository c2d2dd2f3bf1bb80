"""Signing in, the typed questions, and the sentences people read when something is wrong."""

from __future__ import annotations

import subprocess
import sys

import aiohttp
import pytest
from builders import NOW, a_trust, some_settings

from graph_sync.batch import BatchClient, check_graph_url
from graph_sync.credentials import GraphSettings, check_settings, make_credential
from graph_sync.place import read_library_id, read_mailboxes
from graph_sync.ports import Part
from graph_sync.tenant import open_tenant
from trust.values import RefusedError

SECRET = {"tenant_id": "t", "client_id": "c", "client_secret": "s"}
SANDBOX = {"authority": "127.0.0.1:9", "graph_url": "http://127.0.0.1:9/v1.0"}


async def test_a_wrong_secret_is_one_sentence(open_office, settings_of):
    async with open_office(a_trust()) as office:
        with pytest.raises(
            RefusedError, match="Microsoft 365 refused the sign-in; check the tenant, the app"
        ) as refusal:
            async with open_tenant(settings_of(office, client_secret="wrong-one")):
                pass

    assert "wrong-one" not in str(refusal.value)


async def test_a_sign_in_that_does_not_answer_is_one_sentence(unused_tcp_port):
    settings = GraphSettings(**SECRET, authority=f"127.0.0.1:{unused_tcp_port}",
                             graph_url=f"http://127.0.0.1:{unused_tcp_port}/v1.0")  # fmt: skip
    with pytest.raises(RefusedError, match=r"^The sign-in of Microsoft 365 does not answer\.$"):
        async with open_tenant(settings):
            pass


async def test_a_site_or_mailbox_that_is_not_there_is_named(open_office):
    elsewhere = some_settings().microsoft365.model_copy(update={"site_path": "/sites/elsewhere"})
    async with open_office(a_trust()) as office:
        with pytest.raises(
            RefusedError, match=r"nothing of the site fernvale\.sharepoint\.com/sites/elsewhere"
        ):
            await read_library_id(office.tenant, None, elsewhere, NOW)
        with pytest.raises(RefusedError, match=r"nothing of the mailbox nobody@fernvale\.example"):
            await read_mailboxes(office.tenant, None, ["nobody@fernvale.example"], NOW)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("Sites.Selected", r"the app needs Sites\.Selected with a read role on the site"),
        ("Calendars.ReadWrite", r"the app needs Calendars\.Read for the organiser's mailbox"),
        ("User.Read.All", r"so nothing was changed\. Access is denied: the app needs User\.Read\.All\."),
    ],
)
async def test_a_missing_permission_is_named(open_office, year, missing, sentence):
    roles = {
        "Calendars.ReadWrite",
        "Group.Create",
        "GroupMember.ReadWrite.All",
        "User.Read.All",
        "Sites.Selected",
    }
    async with open_office(year.trust, roles=roles - {missing}) as office:
        with pytest.raises(RefusedError, match=sentence):
            await office.sync(year)


@pytest.mark.parametrize(
    "url", ["http://graph.microsoft.com/v1.0", "https://graph.example/v1.0", "http://10.0.0.8/v1.0"]
)
def test_tokens_go_to_graph_or_this_machine_only(url):
    with pytest.raises(RefusedError, match="The Graph address must be"):
        check_graph_url(url)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "exactly one of .* the settings give none"),
        (SECRET | {"managed_identity": True}, "the settings give a client secret and managed identity"),
        (SECRET | {"client_id": ""}, "with a client secret needs the client id"),
        (
            SECRET | SANDBOX | {"authority": "http://login.example"},
            "must be https, or a sandbox on this machine",
        ),
        (SECRET | {"authority": "127.0.0.1:9"}, "must both be Microsoft's or both be the sandbox's"),
    ],
)
def test_settings_that_cannot_sign_in_are_refused(fields, sentence):
    with pytest.raises(RefusedError, match=sentence):
        check_settings(GraphSettings(**fields))


def test_no_repr_shows_a_secret():
    settings = GraphSettings(**SECRET | {"client_secret": "hush", "certificate_password": "hush-too"})

    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (SECRET, "ClientSecretCredential"),
        (SECRET | SANDBOX, "ClientSecretCredential"),
        ({"managed_identity": True}, "ManagedIdentityCredential"),
    ],
)
async def test_the_settings_choose_the_credential(fields, name):
    credential = make_credential(GraphSettings(**fields))
    await credential.close()

    assert type(credential).__name__ == name


async def test_a_server_that_is_gone_is_no_answer_after_seven_tries(unused_tcp_port):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    async def token():
        return "t"

    async with aiohttp.ClientSession() as session:
        client = BatchClient(
            session, token, f"http://127.0.0.1:{unused_tcp_port}/v1.0", sleep=sleep, dice=lambda: 1.0
        )
        reply = await client.request(Part("GET", "/users"))
        await client.close()

    assert (reply.status, client.requests, slept) == (0, 7, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0])


def test_the_bulk_road_needs_neither_the_sdk_nor_what_it_is_built_on():
    code = "import sys, graph_sync.tenant; print({'msgraph', 'kiota_abstractions', 'httpx'} & sys.modules.keys())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "module", ["graph_sync.plan", "graph_sync.render", "graph_sync.desired", "graph_sync.sync"]
)
def test_planning_and_showing_a_plan_load_no_vendor_library(module):
    code = f"import sys, {module}; print(sorted({{'msgraph', 'azure', 'docx', 'httpx', 'aiohttp'}} & sys.modules.keys()))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("content", [None, b"not a key"])
def test_a_certificate_that_is_not_there_or_is_none_is_told_in_a_sentence(tmp_path, content):
    path = tmp_path / "app.pem"
    if content is not None:
        path.write_bytes(content)
    settings = GraphSettings(tenant_id="t", client_id="c", certificate=str(path))

    with pytest.raises(RefusedError, match=f"The certificate {path} cannot be read, or is no PEM file"):
        make_credential(settings)
