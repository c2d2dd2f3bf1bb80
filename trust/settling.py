"""Who settles what a person changed by hand, and what the year becomes when it is adopted.

A proposal belongs to the group its key names. Who may settle it must also be able to see it (`trust.permissions`):

| group                | chair, co-chair, coordinator | trust lead                        | anyone else |
|----------------------|------------------------------|-----------------------------------|-------------|
| open                 | may                          | may                               | may not     |
| confidential         | may                          | may, being a member of it         | may not     |
| restricted           | may                          | may not                           | may not     |
| of nobody (a year's folder) | -                     | may                               | may not     |
| no longer in the trust | -                          | may not                           | may not     |

What adopting does to the year:

| changed                        | then                                                          |
|--------------------------------|---------------------------------------------------------------|
| a meeting's time               | the meeting is held then                                      |
| a meeting's place              | it is held there; online meetings have no place in the year   |
| a meeting's subject            | its title, if it still begins with the group's name           |
| a meeting was deleted          | it is cancelled, once two people agree                        |
| anything else                  | nothing: the decision stands as an exception to the year      |
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from trust.cadence import Format
from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting, MeetingStatus, find_group_of
from trust.membership import find_officers
from trust.people import Person
from trust.permissions import Aspect, Relation, Ruling, find_relations, find_ruling, find_rulings
from trust.proposals import CANCELLATION, Decision, Proposal, Verdict, find_settled
from trust.settings import QuietHours
from trust.values import Value, place_in_london
from trust.year import Trust, Year

# The office under which trust leads are asked where a group has no officers.
TRUST_LEAD = "trust lead"
NOT_YOURS = "That is for the group's chair, co-chair or coordinator to settle, or for a trust lead."


class Matter(Value):
    """A proposal, and what people have decided about it so far, oldest first."""

    proposal: Proposal
    decisions: tuple[Decision, ...] = ()

    @property
    def settled(self) -> Decision | None:
        """The decision that stands."""
        return find_settled(self.decisions).get(self.proposal.id)

    def find_agreed(self, verdict: Verdict) -> tuple[str, ...]:
        """List who has decided one way, by id."""
        return tuple(decision.by for decision in self.decisions if decision.verdict is verdict)


def find_matters(proposals: Iterable[Proposal], decisions: Iterable[Decision]) -> tuple[Matter, ...]:
    """Put what was decided beside what was proposed, in the order of the proposals."""
    by_proposal: dict[str, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda d: (d.at.timestamp(), d.by)):
        by_proposal.setdefault(decision.proposal.id, []).append(decision)
    return tuple(Matter(proposal=p, decisions=tuple(by_proposal.get(p.id, ()))) for p in proposals)


def find_group_id(proposal: Proposal) -> str:
    """Find whose group's a proposal is; empty where it is about no one group's thing.

    A list's key is its group's id; everything else is named year/group/rule and on.
    """
    if proposal.kind == "list":
        return proposal.key
    return find_group_of(proposal.key)


def may_settle(trust: Trust, person: Person | None, proposal: Proposal, day: date) -> Ruling:
    """Decide whether somebody may settle a proposal on a day, by the table above; None is someone unknown."""
    group_id = find_group_id(proposal)
    group = trust.group_by_id.get(group_id)
    if person is None or not person.holds(day):
        return Ruling(False, "not for somebody unknown")
    leads = person.id in trust.settings.leads and person.id not in trust.settings.it_administrators
    if group is None:
        if group_id:
            return Ruling(False, "the group is no longer in the trust's files")
        return Ruling(leads, f"of no one group: {'settled by a trust lead' if leads else 'for a trust lead'}")
    [relation] = find_relations(trust, (person,), group, day)
    if relation is Relation.OFFICER:
        return Ruling(True, f"{group.sensitivity} group, a change by hand: settled by {relation}")
    sees = find_rulings(trust, (person,), group, day)
    if (
        leads
        and group.sensitivity is not Sensitivity.RESTRICTED
        and all(sees[aspect].allowed for aspect in (Aspect.TITLE, Aspect.ROSTER))
    ):
        return Ruling(True, f"{group.sensitivity} group, a change by hand: settled by {Relation.LEAD}")
    return Ruling(False, f"{group.sensitivity} group, a change by hand: not for {relation}")


def may_know(trust: Trust, audience: Iterable[Person | None], proposal: Proposal, day: date) -> bool:
    """Say whether everyone in an audience may know that there is such a thing to settle, by whomever."""
    group = trust.group_by_id.get(find_group_id(proposal))
    return group is not None and find_ruling(trust, tuple(audience), Aspect.TITLE, group, day).allowed


def find_settlers(trust: Trust, proposal: Proposal, day: date) -> tuple[tuple[Person, str], ...]:
    """List who is asked first to settle a proposal, with their office: the group's officers, or else trust leads."""
    group = trust.group_by_id.get(find_group_id(proposal))
    held = find_officers(trust, group, day) if group else {}
    officers: dict[str, tuple[Person, str]] = {}
    for office in Office:
        for person in held.get(office, ()):
            officers.setdefault(person.id, (person, office.value))
    if officers:
        return tuple(officers.values())
    leads = (trust.person_by_id[lead] for lead in trust.settings.leads if lead in trust.person_by_id)
    return tuple((lead, TRUST_LEAD) for lead in leads if may_settle(trust, lead, proposal, day).allowed)


