"""What people of a simulated trust do by a moment: pure, from the year as it stands, the clock and a seed.

Most are diligent, some are late, some forget until they are reminded, a few never do. Whatever has been done already
shows in the year, so asking again at the same moment gives nothing more; what was refused is remembered by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from termtime.simulation.after import agree, see_to_actions, write_up
from termtime.simulation.before import change, prepare, reply
from termtime.simulation.chance import Chance
from termtime.simulation.deciding import Act, Broadcasts, Moment, Says, name_act
from trust.audiences import Audience, AudienceKind
from trust.calendar import TermName, add_working_days
from trust.horizon import find_horizon, find_terms
from trust.meetings import MeetingStatus
from trust.people import Person, PersonKind
from trust.year import Year

PAUSES, HAS_HOURS, ASKS = 0.05, 0.04, 0.03
PAUSE, PATIENCE = timedelta(days=9), timedelta(days=4)
OWN_HOURS = (time(16, 30), time(9, 30))
QUESTIONS = ("When is my next meeting?", "What are my actions?", "Who has not replied?")


def find_acts(year: Year, now: datetime, chance: Chance) -> tuple[Act, ...]:
    """List what people have come to do by a moment and have not done."""
    here = Moment(year, now, chance)
    trust, found = year.trust, list[Act]()
    horizon = find_horizon(trust, now)
    for meeting in year.meetings:
        group = trust.group_by_id.get(meeting.group)
        if group is None or meeting.status is not MeetingStatus.PUBLISHED:
            continue
        if meeting.ends <= now:
            found += write_up(here, group, meeting)
        elif horizon is not None and meeting.starts.date() <= horizon:
            found += [
                *reply(here, group, meeting),
                *prepare(here, group, meeting),
                *change(here, group, meeting),
            ]
    found += [*see_to_actions(here), *agree(here), *_speak(here)]
    return tuple(found)


def _speak(here: Moment) -> Iterator[Act]:
    """Pause messages, set hours of one's own, ask; and once a term a lead writes to all chairs."""
    chance, today = here.chance, here.today
    if not here.is_past(today, 12):
        return
    for term, (first, last) in find_terms(here.year.trust).items():
        if not first <= today <= last:
            continue
        days = (last - first).days
        for person in here.year.trust.people:
            on = first + timedelta(days=int(days * 0.8 * chance.draw("speaks on", term.value, person.id)))
            staff = person.kind is PersonKind.STAFF and person.works_on(today)
            if staff and on <= today < on + PATIENCE:
                yield from _say(chance, term, person, on)
        lead = here.year.trust.person_by_id.get(next(iter(here.year.trust.settings.leads), ""))
        if lead and lead.works_on(today) and add_working_days(first, 8) <= today:
            text = f"Thank you for a good start to the {term.value} term."
            yield Broadcasts(lead, Audience(kind=AudienceKind.CHAIRS), text)


def _say(chance: Chance, term: TermName, person: Person, on: date) -> Iterator[Says]:
    about = (term.value, person.id)
    if chance.happens(PAUSES, "pauses", *about):
        until = on + PAUSE
        yield Says(person, f"Pause messages until {until.day} {until:%B %Y}", paused_until=until)
    elif chance.happens(HAS_HOURS, "hours", *about):
        yield Says(person, "Quiet hours from 16:30 to 9:30", quiet=OWN_HOURS)
    elif chance.happens(ASKS, "asks", *about):
        yield Says(person, chance.pick(QUESTIONS, "question", *about))


def only_new(acts: Iterable[Act], tried: set[str]) -> Iterator[Act]:
    """Leave out what was tried before, and remember the rest."""
    for act in acts:
        name = name_act(act)
        if name not in tried:
            tried.add(name)
            yield act
