"""The pages inside Teams: Microsoft's own script in a frame of another site, over TLS, in a real browser.

Teams itself is played by a page at its address that answers what the script asks; everything else is real.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Route

from tests.pages.chromium import MODULES, do_without, running_chromium
from tests.pages.example import the_year
from tests.pages.running import HOST, Running, make_tls, running_pages

SCRIPT = MODULES / "@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js"
TEAMS = """<!doctype html><title>Teams</title>
<iframe id="tab" src="%(tab)s" width="1000" height="700"></iframe>
<script>
const answers = %(answers)s;
window.asked = [];
addEventListener("message", (event) => {
  if (event.source !== document.getElementById("tab").contentWindow) return;
  const { id, uuid, uuidAsString, func } = event.data;
  asked.push(func);
  if (func in answers) event.source.postMessage({ id, uuid, uuidAsString, args: answers[func] }, event.origin);
});
</script>"""


def make_token(running: Running, who: str) -> str:
    settings = running.pages._sign_in.settings
    user = running.find_user(who)
    return running.sandbox.state.entra.issue_tab(settings.app_id, settings.resource, user, settings.issuer)


def make_answers(token: list[object], theme: str = "default", page: str = "") -> dict[str, object]:
    runtime = {"apiVersion": 4, "hostVersionsInfo": {}, "isLegacyTeams": False, "supports": {}}
    # Teams still describes where a tab is as it always did; the script puts it into today's words.
    context = {
        "theme": theme,
        "locale": "en-gb",
        "entityId": "my-year",
        "subEntityId": page,
        "hostClientType": "web",
    }
    return {
        "initialize": ["content", "web", json.dumps(runtime), "2.58.0"],
        "authentication.getAuthToken": token,
        "getContext": [context],
    }


async def open_teams(context: BrowserContext, running: Running, answers: dict[str, object]):
    async def give_script(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        await route.fulfill(body=SCRIPT.read_bytes(), content_type="text/javascript", headers=headers)

    async def give_teams(route: Route) -> None:
        body = TEAMS % {"tab": f"{running.url}/tab", "answers": json.dumps(answers)}
        await route.fulfill(body=body, content_type="text/html")

    await context.route("https://res.cdn.office.net/**", give_script)
    await context.route("https://teams.microsoft.com/**", give_teams)
    page = await context.new_page()
    await page.goto("https://teams.microsoft.com/v2/")
    return page


@pytest.fixture
async def context(tmp_path: Path):
    if not SCRIPT.exists():
        do_without("Teams' script is not installed: run npm ci")
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    # Chromium takes the page at Teams' address for one of the world's, and ours for one of this machine.
    local = "--disable-features=LocalNetworkAccessChecks"
    async with running_chromium(rules, local, "--ignore-certificate-errors") as chromium:
        yield await chromium.new_context(ignore_https_errors=True)


async def test_teams_opens_the_tab_and_people_see_their_year_without_signing_in(context, tmp_path: Path):
    async with running_pages(tmp_path, the_year(), tls=make_tls(tmp_path)) as running:
        page = await open_teams(
            context, running, make_answers([True, make_token(running, "Priya Raman")], "dark")
        )
        tab = page.frame_locator("#tab")

        await tab.get_by_role("heading", name="My year").wait_for()
        asked = await page.evaluate("asked")
        theme = await tab.locator("html").get_attribute("data-theme")
        await tab.get_by_role("button", name="I’m coming: Secondary Mathematics").first.click()
        said = await tab.get_by_role("status").inner_text()
        [cookie] = [c for c in await context.cookies() if c["name"] == "__Host-termtime"]

    assert asked[:1] == ["initialize"]
    assert theme == "dark"
    assert "coming" in said.lower() or "accepted" in said.lower()
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
        True,
        True,
        "None",
        "/",
    )


async def test_a_link_into_the_tab_opens_what_it_is_about(context, tmp_path: Path):
    async with running_pages(tmp_path, the_year(), tls=make_tls(tmp_path)) as running:
        answers = make_answers([True, make_token(running, "Priya Raman")], page="/groups")
        page = await open_teams(context, running, answers)

        await page.frame_locator("#tab").get_by_role("heading", name="Groups").first.wait_for()


@pytest.mark.parametrize(
    "token", [[False, "CancelledByUser"], [True, "not.a.token"]], ids=["refused", "forged"]
)
async def test_where_teams_cannot_say_who_it_is_a_browser_is_offered(
    context, tmp_path: Path, token: list[object]
):
    async with running_pages(tmp_path, the_year(), tls=make_tls(tmp_path)) as running:
        page = await open_teams(context, running, make_answers(token))
        tab = page.frame_locator("#tab")

        await tab.locator("#tab-says", has_not_text="Signing you in").wait_for()

        assert await tab.get_by_role("link", name="Open in a browser instead").get_attribute("href") == "/"


async def test_other_sites_may_not_frame_the_pages(context, tmp_path: Path):
    async with running_pages(tmp_path, the_year(), tls=make_tls(tmp_path)) as running:

        async def give(route: Route) -> None:
            await route.fulfill(
                body=f'<iframe id="tab" src="{running.url}/tab"></iframe>', content_type="text/html"
            )

        await context.route("https://evil.example/**", give)
        page = await context.new_page()
        refused = []
        page.on("console", lambda message: refused.append(message.text))
        await page.goto("https://evil.example/")
        await page.wait_for_timeout(300)

    assert any("frame-ancestors" in text for text in refused)
