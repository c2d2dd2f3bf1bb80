"""`termtime manifest` as an IT manager meets it: the package, what it says of it, and every value missing at once."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from command_line import run

from manifest import schema
from manifest.inspection import inspect_package, read_manifest
from manifest.limits import SCHEMA_VERSION

BOT = "0d3c7a52-8f57-4f0e-8a66-1a2b3c4d5e6f"
APP = "6a1f1f0e-64c6-4a43-9d7e-3a1f5d1f0c11"
LINES = f"""
TEAMS_APP_ID={APP}
DEVELOPER_NAME="Fernvale Learning Trust"
WEBSITE_URL=https://fernvale.example
PRIVACY_URL=https://fernvale.example/privacy
TERMS_URL=https://fernvale.example/terms
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, and an environment that says nothing of Termtime."""
    for name in list(os.environ):
        if name.startswith("TERMTIME_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def installed(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Termtime's settings as they are where it runs, and the environment file of the real installation."""
    monkeypatch.setenv("TERMTIME_PUBLIC_URL", "https://termtime.fernvale.example")
    monkeypatch.setenv("TERMTIME_BOT_APP_ID", BOT)
    (here / "env").mkdir()
    (here / "env/.env.prod").write_text(LINES, "utf-8")
    return here


def test_the_package_is_built_from_the_settings_and_the_usual_environment(installed):
    code, out, _ = run("manifest", "--out", "termtime.zip")

    package = (installed / "termtime.zip").read_bytes()
    manifest = read_manifest(package) or {}
    assert (code, inspect_package(package, None)) == (0, ())
    assert manifest["webApplicationInfo"] == {"id": BOT, "resource": f"api://termtime.fernvale.example/{BOT}"}
    for said in (
        "Termtime 1.0.0, manifest 1.22",
        "scopes: personal, team, groupChat",
        "My year: https://termtime.fernvale.example/tab",
        "When is my next meeting?",
        "TeamMember.Read.Group: In a channel Termtime tells no more than everyone who reads there may see",
        "Checked against Termtime's own limits",
    ):
        assert said in out


def test_everything_missing_is_told_at_once_with_lines_to_fill_in(here):
    code, _, err = run("manifest", "--out", "termtime.zip")

    missing = [
        "TEAMS_APP_ID",
        "BOT_ID",
        "PUBLIC_HOST",
        "DEVELOPER_NAME",
        "WEBSITE_URL",
        "PRIVACY_URL",
        "TERMS_URL",
    ]
    lines = [line.strip() for line in err.splitlines() if line.startswith("    ")]
    assert code == 1
    assert [line.partition("=")[0] for line in lines] == missing
    assert "Or set TERMTIME_BOT_APP_ID." in err
    assert "env/.env.prod" in err
    assert not (here / "termtime.zip").exists()


def test_the_lines_to_fill_in_make_a_package_once_the_bot_is_named(here):
    _, _, err = run("manifest", "--out", "termtime.zip")
    lines = [line.strip() for line in err.splitlines() if line.startswith("    ")]
    (here / "my.env").write_text("\n".join([*lines, f"BOT_ID={BOT}"]), "utf-8")

    assert run("manifest", "--out", "termtime.zip", "--env", "my.env")[0] == 0


def test_another_environment_is_named_and_where_it_differs_from_the_settings_is_said(installed):
    (installed / "env/.env.test").write_text(
        LINES + 'APP_NAME="Termtime (test)"\nPUBLIC_HOST=test.fernvale.example\n', "utf-8"
    )

    code, out, _ = run("manifest", "--out", "test.zip", "--environment", "test")

    manifest = read_manifest((installed / "test.zip").read_bytes()) or {}
    assert (code, manifest["name"]["short"], manifest["validDomains"]) == (
        0,
        "Termtime (test)",
        ["test.fernvale.example"],
    )
    assert (
        "! PUBLIC_HOST is not what the setting TERMTIME_PUBLIC_URL says; the package has what env/.env.test says."
        in out
    )


