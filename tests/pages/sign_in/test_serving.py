from __future__ import annotations

from datetime import timedelta

import pytest
from yarl import URL

from tests.pages.running import Browser, Running, browsing, read_hidden

CHAIR = "Priya Raman"


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back_to_what_they_asked_for(
    browser: Browser,
):
    status, page = await browser.sign_in(CHAIR, to="/?csv=my-meetings")

    assert status == 200
    assert page.startswith("\ufeffGroup,Meeting,Starts")


async def test_a_session_outlasts_a_working_day_and_no_more(browser: Browser):
    await browser.sign_in(CHAIR)

    browser.running.moment += timedelta(hours=9, minutes=59)
    still, _ = await browser.get("/", allow_redirects=False)
    browser.running.moment += timedelta(minutes=2)
    over, _ = await browser.get("/", allow_redirects=False)

    assert (still, over) == (200, 303)


async def test_signing_out_ends_the_session_on_the_server(browser: Browser):
    await browser.sign_in(CHAIR)
    kept = browser.session.cookie_jar.filter_cookies(URL(browser.running.url))["termtime"].value
    status, _ = await browser.post("/sign-out", {"form": await browser.read_form_token()})

    async with browsing(browser.running) as other:
        other.session.cookie_jar.update_cookies({"termtime": kept}, URL(browser.running.url))
        with_the_old_cookie, _ = await other.get("/", allow_redirects=False)

    assert (status, with_the_old_cookie) == (200, 303)


async def test_the_database_keeps_nothing_that_would_open_a_session(browser: Browser, tmp_path):
    await browser.sign_in(CHAIR)
    kept = browser.session.cookie_jar.filter_cookies(URL(browser.running.url))["termtime"].value

    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("pages.db*"))

    assert len(kept) > 40
    assert kept.encode() not in on_disk


async def test_whoever_is_nobody_of_the_trust_is_told_whom_to_ask(browser: Browser):
    state = browser.running.sandbox.state.directory
    stranger = state.find_user(browser.running.year.trust.settings.microsoft365.organiser)
    async with browser.session.get(browser.running.url) as chooser:
        here, page = str(chooser.url), await chooser.text()
    async with browser.session.post(here, data=dict(read_hidden(page)) | {"user": stranger["id"]}) as signed:
        status, told = await browser.finish(await signed.text())

    assert status == 403
    assert "is not among the people of this trust" in told


async def test_whoever_left_is_out_at_once(browser: Browser):
    await browser.sign_in(CHAIR)
    person = browser.running.find(CHAIR)
    trust = browser.running.year.trust
    gone = person.model_copy(update={"ends": browser.running.moment.date() - timedelta(days=1)})
    people = tuple(gone if one.id == person.id else one for one in trust.people)
    await browser.running.store.save_trust(trust.model_copy(update={"people": people}))

    status, told = await browser.get("/")
    again, _ = await browser.get("/", allow_redirects=False)

    assert (status, again) == (403, 303)
    assert "not among the people" in told


async def test_an_answer_to_nobodys_attempt_is_refused(browser: Browser, running: Running):
    """Whoever can make somebody's browser post must not sign them in as somebody else."""
    async with browser.session.get(running.url) as chooser:
        here, page = str(chooser.url), await chooser.text()
    async with browser.session.post(
        here, data=dict(read_hidden(page)) | {"user": str(running.find_user(CHAIR)["id"])}
    ) as signed:
        answer = await signed.text()

    async with browsing(running) as victim:
        status, told = await victim.finish(answer)
        signed_in, _ = await victim.get("/", allow_redirects=False)

    assert (status, signed_in) == (403, 303)
    assert "begun elsewhere" in told


@pytest.mark.parametrize(
    "change",
    [{"state": "another"}, {"id_token": ""}, {"id_token": "a.b.c"}, {"error": "access_denied"}],
    ids=str,
)
async def test_an_answer_that_was_tampered_with_signs_nobody_in(browser: Browser, change: dict[str, str]):
    async with browser.session.get(browser.running.url) as chooser:
        here, page = str(chooser.url), await chooser.text()
    user = browser.running.find_user(CHAIR)
    async with browser.session.post(here, data=dict(read_hidden(page)) | {"user": str(user["id"])}) as signed:
        status, _ = await browser.finish(await signed.text(), lambda fields: fields | change)

    signed_in, _ = await browser.get("/", allow_redirects=False)

    assert (status, signed_in) == (403, 303)


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_a_sign_in_leads_nowhere_but_here(browser: Browser, to: str):
    async with browser.session.get(browser.running.url + "/sign-in", params={"to": to}) as chooser:
        here, page = str(chooser.url), await chooser.text()
    user = browser.running.find_user(CHAIR)
    async with browser.session.post(here, data=dict(read_hidden(page)) | {"user": str(user["id"])}) as signed:
        _, page = await browser.finish(await signed.text())

    assert "<h1>My year</h1>" in page


async def test_teams_signs_a_tab_in(browser: Browser):
    running = browser.running
    settings = running.pages._sign_in.settings
    token = running.sandbox.state.entra.issue_tab(
        settings.app_id, settings.resource, running.find_user(CHAIR), settings.issuer
    )
    async with browser.session.post(f"{running.url}/sign-in/tab", data=token) as answer:
        said = await answer.json()
    status, page = await browser.get("/")

    assert (answer.status, said) == (200, {"to": "/"})
    assert (status, CHAIR in page) == (200, True)


@pytest.mark.parametrize("token", ["", "a.b.c", "é"])
async def test_nothing_else_signs_a_tab_in(browser: Browser, token: str):
    async with browser.session.post(f"{browser.running.url}/sign-in/tab", data=token) as answer:
        said = await answer.json()

    assert (answer.status, list(said)) == (403, ["error"])


async def test_an_id_token_is_no_token_for_a_tab(browser: Browser):
    running = browser.running
    settings = running.pages._sign_in.settings
    token = running.sandbox.state.entra.issue_id(
        settings.app_id, running.find_user(CHAIR), "n", settings.issuer
    )
    async with browser.session.post(f"{running.url}/sign-in/tab", data=token) as answer:
        assert answer.status == 403
