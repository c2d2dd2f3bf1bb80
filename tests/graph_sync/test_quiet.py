"""Who is written to: n letters for the n people a change is about, none for anybody else, as the plan said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust

from graph_sync.kinds import Kind
from graph_sync.ledger import Outcome
from graph_sync.sync import fetch_plan
from trust.groups import Membership, Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import Person
from trust.values import LONDON
from trust.year import Year

FIRST, SECOND = "2026-27/maths/spring-1", "2026-27/maths/spring-2"
OAK, ELM = "2026-27/oak-maths/spring-1", "2026-27/elm-maths/spring-1"
LATER = datetime(2027, 1, 26, 15, 45, tzinfo=LONDON)
MATHS = ("ada", "ben", "cal")
Letters = Counter[tuple[str, str, str]]


def make_year() -> Year:
    """Maths meets twice, the maths of either school once; cal is a member by name, so that others may stand in."""
    people = (
        a_person("ada", roles=("maths-lead",)),
        a_person("ben", roles=("maths-lead",), school="elm"),
        a_person("cal"),
        a_person("dee", roles=("teacher",)),
        a_person("eva", roles=("teacher",), school="elm"),
        a_person("fay", roles=("teacher",)),
        a_person("gil"),
    )
    groups = (
        a_group("maths"),
        a_group("oak-maths", roles=("teacher",), schools=("oak",)),
        a_group("elm-maths", roles=("teacher",), schools=("elm",)),
    )
    second = datetime(2027, 3, 9, 15, 45, tzinfo=LONDON)
    meetings = (
        a_meeting("spring-1"),
        a_meeting("spring-2", title="Moderation", starts=second, format="moderation", place="elm"),
        a_meeting("spring-1", "oak-maths", starts=datetime(2027, 2, 2, 15, 45, tzinfo=LONDON)),
        a_meeting("spring-1", "elm-maths", starts=datetime(2027, 2, 3, 15, 45, tzinfo=LONDON)),
    )
    return Year(
        trust=a_trust(people=people, groups=groups, memberships=(a_membership("maths", "cal"),)),
        meetings=meetings,
    )


def with_trust(year: Year, **fields: Any) -> Year:
    return year.model_copy(update={"trust": year.trust.model_copy(update=fields)})


def with_members(year: Year, *memberships: Membership) -> Year:
    return with_trust(year, memberships=memberships)


def with_person(year: Year, key: str, **fields: Any) -> Year:
    def changed(person: Person) -> Person:
        return person.model_copy(update=fields) if person.id == key else person

    return with_trust(year, people=tuple(map(changed, year.trust.people)))


def with_co_chair(year: Year, person: str) -> Year:
    officers = [o for o in year.trust.officers if o.office is not Office.CO_CHAIR]
    return with_trust(
        year, officers=(*officers, Officer(group="maths", office=Office.CO_CHAIR, person=person))
    )


def with_meeting(year: Year, key: str, **fields: Any) -> Year:
    def changed(meeting: Meeting) -> Meeting:
        return Meeting(**meeting.model_dump() | fields) if meeting.key == key else meeting

    return year.model_copy(update={"meetings": tuple(map(changed, year.meetings))})


def join(year: Year) -> Year:
    return with_members(year, a_membership("maths", "cal"), a_membership("maths", "gil"))


def stand_in(year: Year) -> Year:
    """Gil goes to the meeting of 19 January in cal's place."""
    return with_members(
        year,
        a_membership("maths", "cal", ends=date(2027, 1, 18)),
        a_membership("maths", "gil", starts=date(2027, 1, 19), ends=date(2027, 1, 19)),
        a_membership("maths", "cal", starts=date(2027, 1, 20)),
    )


def move(year: Year) -> Year:
    return with_meeting(year, FIRST, starts=LATER, ends=LATER.replace(hour=17, minute=0))


def to(kind: str, key: str, *people: str) -> Letters:
    return Counter({(person, kind, key): 1 for person in people})


@dataclass(frozen=True)
class Case:
    """A change of the year, and the letters it is to cause."""

    change: Callable[[Year], Year]
    letters: Letters