def test_a_managed_identity_needs_a_registration_to_sign_in_with(installed, monkeypatch):
    monkeypatch.setenv("TERMTIME_BOT_APP_TYPE", "UserAssignedMSI")

    code, out, _ = run("manifest", "--out", "termtime.zip", "--json")

    assert (code, [fault["name"] for fault in json.loads(out)["faults"]]) == (1, ["SIGN_IN_APP_ID"])


def test_an_address_teams_cannot_open_is_refused_with_what_it_says(installed, monkeypatch):
    monkeypatch.setenv("TERMTIME_PUBLIC_URL", "http://127.0.0.1:3978")

    code, out, _ = run("manifest", "--out", "termtime.zip", "--json")

    (fault,) = json.loads(out)["faults"]
    assert (code, fault["name"], fault["given"], fault["setting"]) == (
        1,
        "PUBLIC_HOST",
        "127.0.0.1:3978",
        "TERMTIME_PUBLIC_URL",
    )


def test_programs_get_the_manifest_the_sum_and_what_was_checked(installed, monkeypatch):
    monkeypatch.setattr(schema, "SCHEMA", Path("not/there.json"))

    code, out, _ = run("manifest", "--out", "termtime.zip", "--json")

    package = (installed / "termtime.zip").read_bytes()
    told = json.loads(out)
    assert (code, told["ok"], told["bytes"], told["sha256"]) == (
        0,
        True,
        len(package),
        sha256(package).hexdigest(),
    )
    assert told["manifest"] == read_manifest(package)
    assert told["checked"] == {"limits": True, "package": True, "schema": None}


def test_without_microsofts_schema_it_says_so_and_how_to_get_it(installed, monkeypatch):
    monkeypatch.setattr(schema, "SCHEMA", Path("not/there.json"))

    code, out, _ = run("manifest", "--out", "termtime.zip")

    assert code == 0
    assert "! Not checked against Microsoft's schema, which is not at hand." in out
    assert "npm ci" in out
    assert "--schema FILE" in out


def test_a_schema_given_is_asked_and_what_it_refuses_is_not_written(installed):
    strict = {"properties": {"manifestVersion": {"const": SCHEMA_VERSION}, "version": {"enum": ["2.0.0"]}}}
    (installed / "schema.json").write_text(json.dumps(strict), "utf-8")

    code, _, err = run("manifest", "--out", "termtime.zip", "--schema", "schema.json")

    assert code == 1
    assert "The package was not written, for Teams would not take it:" in err
    assert "Microsoft's schema: version: '1.0.0' is not one of ['2.0.0']" in err
    assert not (installed / "termtime.zip").exists()


def test_a_changed_package_of_the_same_version_is_warned_of(installed):
    warned = "is of version 1.0.0 too"
    first = run("manifest", "--out", "termtime.zip")[1]
    again = run("manifest", "--out", "termtime.zip")[1]
    (installed / "env/.env.prod").write_text(LINES.replace("/terms", "/terms-of-use"), "utf-8")
    changed = run("manifest", "--out", "termtime.zip")[1]
    (installed / "env/.env.prod").write_text(LINES + "APP_VERSION=1.0.1\n", "utf-8")
    raised = run("manifest", "--out", "termtime.zip")[1]

    assert [warned in out for out in (first, again, changed, raised)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--out", "nowhere/x.zip"), "nowhere/x.zip cannot be written: No such file or directory."),
        (("--out", "x.zip", "--env", "nope"), "nope cannot be read: No such file or directory."),
        (("--out", "x.zip", "--environment", "nope"), "There is no environment “nope”: neither env/.env.nope nor"),
        (("--out", "x.zip", "--env", "a", "--environment", "b"), "Give --env FILE or --environment NAME, not both."),
        (("--out", "x.zip", "--schema", "nope"), "nope cannot be read: No such file or directory."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_written_is_one_sentence(installed, words, sentence):
    code, _, err = run("manifest", *words)

    assert (code, err.splitlines()[-1].startswith(sentence)) == (1, True)
