from __future__ import annotations

from copy import deepcopy

import pytest

from manifest.limits import find_limit_faults
from manifest.package import build_manifest
from manifest.values import read_values

HOST = "termtime.fernvale.example"


@pytest.fixture
def built(variables):
    return build_manifest(read_values(variables))


def set_at(manifest, path, value):
    changed = deepcopy(manifest)
    *way, last = path.split(".")
    part = changed
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    part[int(last) if last.isdigit() else last] = value
    return changed


def test_what_we_build_is_within_the_limits(built):
    assert find_limit_faults(built) == ()


def test_nothing_else_than_what_we_use_is_known(built):
    assert find_limit_faults(built | {"devicePermissions": ["geolocation"]}) == (
        "devicePermissions: extra inputs are not permitted",
    )


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("name.short", "N" * 31, "name.short: string should have at most 30 characters"),
        ("description.short", "D" * 81, "description.short: string should have at most 80 characters"),
        ("id", "termtime", "id: string should match pattern"),
        ("developer.privacyUrl", "http://fernvale.example", "developer.privacyUrl: string should match pattern"),
        ("staticTabs.1.contentUrl", f"http://{HOST}/tab", "staticTabs.1.contentUrl: string should match pattern"),
        ("staticTabs.1.contentUrl", "https://elsewhere.example/tab", "https://elsewhere.example/tab is on none of"),
        ("staticTabs.1.name", None, "staticTabs.1: a tab needs name, contentUrl and websiteUrl"),
        ("staticTabs.2.entityId", "conversations", "two tabs have the same entityId"),
        ("bots.0.commandLists.0.commands.0.title", "T" * 33, "bots.0.commandLists.0.commands.0.title: string should"),
        (
            "bots.0.commandLists.1.commands",
            [{"title": "Help", "description": "Help"}] * 11,
            "bots.0.commandLists.1.commands: tuple should have at most 10 items",
        ),
        ("bots.0.scopes", ["groupchat"], "bots.0.scopes.0: input should be 'personal', 'team' or 'groupChat'"),
        (
            "composeExtensions.0.botId",
            "6a1f1f0e-64c6-4a43-9d7e-3a1f5d1f0c11",
            "the message extension belongs to another bot",
        ),
        ("webApplicationInfo.resource", "api://elsewhere.example/x", "the resource api://elsewhere.example/x is not"),
        ("validDomains", ["*.fernvale.example"], "validDomains.0: string should match pattern"),
        ("icons.color", "icons/color.png", "icons.color: string should match pattern"),
        ("manifestVersion", "1.25", "manifestVersion: input should be '1.22'"),
    ],
)  # fmt: skip
def test_what_teams_would_not_take_is_named(built, path, value, fault):
    (said,) = find_limit_faults(set_at(built, path, value))

    assert said.startswith(fault)
