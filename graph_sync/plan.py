"""The plan: what to do so that Microsoft 365 matches the year, decided without doing any of it.

One thing at a time, in the order in which things are made:

| wanted | there                      | last applied | then                                                        |
|--------|----------------------------|--------------|-------------------------------------------------------------|
| yes    | no                         | no           | create; wait if its invitations are not due                 |
| yes    | no                         | yes          | propose: a person deleted it; what was inside it is let be  |
| yes    | one like it, not ours      | no           | propose: adopt it, or make ours beside it                   |
| yes    | yes                        | no           | adopt: note it as ours, then compare its fields             |
| yes    | yes                        | yes          | compare its fields (see `diffs`): update, propose or nothing |
| no     | an event of ours           | yes          | delete (cancel), unless the meeting has begun               |
| no     | one a person changed since | yes          | propose: cancel it all the same, or leave it                |
| no     | an event of ours           | no           | delete if the year says cancelled; otherwise report         |
| no     | a list of ours             | either       | report: lists are never deleted                             |
| no     | a folder or a file         | either       | nothing: what a group wrote stays                           |
| either | something without a marker | no           | nothing                                                     |

What a person changed stays as it is until somebody decides about it (see `proposals`):

| proposal                 | adopt                                       | put back                       |
|--------------------------|---------------------------------------------|--------------------------------|
| a field was changed      | the field is wanted as it is there          | update: write what is wanted   |
| a member came or went    | the member is wanted as it is there         | update: take out, or add again |
| it was deleted           | it is no longer wanted                      | create it again                |
| one like it is there     | claim: put our marker on it                 | create ours                    |
| it was cancelled here    | it is left alone                            | delete (cancel)                |

Two fields are ours alone to write and never a question by themselves: the agenda in an event's text, and what a paper
is made from. A paper is made anew only while it is as we last wrote it; what a person wrote in it is theirs, and only
when the year has something else to say is it asked whether that may take its place.

Mails are counted by Exchange's rules: an invitation or a cancellation to each person who comes or goes, and an update
to all the others when the subject, the time, the place, the Teams link or the agenda in its text changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph_sync.changes import Adopt, Change, Claim, Delete, Plan, Update
from graph_sync.desired import Desired, Wanted, WantedAccess, WantedEvent, WantedList, find_folders_above
from graph_sync.diffs import Drift, compare, find_known
from graph_sync.kinds import BY_HAND, Field, Fields, Id, Kind, make_set, read_set
from graph_sync.likeness import find_alike
from graph_sync.observed import DriveItem, Observed, Seen
from graph_sync.ports import Applied
from graph_sync.steps import (
    find_meddling,
    find_recipients,
    leave_out_missing,
    let_in_known,
    make_create,
    make_proposal,
    make_report,
    note,
    tell_adoption,
    tell_update,
)
from trust.proposals import EXISTENCE, LIKENESS, Decision, Proposal, Verdict, find_settled

# What is only ever compared with what we wrote: an invitation's text and a paper's are people's own once they change them.
OURS = frozenset({"agenda", "content"})


def find_phase(kind: Kind, key: str) -> int:
    """Say in which order things are made: lists, folders from the outside in, who may open them, files, events."""
    depth = len(find_folders_above(key))
    if kind is Kind.LIST:
        return 0
    if kind is Kind.FOLDER:
        return 1 + depth if depth < 2 else 2 + depth
    return {Kind.ACCESS: 3 if depth < 2 else 6, Kind.FILE: 7, Kind.EVENT: 8}[kind]


def make_plan(
    desired: Desired,
    observed: Observed,
    last_applied: Mapping[Id, Applied],
    decisions: Iterable[Decision] = (),
) -> Plan:
    """Decide what to do, by the tables above; the same input gives the same plan."""
    maker = _Maker(desired, observed, last_applied, find_settled(decisions))
    changes = [change for wanted in desired.things.values() for change in maker.consider(wanted)]
    changes += maker.consider_unwanted()
    changes.sort(key=lambda c: (find_phase(*c.id), c.key, _VERBS.index(c.verb)))
    touched = {change.id for change in changes}
    due = {wanted.id for wanted in desired.things.values() if wanted.due}
    waiting = sum(
        not w.due and w.id not in maker.met for w in desired.things.values() if w.kind is Kind.EVENT
    )
    return Plan(
        changes=tuple(changes),
        waiting=waiting,
        unchanged=len(due - touched - maker.gone),
        known=maker.known,
        found=maker.found,
        heeded=frozenset(maker.heeded),
        put_back=maker.put_back,
    )


_VERBS = ("adopt", "claim", "delete", "create", "update", "report")


class _Maker:
    """All sides, and the things met so far: a folder is looked for inside the one above it.

    `gone` are things a person deleted and things not to be made yet, and all that is in them; `again` those that a person
    deleted and that are made again.
    """

    def __init__(
        self,
        desired: Desired,
        observed: Observed,
        last_applied: Mapping[Id, Applied],
        settled: Mapping[str, Decision],
    ) -> None:
        self.desired, self.observed, self.last = desired, observed, last_applied
        self.settled = settled
        self.adopted: dict[tuple[str, str], list[Decision]] = {}
        for decision in settled.values():
            if decision.verdict is Verdict.ADOPT:
                proposal = decision.proposal
                self.adopted.setdefault((proposal.kind, proposal.key), []).append(decision)
        self.heeded: set[str] = set()
        self.put_back: dict[str, Id] = {}
        self.met: dict[Id, Seen] = {}
        self.gone: set[Id] = set()
        self.again: set[Id] = set()
        self.known: Counter[Kind] = Counter()
        self.found: Counter[Kind] = Counter()

    def consider(self, wanted: Wanted) -> Iterator[Change]:
        """Decide about one thing that is wanted."""
        last = self.last.get(wanted.id) or Applied(kind=wanted.kind, key=wanted.key)
        folder = _find_folder(wanted)
        if folder in self.gone:
            self.gone.add(wanted.id)
            return
        if folder in self.again:
            last = last.model_copy(update={"graph_id": "", "fields": {}})
        wanted = self._adopt_into(let_in_known(wanted, self.observed, self.desired.organiser))
        if isinstance(wanted, WantedAccess):
            yield from self._consider_access(wanted, last)
            return
        if isinstance(wanted, WantedList):
            wanted, missing = leave_out_missing(wanted, self.observed, self.desired.organiser)
            yield from missing
            if not wanted.fields["owners"]:
                return
        seen = self._find(wanted, last)
        self.known[wanted.kind] += last.stands
        if seen is None:
            yield from self._consider_absent(wanted, last)
            return
        self.found[wanted.kind] += last.stands
        self.met[wanted.id] = seen
        yield from self._consider_present(_stay_in_mailbox(wanted, seen, self.desired), seen, last)

    def _adopt_into(self, wanted: Wanted) -> Wanted:
        """Want what people decided to keep as they made it, for as long as the year says what it said then."""
        fields = dict(wanted.fields)
        for decision in self.adopted.get(wanted.id, ()):
            proposal = decision.proposal
            value = fields.get(proposal.field)
            if isinstance(value, tuple) and (proposal.item in value) is proposal.wanted:
                rest = set(value) - {proposal.item}
                fields[proposal.field] = make_set(rest | {proposal.item} if proposal.seen else rest)
            elif proposal.field in fields and value == proposal.wanted:
                fields[proposal.field] = proposal.seen
            else:
                continue
            self.heeded.add(proposal.id)
        return replace(wanted, fields=fields) if fields != wanted.fields else wanted

    def _consider_access(self, wanted: WantedAccess, last: Applied) -> Iterator[Change]:
        seen = self.observed.access.get(wanted.key)
        # A folder made again has no permissions yet that were looked up.
        if seen is None or not last.stands or last.graph_id != seen.graph_id:
            folder = Kind.FOLDER, wanted.key
            if not wanted.fields["grants"]:
                # Nothing is put into a folder that cannot be closed.
                self.gone.add(folder)
                yield make_report(wanted, "there is nobody in the tenant who may open it", unmet=True)
            elif (wanted.due or folder in self.met) and last.fields != wanted.fields:
                who = "the list" if wanted.list_key else "its officers"
                yield make_create(wanted, last, f"{who} alone may open it")
            return
        yield from self._consider_present(wanted, seen, last)

    def _consider_absent(self, wanted: Wanted, last: Applied) -> Iterator[Change]:
        if last.stands:
            what = f"someone deleted this {wanted.kind}"
            proposal = make_proposal(wanted, Drift(EXISTENCE, False, True, what, last.graph_id))
            verdict = self._find_verdict(proposal)
            if verdict is Verdict.PUT_BACK:
                self.again.add(wanted.id)
                again = last.model_copy(update={"generation": last.generation + 1})
                yield make_create(wanted, again, "someone deleted it, and it was decided to make it again")
                return
            self.gone.add(wanted.id)
            if verdict is None:
                yield make_report(wanted, f"{what}; it is not made again by itself", proposal, unmet=True)
        elif not wanted.due:
            self.gone.add(wanted.id)
        elif alike := find_alike(wanted, self.observed.strangers):
            yield self._consider_alike(wanted, alike, last)
        else:
            yield make_create(wanted, last, "it is not there yet")

    def _consider_alike(self, wanted: Wanted, alike: Seen, last: Applied) -> Change:
        what = f"a {wanted.kind} like this one, which Termtime did not make, is there already ({alike.name})"
        proposal = make_proposal(wanted, Drift(LIKENESS, alike.name, wanted.title, what, alike.graph_id))
        match self._find_verdict(proposal):
            case Verdict.ADOPT:
                known = find_known(wanted.fields, alike.fields)
                applied = note(last, alike, {name: known[name] for name in known.keys() - OURS})
                return Claim(
                    kind=wanted.kind,
                    key=wanted.key,
                    title=wanted.title,
                    reason="it was decided to adopt the one that is there",
                    seen=alike,
                    applied=applied,
                )
            case Verdict.PUT_BACK:
                return make_create(wanted, last, "it was decided to make ours beside the one that is there")
        return make_report(wanted, what, proposal, unmet=True)

    def _consider_present(self, wanted: Wanted, seen: Seen, last: Applied) -> Iterator[Change]:
        # A folder may have been made by a run that noted what it was about to make, and got no further.
        noted = last.stands or (wanted.kind is Kind.FOLDER and last.fields)
        record = dict(last.fields if noted else find_known(wanted.fields, seen.fields))
        for name in OURS & wanted.fields.keys():
            if seen.fields[name] != BY_HAND:
                record[name] = seen.fields[name]
            elif not last.stands or record.get(name) == BY_HAND:
                record[name] = ""
        found = compare(wanted.fields, seen.fields, record)
        open_drift = [
            (drift, proposal)
            for drift in found.drift
            if self._find_verdict(proposal := make_proposal(wanted, drift)) is not Verdict.PUT_BACK
        ]
        # What was really written is noted; what is put back is only supposed to have been, so as to be written over.
        applied = note(last, seen, {n: v for n, v in found.base.items() if v or n not in OURS})
        if len(open_drift) < len(found.drift):
            left = {id(drift) for drift, _ in open_drift}
            put_back = [drift for drift in found.drift if id(drift) not in left]
            found = compare(wanted.fields, seen.fields, _forget(record, put_back))
        if applied != last:
            yield Adopt(
                kind=wanted.kind,
                key=wanted.key,
                title=wanted.title,
                reason=tell_adoption(last, applied),
                applied=applied,
            )
        if found.writes:
            yield Update(
                kind=wanted.kind,
                key=wanted.key,
                title=wanted.title,
                reason=tell_update(wanted, seen, found),
                recipients=find_recipients(seen, found) if isinstance(wanted, WantedEvent) else (),
                wanted=wanted,
                seen=seen,
                applied=applied,
                difference=found,
            )
        for drift, proposal in open_drift:
            yield make_report(wanted, drift.what, proposal)

    def _find_verdict(self, proposal: Proposal) -> Verdict | None:
        decision = self.settled.get(proposal.id)
        if decision is None:
            return None
        self.heeded.add(proposal.id)
        if decision.verdict is Verdict.PUT_BACK:
            self.put_back[proposal.id] = Kind(proposal.kind), proposal.key
        return decision.verdict

    def consider_unwanted(self) -> Iterator[Change]:
        """Decide about what is there and ours but not wanted."""
        for key, seen in self.observed.events.items():
            if seen.id not in self.desired.things and key not in self.desired.begun:
                yield from self._consider_unwanted_event(seen)
        for seen in self.observed.lists.values():
            if seen.id not in self.desired.things:
                yield make_report(
                    seen, "the group is no longer active; its list is left for a person to close"
                )
        for twin in self.observed.twins:
            yield make_report(twin, "two events carry this meeting's key; remove the one that is not needed")

    def _consider_unwanted_event(self, seen: Seen) -> Iterator[Change]:
        last = self.last.get(seen.id)
        called_off = seen.key in self.desired.cancelled
        if not called_off and (last is None or not last.stands):
            yield make_report(seen, "carries our key, but neither the year nor our records know this meeting")
            return
        reason = (
            "the meeting was cancelled" if called_off else "the meeting is no longer in the published year"
        )
        if proposal := find_meddling(seen, last, reason):
            verdict = self._find_verdict(proposal)
            if verdict is None:
                yield make_report(seen, proposal.what, proposal)
            if verdict is not Verdict.PUT_BACK:
                return
        yield Delete(
            kind=seen.kind,
            key=seen.key,
            title=seen.name,
            reason=reason,
            recipients=read_set(seen.fields, "attendees"),
            seen=seen,
            applied=last or Applied(kind=seen.kind, key=seen.key),
        )

    def _find(self, wanted: Wanted, last: Applied) -> Seen | None:
        if wanted.kind is Kind.EVENT:
            event = self.observed.events.get(wanted.key)
            return event and _see_agenda(wanted, event, last)
        if wanted.kind is Kind.LIST:
            return self.observed.lists.get(wanted.key)
        item = self.observed.items.get(last.graph_id) or self._find_in_place(wanted, last)
        return None if item is None else self._see_item(wanted, item, last)

    def _find_in_place(self, wanted: Wanted, last: Applied) -> DriveItem | None:
        # An id of ours that has gone means that it was deleted, even if something else now stands in its place.
        if last.stands:
            return None
        parent_id = self._find_parent_id(wanted)
        # Under the name it was about to be made by, too: that run may have been cut short.
        for name in dict.fromkeys((wanted.fields["name"], last.fields.get("name"))):
            item = self.observed.find_child(parent_id, str(name)) if parent_id and name else None
            if item and item.is_folder is (wanted.kind is Kind.FOLDER):
                return item
        return None

    def _find_parent_id(self, wanted: Wanted) -> str:
        folder = _find_folder(wanted)
        if folder is None:
            return self.observed.root_id
        return self.met[folder].graph_id if folder in self.met else ""

    def _see_item(self, wanted: Wanted, item: DriveItem, last: Applied) -> Seen:
        there = self.observed.items.get(item.parent_id)
        elsewhere = there.name if there and item.parent_id != self.observed.root_id else "the library itself"
        inside: Field = (
            wanted.fields["inside"] if item.parent_id == self._find_parent_id(wanted) else elsewhere
        )
        fields: dict[str, Field] = {"name": item.name, "inside": inside}
        if content := wanted.fields.get("content"):
            as_written = last.stands and last.fields.get("content") == content
            fields["content"] = content if as_written else self.observed.stamps.get(item.graph_id, BY_HAND)
        return Seen(wanted.kind, wanted.key, item.graph_id, fields, item.web_url, etag=item.version)


def _find_folder(wanted: Wanted) -> Id | None:
    """Find the folder a thing belongs to: the one above a folder or a file, or the one that access is about."""
    if wanted.kind is Kind.ACCESS:
        return Kind.FOLDER, wanted.key
    above = find_folders_above(wanted.key) if wanted.kind in (Kind.FOLDER, Kind.FILE) else ()
    return (Kind.FOLDER, above[-1]) if above else None


def _see_agenda(wanted: Wanted, seen: Seen, last: Applied) -> Seen:
    """See the agenda in an event's text where we put it, or else as we last wrote it: Outlook writes texts its own way."""
    want = wanted.fields.get("agenda")
    if want is None or seen.fields.get("agenda") == want:
        return seen
    written = last.fields.get("agenda", "") if last.stands else ""
    return replace(seen, fields={**seen.fields, "agenda": written})


def _forget(record: Fields, put_back: Iterable[Drift]) -> Fields:
    """Suppose that we ourselves had last written what a person made of it: then it is ours to change."""
    known = dict(record)
    for drift in put_back:
        if drift.item:
            rest = set(read_set(known, drift.field)) - {drift.item}
            known[drift.field] = make_set(rest | {drift.item} if drift.seen else rest)
        else:
            known[drift.field] = drift.seen
    return known


def _stay_in_mailbox(wanted: Wanted, seen: Seen, desired: Desired) -> Wanted:
    """Keep a meeting in the mailbox it was made in, and invite whoever would organise it now."""
    if not isinstance(wanted, WantedEvent) or not seen.mailbox or seen.mailbox == wanted.mailbox:
        return wanted
    people = {*read_set(wanted.fields, "attendees"), wanted.mailbox} - {seen.mailbox, desired.organiser}
    return replace(wanted, mailbox=seen.mailbox, fields={**wanted.fields, "attendees": make_set(people)})