CASES = {
    "a joiner": Case(join, to("invitation", FIRST, "gil") + to("invitation", SECOND, "gil")),
    "a leaver": Case(with_members, to("cancellation", FIRST, "cal") + to("cancellation", SECOND, "cal")),
    "a substitute for a day": Case(
        stand_in, to("invitation", FIRST, "gil") + to("cancellation", FIRST, "cal")
    ),
    "a person who changes school": Case(
        lambda year: with_person(year, "fay", school="elm"),
        to("cancellation", OAK, "fay") + to("invitation", ELM, "fay"),
    ),
    "a handover to a member": Case(lambda year: with_co_chair(year, "cal"), Counter()),
    "a handover to somebody new": Case(
        lambda year: with_co_chair(year, "gil"),
        to("invitation", FIRST, "gil") + to("invitation", SECOND, "gil"),
    ),
    "a handover by somebody who leaves": Case(
        lambda year: with_co_chair(with_person(year, "ben", roles=()), "cal"),
        to("cancellation", FIRST, "ben") + to("cancellation", SECOND, "ben"),
    ),
    "a person who leaves the trust": Case(
        lambda year: with_person(year, "cal", ends=date(2027, 2, 12)), to("cancellation", SECOND, "cal")
    ),
    "a moved meeting": Case(move, to("update", FIRST, *MATHS)),
    "another place": Case(lambda year: with_meeting(year, SECOND, place="oak"), to("update", SECOND, *MATHS)),
    "another title": Case(
        lambda year: with_meeting(year, FIRST, title="Planning"), to("update", FIRST, *MATHS)
    ),
    "a cancelled meeting": Case(
        lambda year: with_meeting(year, SECOND, status=MeetingStatus.CANCELLED),
        to("cancellation", SECOND, *MATHS),
    ),
    "a moved meeting with a joiner": Case(
        lambda year: move(join(year)),
        to("update", FIRST, *MATHS) + to("invitation", FIRST, "gil") + to("invitation", SECOND, "gil"),
    ),
    "a moved meeting with a leaver": Case(
        lambda year: move(with_members(year)),
        to("update", FIRST, "ada", "ben")
        + to("cancellation", FIRST, "cal")
        + to("cancellation", SECOND, "cal"),
    ),
}


def find_keys(office: Any) -> dict[str, str]:
    """Name the meetings by the subject of their events."""
    year = make_year()
    names = {group.id: group.name for group in year.trust.groups}
    return {f"{names[m.group]}: {m.title}": m.key for m in year.meetings}


def read_letters(office: Any) -> Letters:
    keys = find_keys(office) | {"Maths: Planning": FIRST}
    return Counter(
        (address.partition("@")[0], mail.kind, keys[mail.subject.removeprefix("Canceled: ")])
        for address, box in office.sandbox.state.mailroom.inboxes.items()
        for mail in box
    )


async def test_a_first_sync_invites_everybody_once(open_office):
    year = make_year()
    async with open_office(year.trust) as office:
        result = await office.sync(year)

        invited = [to("invitation", FIRST, *MATHS), to("invitation", SECOND, *MATHS),
                   to("invitation", OAK, "dee", "fay"), to("invitation", ELM, "eva")]  # fmt: skip
        assert read_letters(office) == sum(invited, Counter())
        assert result.plan.mails == 9


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_only_whom_a_change_concerns_is_written_to_and_the_preview_says_so(open_office, case):
    year = make_year()
    later = case.change(year)
    async with open_office(year.trust) as office:
        await office.sync(year)
        before = read_letters(office)
        preview = (await fetch_plan(later, office.tenant, office.store, NOW)).plan
        assert read_letters(office) == before
        result = await office.sync(later)

        news = read_letters(office) - before
        by_meeting = Counter(key for _, _, key in news.elements())
        assert news == case.letters
        assert {c.key: c.mails for c in preview.changes if c.mails} == by_meeting
        assert preview.changes == result.plan.changes
        assert preview.mails == news.total()
        assert {c.mails for c in preview.changes if c.kind is not Kind.EVENT} <= {0}
        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)
        quiet = await office.sync(later)
        assert (quiet.plan.changes, read_letters(office) - before) == ((), news)


async def test_the_day_after_a_substitute_nothing_is_said_of_it(open_office):
    year = stand_in(make_year())
    async with open_office(year.trust) as office:
        await office.sync(year)
        before = read_letters(office)
        await office.sync(year, now=datetime(2027, 1, 20, 9, 0, tzinfo=LONDON))

        assert read_letters(office) == before
