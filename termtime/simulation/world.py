"""The simulated trust at work: a sandbox tenant, the service as it runs anywhere, and people who use both.

Everything goes the way it would: deeds are buttons pressed in Teams and reach the bot as signed activities over HTTP,
replies are given in Outlook, the nightly sync writes through Graph, and whatever falls due is found by the same tick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from bot.broadcasts import write_sending
from bot.deeds import write_deed
from bot.handlers.buttons import DO, SEND, SETTLE
from bot.service import FAILED
from graph_sync.kinds import Kind
from graph_sync.ports import Applied
from sandbox.edits import EditError
from sandbox.server import Sandbox
from termtime.settling import fetch_matters
from termtime.simulation.acts import find_acts, only_new
from termtime.simulation.chance import Chance
from termtime.simulation.deciding import (
    Act,
    Broadcasts,
    Drags,
    InOutlook,
    InTeams,
    InWord,
    Says,
    TakesBack,
)
from termtime.simulation.judging import Arrival, Hold, find_unentitled
from termtime.simulation.phones import Phones
from termtime.simulation.serving import Service
from termtime.simulation.staff import change_staff, find_change_days
from termtime.simulation.word import find_minutes_path, write_into, write_notes
from termtime.store import SqlStore
from trust.calendar import is_working_day
from trust.deeds.values import Undo
from trust.papers import Answer
from trust.people import Person
from trust.proposals import Verdict
from trust.settling import find_settlers
from trust.values import LONDON
from trust.year import Trust

# When the service ticks: in the night, at the end of quiet hours, through the day, and in quiet hours again.
TICKS = (time(2, 5), time(7, 35), time(10), time(14), time(17, 45), time(19, 30))
# On other days hardly anything falls due.
FREE_TICKS = (time(2, 5), time(7, 35))
# When people do things: while they are at work, and after a twilight meeting.
ACTS = (time(10), time(14), time(17, 45))
WITHOUT_APP, BLOCKED = 0.02, 0.01
IN_OUTLOOK: dict[Answer, Literal["accept", "decline", "tentativelyAccept"]] = {
    Answer.ACCEPTED: "accept",
    Answer.TENTATIVE: "tentativelyAccept",
    Answer.DECLINED: "decline",
}
NOT_DONE = "Not done"


@dataclass
class World:
    """What a simulated year is lived in, and what was counted on the way."""

    store: SqlStore
    service: Service
    sandbox: Sandbox
    teams: Phones
    clock: Callable[[], datetime]
    chance: Chance
    tried: set[str] = field(default_factory=set)
    # The card somebody presses buttons on: the one they got when they installed the bot.
    cards: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    arrived: list[Arrival] = field(default_factory=list)
    unentitled: list[str] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    async def live(self, first: date, last: date, watch: Callable[[date], None]) -> None:
        """Live from one day to another, both included."""
        day = first
        changes = find_change_days((await self.store.fetch_year()).trust)
        while day <= last:
            watch(day)
            if day in changes:
                await self._change_staff(day)
            working = is_working_day(day)
            for at in TICKS if working else FREE_TICKS:
                await self.service.turn_to(datetime.combine(day, at, LONDON))
                await self.tick()
                if at in ACTS and working:
                    await self._let_people_act()
            day += timedelta(days=1)
        await self.service.turn_to(datetime.combine(day, TICKS[0], LONDON))
        await self.tick()

    async def tick(self) -> None:
        """Do what is due, and note every message that came of it."""
        talks = self.sandbox.state.conversations.by_id
        before = {talk.id: len(talk.messages) for talk in talks.values()}
        await self.service.tick()
        trust, users = await self._fetch_trust(), self.sandbox.state.directory.users
        for talk in talks.values():
            for activity in talk.messages[before.get(talk.id, 0) :]:
                [user_id] = talk.members
                person = trust.person_by_upn.get(users[user_id]["userPrincipalName"])
                one = Arrival(person.id if person else user_id, self.clock(), activity["id"], _read(activity))
                self.arrived.append(one)
                self.unentitled += find_unentitled(trust, one)

    async def _fetch_trust(self) -> Trust:
        return (await self.store.fetch_year()).trust

    async def _let_people_act(self) -> None:
        year = await self.store.fetch_year()
        acts = list(only_new(find_acts(year, self.clock(), self.chance), self.tried))
        applied: dict[str, Applied] = {}
        if any(isinstance(act, InOutlook | Drags) for act in acts):
            standing = (await self.store.sync.fetch_applied()).values()
            applied = {one.key: one for one in standing if one.kind is Kind.EVENT and one.stands}
        for act in acts:
            await self._perform(act, applied)
        await self._settle()

    async def _perform(self, act: Act, applied: dict[str, Applied]) -> None:
        match act:
            case InTeams(person, deed):
                await self._press(person, DO, write_deed(deed), deed.kind)
            case InOutlook(person, meeting, answer) if meeting in applied:
                self.sandbox.edits.reply(person.upn, applied[meeting].graph_id, IN_OUTLOOK[answer])
                self.done["reply in Outlook"] += 1
            case InOutlook(person, meeting, answer):
                # There is no invitation yet to answer.
                self.tried.discard(f"{person.id} {meeting} {answer}")
            case Drags(meeting, later) if meeting in applied:
                moved = (await self.store.fetch_year()).meeting_by_key[meeting]
                event = applied[meeting]
                starts, ends = moved.starts + later, moved.ends + later
                self.sandbox.edits.move_event(event.mailbox, event.graph_id, starts, ends)
                self.done["dragged in Outlook"] += 1
            case TakesBack(person):
                entries = await self.store.journal.fetch(
                    by=person.id, since=self.clock() - timedelta(minutes=30)
                )
                if entries:
                    undo = Undo(entry=entries[-1].number)
                    await self._press(person, DO, write_deed(undo), undo.kind)
            case Says(person):
                await self._say(person, act)
            case Broadcasts(person, audience, text):
                # The preview is named by its moment, which is the same in every run.
                made = self.clock().replace(minute=0, second=0, microsecond=0)
                data = write_sending(audience, made) | {"text": text}
                await self._press(person, SEND, data, "broadcast")
            case InWord(meeting):
                await self._write_in_word(act)

    async def _settle(self) -> None:
        """Let an officer decide, the day after, about what was changed by hand."""
        trust = await self._fetch_trust()
        for matter in await fetch_matters(self.store):
            found = matter.proposal.found
            if matter.settled or found is None or self.clock() - found < timedelta(hours=20):
                continue
            for person, _ in find_settlers(trust, matter.proposal, self.clock().date())[:1]:
                adopts = self.chance.happens(0.5, "adopts", matter.proposal.id)
                verdict = Verdict.ADOPT if adopts else Verdict.PUT_BACK
                about = {"verdict": verdict.value, "about": matter.proposal.key}
                await self._press(person, SETTLE, {"proposal": matter.proposal.id} | about, "settled")

    def _has_app(self, person: Person) -> bool:
        user = self.sandbox.state.directory.find_user(person.upn)
        return user is not None and user["id"] in self.sandbox.state.conversations.installed

    async def _press(self, person: Person, verb: str, data: dict[str, Any], what: str) -> None:
        """Press a button on the last card somebody has from the bot; who has not installed it presses none."""
        if not self._has_app(person):
            return
        answer = await self.teams.press(person.upn, self.cards[person.upn], data, verb)
        value = answer.get("value")
        # Who presses again after a lost answer may hear in a word that it is done already.
        said = value if isinstance(value, str) else "\n".join(_find_texts(value))
        self._note(f"{person.id} pressed {data}", said)
        (self.refused if NOT_DONE in said else self.done)[what] += 1
        if NOT_DONE in said:
            self.refusals[f"{person.id}: {data}"] = said[:400]

    async def _say(self, person: Person, act: Says) -> None:
        if not self._has_app(person) or self.sandbox.state.conversations.blocked & {
            self.sandbox.state.directory.get_user(person.upn)["id"]
        }:
            return
        said = "\n".join(_read(one) for one in await self.teams.say(person.upn, act.text))
        self._note(f"{person.id} said {act.text}", said)
        self.done["typed"] += 1
        if act.paused_until or act.quiet:
            self.holds.append(Hold(person.id, self.clock(), act.paused_until, act.quiet))

    def _note(self, what: str, said: str) -> None:
        """Note an answer that is none."""
        if not said or FAILED in said:
            self.failed.append(f"{what}: {said or 'no answer'}")

    async def _write_in_word(self, act: InWord) -> None:
        """Write into the minutes in Word, or drop notes of one's own beside them."""
        links = (await self.store.fetch_year()).links_by_meeting.get(act.meeting)
        path = find_minutes_path(self.sandbox, links.minutes_url) if links else None
        if path is None:
            return
        folder = path.rpartition("/")[0]
        try:
            if act.own_notes:
                self.sandbox.edits.write_file(f"{folder}/Our notes.docx", write_notes(act))
            else:
                content = write_into(self.sandbox, path, act)
                self.sandbox.edits.write_file(path, content)
        except EditError as error:
            self.failed.append(str(error))
            return
        self.done["wrote in Word"] += 1

    async def _change_staff(self, day: date) -> None:
        trust = await self._fetch_trust()
        changed = change_staff(trust, day, self.chance)
        known = {person.id for person in trust.people}
        new = [person for person in changed.people if person.id not in known]
        for person in new:
            self.sandbox.edits.add_user(person.upn, person.name)
        await self.store.save_trust(changed)
        await self.service.turn_to(datetime.combine(day, TICKS[0], LONDON))
        for person in new:
            await self.install(person)
        self.done["joined"] += len(new)

    async def install(self, person: Person) -> None:
        """Install the bot for somebody."""
        said = await self.teams.install(person.upn)
        self.cards[person.upn] = said[-1]["id"]


def _read(activity: dict[str, Any]) -> str:
    """Read the words of a message; a card's are in its text twin."""
    cards = (attachment.get("content", {}) for attachment in activity.get("attachments", ()))
    return "\n".join(filter(None, (activity.get("text"), *(card.get("speak") for card in cards))))


def _find_texts(card: Any) -> Iterator[str]:
    """Find all words a card shows."""
    if isinstance(card, dict):
        if isinstance(card.get("text"), str):
            yield card["text"]
        for part in card.values():
            yield from _find_texts(part)
    elif isinstance(card, list):
        for part in card:
            yield from _find_texts(part)


async def install_for_all(world: World, trust: Trust) -> None:
    """Install the bot for nearly everyone; a few never do, and a few block it."""
    day = world.clock().date()
    officers = {officer.person for officer in trust.officers}
    for person in trust.people:
        if not person.holds(day) and (person.starts is None or person.starts < day):
            continue
        if person.id not in officers and world.chance.happens(WITHOUT_APP, "no app", person.id):
            continue
        await world.install(person)
        if person.id not in officers and world.chance.happens(BLOCKED, "blocks", person.id):
            world.teams.block(person.upn)
