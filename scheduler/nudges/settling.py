"""What waits for somebody to decide: a change made by hand in Microsoft 365, and what another may not do alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.nudges.days import make_nudge
from trust.deeds.agreeing import is_open
from trust.deeds.moving import find_able
from trust.nudges import Nudge, NudgeKind
from trust.settling import Matter, find_settlers
from trust.values import place_in_london
from trust.year import Trust, Year

LASTS = timedelta(days=60)


def find_changed(trust: Trust, matters: Iterable[Matter], now: datetime) -> Iterator[Nudge]:
    """Those asked first to settle what was changed by hand, as soon as it is found.

    The same edit made again later is found at another moment, and told again.
    """
    today = place_in_london(now).date()
    for matter in matters:
        if matter.settled is not None:
            continue
        proposal, found = matter.proposal, matter.proposal.found or now
        first = place_in_london(found).date()
        for person, _ in find_settlers(trust, proposal, today):
            nudge = make_nudge(
                trust, NudgeKind.CHANGED, f"{proposal.id}/{found:%Y-%m-%dT%H%M%S%z}", person,
                first, first + LASTS, about=proposal.key, detail=proposal.id,
            )  # fmt: skip
            if nudge:
                yield nudge.model_copy(update={"due": max(nudge.due, found)})


def find_requests(year: Year, now: datetime) -> Iterator[Nudge]:
    """Those who may agree to what another may not do alone, as soon as it is asked for."""
    for request in year.requests:
        if not is_open(year, request, now):
            continue
        first = place_in_london(request.at).date()
        about = getattr(request.deed, "meeting", "") or getattr(request.deed, "group", "")
        for person in find_able(year, request, place_in_london(now).date()):
            nudge = make_nudge(
                year.trust, NudgeKind.REQUEST, f"{request.id}/{request.at:%Y-%m-%dT%H%M%S%z}", person,
                first, first + LASTS, about=about, detail=request.id,
            )  # fmt: skip
            if nudge:
                yield nudge.model_copy(update={"due": max(nudge.due, request.at)})
