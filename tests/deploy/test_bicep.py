"""The Azure templates agree with themselves, with the image and with the program.

They are read by a small reader of ours, not by Bicep's compiler, which is not to be had everywhere.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from deploy.bicep import Bicep, read_bicep
from deploy.containerfile import read_containerfile

from termtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "azure"


@pytest.fixture(scope="module")
def main() -> Bicep:
    return read_bicep(FOLDER / "main.bicep")


def test_everything_referred_to_is_declared_once_and_everything_declared_is_of_use(main: Bicep):
    top = set(main.declared) - {"teams", "bot", "app", "nightlyBackup"}

    assert [name for name in set(main.declared) if main.declared.count(name) > 1] == ["database"]
    assert set(main.used) - set(main.declared) == set()
    assert top - set(main.used) == set()


def test_a_reference_to_nothing_and_a_parameter_of_no_use_are_noticed(tmp_path: Path):
    file = tmp_path / "a.bicep"
    file.write_text("param name string\nparam other string = 'x'\nvar a = '${nme}-${a.b}' // name\n")

    broken = read_bicep(file)

    assert set(broken.used) - set(broken.declared) == {"nme"}
    assert set(broken.declared) - set(broken.used) == {"name", "other"}


def test_the_example_sets_what_is_needed_and_nothing_that_is_not_there(main: Bicep):
    example = read_bicep(FOLDER / "main.bicepparam")

    assert main.required <= set(example.find_declared("param")) <= set(main.find_declared("param"))
    assert "using 'main.bicep'" in example.text


def test_every_environment_variable_is_a_setting(main: Bicep):
    names = {f"TERMTIME_{name.upper()}" for name in Settings.model_fields} | {"DATABASE_URL"}

    assert set(main.find_environment()) <= names
    assert "DATABASE_URL" in main.find_environment()


def test_ports_account_and_data_are_the_images(main: Bicep):
    image = read_containerfile(ROOT / "Containerfile")

    assert f"var port = {image.environment['TERMTIME_PORT']}" in main.text
    assert f"var account = {image.user.split(':')[0]}" in main.text
    assert set(main.find_values("port")) | set(main.find_values("targetPort")) == {"port"}
    assert main.find_values("mountPath") == [f"'{image.folder}'"]


def test_probes_ask_what_the_service_answers(main: Bicep):
    # Who answers them is tested where it is written: tests/termtime/operations.
    written = (ROOT / "termtime" / "operations" / "health.py").read_text("utf-8")
    served = set(re.findall(r'add_get\("(/\w+)"', written))

    asked = [path.strip("'") for path in main.find_values("path")]

    assert asked == ["/healthz", "/healthz", "/readyz"]
    assert set(asked) <= served


def test_teams_is_told_the_address_the_bot_listens_at(main: Bicep):
    written = (ROOT / "bot" / "http.py").read_text("utf-8")

    assert main.find_values("endpoint") == ["'${address}/api/messages'"]
    assert '"/api/messages"' in written


def test_no_moment_is_without_a_replica_and_none_is_cut_off(main: Bicep):
    assert int(main.find_values("minReplicas")[0]) >= 2
    assert main.find_values("activeRevisionsMode") == ["'Single'"]
    assert int(main.find_values("terminationGracePeriodSeconds")[0]) >= 60


def test_the_password_goes_into_the_vault_and_nowhere_else(main: Bicep):
    uses = [line.strip() for line in main.text.splitlines() if "databasePassword" in line]

    assert "@secure()" in main.text.split("param databasePassword")[0].splitlines()[-3:]
    assert [line.split(":")[0] for line in uses[1:]] == ["administratorLoginPassword", "value"]
    assert "keyVaultUrl: vault::databaseUrl.properties.secretUri" in main.text
    assert "databasePassword = readEnvironmentVariable(" in (FOLDER / "main.bicepparam").read_text("utf-8")


def test_every_resource_says_why_it_is_there(main: Bicep):
    unexplained = [
        line
        for above, line in zip(main.lines, main.lines[1:], strict=False)
        if line.startswith("resource ") and not above.startswith("//")
    ]

    assert unexplained == []


def test_whatever_can_be_tagged_is(main: Bicep):
    blocks = re.split(r"^(?=resource )", main.text, flags=re.MULTILINE)[1:]
    untagged = [re.findall(r"'(.+?)@", block)[0] for block in blocks if "  tags: tags" not in block]

    assert set(untagged) == {
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Storage/storageAccounts/fileServices/shares",
    }
