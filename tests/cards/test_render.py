"""Every card drawn by Microsoft's own renderer in a real browser: nothing is refused, and people can read the title."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
from playwright.sync_api import Page, sync_playwright

from cards.card import Card
from cards.notice import make_notice_card
from tests.cards.gallery import FOOTING, GALLERY

RENDERER = Path(__file__).parents[2] / "node_modules/adaptivecards/dist/adaptivecards.min.js"
BROWSER = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

DRAW = """given => {
    const context = new AdaptiveCards.SerializationContext();
    const card = new AdaptiveCards.AdaptiveCard();
    card.parse(given, context);
    const element = card.render();
    document.body.replaceChildren(element);
    const count = context.eventCount;
    const said = [...Array(count).keys()].map(n => context.getEventAt(n).message);
    const invalid = card.validateProperties().validationEvents.map(event => event.message);
    return {
        complaints: [...said, ...invalid],
        text: element.innerText,
        buttons: [...element.querySelectorAll("button, [role=button]")].map(button => button.innerText),
        links: [...element.querySelectorAll("a, img, script, iframe")].length,
    };
}"""


class Drawn(NamedTuple):
    complaints: list[str]
    text: str
    buttons: list[str]
    links: int


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if BROWSER is None:
        _do_without("Chromium not found: install it with apt-get install chromium")
    if not RENDERER.exists():
        _do_without("the card renderer is not installed: run npm ci")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        page = browser.new_page()
        page.set_content("<!doctype html><html lang='en'><body></body></html>")
        page.add_script_tag(content=RENDERER.read_text("utf-8"))
        yield page
        browser.close()


def draw(page: Page, card: Card) -> Drawn:
    # Sent as JSON text, as Teams gets it.
    drawn: dict[str, Any] = page.evaluate(f"text => ({DRAW})(JSON.parse(text))", json.dumps(card.body))
    return Drawn(**drawn | {"text": drawn["text"].replace("\u200b", "")})


every_card = pytest.mark.parametrize("card", GALLERY.values(), ids=GALLERY)


@every_card
def test_the_renderer_finds_nothing_wrong(page: Page, card: Card) -> None:
    assert draw(page, card).complaints == []


@every_card
def test_people_see_the_header_the_source_and_every_button(page: Page, card: Card) -> None:
    kicker, title = (item["text"] for item in card.body["body"][0]["items"])
    drawn = draw(page, card)

    assert [said for said in (kicker, title, FOOTING.line) if said not in drawn.text] == []
    assert drawn.buttons == [action["title"] for action in card.body.get("actions", [])]


def test_the_renderer_tells_what_it_does_not_know(page: Page) -> None:
    broken = Card(GALLERY["notice"].body | {"body": [{"type": "Carousels"}]}, "")

    assert draw(page, broken).complaints != []


@pytest.mark.parametrize(
    "name",
    [
        "<script>document.title = 1</script>",
        "<img src=x onerror=alert(1)>",
        "{{DATE(2027-01-19T15:45:00Z, SHORT)}}",
        "{{{DATE(2027-01-19T15:45:00Z, SHORT)}}}",
        "[Maths](https://evil.example)",
    ],
)
def test_markup_in_a_name_is_seen_as_it_was_typed(page: Page, name: str) -> None:
    drawn = draw(page, make_notice_card(name, f"{name} meets on Tuesday.", FOOTING))

    assert f"{name} meets on Tuesday." in drawn.text
    assert drawn.links == 0
