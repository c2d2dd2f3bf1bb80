"""What people do before a meeting: reply, prepare the agenda, move it, call it off. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from termtime.simulation.deciding import FORGETS, Act, Drags, InOutlook, InTeams, Moment, TakesBack
from trust.calendar import add_working_days
from trust.deeds.values import (
    AddItem,
    CancelMeeting,
    ChangeItem,
    DraftAgenda,
    DropItem,
    GiveReply,
    MoveItem,
    MoveMeeting,
    ProposeItem,
    PublishAgenda,
    TakeItem,
    TurnDownItem,
)
from trust.groups import Group, Office, Sensitivity
from trust.horizon import find_invitation_days, find_terms
from trust.meetings import Meeting
from trust.membership import find_members
from trust.papers import Agenda, AgendaStatus, Answer
from trust.people import Person, PersonKind

TOPICS = ("What the autumn assessments show", "Sequencing across Key Stage 3", "Reading in every lesson",
          "Sharing a unit that worked", "Moderating together", "Transition from Year 6")  # fmt: skip
REASONS = ("A medical appointment", "Parents' evening at my school", "I do not work that day")
SLIP, USUAL = "Cake", 10
NEVER = 0.03


def reply(here: Moment, group: Group, meeting: Meeting) -> Iterator[Act]:
    """Let members reply: most within days, some only once they are reminded, a few never."""
    trust, chance, day = here.year.trust, here.chance, meeting.starts.date()
    invited = find_invited(here, meeting)
    if not here.is_past(invited + timedelta(days=1)):
        return
    replied = here.replies.get(meeting.key, {})
    for person in find_members(trust, group, day):
        about = (person.id, meeting.key)
        if (
            person.id in replied
            or chance.happens(NEVER, "never", person.id)
            or not person.works_on(here.today)
        ):
            continue
        if chance.happens(FORGETS, "forgets", *about):
            # They answer once they are reminded that a reply is wanted.
            when = add_working_days(day, -chance.count(2, 5, "late reply", *about))
        else:
            after = chance.count(0, 10, "reply", *about)
            when = add_working_days(max(invited, person.starts or invited), after + 1)
        if here.is_past(when, 12):
            yield _make_reply(here, group, person, meeting)


def _make_reply(here: Moment, group: Group, person: Person, meeting: Meeting) -> Act:
    chance, about = here.chance, (person.id, meeting.key)
    # A guest's mailbox is elsewhere; what comes back from there looks the same, and is left to the sync's own tests.
    in_outlook = person.kind is PersonKind.STAFF and chance.happens(0.5, "in Outlook", *about)
    if chance.happens(0.12, "apology", *about):
        if in_outlook:
            return InOutlook(person, meeting.key, Answer.DECLINED)
        reason = chance.pick(REASONS, "reason", *about)
        shared = chance.happens(0.5, "shared", *about)
        return InTeams(
            person,
            GiveReply(
                meeting=meeting.key,
                answer=Answer.DECLINED,
                reason=reason,
                share_with_chair=shared,
                delegate=_find_delegate(here, group, person, meeting),
            ),
        )
    if in_outlook:
        return InOutlook(person, meeting.key, Answer.ACCEPTED)
    return InTeams(person, GiveReply(meeting=meeting.key, answer=Answer.ACCEPTED))


def _find_delegate(here: Moment, group: Group, person: Person, meeting: Meeting) -> str | None:
    """Find whom somebody sends in their place, now and then: a colleague of their school."""
    about = (person.id, meeting.key)
    if group.sensitivity is not Sensitivity.OPEN or not here.chance.happens(0.3, "delegates", *about):
        return None
    day = meeting.starts.date()
    members = {member.id for member in find_members(here.year.trust, group, day)}
    near = [
        one
        for one in here.year.trust.people
        if one.school == person.school
        and one.school
        and one.kind is PersonKind.STAFF
        and one.id not in members
        and one.holds(day)
        and one.works_on(here.today)
    ]
    return here.chance.pick(near, "delegate", *about).id if near else None


def prepare(here: Moment, group: Group, meeting: Meeting) -> Iterator[Act]:
    """Draft and publish the agenda; a chair who forgets is helped out by the co-chair, late."""
    chance, key, day = here.chance, meeting.key, meeting.starts.date()
    agenda = here.year.agenda_by_meeting.get(key)
    if agenda is not None and agenda.status is not AgendaStatus.DRAFT:
        return
    forgets = chance.happens(FORGETS, "agenda", key)
    draft_on = add_working_days(day, -3 if forgets else -chance.count(7, 10, "draft", key))
    if not here.is_past(draft_on):
        return
    offices = (Office.CO_CHAIR, Office.CHAIR) if forgets else (Office.CHAIR, Office.CO_CHAIR)
    chair = here.find_officer(group, *offices)
    if agenda is None:
        if chair:
            yield from _draft(here, chair, key)
        return
    if chair:
        yield from _edit(here, chair, agenda)
        publish_on = add_working_days(day, -2 if forgets else -chance.count(5, 6, "publish", key))
        if here.is_past(publish_on, 14):
            yield InTeams(chair, PublishAgenda(meeting=key))
    members = find_members(here.year.trust, group, day)
    if (
        members
        and not agenda.proposed
        and chance.happens(0.2, "proposes", key)
        and here.is_past(draft_on, 12)
    ):
        member = chance.pick(members, "who proposes", key)
        title = f"A question from {member.name}"
        if member.works_on(here.today) and all(item.title != title for item in agenda.items):
            yield InTeams(member, ProposeItem(meeting=key, title=title))


def _draft(here: Moment, chair: Person, key: str) -> Iterator[Act]:
    chance = here.chance
    yield InTeams(chair, DraftAgenda(meeting=key))
    for topic in {chance.pick(TOPICS, "topic", key, n): None for n in "ab"}:
        yield InTeams(chair, AddItem(meeting=key, title=topic, minutes=USUAL, outcome="One thing to try"))
    if chance.happens(0.15, "slips", key):
        yield InTeams(chair, AddItem(meeting=key, title=SLIP))
        yield TakesBack(chair, key)
    elif chance.happens(0.1, "drops", key):
        yield InTeams(chair, AddItem(meeting=key, title=SLIP))
        yield InTeams(chair, DropItem(meeting=key, item=SLIP))


def _edit(here: Moment, chair: Person, agenda: Agenda) -> Iterator[Act]:
    """Take up or turn down what was put forward, change an item, and move one up."""
    chance, key = here.chance, agenda.meeting
    for item in agenda.proposed:
        turned_down = chance.happens(0.2, "turns down", key, item.title)
        kind = TurnDownItem if turned_down else TakeItem
        yield InTeams(chair, kind(meeting=key, item=item.title))
    ours = [item for item in agenda.items if item.title in TOPICS and item.minutes == USUAL]
    if ours and chance.happens(0.25, "changes", key):
        one = ours[0]
        longer = ChangeItem(
            meeting=key,
            item=one.title,
            title=one.title,
            minutes=USUAL + 5,
            lead=chair.id,
            outcome=one.outcome,
            seen_minutes=one.minutes,
            seen_outcome=one.outcome,
        )
        yield InTeams(chair, longer)
        place = [item.title for item in agenda.items].index(one.title) + 1
        if place > 1 and chance.happens(0.5, "moves up", key):
            yield InTeams(chair, MoveItem(meeting=key, item=one.title, by=-1, seen_place=place))


def change(here: Moment, group: Group, meeting: Meeting) -> Iterator[Act]:
    """Move some meetings, call a few off, and drag one or two about in Outlook."""
    chance, key, day = here.chance, meeting.key, meeting.starts.date()
    moved = chance.draw("moves", key)
    notice = 25 if moved < 0.04 else 6 if moved < 0.06 else 0
    cancels, drags = chance.happens(0.02, "cancels", key), chance.happens(0.02, "drags", key)
    if not (notice or cancels or drags):
        return
    chair = here.find_officer(group, Office.CHAIR, Office.CO_CHAIR)
    week = timedelta(weeks=1)
    terms = find_terms(here.year.trust)
    if chair is None or not any(first <= day + week <= last for first, last in terms.values()):
        return
    before = add_working_days(day, -notice)
    # Only the day on which they think of it: a meeting that was moved is not moved again.
    if notice and before == here.today and here.is_past(before, 10):
        yield InTeams(chair, MoveMeeting(meeting=key, starts=meeting.starts + week, ends=meeting.ends + week))
    if cancels and here.is_past(add_working_days(day, -15), 10):
        rule = key.rpartition("/")[2]
        yield InTeams(chair, CancelMeeting(meeting=key, reason=f"Nothing to decide in {rule}"))
    if drags and add_working_days(day, -12) == here.today:
        yield Drags(key, timedelta(minutes=15))


def find_invited(here: Moment, meeting: Meeting) -> date:
    """Find the day on which the invitation went out, or at the soonest the first day of the simulation."""
    trust = here.year.trust
    terms, days = find_terms(trust), find_invitation_days(trust)
    reached = [days[term] for term, (first, _) in terms.items() if first <= meeting.starts.date()]
    return max(reached, default=here.today)
