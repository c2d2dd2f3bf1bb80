"""Who sits in the Agents Playground."""

from __future__ import annotations

import pytest
import yaml
from builders import a_person

from termtime.playground import make_playground_config
from trust.people import Person
from trust.values import RefusedError

IDS = ("rachel-whitcombe", "priya-raman", "daniel-okoro", "helen-marsden", "imran-sheikh", "bronwen-pryce")


def some_people() -> list[Person]:
    return [a_person(person) for person in IDS]


def test_the_first_of_six_people_types_and_the_others_sit_beside_them() -> None:
    config = yaml.safe_load(make_playground_config(some_people()))
    assert config["currentUser"]["id"] == "rachel-whitcombe"
    assert tuple(user["id"] for user in config["users"]) == IDS[1:]


def test_a_person_is_described_as_the_playground_spells_it() -> None:
    user = yaml.safe_load(make_playground_config(some_people()))["currentUser"]
    assert len(user.pop("aadObjectId")) == 36
    assert user == {
        "id": "rachel-whitcombe",
        "name": "Rachel Whitcombe",
        "userPrincipleName": "rachel-whitcombe@fernvale.example",
        "givenName": "Rachel",
        "surname": "Whitcombe",
        "email": "rachel-whitcombe@fernvale.example",
    }


def test_everything_the_playground_asks_for_is_there_and_nothing_else() -> None:
    config = yaml.safe_load(make_playground_config(some_people()))
    assert list(config) == [
        "version", "tenantId", "bot", "currentUser", "users", "personalChat", "groupChat", "team",
    ]  # fmt: skip
    assert config["version"] == "0.1.1"
    assert [channel["name"] for channel in config["team"]["channels"]] == ["Chairs"]


def test_accounts_keep_their_ids_from_one_time_to_the_next() -> None:
    assert make_playground_config(some_people()) == make_playground_config(some_people())


def test_five_people_are_refused() -> None:
    with pytest.raises(RefusedError, match="exactly 6 different people, not 5"):
        make_playground_config(some_people()[:5])


def test_the_same_person_twice_is_refused() -> None:
    with pytest.raises(RefusedError, match="exactly 6 different people, not 5"):
        make_playground_config([*some_people()[:5], some_people()[0]])
