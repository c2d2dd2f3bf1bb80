"""The examination of a tenant, over HTTP against a sandbox whose installation is right, or wrong in one way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import jwt
import pytest
from builders import NOW, a_group, a_person, a_trust, some_settings

from graph_sync.credentials import GraphSettings
from graph_sync.doctor import Check, Finding, State, examine, guard
from graph_sync.doctor.case import App
from graph_sync.doctor.directory import judge_lists
from graph_sync.doctor.examination import judge_subscriptions
from graph_sync.doctor.mailboxes import judge_organisers, judge_others
from graph_sync.doctor.sign_in import NEEDS, Hello, judge_clock, judge_permissions, judge_sign_in, read_claims
from graph_sync.ports import Reply
from sandbox.graph.directory.state import Group
from sandbox.server import Sandbox, running_sandbox
from trust.groups import Office, Officer
from trust.settings import Organiser
from trust.year import Trust

APP, TENANT_ID = "0d5e5c1e-8d1f-4b6e-9a51-0c9b5c2a7e10", "8c5f8a0e-3c51-4f0f-9a0b-7f2f6a4f1d11"
SECRET = "s3cret-of-the-sandbox"
ORGANISER, SITE = "codesign@fernvale.example", "/sites/codesign"
ROLES = tuple(need.permission for need in NEEDS if not need.optional)
HOOK = "https://termtime.fernvale.example"
OK, UNKNOWN, WARNING, BROKEN = State.OK, State.UNKNOWN, State.WARNING, State.BROKEN


def a_seed(trust: Trust, **app: Any) -> dict[str, Any]:
    """A tenant in which nothing is wrong: calendars by Exchange's scope, one site granted for writing."""
    return {
        "tenant": {"id": TENANT_ID, "domain": "fernvale.example"},
        "apps": [{"client_id": APP, "client_secret": SECRET, "roles": list(ROLES), "mailboxes": [ORGANISER],
                  "sites": {SITE: "write"}} | app],
        "users": [
            *({"userPrincipalName": p.upn, "displayName": p.name} for p in trust.people),
            {"userPrincipalName": ORGANISER, "displayName": "Co-design"},
        ],
        "sites": [{"hostname": "fernvale.sharepoint.com", "path": SITE}],
    }  # fmt: skip


def settings_of(sandbox: Sandbox, **fields: Any) -> GraphSettings:
    return GraphSettings(**{
        "tenant_id": TENANT_ID, "client_id": APP, "client_secret": SECRET,
        "authority": sandbox.authority, "graph_url": sandbox.graph_url,
    } | fields)  # fmt: skip


async def no_wait(_seconds: float) -> None: ...


async def look_at(
    sandbox: Sandbox,
    trust: Trust | None,
    ours: datetime = NOW,
    settings: GraphSettings | None = None,
    **how: Any,
) -> dict[str, Check]:
    checks = await examine(settings or settings_of(sandbox), trust, lambda: ours, sleep=no_wait, **how)
    return {check.name: check for check in checks}


async def look(
    trust: Trust | None = None, *, seed: dict[str, Any] | None = None, **how: Any
) -> dict[str, Check]:
    """Examine a sandbox seeded for a trust."""
    trust = trust or a_trust()
    async with running_sandbox(seed or a_seed(trust), strict=True, now=lambda: NOW) as sandbox:
        return await look_at(sandbox, trust, **how)


def states(checks: dict[str, Check]) -> dict[str, State]:
    return {name: check.state for name, check in checks.items()}


def said(check: Check) -> list[tuple[State, str]]:
    return [(finding.state, finding.what) for finding in check.findings]


def a_trust_of_chairs(count: int) -> Trust:
    """As many groups as chairs, who organise their own meetings, and one person who chairs nothing."""
    chairs = [f"chair-{n}" for n in range(1, count + 1)]
    microsoft365 = some_settings().microsoft365.model_copy(update={"organised_by": Organiser.CHAIR})
    return a_trust(
        settings=some_settings(microsoft365=microsoft365),
        people=(*(a_person(chair) for chair in chairs), a_person("dee")),
        groups=tuple(a_group(f"group-{n}") for n in range(1, count + 1)),
        officers=tuple(Officer(group=f"group-{n}", office=Office.CHAIR, person=chair)
                       for n, chair in enumerate(chairs, 1)),
    )  # fmt: skip


