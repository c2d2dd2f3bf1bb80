"""Sends what nobody asked for: nudges, and messages people send to an audience; each to each person once.

Every tick takes what the year and the clock say is due and takes away what the ledger has. What remains is claimed in the
ledger, marked as being sent, sent, and noted, in that order, so that a replica that dies in between leaves either
something that was surely not sent, and is sent by the next tick, or something nobody can know of, and is not sent again.
Whoever wants no messages now, or has no chat with the bot, has a row that says so. What somebody is nudged about at one
moment is one message; a message from a person is always its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from bot.asked import make_footing
from bot.handlers.nudges import make_nudges_card
from bot.personal import UNTIL_RESUMED, Preferences
from bot.ports import Delivery, Messenger, Outbound, Outcome
from bot.service import describe_failure
from cards.broadcast import make_message_card
from cards.card import Card
from graph_sync.directory import USERS
from scheduler.nudges.finding import find_sendable, find_standing_nudges
from termtime.clock import Clock
from termtime.settling import fetch_matters
from termtime.store import SqlStore
from termtime.store.deliveries import LAPSES, make_row
from trust.audiences import Broadcast, name_audience
from trust.nudges import (
    BLOCKED,
    GONE,
    NOT_INSTALLED,
    PAUSED,
    QUIET,
    THROTTLED,
    Nudge,
    NudgeKind,
    Row,
    State,
)
from trust.settings import QuietHours
from trust.settling import Matter, find_name, is_quiet
from trust.values import LONDON, RefusedError, place_in_london
from trust.year import Year

# A message to an audience is news for so long.
BROADCAST_LASTS = timedelta(days=14)
SOONEST_AGAIN = timedelta(minutes=1)
AT_ONCE = 8
# What the connector says of a call that had no answer: it may have arrived.
NO_ANSWER = "NoAnswer"
NO_LONGER = "no longer the case when it could be sent"

Known = Mapping[tuple[str, str], Row]

_log = structlog.get_logger(__name__)


@dataclass
class Round:
    """One tick: what is open, and what is needed to send it. The year is read again for each person."""

    store: SqlStore
    messenger: Messenger
    clock: Clock
    year: Year
    matters: tuple[Matter, ...]
    broadcasts: Mapping[str, Broadcast]
    from_people: Sequence[Nudge] = ()
    open: frozenset[tuple[str, str]] = frozenset()
    accounts: Mapping[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    stopping: Callable[[], bool] = lambda: False

    async def find_still_open(self, nudges: Sequence[Nudge]) -> list[Nudge]:
        """Find which nudges still have a point: a meeting may have been called off since the tick began."""
        year = await self.store.fetch_year()
        async with self.looking:
            if year is not self.year:
                found = await asyncio.to_thread(
                    _find_open, year, self.clock(), self.matters, self.from_people
                )
                self.year, self.open = year, _name(found)
        return [nudge for nudge in nudges if (nudge.key, nudge.person) in self.open]


async def nudge_people(
    store: SqlStore, messenger: Messenger, clock: Clock, stopping: Callable[[], bool] = lambda: False
) -> tuple[Row, ...]:
    """Send whatever is due now and was not sent, whichever replica asks; give the rows of what was sent.

    Once we are stopping, nothing more is claimed: what is being sent is finished, and the rest left to another.

    Raises:
        RefusedError: The store cannot be used, or no trust has been imported.
    """
    now = clock()
    year, matters = await store.fetch_year(), await fetch_matters(store)
    await store.deliveries.close_abandoned(now)
    waiting = await store.deliveries.fetch_waiting(now)
    ids = {row.about for row in waiting if row.kind is NudgeKind.BROADCAST}
    broadcasts = {one.id: one for one in await store.deliveries.fetch_broadcasts(ids)} if ids else {}
    from_people = [_make_broadcast_nudge(row) for row in waiting if row.about in broadcasts]
    # A pure function over the whole year: elsewhere, so that nobody's answer waits for it.
    found = await asyncio.to_thread(_find_open, year, now, matters, from_people)
    due = [nudge for nudge in found if nudge.due <= now]
    rows = await store.deliveries.fetch({nudge.key for nudge in due}) if due else ()
    known = {(row.key, row.person): row for row in rows}
    await _close_pointless(store, waiting, _name(found), now)
    sendable = [
        *find_sendable(year, (n for n in due if n.kind is not NudgeKind.BROADCAST), now),
        *(n for n in due if n.kind is NudgeKind.BROADCAST),
    ]
    pending = [nudge for nudge in sendable if _is_pending(known.get((nudge.key, nudge.person)), now)]
    if not pending:
        return ()
    accounts = await _fetch_accounts(store)
    turn = Round(
        store, messenger, clock, year, matters, broadcasts, from_people, _name(found), accounts, known,
        stopping=stopping,
    )  # fmt: skip
    ready = await _set_aside(turn, pending, now)
    return await _send_all(turn, ready)


def _find_open(
    year: Year, now: datetime, matters: Iterable[Matter], from_people: Iterable[Nudge]
) -> list[Nudge]:
    """Find all that has a point, due now or later; what people sent has, to whoever is here, until it is no news."""
    day, people = place_in_london(now).date(), year.trust.person_by_id
    news = [n for n in from_people if now < n.until and n.person in people and people[n.person].holds(day)]
    return [*find_standing_nudges(year, now, matters), *news]


def _make_broadcast_nudge(row: Row) -> Nudge:
    until = row.due + BROADCAST_LASTS
    return Nudge(
        key=row.key, kind=row.kind, person=row.person, about=row.about, due=row.due, until=until, insists=True
    )


def _is_pending(row: Row | None, now: datetime) -> bool:
    """Say whether a message is still to be sent; whoever adds the bot later gets what still has a point then."""
    if row is None:
        return True
    if row.outcome is State.DEFERRED:
        return row.why != THROTTLED or row.until is None or row.until <= now
    if row.outcome is State.CLAIMED:
        return row.at < now - LAPSES
    return row.outcome is State.FAILED and row.why == NOT_INSTALLED


async def _close_pointless(
    store: SqlStore, waiting: Iterable[Row], still: frozenset[tuple[str, str]], now: datetime
) -> None:
    """Close what waited and has no point any more; what Teams kept refusing until then failed."""
    gone = [row for row in waiting if (row.key, row.person) not in still]
    closed = [
        row.model_copy(
            update={"outcome": State.FAILED, "until": None, "at": now}
            if row.why == THROTTLED
            else {"outcome": State.NOT_NEEDED, "why": NO_LONGER, "until": None, "at": now}
        )
        for row in gone
    ]
    if closed:
        await store.deliveries.put(closed, gone)


async def _set_aside(turn: Round, pending: Sequence[Nudge], now: datetime) -> list[Nudge]:
    """Note who wants no messages now and who cannot be reached; give what is left to send."""
    preferences = await turn.store.personal.fetch_preferences()
    reachable = await turn.store.deliveries.fetch_reachable()
    people, hours = turn.year.trust.person_by_id, turn.year.trust.settings.rules.quiet_hours
    aside, ready = [], []
    for nudge in pending:
        held = find_hold(preferences.get(nudge.person, Preferences()), hours, now)
        if held is not None:
            aside.append(make_row(nudge, State.DEFERRED, now, why=held[0], until=held[1]))
        elif turn.accounts.get(people[nudge.person].upn, "") not in reachable:
            aside.append(make_row(nudge, State.FAILED, now, why=NOT_INSTALLED))
        else:
            ready.append(nudge)
    changed = [row for row in aside if _differs(row, turn.known.get((row.key, row.person)))]
    if changed:
        await turn.store.deliveries.put(changed, turn.known.values())
    return ready


def find_hold(wanted: Preferences, hours: QuietHours, now: datetime) -> tuple[str, datetime | None] | None:
    """Say why somebody is not written to at a moment, and until when: none for as long as they say."""
    if wanted.paused_until is not None and wanted.is_paused(place_in_london(now).date()):
        if wanted.paused_until == UNTIL_RESUMED:
            return PAUSED, None
        return PAUSED, datetime.combine(wanted.paused_until, hours.ends, LONDON)
    quiet = [one for one in (hours, wanted.quiet_hours) if one is not None and is_quiet(one, now)]
    return (QUIET, max(_find_end(one, now) for one in quiet)) if quiet else None


def _find_end(hours: QuietHours, now: datetime) -> datetime:
    local = place_in_london(now)
    today = datetime.combine(local.date(), hours.ends, LONDON)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), hours.ends, LONDON)


def _differs(row: Row, before: Row | None) -> bool:
    return before is None or (row.outcome, row.why, row.until) != (before.outcome, before.why, before.until)


async def _send_all(turn: Round, ready: Sequence[Nudge]) -> tuple[Row, ...]:
    """Send everybody theirs, a few people at a time; a person's messages one after the other."""
    by_person = groupby(sorted(ready, key=lambda n: (n.person, n.until, n.key)), key=lambda n: n.person)
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(nudges: Sequence[Nudge]) -> list[Row]:
        async with gate:
            return await _send_safely(turn, nudges)

    done = await asyncio.gather(*(send(list(theirs)) for _, theirs in by_person))
    return tuple(row for rows in done for row in rows)


