"""What people write into names, papers and addresses is shown on every page, and runs, leads or asks for nothing there.

The marked year with something hostile in every text of it, looked at by a lead who belongs everywhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import icalendar
import pytest
import pytest_asyncio
from builders import NOW
from yarl import URL

from bot.ports import EMPTY_DESK
from scheduler.scenario import Question
from termtime.feeds.calendar import write_calendar
from termtime.feeds.entries import find_meetings
from termtime.pages.page import Ask
from termtime.pages.routes import PAGES
from termtime.pages.tables import make_table, write_csv
from termtime.pages.viewer import Viewer
from termtime.pages.views.group import make_group_page
from termtime.pages.views.meeting import make_meeting_page
from termtime.pages.views.my import make_my_page
from termtime.store.scenarios import Scenario
from tests.bot.marked_example import IN_EVERY, name_key, some_matters
from tests.pages.chromium import running_chromium
from tests.pages.laid_out import lay_out
from tests.pages.marked import a_year, being, hide_things, running_marked
from tests.pages.running import Running
from trust.papers import AgendaItem
from trust.values import Value
from trust.year import Year

pytestmark = pytest.mark.asyncio(loop_scope="module")

# As long as a name may be, and it closes whatever may be open around it.
TEXT = """=1+1'"></title></script></text><x-evil onload=alert(1) onclick='alert(1)'><img src=https://evil.example/x>{{7*7}}"""
LIVELY = {"folder_url": "data:text/html,<script>alert(1)</script>", "agenda_url": "//evil.example/agenda",
          "minutes_url": "javascript:alert(1)", "join_url": "javascript:alert(1)", "draft_url": "http://evil.example/draft"}  # fmt: skip
OTHER = {"folder_url": "https://sharepoint.com@evil.example/", "agenda_url": "JaVaScRiPt:alert(1)",
         "minutes_url": "\tjavascript:alert(1)", "join_url": "http://evil.example/join", "draft_url": "vbscript:x"}  # fmt: skip
RULES = ("autumn-1", "moderation", "spring-1", "off", "spring-2")
MEETINGS = [name_key(1, rule) for rule in RULES]
ADDRESSES = {
    "/groups/{group}": [f"/groups/zqxid{n}" for n in (1, 2, 4)],
    "/meetings/{year}/{group}/{rule}": [f"/meetings/{key}" for key in MEETINGS],
    "/planning/why/{year}/{group}/{rule}": [f"/planning/why/{MEETINGS[2]}"],
    "/planning/what-if/{id}": [f"/planning/what-if/{'c' * 32}"],
    "/year": ["/year", "/year?view=terms", "/year?month=2027-01"],
}
FILES = re.compile(r'href="(\?[^"]*csv=[^"]*)"')


def write_over(values: tuple[Any, ...], *names: str) -> tuple[Any, ...]:
    """Put the text wherever one of these fields says something already, or is there to say it."""

    def write(value: Any) -> Any:
        return (TEXT,) if isinstance(value, tuple) else TEXT

    def over(value: Value) -> Value:
        fields = {name: write(getattr(value, name)) for name in names if getattr(value, name)}
        return value.model_copy(update=fields)

    return tuple(over(value) for value in values)


def a_hostile_year() -> Year:
    year = a_year()
    trust = year.trust
    settings = trust.settings.model_copy(update={"name": TEXT, "short_name": TEXT})
    groups = write_over(trust.groups, "name", "purpose", "contact")
    trust = trust.model_copy(update={
        "settings": settings,
        "groups": tuple(group.model_copy(update={"aliases": (TEXT,)}) for group in groups),
        "people": write_over(trust.people, "name"),
        "schools": write_over(trust.schools, "name"),
        "roles": write_over(trust.roles, "name"),
        "venues": tuple(one.model_copy(update={"address": TEXT}) for one in write_over(trust.venues, "name")),
        "external_support": write_over(trust.external_support, "organisation", "area"),
        "deadlines": write_over(trust.deadlines, "title"),
        "glossary": write_over(trust.glossary, "term", "meaning"),
    })  # fmt: skip
    item = AgendaItem(title=TEXT, proposed_by="member1", outcome=TEXT)
    agendas = tuple(
        agenda.model_copy(update={"items": write_over(agenda.items, "title", "outcome"), "proposed": (item,)})
        for agenda in year.agendas
    )
    return year.model_copy(update={
        "trust": trust,
        "meetings": write_over(year.meetings, "title", "room"),
        "agendas": agendas,
        "minutes": write_over(year.minutes, "summary", "decisions"),
        "actions": write_over(year.actions, "text"),
        "replies": write_over(year.replies, "reason"),
        "links": tuple(one.model_copy(update=LIVELY if n % 2 else OTHER) for n, one in enumerate(year.links)),
        "requests": tuple(
            one.model_copy(update={"deed": one.deed.model_copy(update={"reason": TEXT})}) for one in year.requests
        ),
    })  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running_marked(tmp_path_factory.mktemp("hostile"), a_hostile_year()) as running:
        await hide_things(running)
        question = Question(name=TEXT[:80], seen=("zqxid1",))
        await running.store.scenarios.add(
            Scenario(id="c" * 32, by=IN_EVERY, at=NOW, touched=NOW, question=question)
        )
        proposals = [one.proposal.model_copy(update={"title": TEXT, "what": TEXT}) for one in some_matters()]
        await running.store.sync.save_proposals(proposals, NOW)
        yield running


def find_addresses() -> Iterator[str]:
    for page in PAGES:
        yield from ADDRESSES.get(page.path, [page.path])


