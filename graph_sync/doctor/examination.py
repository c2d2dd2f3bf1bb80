"""The examination from the first word to the last: sign in, say hello, then every check beside the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from graph_sync.credentials import GraphSettings, check_settings
from graph_sync.doctor.case import Case, fetch_all, make_app
from graph_sync.doctor.directory import examine_lists, examine_people
from graph_sync.doctor.findings import Check, Finding, State, guard, make_unknown
from graph_sync.doctor.mailboxes import examine_organisers, examine_others
from graph_sync.doctor.remedies import SETTINGS
from graph_sync.doctor.sign_in import (
    fetch_hello,
    fetch_token,
    judge_clock,
    judge_permissions,
    judge_sign_in,
    read_claims,
)
from graph_sync.doctor.site import examine_site
from graph_sync.lanes import Sleep
from graph_sync.ports import Json, Tenant
from graph_sync.tenant import open_tenant
from trust.values import RefusedError
from trust.year import Trust

OF_THE_TRUST = {
    "Organisers": examine_organisers,
    "Other mailboxes": examine_others,
    "Site": examine_site,
    "Lists": examine_lists,
    "People": examine_people,
}
SUBSCRIPTIONS = "Subscriptions"
NO_ENTRY = "Not examined: signing in fails."
NO_ANSWER = "Not examined: Microsoft Graph does not answer."


async def examine(
    settings: GraphSettings,
    trust: Trust | None,
    clock: Callable[[], datetime],
    *,
    notification_url: str = "",
    write: bool = False,
    sleep: Sleep = asyncio.sleep,
) -> tuple[Check, ...]:
    """Examine a tenant.

    Args:
        settings: How it is reached.
        trust: Whose mailboxes, site and people are looked for; without one only the app itself is examined.
        clock: Tells the time, aware.
        notification_url: Where changes are to be announced; empty when nowhere.
        write: Try writing to the library, with a folder that is deleted at once.
        sleep: Waits between attempts.
    """
    try:
        check_settings(settings)
    except RefusedError as error:
        finding = Finding(State.BROKEN, str(error), SETTINGS)
        others = ("Clock", "Permissions", *OF_THE_TRUST, SUBSCRIPTIONS)
        return (Check("Sign-in", (finding,)), *(make_unknown(name, NO_ENTRY) for name in others))
    token, refused = await fetch_token(settings)
    hello = await fetch_hello(settings.graph_url, token, clock)
    claims = read_claims(token)
    checks = [
        Check("Sign-in", refused or judge_sign_in(settings, claims, hello)),
        Check("Clock", judge_clock(hello)),
        Check("Permissions", judge_permissions(claims, announced=bool(notification_url)))
        if token
        else make_unknown("Permissions", NO_ENTRY),
    ]
    why = NO_ENTRY if not token or hello.status == 401 else NO_ANSWER if hello.status == 0 else ""
    if not why:
        try:
            async with open_tenant(settings, sleep=sleep) as tenant:
                app, now = make_app(claims, settings.client_id), hello.ours
                case = Case(tenant, app, trust, now, write) if trust else None
                checks += await _examine_trust(case)
                subscriptions = _examine_subscriptions(tenant, notification_url, now)
                return (*checks, await guard(SUBSCRIPTIONS, subscriptions))
        except RefusedError as error:
            why = f"Not examined: {error}"
    return (*checks, *(make_unknown(name, why) for name in (*OF_THE_TRUST, SUBSCRIPTIONS)))


async def _examine_trust(case: Case | None) -> list[Check]:
    if case is None:
        return [make_unknown(name, "Not examined: no trust has been imported yet.") for name in OF_THE_TRUST]
    return await asyncio.gather(*(guard(name, look(case)) for name, look in OF_THE_TRUST.items()))


async def _examine_subscriptions(tenant: Tenant, url: str, now: datetime) -> tuple[Finding, ...]:
    rows = await fetch_all(tenant, "/subscriptions") if url else ()
    return (judge_subscriptions(rows, url, now),)


def judge_subscriptions(rows: Iterable[Json], url: str, now: datetime) -> Finding:
    """Judge whether Microsoft 365 tells us at once what people change in it."""
    if not url:
        what = "Microsoft 365 does not announce changes here; they are noticed by the nightly sync."
        return Finding(State.OK, what)
    ends = sorted(
        datetime.fromisoformat(row["expirationDateTime"])
        for row in rows
        if f"{row.get('notificationUrl')}/".startswith(f"{url.rstrip('/')}/")
    )
    standing = [end for end in ends if end > now]
    remedy = f"Let termtime serve run where {url} leads; it makes and renews subscriptions."
    if not standing:
        why = "all have expired" if ends else "there is no subscription"
        return Finding(State.WARNING, f"Changes are not announced at {url}: {why}.", remedy)
    first = standing[0].astimezone(now.tzinfo)
    soonest = f"{first.day} {first:%B at %H:%M}"
    if len(standing) < len(ends):
        what = f"{len(ends) - len(standing)} of {len(ends)} subscriptions have expired; the next does on {soonest}."
        return Finding(State.WARNING, what, remedy)
    count = f"{len(ends)} subscription{'s' * (len(ends) > 1)}"
    return Finding(State.OK, f"Changes are announced at {url} by {count}; renewal is due before {soonest}.")
