"""The page of calendar addresses: a secret is shown once, to whoever made it, and leads to what they may see."""

from __future__ import annotations

import re

import pytest

from termtime.feeds.entries import NO_GROUP
from termtime.pages.page import Ask
from termtime.pages.posts import NO_FEED
from termtime.pages.views.feeds import OWN, UNSEEN, make_feeds_page, make_made_feed
from termtime.store.feeds import Feed
from tests.pages.example import a_viewer
from tests.pages.running import Browser, browsing, read_hidden

CHAIR, GUEST, IT, INSIDER = "Priya Raman", "Dame Ruth Ashworth", "tomasz-nowak", "Adaeze Okafor"
HIDDEN = "case-review"
ADDRESS = re.compile(r'value="(http[^"]*/feeds/([^"/]+)\.ics)"')


def a_feed(group: str = "") -> Feed:
    viewer = a_viewer(CHAIR)
    return Feed(id="0123456789ab", person=viewer.person.id, group=group, made=viewer.now)


@pytest.mark.parametrize(
    ("who", "there", "missing"),
    [
        (CHAIR, {"maths-secondary", "safeguarding"}, {HIDDEN, "resilience"}),
        (INSIDER, {HIDDEN}, {"resilience"}),
        (GUEST, {"chairs-forum"}, {"maths-secondary", "safeguarding", HIDDEN}),
        (IT, {""}, {"maths-secondary", HIDDEN}),
    ],
)
def test_an_address_may_be_made_of_the_groups_whose_dates_one_may_see(
    who: str, there: set[str], missing: set[str]
):
    offered = {value for value, _ in make_feeds_page(a_viewer(who), Ask(), ()).choices}

    assert "" in offered
    assert there <= offered
    assert not missing & offered


@pytest.mark.parametrize("group", [HIDDEN, "no-such-group"])
def test_a_group_that_may_no_longer_be_seen_is_not_named(group: str):
    page = make_feeds_page(a_viewer(CHAIR), Ask(), (a_feed(), a_feed(group)))

    assert [row.of for row in page.rows] == [OWN, UNSEEN]
    assert [row[0].value for row in page.tables[0].rows] == [OWN, UNSEEN]


def test_an_address_on_tls_opens_the_devices_calendar_and_a_group_that_is_not_open_is_noted():
    own = make_made_feed(a_viewer(CHAIR), "", "https://trust.example/feeds/x.ics")
    group = make_made_feed(a_viewer(CHAIR), "safeguarding", "http://127.0.0.1/feeds/x.ics")

    assert (own.open_href, own.shorter, own.saw) == ("webcal://trust.example/feeds/x.ics", "https://trust.example/feeds/x.ics?dates=no", ())  # fmt: skip
    assert (group.open_href, group.shorter, group.saw) == ("", "", ("safeguarding",))


async def test_an_address_is_shown_once_and_stands_nowhere_else(
    browser: Browser, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(0)
    await browser.sign_in(CHAIR)
    form = {"form": await browser.read_form_token(), "group": "maths-secondary"}

    async with browser.session.post(f"{browser.running.url}/feeds", data=form) as answer:
        page, where, headers = await answer.text(), str(answer.url), answer.headers
    [(_, secret)] = ADDRESS.findall(page)
    status, listed = await browser.get("/feeds")
    feed = await browser.running.store.feeds.find(secret)

    assert feed is not None
    assert (feed.person, feed.group) == ("priya-raman", "maths-secondary")
    assert (status, "Secondary Mathematics" in listed, ADDRESS.findall(listed)) == (200, True, [])
    assert headers["Cache-Control"] == "no-store"
    assert secret not in where + str(headers) + listed + caplog.text


async def test_an_address_is_revoked_by_whoever_has_it_and_by_nobody_else(browser: Browser):
    feeds, moment = browser.running.store.feeds, browser.running.moment
    secret = await feeds.make("priya-raman", "", moment)
    [feed] = await feeds.fetch_of("priya-raman")
    async with browsing(browser.running) as other:
        await other.sign_in(INSIDER)
        _, refused = await other.post(
            "/feeds/revoke", {"form": await other.read_form_token(), "feed": feed.id}
        )
    assert NO_FEED in refused
    assert await feeds.find(secret) is not None

    await browser.sign_in(CHAIR)
    _, page = await browser.get("/feeds")
    assert ("feed", feed.id) in read_hidden(page)
    _, page = await browser.post("/feeds/revoke", {"form": dict(read_hidden(page))["form"], "feed": feed.id})

    assert await feeds.find(secret) is None
    assert "You have none yet." in page


async def test_a_hidden_group_is_refused_as_one_that_is_not_there(browser: Browser):
    await browser.sign_in(CHAIR)
    form = {"form": await browser.read_form_token(), "back": "/feeds"}

    said = []
    for group in (HIDDEN, "resilience", "no-such-group"):
        _, page = await browser.post("/feeds", form | {"group": group})
        said.append((NO_GROUP in page, ADDRESS.findall(page)))

    assert said == [(True, [])] * 3
    assert await browser.running.store.feeds.fetch_of("priya-raman") == ()


async def test_a_form_of_another_site_makes_no_address(browser: Browser):
    await browser.sign_in(CHAIR)

    status, page = await browser.post("/feeds", {"group": ""})

    assert (status, ADDRESS.findall(page)) == (403, [])
    assert await browser.running.store.feeds.fetch_of("priya-raman") == ()
