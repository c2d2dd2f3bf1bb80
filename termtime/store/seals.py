"""Chains of sealed entries: what makes a change to the journal or the audit log show afterwards.

Each entry is sealed over the seal before it, its number, moment, who, kind and subject, and a digest of its content. So
content may be erased when its time is over, or because somebody may ask for that, and the seals still follow. The digest
is made with a salt that goes with the content: what was erased cannot be guessed back out of it.

What may be missing has to be accounted for. A disposal is noted in the audit log, in the same transaction: until when
contents were erased, and the *anchor*, the last entry dropped from the front, on which the first one kept is sealed. An
entry without content that no disposal reaches is as broken as one that was changed. What no chain can show is that its
end was cut off, or all of it made anew: for that somebody keeps a *head*, and has it looked for later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, null, or_, select, update

from trust.values import RefusedError

FIRST_SEAL = ""
AT_ONCE = 1000


class Chain(NamedTuple):
    """A table of sealed entries, and which of its columns are content."""

    rows: Table
    content: tuple[str, ...]


class Head(NamedTuple):
    """An entry's number and seal: all it takes to know later that it, and all before it, still stand."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"

    @classmethod
    def read(cls, said: str) -> Self:
        """Read NUMBER:SEAL. Raises RefusedError."""
        number, _, seal = said.strip().partition(":")
        if not number.isdecimal() or not seal:
            raise RefusedError(
                f"{said!r} is not a head; it is written NUMBER:SEAL, as the nightly job logs it."
            )
        return cls(int(number), seal.lower())


class Disposal(NamedTuple):
    """What a disposal accounts for: contents from before a moment, and entries up to its anchor."""

    until: datetime
    anchor: Head | None


NOTHING_BEFORE = Head(0, FIRST_SEAL)


def add_sealed(connection: Connection, chain: Chain, row: Mapping[str, Any]) -> int:
    """Add an entry after the last, and give its number. Nobody else may add to the chain meanwhile."""
    last = find_head(connection, chain) or NOTHING_BEFORE
    content = {name: row.get(name) for name in chain.content}
    salt = token_hex(16) if any(content.values()) else None
    entry = dict(row) | {"number": last.number + 1, "salt": salt, "digest": make_digest(salt, content)}
    connection.execute(chain.rows.insert(), entry | {"seal": make_seal(last.seal, entry)})
    return last.number + 1


def find_head(connection: Connection, chain: Chain) -> Head | None:
    """Find the last entry."""
    rows = chain.rows.c
    last = connection.execute(select(rows.number, rows.seal).order_by(rows.number.desc()).limit(1)).first()
    return Head(last.number, last.seal) if last else None


def find_broken(connection: Connection, chain: Chain, disposals: Iterable[Disposal]) -> int | None:
    """Find the first entry that is not as it was sealed, or missing; None while nobody tampered."""
    accounted = tuple(disposals)
    anchors = [disposal.anchor for disposal in accounted if disposal.anchor]
    last = max(anchors, default=NOTHING_BEFORE)
    erased_until = max((disposal.until for disposal in accounted), default=None)
    for row in _read_all(connection, chain):
        content = {name: row[name] for name in chain.content}
        erased = row["salt"] is None and row["digest"] != make_digest(None, content)
        if row["number"] != last.number + 1 or row["seal"] != make_seal(last.seal, row):
            return last.number + 1
        if erased and (any(content.values()) or erased_until is None or row["at"] >= erased_until):
            return last.number + 1
        if not erased and row["digest"] != make_digest(row["salt"], content):
            return last.number + 1
        last = Head(row["number"], row["seal"])
    return None


def holds(connection: Connection, chain: Chain, head: Head) -> bool:
    """Say whether an entry stands in a chain, with the seal it had."""
    rows = chain.rows.c
    return connection.scalar(select(rows.seal).where(rows.number == head.number)) == head.seal


def erase(connection: Connection, chain: Chain, *where: ColumnElement[bool]) -> int:
    """Erase the content of entries that have any, and say how many had."""
    values = {name: null() for name in (*chain.content, "salt")}
    return connection.execute(
        update(chain.rows).where(chain.rows.c.salt.is_not(None), *where).values(**values)
    ).rowcount


def drop_leading(connection: Connection, chain: Chain, goes: ColumnElement[bool]) -> tuple[int, Head | None]:
    """Drop the entries from the front that are to go, up to the first that stays.

    Returns:
        How many went, and the anchor: the last of them. The very last entry stays: the next one is sealed over it.
    """
    rows = chain.rows.c
    first = _find_first_kept(connection, chain, goes)
    before = select(rows.number, rows.seal).where(rows.number < first).order_by(rows.number.desc())
    anchor = connection.execute(before.limit(1)).first()
    if anchor is None:
        return 0, None
    gone = connection.execute(delete(chain.rows).where(rows.number < first)).rowcount
    return gone, Head(anchor.number, anchor.seal)


def count_thinnable(
    connection: Connection, chain: Chain, goes: ColumnElement[bool], erasable: ColumnElement[bool]
) -> int:
    """Count the entries that dropping from the front and erasing behind it would change."""
    rows = chain.rows.c
    dropped = rows.number < _find_first_kept(connection, chain, goes)
    changed = or_(dropped, and_(goes, rows.salt.is_not(None), erasable))
    return connection.scalar(select(func.count()).select_from(chain.rows).where(changed)) or 0


def _find_first_kept(connection: Connection, chain: Chain, goes: ColumnElement[bool]) -> int:
    rows = chain.rows.c
    latest = connection.scalar(select(func.max(rows.number))) or 0
    stays = connection.scalar(select(func.min(rows.number)).where(~goes))
    return min(latest, stays if stays is not None else latest)


def make_digest(salt: str | None, content: Mapping[str, Any]) -> str:
    """Make what an entry is sealed with in the place of its content."""
    return _hash([salt or "", *(content[name] for name in sorted(content))])


def make_seal(last: str, row: Mapping[Any, Any]) -> str:
    """Seal an entry over the one before."""
    at = row["at"].astimezone(UTC).isoformat()
    said = (row[name] for name in ("by", "kind", "about", "digest"))
    return _hash([last, row["number"], at, *said])


def _hash(said: list[Any]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _read_all(connection: Connection, chain: Chain) -> Iterator[Mapping[Any, Any]]:
    """Read a chain a part at a time: that of six years need not fit into memory."""
    rows, number = chain.rows, 0
    while True:
        query = select(rows).where(rows.c.number > number).order_by(rows.c.number).limit(AT_ONCE)
        found: list[Row[Any]] = list(connection.execute(query).all())
        yield from (row._mapping for row in found)
        if len(found) < AT_ONCE:
            return
        number = found[-1].number
