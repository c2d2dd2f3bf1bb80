"""The parts of a backup: a table's rows as lines of JSON, and the manifest that vouches for them.

Decides how each kind of column is written and what counts as damage. A backup describes its own columns, so one of an
older revision can be read without the classes of that time.
"""

from __future__ import annotations

import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError
from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, String, Table, column, table
from sqlalchemy.sql.expression import TableClause

from termtime.store.tables import Moment
from trust.values import RefusedError, Value

MANIFEST = "manifest.json"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    BYTES = "bytes"
    JSON = "json"
    JSON_OR_NOTHING = "json or nothing"


TYPES: dict[Kind, Any] = {
    Kind.TEXT: String(),
    Kind.NUMBER: Integer(),
    Kind.FLAG: Boolean(),
    Kind.DAY: Date(),
    Kind.MOMENT: Moment(),
    Kind.BYTES: LargeBinary(),
    Kind.JSON: JSON(),
    Kind.JSON_OR_NOTHING: JSON(none_as_null=True),
}
WRITERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DAY: date.isoformat,
    Kind.MOMENT: lambda moment: moment.astimezone(UTC).isoformat(),
    Kind.BYTES: lambda content: b64encode(content).decode(),
}
READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.BYTES: b64decode,
}


class TablePart(Value):
    """What the manifest says of one table."""

    name: str
    columns: dict[str, Kind]
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """Name the part inside the backup."""
        return f"{self.name}.jsonl"

    def make_table(self) -> TableClause:
        """Make what its rows are inserted with."""
        return table(self.name, *(column(name, TYPES[kind]) for name, kind in self.columns.items()))


class Manifest(Value):
    """What a backup says of itself."""

    format: Literal["termtime backup 1"] = "termtime backup 1"
    termtime: str
    revision: str
    made: datetime
    tables: tuple[TablePart, ...]

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(part.rows for part in self.tables)

    @classmethod
    def read(cls, archive: ZipFile, file: Path) -> Self:
        """Read a backup's manifest. Raises RefusedError where it has none, or other parts than it says."""
        if MANIFEST not in archive.namelist():
            raise RefusedError(f"{file} is no backup of Termtime: it has no {MANIFEST}.")
        try:
            manifest = cls.model_validate_json(archive.read(MANIFEST))
        except ValidationError:
            raise RefusedError(f"The backup {file} is damaged: its {MANIFEST} makes no sense.") from None
        said, found = {MANIFEST, *(part.file for part in manifest.tables)}, archive.namelist()
        if odd := sorted(said ^ set(found)):
            what = "has a part too many" if odd[0] in found else "lacks a part"
            raise RefusedError(f"The backup {file} is damaged: it {what}, {odd[0]}.")
        return manifest