async def test_healthy_tenant_passes_every_check_and_keeps_nothing_of_the_examination():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), strict=True, now=lambda: NOW) as sandbox:
        before = sandbox.state.summary() | {"requests": 0}
        checks = await look_at(sandbox, trust, write=True)
        after = sandbox.state.summary() | {"requests": 0}
        unknown = sandbox.unknown_routes

    assert states(checks) == dict.fromkeys(
        ("Sign-in", "Clock", "Permissions", "Organisers", "Other mailboxes", "Site", "Lists", "People", "Subscriptions"),
        OK,
    )  # fmt: skip
    assert [finding.remedy for check in checks.values() for finding in check.findings if finding.remedy] == []
    assert (after, unknown) == (before, [])


async def test_without_being_asked_nothing_is_written_and_writing_stays_unknown():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        checks = await look_at(sandbox, trust)
        written = [sandbox.requests[f"graph {verb}"] for verb in ("POST", "PATCH", "PUT", "DELETE")]

    assert (checks["Site"].state, written) == (UNKNOWN, [0, 0, 0, 0])
    assert checks["Site"].findings[0].remedy.startswith("termtime doctor --write")


@pytest.mark.parametrize(
    "need", [need for need in NEEDS if not need.optional], ids=lambda need: need.permission
)
async def test_missing_permission_is_named_with_what_it_is_for(need):
    trust = a_trust()
    roles = [role for role in ROLES if role != need.permission]

    checks = await look(trust, seed=a_seed(trust, roles=roles))

    (finding,) = checks["Permissions"].findings
    assert (finding.state, finding.what) == (BROKEN, f"{need.permission} is missing, for {need.purpose}.")
    assert f"Application permissions > {need.permission}" in finding.remedy
    assert states(checks)["Sign-in"] == states(checks)["Organisers"] == OK


async def test_permissions_beyond_the_least_are_a_warning_that_says_what_to_grant_instead():
    trust = a_trust()
    roles = [*ROLES[1:], "Mail.Send", "Group.ReadWrite.All"]

    checks = await look(trust, seed=a_seed(trust, roles=roles))

    (finding,) = checks["Permissions"].findings
    assert (finding.state, finding.what) == (WARNING, "More than needed: Group.ReadWrite.All, Mail.Send.")
    assert finding.remedy.startswith(
        "First grant Group.Create, which they stand in for. Then Entra admin centre"
    )


def test_optional_permissions_are_neither_missing_nor_too_much():
    roles = [need.permission for need in NEEDS]

    assert judge_permissions({"appid": APP, "roles": roles}) == (
        Finding(OK, "Everything needed is granted, and nothing more."),
    )


@pytest.mark.parametrize(("announced", "state"), [(True, OK), (False, WARNING)])
def test_what_subscriptions_take_is_too_much_only_where_nothing_is_announced(announced, state):
    roles = [*(need.permission for need in NEEDS), "Group.Read.All", "Files.ReadWrite.All"]

    assert judge_permissions({"roles": roles}, announced=announced)[0].state is state


async def test_app_of_no_calendars_is_told_the_lines_that_scope_it_to_one_mailbox():
    trust = a_trust()

    checks = await look(trust, seed=a_seed(trust, mailboxes=[]))

    (finding,) = checks["Organisers"].findings
    head, *lines = finding.remedy.split("\n")
    service = uuid5(UUID(TENANT_ID), APP)
    assert (finding.state, finding.what) == (BROKEN, f"Access is denied to {ORGANISER}.")
    assert head == "Exchange Online PowerShell, where changes take up to two hours:"
    only_it = f"\"PrimarySmtpAddress -eq '{ORGANISER}'\""
    role = '-Role "Application Calendars.ReadWrite" -CustomResourceScope "Termtime organisers"'
    assert lines == [
        f'New-ServicePrincipal -AppId {APP} -ObjectId {service} -DisplayName "Termtime"',
        f'New-ManagementScope -Name "Termtime organisers" -RecipientRestrictionFilter {only_it}',
        f"New-ManagementRoleAssignment -App {APP} {role}",
    ]


