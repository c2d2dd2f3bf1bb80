"""Puts the pages together from the settings: who signs people in, what serves the rest."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.keys import SigningKeys
from termtime.answering import StoreClerk
from termtime.clock import Clock
from termtime.pages.posts import POSTS
from termtime.pages.routes import PAGES
from termtime.pages.serving import Pages
from termtime.pages.sign_in.serving import SignIn
from termtime.pages.sign_in.tokens import SignInSettings, TokenVerifier
from termtime.settings import Settings
from termtime.store import SqlStore


def make_sign_in_settings(settings: Settings) -> SignInSettings | None:
    """Say how people sign in; None where it cannot be verified who they are, and so there are no pages."""
    app_id = settings.sign_in_app_id or settings.bot_app_id
    if not (settings.public_url and settings.tenant_id and app_id):
        return None
    return SignInSettings(settings.tenant_id, app_id, settings.authority, settings.public_url)


@asynccontextmanager
async def open_pages(
    settings: Settings, store: SqlStore, clerk: StoreClerk, clock: Clock
) -> AsyncIterator[Pages | None]:
    """Make the pages for as long as the block lasts; None where the settings say of no way to sign in."""
    sign_in_settings = make_sign_in_settings(settings)
    if sign_in_settings is None:
        yield None
        return
    async with aiohttp.ClientSession() as session:
        keys = SigningKeys(session, sign_in_settings.metadata_url, time.monotonic, endorsed=None)
        # Tokens live by the real clock, whatever moment the year is looked at from.
        verifier = TokenVerifier(sign_in_settings, keys, time.time)
        sign_in = SignIn(sign_in_settings, verifier, store, clock)
        yield Pages(store, clerk, clock, sign_in, PAGES, POSTS)
