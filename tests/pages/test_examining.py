from __future__ import annotations

import pytest

from graph_sync.doctor import State
from termtime.pages.examining import examine_pages
from termtime.settings import Settings
from tests.pages.running import Running


def states(findings) -> list[State]:
    return [finding.state for finding in findings]


async def test_pages_that_answer_and_keys_that_are_there_are_well(running: Running):
    found = await examine_pages(running.settings)

    # The pages alone are served here, and no health beside them.
    assert states(found) == [State.OK, State.WARNING]
    assert found[0].what == "Entra's keys are there, and its tokens will be taken."


@pytest.mark.parametrize(
    ("changed", "state", "words"),
    [
        ({"public_url": ""}, State.WARNING, "TERMTIME_PUBLIC_URL is not set"),
        ({"bot_app_id": "", "sign_in_app_id": ""}, State.WARNING, "TERMTIME_SIGN_IN_APP_ID is not set"),
        ({"bot_app_type": "UserAssignedMSI", "sign_in_app_id": ""}, State.BROKEN, "managed identity"),
        ({"authority": "127.0.0.1:9"}, State.BROKEN, "does not answer"),
        ({"public_url": "http://127.0.0.1:9"}, State.WARNING, "Nothing of Termtime's answers"),
    ],
    ids=str,
)
async def test_what_keeps_people_from_the_pages_is_said(
    running: Running, changed: dict[str, str], state: State, words: str
):
    found = await examine_pages(Settings.model_validate(running.settings.model_dump() | changed))

    assert [(one.state, words in one.what) for one in found if words in one.what] == [(state, True)]
    assert all(one.remedy for one in found if one.state is not State.OK)
