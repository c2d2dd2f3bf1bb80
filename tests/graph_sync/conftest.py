"""A trust's year, and the office it is kept in step with."""

from __future__ import annotations

from collections.abc import Callable

import offices
import pytest
from offices import a_spring_year, change_meeting, make_settings

from graph_sync.credentials import GraphSettings
from trust.year import Year


@pytest.fixture
def open_office() -> Callable[..., object]:
    """Open a strict sandbox holding a trust's people, and sign in to it; no wait is real."""
    return offices.open_office


@pytest.fixture
def year() -> Year:
    """Two meetings of maths and one of a restricted group, all in the coming spring."""
    return a_spring_year()


@pytest.fixture
def settings_of() -> Callable[..., GraphSettings]:
    """Make the settings that sign in to an office."""
    return lambda office, **fields: make_settings(office.sandbox, **fields)


@pytest.fixture
def change() -> Callable[..., Year]:
    return change_meeting
