"""What the engine keeps in step, and how a thing looks to it: a kind, a key for good, and named fields.

A field is a text, a yes or no, or a set of texts written as a sorted tuple. Desired, observed and last applied are all
described this way, so one comparison serves every kind of thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Kind(StrEnum):
    """A kind of thing in Microsoft 365."""

    LIST = "list"
    FOLDER = "folder"
    ACCESS = "access"
    FILE = "file"
    EVENT = "event"


Field = bool | str | tuple[str, ...]
Fields = Mapping[str, Field]
Id = tuple[Kind, str]

# What a paper is made from, once a person wrote in it.
BY_HAND = "written in by hand"


def make_set(texts: Iterable[str]) -> tuple[str, ...]:
    """Write a set the way fields hold one.

    >>> make_set(["ben@x.example", "ada@x.example", "ben@x.example"])
    ('ada@x.example', 'ben@x.example')
    """
    return tuple(sorted(set(texts)))


def read_set(fields: Fields, name: str) -> tuple[str, ...]:
    """Read a field that is a set; one that is not there is empty.

    >>> read_set({"members": ("ada@x.example",)}, "owners")
    ()
    """
    value = fields.get(name, ())
    assert isinstance(value, tuple)
    return value