class Reading(HTMLParser):
    """Notes every tag of a page with its attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def find_live(page: str) -> list[tuple[str, str, str | None]]:
    """Find whatever of a page would run, be loaded or lead elsewhere."""
    live: list[tuple[str, str, str | None]] = []
    for tag, attributes in Reading(page).tags:
        if tag in ("x-evil", "style", "iframe", "object", "embed", "base") or (
            tag == "script" and "src" not in attributes
        ):
            live.append((tag, "", ""))
        for name, value in attributes.items():
            leads = name in ("href", "src", "action", "formaction", "data", "xlink:href", "srcset")
            own = re.match(r"/(?![/\\])|[?#]|https://fernvale\.sharepoint\.com/", value or "")
            if name.startswith("on") or name in ("style", "srcdoc") or (leads and not own):
                live.append((tag, name, value))
    return live  # fmt: skip


async def test_every_page_shows_it_and_nothing_of_it_lives(running: Running):
    found, shown = [], 0
    for person in (IN_EVERY, "chair1", "auditor"):
        async with being(running, person) as client:
            for address in find_addresses():
                status, headers, page = await client.send("GET", address)
                assert status == 200 or person != IN_EVERY or address in ("/planning/compare", "/audit"), (
                    address
                )
                found += [(person, address, one) for one in find_live(page)]
                shown += "x-evil onload" in Reading(page).text
                assert all("\n" not in value and "x-evil" not in value for value in headers.values())
    assert found == []
    assert shown > 30


@pytest.mark.parametrize("person", [IN_EVERY, "chair1", "member1", "staff"])
async def test_an_address_that_is_not_on_the_web_leads_nowhere(person: str):
    """Addresses of documents and of online meetings come from Microsoft 365, where anybody may have changed them."""
    before, hostile = a_year(), a_hostile_year()
    found, whole = [], 0
    for year in (before, hostile):
        viewer = Viewer(year, year.trust.person_by_id[person], NOW)
        asks = [("my.html", make_my_page, Ask(), (EMPTY_DESK,))]
        asks += [("group.html", make_group_page, Ask({"group": "zqxid1"}), ())]
        for rule in RULES:
            parts = {"year": "2026-27", "group": "zqxid1", "rule": rule}
            asks.append(("meeting.html", make_meeting_page, Ask(parts), ()))
        for template, make, ask, fetched in asks:
            page = lay_out(template, viewer, ask, make(viewer, ask, *fetched))
            found += [(template, one) for one in find_live(page)]
            whole += "https://fernvale.sharepoint.com/" in page
    assert found == []
    assert whole > 1


async def test_no_file_runs_in_a_spreadsheet(running: Running):
    running_cells, files = [], 0
    for person in (IN_EVERY, "auditor"):
        async with being(running, person) as client:
            for address in find_addresses():
                _, _, page = await client.send("GET", address)
                for query in set(FILES.findall(page)):
                    target = URL(address).with_query(query.replace("&amp;", "&")[1:])
                    status, headers, text = await client.send("GET", str(target))
                    files += 1
                    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
                    assert re.fullmatch(
                        r'attachment; filename="termtime-[a-z-]+\.csv"', headers["Content-Disposition"]
                    )
                    for row in csv.reader(StringIO(text.removeprefix("\ufeff"))):
                        running_cells += [cell for cell in row if re.match(r"[=+@]|-(?!\d)", cell)]
    assert running_cells == []
    assert files > 15


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x"],
)
async def test_what_a_spreadsheet_takes_for_a_formula_is_written_as_text(cell: str):
    table = make_table("x", "X", "Name", cell, rows=[(cell, "x")])
    rows = list(csv.reader(StringIO(write_csv(table), newline="")))
    assert (rows[0][1], rows[1][0]) == (f"'{cell}", f"'{cell}")


async def test_a_number_below_nothing_stays_one():
    assert write_csv(make_table("x", "X", "#Change", rows=[(-3,)])) == "Change\r\n-3\r\n"


async def test_a_calendar_holds_meetings_and_nothing_else():
    year = a_hostile_year()
    viewer = Viewer(year, year.trust.person_by_id[IN_EVERY], NOW)
    lines = "Tea\r\nBEGIN:VALARM\r\nATTACH:https://evil.example/x\r\nEND:VALARM"
    entries = [
        entry.model_copy(update={"description": lines, "location": lines})
        for entry in find_meetings(viewer, "", "https://t.example")
    ]
    assert len(entries) > 10
    body = write_calendar(lines, entries, {entry.uid: NOW - timedelta(days=1) for entry in entries})
    found = {(part.name, name) for part in icalendar.Calendar.from_ical(body).walk() for name in part}

    assert {part for part, _ in found} == {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
    assert not {name for _, name in found} & {"ATTACH", "ATTENDEE", "ORGANIZER", "METHOD", "CONFERENCE"}


async def test_a_browser_runs_nothing_of_it_and_asks_nobody(running: Running):
    complaints: list[str] = []
    asked: set[str] = set()
    async with being(running, IN_EVERY) as client, running_chromium() as chromium:
        context = await chromium.new_context(locale="en-GB")
        await context.add_cookies([{"name": "termtime", "value": client.secret, "url": running.url}])
        page = await context.new_page()

        async def dismiss(dialog: Any) -> None:
            complaints.append(f"dialog: {dialog.message}")
            await dialog.dismiss()

        page.on("dialog", dismiss)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type == "error" and "404" not in said.text else None
            ),
        )
        page.on("request", lambda request: asked.add(URL(request.url).authority))
        for address in find_addresses():
            await page.goto(running.url + address)
            assert await page.locator("x-evil, main img, main script").count() == 0
        await context.close()

    assert complaints == []
    assert asked == {URL(running.url).authority}