async def _send_safely(turn: Round, nudges: Sequence[Nudge]) -> list[Row]:
    rows: list[Row] = []
    try:
        of_people = [[nudge] for nudge in nudges if nudge.kind is NudgeKind.BROADCAST]
        digest = [nudge for nudge in nudges if nudge.kind is not NudgeKind.BROADCAST]
        for message in (digest, *of_people):
            if message:
                rows += await _send_one(turn, message)
    except RefusedError as refused:
        await _log.awarning("somebody was not written to", person=nudges[0].person, why=str(refused))
    except Exception as error:  # noqa: BLE001  whatever went wrong with one person, the others are still written to
        await _log.aerror(
            "writing to somebody failed", person=nudges[0].person, where=describe_failure(error)
        )
    return rows


async def _send_one(turn: Round, nudges: Sequence[Nudge]) -> list[Row]:
    """Claim, mark, send and note one message."""
    now, deliveries = turn.clock(), turn.store.deliveries
    if turn.stopping():
        return []
    still = await turn.find_still_open(nudges)
    if not still or is_quiet(turn.year.trust.settings.rules.quiet_hours, now):
        return []
    person = turn.year.trust.person_by_id[nudges[0].person]
    reference = await turn.store.conversations.fetch_reference(turn.accounts[person.upn])
    if reference is None:
        return []
    seen = [row for nudge in still if (row := turn.known.get((nudge.key, nudge.person)))]
    ours = await deliveries.claim(still, seen, now)
    if not ours:
        return []
    card = _make_card(turn, ours, now)
    ours = await deliveries.mark_sending(ours, now)
    if not ours:
        return []
    delivery = await turn.messenger.send(reference, Outbound(card.text, card))
    outcome, why, until = read_delivery(delivery, turn.clock())
    message = delivery.activity_id
    await deliveries.note(ours, outcome, now, why=why, until=until, message=message)
    await _log.ainfo(
        "somebody was written to",
        person=person.id,
        # Not which meeting or group: whoever reads logs may not know of it.
        kinds=sorted({nudge.kind.value for nudge in ours}),
        outcome=outcome,
        why=why,
    )
    return [
        make_row(nudge, outcome, now, why=why, until=until).model_copy(update={"message": message})
        for nudge in ours
    ]


