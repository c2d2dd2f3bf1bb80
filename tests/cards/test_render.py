"""Every card drawn by Microsoft's own renderer in a real browser, as people see it: light, dark and on a phone.

The page is the one `termtime cards` writes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Locator, Page, sync_playwright

from cards.card import Card
from cards.limits import find_parts
from cards.notice import make_notice_card
from examples.gallery import AREAS, GALLERY
from examples.gallery.parts import FOOTING
from termtime.gallery.page import VIEWS, find_renderer, make_page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
INSPECT = Path(__file__).with_name("inspect_stages.js").read_text("utf-8")
BROWSER = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = {"width": 1420, "height": 900}, {"width": 320, "height": 700}
SPARE = "notice"  # whose stage draws cards that are not in the gallery

every_card = pytest.mark.parametrize("name", GALLERY)


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true" or os.environ.get("TERMTIME_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """What the page asked the network for."""
    return []


@pytest.fixture(scope="module")
def page(requests: list[str]) -> Iterator[Page]:
    if BROWSER is None:
        _do_without("Chromium not found: install it with apt-get install chromium")
    if (renderer := find_renderer()) is None:
        _do_without("the card renderer is not installed: run npm ci")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        page = browser.new_page(viewport=WIDE)
        page.on("request", lambda request: requests.append(request.url))
        page.set_content(make_page(AREAS, renderer))
        yield page
        browser.close()


@pytest.fixture(scope="module")
def faults(page: Page) -> dict[str, list[str]]:
    """What somebody could not read or reach, by card and view."""
    found: dict[str, list[str]] = page.evaluate(INSPECT)
    return found


def find_stage(page: Page, name: str) -> Locator:
    return page.locator(f".stage[data-card='{name}']").first


def draw(page: Page, name: str, card: Card) -> list[str]:
    """Draw a card on a stage, sent as JSON text as Teams gets it; give what the renderer complains of."""
    complaints: list[str] = find_stage(page, name).evaluate(
        "(stage, text) => drawCard(stage, JSON.parse(text))", json.dumps(card.body)
    )
    find_stage(page, name).evaluate(
        "stage => { stage.parentElement.querySelector('.sent').textContent = '' }"
    )
    return complaints


def find_words(page: Page, name: str) -> str:
    return find_stage(page, name).inner_text().replace("\u200b", "")


def find_fields(card: Card) -> list[dict[str, Any]]:
    return [part for part in find_parts(card.body) if part.get("isRequired")]


@pytest.mark.parametrize("view", [view["name"] for view in VIEWS])
@every_card
def test_a_card_can_be_read_and_reached(faults: dict[str, list[str]], name: str, view: str) -> None:
    assert faults[f"{name}, {view}"] == []


@every_card
def test_people_see_the_header_the_source_and_every_button(page: Page, name: str) -> None:
    kicker, title = (item["text"] for item in GALLERY[name].body["body"][0]["items"])
    words = find_words(page, name)

    assert [said for said in (kicker, title, FOOTING.line) if said not in words] == []
    # A row's own buttons come before those below the card; a fallback is drawn only where the other is not known.
    kinds = ("Action.Execute", "Action.OpenUrl")
    assert find_stage(page, name).locator("button").all_inner_texts() == [
        part["title"] for part in find_parts(GALLERY[name].body) if part.get("type") in kinds
    ]


@every_card
def test_the_tab_key_comes_to_every_field_and_button_in_order(page: Page, name: str) -> None:
    stage = find_stage(page, name)
    stage.evaluate("stage => { stage.tabIndex = -1; stage.focus(); }")
    reach = "() => document.activeElement.dataset.place"
    places = stage.evaluate(
        """stage => [...stage.querySelectorAll("button, input, select, textarea")].map((one, place) =>
            one.dataset.place = `${place}`)"""
    )

    met: list[str] = []
    while places and (not met or met[-1] != places[-1]) and len(met) < 4 * len(places):
        page.keyboard.press("Tab")
        met.append(page.evaluate(reach))

    assert list(dict.fromkeys(met)) == places  # a date has several stops


@pytest.mark.parametrize("name", [name for name, card in GALLERY.items() if find_fields(card)])
def test_a_button_sends_only_once_the_required_fields_are_filled_in(page: Page, name: str) -> None:
    card, stage = GALLERY[name], find_stage(page, name)
    draw(page, name, card)
    sent = stage.locator("xpath=..").locator(".sent")
    filling, *_ = (part["title"] for part in find_parts(card.body) if part.get("associatedInputs") == "auto")
    controls = [
        stage.locator("input, select, textarea").and_(stage.get_by_label(field["label"]))
        for field in find_fields(card)
    ]
    for control in controls:
        if control.evaluate("one => one.tagName") != "SELECT":
            control.fill("")

    stage.get_by_role("button", name=filling).click()

    assert sent.inner_text() == ""
    for field, control in zip(find_fields(card), controls, strict=True):
        assert field["errorMessage"] in stage.inner_text()
        assert field["errorMessage"] in control.evaluate(
            "one => one.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).innerText).join()"
        )
    for control in controls:
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(index=1)
        else:
            control.fill("2027-01-19")

    stage.get_by_role("button", name=filling).click()

    assert sent.inner_text().startswith("It would send")


def test_a_button_that_fills_nothing_in_asks_for_nothing(page: Page) -> None:
    draw(page, "minutes_form", GALLERY["minutes_form"])
    stage = find_stage(page, "minutes_form")

    stage.get_by_role("button", name="Save the draft").click()

    assert "save_minutes" in stage.locator("xpath=..").locator(".sent").inner_text()


def test_rows_alike_have_buttons_that_say_what_they_are_about(page: Page) -> None:
    done = find_stage(page, "actions_with_buttons").get_by_role("button", name="Done")

    assert [button.get_attribute("title") for button in done.all()] == [
        "Share the fractions unit",
        "Book the room",
    ]


def test_the_renderer_tells_what_it_does_not_know(page: Page) -> None:
    broken = Card(GALLERY["notice"].body | {"body": [{"type": "Carousels"}]}, "")

    assert draw(page, SPARE, broken) != []


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
    draw(page, SPARE, make_notice_card(name, f"{name} meets on Tuesday.", FOOTING))

    assert f"{name} meets on Tuesday." in find_words(page, SPARE)
    assert find_stage(page, SPARE).locator("a, img, script, iframe").count() == 0


@pytest.mark.parametrize(
    ("scheme", "left_out"),
    [("light", ""), ("dark", ".views")],  # the cards' own colours are the same on a dark page
)
def test_the_page_breaks_no_rule_of_accessibility(page: Page, scheme: Any, left_out: str) -> None:
    if not AXE.exists():
        _do_without("axe-core is not installed: run npm ci")
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(
        "left => axe.run(left ? { exclude: [[left]] } : document, { resultTypes: ['violations'] })", left_out
    )

    assert "color-contrast" in {rule["id"] for rule in result["passes"]}
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in result["violations"]] == []


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)

    assert width == NARROW["width"]


def test_the_page_asks_the_network_for_nothing(page: Page, requests: list[str]) -> None:
    page.wait_for_load_state("networkidle")

    assert requests == []
