from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import ConversationReference
from graph_sync.ports import Applied, Sending
from graph_sync.subscriptions import Subscription
from termtime.store import tables
from termtime.store.tables import Moment
from trust.audiences import Broadcast
from trust.meetings import Meeting
from trust.nudges import Row
from trust.papers import Action, Agenda, Attendance, Minutes, Reply
from trust.values import Value


@pytest.mark.parametrize(
    ("table", "value"),
    [
        (tables.meetings, Meeting),
        (tables.agendas, Agenda),
        (tables.minutes, Minutes),
        (tables.actions, Action),
        (tables.replies, Reply),
        (tables.attendance, Attendance),
        (tables.applied, Applied),
        (tables.sendings, Sending),
        (tables.subscriptions, Subscription),
        (tables.deliveries, Row),
        (tables.broadcasts, Broadcast),
    ],
)
def test_columns_are_the_fields_of_the_value(table: Table, value: type[Value]):
    assert [column.name for column in table.columns] == list(value.model_fields)


def test_conversations_hold_every_field_of_a_reference():
    named = {field.name for field in fields(ConversationReference)}
    assert {column.name for column in tables.conversations.columns} == named | {"updated"}


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_moment_without_a_zone_is_refused(dialect):
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        Moment().process_bind_param(datetime(2026, 10, 1), dialect)  # noqa: DTZ001
