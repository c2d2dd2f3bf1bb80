"""From a cell as people write it to a value its field takes.

One reader is made for each field from the model's own annotation. A cell it cannot read yields a sentence saying
what was met and what was expected (trust.files.spellings); limits and patterns are left to the model, and said in
plain English by trust.files.sentences.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from trust.files.faults import make_suggestion
from trust.files.spellings import (
    UnreadError,
    make_word_reader,
    read_bool,
    read_date,
    read_datetime,
    read_time,
    show,
)
from trust.values import Weekday, read_weekdays, split_list

Problem: TypeAlias = tuple[str, str]
"""A dotted path within the row, and a sentence."""
Reader: TypeAlias = Callable[[Any, str, list[Problem]], Any]


def read_cells(model: type[BaseModel], cells: Any, path: str, problems: list[Problem]) -> Any:
    """Read the cells of one row into what its model's fields take.

    What cannot be read is kept as it was met, and added to the problems with its dotted path.
    """
    if not isinstance(cells, dict):
        problems.append((path, f"{show(cells)} is not an object with fields."))
        return cells
    readers = _make_readers(model)
    found = dict(cells)
    for name, cell in cells.items():
        inner = f"{path}.{name}" if path else str(name)
        if reader := readers.get(name):
            found[name] = reader(cell, inner, problems)
        else:
            problems.append((inner, f"is not a field here{make_suggestion(str(name), readers)}"))
    return found


def _make_scalar_reader(read: Callable[[str], Any], native: type | tuple[type, ...]) -> Reader:
    def reader(cell: Any, path: str, problems: list[Problem]) -> Any:
        if isinstance(cell, native) and not isinstance(cell, str):
            return cell
        try:
            return read(str(cell).strip())
        except UnreadError as unread:
            problems.append((path, str(unread)))
            return cell

    return reader


def _make_list_reader(item: Reader, *, weekdays: bool) -> Reader:
    def reader(cell: Any, path: str, problems: list[Problem]) -> Any:
        split = (read_weekdays if weekdays else split_list)(cell) if isinstance(cell, str) else cell
        if not isinstance(split, list | tuple):
            problems.append((path, f"{show(cell)} is not a list."))
            return cell
        # A list in one cell is one field; in YAML and JSON each item has its own place.
        paths = (path if isinstance(cell, str) else f"{path}.{n}" for n in range(1, len(split) + 1))
        return tuple(item(part, where, problems) for part, where in zip(split, paths, strict=True))

    return reader


def _make_dict_reader(value: Reader) -> Reader:
    def reader(cell: Any, path: str, problems: list[Problem]) -> Any:
        if not isinstance(cell, dict):
            problems.append((path, f"{show(cell)} is not a mapping of names to values."))
            return cell
        return {key: value(part, f"{path}.{key}", problems) for key, part in cell.items()}

    return reader


def _keep(cell: Any, path: str, problems: list[Problem]) -> Any:  # noqa: ARG001  (a Reader's shape)
    return cell


@cache
def _make_readers(model: type[BaseModel]) -> dict[str, Reader]:
    return {name: _make_reader(field.annotation) for name, field in model.model_fields.items()}


def _make_reader(annotation: Any) -> Reader:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _make_reader(args[0])
    if origin in (Union, types.UnionType):
        return _make_reader(next(arg for arg in args if arg is not type(None)))
    if origin is Literal:
        return _make_scalar_reader(make_word_reader(args), ())
    if origin is dict:
        return _make_dict_reader(_make_reader(args[1]))
    if origin is tuple:
        return _make_list_reader(_make_reader(args[0]), weekdays=args[0] is Weekday)
    if issubclass(annotation, BaseModel):
        return lambda cell, path, problems: read_cells(annotation, cell, path, problems)
    if issubclass(annotation, Enum):
        return _make_scalar_reader(
            make_word_reader((item.value for item in annotation), annotation), annotation
        )
    plain: dict[type, Callable[[str], Any]] = {
        datetime: read_datetime,
        date: read_date,
        time: read_time,
        bool: read_bool,
    }
    return _make_scalar_reader(plain[annotation], annotation) if annotation in plain else _keep
