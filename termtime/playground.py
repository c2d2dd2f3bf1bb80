"""Who sits in the Microsoft 365 Agents Playground: people of a trust, so that its bot knows who is asking.

The Playground (0.2.28) reads `.m365agentsplayground.yml` in its working directory, and its schema is strict: six people,
one chat of each kind, one channel beside General, and a user principal name under a misspelt key.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

import yaml

from trust.people import Person
from trust.values import RefusedError

CONFIG_FILE = ".m365agentsplayground.yml"
PEOPLE = 6
NAMESPACE = UUID("6f0c6a52-0a5e-4d0c-8a0e-5b1d6f4f7c11")


def make_playground_config(people: Sequence[Person]) -> str:
    """Write the Playground's file for six people, of whom the first is the one who types.

    Raises:
        RefusedError: They are not six different people.
    """
    different = len({person.id for person in people})
    if different != PEOPLE or len(people) != PEOPLE:
        raise RefusedError(f"The Agents Playground seats exactly {PEOPLE} different people, not {different}.")
    current, *others = people
    config = {
        "version": "0.1.1",
        "tenantId": _make_id("tenant"),
        "bot": {"id": _make_id("bot"), "name": "Termtime"},
        "currentUser": _make_user(current),
        "users": [_make_user(person) for person in others],
        "personalChat": {"id": "personal-chat"},
        "groupChat": {"id": "group-chat", "name": "Group chat"},
        "team": {
            "id": "team",
            "name": "Co-design",
            "aadGroupId": _make_id("team"),
            "channels": [{"id": "channel-chairs", "name": "Chairs"}],
        },
    }
    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True)


def _make_user(person: Person) -> dict[str, str]:
    given, _, surname = person.name.partition(" ")
    return {
        "id": person.id,
        "name": person.name,
        "userPrincipleName": person.upn,
        "aadObjectId": _make_id(person.upn),
        "givenName": given,
        "surname": surname,
        "email": person.upn,
    }


def _make_id(what: str) -> str:
    return str(uuid5(NAMESPACE, what))
