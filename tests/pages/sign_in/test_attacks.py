"""Signing in attacked: tokens and answers of others, sessions planted, kept too long or left behind, accounts renamed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from termtime.pages.sign_in import cookies
from tests.bot.marked_example import IN_EVERY
from tests.pages.marked import Client, being, running_marked
from tests.pages.running import Running, browsing, read_hidden

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running_marked(tmp_path_factory.mktemp("signing-in")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def lead(running: Running) -> AsyncIterator[Client]:
    async with being(running, IN_EVERY) as client:
        yield client


async def test_another_site_signs_nobody_in_by_teams_token(running: Running):
    settings = running.pages._sign_in.settings
    token = running.sandbox.state.entra.issue_tab(
        settings.app_id, settings.resource, running.find_user("staff"), settings.issuer
    )
    async with being(running, "") as victim:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            status, given, _ = await victim.send("POST", "/sign-in/tab", data=token, headers=headers)
            assert (status, "Set-Cookie" in given) == (403, False)
        assert (await victim.send("POST", "/sign-in/tab", data=token))[0] == 200


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(running: Running):
    async with browsing(running) as browser, being(running, "staff", "planted-by-somebody") as planted:
        assert (await planted.send("GET", "/"))[0] == 200
        browser.session.cookie_jar.update_cookies({"termtime": "planted-by-somebody"})
        await browser.sign_in("chair1", to="/sign-in")
        held = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}["termtime"]

        assert held != "planted-by-somebody"
        assert (await planted.send("GET", "/"))[0] == 303
        status, page = await browser.get("/")
        assert (status, running.find("chair1").name in page) == (200, True)


async def test_an_answer_of_entras_is_good_once(running: Running):
    """Whoever presses back on a shared computer, after somebody signed out, is not that somebody."""
    async with browsing(running) as browser:
        posted: dict[str, str] = {}

        def keep(fields: dict[str, str]) -> dict[str, str]:
            posted.update(fields)
            return fields

        user = running.find_user("staff")
        async with browser.session.get(running.url + "/") as chooser:
            here, page = str(chooser.url), await chooser.text()
        fields = dict(read_hidden(page))
        async with browser.session.post(here, data=fields | {"user": str(user["id"])}) as signed:
            await browser.finish(await signed.text(), keep)
        await browser.post("/sign-out", {"form": await browser.read_form_token()})

        status, _ = await browser.post("/sign-in/done", posted)
        again, _ = await browser.get("/", allow_redirects=False)

    assert (status, again) == (403, 303)


async def sign_in_as(running: Running, account: str, upn: str) -> int:
    """Sign in with an account that goes by a name today, in a tab of Teams."""
    settings, user = running.pages._sign_in.settings, running.find_user("staff")
    user = {**user, "id": account, "userPrincipalName": upn}
    token = running.sandbox.state.entra.issue_tab(settings.app_id, settings.resource, user, settings.issuer)
    async with being(running, "") as somebody:
        return (await somebody.send("POST", "/sign-in/tab", data=token))[0]


async def test_an_account_is_one_persons_whatever_it_is_called(running: Running):
    remember, staff, chair = (
        running.store.conversations,
        running.find("staff").upn,
        running.find("chair2").upn,
    )

    # One whose name of before is nobody's any more, as after a wedding, and is let in by the new one from then on.
    await remember.save_upn("renamed", "nobody.now@fernvale.example")
    assert await sign_in_as(running, "renamed", staff) == 200
    assert await remember.fetch_upn("renamed") == staff
    # One whose name of before has been given to somebody else: it is not theirs, nor they it.
    await remember.save_upn("namesake", chair)
    assert await sign_in_as(running, "namesake", staff) == 403
    # One whose name is not in the files, as a guest's may be at home, is known by the account.
    await remember.save_upn("guest", chair)
    assert await sign_in_as(running, "guest", "ruth@elsewhere.example") == 200
    assert await sign_in_as(running, "unmet", "ruth@elsewhere.example") == 403


async def test_sessions_end_when_they_are_to(running: Running):
    moment = running.moment
    async with being(running, "staff", "first") as first, being(running, "staff", "second") as second:
        assert [(await one.send("GET", "/"))[0] for one in (first, second)] == [200, 200]
        await first.post("/sign-out")
        assert [(await one.send("GET", "/"))[0] for one in (first, second)] == [303, 200]
        await running.store.sessions.end_all("staff")
        assert (await second.send("GET", "/"))[0] == 303
    async with being(running, "staff") as late:
        running.moment = moment + timedelta(hours=10, seconds=1)
        try:
            assert (await late.send("GET", "/"))[0] == 303
        finally:
            running.moment = moment


async def test_nobody_is_signed_out_by_another_site(lead: Client):
    for form in ({}, {"form": "x"}, {"form": cookies.make_form_token("another")}):
        assert (await lead.send("POST", "/sign-out", data=form))[0] == 303
    assert (await lead.send("GET", "/sign-out"))[0] == 405
    assert (await lead.send("GET", "/"))[0] == 200
