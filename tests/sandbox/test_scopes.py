"""How far an app may reach: mailboxes by Exchange's scope, sites by their grants."""

from __future__ import annotations

import jwt
import pytest

SITE = "/sites/trust.sharepoint.com:/sites/codesign"
BOX, OTHER = "/users/codesign@trust.example", "/users/teacher1@trust.example"


def an_app(seed, **scope):
    app, bot = seed()["apps"]
    roles = [*app["roles"], "Sites.Selected"]
    control = {"client_id": "admin", "client_secret": "secret", "roles": ["Sites.FullControl.All"]}
    return seed(apps=[{**app, "roles": roles, **scope}, bot, control])


def grant(role, app="app"):
    return {"roles": [role], "grantedToIdentities": [{"application": {"id": app, "displayName": "Termtime"}}]}


async def test_app_reaches_only_the_mailboxes_of_its_scope(open_tenant, seed, event):
    async with open_tenant(seed=an_app(seed, mailboxes=["CODESIGN@trust.example"])) as graph:
        user = graph.sandbox.state.directory.by_address["codesign@trust.example"]
        mine = [
            (await graph.call("POST", f"{BOX}/events", event(1)))[0],
            (await graph.call("GET", f"/users/{user}/events"))[0],
        ]
        others = [
            await graph.call("POST", f"{OTHER}/events", event(2)),
            await graph.call("GET", f"/users/{graph.user_id(1)}/calendar"),
            await graph.call("POST", f"{OTHER}/sendMail", {"message": {}}),
        ]
        directory, _ = await graph.call("GET", OTHER)

    assert (mine, directory) == ([201, 200], 200)
    assert [(status, body["error"]["code"]) for status, body in others] == [(403, "ErrorAccessDenied")] * 3


async def test_scope_brings_its_own_permission_for_calendars(open_tenant, seed, event):
    raw = an_app(seed, mailboxes=["codesign@trust.example"], roles=["User.Read.All"])
    async with open_tenant(seed=raw) as graph:
        claims = jwt.decode(graph.token, options={"verify_signature": False})
        answers = [
            (await graph.call("POST", f"{BOX}/events", event(1)))[0],
            (await graph.call("POST", f"{BOX}/sendMail", {"message": {}}))[0],
            (await graph.call("GET", f"{OTHER}/events"))[0],
        ]

    assert (claims["roles"], answers) == (["User.Read.All"], [201, 403, 403])


async def test_app_without_a_scope_reaches_every_mailbox(graph):
    assert (await graph.call("GET", f"{OTHER}/events"))[0] == 200


@pytest.mark.parametrize(
    ("sites", "reading", "writing"),
    [(None, 200, 201), ({"/sites/codesign": "write"}, 200, 201), ({"/sites/codesign": "read"}, 200, 403), ({}, 403, 403)],
    ids=["everything", "write", "read", "nothing"],
)  # fmt: skip
async def test_site_opens_as_far_as_it_was_granted(open_tenant, seed, sites, reading, writing):
    async with open_tenant(seed=an_app(seed, sites=sites)) as graph:
        (drive,) = graph.sandbox.state.sites.drives
        answers = [
            await graph.call("GET", SITE),
            await graph.call("GET", f"{SITE}:/drive"),
            await graph.call("GET", f"/drives/{drive}/root/delta"),
            await graph.call("POST", f"/drives/{drive}/root/children", {"name": "Maths", "folder": {}}),
            await graph.call("PUT", f"/drives/{drive}/root:/a.txt:/content", b"x"),
        ]

    assert [status for status, _ in answers] == [reading] * 3 + [writing] * 2
    refusals = {body["error"]["code"] for status, body in answers if status == 403}
    assert refusals == ({"accessDenied"} if 403 in (reading, writing) else set())


async def test_app_with_full_control_grants_a_site_and_sees_the_grants(open_tenant, seed):
    async with open_tenant(seed=an_app(seed, sites={})) as graph:
        mine, site_id = graph.token, next(iter(graph.sandbox.state.sites.by_id))
        before = await graph.call("POST", f"/sites/{site_id}/permissions", grant("write"))
        graph.token = await graph.sign_in("admin")
        none = await graph.get(f"/sites/{site_id}/permissions")
        made = await graph.post(f"/sites/{site_id}/permissions", grant("read"))
        await graph.post(f"/sites/{site_id}/permissions", grant("write"))
        (one,) = (await graph.get(f"/sites/{site_id}/permissions"))["value"]
        wrong = [
            await graph.call("POST", f"/sites/{site_id}/permissions", body)
            for body in (grant("king"), grant("read", "nobody"), {"roles": ["read"]})
        ]
        graph.token = mine
        after, _ = await graph.call("GET", SITE)

    assert (before[0], none["value"], after) == (403, [], 200)
    assert one == {**made, "roles": ["write"]}
    assert one["grantedToIdentitiesV2"] == [{"application": {"id": "app", "displayName": "Termtime"}}]
    assert [status for status, _ in wrong] == [400, 400, 400]


async def test_grant_given_over_graph_is_there_in_the_next_run(open_tenant, seed, tmp_path):
    options = {"seed": an_app(seed, sites={}), "state_file": tmp_path / "tenant.json"}
    async with open_tenant(**options) as graph:
        site_id = next(iter(graph.sandbox.state.sites.by_id))
        graph.token = await graph.sign_in("admin")
        await graph.post(f"/sites/{site_id}/permissions", grant("read"))
    async with open_tenant(**options) as graph:
        assert (await graph.call("GET", SITE))[0] == 200
