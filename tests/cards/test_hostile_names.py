"""Names come from people's files and may hold anything: a card stays within the limits and shows them as words."""

from __future__ import annotations

from datetime import date

from builders import NOW
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cards.card import Button, Card
from cards.choice import make_choice_card
from cards.groups import make_groups_card
from cards.help import make_help_card
from cards.limits import check_limits, find_parts, measure
from cards.meeting import make_meeting_card
from cards.meetings import ROWS_A_PAGE, make_meetings_card
from cards.minutes import MOST_ROWS, make_minutes_card
from cards.notice import make_notice_card
from cards.office import make_office_card
from cards.shown import MinutesShown, OfficeShown
from examples.gallery.parts import FOOTING, make_meeting

LONGEST_NAME = 120  # as trust.values.Name has it
TEACHERS = "👩🏽‍🏫" * (LONGEST_NAME // 4)
MARKDOWN = MarkdownIt("js-default")  # a reader of Markdown that is not ours

MARKUP = (
    "[Maths](https://evil.example)", "[a](mailto:a@evil.example)", "![a](//evil.example/a.png)", "[a][a]\n\n[a]: /b",
    "<https://evil.example>", "<msteams:/l/call>", "<b>", "</at>", "<at>Ada</at>", "https://evil.example",
    "{{DATE(2027-01-19T15:45:00Z)}}", "{{{", "}}", "${name}", "](", "](](", ":://", "\u202e", "\u200f", "\u200b",
    "רות כהן", "علي", "🎉", "👩🏽‍🏫", "\\", "`", "\n", "&lt;", '"',
)  # fmt: skip


def cut(parts: list[str]) -> str:
    """Make the longest name the files may hold, and no longer in UTF-16 than thirty teachers."""
    name = "".join(parts)[:LONGEST_NAME]
    while measure(name) > measure(TEACHERS):
        name = name[:-1]
    return name


names = st.lists(st.sampled_from(MARKUP) | st.text(min_size=1, max_size=12), min_size=1, max_size=12).map(cut)


def make_cards_about(name: str, summary: str) -> list[Card]:
    meetings = [
        make_meeting(n, group=name, title=name, place=name, offices=(OfficeShown("Chair", (name,) * 3),))
        for n in range(ROWS_A_PAGE)
    ]
    minutes = [MinutesShown(name, date(2026, 11, 17), "draft", None, name, summary)] * MOST_ROWS
    buttons = tuple(Button(name, "ask", {"group": "maths"}) for _ in range(7))
    return [
        make_meeting_card(meetings[0], NOW, FOOTING, buttons=buttons),
        make_meetings_card(name, meetings, FOOTING, name_groups=True, actions=buttons),
        make_minutes_card(name, minutes, FOOTING, note=name, buttons=buttons),
        make_office_card(name, meetings[0].offices * 2, FOOTING, buttons=buttons),
        make_groups_card(name, {f"{name} {n}": name for n in range(8)}, FOOTING, buttons=buttons),
        make_choice_card(name, buttons, FOOTING),
        make_help_card({"Dates": name}, name, FOOTING, buttons=buttons),
        make_notice_card(name, name, FOOTING, actions=buttons),
    ]


def find_markup(card: Card) -> set[str]:
    shown = [
        part[key]
        for part in find_parts(card.body["body"])
        for key in ("text", "title", "value")
        if key in part
    ]
    tokens = [
        token
        for text in shown
        for block in MARKDOWN.parse(text)
        for token in (block, *(block.children or ()))
    ]
    found = {token.type for token in tokens} & {"link_open", "image", "html_inline", "html_block"}
    return found | {mark for mark in ("{{", "://", "](") for text in shown if mark in text}


@given(names, st.text(max_size=1000))
@example(TEACHERS, "🎉 " * 5_000)
@example("{" * LONGEST_NAME, "")
def test_no_name_breaks_a_limit(name: str, summary: str) -> None:
    for card in make_cards_about(name, summary):
        assert check_limits(card) == ()


@given(names)
@example("{{{DATE(2027-01-19T15:45:00Z)}}}")
@example("<msteams:/l/call>")
@example("[a][a]\n\n[a]: /evil")
def test_no_name_becomes_a_link_an_image_or_a_template(name: str) -> None:
    for card in make_cards_about(name, name):
        assert find_markup(card) == set()


@given(names)
def test_a_name_reads_as_it_was_typed(name: str) -> None:
    title = make_notice_card(name, "Hello.", FOOTING).body["body"][0]["items"][1]["text"]

    assert title.replace("\u200b", "") == name.replace("\u200b", "")
