"""Nudges as they are sent: once whoever ticks, whoever dies, and a row of the ledger for everyone they were for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from builders import a_group, a_meeting, a_person, a_trust, some_settings

from bot.personal import UNTIL_RESUMED, Preferences
from bot.ports import ConversationReference, Delivery, Inbound, Kind, Outbound, Outcome, Scope, Sender
from graph_sync.directory import USERS
from graph_sync.ports import StreamChange
from termtime.nudging import find_hold, nudge_people, read_delivery
from termtime.store import SqlStore, open_store
from termtime.store.deliveries import LAPSES
from trust.audiences import Audience, AudienceKind, Broadcast
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.nudges import NudgeKind, Row, State, count_rows
from trust.papers import Action, Agenda, AgendaStatus, Minutes, MinutesStatus, PaperText
from trust.settings import QuietHours
from trust.values import LONDON
from trust.word_minutes import Found
from trust.year import Trust, Year

# The morning before the meeting of Thursday 21 January, of which nothing else is to be said.
MORNING = datetime(2027, 1, 20, 8, 0, tzinfo=LONDON)
KEY = "2026-27/maths/spring-1"
REMINDER = f"reminder/{KEY}/2027-01-21T1545"
EVERYONE = ("ada", "ben", "cal")
MINUTE = timedelta(minutes=1)


class KilledError(BaseException):
    """The process is gone: nothing after it runs."""


@dataclass
class Teams:
    """What arrived at whom; answers as it is told to, or dies before or after a message has gone."""

    arrived: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, Delivery] = field(default_factory=dict)
    dies: str = ""
    pause: float = 0.0

    async def fetch_members(self, inbound: Inbound) -> tuple[str | None, ...]:
        raise AssertionError(inbound)

    async def send(self, reference: ConversationReference, outbound: Outbound) -> Delivery:
        person = reference.user_aad_id.removeprefix("account-")
        if self.dies == "before":
            raise KilledError
        await asyncio.sleep(self.pause)
        answer = self.answers.get(person, Delivery(Outcome.SENT, activity_id=f"m{len(self.arrived)}"))
        if answer.outcome is Outcome.SENT:
            self.arrived.append((person, outbound.text))
        if self.dies == "after":
            raise KilledError
        return answer

    def count(self) -> Counter[str]:
        return Counter(person for person, _ in self.arrived)


def the_trust(**fields: Any) -> Trust:
    trust = a_trust()
    people = (*trust.people, a_person("lea", school=None))
    return a_trust(**{"settings": some_settings(leads=("lea",)), "people": people} | fields)


def the_year(**fields: Any) -> Year:
    agenda = Agenda(meeting=KEY, status=AgendaStatus.PUBLISHED)
    minutes = Minutes(meeting=KEY, status=MinutesStatus.APPROVED)
    return Year(**{
        "trust": the_trust(), "meetings": (the_meeting(),), "agendas": (agenda,), "minutes": (minutes,),
    } | fields)  # fmt: skip


def the_meeting(**fields: Any) -> Meeting:
    return a_meeting(starts=datetime(2027, 1, 21, 15, 45, tzinfo=LONDON), **fields)


async def seat(store: SqlStore, year: Year, people: Sequence[str] = EVERYONE) -> None:
    """Give some people a chat with the bot; the directory knows everyone."""
    await store.save_year(year)
    rows = {f"account-{p.id}": {"upn": p.upn, "mail": ""} for p in year.trust.people}
    await store.sync.save_streams([StreamChange(USERS, "token", MORNING, rows)])
    for person in people:
        await install(store, person)


async def install(store: SqlStore, person: str) -> None:
    here = ConversationReference(
        "https://teams.example", f"chat-{person}", "tenant", "bot", f"account-{person}"
    )
    inbound = Inbound("1", Kind.INSTALL, Scope.PERSONAL, Sender("29:1", f"account-{person}"), here)
    turn = await store.conversations.open_turn(f"greeting/{person}", inbound)
    assert turn
    await store.conversations.close_turn(turn)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    async with await open_store(database_url) as opened:
        yield opened


async def tick(store: SqlStore, teams: Teams, now: datetime = MORNING) -> list[str]:
    return sorted(row.person for row in await nudge_people(store, teams, lambda: now))


async def reasons(store: SqlStore, kind: NudgeKind | None = None) -> dict[str, str]:
    return {row.person: row.reason for row in await store.deliveries.fetch(kind=kind)}


async def test_everyone_due_is_sent_one_message_and_has_one_row(store):
    teams = Teams()
    await seat(store, the_year())

    assert [await tick(store, teams), await tick(store, teams, MORNING + MINUTE)] == [list(EVERYONE), []]
    rows = await store.deliveries.fetch((REMINDER,))
    assert teams.count() == Counter(EVERYONE)
    assert {(row.person, row.outcome, row.message != "") for row in rows} == {
        (p, State.SENT, True) for p in EVERYONE
    }


async def test_several_things_for_one_person_are_one_message(store):
    teams = Teams()
    actions = tuple(
        Action(id=f"a{n}", meeting=KEY, text="Share the unit", owner="cal", due=date(2027, 1, 22))
        for n in range(7)
    )
    await seat(store, the_year(actions=actions))

    await tick(store, teams)

    [(_, text)] = [one for one in teams.arrived if one[0] == "cal"]
    assert text.startswith("8 things for you")
    assert "And 3 more." in text
    assert Counter(row.person for row in await store.deliveries.fetch())["cal"] == 8


async def test_minutes_found_in_word_are_offered_to_the_chair_and_days_later_to_the_co_chair(store):
    teams = Teams()
    text = PaperText(item="i", meeting=KEY, paper="minutes", found=Found(decisions=("Mark less.",)),
                     found_on=date(2027, 1, 22))  # fmt: skip
    await seat(store, the_year(minutes=()))
    await store.papers.save([(text, "s1")])

    for days in (2, 5, 7, 7):
        await tick(store, teams, MORNING + timedelta(days=days))

    offered = [(person, text.splitlines()[0]) for person, text in teams.arrived if "found in Word" in text]
    assert offered == [("ada", "Maths: found in Word"), ("ben", "Maths: found in Word")]
    assert [row.due.day for row in await store.deliveries.fetch(kind=NudgeKind.FOUND_IN_WORD)] == [22, 27]
    assert not await store.deliveries.fetch(kind=NudgeKind.MINUTES_DUE)


async def test_totals_equal_the_audience_whatever_becomes_of_each(store):
    people = tuple(a_person(f"p{n}", roles=("maths-lead",)) for n in range(8))
    year = the_year(trust=the_trust(people=(*the_trust().people, *people)))
    invited = [*EVERYONE, *(person.id for person in people)]
    await seat(store, year, [one for one in invited if one not in ("p0", "p1")])
    await store.personal.save_preferences("p2", Preferences(paused_until=UNTIL_RESUMED))
    await store.personal.save_preferences(
        "p3", Preferences(quiet_hours=QuietHours(starts=time(7), ends=time(9)))
    )
    teams = Teams(answers={
        "p4": Delivery(Outcome.BLOCKED, "MessageWritesBlocked"),
        "p5": Delivery(Outcome.DEFERRED, "TooManyRequests", retry_after=90),
        "p6": Delivery(Outcome.GONE, "ConversationNotFound"),
        "p7": Delivery(Outcome.FAILED, "NoAnswer"),
    })  # fmt: skip

    await tick(store, teams)

    rows = await store.deliveries.fetch((REMINDER,))
    tally = count_rows(rows)
    assert (tally.sent, tally.failed, tally.deferred, tally.not_known) == (3, 4, 3, 1)
    assert tally.audience == len(invited)
    assert {row.person: row.reason for row in rows if row.person.startswith("p")} == {
        "p0": "failed: not installed", "p1": "failed: not installed",
        "p2": "deferred: paused", "p3": "deferred: quiet hours",
        "p4": "failed: blocked", "p5": "deferred: throttled",
        "p6": "failed: the chat is gone", "p7": "not known: NoAnswer",
    }  # fmt: skip


async def test_whoever_was_deferred_is_written_to_at_their_moment_and_whoever_blocked_never(store):
    await seat(store, the_year())
    teams = Teams(answers={
        "ada": Delivery(Outcome.DEFERRED, "TooManyRequests", retry_after=600),
        "ben": Delivery(Outcome.BLOCKED, "Forbidden"),
    })  # fmt: skip
    await store.personal.save_preferences("cal", Preferences(paused_until=date(2027, 1, 21)))
    await tick(store, teams)
    teams.answers.clear()

    told = [await tick(store, teams, MORNING + timedelta(minutes=n)) for n in (1, 9, 10, 11)]
    told.append(await tick(store, teams, MORNING + timedelta(days=1)))

    assert told == [[], [], ["ada"], [], ["cal"]]
    assert await reasons(store) == {"ada": "sent", "ben": "failed: blocked", "cal": "sent"}


async def test_whoever_adds_the_bot_later_is_told_what_still_has_a_point(store):
    teams = Teams()
    await seat(store, the_year(), ())

    assert await tick(store, teams) == []
    assert await reasons(store) == dict.fromkeys(EVERYONE, "failed: not installed")
    await install(store, "cal")
    assert await tick(store, teams, MORNING + MINUTE) == ["cal"]
    await install(store, "ben")
    assert await tick(store, teams, MORNING + timedelta(days=2)) == []


async def test_in_the_trusts_quiet_hours_nobody_is_written_to_and_nothing_is_lost(store):
    teams = Teams()
    await seat(store, the_year())
    moments = [datetime(2027, 1, 20, 7, 29, tzinfo=LONDON), datetime(2027, 1, 20, 18, 0, tzinfo=LONDON)]

    assert [await tick(store, teams, now) for now in moments] == [[], []]
    assert await tick(store, teams, MORNING + timedelta(days=1)) == list(EVERYONE)


def a_large_group() -> tuple[Year, list[str]]:
    people = tuple(a_person(f"p{n:02}", roles=("maths-lead",)) for n in range(40))
    year = the_year(trust=the_trust(people=(*the_trust().people, *people)))
    return year, [*EVERYONE, *(person.id for person in people)]


async def test_a_tick_that_lasts_into_quiet_hours_ends_there(store):
    year, invited = a_large_group()
    await seat(store, year, invited)
    teams, evening = Teams(), datetime(2027, 1, 20, 17, 59, 59, tzinfo=LONDON)

    rows = await nudge_people(store, teams, lambda: evening + MINUTE * bool(teams.arrived))

    assert 0 < len(rows) == len(teams.arrived) < 20
    await tick(store, teams, MORNING + timedelta(days=1))
    assert teams.count() == Counter(invited)


async def test_a_service_that_stops_finishes_what_it_sends_and_leaves_the_rest_to_another(store):
    teams = Teams()
    await seat(store, the_year())

    rows = await nudge_people(store, teams, lambda: MORNING, stopping=lambda: bool(teams.arrived))

    assert len(rows) == len(teams.arrived) >= 1
    assert {row.outcome for row in await store.deliveries.fetch((REMINDER,))} == {State.SENT}
    await tick(store, teams, MORNING + MINUTE)
    assert teams.count() == Counter(EVERYONE)


async def test_what_waited_until_it_was_pointless_is_closed_as_that(store):
    teams = Teams(answers={"ada": Delivery(Outcome.DEFERRED, "TooManyRequests")})
    await seat(store, the_year())
    await store.personal.save_preferences("cal", Preferences(paused_until=UNTIL_RESUMED))
    await tick(store, teams)

    await store.save_meetings([the_meeting(status=MeetingStatus.CANCELLED)])
    teams.answers.clear()
    await tick(store, teams, MORNING + timedelta(minutes=5))

    assert await reasons(store) == {
        "ada": "failed: throttled",
        "ben": "sent",
        "cal": "not needed: no longer the case when it could be sent",
    }


async def test_a_meeting_called_off_while_others_are_written_to_is_not_announced_to_the_rest(store):
    class CalledOff(Teams):
        async def send(self, reference: ConversationReference, outbound: Outbound) -> Delivery:
            if not self.arrived:
                await store.save_meetings([the_meeting(status=MeetingStatus.CANCELLED)])
            return await super().send(reference, outbound)

    year, invited = a_large_group()
    await seat(store, year, invited)
    teams = CalledOff()

    await tick(store, teams)

    assert 0 < len(teams.arrived) < 20


# Replicas, and those that die.


@asynccontextmanager
async def two_replicas(url: str, year: Year) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    async with await open_store(url) as one, await open_store(url) as other:
        await seat(one, year, [p.id for p in year.trust.people])
        yield one, other


async def test_two_replicas_that_tick_at_once_write_to_everyone_once(database_url):
    people = tuple(a_person(f"p{n:02}", roles=("maths-lead",)) for n in range(25))
    actions = tuple(
        Action(id=f"a-{p.id}", meeting=KEY, text="Share the unit", owner=p.id, due=date(2027, 1, 22))
        for p in people
    )
    year = the_year(trust=the_trust(people=(*the_trust().people, *people)), actions=actions)
    teams = Teams(pause=0.001)
    async with two_replicas(database_url, year) as replicas:
        await asyncio.gather(*(tick(store, teams, MORNING) for store in replicas for _ in range(2)))
        rows = await replicas[0].deliveries.fetch()

    invited = [*EVERYONE, *(person.id for person in people)]
    assert teams.count() == Counter(invited)
    assert Counter(row.kind for row in rows) == {NudgeKind.REMINDER: 28, NudgeKind.ACTION_DUE: 25}
    assert {row.outcome for row in rows} == {State.SENT}


async def test_a_message_claimed_by_a_process_that_died_is_sent_once_by_the_next(store, monkeypatch):
    teams = Teams()
    await seat(store, the_year(), ("ada",))

    async def die(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(store.deliveries, "mark_sending", die)
        with pytest.raises(KilledError):
            await tick(store, teams)
    assert (await reasons(store))["ada"] == "claimed"

    moments = (MORNING + LAPSES, MORNING + LAPSES + MINUTE, MORNING + LAPSES + 2 * MINUTE)
    assert [await tick(store, teams, now) for now in moments] == [[], ["ada"], []]
    assert teams.count() == {"ada": 1}


@pytest.mark.parametrize(("dies", "arrived"), [("before", 0), ("after", 1)])
async def test_a_message_being_sent_by_a_process_that_died_is_never_sent_again(store, dies, arrived):
    await seat(store, the_year(), ("ada",))
    with pytest.raises(KilledError):
        await tick(store, dead := Teams(dies=dies))
    assert (await reasons(store))["ada"] == "sending"
    teams = Teams()

    told = [await tick(store, teams, MORNING + n * LAPSES + MINUTE) for n in range(3)]

    assert told == [[], [], []]
    assert len(dead.arrived) + len(teams.arrived) == arrived
    assert (await reasons(store))["ada"] == "not known: the program stopped while it was being sent"


async def test_a_process_that_was_only_slow_does_not_send_what_another_took_over(store):
    teams = Teams()
    await seat(store, the_year(), ("ada",))
    [nudge] = [n for n in await find_claimable(store) if n.person == "ada"]
    slow = await store.deliveries.claim([nudge], (), MORNING)

    later = MORNING + LAPSES + MINUTE
    assert await tick(store, teams, later) == ["ada"]
    assert await store.deliveries.mark_sending(slow, MORNING) == ()
    assert teams.count() == {"ada": 1}


async def test_what_turns_out_to_have_been_sent_after_all_is_noted_as_that(store):
    await seat(store, the_year(), ("ada",))
    [nudge] = [n for n in await find_claimable(store) if n.person == "ada"]
    slow = await store.deliveries.claim([nudge], (), MORNING)
    sending = await store.deliveries.mark_sending(slow, MORNING)
    await tick(store, Teams(), MORNING + LAPSES + MINUTE)

    await store.deliveries.note(sending, State.SENT, MORNING, message="m1")

    assert (await reasons(store))["ada"] == "sent"


async def find_claimable(store: SqlStore) -> list[Any]:
    from scheduler.nudges.finding import find_nudges

    return list(find_nudges(await store.fetch_year(), MORNING))


async def test_one_persons_trouble_keeps_nobody_else_from_hearing(store):
    class Troubled(Teams):
        async def send(self, reference: ConversationReference, outbound: Outbound) -> Delivery:
            if reference.user_aad_id == "account-ben":
                raise RuntimeError("a fault of ours")
            return await super().send(reference, outbound)

    await seat(store, the_year())

    assert await tick(store, Troubled()) == ["ada", "cal"]


# Messages from people.


async def broadcast(
    store: SqlStore, people: Sequence[str], now: datetime = MORNING, name: str = "b1"
) -> bool:
    audience = Audience(kind=AudienceKind.MEMBERS, group="maths")
    message = Broadcast(id=name, by="lea", audience=audience, text="Please bring\nyour unit plans.", at=now)
    return await store.deliveries.save_broadcast(message, people)


async def test_a_message_to_an_audience_is_its_own_message_and_waits_for_quiet_hours_and_pauses(store):
    teams = Teams()
    await seat(store, the_year())
    await store.personal.save_preferences("cal", Preferences(paused_until=date(2027, 1, 22)))
    night = datetime(2027, 1, 19, 22, 0, tzinfo=LONDON)
    assert [await broadcast(store, (*EVERYONE, "dee"), night), await broadcast(store, EVERYONE, night)] == [
        True,
        False,
    ]

    quiet = await tick(store, teams, night), await reasons(store, NudgeKind.BROADCAST)
    await tick(store, teams, MORNING)
    then = await reasons(store, NudgeKind.BROADCAST)
    await tick(store, teams, MORNING + timedelta(days=2))

    assert quiet == (
        [],
        dict.fromkeys(("ada", "ben", "dee"), "deferred: quiet hours") | {"cal": "deferred: paused"},
    )
    assert then == {"ada": "sent", "ben": "sent", "cal": "deferred: paused", "dee": "failed: not installed"}
    texts = [text.splitlines()[:4] for person, text in teams.arrived if person == "ada"]
    assert ["From Lea", "Please bring", "your unit plans.", "Lea sent this to all members of Maths."] in texts
    assert len(texts) == 2
    assert sorted(person for person, text in teams.arrived if text.startswith("From Lea")) == [
        "ada",
        "ben",
        "cal",
    ]


async def test_a_message_nobody_can_have_any_more_is_closed_after_two_weeks(store):
    teams = Teams()
    await seat(store, the_year())
    await store.personal.save_preferences("cal", Preferences(paused_until=UNTIL_RESUMED))
    await broadcast(store, ("cal",))

    await tick(store, teams)
    await tick(store, teams, MORNING + timedelta(days=14))

    assert (await reasons(store, NudgeKind.BROADCAST))["cal"].startswith("not needed")


# Moments.

USUAL = QuietHours()


@pytest.mark.parametrize(
    ("wanted", "now", "held"),
    [
        (Preferences(), "2027-01-18T07:30", None),
        (Preferences(), "2027-01-18T07:29", "quiet hours until 18 Jan 07:30"),
        (Preferences(), "2027-01-18T18:00", "quiet hours until 19 Jan 07:30"),
        (Preferences(quiet_hours=QuietHours(starts=time(17), ends=time(9))), "2027-01-18T17:30",
         "quiet hours until 19 Jan 09:00"),
        (Preferences(quiet_hours=QuietHours(starts=time(12), ends=time(13))), "2027-01-18T12:30",
         "quiet hours until 18 Jan 13:00"),
        (Preferences(paused_until=date(2027, 1, 20)), "2027-01-18T12:30", "paused until 20 Jan 07:30"),
        (Preferences(paused_until=date(2027, 1, 18)), "2027-01-18T12:30", None),
        (Preferences(paused_until=UNTIL_RESUMED), "2027-01-18T12:30", "paused"),
        # The clocks go forward on the 28th, and back on 31 October.
        (Preferences(), "2027-03-27T22:00", "quiet hours until 28 Mar 07:30"),
        (Preferences(), "2027-10-30T22:00", "quiet hours until 31 Oct 07:30"),
    ],
)  # fmt: skip
def test_whoever_wants_no_messages_now_is_written_to_when_that_is_over(wanted, now, held):
    found = find_hold(wanted, USUAL, datetime.fromisoformat(now).replace(tzinfo=LONDON))

    said = f"{found[0]} until {found[1]:%d %b %H:%M}" if found and found[1] else found[0] if found else None
    assert said == held


def test_a_throttled_message_waits_as_long_as_teams_says_and_a_minute_at_least():
    waits = [read_delivery(Delivery(Outcome.DEFERRED, retry_after=n), MORNING)[2] for n in (0, 300)]

    assert waits == [MORNING + MINUTE, MORNING + 5 * MINUTE]


async def test_a_row_is_read_as_it_was_written(store):
    row = Row(key="k", person="ada", kind=NudgeKind.REMINDER, about=KEY, due=MORNING, outcome=State.DEFERRED,
              why="paused", until=MORNING + MINUTE, at=MORNING)  # fmt: skip

    await store.deliveries.put([row], ())

    assert await store.deliveries.fetch() == (row,)


async def test_minutes_are_written_down_as_locked_once(store):
    minutes = Minutes(
        meeting=KEY, status=MinutesStatus.APPROVED, saved=date(2026, 10, 1), approved=date(2026, 10, 2)
    )
    await seat(store, the_year(minutes=(minutes,)))

    assert [await store.lock_minutes(MORNING), await store.lock_minutes(MORNING)] == [1, 0]
    assert [one.status for one in (await store.fetch_year()).minutes] == [MinutesStatus.LOCKED]


async def test_a_group_without_anybody_is_no_trouble(store):
    year = the_year(trust=the_trust(groups=(a_group("maths", roles=()),), officers=(
        Officer(group="maths", office=Office.CHAIR),)))  # fmt: skip
    await seat(store, year)

    assert await tick(store, Teams()) == []
