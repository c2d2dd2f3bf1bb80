"""`termtime doctor` as an IT manager meets it: exit codes, one line a finding, the same as data, and never a secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from command_line import run

from examples import find_example
from graph_sync.doctor import Check, Finding, State
from graph_sync.doctor.sign_in import CALENDARS, NEEDS
from graph_sync.kinds import Kind
from sandbox.server import Sandbox, running_sandbox
from termtime.commands.doctor import MARKS, judge_bot, judge_last_run, judge_proposals, make_json
from termtime.directory import read_year
from termtime.sandboxing import GRAPH_PERMISSIONS, SECRET, make_sandbox_environment, make_sandbox_seed
from termtime.settings import Settings
from termtime.store import open_store
from termtime.store.runs import LoggedChange, LoggedRun
from trust.proposals import Decision, Proposal, Verdict

CHECKS = [
    "Sign-in", "Clock", "Permissions", "Organisers", "Other mailboxes", "Site", "Lists", "People", "Subscriptions",
    "Database", "Bot", "Pages",
]  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@asynccontextmanager
async def installed(monkeypatch: pytest.MonkeyPatch, **app: Any) -> AsyncIterator[Sandbox]:
    """A sandbox of the example trust that the environment's settings lead to."""
    trust = read_year(find_example()).trust
    microsoft365 = trust.settings.microsoft365
    seed = make_sandbox_seed(trust)
    seed["apps"][0] |= {
        "mailboxes": [microsoft365.organiser],
        "sites": {microsoft365.site_path: "write"},
    } | app
    async with running_sandbox(seed) as sandbox:
        for name, value in make_sandbox_environment(trust, sandbox.url).items():
            monkeypatch.setenv(name, value)
        yield sandbox


async def test_healthy_installation_ends_with_nothing_broken_and_code_0(here, monkeypatch):
    async with installed(monkeypatch):
        await asyncio.to_thread(run, "import", str(find_example()))
        code, out, _ = await asyncio.to_thread(run, "doctor", "--write", "--json")

    told = json.loads(out)
    states = {check["check"]: check["state"] for check in told["checks"]}
    assert (code, told["ok"], told["broken"], told["unknown"]) == (0, True, 0, 0)
    assert states == dict.fromkeys(CHECKS, "ok") | {"Database": "warning", "Pages": "warning"}


async def test_only_changes_by_hand_that_nobody_settled_wait(here):
    waits, settled = (
        Proposal(
            kind=Kind.EVENT,
            key=key,
            field="place",
            title="Maths",
            what="Moved",
            seen="Hall",
            wanted="Library",
        )
        for key in ("waits", "settled")
    )
    await asyncio.to_thread(run, "import", str(find_example()))
    async with await open_store(f"sqlite:///{here}/termtime.db") as store:
        await store.sync.save_proposals([waits, settled], NOW)
        await store.sync.save_decision(Decision(proposal=settled, verdict=Verdict.ADOPT, by="ada", at=NOW))
    _, out, _ = await asyncio.to_thread(run, "doctor", "--json")

    [database] = [check for check in json.loads(out)["checks"] if check["check"] == "Database"]
    assert [found["finding"] for found in database["findings"]][1:] == [
        "1 change made by hand waits for a chair or a lead to decide."
    ]


async def test_what_is_broken_is_told_with_its_remedy_and_code_1(here, monkeypatch):
    async with installed(monkeypatch, roles=["User.Read.All"], sites={}):
        await asyncio.to_thread(run, "import", str(find_example()))
        code, out, err = await asyncio.to_thread(run, "doctor")

    assert code == 1
    assert "✗ │ Permissions     │ Group.Create is missing, for making distribution lists." in out
    assert "POST https://graph.microsoft.com/v1.0/sites/<its id>/permissions\n" in out
    assert "Traceback" not in out + err


async def test_secrets_are_never_printed(here, monkeypatch):
    async with installed(monkeypatch):
        monkeypatch.setenv("TERMTIME_CLIENT_SECRET", "wr0ng-secret")
        monkeypatch.setenv("DATABASE_URL", "postgresql://termtime:pa55word@127.0.0.1:9/termtime")
        code, out, err = await asyncio.to_thread(run, "doctor")

    assert code == 1
    assert [word for word in ("wr0ng-secret", "pa55word", SECRET) if word in out + err] == []
    assert "AADSTS7000215" in out


def test_without_any_setting_every_check_still_has_its_line(here):
    code, out, _ = run("doctor", "--json")

    told = json.loads(out)
    assert (code, [check["check"] for check in told["checks"]]) == (1, CHECKS)
    assert "needs exactly one of a client secret" in told["checks"][0]["findings"][0]["finding"]
    assert told["checks"][-3]["findings"][0]["finding"] == (
        f"The database {here}/termtime.db is not there yet; `termtime import DIR` makes it."
    )
    assert not (here / "termtime.db").exists()


