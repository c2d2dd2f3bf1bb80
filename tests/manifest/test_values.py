from __future__ import annotations

import pytest

from manifest.values import NAMES, FaultyValuesError, ManifestValues, read_values

WITHOUT_DEFAULT = tuple(name for name in NAMES if ManifestValues.model_fields[name.lower()].is_required())


def find_faults(variables, **options):
    with pytest.raises(FaultyValuesError) as refusal:
        read_values(variables, **options)
    return {fault.name: fault.given for fault in refusal.value.faults}


def test_values_are_read_under_their_names_and_others_let_be(variables):
    values = read_values(variables | {"TEAMSFX_ENV": "prod", "APP_NAME": " Termtime (test) "})

    assert values.public_host == "termtime.fernvale.example"
    assert (values.app_name, values.app_version) == ("Termtime (test)", "1.0.0")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("PUBLIC_HOST", "https://termtime.fernvale.example"),
        ("PUBLIC_HOST", "termtime.fernvale.example/termtime"),
        ("PUBLIC_HOST", "Termtime.fernvale.example"),
        ("PUBLIC_HOST", "127.0.0.1:3978"),
        ("PUBLIC_HOST", "localhost"),
        ("PUBLIC_HOST", "*.azurewebsites.example"),
        ("WEBSITE_URL", "http://fernvale.example"),
        ("PRIVACY_URL", 'https://fernvale.example/"'),
        ("TERMS_URL", "javascript:alert(1)"),
        ("BOT_ID", "termtime"),
        ("BOT_ID", "{0d3c7a52-8f57-4f0e-8a66-1a2b3c4d5e6f}"),
        ("APP_NAME", "N" * 31),
        ("APP_NAME", 'The "Termtime"'),
        ("DEVELOPER_NAME", "N" * 33),
        ("APP_VERSION", "1.0"),
        ("APP_VERSION", "1.01.0"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_it_says(variables, name, given):
    assert find_faults(variables | {name: given}) == {name: given}


@pytest.mark.parametrize("host", ["termtime.fernvale.example:8443", "a.example", "t-1.fernvale.example"])
def test_a_host_may_have_a_port_and_hyphens(variables, host):
    assert read_values(variables | {"PUBLIC_HOST": host}).public_host == host


def test_every_missing_value_is_named_at_once_in_one_sentence():
    with pytest.raises(FaultyValuesError) as refusal:
        read_values({"BOT_ID": "", "WEBSITE_URL": "fernvale"}, managed_identity=True)

    assert tuple(fault.name for fault in refusal.value.faults) == WITHOUT_DEFAULT
    assert str(refusal.value).startswith(
        "The app package cannot be built: TEAMS_APP_ID is missing; it has to be a GUID that names the app in Teams"
    )
    assert "WEBSITE_URL is “fernvale” and has to be an https page" in str(refusal.value)


def test_people_sign_in_with_the_bots_registration_unless_another_is_named(variables):
    borrowed = read_values(variables | {"SIGN_IN_APP_ID": ""})

    assert borrowed.sign_in_app_id == variables["BOT_ID"]
    assert read_values(variables).sign_in_app_id == variables["SIGN_IN_APP_ID"]


def test_a_managed_identity_has_no_registration_to_sign_in_with(variables):
    assert find_faults(variables | {"SIGN_IN_APP_ID": ""}, managed_identity=True) == {"SIGN_IN_APP_ID": ""}


def test_a_bot_that_is_wrong_is_not_blamed_on_the_sign_in_too(variables):
    assert find_faults(variables | {"SIGN_IN_APP_ID": "", "BOT_ID": "x"}) == {"BOT_ID": "x"}
