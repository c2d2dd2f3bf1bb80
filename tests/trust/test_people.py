from __future__ import annotations

from datetime import date

import pytest
from builders import a_person


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 1, 5), True),
        (date(2027, 1, 4), False),
        (date(2027, 1, 6), False),
        (date(2027, 3, 30), False),
        (date(2026, 12, 15), False),
    ],
)
def test_person_works_on_their_own_days_while_they_are_here(day, works):
    person = a_person(working_days="Tue; Thu", starts=date(2027, 1, 4), ends=date(2027, 3, 25))

    assert person.works_on(day) is works
