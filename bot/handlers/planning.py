"""What the planner finds, put before one audience: only what they may know of goes in, and names come out for few.

Whom a time does not suit is named to chairs, co-chairs, coordinators and trust leads and counted for members; others
hear only of what concerns no person. Other groups' meetings take part where the audience may see what they are, so a slot that clashes with
a hidden meeting looks free, exactly as it would if that group did not exist.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.asked import Asked, Rulings
from bot.handlers.stretch import say_stretch
from bot.planning import Slot, Slots
from bot.understand.when import When
from cards.words import format_span, join_words
from trust.deeds.timing import find_notice_day
from trust.groups import Group
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_members
from trust.permissions import Aspect, Relation, find_relations
from trust.values import place_in_london

MOST_NAMED = 3
PREPOSITIONS = frozenset(
    {"in", "on", "at", "during", "over", "before", "after", "since", "until", "till", "by", "from"}
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def find_slots(asked: Asked, meeting: Meeting, *, earliest: date | None = None) -> Slots:
    """Ask the planner for every time a meeting could take, beside the meetings this audience may know of."""
    if asked.desk.planning is None:
        return Slots()
    known = {group.id for group in asked.visible if asked.find_rulings(group)[Aspect.TITLE].allowed}
    others = [
        other
        for other in asked.year.meetings
        if other.key != meeting.key and other.group in known and other.status is MeetingStatus.PUBLISHED
    ]
    return asked.desk.planning.find_slots(asked.trust, others, meeting, earliest=earliest)


def find_first_movable(asked: Asked) -> date:
    """Find the first day to which a published date may move without a trust lead's sign-off."""
    return find_notice_day(asked.trust, asked.today)


def may_name(asked: Asked, group: Group, rulings: Rulings) -> bool:
    """Say whether everyone listening is an officer of a group, or a trust lead who may see who is in it."""
    relations = find_relations(asked.trust, asked.audience, group, asked.today)
    leads = asked.trust.settings.leads
    return rulings[Aspect.ROSTER].allowed and all(
        relation is Relation.OFFICER or (person is not None and person.id in leads)
        for person, relation in zip(asked.audience, relations, strict=True)
    )


def compare_slots(asked: Asked, slot: Slot, here: Slot | None, group: Group, rulings: Rulings) -> str:
    """Say what makes a time worse and better than the one a meeting has; without one, what is against it."""
    whole = rulings[Aspect.ROSTER].allowed
    if here is None:
        against = say_drawbacks(asked, slot, group, rulings)
        return f"Against it: {against}." if against else "Nothing is against it." if whole else ""
    worse = say_drawbacks(asked, _keep_dearer(slot, here), group, rulings)
    # Whom a time would lose is worth a name, whom it would win a number.
    better = say_drawbacks(asked, _keep_dearer(here, slot), group, rulings, naming=False)
    better = better.replace("; ", "; no longer ")
    said = (f"Worse: {worse}." if worse else "", f"Better: no longer {better}." if better else "")
    return " ".join(filter(None, said)) or ("As good as its date now." if whole else "")


def say_drawbacks(asked: Asked, slot: Slot, group: Group, rulings: Rulings, *, naming: bool = True) -> str:
    """Say what is against a time, the worst first; empty when nothing is that may be said."""
    members = {person.id for person in find_members(asked.trust, group, slot.starts.date())}
    named = naming and may_name(asked, group, rulings)
    said = []
    for drawback in slot.drawbacks:
        # Someone else's member, whom a rule counts beside the group's own, is not the group's to tell of.
        people = tuple(person for person in drawback.people if person in members)
        if people and rulings[Aspect.ROSTER].allowed:
            said.append(f"{say_people(asked, people) if named else _count(people)} {drawback.words}")
        elif not drawback.people:
            said.append(drawback.words)
    return "; ".join(said)


def say_on(asked: Asked, when: When) -> str:
    """Say a stretch after a preposition, on a day, in a week, unless the asker's words begin with one."""
    said = say_stretch(asked, when)
    if when.words.casefold().split(" ")[0] in PREPOSITIONS:
        return said
    return f"{'on' if when.first == when.last else 'in'} {said}"


def say_people(asked: Asked, people: tuple[str, ...]) -> str:
    """Name the first few people (by id), and count the rest."""
    names = [asked.trust.person_by_id[person].name for person in people[:MOST_NAMED]]
    more = len(people) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def say_time(slot: Slot) -> str:
    """Say when a time is."""
    return format_span(slot.starts, slot.ends)


def is_weekday(words: str, day: date) -> bool | None:
    """Say whether a day is the day of the week that some words name; None when they name none, or a date as well.

    >>> is_weekday("friday", date(2027, 1, 8)), is_weekday("friday 1 jan", date(2027, 1, 8))
    (True, None)
    """
    if any(letter.isdigit() for letter in words):
        return None
    spoken = [
        n
        for n, name in enumerate(WEEKDAYS)
        for word in words.casefold().split()
        if len(word) > 2 and name.startswith(word.rstrip("s"))
    ]
    return day.weekday() in spoken if spoken else None


def find_day(meeting: Meeting) -> date:
    """Find the day of a meeting, where the schools are."""
    return place_in_london(meeting.starts).date()


def _keep_dearer(slot: Slot, other: Slot) -> Slot:
    """Keep what costs a time more than it costs another."""
    costs = {drawback.words: drawback.cost for drawback in other.drawbacks}
    dearer = tuple(one for one in slot.drawbacks if one.cost > costs.get(one.words, 0))
    return replace(slot, drawbacks=dearer)


def _count(people: tuple[str, ...]) -> str:
    return f"{len(people)} member{'s' if len(people) > 1 else ''}"
