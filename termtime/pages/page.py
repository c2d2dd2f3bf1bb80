"""What a page is made of: an address, a template, and a pure function from a viewer to what is shown.

Where a page shows more than the year says, `fetch` reads it first. A view names what it shows that is not for everybody,
so that it can be noted who looked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from termtime.answering import StoreClerk
from termtime.pages.tables import Table
from termtime.pages.viewer import Viewer
from termtime.store import SqlStore


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page's address says beside its name: parts of the path, and the query."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Read a part of the query; empty when it is not there."""
        return self.query.get(name, "").strip()


class View(Protocol):
    """What a template lays out."""

    @property
    def title(self) -> str:
        """What the page is called."""
        ...

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables it shows, each of which may be taken away as a file."""
        ...

    @property
    def saw(self) -> tuple[str, ...]:
        """What it shows that is not for everybody: groups and meetings, as the audit log names them."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a filter or a form."""

    value: str
    name: str
    chosen: bool = False


Fetch = Callable[[SqlStore, Viewer, Ask], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        path: Its address, as aiohttp's router reads it.
        template: What lays it out.
        make: Makes its view from a viewer, an ask and what was fetched; None where there is no such thing for them.
        here: Which item of the menu it belongs to.
        fetch: Reads what the year does not say.
    """

    path: str
    template: str
    make: Callable[..., View | None]
    here: str
    fetch: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a form: a sentence, and the page to go to."""

    sentence: str
    to: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a form, laid out at once: for what is to be seen once and stands at no address."""

    template: str
    view: View
    here: str


class Serving(Protocol):
    """What forms are carried out with.

    Attributes:
        store: Where the year and everything beside it is kept.
        clerk: Does deeds, and settles matters.
        public_url: Where people reach the pages.
    """

    store: SqlStore
    clerk: StoreClerk
    public_url: str


# What a form asks to be done: the pages, who asks, and what they filled in.
Post = Callable[[Serving, Viewer, Mapping[str, str]], Awaitable[Said | Shown]]