def test_setting_that_makes_no_sense_is_a_finding(here, monkeypatch):
    monkeypatch.setenv("TERMTIME_PORT", "eighty")

    code, out, _ = run("doctor", "--json")

    (check,) = json.loads(out)["checks"]
    assert (code, check["check"], check["state"]) == (1, "Settings", "broken")
    assert check["findings"][0]["finding"].startswith("The setting TERMTIME_PORT makes no sense")


def test_permissions_looked_for_are_those_that_are_asked_for():
    assert sorted([CALENDARS, *(n.permission for n in NEEDS if not n.optional)]) == sorted(GRAPH_PERMISSIONS)


def test_every_state_has_a_mark_in_order_of_gravity():
    assert list(MARKS) == [state.value for state in State]


def a_run(*outcomes: str, finished: datetime = NOW) -> LoggedRun:
    changes = tuple(
        LoggedChange(verb="create", kind=Kind.EVENT, key=str(n), title="Safeguarding", reason="", mails=0,
                     outcome=outcome, why="Access is denied." if outcome == "failed" else "", until="")
        for n, outcome in enumerate(outcomes)
    )  # fmt: skip
    return LoggedRun(started=finished - timedelta(minutes=1), finished=finished, changes=changes)


@pytest.mark.parametrize(
    ("last", "state", "what"),
    [
        (None, State.WARNING, "No sync has run yet."),
        (a_run("sent", "not needed"), State.OK, "The last sync ended well on 14 December 2026 at 08:30."),
        (a_run("sent", "deferred"), State.OK, "at 08:30; 1 of its changes waits for a later one."),
        (a_run("sent", "failed"), State.WARNING,
         "1 of 2 changes failed in the last sync, on 14 December 2026 at 08:30. The first: Access is denied."),
        (a_run("sent", finished=NOW - timedelta(days=3)), State.WARNING,
         "But the last sync ended on 11 December 2026 at 08:30."),
    ],
    ids=["never", "well", "deferred", "failed", "long ago"],
)  # fmt: skip
def test_last_sync_is_judged_by_how_and_when_it_ended(last, state, what):
    finding = judge_last_run(last, NOW)

    assert finding.state is state
    assert finding.what.endswith(what)
    # A meeting's title may be of a group that those who install this must not know of.
    assert "Safeguarding" not in finding.what


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (0, ()),
        (1, (Finding(State.OK, "1 change made by hand waits for a chair or a lead to decide."),)),
        (7, (Finding(State.OK, "7 changes made by hand wait for a chair or a lead to decide."),)),
    ],
)
def test_changes_made_by_hand_are_counted(count, found):
    assert judge_proposals(count) == found


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({}, State.WARNING, "The bot is not registered"),
        ({"bot_app_id": "b"}, State.BROKEN, "TERMTIME_TENANT_ID and TERMTIME_BOT_SECRET missing"),
        ({"bot_app_id": "b", "tenant_id": "t"}, State.BROKEN, "cannot sign in: TERMTIME_BOT_SECRET missing"),
        ({"bot_app_id": "b", "tenant_id": "t", "bot_secret": "s3cret"}, State.OK, "has all its settings"),
        ({"bot_app_id": "b", "tenant_id": "t", "bot_app_type": "UserAssignedMSI"}, State.OK, "has all its settings"),
        ({"bot_development": True}, State.WARNING, "accepts unsigned messages"),
        ({"bot_development": True, "host": "0.0.0.0"}, State.BROKEN, "not on 0.0.0.0"),
        ({"bot_app_id": "b", "tenant_id": "t", "bot_secret": "s3cret", "bot_metadata_url": "http://keys.example/"},
         State.BROKEN, "must be https: http://keys.example/"),
    ],
    ids=["none", "id only", "no secret", "complete", "managed identity", "development", "open to all", "keys in clear"],
)  # fmt: skip
def test_bot_is_judged_by_its_settings_alone(here, fields, state, words):
    (finding,) = judge_bot(Settings(**fields))

    assert finding.state is state
    assert words in finding.what
    assert "s3cret" not in finding.what


def test_data_counts_findings_and_keeps_their_remedies():
    checks = (Check("Lists", (Finding(State.OK, "Well."), Finding(State.WARNING, "Odd.", "Look."))),)

    assert make_json(checks) == {
        "ok": True, "unknown": 0, "warning": 1, "broken": 0,
        "checks": [{
            "check": "Lists", "state": "warning",
            "findings": [
                {"state": "ok", "finding": "Well.", "remedy": ""},
                {"state": "warning", "finding": "Odd.", "remedy": "Look."},
            ],
        }],
    }  # fmt: skip
