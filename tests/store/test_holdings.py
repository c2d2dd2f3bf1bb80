"""Whoever adds a table or a column says whether it holds anything of a person; and what is found is found on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import date

from builders import NOW, a_membership, a_person, a_trust
from sqlalchemy import insert

import termtime.store.access_tables  # noqa: F401  (its tables belong to the metadata)
from bot.personal import Preferences
from termtime.governance.assembling import PARTS
from termtime.store import SqlStore
from termtime.store.holdings import EXPORTED, LEFT_OUT, NOBODYS
from termtime.store.tables import accounts, conversations, deliveries, metadata, stream_rows, threads
from trust.auditing import AuditKind
from trust.files.references import REFERENCES
from trust.year import Year


def test_every_column_there_is_is_told_of_or_left_out_for_a_reason_or_nobodys():
    said = Counter(
        f"{table}.{column}"
        for columns in (
            *((table, names) for table, (_, names) in EXPORTED.items()),
            *((table, names) for table, (names, _) in LEFT_OUT.items()),
            *NOBODYS.items(),
        )
        for table, column in ((columns[0], name) for name in columns[1].split())
    )
    there = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}

    assert set(said) == there
    assert {name for name, times in said.items() if times > 1} == set()
    assert all(reason.endswith(".") for _, reason in LEFT_OUT.values())


def test_every_part_that_a_table_goes_into_is_one_of_what_a_person_is_given():
    assert {part for part, _ in EXPORTED.values()} <= {name for name, *_ in PARTS}


def test_every_place_of_the_trusts_files_that_names_a_person_is_known_here():
    """A new one goes into termtime.governance.taking_part, or is left out there for a reason, and then in here."""
    named = {(one.table, one.field) for one in REFERENCES if one.to == "person"}

    assert named == {
        ("officers", "person"),
        ("members", "person"),
        ("trust", "leads"),
        ("trust", "it_administrators"),
        ("trust", "auditors"),
        ("trust", "holds.*.person"),  # left out: the data protection officer answers whether there is one
        ("year/agendas", "items.*.lead"),
        ("year/minutes", "present"),
        ("year/actions", "owner"),
        ("year/replies", "person"),
    }


async def test_what_is_found_is_of_that_person_by_id_address_and_name(store: SqlStore):
    nuria = a_person("nuria", name="Núria O'Brien", upn="Nuria.OBrien@fernvale.example")
    other = a_person("nuria-two", name="Núria")
    trust = a_trust(people=(nuria, other), officers=(), memberships=(a_membership("maths", "nuria"),))
    await store.save_year(Year(trust=trust))
    for person in (nuria, other):
        await store.personal.save_preferences(person.id, Preferences(paused_until=date(2027, 1, 1)))
        await store.audit.note(AuditKind.SIGNED_IN, person.id, "", NOW)
    await store.audit.note(AuditKind.SAW, "program:root", "maths", NOW, {"as": "nuria"})
    seen = {"attendees": [{"address": "NURIA.OBrien@fernvale.example"}]}
    async with store._database.writing() as connection:
        for statement in (
            insert(accounts).values(aad_id="aad", upn=nuria.upn),
            insert(accounts).values(aad_id="other", upn=other.upn),
            insert(conversations).values(
                conversation_id="a:1",
                service_url="",
                tenant_id="t",
                bot_id="b",
                user_aad_id="aad",
                updated=NOW,
            ),
            insert(threads).values(conversation_id="a:1", context={"intent": "chair"}, expires=NOW),
            insert(threads).values(conversation_id="a:2", context={}, expires=NOW),
            insert(stream_rows).values(stream="events", id="1", body=seen),
            insert(stream_rows).values(stream="events", id="2", body={"attendees": []}),
            insert(deliveries).values(
                key="k",
                person="nuria",
                kind="reminder",
                about="",
                due=NOW,
                outcome="sent",
                why="",
                at=NOW,
                message="",
            ),
        ):
            await connection.execute(statement)
    told: list[str] = []

    held = await store.holdings.fetch(
        nuria.id, nuria.upn, nuria.name, lambda _done, _total, table: told.append(table)
    )

    assert {table: len(rows) for table, rows in held.rows.items() if rows} == {
        "accounts": 1, "conversations": 1, "threads": 1, "stream_rows": 1, "deliveries": 1, "preferences": 1, "audit": 2,
    }  # fmt: skip
    assert told == [*held.rows, ""]
    assert not any(
        {"digest", "salt", "seal", "secret"} & row.keys() for rows in held.rows.values() for row in rows
    )
