"""Why a meeting is when it is: every other time of its window, what it would cost there and whom, or what forbids it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from scheduler.alternatives import Alternative, find_alternatives
from termtime.app import open_configured_store
from termtime.terminal import console, make_table, print_json
from trust.meetings import Meeting
from trust.values import RefusedError
from trust.year import Trust, Year

MOST_NAMES = 3
MOST_DAYS = 12


def explain_meeting(name: str, *, as_json: bool = False) -> None:
    """Print why a meeting of the year in hand is when it is. Raises RefusedError when no meeting has that name."""

    async def fetch() -> Year:
        async with open_configured_store() as store:
            return await store.fetch_year()

    year = asyncio.run(fetch())
    meeting = find_meeting(year, name)
    alternatives = find_alternatives(year.trust, year.meetings, meeting.key)
    if as_json:
        print_json({"key": meeting.key, "starts": meeting.starts.isoformat(),
                    "alternatives": [a.model_dump(mode="json") for a in alternatives]})  # fmt: skip
        return
    here = next((a for a in alternatives if a.starts == meeting.starts), None)
    console.print(_say_why(year.trust, meeting, here, alternatives))
    possible = [alternative for alternative in alternatives if alternative.possible]
    rows = [_make_row(year.trust, meeting, here, alternative) for alternative in possible[:MOST_DAYS]]
    console.print(
        make_table(
            "Where it could be, everything else as it is", "When", "#Cost", "What that breaks", rows=rows
        )
    )
    if len(possible) > MOST_DAYS:
        console.print(f"and {len(possible) - MOST_DAYS} dearer ones.")
    forbidden = Counter(a.obstacles[0] for a in alternatives if not a.possible)
    if forbidden:
        counted = ((why, f"{count}") for why, count in forbidden.most_common(MOST_DAYS))
        console.print(make_table("Where it cannot be", "Why", "#Times", rows=counted))


def find_meeting(year: Year, name: str) -> Meeting:
    """Find a meeting by its key, or by the end of it: its group and rule."""
    found = [m for m in year.meetings if m.key == name or m.key.split("/", 1)[1] == name]
    current = [m for m in found if m.year == year.trust.settings.year] or found
    if not current:
        msg = f"There is no meeting {name!r}; write its group and rule as in maths-secondary/spring-1."
        raise RefusedError(msg)
    return current[0]


def _say_why(
    trust: Trust, meeting: Meeting, here: Alternative | None, alternatives: Sequence[Alternative]
) -> str:
    group, when = trust.group_by_id[meeting.group].name, f"{meeting.starts:%A %d %B %Y at %H:%M}"
    possible = [alternative for alternative in alternatives if alternative.possible]
    told = f"{group}, {meeting.title}: {when}. Of {len(alternatives)} times in its window {len(possible)} are possible"
    if here is None:
        return f"{told}; this one was set by hand, outside the window."
    if not here.possible:
        return f"{told}; this one is not any more: {'; '.join(here.obstacles)}."
    cheaper = sum(alternative.cost < here.cost for alternative in possible)
    alike = sum(alternative.cost == here.cost for alternative in possible) - 1
    if cheaper:
        return (
            f"{told}, {cheaper} of them cheaper now that everything else stands; a new plan might use them."
        )
    return f"{told}; none is cheaper than this one's {here.cost}" + (
        f", and {alike} cost the same." if alike else "."
    )


def _make_row(
    trust: Trust, meeting: Meeting, here: Alternative | None, alternative: Alternative
) -> tuple[str, str, str]:
    mark = " (now)" if alternative.starts == meeting.starts else ""
    more = f"{alternative.cost - here.cost:+d}" if here and not mark else f"{alternative.cost}"
    broken = "; ".join(
        f"{price.cost} {price.rule}" + (f" ({_name(trust, price.people)})" if price.people else "")
        for price in alternative.prices
    )
    return f"{alternative.starts:%a %d %b %H:%M}{mark}", more, broken


def _name(trust: Trust, people: Sequence[str]) -> str:
    named = [trust.person_by_id[person].name for person in people[:MOST_NAMES]]
    more = len(people) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
