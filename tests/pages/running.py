"""The pages of the example trust on a loopback server, beside a sandbox tenant to sign in at."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sandbox.server import Sandbox, running_sandbox
from termtime.answering import StoreClerk
from termtime.demo import EXAMPLE_MOMENT, find_free_port
from termtime.feeds.http import Feeds
from termtime.pages.opening import open_pages
from termtime.pages.serving import Pages
from termtime.sandboxing import make_id, make_sandbox_seed, make_sandbox_settings
from termtime.settings import Settings
from termtime.store import SqlStore, open_store
from trust.people import Person
from trust.year import Year

HOST = "termtime.fernvale.example"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass
class Running:
    """Pages that are being served; `moment` may be moved."""

    url: str
    pages: Pages
    store: SqlStore
    sandbox: Sandbox
    settings: Settings
    year: Year
    moment: datetime

    def find(self, who: str) -> Person:
        [person] = [p for p in self.year.trust.people if who in (p.id, p.name, p.upn)]
        return person

    def find_user(self, who: str) -> dict[str, object]:
        user = self.sandbox.state.directory.find_user(self.find(who).upn)
        assert user is not None
        return user


@asynccontextmanager
async def running_pages(
    directory: Path, year: Year, at: datetime = EXAMPLE_MOMENT, *, tls: SSLContext | None = None
) -> AsyncIterator[Running]:
    """Serve the pages of a year for as long as the block lasts; over TLS under a name of their own."""
    running: Running | None = None

    def clock() -> datetime:
        return running.moment if running else at

    port = find_free_port()
    url = f"https://{HOST}:{port}" if tls else f"http://127.0.0.1:{port}"
    database = f"sqlite:///{directory}/pages.db"
    async with (
        await open_store(database) as store,
        running_sandbox(make_sandbox_seed(year.trust), now=clock) as sandbox,
    ):
        await store.save_year(year)
        settings = make_sandbox_settings(
            year.trust, sandbox.url, database_url=database, public_url=url, port=port,
            sign_in_app_id=make_id(year.trust, "bot"),
        )  # fmt: skip
        async with open_pages(settings, store, StoreClerk(store, clock), clock) as pages:
            assert pages is not None
            app = web.Application()
            pages.add_to(app)
            Feeds(store, clock, url).add_to(app)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
            running = Running(url, pages, store, sandbox, settings, year, at)
            try:
                yield running
            finally:
                await runner.cleanup()


def make_tls(directory: Path) -> SSLContext:
    """Make a certificate of our own for the pages' name, and what serves with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, SHA256())
    )
    path = directory / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class Browser:
    """What a browser does of itself: keep cookies, follow, post forms; without script."""

    def __init__(self, running: Running, session: aiohttp.ClientSession) -> None:
        self.running, self.session = running, session

    async def get(self, path: str, **options: object) -> tuple[int, str]:
        async with self.session.get(self.running.url + path, **options) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text()

    async def post(self, path: str, form: dict[str, str], **options: object) -> tuple[int, str]:
        async with self.session.post(self.running.url + path, data=form, **options) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text()

    async def read_form_token(self) -> str:
        """Read the token of the forms on the first page."""
        _, page = await self.get("/")
        return dict(read_hidden(page))["form"]

    async def sign_in(self, who: str, to: str = "/") -> tuple[int, str]:
        """Go to a page, be sent to sign in, choose somebody, and arrive."""
        user = self.running.find_user(who)
        async with self.session.get(self.running.url + to) as chooser:
            here, page = str(chooser.url), await chooser.text()
        async with self.session.post(
            here, data=dict(read_hidden(page)) | {"user": str(user["id"])}
        ) as signed:
            answer = await signed.text()
        return await self.finish(answer)

    async def finish(
        self, answer: str, change: Callable[[dict[str, str]], dict[str, str]] = dict
    ) -> tuple[int, str]:
        """Post what Entra answered on to where it says."""
        to = unescape(re.search(r'action="([^"]*)"', answer)[1])  # type: ignore[index]
        return await self.post(to.removeprefix(self.running.url), change(dict(read_hidden(answer))))


def read_hidden(page: str) -> list[tuple[str, str]]:
    """Read the hidden fields of a page's forms."""
    return [(unescape(name), unescape(value)) for name, value in _HIDDEN.findall(page)]


@asynccontextmanager
async def browsing(running: Running) -> AsyncIterator[Browser]:
    """Open a browser without script, signed in as nobody."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(running, session)
