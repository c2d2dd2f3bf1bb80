from __future__ import annotations

import json

import pytest
from builders import a_meeting, a_trust
from sqlalchemy import update

from termtime.store import SqlStore
from termtime.store.tables import meetings, trust_rows
from trust.values import RefusedError
from trust.year import Year


async def refuse_to_read(store: SqlStore) -> str:
    with pytest.raises(RefusedError) as refused:
        await store.fetch_year()
    return str(refused.value)


async def test_trust_of_another_version_is_refused_with_the_field_and_the_way_out(store: SqlStore):
    await store.save_year(Year(trust=a_trust()))
    body = json.loads(a_trust().schools[0].model_dump_json()) | {"colour": "green"}
    first_school = (trust_rows.c.part == "schools") & (trust_rows.c.position == 0)
    async with store._database.writing() as connection:
        await connection.execute(update(trust_rows).where(first_school).values(body=body))

    assert await refuse_to_read(store) == (
        "The stored trust cannot be read by this version of Termtime (schools.0.colour: Extra inputs are not "
        "permitted); import the trust's files again, or restore a backup."
    )


async def test_meeting_of_another_version_is_refused_with_the_field(store: SqlStore):
    await store.save_year(Year(trust=a_trust(), meetings=(a_meeting(),)))
    async with store._database.writing() as connection:
        await connection.execute(update(meetings).values(status="dreamt"))

    assert await refuse_to_read(store) == (
        "The stored meetings cannot be read by this version of Termtime (status: Input should be 'proposed', "
        "'published' or 'cancelled'); import the trust's files again, or restore a backup."
    )
