"""The mailboxes meetings are made in, which the app must reach, and everybody else's, which it must not.

A calendar's own properties are asked for and never what is in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from graph_sync.doctor.case import App, Case
from graph_sync.doctor.findings import Finding, State, name_some
from graph_sync.doctor.remedies import LICENCES, make_revoke_remedy, make_scope_remedy
from graph_sync.doctor.sign_in import CALENDARS
from graph_sync.errors import tell
from graph_sync.ports import Part, Reply
from trust.groups import Office
from trust.membership import find_officers
from trust.people import PersonKind
from trust.settings import Organiser
from trust.year import Trust

TEAMS = "teamsForBusiness"
TRIED = 3
Replies = Mapping[str, Reply]


def find_organisers(trust: Trust, now: datetime) -> tuple[str, ...]:
    """Find whose mailboxes meetings are made in: the service mailbox, and every chair's where chairs organise."""
    microsoft365, day = trust.settings.microsoft365, now.date()
    found = {microsoft365.organiser: None}
    if microsoft365.organised_by is Organiser.CHAIR:
        for group in trust.groups:
            chairs = find_officers(trust, group, day)[Office.CHAIR] if group.holds(day) else ()
            found |= dict.fromkeys(person.upn for person in chairs)
    return tuple(found)


async def examine_organisers(case: Case) -> tuple[Finding, ...]:
    """Ask every organiser's mailbox for its calendar."""
    return judge_organisers(await _fetch_calendars(case, find_organisers(case.trust, case.now)), case.app)


async def examine_others(case: Case) -> tuple[Finding, ...]:
    """Try the mailboxes of a few people who organise nothing."""
    organisers, day = find_organisers(case.trust, case.now), case.now.date()
    others = [
        person.upn
        for person in case.trust.people
        if person.kind is PersonKind.STAFF and person.holds(day) and person.upn not in organisers
    ]
    return judge_others(await _fetch_calendars(case, others[:TRIED]), case.app, organisers)


def judge_organisers(replies: Replies, app: App) -> tuple[Finding, ...]:
    """Judge what the organisers' mailboxes said, by address."""
    reached = [address for address, reply in replies.items() if reply.ok]
    denied = [address for address, reply in replies.items() if reply.status == 403]
    absent = [address for address, reply in replies.items() if reply.status == 404]
    silent = [address for address in replies if address not in (*reached, *denied, *absent)]
    no_teams = [a for a in reached if TEAMS not in replies[a].body.get("allowedOnlineMeetingProviders", ())]
    to_scope = make_scope_remedy(app.id, app.object_id, tuple(replies))
    found = []
    if denied:
        found.append(Finding(State.BROKEN, f"Access is denied to {_say(denied, replies)}.", to_scope))
    if absent:
        remedy = f"{LICENCES}: give it Exchange Online; or correct the address in trust.yaml or people.csv."
        found.append(Finding(State.BROKEN, f"There is no mailbox for {_say(absent, replies)}.", remedy))
    if silent:
        why = tell(_ask(silent[0]), replies[silent[0]])
        found.append(Finding(State.BROKEN, f"No calendar came for {_say(silent, replies)}. {why}"))
    if no_teams:
        what = f"Meetings made for {_say(no_teams, replies)} get no Teams link."
        found.append(Finding(State.WARNING, what, f"{LICENCES}: give it Microsoft Teams."))
    only_read = sorted(role for role in app.roles if role.startswith("Calendars.Read") and role != CALENDARS)
    if reached and only_read and CALENDARS not in app.roles:
        what = f"{only_read[0]} lets calendars be read; whether meetings may be made is not known."
        found.append(Finding(State.WARNING, what, to_scope))
    if not found:
        found.append(Finding(State.OK, f"Teams meetings can be made for {_say(reached, replies)}."))
    return tuple(found)


def judge_others(replies: Replies, app: App, organisers: Sequence[str]) -> tuple[Finding, ...]:
    """Judge what the mailboxes of people who organise nothing said: a refusal is what we want."""
    opened = [address for address, reply in replies.items() if reply.ok]
    refused = [address for address, reply in replies.items() if reply.status == 403]
    if opened:
        what = (
            f"The app can read every mailbox: it may open the calendar of {opened[0]}, who organises nothing."
        )
        revoke = f"{make_revoke_remedy([CALENDARS])} Then " if CALENDARS in app.roles else ""
        scope = make_scope_remedy(app.id, app.object_id, organisers)
        return (Finding(State.WARNING, what, revoke + scope),)
    if refused:
        return (Finding(State.OK, f"The app is kept out of other mailboxes, such as {refused[0]}."),)
    return (Finding(State.UNKNOWN, "Nobody else's mailbox could be tried."),)


async def _fetch_calendars(case: Case, addresses: Sequence[str]) -> dict[str, Reply]:
    replies = await asyncio.gather(*(case.tenant.request(_ask(address)) for address in addresses))
    return dict(zip(addresses, replies, strict=True))


def _ask(address: str) -> Part:
    return Part("GET", f"/users/{address}/calendar")


def _say(some: Sequence[str], replies: Replies) -> str:
    if len(replies) == 1:
        return some[0]
    if len(some) == len(replies):
        return f"all {len(replies)} organisers"
    return f"{len(some)} of {len(replies)} organisers ({name_some(some)})"