async def test_app_that_reaches_every_mailbox_is_a_warning():
    trust = a_trust()

    checks = await look(trust, seed=a_seed(trust, mailboxes=None, roles=[*ROLES, "Calendars.ReadWrite"]))

    (finding,) = checks["Other mailboxes"].findings
    assert (finding.state, finding.what) == (
        WARNING,
        "The app can read every mailbox: it may open the calendar of ada@fernvale.example, who organises nothing.",
    )
    assert "revoke Calendars.ReadWrite" in finding.remedy
    assert "-CustomResourceScope" in finding.remedy
    assert (checks["Permissions"].state, checks["Organisers"].state) == (OK, OK)


async def test_mailbox_without_teams_is_a_warning():
    seed = a_seed(a_trust())
    seed["users"][-1]["onlineMeetings"] = False

    checks = await look(seed=seed)

    assert said(checks["Organisers"]) == [(WARNING, f"Meetings made for {ORGANISER} get no Teams link.")]


async def test_mailbox_that_is_not_there_is_broken():
    seed = a_seed(a_trust(), mailboxes=None, roles=[*ROLES, "Calendars.ReadWrite"])
    del seed["users"][-1]

    checks = await look(seed=seed)

    assert said(checks["Organisers"]) == [(BROKEN, f"There is no mailbox for {ORGANISER}.")]


async def test_where_chairs_organise_every_chair_is_looked_at_and_five_are_named():
    trust = a_trust_of_chairs(8)

    denied = await look(trust, seed=a_seed(trust))
    allowed = await look(
        trust, seed=a_seed(trust, mailboxes=[ORGANISER, *(p.upn for p in trust.people if p.id != "dee")])
    )

    names = ", ".join(f"chair-{n}@fernvale.example" for n in range(1, 6))
    assert said(denied["Organisers"]) == [
        (BROKEN, f"Access is denied to 8 of 9 organisers ({names} and 3 more).")
    ]
    assert "MemberOfGroup" in denied["Organisers"].findings[0].remedy
    assert said(allowed["Organisers"]) == [(OK, "Teams meetings can be made for all 9 organisers.")]
    assert said(allowed["Other mailboxes"]) == [
        (OK, "The app is kept out of other mailboxes, such as dee@fernvale.example.")
    ]


def test_permission_to_read_calendars_says_nothing_of_making_meetings():
    reached = {ORGANISER: Reply(200, {"allowedOnlineMeetingProviders": ["teamsForBusiness"]})}

    (finding,) = judge_organisers(reached, App(APP, "", frozenset({"Calendars.Read"})))

    assert (finding.state, finding.what) == (
        WARNING, "Calendars.Read lets calendars be read; whether meetings may be made is not known.",
    )  # fmt: skip


def test_name_with_an_apostrophe_is_quoted_for_powershell():
    (finding,) = judge_organisers({"o'neill@fernvale.example": Reply(403)}, App(APP, ""))

    assert "\"PrimarySmtpAddress -eq 'o''neill@fernvale.example'\"" in finding.remedy


def test_nobody_else_with_a_mailbox_leaves_the_scope_unknown():
    assert judge_others({"dee@fernvale.example": Reply(404)}, App(APP, ""), [ORGANISER]) == (
        Finding(UNKNOWN, "Nobody else's mailbox could be tried."),
    )


async def test_site_that_is_not_there_is_broken():
    seed = a_seed(a_trust(), sites=None)
    seed["sites"][0]["path"] = "/sites/elsewhere"

    checks = await look(seed=seed)

    assert said(checks["Site"]) == [(BROKEN, "There is no site fernvale.sharepoint.com/sites/codesign.")]


async def test_site_the_app_was_not_granted_comes_with_the_request_that_grants_it():
    checks = await look(seed=a_seed(a_trust(), sites={}))

    (finding,) = checks["Site"].findings
    assert (finding.state, finding.what) == (
        BROKEN, "The app may not open the site fernvale.sharepoint.com/sites/codesign.",
    )  # fmt: skip
    assert finding.remedy.split("\n")[1:] == [
        "GET https://graph.microsoft.com/v1.0/sites/fernvale.sharepoint.com:/sites/codesign",
        "POST https://graph.microsoft.com/v1.0/sites/<its id>/permissions",
        '{"roles": ["write"], "grantedToIdentities": [{"application": {"id": "'
        + APP
        + '", "displayName": "Termtime"}}]}',
    ]


