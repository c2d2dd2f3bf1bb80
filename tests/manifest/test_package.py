from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.querying import COMMANDS
from manifest.package import REASONS, build_manifest, build_package, find_permissions
from manifest.values import read_values


@pytest.fixture
def built(variables):
    return build_manifest(read_values(variables))


def test_the_package_holds_the_manifest_and_both_icons(variables, built):
    with ZipFile(BytesIO(build_package(read_values(variables)))) as package:
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(package.read("manifest.json")) == built


def test_the_same_values_give_the_same_bytes_whenever_and_wherever(variables):
    package = build_package(read_values(variables))

    assert package == build_package(read_values(variables))
    with ZipFile(BytesIO(package)) as archive:
        assert {(info.date_time, info.create_system, info.compress_type) for info in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3, 0)
        }


def test_the_bot_works_for_one_person_in_a_channel_and_in_a_group_chat(built):
    (bot,) = built["bots"]

    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [commands["scopes"] for commands in bot["commandLists"]] == [["personal"], ["team", "groupChat"]]


def test_my_year_is_a_tab_between_the_chat_and_what_teams_says_about_the_app(built):
    chat, year, about = built["staticTabs"]

    assert (chat["entityId"], about["entityId"]) == ("conversations", "about")
    assert year == {
        "entityId": "my-year",  # links into the tab carry it: it never changes
        "name": "My year",
        "contentUrl": "https://termtime.fernvale.example/tab",
        "websiteUrl": "https://termtime.fernvale.example/",
        "scopes": ["personal"],
    }


def test_people_sign_in_with_a_registration_that_need_not_be_the_bots(built, variables):
    assert built["webApplicationInfo"] == {
        "id": variables["SIGN_IN_APP_ID"],
        "resource": f"api://termtime.fernvale.example/{variables['SIGN_IN_APP_ID']}",
    }
    assert {built["bots"][0]["botId"], built["composeExtensions"][0]["botId"]} == {variables["BOT_ID"]}
    assert built["validDomains"] == ["termtime.fernvale.example"]


def test_three_things_can_be_looked_up_by_the_commands_the_bot_knows(built):
    (extension,) = built["composeExtensions"]

    assert [command["id"] for command in extension["commands"]] == list(COMMANDS)
    assert {
        parameter["name"] for command in extension["commands"] for parameter in command["parameters"]
    } == {"query"}


def test_the_only_permission_asked_of_a_team_is_to_see_who_is_in_it(built):
    assert built["authorization"] == {
        "permissions": {"resourceSpecific": [{"name": "TeamMember.Read.Group", "type": "Application"}]}
    }
    assert find_permissions(built) == REASONS


def test_a_value_is_text_whatever_it_says(variables):
    manifest = build_manifest(read_values(variables | {"APP_NAME": "${{BOT_ID}} & Söhne"}))

    assert manifest["name"]["short"] == "${{BOT_ID}} & Söhne"
