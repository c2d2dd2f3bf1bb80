"""What people wrote into a meeting's minutes in Word that the year does not have yet, to be offered to its officers.

Names are matched with those who may be meant: the group's people, and whoever else the trust has only by their whole
name. A name that fits two people is left open, and so is one that fits nobody. Nothing is taken over by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b

from rapidfuzz import fuzz

from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members, find_officers
from trust.papers import Minutes, MinutesStatus
from trust.people import Person
from trust.values import Value
from trust.word_minutes import Found, FoundAction
from trust.year import Year

# By what attendance is picked, beside the ids of decisions and actions.
ATTENDANCE = "attendance"
# How alike two sentences are that say the same, and two spellings of a name.
SAME, SAME_NAME = 92, 84
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMBERS = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b")
WORDS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}))?\b")
TITLE = re.compile(r"^(mr|mrs|ms|miss|mx|dr|prof)\.? ", re.IGNORECASE)
NEXT_MEETING = re.compile(r"\bnext (time|meeting)\b", re.IGNORECASE)


class OfferedAction(Value):
    """An action found in Word. Its `owner` is a person's id, or None where whoever is `written` there may be several or none."""

    id: str
    text: str
    written: str = ""
    owner: str | None = None
    due: date | None = None


class OfferedDecision(Value):
    """A decision found in Word."""

    id: str
    text: str


class Offered(Value):
    """What is found in a meeting's minutes in Word and not in the year: people by id; and since when something of it is."""

    meeting: str
    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    decisions: tuple[OfferedDecision, ...] = ()
    actions: tuple[OfferedAction, ...] = ()
    since: date | None = None

    def __bool__(self) -> bool:
        return bool(self.present or self.apologies or self.decisions or self.actions)


def find_offered(year: Year, key: str) -> Offered:
    """Find what a meeting's minutes in Word say that the year does not have; nothing once they are approved."""
    meeting = year.meeting_by_key.get(key)
    group = year.trust.group_by_id.get(meeting.group) if meeting else None
    minutes = year.minutes_by_meeting.get(key) or Minutes(meeting=key)
    if meeting is None or group is None or minutes.status is not MinutesStatus.DRAFT:
        return Offered(meeting=key)
    texts = year.minutes_found.get(key, ())
    read = [text.found for text in texts if text.found]
    known = {*minutes.present, *minutes.apologies}
    present, apologies = _find_attendance(year, group, meeting, read)
    agreed = [action.text for action in year.actions if action.meeting == key]
    decisions = _find_new([text for found in read for text in found.decisions], minutes.decisions)
    actions = tuple(_find_actions(year, group, meeting, read, agreed))
    new = {*decisions, *(action.text for action in actions)}

    def says_new(found: Found) -> bool:
        there, away = _find_attendance(year, group, meeting, [found])
        said = {*found.decisions, *(action.text for action in found.actions)}
        return bool(new & said or (there | away) - known)

    return Offered(
        meeting=key,
        present=tuple(sorted(present - known)),
        apologies=tuple(sorted(apologies - present - known)),
        decisions=tuple(OfferedDecision(id=_name("d", text), text=text) for text in decisions),
        actions=actions,
        since=max((t.found_on for t in texts if t.found_on and t.found and says_new(t.found)), default=None),
    )


def find_all_offered(year: Year) -> tuple[Offered, ...]:
    """Find every meeting whose minutes in Word say something the year does not have, latest meeting first."""
    held = [m for m in year.meetings if m.key in year.minutes_found and m.status is MeetingStatus.PUBLISHED]
    held.sort(key=lambda meeting: (meeting.starts, meeting.key), reverse=True)
    return tuple(offered for meeting in held if (offered := find_offered(year, meeting.key)))


def has_word_minutes(year: Year, key: str) -> bool:
    """Say whether somebody wrote a meeting's minutes in Word, wherever in its folder."""
    return key in year.minutes_found


def find_person(name: str, near: Sequence[Person], everyone: Iterable[Person] = ()) -> Person | None:
    """Find the one person a name can mean; None where that is nobody or more than one.

    A name written whole comes first, then a first name, a surname or initials, then a misspelling.
    """
    said = TITLE.sub("", " ".join(name.split())).casefold().strip(" .")
    if not said:
        return None
    for people in (near, tuple(everyone)):
        if whole := [p for p in people if p.name.casefold() == said]:
            return whole[0] if len(whole) == 1 else None
    for fits in (_fits_part, _fits_initials, _fits_nearly):
        if found := [p for p in near if fits(said, p.name.casefold())]:
            return found[0] if len(found) == 1 else None
    return None