@pytest.mark.parametrize(
    ("role", "state", "what"),
    [
        ("write", OK, "is granted to the app for writing, and has a library."),
        ("read", BROKEN, "is granted to the app for reading only."),
    ],
)
async def test_grant_is_read_where_the_app_may_see_it(role, state, what):
    roles = [*ROLES, "Sites.FullControl.All"]

    checks = await look(seed=a_seed(a_trust(), roles=roles, sites={SITE: role}))

    assert said(checks["Site"]) == [(state, f"The site fernvale.sharepoint.com/sites/codesign {what}")]


async def test_writing_to_a_site_granted_for_reading_is_found_broken_by_trying():
    checks = await look(seed=a_seed(a_trust(), sites={SITE: "read"}), write=True)

    assert said(checks["Site"]) == [
        (BROKEN, "The library of fernvale.sharepoint.com/sites/codesign may not be written to.")
    ]


async def test_folder_of_the_same_name_is_somebodys_and_stays():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), strict=True, now=lambda: NOW) as sandbox:
        rule = sandbox.faults.add("error", "/items/", method="DELETE")
        first = await look_at(sandbox, trust, write=True)
        sandbox.faults.clear()
        second = await look_at(sandbox, trust, write=True)
        folders = sandbox.state.summary()["folders"]

    assert rule.hits > 0
    assert [check["Site"].state for check in (first, second)] == [WARNING, WARNING]
    assert [check["Site"].findings[0].what.split("codesign ")[1] for check in (first, second)] == [
        "could be written to, but the folder 'Termtime doctor' was left behind.",
        "holds a folder 'Termtime doctor' already, so writing was not tried.",
    ]
    assert folders == 1


async def test_lost_answer_to_the_trial_of_writing_is_told_and_not_tried_again():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), strict=True, now=lambda: NOW) as sandbox:
        sandbox.faults.add("error_after", "/children", method="POST")
        checks = await look_at(sandbox, trust, write=True)
        folders = sandbox.state.summary()["folders"]

    ((state, what),) = said(checks["Site"])
    assert (state, folders) == (BROKEN, 1)
    assert what.endswith("A folder 'Termtime doctor' may have been left there.")


async def test_people_without_an_account_or_blocked_are_counted_and_named():
    trust = a_trust(people=(*a_trust().people, *(a_person(f"new-{n}") for n in range(1, 7))))
    seed = a_seed(trust)
    seed["users"] = [user for user in seed["users"] if not user["userPrincipalName"].startswith("new-")]
    seed["users"][0]["accountEnabled"] = False

    checks = await look(trust, seed=seed)

    assert said(checks["People"]) == [
        (WARNING, "6 of 10 people have no account: New 1, New 2, New 3, New 4, New 5 and 1 more."),
        (WARNING, "1 of 10 people may not sign in: Ada."),
    ]


async def test_lists_like_ours_that_are_not_ours_are_named():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        for nickname, unique in (("codesign-maths", "codesign-maths"), ("codesign-old", None)):
            data = {"displayName": nickname, "mailNickname": nickname, "uniqueName": unique}
            sandbox.state.directory.groups[nickname] = Group({"id": nickname} | data)
        checks = await look_at(sandbox, trust)

    assert said(checks["Lists"]) == [
        (OK, "Lists can be read: 1 of ours is there. Left alone, though named codesign- too: codesign-old.")
    ]


