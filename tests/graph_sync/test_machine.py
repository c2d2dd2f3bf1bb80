"""Anything may happen in any order: the year changes, people edit by hand and decide, Microsoft 365 fails, runs die.

After every sync what DESIGN calls "what never breaks" is looked at from outside, in the sandbox: nothing is there
twice; what does not carry our marker is untouched; what a person changed is as they left it and asked about once,
unless somebody decided; the ledger adds up; the letters in the inboxes are those of the plan, and none came twice; nobody
but their officers reads draft minutes, now or as an earlier version, until somebody shares or moves something. At
the end, with nothing failing any more, the second sync has nothing left to do.

The run is short and always the same one. TERMTIME_MACHINE_EXAMPLES=2000 makes it long and each time another one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust
from crashes import Side, die_at_request, live
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from offices import Office365, find_draft_readers, open_office

from graph_sync.changes import Claim, Report
from graph_sync.desired import Desired, build_desired, find_folders_above, make_when
from graph_sync.events import MARKER
from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from graph_sync.sync import SyncResult
from sandbox.edits import EditError
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Agenda, AgendaItem, Minutes, MinutesStatus
from trust.proposals import EXISTENCE, LIKENESS, Decision, Proposal, Verdict, find_settled
from trust.values import LONDON, RefusedError
from trust.year import Year

T = TypeVar("T")
BOX = "codesign@fernvale.example"
PEOPLE = ("ada", "ben", "cal", "dee", "eva", "fay")
GROUPS = ("maths", "safeguarding")
DAYS = tuple(datetime(2027, 1, 12, 15, 45, tzinfo=LONDON) + timedelta(days=7 * n) for n in range(9))
EXAMPLES = int(os.environ.get("TERMTIME_MACHINE_EXAMPLES", "0"))
Spot = tuple[str, str, str, str]

a_person_id = st.sampled_from(PEOPLE)
a_group_id = st.sampled_from(GROUPS)
a_day = st.sampled_from(DAYS)
a_number = st.integers(0, 10_000)
a_side: st.SearchStrategy[Side] = st.sampled_from(("before", "after"))


def upn(person: str) -> str:
    return f"{person}@fernvale.example"


@dataclass(frozen=True)
class Edit:
    """What a person made of one thing, and what it was before anybody did; a member or a thing is there or None.

    `unsure` is one made while it was not known what the last sync had written; `adopted` one that was decided to stay.
    """

    now: Any
    before: Any
    unsure: bool = False
    adopted: bool = False


class SyncMachine(RuleBasedStateMachine):
    """A trust of two groups, its tenant, and people at both ends."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.now = NOW
        self.members = {"maths": {"ada", "ben", "cal"}, "safeguarding": {"eva", "fay"}}
        self.chairs = {"maths": "ada", "safeguarding": "eva"}
        self.names = {"maths": "Maths", "safeguarding": "Safeguarding"}
        self.closed = {"maths": False, "safeguarding": True}
        self.meetings: dict[str, Meeting] = {}
        for group in GROUPS:
            meeting = a_meeting("spring-1", group, starts=DAYS[len(self.meetings)])
            self.meetings[meeting.key] = meeting
        self.agendas: dict[str, Agenda] = {}
        self.minutes: dict[str, Minutes] = {}
        self.chaired = set(self.chairs.values())
        self.permissions_touched = False
        self.written: dict[str, bytes] = {}
        self.edits: dict[Spot, Edit] = {}
        self.strangers: set[str] = set()
        self.decisions: tuple[Decision, ...] = ()
        self.made_again: set[str] = set()
        self.library_touched = False
        self.folders_due: set[str] = set()
        self.unsure = False
        self.office: Office365

    @initialize()
    def open(self) -> None:
        everyone = a_trust(people=tuple(a_person(one) for one in (*PEOPLE, "gil")))
        self.office = self.run(
            self.stack.enter_async_context(open_office(everyone, strict=False, limits=False))
        )
        self.sync()

    def teardown(self) -> None:
        if hasattr(self, "office"):
            try:
                self.settle()
            finally:
                self.run(self.stack.aclose())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def run(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    # The year

    @property
    def year(self) -> Year:
        groups = tuple(
            a_group(one, name=self.names[one], roles=(),
                    sensitivity=Sensitivity.RESTRICTED if self.closed[one] else Sensitivity.OPEN)
            for one in GROUPS
        )  # fmt: skip
        trust = a_trust(
            people=tuple(a_person(one) for one in (*PEOPLE, "gil")),
            groups=groups,
            officers=tuple(Officer(group=g, office=Office.CHAIR, person=p) for g, p in self.chairs.items()),
            memberships=tuple(a_membership(g, p) for g in GROUPS for p in sorted(self.members[g])),
        )
        return Year(
            trust=trust,
            meetings=tuple(self.meetings.values()),
            agendas=tuple(self.agendas.values()),
            minutes=tuple(self.minutes.values()),
        )

    @rule(number=a_number, titles=st.lists(st.sampled_from(("Ratio", "Books", "Angles")), unique=True))
    def write_agenda(self, number: int, titles: list[str]) -> None:
        key = sorted(self.meetings)[number % len(self.meetings)]
        day = self.agendas[key].published if key in self.agendas else self.now.date()
        items = tuple(AgendaItem(title=title, minutes=20) for title in titles)
        self.agendas[key] = Agenda(meeting=key, status="published", items=items, published=day)

    @rule(number=a_number, decision=st.sampled_from(("One plan.", "Two books.")))
    def save_minutes(self, number: int, decision: str) -> None:
        key = sorted(self.meetings)[number % len(self.meetings)]
        self.minutes[key] = Minutes(meeting=key, saved=self.now.date(), decisions=(decision,))

    @rule(number=a_number, status=st.sampled_from((MinutesStatus.APPROVED, MinutesStatus.DRAFT)))
    def approve_or_reopen(self, number: int, status: MinutesStatus) -> None:
        if keys := sorted(self.minutes):
            key = keys[number % len(keys)]
            self.minutes[key] = self.minutes[key].model_copy(update={"status": status})

    @rule(group=a_group_id, day=a_day)
    def publish(self, group: str, day: datetime) -> None:
        number = sum(m.group == group for m in self.meetings.values()) + 1
        if number <= 4:
            meeting = a_meeting(f"spring-{number}", group, title=f"Meeting {number}", starts=day)
            self.meetings[meeting.key] = meeting

    def change_meeting(self, number: int, **fields: Any) -> None:
        key = sorted(self.meetings)[number % len(self.meetings)]
        if self.meetings[key].starts > self.now:
            self.meetings[key] = Meeting(**self.meetings[key].model_dump() | fields)

    @rule(number=a_number, day=a_day)
    def move(self, number: int, day: datetime) -> None:
        if day > self.now:
            self.change_meeting(number, starts=day, ends=day + timedelta(minutes=75))

    @rule(number=a_number)
    def cancel(self, number: int) -> None:
        self.change_meeting(number, status=MeetingStatus.CANCELLED)

    @rule(number=a_number)
    def publish_again(self, number: int) -> None:
        self.change_meeting(number, status=MeetingStatus.PUBLISHED)

    @rule(number=a_number, title=st.sampled_from(("Planning", "Review: part 2")))
    def retitle(self, number: int, title: str) -> None:
        self.change_meeting(number, title=title)

    @rule(group=a_group_id, name=st.sampled_from(("Numbers", "Welfare", "Team")))
    def rename_group(self, group: str, name: str) -> None:
        if name not in self.names.values():
            self.names[group] = name

    @rule(group=a_group_id, person=a_person_id)
    def join(self, group: str, person: str) -> None:
        self.members[group].add(person)

    @rule(group=a_group_id, person=a_person_id)
    def leave(self, group: str, person: str) -> None:
        self.members[group].discard(person)

    @rule(group=a_group_id, person=a_person_id)
    def hand_over(self, group: str, person: str) -> None:
        self.chairs[group] = person
        self.chaired.add(person)

    @rule(group=a_group_id)
    def restrict_or_open(self, group: str) -> None:
        self.closed[group] = not self.closed[group]

    @rule(days=st.sampled_from((0, 1, 8)), hours=st.integers(1, 20))
    def time_passes(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)

    # What people do by hand

    @contextmanager
    def by_hand(self) -> Iterator[Any]:
        """Note what an edit changed, spot by spot; one that cannot be made changes nothing."""
        before = self.look()
        with suppress(EditError):
            yield self.office.sandbox.edits
        after = self.look()
        for spot in before.keys() | after.keys():
            was, value = before.get(spot), after.get(spot)
            if was == value:
                continue
            known = self.edits.get(spot)
            first = known.before if known else was
            if value == first:
                del self.edits[spot]
            else:
                self.edits[spot] = Edit(value, first, unsure=self.unsure or bool(known and known.unsure))

    def pick_event(self, number: int) -> Any:
        events = sorted(self.find_events().values(), key=lambda entry: entry.id)
        ahead = [entry for entry in events if entry.meeting.start > self.now]
        return ahead[number % len(ahead)] if ahead else None

    @rule(number=a_number, day=a_day)
    def drag(self, number: int, day: datetime) -> None:
        if (entry := self.pick_event(number)) and day > self.now:
            with self.by_hand() as edits:
                edits.move_event(BOX, entry.id, day, day + timedelta(hours=1))

    @rule(number=a_number, subject=st.sampled_from(("Bring calculators", "Maths!")))
    def rename_event(self, number: int, subject: str) -> None:
        if entry := self.pick_event(number):
            with self.by_hand() as edits:
                edits.rename_event(BOX, entry.id, subject)

    @rule(number=a_number)
    def place_event(self, number: int) -> None:
        if entry := self.pick_event(number):
            with self.by_hand() as edits:
                edits.place_event(BOX, entry.id, "The library")

    @rule(number=a_number)
    def delete_event(self, number: int) -> None:
        if entry := self.pick_event(number):
            with self.by_hand() as edits:
                edits.delete_event(BOX, entry.id)

    @rule(number=a_number, person=st.sampled_from((*PEOPLE, "gil")), add=st.booleans())
    def change_attendees(self, number: int, person: str, *, add: bool) -> None:
        if entry := self.pick_event(number):
            with self.by_hand() as edits:
                (edits.add_attendee if add else edits.remove_attendee)(BOX, entry.id, upn(person))

    @rule(number=a_number, person=a_person_id, reply=st.sampled_from(("accept", "decline")))
    def answer(self, number: int, person: str, reply: str) -> None:
        if entry := self.pick_event(number):
            with self.by_hand() as edits:
                edits.reply(upn(person), entry.id, reply)

    @rule(group=a_group_id, person=st.sampled_from((*PEOPLE, "gil")), add=st.booleans(), own=st.booleans())
    def change_list(self, group: str, person: str, *, add: bool, own: bool) -> None:
        with self.by_hand() as edits:
            relation = "owners" if own else "members"
            (edits.add_member if add else edits.remove_member)(f"codesign-{group}", upn(person), relation)

    @rule(group=a_group_id)
    def rename_list(self, group: str) -> None:
        with self.by_hand() as edits:
            edits.rename_list(f"codesign-{group}", "The team")

    @rule(number=a_number, how=st.sampled_from(("rename", "delete", "move", "write")))
    def edit_library(self, number: int, how: str) -> None:
        paths = sorted(self.office.paths)
        if not paths:
            return
        self.library_touched = True
        path = paths[number % len(paths)]
        with self.by_hand() as edits:
            match how:
                case "rename":
                    ending = ".docx" if path.endswith(".docx") else ""
                    edits.rename_item(path, f"Renamed {number}{ending}")
                case "delete":
                    edits.delete_item(path)
                case "move":
                    self.permissions_touched = True
                    edits.move_item(path, "")
                case "write" if not path.endswith(".docx"):
                    edits.write_file(f"{path}/Notes {number}.txt", b"Notes")

    @rule(number=a_number)
    def write_in_word(self, number: int) -> None:
        papers = {path: item for path, item in self.office.paths.items() if path.endswith(".docx")}
        if papers:
            path = sorted(papers)[number % len(papers)]
            self.written[papers[path].id] = content = f"Written by hand, {number}".encode()
            with self.by_hand() as edits:
                edits.write_file(path, content)

    @rule(number=a_number, person=st.sampled_from((*PEOPLE, "gil")), role=st.sampled_from(("read", "write")))
    def share(self, number: int, person: str, role: str) -> None:
        if paths := sorted(self.office.paths):
            self.permissions_touched = True
            with self.by_hand() as edits:
                edits.share(paths[number % len(paths)], upn(person), role)

    @rule(number=a_number)
    def open_folder(self, number: int) -> None:
        if paths := sorted(self.office.paths):
            self.permissions_touched = True
            with self.by_hand() as edits:
                edits.restore_inheritance(paths[number % len(paths)])

    @rule(day=a_day, subject=st.sampled_from(("Staff party", "Maths: Meeting 2", "Safeguarding")))
    def make_stranger(self, day: datetime, subject: str) -> None:
        if day > self.now:
            edits = self.office.sandbox.edits
            event_id = edits.make_event(BOX, subject, day, day + timedelta(minutes=75), [upn("dee")])
            self.strangers.add(event_id)

    # Decisions

    @rule(number=a_number, verdict=st.sampled_from(Verdict))
    def decide_about(self, number: int, verdict: Verdict) -> None:
        self.decide(number, verdict)

    def decide(self, number: int, verdict: Verdict) -> None:
        store = self.office.store
        if store.proposals:
            proposal = store.proposals[number % len(store.proposals)]
            store.decisions += [Decision(proposal=proposal, verdict=verdict, by=by, at=self.now)
                                for by in ("ada", "eva")]  # fmt: skip

    # What goes wrong

    @rule(mode=st.sampled_from(("throttle", "error", "error_after", "drop_before", "drop_after")),
          every=st.integers(2, 5), status=st.sampled_from((500, 502, 503, 504)))  # fmt: skip
    def sync_with_faults(self, mode: str, every: int, status: int) -> None:
        self.office.sandbox.faults.add(mode, every=every, count=8, status=status)
        self.sync()
        self.office.sandbox.faults.clear()

    @rule(number=st.integers(1, 30), side=a_side, batch=st.sampled_from((1, 20)))
    def die(self, number: int, side: Side, batch: int) -> None:
        self.crash(number, side, batch)

    @rule(number=st.integers(1, 30), side=a_side)
    def die_twice(self, number: int, side: Side) -> None:
        self.crash(number, side, 1)
        self.crash(number // 2 + 1, side, 1)

    def crash(self, number: int, side: Side, batch: int) -> None:
        sandbox, strangers = self.office.sandbox, self.describe_strangers()
        desired = self.begin()
        life = die_at_request(sandbox, number, side)
        with suppress(RefusedError):
            self.run(live(sandbox, self.office.store, self.year, life, now=self.now, batch=batch))
        self.check_edits(desired, None)
        self.check_tenant(strangers)
        self.unsure = True

    @rule()
    def expire_tokens(self) -> None:
        self.office.sandbox.expire_delta_tokens()

    @rule()
    def lose_the_database(self) -> None:
        self.office.store.forget()
        self.library_touched = self.unsure = True
        # Who is missing or what was deleted cannot be told from what was never there.
        self.edits = {
            spot: replace(edit, adopted=False)
            for spot, edit in self.edits.items()
            if spot[0] in (Kind.EVENT, Kind.LIST) and edit.now is not None
        }

    # The sync, and what must be true after it

    @rule()
    def sync_now(self) -> None:
        self.sync()

    @rule(number=a_number, verdict=st.sampled_from(Verdict))
    def sync_and_decide(self, number: int, verdict: Verdict) -> None:
        self.sync()
        self.decide(number, verdict)
        self.sync()

    @rule(verdict=st.sampled_from(Verdict))
    def sync_and_decide_all(self, verdict: Verdict) -> None:
        self.sync()
        for number in range(len(self.office.store.proposals)):
            self.decide(number, verdict)
        self.sync()

    @rule(number=a_number, verdict=st.sampled_from(Verdict), crash=st.integers(1, 12), side=a_side)
    def decide_and_crash(self, number: int, verdict: Verdict, crash: int, side: Side) -> None:
        self.sync()
        self.decide(number, verdict)
        self.crash(crash, side, 1)
        self.sync()

    def sync(self) -> SyncResult | None:
        letters, strangers = self.count_letters(), self.describe_strangers()
        faulty = bool(self.office.sandbox.faults.rules)
        desired = self.begin()
        try:
            result = self.run(self.office.sync(self.year, self.now, force=True))
        except RefusedError as refusal:
            assert faulty or "shows none of the" in str(refusal), refusal  # noqa: PT017
            return None
        assert result.ledger is not None
        assert result.ledger.adds_up(result.plan)
        self.check_letters(result, letters)
        self.check_failures(result, faulty=faulty)
        self.check_questions(desired, result)
        self.check_edits(desired, result)
        self.check_tenant(strangers)
        self.unsure = any(
            e.outcome is Outcome.FAILED and e.change.verb != "report" for e in result.ledger.entries
        )
        return result

    def begin(self) -> Desired:
        """Drop the edits that are no longer about anything, or that the year has come to agree with."""
        desired, there = build_desired(self.year, self.now), self.look()
        self.folders_due |= {key for kind, key in desired.things if kind is Kind.FOLDER}
        self.edits = {
            spot: edit
            for spot, edit in self.edits.items()
            if is_about_something(spot, desired, there) and find_wanted(spot, desired) != edit.now
        }
        self.decisions = tuple(find_settled(self.office.store.decisions).values())
        for proposal in (d.proposal for d in self.decisions if d.verdict is Verdict.PUT_BACK):
            # Sharing a folder with its list again closes it too: it is one request, and undoes both edits.
            if (
                spot := (Kind.ACCESS, proposal.key, "alone", "")
            ) in self.edits and proposal.kind == Kind.ACCESS:
                self.edits[spot] = replace(self.edits[spot], unsure=True)
        self.now += timedelta(minutes=1)
        return desired

    def settle(self) -> None:
        """With nothing failing any more, what is not done at once is done the second time, and then all is quiet."""
        self.office.sandbox.faults.clear()
        first, second = self.sync(), self.sync()
        if first is None or second is None:
            return
        stuck = {e.change.id for e in second.ledger.entries if e.outcome is Outcome.FAILED}
        if any(isinstance(change, Claim) for change in first.plan.changes):
            second = self.sync()
        left = [change for change in second.plan.writes if change.id not in stuck]
        assert left == [], [(change.verb, change.key, change.reason) for change in left]

    def check_questions(self, desired: Desired, result: SyncResult) -> None:
        """Every open edit is asked about, once, and nothing else twice."""
        told = [find_spot(proposal) for proposal in result.plan.proposals]
        assert len(set(told)) == len(told)
        assert self.office.store.proposals == result.plan.proposals
        for spot, edit in self.edits.items():
            if not (edit.unsure or edit.adopted):
                verdict = self.find_verdict(spot, edit, desired)
                assert told.count(spot) == (verdict is None), (spot, edit, verdict)

    def check_edits(self, desired: Desired, result: SyncResult | None) -> None:
        """What a person changed is as they left it, unless it was decided about; without a result a run died."""
        after = self.look()
        entries = result.ledger.entries if result and result.ledger else ()
        failed = {(e.change.kind, e.change.key) for e in entries if e.outcome is not Outcome.SENT}
        for spot, edit in list(self.edits.items()):
            verdict, value = self.find_verdict(spot, edit, desired), after.get(spot)
            wanted = self.find_said(spot, desired)[-1]
            if edit.unsure or (edit.adopted and verdict is not Verdict.ADOPT):
                if value != edit.now or result:
                    del self.edits[spot]
            elif verdict is Verdict.PUT_BACK:
                done = result is not None and spot[:2] not in failed
                assert (value or None) == wanted or (value == edit.now and not done), (spot, edit, value)
                if (value or None) == wanted:
                    del self.edits[spot]
                    self.made_again |= {decision.proposal.item for decision in self.find_decisions(spot)}
                else:
                    # It is ours to write from now on, whether or not the decision is kept.
                    self.edits[spot] = replace(edit, unsure=True)
            else:
                assert value == edit.now, (spot, edit, value)
                self.edits[spot] = replace(edit, adopted=edit.adopted or verdict is Verdict.ADOPT)

    def find_verdict(self, spot: Spot, edit: Edit, desired: Desired) -> Verdict | None:
        """Find what was decided about an edit as it stands, always by two people."""
        wanted = self.find_said(spot, desired)
        verdicts = [
            decision.verdict
            for decision in self.find_decisions(spot)
            if (decision.proposal.seen or None) == (edit.now or None)
            and (decision.proposal.wanted or None) in wanted
            # What was deleted, made again and deleted again has another id.
            and (spot[2] != EXISTENCE or decision.proposal.item not in self.made_again)
        ]
        return verdicts[-1] if verdicts else None

    def find_said(self, spot: Spot, desired: Desired) -> list[Any]:
        """List what the year says about a spot, and what was adopted one after the other in its place."""
        said = [find_wanted(spot, desired) or None]
        for decision in self.find_decisions(spot):
            if decision.verdict is Verdict.ADOPT and (decision.proposal.wanted or None) == said[-1]:
                said.append(decision.proposal.seen or None)
        return said

    def find_decisions(self, spot: Spot) -> list[Decision]:
        return [decision for decision in self.decisions if find_spot(decision.proposal) == spot]

    def check_failures(self, result: SyncResult, *, faulty: bool) -> None:
        for entry in result.ledger.entries if result.ledger else ():
            if entry.outcome is Outcome.FAILED and not isinstance(entry.change, Report) and not faulty:
                assert entry.why in EXPECTED, (entry.why, entry.change)

    def check_letters(self, result: SyncResult, before: int) -> None:
        """The letters are those of the plan, as far as it was carried out."""
        entries = result.ledger.entries if result.ledger else ()
        failed = sum(e.change.mails for e in entries if e.outcome is Outcome.FAILED)
        sent = sum(e.change.mails for e in entries if e.outcome is Outcome.SENT)
        assert sent <= self.count_letters() - before <= sent + failed

    def check_written(self) -> None:
        """What a person wrote into a paper stands there, unless it was decided otherwise; and then it is a version."""
        (drive,) = self.office.sandbox.state.sites.drives.values()
        put_back = any(
            one.verdict is Verdict.PUT_BACK and one.proposal.field == "content" for one in self.decisions
        )
        for item_id, content in list(self.written.items()):
            item = drive.items.get(item_id)
            if item is None:
                del self.written[item_id]
            elif item.content != content:
                assert put_back
                assert content in [version.content for version in item.versions]
                del self.written[item_id]

    def check_drafts(self) -> None:
        """A draft of minutes is read by those who hold office, or did: whoever leaves it is shut out by the next sync."""
        readers = find_draft_readers(self.office.sandbox)
        assert self.permissions_touched or (readers is not None and readers <= self.chaired)

    def check_tenant(self, strangers: dict[str, str]) -> None:
        """Nothing is there twice, nobody was written to twice about the same, and what is not ours is as it was."""
        self.check_written()
        self.check_drafts()
        calendar = self.office.sandbox.state.calendars.of(self.office.organiser)
        marked = [
            e.meeting.properties[MARKER] for e in calendar.entries.values() if MARKER in e.meeting.properties
        ]
        assert len(set(marked)) == len(marked)
        ours = [group.data["uniqueName"] for group in self.office.lists.values()]
        assert len(set(ours)) == len(ours)
        if not self.library_touched:
            folders = [path for path in self.office.paths if not path.endswith(".docx")]
            assert len(folders) <= len(self.folders_due), (folders, self.folders_due)
        for box in self.office.sandbox.state.mailroom.inboxes.values():
            for uid in {mail.event_id for mail in box}:
                told = [(m.kind, m.subject, m.text) for m in box if m.event_id == uid and m.kind != "reply"]
                assert all(one != other for one, other in pairwise(told)), told
        # What was claimed is ours from now on; that takes a decision.
        claimed = self.strangers & {entry.id for entry in self.find_events().values()}
        adopting = [d for d in self.decisions if d.verdict is Verdict.ADOPT and d.proposal.field == LIKENESS]
        assert len(claimed) <= len(adopting)
        self.strangers -= claimed
        assert self.describe_strangers() == {key: strangers[key] for key in self.strangers}

    # Looking at the tenant

    def look(self) -> dict[Spot, Any]:
        """Describe all that is ours, spot by spot."""
        spots: dict[Spot, Any] = {}
        for key, entry in self.find_events().items():
            meeting = entry.meeting
            people = [attendee["emailAddress"]["address"].lower() for attendee in meeting.attendees]
            values = {"subject": meeting.data["subject"], "when": make_when(meeting.start, meeting.end),
                      "place": meeting.data["location"]["displayName"], "attendees": set(people) - {BOX}}  # fmt: skip
            add_spots(spots, Kind.EVENT, key, values)
        names = {
            key: user["userPrincipalName"] for key, user in self.office.sandbox.state.directory.users.items()
        }
        for nickname, group in self.office.lists.items():
            values = {"name": group.data["displayName"], "members": {names[one] for one in group.members},
                      "owners": {names[one] for one in group.owners}}  # fmt: skip
            add_spots(spots, Kind.LIST, nickname.removeprefix("codesign-"), values)
        self.add_library(spots)
        return spots

    def add_library(self, spots: dict[Spot, Any]) -> None:
        (drive,) = self.office.sandbox.state.sites.drives.values()
        records = self.run(self.office.store.fetch_applied())
        for (kind, key), record in records.items():
            item = drive.items.get(record.graph_id)
            if item is None or kind in (Kind.EVENT, Kind.LIST):
                continue
            if kind is Kind.ACCESS:
                add_spots(spots, kind, key, {"alone": not item.inherits})
                continue
            above = find_folders_above(key)
            parent = records[Kind.FOLDER, above[-1]].graph_id if above else drive.root
            elsewhere = "the library itself" if item.parent == drive.root else drive.items[item.parent].name
            inside = "".join(above[-1:]) if item.parent == parent else elsewhere
            add_spots(spots, kind, key, {"name": item.name, "inside": inside})

    def describe_strangers(self) -> dict[str, str]:
        entries = self.office.sandbox.state.calendars.of(self.office.organiser).entries
        found = {event_id: entries[event_id].meeting for event_id in self.strangers}
        return {key: repr((m.data, m.start, m.attendees, m.properties)) for key, m in found.items()}

    def find_events(self) -> dict[str, Any]:
        calendar = self.office.sandbox.state.calendars.of(self.office.organiser)
        return {
            entry.meeting.properties[MARKER]: entry
            for entry in calendar.entries.values()
            if MARKER in entry.meeting.properties
        }

    def count_letters(self) -> int:
        boxes = self.office.sandbox.state.mailroom.inboxes.values()
        return sum(mail.kind != "reply" for box in boxes for mail in box)

    def describe_stranger(self, event_id: str) -> str:
        entry = self.office.sandbox.state.calendars.of(self.office.organiser).entries[event_id]
        return repr(
            (entry.meeting.data, entry.meeting.start, entry.meeting.attendees, entry.meeting.properties)
        )


def find_spot(proposal: Proposal) -> Spot:
    """Find what a proposal is about; of a thing that was deleted, its id is no part of that."""
    item = "" if proposal.field == EXISTENCE else proposal.item
    return proposal.kind, proposal.key, proposal.field, item


def is_about_something(spot: Spot, desired: Desired, there: dict[Spot, Any]) -> bool:
    """Say whether the thing is wanted and the folders it is in are there."""
    kind, key, field, _ = spot
    above = find_folders_above(f"{key}/" if kind is Kind.ACCESS else key) if "/" in key else ()
    if (kind, key) not in desired.things or any(
        (Kind.FOLDER, one, EXISTENCE, "") not in there for one in above
    ):
        return False
    return field == EXISTENCE or (kind, key, EXISTENCE, "") in there


def find_wanted(spot: Spot, desired: Desired) -> Any:
    """Find what the year says about a spot."""
    kind, key, field, item = spot
    fields = desired.things[kind, key].fields
    if field == EXISTENCE:
        return True
    if item:
        return True if item in fields[field] else None
    return fields.get(field)


EXPECTED = frozenset({
    "Something else in the folder above has that name already.",
    "Its folder is not there yet.",
    "Its list is not there yet.",
    # Somebody made themselves the only owner, and of the two questions that is, one was answered.
    "Microsoft 365 refused it (400): The group must have at least one owner, hence this owner cannot be removed.",
})  # fmt: skip


def add_spots(spots: dict[Spot, Any], kind: Kind, key: str, values: dict[str, Any]) -> None:
    spots[kind, key, EXISTENCE, ""] = True
    for field, value in values.items():
        if isinstance(value, set):
            spots |= {(kind, key, field, item): True for item in value}
        else:
            spots[kind, key, field, ""] = value


TestSync = SyncMachine.TestCase
TestSync.settings = settings(
    max_examples=EXAMPLES or 15,
    stateful_step_count=30 if EXAMPLES else 12,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
