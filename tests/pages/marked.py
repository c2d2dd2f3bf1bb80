"""The pages of the marked year on a loopback server, with everything of every group to reach for. Import as tests.pages.marked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from builders import NOW, a_person

from scheduler.scenario import Question
from termtime.pages.sign_in.cookies import make_form_token, name_session
from termtime.store.scenarios import Scenario
from termtime.store.sessions import Session
from tests.bot.marked_example import GROUPS, HIDDEN, IN_EVERY, a_marked_year, mark, name_key, some_matters
from tests.pages.running import Running, running_pages
from trust.deeds.requests import Needs, Request
from trust.deeds.values import CancelMeeting
from trust.year import Year

LEADS = ("lead", IN_EVERY)
# What is another in two answers alike: the tokens of forms, and that the audit log was read before.
VARIES = re.compile(
    r'name="form" value="[^"]*"|<tr>\s*<th[^<]*</th>(?:<td[^<]*</td>){2}<td[^<>]*>audit read.*?</tr>\s*',
    re.DOTALL,
)


def a_year() -> Year:
    """The marked year, with two leads, one of whom belongs everywhere, and a meeting of each group to be called off."""
    year = a_marked_year()
    settings = year.trust.settings.model_copy(update={"leads": (*LEADS, "admin"), "auditors": ("auditor",)})
    requests = tuple(
        Request(
            deed=CancelMeeting(meeting=key, reason="Gone", was=year.meeting_by_key[key].starts),
            by=f"chair{n}",
            at=NOW - timedelta(days=1),
            needs=Needs.SECOND,
        )
        for n in GROUPS
        for key in [name_key(n, "spring-1")]
    )
    people = (*year.trust.people, a_person("auditor"))
    trust = year.trust.model_copy(update={"settings": settings, "people": people})
    return year.model_copy(update={"trust": trust, "requests": requests})


@dataclass
class Insider:
    """What there is of the hidden group to reach for, beside the like of it that is nowhere."""

    names: dict[str, tuple[str, str]]

    def fill(self, text: str, *, there: bool) -> str:
        """Write what there is, or the like of it, where a text has a name in braces."""
        for name, (one, other) in self.names.items():
            text = text.replace(f"{{{name}}}", one if there else other)
        return text

    def blind(self, text: str) -> str:
        """Make both alike, with everything that differs between two answers of the same page."""
        for name, pair in self.names.items():
            for one in pair:
                text = text.replace(one, f"({name})")
        return VARIES.sub("", text)


async def hide_things(running: Running) -> Insider:
    """Leave of everything one in the hidden group, or of the lead who belongs to it."""
    store, [request] = (
        running.store,
        [r for r in running.year.requests if mark("id", HIDDEN) in r.deed.meeting],
    )
    await store.sync.save_proposals([matter.proposal for matter in some_matters()], NOW)
    matter = next(m.proposal for m in some_matters() if mark("id", HIDDEN) in m.proposal.key)
    await store.feeds.make(IN_EVERY, mark("id", HIDDEN), NOW)
    [feed] = await store.feeds.fetch_of(IN_EVERY)
    seen = tuple(mark("id", n) for n in GROUPS)
    trial = Scenario(id="a" * 32, by=IN_EVERY, at=NOW, touched=NOW, question=Question(name="Mine", seen=seen))
    await store.scenarios.add(trial)
    return Insider({
        "group": (mark("id", HIDDEN), "zqxod4"),
        "item": (f"Gondolas {mark('draftagenda', HIDDEN)}", "Gondolas zqxdraftfarandole"),
        "action": (f"action-{HIDDEN}", "action-9"),
        "request": (request.id, "0123456789"),
        "proposal": (matter.id, "0" * len(matter.id)),
        "feed": (feed.id, "0" * len(feed.id)),
        "trial": (trial.id, "b" * 32),
    })  # fmt: skip


@asynccontextmanager
async def running_marked(directory: Path, year: Year | None = None) -> AsyncIterator[Running]:
    """Serve the marked year."""
    async with running_pages(directory, year or a_year(), NOW) as running:
        yield running


class Client:
    """Somebody signed in: sends what it is told to, follows nothing."""

    def __init__(self, running: Running, session: aiohttp.ClientSession, who: str, secret: str) -> None:
        self.running, self.session, self.who, self.secret = running, session, who, secret

    @property
    def token(self) -> str:
        """A token for forms of theirs."""
        return make_form_token(self.secret)

    async def send(self, method: str, path: str, **options: Any) -> tuple[int, dict[str, str], str]:
        """Send a request; gives the status, headers, and what is said on the page or will be on the next one."""
        url = self.running.url + path
        async with self.session.request(method, url, allow_redirects=False, **options) as answer:
            said = answer.cookies.get("termtime-said")
            text = await answer.text()
            later = bytes.fromhex(said.value).decode() if said else ""
            return answer.status, dict(answer.headers), text + later

    async def post(self, path: str, **form: str) -> tuple[int, dict[str, str], str]:
        """Post a form with a token of theirs."""
        return await self.send("POST", path, data={"form": self.token, **form})


@asynccontextmanager
async def being(running: Running, who: str, secret: str = "") -> AsyncIterator[Client]:
    """Be somebody, with a session that began a moment ago; nobody, where none is named."""
    secret = secret or (f"secret-of-{who}" if who else "")
    if who:
        began = running.moment
        session = Session(person=who, how="browser", began=began, expires=began + timedelta(hours=10))
        await running.store.sessions.end(secret)
        await running.store.sessions.begin(secret, session)
    cookies = {name_session(secure=False): secret} if secret else {}
    jar = aiohttp.DummyCookieJar()
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=headers) as session:
        yield Client(running, session, who, secret)