def read_due(text: str, meeting: date) -> date | None:
    """Read a day as it is written in the United Kingdom; one without a year is the first after the meeting.

    >>> read_due("12/3", date(2027, 1, 19)), read_due("by 8th January", date(2027, 1, 19))
    (datetime.date(2027, 3, 12), datetime.date(2028, 1, 8))
    """
    said = text.casefold()
    if found := ISO.search(said):
        return _make_day(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.search(said):
        day, month, year = int(found[1]), int(found[2]), int(found[3] or 0)
    elif (found := WORDS.search(said)) and found[2][:3] in MONTHS:
        day, month, year = int(found[1]), MONTHS.index(found[2][:3]) + 1, int(found[3] or 0)
    else:
        return None
    if year:
        return _make_day(year + 2000 if year < 100 else year, month, day)
    this, following = (_make_day(meeting.year + later, month, day) for later in (0, 1))
    return this if this and this >= meeting else following


def find_people(year: Year, group: Group, day: date) -> tuple[Person, ...]:
    """Find whom a group's minutes may name by part of their name: its members and officers."""
    people = {person.id: person for person in find_members(year.trust, group, day)}
    people |= {p.id: p for held in find_officers(year.trust, group, day).values() for p in held}
    return tuple(people.values())


def _find_attendance(
    year: Year, group: Group, meeting: Meeting, read: Iterable[Found]
) -> tuple[set[str], set[str]]:
    near = find_people(year, group, meeting.starts.date())
    present: set[str] = set()
    apologies: set[str] = set()
    for found in read:
        for names, people in ((found.present, present), (found.apologies, apologies)):
            people |= {p.id for name in names if (p := find_person(name, near, year.trust.people))}
    return present, apologies


def _find_actions(
    year: Year, group: Group, meeting: Meeting, read: Iterable[Found], agreed: Sequence[str]
) -> Iterable[OfferedAction]:
    day = meeting.starts.date()
    near = find_people(year, group, day)
    written: dict[str, FoundAction] = {}
    for found in read:
        for action in found.actions:
            if action.text in _find_new([action.text], [*agreed, *written]):
                written[action.text] = action
    coming = [m.starts.date() for m in year.meetings if m.group == group.id and m.starts > meeting.starts]
    for action in written.values():
        owner = find_person(action.owner, near)
        due = read_due(action.due, day)
        if due is None and NEXT_MEETING.search(action.due):
            due = min(coming, default=None)
        yield OfferedAction(
            id=_name("a", action.text),
            text=action.text,
            written=action.owner,
            owner=owner.id if owner else None,
            due=due if due and due >= day else None,
        )


def _find_new(found: Iterable[str], known: Sequence[str]) -> list[str]:
    """Leave out what is known already, in other words hardly different, and what comes twice."""
    new: list[str] = []
    for text in found:
        if not any(fuzz.ratio(_squeeze(text), _squeeze(one)) >= SAME for one in (*known, *new)):
            new.append(text)
    return new


def _squeeze(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _fits_part(said: str, name: str) -> bool:
    parts, wanted = name.split(), said.split()
    return all(any(part == one for part in parts) for one in wanted) or (
        # "Ada L." and "A. Lane"
        len(wanted) == len(parts) == 2
        and all(
            a.strip(".") == b or (len(a.strip(".")) == 1 and b.startswith(a[0]))
            for a, b in zip(wanted, parts, strict=True)
        )
    )


def _fits_initials(said: str, name: str) -> bool:
    return said.replace(".", "") == "".join(part[0] for part in name.split()) and len(name.split()) > 1


def _fits_nearly(said: str, name: str) -> bool:
    parts = name.split() if " " not in said else [name]
    return len(said) > 3 and any(fuzz.ratio(said, part) >= SAME_NAME for part in parts)


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _name(kind: str, text: str) -> str:
    return f"{kind}-{blake2b(_squeeze(text).encode(), digest_size=5).hexdigest()}"