def read_delivery(delivery: Delivery, now: datetime) -> tuple[State, str, datetime | None]:
    """Say in the ledger's words what Teams made of a message: how it ended, why, and until when it waits."""
    match delivery.outcome:
        case Outcome.SENT:
            return State.SENT, "", None
        case Outcome.DEFERRED:
            wait = max(SOONEST_AGAIN, timedelta(seconds=delivery.retry_after))
            return State.DEFERRED, THROTTLED, now + wait
        case Outcome.BLOCKED:
            return State.FAILED, BLOCKED, None
        case Outcome.GONE:
            return State.FAILED, GONE, None
    unknown = delivery.reason == NO_ANSWER
    return (State.NOT_KNOWN if unknown else State.FAILED), delivery.reason, None


def _make_card(turn: Round, nudges: Sequence[Nudge], now: datetime) -> Card:
    first = nudges[0]
    if first.kind is not NudgeKind.BROADCAST:
        return make_nudges_card(turn.year, first.person, nudges, now, turn.matters)
    broadcast = turn.broadcasts[first.about]
    by = find_name(turn.year.trust, broadcast.by)
    to = name_audience(turn.year, broadcast.audience)
    return make_message_card(by, to, broadcast.text, make_footing(turn.year.trust, broadcast.at))


async def _fetch_accounts(store: SqlStore) -> dict[str, str]:
    """Read people's account ids by the addresses they go by, from what the sync last saw of the directory."""
    seen = await store.sync.fetch_stream(USERS)
    rows = seen.rows.items() if seen else ()
    # The name somebody signs in with is theirs alone; an address may once have been another's name.
    return {row["mail"]: one for one, row in rows} | {row["upn"]: one for one, row in rows}


def _name(nudges: Iterable[Nudge]) -> frozenset[tuple[str, str]]:
    return frozenset((nudge.key, nudge.person) for nudge in nudges)