@pytest.mark.parametrize(
    ("fields", "words", "remedy"),
    [
        ({"client_secret": "wr0ng-secret"}, "Invalid client secret", "TERMTIME_CLIENT_SECRET to its value"),
        ({"client_id": TENANT_ID}, "was not found in the directory", "Set TERMTIME_CLIENT_ID"),
        ({"tenant_id": APP}, f"Tenant '{APP}' not found", "Set TERMTIME_TENANT_ID"),
        (
            {"client_secret": "", "certificate": "/nowhere.pem"},
            "The certificate /nowhere.pem cannot be read",
            "PEM file",
        ),
        ({"client_secret": "", "workload_identity": True}, "pod was given no identity", "Label the pod"),
    ],
    ids=["wrong secret", "unknown app", "unknown tenant", "no certificate", "no pod"],
)
async def test_failing_sign_in_is_told_with_its_remedy_and_hides_no_other_check(fields, words, remedy):
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        checks = await look_at(sandbox, trust, settings=settings_of(sandbox, **fields))

    (finding,) = checks["Sign-in"].findings
    assert finding.state is BROKEN
    assert words in finding.what
    assert remedy in finding.remedy
    assert (checks["Clock"].state, checks["Site"].state) == (OK, UNKNOWN)
    assert "wr0ng-secret" not in repr(checks)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"client_secret": ""}, "needs exactly one of a client secret"),
        ({"managed_identity": True}, "the settings give a client secret and managed identity"),
        ({"client_id": ""}, "needs the client id"),
        ({"graph_url": "http://graph.example/v1.0"}, "The Graph address must be"),
    ],
)
async def test_settings_that_cannot_sign_in_are_told_and_nobody_is_asked_anything(fields, words):
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        checks = await look_at(sandbox, trust, settings=settings_of(sandbox, **fields))
        asked = sum(sandbox.requests.values())

    assert words in checks["Sign-in"].findings[0].what
    assert states(checks) == dict.fromkeys(checks, UNKNOWN) | {"Sign-in": BROKEN}
    assert (len(checks), asked) == (9, 0)


async def test_graph_that_does_not_answer_is_told_once(unused_tcp_port):
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        nowhere = f"http://127.0.0.1:{unused_tcp_port}/v1.0"
        checks = await look_at(sandbox, trust, settings=settings_of(sandbox, graph_url=nowhere))

    assert said(checks["Sign-in"]) == [
        (BROKEN, f"Signing in works, but Microsoft Graph does not answer at {nowhere}.")
    ]
    assert said(checks["Lists"]) == [(UNKNOWN, "Not examined: Microsoft Graph does not answer.")]
    assert checks["Permissions"].state is OK


async def test_sign_in_that_does_not_answer_is_told_and_the_clock_all_the_same(unused_tcp_port):
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        nowhere = f"127.0.0.1:{unused_tcp_port}"
        checks = await look_at(sandbox, trust, settings=settings_of(sandbox, authority=nowhere))

    assert checks["Sign-in"].findings == (
        Finding(
            BROKEN,
            "The sign-in of Microsoft 365 does not answer.",
            f"Let this machine reach https://{nowhere}.",
        ),
    )
    assert (checks["Clock"].state, checks["Permissions"].state) == (OK, UNKNOWN)


async def test_service_in_trouble_breaks_one_check_and_hides_no_other():
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        sandbox.faults.add("error", "/groups")
        checks = await look_at(sandbox, trust)

    assert said(checks["Lists"]) == [(BROKEN, "Microsoft 365 is having trouble (503).")]
    assert (checks["People"].state, checks["Site"].state) == (OK, UNKNOWN)


async def test_fault_of_our_own_is_a_finding_without_its_words():
    async def stumble() -> list[Finding]:
        raise KeyError(SECRET)

    assert await guard("Lists", stumble()) == Check(
        "Lists", (Finding(BROKEN, "This could not be examined: KeyError."),)
    )


async def test_before_the_first_import_the_app_itself_is_examined():
    async with running_sandbox(a_seed(a_trust()), now=lambda: NOW) as sandbox:
        checks = await look_at(sandbox, None)

    assert said(checks["People"]) == [(UNKNOWN, "Not examined: no trust has been imported yet.")]
    assert (checks["Permissions"].state, checks["Subscriptions"].state) == (OK, OK)


@pytest.mark.parametrize(
    ("off", "state", "what"),
    [
        (timedelta(seconds=45), OK, "Our clock and Microsoft's agree."),
        (timedelta(seconds=90), WARNING, "Our clock is 90 seconds ahead of Microsoft's."),
        (timedelta(minutes=-4), WARNING, "Our clock is 4 minutes behind Microsoft's."),
        (timedelta(minutes=10), BROKEN, "Our clock is 10 minutes ahead of Microsoft's."),
    ],
    ids=str,
)
async def test_clock_is_held_against_the_date_of_graphs_answer(off, state, what):
    checks = await look(ours=NOW + off)

    assert said(checks["Clock"]) == [(state, what)]


def test_answer_without_a_date_leaves_the_clock_unknown():
    assert judge_clock(Hello(200, None, NOW))[0].state is UNKNOWN


