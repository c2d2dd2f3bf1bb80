"""The directory beside the trust's files: the lists that are there, and people who have no account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph_sync.doctor.case import Case, fetch_all
from graph_sync.doctor.findings import Finding, State, name_some
from graph_sync.ports import Json
from trust.year import Trust

LISTS = "/groups?$filter=startswith(mailNickname,'{prefix}')&$select=id,displayName,mailNickname,uniqueName&$top=999"
USERS = "/users?$select=id,userPrincipalName,mail,accountEnabled&$top=999"


async def examine_lists(case: Case) -> tuple[Finding, ...]:
    """Read the groups whose address begins as our lists' do."""
    prefix = case.trust.settings.microsoft365.list_prefix
    return (judge_lists(await fetch_all(case.tenant, LISTS.format(prefix=prefix)), prefix),)


async def examine_people(case: Case) -> tuple[Finding, ...]:
    """Read everybody's account."""
    return judge_people(case.trust, await fetch_all(case.tenant, USERS), case.now.date())


def judge_lists(groups: Iterable[Json], prefix: str) -> Finding:
    """Tell our lists from others that look like them and are left alone."""
    strangers, ours = [], 0
    for group in groups:
        if (group.get("uniqueName") or "").startswith(prefix):
            ours += 1
        else:
            strangers.append(str(group.get("displayName")))
    what = f"Lists can be read: {ours} of ours {'is' if ours == 1 else 'are'} there."
    if strangers:
        what += f" Left alone, though named {prefix} too: {name_some(strangers)}."
    return Finding(State.OK, what)


def judge_people(trust: Trust, users: Iterable[Json], day: date) -> tuple[Finding, ...]:
    """Find who of the trust has no account, or one that is disabled."""
    enabled: dict[str, bool] = {}
    for user in users:
        for address in (user.get("userPrincipalName"), user.get("mail")):
            if address:
                enabled[address.lower()] = user.get("accountEnabled") is not False
    here = [person for person in trust.people if person.holds(day)]
    absent = [person.name for person in here if person.upn not in enabled]
    disabled = [person.name for person in here if not enabled.get(person.upn, True)]
    found = []
    if absent:
        what = f"{len(absent)} of {len(here)} people have no account: {name_some(absent)}."
        remedy = (
            "Correct upn in people.csv; or Microsoft 365 admin centre > Users > Active users > Add a user."
        )
        found.append(Finding(State.WARNING, what, remedy))
    if disabled:
        what = f"{len(disabled)} of {len(here)} people may not sign in: {name_some(disabled)}."
        remedy = "Give them a last day in people.csv; or unblock them under Users > Active users."
        found.append(Finding(State.WARNING, what, remedy))
    return tuple(found) or (Finding(State.OK, f"All {len(here)} people of the trust have an account."),)
