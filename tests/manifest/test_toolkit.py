"""The Agents Toolkit's project: what `m365agents.yml` names is there, and it would build what we build."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from manifest.environment import read_environment
from manifest.package import build_manifest
from manifest.values import NAMES, read_values

PROJECT = Path(__file__).parents[2] / "manifest"
AGENTS = (PROJECT / "m365agents.yml").read_text("utf-8")
TEMPLATE = (PROJECT / "appPackage/manifest.json").read_text("utf-8")
PLACE = re.compile(r"\$\{\{\s*(\w+)\s*\}\}")
STEPS = [
    (stage, step)
    for stage in ("provision", "publish")
    for step in yaml.safe_load(AGENTS)[stage]
]  # fmt: skip

environments = pytest.mark.parametrize("environment", ["prod", "test"])


@environments
def test_an_environment_file_has_every_value_and_names_itself(environment):
    defined = read_environment(PROJECT / "env" / f".env.{environment}")

    assert set(defined) == {*NAMES, "TEAMSFX_ENV"}
    assert defined["TEAMSFX_ENV"] == environment


@environments
def test_every_placeholder_is_one_that_the_environment_defines(environment):
    defined = read_environment(PROJECT / "env" / f".env.{environment}")

    assert {*PLACE.findall(AGENTS), *PLACE.findall(TEMPLATE)} - set(defined) == set()


def test_every_value_of_ours_has_its_place_in_the_template():
    assert set(PLACE.findall(TEMPLATE)) == set(NAMES)


def test_the_test_installation_is_told_apart_by_its_name():
    names = [read_environment(PROJECT / "env" / f".env.{each}")["APP_NAME"] for each in ("prod", "test")]

    assert names == ["Termtime", "Termtime (test)"]


def test_an_environment_file_holds_nobodys_ids_and_no_secret():
    filled = {
        name
        for each in ("prod", "test")
        for name, value in read_environment(PROJECT / "env" / f".env.{each}").items()
        if value
    }

    assert filled == {"TEAMSFX_ENV", "APP_NAME", "APP_VERSION"}


@pytest.mark.parametrize(("stage", "step"), STEPS, ids=[f"{stage} {step['uses']}" for stage, step in STEPS])
def test_every_step_reads_what_is_there_or_what_a_step_before_it_made(stage, step):
    made = {
        each["with"].get("outputZipPath")
        for of, each in STEPS[: STEPS.index((stage, step))]
        if of == stage
    }  # fmt: skip
    told = step["with"]

    assert (PROJECT / told.get("manifestPath", "m365agents.yml")).is_file()
    assert told.get("appPackagePath") in {None, *made}


def test_the_app_is_made_validated_brought_up_to_date_and_published_in_this_order():
    uses = [(stage, step["uses"].removeprefix("teamsApp/")) for stage, step in STEPS]
    between = ("validateManifest", "zipAppPackage", "validateAppPackage", "update")

    assert uses == [
        ("provision", "create"),
        *(("provision", each) for each in between),
        *(("publish", each) for each in between),
        ("publish", "publishAppPackage"),
    ]


def test_the_toolkit_would_build_the_manifest_we_build(variables):
    filled = variables | {"APP_NAME": "Termtime (test)", "APP_VERSION": "1.2.0"}

    toolkits = json.loads(PLACE.sub(lambda place: filled[place[1]], TEMPLATE))

    assert toolkits == build_manifest(read_values(filled))
