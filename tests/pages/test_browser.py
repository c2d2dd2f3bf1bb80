"""Every page in a real browser: what people can read, reach and do there, whatever their eyes, hands and screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from benchmarks.pages import ADDRESSES, LISTED
from scheduler.scenario import Avoid, Keep, Question
from termtime.pages.routes import PAGES
from termtime.pages.views.planning import find_viewer_scope
from termtime.scenarios import work_out_next
from termtime.store.scenarios import Scenario
from tests.pages.chromium import find_violations, running_chromium, sign_in
from tests.pages.example import a_viewer, the_year
from tests.pages.running import Running, running_pages

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, CHAIR = the_year().trust.person_by_id[the_year().trust.settings.leads[0]].name, "Priya Raman"
# As a lead who is an auditor too, so that one person sees every page.
YEAR = the_year().model_copy(
    update={
        "trust": the_year().trust.model_copy(
            update={
                "settings": the_year().trust.settings.model_copy(
                    update={"auditors": the_year().trust.settings.leads}
                )
            }
        )
    }
)
# What needs something to be there first: an entry of the log, what somebody tries out.
PREPARED = {
    "/audit": ("/audit",),
    "/planning/what-if/{id}": ("/planning/what-if/one", "/planning/what-if/two"),
    "/planning/compare": ("/planning/compare?c-one=1",),
}
every_address = pytest.mark.parametrize(
    "address", [*LISTED, *(one for addresses in PREPARED.values() for one in addresses)]
)

SEEN = """() => {
  const shown = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(e => !e.disabled && e.type !== "hidden" && e.checkVisibility({ visibilityProperty: true }));
  return shown.length;
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? "" : e.outerHTML.slice(0, 120);
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running_pages(tmp_path_factory.mktemp("pages"), YEAR) as running:
        await try_out(running)
        yield running


async def try_out(running: Running) -> None:
    """Have the lead try two things out: one is worked out, the other a draft."""
    viewer = a_viewer(LEAD, year=YEAR)
    scope = find_viewer_scope(viewer)
    first = Avoid(group="maths-secondary", first=date(2027, 3, 8), last=date(2027, 3, 12))
    for name, wish in (("one", first), ("two", Keep(meeting="2026-27/maths-secondary/spring-1"))):
        question = Question(name=f"Try {name}", wishes=(wish,), seen=tuple(sorted(scope.seen)))
        now = running.moment
        await running.store.scenarios.add(
            Scenario(id=name, by=viewer.person.id, at=now, question=question, touched=now)
        )
    await running.store.scenarios.start("one", running.moment)
    assert await work_out_next(running.store, lambda: running.moment)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


async def open_as(chromium: Browser, running: Running, who: str, **options: object) -> BrowserContext:
    context = await chromium.new_context(locale="en-GB", bypass_csp=True, **options)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(running.url)
    await sign_in(page, who)
    await page.close()
    return context


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def as_lead(chromium: Browser, running: Running) -> AsyncIterator[BrowserContext]:
    context = await open_as(chromium, running, LEAD)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(as_lead: BrowserContext) -> AsyncIterator[Page]:
    page = await as_lead.new_page()
    yield page
    await page.close()


async def test_every_page_is_looked_at():
    assert {page.path for page in PAGES} == {*ADDRESSES, *PREPARED}


@every_address
async def test_a_page_breaks_no_rule_of_accessibility_in_light_or_dark(
    page: Page, running: Running, address: str
):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = await page.goto(running.url + address)
    assert answer is not None
    assert answer.status == 200
    light = await find_violations(page)
    await page.emulate_media(color_scheme="dark")
    dark = await find_violations(page)

    assert (light, dark, complaints) == ([], [], [])
    assert await page.locator("h1").count() == 1


@every_address
@pytest.mark.parametrize("width", [320, 640])
async def test_a_page_needs_no_sideways_scrolling_on_a_phone_or_at_twice_the_size(
    page: Page, running: Running, address: str, width: int
):
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(running.url + address)

    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@every_address
async def test_everything_on_a_page_is_reached_by_keyboard_and_seen_to_be(
    page: Page, running: Running, address: str
):
    await page.goto(running.url + address)
    wanted, reached, unseen = await page.evaluate(SEEN), 0, []
    for _ in range(wanted + 5):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(FOCUSED)
        if seen is None:
            break
        reached += 1
        unseen += [seen] if seen else []

    assert (reached >= min(wanted, 400) - 2, unseen) == (True, [])


@every_address
async def test_nothing_moves_for_those_who_want_it_still(page: Page, running: Running, address: str):
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(running.url + address)
    moving = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"

    assert await page.evaluate(moving) == 0


@every_address
async def test_a_page_says_the_same_without_script(
    chromium: Browser, running: Running, as_lead: BrowserContext, address: str
):
    with_script = await as_lead.new_page()
    await with_script.goto(running.url + address)
    bare = await chromium.new_context(
        java_script_enabled=False, locale="en-GB", storage_state=await as_lead.storage_state()
    )
    without = await bare.new_page()
    await without.goto(running.url + address)

    said = await with_script.locator("main").inner_text()
    # Without script it may say more: what script would do by itself.
    bare_said = await without.locator("main").inner_text()
    assert set(said.splitlines()) <= set(bare_said.splitlines())
    await bare.close()
    await with_script.close()


async def test_pages_ask_nothing_of_anybody_else(page: Page, running: Running):
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for listed in ADDRESSES.values():
        await page.goto(running.url + listed[0])

    assert asked == {running.url.removeprefix("http://")}


async def test_a_chair_replies_from_the_page(chromium: Browser, running: Running, tmp_path: Path):
    context = await open_as(chromium, running, CHAIR)
    page = await context.new_page()
    await page.goto(running.url)
    await page.get_by_role("button", name="I’m coming: Secondary Mathematics").first.click()

    assert "accepted" in await page.get_by_role("main").inner_text()
    await context.close()


async def test_a_feed_is_made_shown_once_fetched_and_revoked(as_lead: BrowserContext, running: Running):
    page = await as_lead.new_page()
    await page.goto(f"{running.url}/feeds")
    await page.get_by_role("button", name="Make an address").click()
    address = await page.locator("#address").input_value()
    violations = await find_violations(page)
    fetched = await page.request.get(address)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto(f"{running.url}/feeds")
    await page.get_by_role("button", name="Revoke").first.click()
    said = await page.get_by_role("status").inner_text()
    gone = await page.request.get(address)
    kinds = [entry.kind.value for entry in await running.store.audit.fetch()]

    assert violations == []
    assert address.startswith(f"{running.url}/feeds/")
    assert (fetched.status, (await fetched.text()).startswith("BEGIN:VCALENDAR"), gone.status) == (
        200,
        True,
        404,
    )
    assert "revoked" in said
    assert [kind for kind in kinds if kind.startswith("feed")] == ["feed_made", "feed_revoked"]
    await page.close()


async def test_a_lead_tries_something_out_and_sees_what_would_move(as_lead: BrowserContext, running: Running):
    page = await as_lead.new_page()
    await page.goto(f"{running.url}/planning/why/2026-27/history-secondary/spring-1")
    await page.get_by_role("button", name="Never on this day").first.click()
    assert "/planning/what-if/" in page.url
    await page.get_by_role("button", name="Work it out").click()
    while await work_out_next(running.store, lambda: running.moment):
        pass
    await page.reload()
    told = await page.get_by_role("main").inner_text()

    assert "Secondary History" in told
    assert await page.get_by_role("button", name="Work it out").count() == 0
    assert running.year.meetings == (await running.store.fetch_year()).meetings
    await page.close()
