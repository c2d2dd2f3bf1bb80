from __future__ import annotations

from datetime import datetime

import pytest
from builders import a_meeting
from pydantic import ValidationError

from trust.meetings import make_meeting_key
from trust.values import LONDON


def test_meeting_is_named_by_year_group_and_rule():
    assert make_meeting_key("2026-27", "maths", "spring-1") == a_meeting("spring-1", "maths").key


def test_meeting_knows_the_year_it_falls_in():
    assert a_meeting().year == "2026-27"


def test_meeting_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValidationError, match="ends at 15:45 on 19 Jan 2027, not after it starts"):
        a_meeting(ends=datetime(2027, 1, 19, 15, 45, tzinfo=LONDON))


def test_meeting_whose_key_is_another_groups_is_refused():
    with pytest.raises(ValidationError, match="key 2026-27/art/spring-1 does not belong to the group maths"):
        a_meeting(key="2026-27/art/spring-1")


@pytest.mark.parametrize("key", ["26-27/maths/spring-1", "2026-27/maths", "2026-27/Maths/spring-1"])
def test_meeting_key_has_one_form(key):
    with pytest.raises(ValidationError):
        a_meeting(key=key)