@pytest.mark.parametrize(
    ("claims", "status", "state", "words"),
    [
        ({"aud": "https://graph.microsoft.com", "tid": APP}, 200, BROKEN, "The token is of the tenant"),
        ({"aud": "https://vault.azure.net", "tid": TENANT_ID}, 200, BROKEN, "not for Microsoft Graph"),
        ({"aud": "https://graph.microsoft.com", "tid": TENANT_ID}, 401, BROKEN, "does not accept the token"),
        ({}, 200, OK, "cannot be read"),
        ({"aud": "00000003-0000-0000-c000-000000000000", "tid": TENANT_ID}, 200, OK, "with a certificate"),
    ],
)
def test_token_has_to_be_for_graph_and_of_our_tenant(claims, status, state, words):
    settings = GraphSettings(tenant_id=TENANT_ID, client_id=APP, certificate="app.pem")

    (finding,) = judge_sign_in(settings, claims, Hello(status, NOW, NOW))

    assert finding.state is state
    assert words in finding.what


def test_tenant_named_by_its_domain_is_not_compared():
    settings = GraphSettings(tenant_id="fernvale.onmicrosoft.com", managed_identity=True)
    claims = {"aud": "https://graph.microsoft.com/", "tid": TENANT_ID}

    assert judge_sign_in(settings, claims, Hello(200, NOW, NOW))[0].state is OK


def test_token_nobody_can_read_leaves_its_permissions_unknown():
    assert read_claims("opaque") == {}
    assert judge_permissions({})[0].state is UNKNOWN
    assert read_claims(jwt.encode({"roles": ["A"]}, "k" * 32)) == {"roles": ["A"]}


def a_subscription(hours: float, url: str = f"{HOOK}/api/notifications") -> dict[str, str]:
    return {
        "notificationUrl": url,
        "expirationDateTime": f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S.0000000Z}",
    }


@pytest.mark.parametrize(
    ("rows", "state", "words"),
    [
        ([], WARNING, "there is no subscription."),
        ([a_subscription(9, f"{HOOK}.elsewhere.example/")], WARNING, "there is no subscription."),
        ([a_subscription(-1)], WARNING, "all have expired."),
        ([a_subscription(-1), a_subscription(9)], WARNING,
         "1 of 2 subscriptions have expired; the next does on 14 December at 17:30."),
        ([a_subscription(9), a_subscription(30)], OK,
         "by 2 subscriptions; renewal is due before 14 December at 17:30."),
    ],
    ids=["none", "another's", "expired", "one expired", "standing"],
)  # fmt: skip
def test_subscriptions_are_ours_by_their_address_and_judged_by_their_end(rows, state, words):
    finding = judge_subscriptions(rows, HOOK, NOW)

    assert finding.state is state
    assert finding.what.endswith(words)


async def test_subscriptions_that_are_wanted_and_missing_are_a_warning():
    checks = await look(notification_url=HOOK)

    assert said(checks["Subscriptions"]) == [
        (WARNING, f"Changes are not announced at {HOOK}: there is no subscription.")
    ]


def test_no_lists_yet_is_as_it_should_be():
    assert judge_lists([], "codesign-") == Finding(OK, "Lists can be read: 0 of ours are there.")


async def test_people_are_found_however_many_pages_there_are():
    trust = a_trust(people=tuple(a_person(f"person-{n}") for n in range(1, 1103)), officers=())

    checks = await look(trust)

    assert said(checks["People"]) == [(OK, "All 1102 people of the trust have an account.")]


@pytest.mark.parametrize(
    ("path", "check", "what"),
    [
        ("/calendar$", "Organisers", f"No calendar came for {ORGANISER}."),
        (":/sites/codesign$", "Site", "The site fernvale.sharepoint.com/sites/codesign cannot be looked at."),
        ("/drive$", "Site", "The site fernvale.sharepoint.com/sites/codesign is there, but not its document library."),
    ],
    ids=["mailbox", "site", "library"],
)  # fmt: skip
async def test_part_of_the_service_in_trouble_is_told_as_such(path, check, what):
    trust = a_trust()
    async with running_sandbox(a_seed(trust), now=lambda: NOW) as sandbox:
        sandbox.faults.add("error", path)
        checks = await look_at(sandbox, trust)

    assert said(checks[check]) == [(BROKEN, f"{what} Microsoft 365 is having trouble (503).")]
