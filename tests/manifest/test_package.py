from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator

from bot.querying import COMMANDS
from manifest.package import SCHEMA_VERSION, build_manifest, build_package
from manifest.values import Command, ManifestValues, read_values
from trust.values import RefusedError

SCHEMA = Path(
    "node_modules/@microsoft/app-manifest/build/json-schemas/teams",
    f"v{SCHEMA_VERSION}",
    "MicrosoftTeams.schema.json",
)


def some_fields(**fields: Any) -> dict[str, Any]:
    return {
        "app_id": "6a1f1f0e-64c6-4a43-9d7e-3a1f5d1f0c11",
        "bot_id": "0d3c7a52-8f57-4f0e-8a66-1a2b3c4d5e6f",
        "host": "termtime.fernvale.example",
        "developer": "Fernvale Learning Trust",
        "website": "https://fernvale.example",
        "privacy": "https://fernvale.example/privacy",
        "terms_of_use": "https://fernvale.example/terms",
    } | fields


def some_values(**fields: Any) -> ManifestValues:
    return read_values(some_fields(**fields))


def find_schema() -> Path | None:
    root = Path(__file__).resolve().parents[2]
    return next((path for folder in (root, *root.parents) if (path := folder / SCHEMA).is_file()), None)


def test_the_package_holds_the_manifest_and_both_icons():
    with ZipFile(BytesIO(build_package(some_values()))) as package:
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(package.read("manifest.json")) == build_manifest(some_values())


def test_the_same_values_give_the_same_bytes():
    assert build_package(some_values()) == build_package(some_values())


def test_the_bot_works_for_one_person_in_a_channel_and_in_a_group_chat():
    (bot,) = build_manifest(some_values())["bots"]

    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [commands["scopes"] for commands in bot["commandLists"]] == [["personal"], ["team", "groupChat"]]


def test_three_things_can_be_looked_up_by_the_commands_the_bot_knows():
    (extension,) = build_manifest(some_values())["composeExtensions"]

    assert [command["id"] for command in extension["commands"]] == list(COMMANDS)
    assert {
        parameter["name"] for command in extension["commands"] for parameter in command["parameters"]
    } == {"query"}


def test_the_only_permission_asked_of_a_team_is_to_see_who_is_in_it():
    assert build_manifest(some_values())["authorization"] == {
        "permissions": {"resourceSpecific": [{"name": "TeamMember.Read.Group", "type": "Application"}]}
    }


def test_a_test_installation_is_told_apart_by_its_name():
    assert build_manifest(some_values(environment="test"))["name"]["short"] == "Termtime (test)"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"host": "https://x.example"}, "host: string should match pattern"),
        ({"website": "http://fernvale.example"}, "website: string should match pattern"),
        ({"bot_id": "termtime"}, "bot_id: input should be a valid UUID"),
        ({"name": "N" * 31}, "name: string should have at most 30 characters"),
        ({"name": "N" * 28, "environment": "test"}, "is 35 characters; Teams shows at most 30"),
        (
            {"shared_commands": [Command(title="Help", description="Help")] * 11},
            "shared_commands: tuple should have at most 10 items",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named_before_anything_is_built(fields, sentence):
    with pytest.raises(RefusedError, match=re.escape(sentence)):
        read_values(some_fields(**fields))


def test_every_missing_value_is_named_at_once():
    with pytest.raises(
        RefusedError, match="app_id: field required; bot_id: field required; host: field required"
    ):
        read_values({})


@pytest.mark.skipif(
    find_schema() is None, reason="npm's @microsoft/app-manifest is not installed in node_modules"
)
def test_the_manifest_keeps_to_microsofts_own_schema():
    schema = find_schema()
    assert schema is not None
    validator = Draft4Validator(json.loads(schema.read_text()))

    assert [error.message for error in validator.iter_errors(build_manifest(some_values()))] == []
