"""Invented trusts for measuring the sync: any number of groups, all of the same size, that meet in the coming term.

`benchmarks.trusts` makes trusts like those of life, for the planner; here what counts is that twice as large is twice
as much to write, and nothing else is different.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from benchmarks import places, staff
from benchmarks.sizes import FIGURES, Size
from benchmarks.sync_sizes import Shape, Step
from benchmarks.topics import SECONDARY_SUBJECTS, make_cadences
from trust.cadence import Format
from trust.calendar import TermName
from trust.groups import Group, GroupKind, Membership, Office, Officer
from trust.meetings import Meeting, MeetingStatus, make_meeting_key
from trust.people import Person, PersonKind
from trust.settings import Contact, Microsoft365, Organiser, TrustSettings
from trust.values import LONDON
from trust.year import Trust, Year

YEAR = "2026-27"
# The day the spring term's invitations go out.
NOW = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON)
FIRST_DAYS = {
    TermName.AUTUMN: date(2026, 9, 14),
    TermName.SPRING: date(2027, 1, 12),
    TermName.SUMMER: date(2027, 4, 19),
}
STAFF_A_SCHOOL, MOST_SCHOOLS = 33, 80
WEEKS_BETWEEN = 3
LENGTH = timedelta(minutes=75)


def make_year(shape: Shape, step: Step = Step.FIRST) -> Year:
    """Make a trust's published year as it stands at a step; the same for the same shape."""
    schools = max(4, min(MOST_SCHOOLS, shape.staff // STAFF_A_SCHOOL))
    figures = FIGURES[Size.SMALL]._replace(
        schools=schools, staff=shape.staff, central=0, councils=1, joining=0, leavers=0
    )
    rng = Random(1)  # noqa: S311  (the same trust every time, not secrets)
    made = places.make_schools(figures, rng)
    people = [p for p in staff.make_people(made, figures, rng) if p.kind is PersonKind.STAFF]
    groups = [_make_group(number) for number in range(shape.groups)]
    seats = [list(_seat(people, number, shape.people)) for number in range(shape.groups)]
    memberships = [
        Membership(group=group.id, person=person.id)
        for group, members in zip(groups, seats, strict=True)
        for person in members
    ]
    if step in (Step.JOINER, Step.MOVED):
        joiner = next(person for person in people if person not in seats[0])
        memberships.append(Membership(group=groups[0].id, person=joiner.id))
    trust = Trust(
        settings=_make_settings(shape),
        schools=made,
        half_terms=places.make_half_terms(figures),
        people=tuple(people),
        groups=tuple(groups),
        roles=staff.make_roles(),
        officers=tuple(
            Officer(group=group.id, office=Office.CHAIR, person=members[0].id)
            for group, members in zip(groups, seats, strict=True)
        ),
        memberships=tuple(memberships),
    )
    meetings = [m for n, group in enumerate(groups) for m in _make_meetings(shape, n, group)]
    if step is Step.MOVED:
        meetings = [_move(m) if m.key == f"{YEAR}/{groups[0].id}/spring-2" else m for m in meetings]
    return Year(trust=trust, meetings=tuple(meetings))


def _make_group(number: int) -> Group:
    around, topic = divmod(number, len(SECONDARY_SUBJECTS))
    subject = SECONDARY_SUBJECTS[topic]
    return Group(
        id=f"{subject}-{around + 1}",
        name=f"{subject.capitalize()} {around + 1}",
        kind=GroupKind.SUBJECT,
        cadence="termly",
    )


def _seat(people: Sequence[Person], number: int, size: int) -> Iterator[Person]:
    """Seat a group: the staff in turn, beginning one further on every time round, so that every chair is another."""
    start = number * size
    return (people[(start + start // len(people) + seat) % len(people)] for seat in range(size))


def _make_meetings(shape: Shape, number: int, group: Group) -> Iterator[Meeting]:
    terms = tuple(TermName) if shape.other_terms else (TermName.SPRING,)
    for term in terms:
        days = (FIRST_DAYS[term] + timedelta(weeks=WEEKS_BETWEEN * n, days=number % 3) for n in range(99))
        for rule, day in enumerate(islice(days, shape.meetings), start=1):
            starts = datetime.combine(day, time(15, 45), LONDON)
            yield Meeting(
                key=make_meeting_key(YEAR, group.id, f"{term}-{rule}"),
                group=group.id,
                title=f"{term.capitalize()} meeting {rule}",
                format=Format.ONLINE,
                starts=starts,
                ends=starts + LENGTH,
                status=MeetingStatus.PUBLISHED,
            )


def _move(meeting: Meeting) -> Meeting:
    week = timedelta(weeks=1)
    return meeting.model_copy(update={"starts": meeting.starts + week, "ends": meeting.ends + week})


def _make_settings(shape: Shape) -> TrustSettings:
    office = Contact(name="the co-design office", how=f"codesign@{staff.DOMAIN}")
    return TrustSettings(
        name="A trust of many groups",
        short_name="Many",
        year=YEAR,
        councils={places.COUNCILS[0]: "Dunmere Council"},
        microsoft365=Microsoft365(
            organiser=f"codesign@{staff.DOMAIN}",
            organised_by=Organiser.CHAIR if shape.by_chair else Organiser.SERVICE,
            site_host="benchmark.sharepoint.com",
            site_path="/sites/codesign",
        ),
        cadences=make_cadences(["hall"]),
        help_contact=office,
        safeguarding_contact=office,
    )
