"""What is kept of people who left, beside what they took part in: found, counted and forgotten.

A name and a post stay with the trust for as long as its minutes name them. The trust's own files are the trust's to keep
up to date: whoever is still in people.csv comes back, with all that stands there, at the next import.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from termtime.store.access_tables import feeds, sessions
from termtime.store.tables import accounts, conversations, looks, preferences, threads, trust_rows
from trust.people import Person
from trust.retaining import Stock, choose_leavers_due, find_leavers, forget_details
from trust.retention import Kept, find_due_day
from trust.year import Trust

OF_PERSON = (preferences.c.person, looks.c.person, sessions.c.person, feeds.c.person)


def count_leavers(connection: Connection, trust: Trust, rule: str, now: datetime) -> Stock:
    """Count the people who left of whom anything is kept beside their names."""
    known = [person for person in find_leavers(trust, now) if _has_anything(connection, person)]
    free = {person.id for person in choose_leavers_due(trust, now)}
    due = [person for person in known if person.id in free]
    days = {
        person.id: find_due_day(trust.settings.retention, Kept.LEAVERS, _last(person)) for person in known
    }
    coming = [days[person.id] for person in known if days[person.id] > now.date()]
    return Stock(
        kind=Kept.LEAVERS,
        rule=rule,
        count=len(known),
        oldest=min(map(_last, known), default=None),
        due=len(due),
        held=len(known) - len(due) - len(coming),
        next=min(coming, default=None),
    )


def forget_leavers(connection: Connection, trust: Trust, now: datetime) -> None:
    """Forget what is due of people who left: settings, sessions, feeds, chats, and details in the stored trust."""
    due = choose_leavers_due(trust, now)
    for person in due:
        for column in OF_PERSON:
            connection.execute(delete(column.table).where(column == person.id))
        _forget_account(connection, person)
    bodies = {person.id: forget_details(person).model_dump(mode="json") for person in due}
    people = select(trust_rows.c.position, trust_rows.c.body).where(trust_rows.c.part == "people")
    for position, body in connection.execute(people).all():
        if body["id"] in bodies:
            row = (trust_rows.c.part == "people") & (trust_rows.c.position == position)
            connection.execute(update(trust_rows).where(row).values(body=bodies[body["id"]]))


def _has_anything(connection: Connection, person: Person) -> bool:
    if forget_details(person) != person:
        return True
    named = (select(column).where(column == person.id).limit(1) for column in OF_PERSON)
    account = select(accounts.c.upn).where(accounts.c.upn == person.upn).limit(1)
    return any(connection.execute(query).first() is not None for query in (*named, account))


def _forget_account(connection: Connection, person: Person) -> None:
    ids = select(accounts.c.aad_id).where(accounts.c.upn == person.upn)
    theirs = conversations.c.user_aad_id.in_(ids)
    here = select(conversations.c.conversation_id).where(theirs)
    connection.execute(delete(threads).where(threads.c.conversation_id.in_(here)))
    connection.execute(delete(conversations).where(theirs))
    connection.execute(delete(accounts).where(accounts.c.upn == person.upn))


def _last(person: Person) -> date:
    assert person.ends is not None
    return person.ends