def tell_decision(trust: Trust, decision: Decision) -> str:
    """Say who decided what, and when."""
    keep, back = "keep it as it is", "put it back"
    if decision.proposal.cancels:
        keep, back = "call the meeting off", "send it out again"
    elif decision.proposal.field == CANCELLATION:
        keep, back = "leave it in diaries", "cancel it there too"
    verdict = keep if decision.verdict is Verdict.ADOPT else back
    at = place_in_london(decision.at)
    return f"{find_name(trust, decision.by)} decided on {at:%a} {at.day} {at:%b} at {at:%H:%M} to {verdict}."


def find_name(trust: Trust, person: str) -> str:
    """Find the name of a person by id, who may have left the trust's files since."""
    known = trust.person_by_id.get(person)
    return known.name if known else "Somebody"


def is_quiet(hours: QuietHours, moment: datetime) -> bool:
    """Say whether a moment lies in quiet hours, which may reach over midnight.

    >>> is_quiet(QuietHours(), datetime(2026, 12, 14, 7, 29)), is_quiet(QuietHours(), datetime(2026, 12, 14, 7, 30))
    (True, False)
    """
    clock = place_in_london(moment).time()
    if hours.starts <= hours.ends:
        return hours.starts <= clock < hours.ends
    return clock >= hours.starts or clock < hours.ends


def adopt_into(year: Year, proposal: Proposal) -> Meeting | None:
    """Make the meeting as it is once a proposal is adopted; None where the year has no place for it."""
    meeting = year.meeting_by_key.get(proposal.key)
    if proposal.kind != "event" or meeting is None or meeting.status is not MeetingStatus.PUBLISHED:
        return None
    fields = _read_fields(meeting, year.trust.group_by_id.get(meeting.group), proposal)
    if not fields:
        return None
    try:
        return Meeting.model_validate(dict(meeting) | fields)
    except ValidationError:
        # What Outlook takes, such as a meeting of no length, the year may not.
        return None


def _read_fields(meeting: Meeting, group: Group | None, proposal: Proposal) -> dict[str, Any]:
    if proposal.cancels:
        return {"status": MeetingStatus.CANCELLED}
    text = proposal.seen if isinstance(proposal.seen, str) else ""
    if proposal.field == "when" and (span := read_span(text)):
        return {"starts": span[0], "ends": span[1]}
    if proposal.field == "place" and text and meeting.format is not Format.ONLINE:
        return {"place": None, "room": text}
    begins = f"{group.name}: " if group else ""
    if proposal.field == "subject" and begins and text.startswith(begins):
        return {"title": text.removeprefix(begins)}
    return {}


def read_span(text: str) -> tuple[datetime, datetime] | None:
    """Read when an event lasts; None for any other text.

    >>> [f"{moment:%d %b %H:%M}" for moment in read_span("2027-01-19T15:45/2027-01-19T17:00")]
    ['19 Jan 15:45', '19 Jan 17:00']
    """
    try:
        starts, ends = (place_in_london(datetime.fromisoformat(moment)) for moment in text.split("/"))
    except ValueError:
        return None
    return starts, ends
