"""Whether people can get at the pages: their address, Entra's keys, and the registration they sign in with."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

from graph_sync.doctor import Finding, State
from termtime.pages.opening import make_sign_in_settings
from termtime.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=10)
REGISTER = (
    "Entra admin centre > App registrations: add the redirect address {url}/sign-in/done, tick ID tokens, and expose "
    "access_as_user; docs/app-package.md goes through it."
)


async def examine_pages(settings: Settings) -> tuple[Finding, ...]:
    """Examine what the pages need; two addresses are asked, both with GET and without a token."""
    if fault := _find_fault(settings):
        return (fault,)
    sign_in = make_sign_in_settings(settings)
    assert sign_in is not None
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        issuer = await _fetch_issuer(session, sign_in.metadata_url)
        ready = await _fetch_status(session, f"{settings.public_url}/readyz")
    return (
        _judge_issuer(issuer, sign_in.issuer, sign_in.metadata_url),
        _judge_ready(ready, settings.public_url),
    )


def _find_fault(settings: Settings) -> Finding | None:
    """Find what keeps the settings from saying how people sign in."""
    if not settings.public_url:
        what = "There are no pages: TERMTIME_PUBLIC_URL is not set."
        return Finding(
            State.WARNING, what, "Set it to the https address at which people reach termtime serve."
        )
    if settings.bot_app_type == "UserAssignedMSI" and not settings.sign_in_app_id:
        what = "The bot is a managed identity, which people cannot sign in with, and TERMTIME_SIGN_IN_APP_ID is not set."
        return Finding(State.BROKEN, what, REGISTER.format(url=settings.public_url))
    if make_sign_in_settings(settings) is None:
        what = "There are no pages: TERMTIME_TENANT_ID or TERMTIME_SIGN_IN_APP_ID is not set."
        return Finding(State.WARNING, what, REGISTER.format(url=settings.public_url))
    return None


def _judge_issuer(issuer: str, wanted: str, where: str) -> Finding:
    if not issuer:
        what = f"Entra cannot be asked for the keys that sign people in: {where} does not answer."
        return Finding(State.BROKEN, what, f"Let this machine reach https://{urlsplit(where).netloc}.")
    if issuer != wanted:
        what = f"Entra signs people in as {issuer}, and Termtime expects {wanted}."
        return Finding(State.BROKEN, what, "TERMTIME_TENANT_ID has to be the tenant's id, not its name.")
    return Finding(State.OK, "Entra's keys are there, and its tokens will be taken.")


def _judge_ready(status: int, url: str) -> Finding:
    if status == 200:
        return Finding(State.OK, f"The pages answer at {url}.")
    if status == 503:
        what = f"The service at {url} is there and not ready."
        return Finding(State.WARNING, what, f"{url}/readyz says what it waits for.")
    what = f"Nothing of Termtime's answers at {url}."
    return Finding(
        State.WARNING, what, "Start termtime serve, and have the gateway pass that address on to it."
    )


async def _fetch_issuer(session: aiohttp.ClientSession, url: str) -> str:
    try:
        async with session.get(url) as answer:
            return str((await answer.json(content_type=None))["issuer"]) if answer.status == 200 else ""
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
        return ""


async def _fetch_status(session: aiohttp.ClientSession, url: str) -> int:
    try:
        async with session.get(url, allow_redirects=False) as answer:
            return answer.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 0
