"""The card of what a search found: each paper's meeting and day, the sentence with the words in it, and the way there.

Rows are numbered, and a link opens the paper of its number. The sentence is somebody's own: it is made of runs of plain
text, which Teams reads no markup in, so that what is bold is bold by us alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cards.card import Button, Card, Footing, Link, make_card
from cards.elements import Element, make_dated_row, make_plain, make_text
from cards.words import format_day
from trust.values import LONDON

ROWS_A_PAGE = 4


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper that was found: what it is, its meeting and day, a sentence of it, and from where to where words stand."""

    paper: str
    meeting: str
    held: date
    passage: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    url: str = ""


def make_search_card(
    title: str,
    papers: Sequence[PaperShown],
    footing: Footing,
    *,
    kicker: str = "Found in agendas and minutes",
    lead: str = "",
    buttons: tuple[Button, ...] = (),
) -> Card:
    """Show one page of papers in the order given; `lead` comes first, the links before the buttons."""
    body: list[Element] = [make_text(lead)] if lead else []
    text = [title, lead]
    numbered = len(papers) > 1
    for number, one in enumerate(papers, 1):
        name = f"{number}. {one.meeting}" if numbered else one.meeting
        what = f"{one.paper}, {format_day(one.held)}"
        lines = [
            make_text(name, weight="Bolder"),
            make_text(what, isSubtle=True, size="Small", spacing="None"),
        ]
        lines += [_make_passage(one)] if one.passage else []
        body.append(make_dated_row(datetime.combine(one.held, time(), LONDON), lines, separator=number > 1))
        text.append(": ".join(filter(None, (f"{name} ({what})", one.passage))))
    links = tuple(
        Link(f"Open {number}" if numbered else "Open", one.url) for number, one in enumerate(papers, 1)
    )
    return make_card(kicker, title, body, text, footing, (*links, *buttons))


def _make_passage(paper: PaperShown) -> Element:
    runs = [
        {"type": "TextRun", "text": make_plain(part)} | ({"weight": "Bolder"} if marked else {})
        for part, marked in _find_runs(paper.passage, paper.marks)
        if part
    ]
    return {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"}


def _find_runs(passage: str, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for begin, end in marks:
        yield passage[at:begin], False
        yield passage[begin:end], True
        at = end
    yield passage[at:], False
