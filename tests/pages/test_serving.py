from __future__ import annotations

import pytest

from tests.pages.running import Browser, browsing, read_hidden
from trust.papers import Answer

CHAIR = "Priya Raman"
MEETING = "2026-27/maths-secondary/spring-1"


async def test_a_button_on_a_page_does_what_it_does_in_teams(browser: Browser):
    _, page = await browser.sign_in(CHAIR)
    token = dict(read_hidden(page))["form"]
    reply = {"form": token, "back": "/", "kind": "give_reply", "meeting": MEETING, "answer": "accepted"}

    status, page = await browser.post("/do", reply)

    year = await browser.running.store.fetch_year()
    [kept] = [r for r in year.replies if (r.meeting, r.person) == (MEETING, browser.running.find(CHAIR).id)]
    assert (status, kept.answer) == (200, Answer.ACCEPTED)
    assert 'class="said" role="status"' in page
    assert "You answered: accepted" in page


@pytest.mark.parametrize("token", ["", "made.up", ".", "é.é"])
async def test_a_form_that_is_not_ours_does_nothing(browser: Browser, token: str):
    await browser.sign_in(CHAIR)
    reply = {"form": token, "kind": "give_reply", "meeting": MEETING, "answer": "accepted"}

    status, _ = await browser.post("/do", reply)

    year = await browser.running.store.fetch_year()
    assert status == 403
    assert not [r for r in year.replies if r.meeting == MEETING]


async def test_a_form_of_somebody_elses_session_does_nothing(browser: Browser):
    async with browsing(browser.running) as other:
        await other.sign_in(find_another(browser))
        token = await other.read_form_token()
    await browser.sign_in(CHAIR)

    status, _ = await browser.post("/do", {"form": token, "kind": "undo", "entry": "1"})

    assert status == 403


async def test_a_form_posted_from_another_site_does_nothing(browser: Browser):
    _, page = await browser.sign_in(CHAIR)
    token = dict(read_hidden(page))["form"]
    reply = {"form": token, "kind": "give_reply", "meeting": MEETING, "answer": "accepted"}

    status, _ = await browser.post("/do", reply, headers={"Sec-Fetch-Site": "cross-site"})

    assert status == 403


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "give_reply", "meeting": "2026-27/nothing/here-1", "answer": "accepted"},
        {"kind": "cancel_meeting", "meeting": MEETING},
        {"kind": "nonsense"},
        {"kind": "undo", "entry": "99999"},
        {},
    ],
    ids=str,
)
async def test_what_cannot_be_done_is_said_in_a_sentence(browser: Browser, form: dict[str, str]):
    _, page = await browser.sign_in(CHAIR)

    status, page = await browser.post("/do", form | {"form": dict(read_hidden(page))["form"]})

    assert status == 200
    assert 'role="status"' in page


async def test_what_somebody_may_not_see_is_answered_as_what_is_not_there(browser: Browser):
    await browser.sign_in(CHAIR)

    unknown = await browser.get("/?csv=no-such-table")

    assert unknown[0] == 404
    assert "There is no such page, or none that you may see." in unknown[1]


async def test_pages_tell_the_browser_to_be_careful(browser: Browser):
    await browser.sign_in(CHAIR)
    async with browser.session.get(browser.running.url) as answer:
        headers = answer.headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "https://teams.microsoft.com" in policy["frame-ancestors"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Encoding"] in ("gzip", "deflate")


async def test_files_of_pages_are_kept_for_good_and_nothing_else_is_served_as_one(browser: Browser):
    _, page = await browser.sign_in(CHAIR)
    [style] = {
        part.split('"')[0] for part in page.split('href="') if part.startswith("/static/") and ".css" in part
    }
    async with browser.session.get(browser.running.url + style) as answer:
        kept = answer.headers["Cache-Control"]
    others = [
        (await browser.get(path))[0]
        for path in ("/static/x/style.css", "/static/x/..%2Fframe.py", "/static/x/y")
    ]

    assert (answer.status, "immutable" in kept) == (200, True)
    assert others == [404, 404, 404]


async def test_nobody_is_called_what_they_wrote(browser: Browser):
    """What is said after a form comes from a cookie, which a stranger cannot set; still it is only ever text."""
    await browser.sign_in(CHAIR)
    browser.session.cookie_jar.update_cookies({"termtime-said": b"<b>x</b>".hex()})

    _, page = await browser.get("/")

    assert "<b>x</b>" not in page


def find_another(browser: Browser) -> str:
    today = browser.running.moment.date()
    return next(p.id for p in browser.running.year.trust.people if p.name != CHAIR and p.holds(today))


async def read_audit(browser: Browser) -> list[tuple[str, str, str]]:
    entries = await browser.running.store.audit.fetch()
    return [(entry.kind.value, entry.by, entry.about) for entry in entries]


async def test_who_signs_in_looks_and_takes_away_is_noted(browser: Browser):
    chair = browser.running.find("adaeze-okafor").id
    await browser.sign_in(chair)
    for path in (
        "/groups/maths-secondary",
        "/groups/safeguarding",
        "/groups/safeguarding",
        "/?csv=my-actions",
    ):
        assert (await browser.get(path))[0] == 200

    # Their own group is confidential: that they looked is noted, and a second look within the hour is not.
    assert await read_audit(browser) == [
        ("signed_in", chair, "pages"),
        ("saw", chair, "safeguarding"),
        ("exported", chair, "page/my-actions"),
    ]


async def test_a_stranger_who_was_turned_away_is_noted_and_not_named(browser: Browser):
    state = browser.running.sandbox.state.directory
    stranger = state.find_user(browser.running.year.trust.settings.microsoft365.organiser)
    async with browser.session.get(browser.running.url) as chooser:
        here, page = str(chooser.url), await chooser.text()
    async with browser.session.post(here, data=dict(read_hidden(page)) | {"user": stranger["id"]}) as signed:
        await browser.finish(await signed.text())

    assert await read_audit(browser) == [("refused_sign_in", "", "pages")]
