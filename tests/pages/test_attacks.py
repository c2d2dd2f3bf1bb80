"""The pages attacked from outside: forms of other sites, cookies and tokens that are not theirs, requests that are none."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from aiohttp import FormData, web
from aiohttp.test_utils import make_mocked_request

from termtime.operations.logs import quieten_strangers
from termtime.pages.posts import POSTS
from termtime.pages.routes import PAGES
from termtime.pages.sign_in import cookies
from termtime.pages.sign_in.forms import is_own_path, is_own_request
from tests.bot.marked_example import IN_EVERY
from tests.pages.marked import Client, being, running_marked
from tests.pages.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVIL = "https://evil.example"
TEMPLATES = Path(__file__).parents[2] / "termtime/pages/templates"
# What one may do at once, and so would be seen to have been done.
REPLY = {"kind": "give_reply", "meeting": "2026-27/zqxid1/spring-1", "answer": "accepted"}
FORM = "application/x-www-form-urlencoded"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running_marked(tmp_path_factory.mktemp("attacked")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def lead(running: Running) -> AsyncIterator[Client]:
    async with being(running, IN_EVERY) as client:
        yield client


async def find_done(running: Running) -> tuple[object, ...]:
    """Read everything a form could have done."""
    store, year = running.store, await running.store.fetch_year()
    return (year, await store.feeds.fetch_of(IN_EVERY), await store.scenarios.fetch_all(), await store.sync.fetch_decisions())  # fmt: skip


def forge(client: Client, other: str) -> dict[str, tuple[int, dict[str, object]]]:
    """Every way to post a form that is not one of ours, each with what it is answered."""
    good = {"form": client.token, "back": "/", **REPLY}
    bare = {name: value for name, value in good.items() if name != "form"}
    many = [("form", client.token), *((f"f{n}", "x") for n in range(501)), *REPLY.items()]
    multipart = FormData(good, default_to_multipart=True)

    def crossing(**headers: str) -> dict[str, object]:
        return {"data": good, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}

    return {
        "no token": (403, {"data": bare}),
        "an empty token": (403, {"data": bare | {"form": ""}}),
        "a token of another session": (403, {"data": bare | {"form": cookies.make_form_token(other)}}),
        "a token twice": (403, {"data": [("form", client.token), *good.items()]}),
        "a token with letters of other scripts": (403, {"data": bare | {"form": client.token + "é"}}),
        "from another site": (403, crossing(Sec_Fetch_Site="cross-site", Origin=EVIL)),
        "from a neighbour": (403, crossing(Sec_Fetch_Site="same-site", Origin="https://other.fernvale.example")),
        "from another site, by an old browser": (403, crossing(Origin=EVIL)),
        "from nowhere": (403, crossing(Origin="null")),
        "JSON": (415, {"json": good}),
        "plain text": (415, {"data": urlencode(good), "headers": {"Content-Type": "text/plain"}}),
        "multipart": (415, {"data": multipart}),
        "no type": (415, {"data": urlencode(good).encode(), "headers": {"Content-Type": ""}}),
        "too many fields": (400, {"data": many}),
        "too large": (413, {"data": good | {"text": "x" * 600_000}}),
        "bytes that are no text": (400, {"data": b"form=\xff\xfe", "headers": {"Content-Type": FORM}}),
        "a letter nobody types": (400, {"data": good | {"text": "a\x00b"}}),
    }  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_that_is_none_of_ours_does_nothing(running: Running, lead: Client, path: str):
    before = await find_done(running)
    found = {}
    for name, (_, options) in forge(lead, "secret-of-another").items():
        found[name] = (await lead.send("POST", path, **options))[0]  # type: ignore[arg-type]

    assert found == {name: status for name, (status, _) in forge(lead, "x").items()}
    assert await find_done(running) == before


@pytest.mark.parametrize("path", POSTS)
async def test_a_link_does_what_no_form_asked(running: Running, lead: Client, path: str):
    before = await find_done(running)
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
        status, _, _ = await lead.send(method, f"{path}?{urlencode({'form': lead.token, **REPLY})}")
        assert status in (200, 404, 405)
    assert await find_done(running) == before


async def test_the_same_form_from_our_own_page_does_what_it_says(running: Running, lead: Client):
    """Otherwise the refusals above would prove nothing."""
    before = await find_done(running)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": running.url}
    status, _, _ = await lead.send("POST", "/do", data={"form": lead.token, **REPLY}, headers=headers)

    assert status == 303
    assert await find_done(running) != before


async def test_a_form_that_does_not_arrive_is_not_waited_for(
    lead: Client, running: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.http.BODY_SECONDS", 0.1)
    cookie = f"Cookie: termtime={lead.secret}\r\n"
    head = (
        f"POST /do HTTP/1.1\r\nHost: x\r\n{cookie}Content-Type: {FORM}\r\nContent-Length: 1000\r\n\r\nform="
    )

    assert (await send_raw(running, head.encode())).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("public_url", "headers", "own"),
    [
        ("https://t.example", {}, True),
        ("https://t.example", {"Origin": "https://t.example"}, True),
        ("https://T.example:443", {"Origin": "https://t.example"}, True),
        ("https://t.example", {"Origin": "http://t.example"}, False),
        ("https://t.example", {"Origin": "https://t.example.evil.example"}, False),
        ("https://t.example", {"Origin": "https://t.example", "Sec-Fetch-Site": "cross-site"}, False),
        ("https://t.example", {"Sec-Fetch-Site": "none"}, False),
    ],
)
async def test_whose_request_it_is(public_url: str, headers: dict[str, str], own: bool):
    assert is_own_request(make_mocked_request("POST", "/do", headers), public_url) is own


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example", "https:evil.example", "/\n/evil.example",
     "javascript:alert(1)", "", "evil.example", "/é", "／／evil.example", "/" + "a" * 1500, " //evil.example", "/\u2028"],
)  # fmt: skip
async def test_nobody_is_led_elsewhere(lead: Client, path: str):
    assert not is_own_path(path)
    _, headers, _ = await lead.post("/do", **REPLY, back=path)
    assert headers["Location"] == "/"


# Cookies.


async def test_over_tls_every_cookie_is_ours_alone():
    """With that name a browser takes none from a neighbour's site, nor one for another path, nor without TLS."""
    request = make_mocked_request(
        "GET", "/", {"Cookie": "termtime=a; termtime-sign-in=b.c.2f.; termtime-said=61"}
    )
    response = web.Response()
    cookies.set_session(response, "s", secure=True, framed=False, seconds=9)
    cookies.set_session(response, "s", secure=True, framed=True, seconds=9)
    cookies.set_attempt(response, "a", secure=True)
    cookies.set_said(response, "x", secure=True)
    for name in (cookies.SESSION, cookies.ATTEMPT, cookies.SAID):
        cookies.drop(response, name, secure=True)

    for cookie in response.headers.getall("Set-Cookie"):
        assert cookie.startswith("__Host-termtime")
        assert {"Path=/", "HttpOnly", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert [cookies.read_session(request, secure=True), cookies.read_attempt(request, secure=True), cookies.read_said(request, secure=True)] == ["", "", ""]  # fmt: skip


async def test_a_session_begun_in_a_browser_is_sent_from_no_other_site():
    response = web.Response()
    for secure in (True, False):
        cookies.set_session(response, "s", secure=secure, framed=False, seconds=9)
    assert all("SameSite=Lax" in cookie for cookie in response.headers.getall("Set-Cookie"))


async def test_a_long_sentence_still_fits_a_cookie():
    response = web.Response()
    cookies.set_said(response, "é" * 5000, secure=True)
    [cookie] = response.headers.getall("Set-Cookie")
    assert len(cookie) < 4096
    value = cookie.split(";")[0]
    assert set(cookies.read_said(make_mocked_request("GET", "/", {"Cookie": value}), secure=True)) == {"é"}


# Requests that are none.


async def send_raw(running: Running, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(running.url.rsplit(":", 1)[1]))
    writer.write(raw)
    async with asyncio.timeout(10):
        answer = await reader.read(200_000)
    writer.close()
    return answer


BROKEN = {
    "a cookie of bytes": b"GET / HTTP/1.1\r\nCookie: termtime=\xff\xfe\r\n",
    "a cookie in quotes": b'GET / HTTP/1.1\r\nCookie: termtime="a\\015\\012b; c"\r\n',
    "an enormous cookie": b"GET / HTTP/1.1\r\nCookie: a=" + b"x" * 20_000 + b"\r\n",
    "a thousand cookies": b"GET / HTTP/1.1\r\nCookie: " + b"; ".join(b"a%d=1" % n for n in range(1000)) + b"\r\n",
    "signing out in JSON": b"POST /sign-out HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n",
    "signing out with bytes": b"POST /sign-out HTTP/1.1\r\nContent-Type: %s\r\nCookie: termtime=\xff\r\nContent-Length: 2\r\n" % FORM.encode(),
    "an attempt of bytes": b"POST /sign-in/done HTTP/1.1\r\nContent-Type: %s\r\nCookie: termtime-sign-in=\xff.a.2f.\r\nContent-Length: 2\r\n" % FORM.encode(),
    "an address of bytes": b"GET /groups/\xff HTTP/1.1\r\n",
    "a calendar of bytes": b"GET /feeds/%ff%00%ED%A0%80.ics HTTP/1.1\r\n",
    "nothing in an address": b"GET /groups/%00 HTTP/1.1\r\n",
    "a deep address": b"GET " + b"/a" * 3000 + b" HTTP/1.1\r\n",
    "a long address": b"GET /year?" + b"a=1&" * 2000 + b" HTTP/1.1\r\n",
    "a longer address": b"GET /year?" + b"a=1&" * 20_000 + b" HTTP/1.1\r\n",
    "another method": b"BREW / HTTP/1.1\r\n",
    "a way up": b"GET /static/x/..%2f..%2fframe.py HTTP/1.1\r\n",
    "headers in an address": b"GET /sign-in?to=/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n",
}  # fmt: skip


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
async def test_what_is_no_request_is_refused_and_nothing_breaks(running: Running, raw: bytes):
    began = time.perf_counter()
    answer = await send_raw(running, raw + b"Host: x\r\nConnection: close\r\n\r\n{}")
    status = int(answer.split(b" ", 2)[1])

    assert status < 500
    assert b"Traceback" not in answer
    assert b"\r\nSet-Cookie: a=b" not in answer
    assert time.perf_counter() - began < 5


async def test_a_secret_in_what_is_no_request_is_not_logged(
    running: Running, monkeypatch: pytest.MonkeyPatch
):
    server = logging.getLogger("aiohttp.server")
    handler = logging.StreamHandler(log := io.StringIO())
    monkeypatch.setattr(server, "filters", [quieten_strangers])
    server.addHandler(handler)
    secret = "a-secret-of-somebody"
    try:
        await send_raw(
            running, f"GET / HTTP/1.1\r\nCookie: termtime={secret}; a={'x' * 20_000}\r\n\r\n".encode()
        )
        await send_raw(running, f"GET /feeds/{secret}.ics?{'x' * 20_000} HTTP/1.1\r\n\r\n".encode())
    finally:
        server.removeHandler(handler)

    assert log.getvalue().splitlines() == ["What was sent is no request."] * 2


ODD = ("9999-99", "0000-00", "-1", "9" * 30, "1e999", "\x00", "é" * 20, "' OR 1=1 --", "%s%n", "{{7*7}}", "٢٠٢٦-٠٩", "0001-01", "9999-12", "9999-12-31")  # fmt: skip
NAMES = "month view term group school phase format person q kind page by only trial preview since outcome state about csv with"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_no_query_breaks_a_page(lead: Client, page: object):
    path = page.path.format(year="2026-27", group="zqxid1", rule="spring-1", id="a" * 32)  # type: ignore[attr-defined]
    queries = [urlencode([(name, odd) for name in NAMES.split() if name != "csv"]) for odd in ODD]
    queries += [f"{name}={value}" for name in NAMES.split() for value in ("9999-12", "9999-99", "%00", "%ff")]
    queries += ["&".join(f"group=x{n}" for n in range(700)), "csv=" + "x" * 5000, "&" * 5000, "=&" * 2000]
    found, slowest = set(), 0.0
    for query in queries:
        began = time.perf_counter()
        found.add((await lead.send("GET", f"{path}?{query}"))[0])
        slowest = max(slowest, time.perf_counter() - began)

    assert found <= {200, 404}
    assert slowest < 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_what_nobody_types_is_nowhere(lead: Client, page: object):
    """Not every database takes such letters, so none is asked about them."""
    path = page.path.format(year="2026-27", group="zqxid1", rule="spring-1", id="a" * 32)  # type: ignore[attr-defined]
    odd = [f"{path}?person=a%00", f"{path}?about=%01&q=x", *([f"{path}%00"] if path.count("/") > 1 else [])]
    for address in odd:
        assert (await lead.send("GET", address))[0] == 404


async def test_every_answer_says_who_may_frame_it_and_runs_nothing_of_others(lead: Client):
    asked = [("GET", path) for path in ("/", "/?csv=my-meetings", "/?csv=x", "/sign-in", "/tab", "/nowhere", "/groups/none",
                                         "/static/x/style.css", "/feeds/x.ics", "/sign-out")]  # fmt: skip
    asked += [("POST", path) for path in ("/do", "/sign-out", "/sign-in/done", "/sign-in/tab", "/groups")]
    for method, path in asked:
        _, headers, _ = await lead.send(method, path, data={} if method == "POST" else None)
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", path
        assert not re.search(
            r"\*(?!\.)|http:|unsafe|data:(?!$)", policy["frame-ancestors"] + policy.get("script-src", "")
        )
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
async def test_no_template_lets_anything_through(template: Path):
    text = template.read_text("utf-8")
    loose = re.compile(
        r"\|\s*safe\b|autoescape|Markup|\|\s*xmlattr|<style|\sstyle=|\son\w+=|javascript:|srcdoc|<script(?![^>]*\ssrc=)"
        r"|<(?:iframe|object|embed|base)\b|href=\{\{|href=\"http:|value=\{\{",
        re.IGNORECASE,
    )
    assert loose.findall(text) == []
