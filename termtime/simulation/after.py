"""What people do after a meeting: write it up, here or in Word, see to actions, agree to what others asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from termtime.simulation.deciding import FORGETS, Act, InTeams, InWord, Moment
from trust.calendar import add_working_days
from trust.deeds.moving import find_able
from trust.deeds.values import (
    AddDecision,
    Agree,
    AgreeAction,
    ApproveMinutes,
    CarryAction,
    FinishAction,
    NoteAttendance,
    ReassignAction,
    Refuse,
    SaveMinutes,
    TakeFromWord,
    WriteSummary,
)
from trust.groups import Group, Office
from trust.meetings import Meeting
from trust.membership import find_members
from trust.offered import ATTENDANCE, find_offered
from trust.papers import ActionStatus, Answer, Minutes, MinutesStatus
from trust.people import Person

DECISIONS = ("One assessment window for all schools", "The shared unit is taught in the second half-term",
             "Each school brings three books to moderate", "The glossary is used by everyone")  # fmt: skip
TASKS = ("Share the unit in the group's folder", "Ask the association for a speaker", "Collect three examples",
         "Draft the questions for moderation", "Tell colleagues what was decided")  # fmt: skip
IN_WORD = ("Meet in person once in the summer", "Print the timeline", "The next host is the smallest school")
LATEST = timedelta(days=60)


def write_up(here: Moment, group: Group, meeting: Meeting) -> Iterator[Act]:
    """Write up a meeting that was held: attendance, decisions and actions at its end, minutes days after it."""
    minutes = here.year.minutes_by_meeting.get(meeting.key)
    if minutes is not None and minutes.status is not MinutesStatus.DRAFT:
        return
    # Whoever looks after the papers when the chair is away; in the end, whoever is there.
    chair = here.find_officer(group, Office.CHAIR, Office.CO_CHAIR, Office.COORDINATOR)
    if chair is None:
        return
    if minutes is None:
        yield from _note(here, group, meeting, chair)
        return
    yield from _take_from_word(here, meeting, chair)
    chance, key, day = here.chance, meeting.key, meeting.starts.date()
    late = chance.happens(FORGETS, "minutes", key)
    save_on = add_working_days(
        day, chance.count(7, 9, "late", key) if late else chance.count(1, 4, "save", key)
    )
    if minutes.saved is None:
        if here.is_past(save_on, 11):
            yield from _save(here, chair, minutes)
    elif _has_met_again(here, meeting):
        approver = here.find_officer(group, Office.CHAIR, Office.CO_CHAIR)
        if approver:
            yield InTeams(approver, ApproveMinutes(meeting=key))


def _note(here: Moment, group: Group, meeting: Meeting, chair: Person) -> Iterator[Act]:
    chance, key, day = here.chance, meeting.key, meeting.starts.date()
    members = find_members(here.year.trust, group, day)
    replies = {person: one.answer for person, one in here.replies.get(key, {}).items()}
    there = [
        p
        for p in members
        if replies.get(p.id) is not Answer.DECLINED and not chance.happens(0.08, "absent", p.id, key)
    ]
    away = tuple(p.id for p in members if replies.get(p.id) is Answer.DECLINED)
    yield InTeams(chair, NoteAttendance(meeting=key, present=tuple(p.id for p in there), apologies=away))
    if there and chance.happens(0.1, "in Word", key):
        said = chance.pick(IN_WORD, "said in Word", key)
        task, owner = chance.pick(TASKS, "Word task", key), chance.pick(there, "Word owner", key)
        yield InWord(key, said, task, owner.name, own_notes=chance.happens(0.5, "own notes", key))
        return
    for n in range(chance.count(1, 2, "decisions", key)):
        yield InTeams(chair, AddDecision(meeting=key, text=chance.pick(DECISIONS, "decision", key, str(n))))
    for n in range(chance.count(0, 2, "actions", key) if there else 0):
        owner = chance.pick(there, "owner", key, str(n))
        due = add_working_days(day, chance.count(5, 25, "due", key, str(n)))
        text = chance.pick(TASKS, "task", key, str(n))
        yield InTeams(chair, AgreeAction(meeting=key, text=text, owner=owner.id, due=due))


def _take_from_word(here: Moment, meeting: Meeting, chair: Person) -> Iterator[Act]:
    """Take over what was found in Word, all of it; whose an action is is said where that was not clear."""
    written = here.chance.happens(0.1, "in Word", meeting.key)
    if not written or here.now - meeting.ends > LATEST:
        return
    offered = find_offered(here.year, meeting.key)
    if not offered:
        return
    picked = [ATTENDANCE] if offered.present or offered.apologies else []
    picked += [decision.id for decision in offered.decisions]
    picked += [action.id for action in offered.actions if action.owner]
    open_action = next((action.id for action in offered.actions if action.owner is None), None)
    owner = chair.id if open_action else None
    yield InTeams(
        chair, TakeFromWord(meeting=meeting.key, picked=tuple(picked), action=open_action, owner=owner)
    )


def _save(here: Moment, chair: Person, minutes: Minutes) -> Iterator[Act]:
    key = minutes.meeting
    if not minutes.summary and here.chance.happens(0.5, "summary", key):
        text = "We looked at what had been tried since last time.\nTwo schools will visit each other."
        yield InTeams(chair, WriteSummary(meeting=key, text=text))
    yield InTeams(chair, SaveMinutes(meeting=key))


def see_to_actions(here: Moment) -> Iterator[Act]:
    """Let owners finish what they agreed to, or carry it forward; a few give it to somebody else."""
    people, groups = here.year.trust.person_by_id, here.year.trust.group_by_id
    for action in here.year.actions:
        owner = people.get(action.owner)
        if action.status is not ActionStatus.OPEN or action.due is None:
            continue
        meeting = here.year.meeting_by_key.get(action.meeting)
        if owner is not None and not owner.holds(here.today) and meeting:
            # Whoever has left does nothing more: the chair gives it to somebody who is here.
            chair = here.find_officer(groups[meeting.group], Office.CHAIR, Office.CO_CHAIR)
            if chair:
                yield InTeams(chair, ReassignAction(action=action.id, owner=chair.id))
            continue
        if owner is None or not owner.works_on(here.today):
            continue
        late = here.chance.count(-6, 4, "finish", action.id)
        if here.chance.happens(0.06, "never done", action.id):
            if action.due < here.today - timedelta(days=14):
                yield InTeams(owner, CarryAction(action=action.id))
        elif here.is_past(add_working_days(action.due, late), 14):
            yield InTeams(owner, FinishAction(action=action.id))


def agree(here: Moment) -> Iterator[Act]:
    """Agree, the day after, to what somebody asked for and may not do alone; a few are refused."""
    for request in here.year.requests:
        about = request.id
        if here.now - request.at < timedelta(hours=20):
            continue
        able = [person for person in find_able(here.year, request, here.today) if person.works_on(here.today)]
        if able:
            refuses = here.chance.happens(0.2, "refuses", about)
            deed = Refuse(request=about) if refuses else Agree(request=about)
            yield InTeams(here.chance.pick(able, "agrees", about), deed)


def _has_met_again(here: Moment, meeting: Meeting) -> bool:
    after = [m for m in here.held.get(meeting.group, ()) if m.starts > meeting.starts]
    if not after:
        return here.is_past(add_working_days(meeting.starts.date(), 8))
    return after[0].ends <= here.now
