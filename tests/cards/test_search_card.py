"""The card of what a search found: numbered rows, the words in bold, and nothing in a sentence that acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from builders import NOW
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Button, Card, Footing
from cards.limits import check_limits, find_parts
from cards.search import ROWS_A_PAGE, PaperShown, make_search_card

FOOTING = Footing("Fernvale co-design year 2026-27", NOW)
SITE = "https://fernvale.sharepoint.example/sites/codesign"
MORE = Button("More", "turn", {"intent": "search", "topic": "calculators", "page": 1})
BACK = Button("Back", "turn", {"intent": "search", "topic": "calculators", "page": 0})


def a_paper(**fields: Any) -> PaperShown:
    return PaperShown(**{
        "paper": "Approved minutes", "meeting": "Maths: Autumn meeting", "held": date(2026, 10, 6),
        "passage": "Adopt one policy for calculators.", "marks": ((10, 16), (21, 32)), "url": f"{SITE}/autumn.docx",
    } | fields)  # fmt: skip


def runs_of(card: Card) -> list[tuple[str, bool]]:
    runs = [part for part in find_parts(card.body) if part.get("type") == "TextRun"]
    return [(run["text"], run.get("weight") == "Bolder") for run in runs]


def actions_of(card: Card) -> list[str]:
    return [action["title"] for action in card.body["actions"]]


def test_the_words_found_are_bold_and_the_rest_is_not():
    card = make_search_card("“calculator policy”", [a_paper()], FOOTING)

    assert runs_of(card) == [
        ("Adopt one ", False), ("policy", True), (" for ", False), ("calculators", True), (".", False),
    ]  # fmt: skip


def test_the_text_twin_says_the_same_in_plain_words():
    card = make_search_card(
        "“calculator”", [a_paper(), a_paper(paper="Agenda", url="")], FOOTING, lead="I read it so."
    )

    assert card.text.splitlines() == [
        "“calculator”",
        "I read it so.",
        "1. Maths: Autumn meeting (Approved minutes, Tue 6 Oct 2026): Adopt one policy for calculators.",
        "2. Maths: Autumn meeting (Agenda, Tue 6 Oct 2026): Adopt one policy for calculators.",
        f"Open 1: {SITE}/autumn.docx",
        FOOTING.line,
    ]


def test_a_full_page_has_room_for_every_link_and_both_ways_on():
    card = make_search_card("“calculator”", [a_paper()] * ROWS_A_PAGE, FOOTING, buttons=(MORE, BACK))

    assert actions_of(card) == ["Open 1", "Open 2", "Open 3", "Open 4", "More", "Back"]
    assert check_limits(card) == ()


def test_an_address_that_is_not_safe_is_no_link():
    assert "actions" not in make_search_card("“x”", [a_paper(url="javascript:alert(1)")], FOOTING).body


@given(st.text(min_size=1, max_size=240))
def test_any_sentence_stands_in_the_card_as_text_and_within_the_limits(passage):
    paper = a_paper(passage=passage, marks=((0, 1),), meeting=passage[:120], paper=passage[:60])
    card = make_search_card(passage[:60], [paper] * ROWS_A_PAGE, FOOTING, buttons=(MORE, BACK))

    assert (
        "".join(text for text, _ in runs_of(card)).replace("\u200b", "")
        == passage.replace("\u200b", "") * ROWS_A_PAGE
    )
    assert check_limits(card) == ()