@contextmanager
def new_backup(file: Path) -> Iterator[ZipFile]:
    """Open a new file for a backup, there under its name only once it is whole and was read back.

    Raises:
        RefusedError: It is there already or cannot be written; nothing is left of it.
    """
    if file.exists():
        raise RefusedError(f"{file} is there already; a backup replaces nothing.")
    half_done = file.with_name(file.name + ".part")
    try:
        descriptor = os.open(half_done, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise RefusedError(f"The backup {half_done} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with ZipFile(stream, "w") as archive:
                yield archive
            stream.flush()
            os.fsync(stream.fileno())
        read_whole(half_done)
        half_done.rename(file)
    except OSError as error:
        raise RefusedError(f"The backup {file} cannot be written: {error.strerror}.") from error
    finally:
        half_done.unlink(missing_ok=True)


def read_whole(file: Path) -> Manifest:
    """Read a backup from end to end and give its manifest. Raises RefusedError where it is not as it was written."""
    with open_backup(file) as archive:
        manifest = Manifest.read(archive, file)
        for part in manifest.tables:
            _check_part(archive, part)
    return manifest


@contextmanager
def open_backup(file: Path) -> Iterator[ZipFile]:
    """Open a backup for reading; whatever its bytes turn out to be ends in a sentence."""
    try:
        with ZipFile(file) as archive:
            yield archive
    except FileNotFoundError:
        raise RefusedError(f"The backup {file} is not there.") from None
    except OSError as error:
        raise RefusedError(f"The backup {file} cannot be read: {error.strerror or error}.") from None
    except BadZipFile as error:
        msg = f"The backup {file} is damaged, not whole, or none of Termtime's ({str(error).rstrip('.')})."
        raise RefusedError(msg) from None
    except (zlib.error, EOFError, NotImplementedError):
        raise RefusedError(f"The backup {file} is damaged: it cannot be unpacked.") from None


def write_part(
    archive: ZipFile,
    source: Table,
    chunks: Iterable[Sequence[Any]],
    now: datetime,
    watch: Callable[[int], None],
) -> TablePart:
    """Write a table's rows, and give what the manifest says of them."""
    columns = {one.name: find_kind(one) for one in source.columns}
    writers = [WRITERS.get(kind) for kind in columns.values()]
    digest, count = sha256(), 0
    with archive.open(_make_entry(f"{source.name}.jsonl", now), "w", force_zip64=True) as stream:
        for chunk in chunks:
            lines = b"".join(_make_line(row, writers) for row in chunk)
            digest.update(lines)
            stream.write(lines)
            count += len(chunk)
            watch(count)
    return TablePart(name=source.name, columns=columns, rows=count, sha256=digest.hexdigest())


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    """Write what a backup says of itself, last."""
    archive.writestr(_make_entry(MANIFEST, manifest.made), manifest.model_dump_json(indent=1))


def _make_entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    # Whoever unpacks it by hand gets files for their owner alone, too.
    entry.external_attr = 0o600 << 16
    return entry


def _make_line(row: Sequence[Any], writers: Sequence[Callable[[Any], Any] | None]) -> bytes:
    cells = [
        cell if write is None or cell is None else write(cell)
        for cell, write in zip(row, writers, strict=True)
    ]
    return json.dumps(cells, separators=(",", ":")).encode() + b"\n"


def _check_part(archive: ZipFile, part: TablePart) -> None:
    """Read a part to its end. Raises RefusedError where it is not what was written."""
    digest, lines = sha256(), 0
    try:
        with archive.open(part.file) as stream:
            for line in stream:
                digest.update(line)
                lines += 1
    except (BadZipFile, zlib.error, EOFError):
        raise RefusedError(f"The backup is damaged: its part {part.file} cannot be unpacked.") from None
    if digest.hexdigest() != part.sha256:
        msg = f"The backup is damaged: its part {part.file} is not what was written (SHA-256 differs)."
        raise RefusedError(msg)
    if lines != part.rows:
        raise RefusedError(f"The backup is damaged: {part.file} has {lines} rows, not {part.rows}.")


def read_rows(archive: ZipFile, part: TablePart, at_once: int) -> Iterator[Sequence[dict[str, Any]]]:
    """Read a part's rows, so many at a time. Raises RefusedError where a row makes no sense."""
    with archive.open(part.file) as stream:
        while lines := list(islice(stream, at_once)):
            try:
                rows = [_read_row(part, line) for line in lines]
            except (ValueError, TypeError):
                msg = f"The backup is damaged: a row of {part.file} makes no sense."
                raise RefusedError(msg) from None
            yield rows


def find_kind(one: Column[Any]) -> Kind:
    """Say what a column holds."""
    match one.type:
        case JSON():
            return Kind.JSON_OR_NOTHING if one.type.none_as_null else Kind.JSON
        case Moment():
            return Kind.MOMENT
        case Date():
            return Kind.DAY
        case LargeBinary():
            return Kind.BYTES
        case Boolean():
            return Kind.FLAG
        case Integer():
            return Kind.NUMBER
        case String():
            return Kind.TEXT
    raise TypeError(f"A backup does not know how to write {one.type!r}")


def _read_row(part: TablePart, line: bytes) -> dict[str, Any]:
    cells = json.loads(line)
    return {
        name: cell if cell is None or kind not in READERS else READERS[kind](cell)
        for (name, kind), cell in zip(part.columns.items(), cells, strict=True)
    }
