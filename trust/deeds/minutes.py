"""Taking minutes: who was there, what was decided and agreed. Several people may at once, each adding to the rest.

Whatever is noted is merged into the draft as it stands, one person and one decision at a time; only a summary is one
text, and is never written over one that changed meanwhile. Sentences quote nothing from a draft.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2b

from trust.deeds.locking import is_locked
from trust.deeds.result import Papers, Result
from trust.deeds.rights import Right, check_right, find_meeting
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    DropAction,
    DropDecision,
    NoteAttendance,
    WriteSummary,
    break_lines,
)
from trust.groups import Group
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.papers import Action, ActionStatus, Minutes, MinutesStatus
from trust.people import Person
from trust.values import RefusedError, place_in_london
from trust.year import Trust, Year

LOCKED = "Those minutes are locked: nobody changes them any more."
APPROVED = "Those minutes are approved, so nothing was changed. The chair or co-chair may reopen them first."
NOT_BEGUN = "That meeting has not begun; its minutes may be taken from its start."
SUMMARY_CHANGED = (
    "Somebody else changed the summary meanwhile, so yours was not written over theirs. Put the two together."
)


def note_attendance(year: Year, deed: NoteAttendance, by: Person, now: datetime) -> Result:
    """Note who was there, person by person; whoever is named twice was there.

    Raises:
        RefusedError: They may not write the minutes, or someone named is not in the trust's files.
    """
    _, _, minutes = find_draft(year, deed.meeting, by, now)
    named = {*deed.present, *deed.apologies, *deed.absent}
    if unknown := named - year.trust.person_by_id.keys():
        raise RefusedError(f"{len(unknown)} of those people are not in the trust's files; nobody was noted.")
    # What a form showed already says nothing new: it stays as noted since, by whomever.
    came = set(deed.present) - set(deed.was_present)
    sent = set(deed.apologies) - set(deed.was_apologies) - came
    gone = set(deed.absent) - came - sent
    no_more = set(deed.was_present) - set(deed.present)
    present = (set(minutes.present) - no_more - sent - gone) | came
    no_more = set(deed.was_apologies) - set(deed.apologies)
    apologies = (set(minutes.apologies) - no_more - came - gone) | sent
    noted = {"present": tuple(sorted(present)), "apologies": tuple(sorted(apologies))}
    return _change(minutes, "Attendance is noted.", **noted)


def add_decision(year: Year, deed: AddDecision, by: Person, now: datetime) -> Result:
    """Note a decision, once. Raises RefusedError."""
    _, _, minutes = find_draft(year, deed.meeting, by, now)
    if squeeze(deed.text) in {squeeze(decision) for decision in minutes.decisions}:
        return Result(sentence="That decision is noted already.")
    return _change(minutes, "The decision is noted.", decisions=(*minutes.decisions, deed.text))


def drop_decision(year: Year, deed: DropDecision, by: Person, now: datetime) -> Result:
    """Take a decision out. Raises RefusedError."""
    _, _, minutes = find_draft(year, deed.meeting, by, now)
    kept = tuple(decision for decision in minutes.decisions if squeeze(decision) != squeeze(deed.text))
    if kept == minutes.decisions:
        return Result(sentence="That decision is not in the minutes, or no longer.")
    return _change(minutes, "The decision is taken out.", decisions=kept)


def write_summary(year: Year, deed: WriteSummary, by: Person, now: datetime) -> Result:
    """Write the summary. Raises RefusedError, also when it is no longer the one that was looked at."""
    _, _, minutes = find_draft(year, deed.meeting, by, now)
    if deed.text == minutes.summary:
        return Result(sentence="The summary says that already.")
    if deed.before != break_lines(minutes.summary):
        raise RefusedError(SUMMARY_CHANGED)
    return _change(minutes, "The summary is written.", summary=deed.text)


def agree_action(year: Year, deed: AgreeAction, by: Person, now: datetime) -> Result:
    """Note an action that was agreed, once; agreed again for another day, that day counts.

    Raises:
        RefusedError: They may not, its owner does not belong to the group, or it is due before the meeting.
    """
    meeting, group, minutes = find_draft(year, deed.meeting, by, now)
    day = meeting.starts.date()
    owners = find_owners(year.trust, group, day, place_in_london(now).date()) | set(minutes.present)
    if deed.owner not in owners or deed.owner not in year.trust.person_by_id:
        raise RefusedError(f"An action is for somebody who belongs to {group.name} or was there.")
    if deed.due and deed.due < day:
        raise RefusedError("That day is before the meeting; an action is due on the day of it or after.")
    action = Action(
        id=name_action(deed.meeting, deed.text, deed.owner),
        meeting=deed.meeting,
        text=deed.text,
        owner=deed.owner,
        due=deed.due,
    )
    known = next((one for one in year.actions if one.id == action.id), None)
    if known is None:
        return Result(sentence="The action is noted.", saved=Papers(actions=(action,)))
    asks = known.status is ActionStatus.OPEN and known.owner == deed.owner
    if asks and deed.due and deed.due != known.due:
        changed = known.model_copy(update={"due": deed.due})
        return Result(
            sentence="The action was noted already; its day is changed.", saved=Papers(actions=(changed,))
        )
    return Result(sentence="That action is noted already.")


def drop_action(year: Year, deed: DropAction, by: Person, now: datetime) -> Result:
    """Take out an action that was noted by mistake. Raises RefusedError."""
    find_draft(year, deed.meeting, by, now)
    if not any(one.id == deed.action and one.meeting == deed.meeting for one in year.actions):
        return Result(sentence="That action is not in the minutes, or no longer.")
    return Result(sentence="The action is taken out.", dropped=(deed.action,))


def find_draft(year: Year, key: str, by: Person, now: datetime) -> tuple[Meeting, Group, Minutes]:
    """Find a meeting, its group, and the draft of its minutes as it stands, empty before anything is noted.

    Raises:
        RefusedError: Somebody may not write them, it has not begun, or they are approved or locked.
    """
    meeting, group, minutes = find_minutes(year, key, by, now)
    if is_locked(year.trust.settings.rules, minutes, now):
        raise RefusedError(LOCKED)
    if minutes.status is MinutesStatus.APPROVED:
        raise RefusedError(APPROVED)
    return meeting, group, minutes


def find_minutes(
    year: Year, key: str, by: Person, now: datetime, right: Right = Right.MINUTES
) -> tuple[Meeting, Group, Minutes]:
    """Find a meeting that has begun, its group and its minutes as they stand.

    Raises:
        RefusedError: There is no such meeting, it has not begun, or somebody has no such right.
    """
    day = place_in_london(now).date()
    meeting, group = find_meeting(year, key, by, day)
    check_right(year.trust, by, right, group, day)
    if now < meeting.starts:
        raise RefusedError(NOT_BEGUN)
    return meeting, group, year.minutes_by_meeting.get(key) or Minutes(meeting=key)


def find_owners(trust: Trust, group: Group, *days: date) -> set[str]:
    """Find the ids of those a group's actions may be for: its members and officers on some days."""
    people = [person for day in days for person in find_members(trust, group, day)]
    people += [p for day in days for held in find_officers(trust, group, day).values() for p in held]
    return {person.id for person in people}


def name_action(meeting: str, text: str, owner: str) -> str:
    """Name an action, the same for the same words, however they are spaced and spelt in capitals."""
    return f"a-{blake2b(f'{meeting} {owner} {squeeze(text)}'.encode(), digest_size=6).hexdigest()}"


def squeeze(text: str) -> str:
    """Take out of a text what makes no difference to what it says.

    >>> squeeze("Moderate  in November.")
    'moderate in november'
    """
    return " ".join(text.casefold().split()).rstrip(" .")


def _change(minutes: Minutes, sentence: str, **changed: object) -> Result:
    after = minutes.model_copy(update=changed)
    return Result(sentence=sentence, saved=Papers(minutes=(after,)) if after != minutes else Papers())
