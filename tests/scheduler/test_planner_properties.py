"""Random small trusts: whatever the planner proposes, the checker, which shares no code with it, finds nothing hard."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import a_group, a_person, a_school, a_trust, some_half_terms, some_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import FaultKind, Severity, check_year
from scheduler.occurrences import find_occurrences
from scheduler.planner import propose_year
from trust.cadence import Cadence, CadenceRule, Format
from trust.calendar import InsetDay, TermName
from trust.groups import Membership, Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import AccessNeed
from trust.places import Room, Venue
from trust.values import LONDON, Weekday
from trust.year import Trust

YEAR = "2026-27"
SCHOOLS, PEOPLE, GROUPS = ("oak", "elm", "ash"), tuple("abcdefgh"), ("maths", "physics", "art", "leads")
# A short autumn, so that meetings get in one another's way.
WEEKS = tuple(
    h.model_copy(update={"starts": date(2026, 9, 7), "ends": date(2026, 9, 18)})
    for h in some_half_terms()[:1]
)


@st.composite
def rules(draw: st.DrawFn) -> tuple[CadenceRule, ...]:
    formats = draw(
        st.lists(
            st.sampled_from([Format.ONLINE, Format.MODERATION, Format.CONFERENCE]), min_size=1, max_size=3
        )
    )
    return tuple(
        CadenceRule(
            key=f"autumn-{n}",
            title=f"Meeting {n}",
            term=TermName.AUTUMN,
            format=format_,
            starts=time(9, 0)
            if format_ is Format.CONFERENCE
            else draw(st.sampled_from([time(15, 45), time(16, 30)])),
            minutes=360 if format_ is Format.CONFERENCE else 75,
            venue="mill" if format_ is Format.CONFERENCE else None,
            first_in_term=draw(st.booleans()),
            days=tuple(draw(st.sets(st.sampled_from(list(Weekday)[:5]), min_size=2))),
        )
        for n, format_ in enumerate(formats)
    )


@st.composite
def trusts(draw: st.DrawFn) -> Trust:
    several = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=5)
    people = tuple(
        a_person(
            id_,
            school=draw(st.sampled_from((*SCHOOLS, None))),
            working_days=tuple(
                Weekday(d) for d in draw(st.sets(st.sampled_from(list(Weekday)[:5]), min_size=2))
            ),
            access_needs=tuple(draw(st.sets(st.sampled_from(list(AccessNeed)), max_size=1))),
        )
        for id_ in PEOPLE
    )
    officers = tuple(
        Officer(group=group, office=office, person=draw(st.sampled_from((*PEOPLE, None))))
        for group in GROUPS
        for office in (Office.CHAIR, Office.CO_CHAIR)
    )
    rooms = tuple(
        Room(place=place, name=f"Room {n}", capacity=draw(st.integers(1, 8)), step_free=draw(st.booleans()),
             hearing_loop=draw(st.booleans()))
        for n, place in enumerate(draw(st.lists(st.sampled_from(("mill", "oak")), max_size=4)))
    )  # fmt: skip
    return a_trust(
        settings=some_settings(cadences={"termly": Cadence(name="Termly", meetings=draw(rules()))}),
        schools=tuple(a_school(school) for school in SCHOOLS),
        half_terms=WEEKS,
        people=people,
        groups=tuple(a_group(group) for group in GROUPS),
        officers=officers,
        memberships=tuple(
            Membership(group=group, person=person) for group in GROUPS for person in draw(several)
        ),
        inset_days=tuple(
            InsetDay(school=draw(st.sampled_from(SCHOOLS)), day=date(2026, 9, 7) + timedelta(days=offset))
            for offset in draw(st.lists(st.integers(0, 11), max_size=4))
        ),
        venues=(Venue(id="mill", name="The Mill"),),
        rooms=rooms,
    )


@st.composite
def trusts_with_fixed(draw: st.DrawFn) -> tuple[Trust, tuple[Meeting, ...]]:
    trust = draw(trusts())
    fixed = {
        (group, key): Meeting(
            key=f"{YEAR}/{group}/{key}", group=group, title="Fixed", format=Format.ONLINE, starts=starts,
            ends=starts + timedelta(minutes=75), status=MeetingStatus.PUBLISHED,
        )
        for group, key, offset in draw(
            st.lists(st.tuples(st.sampled_from(GROUPS), st.sampled_from(["autumn-0", "extra"]), st.integers(0, 4)), max_size=3)
        )
        for starts in [datetime(2026, 9, 7, 15, 45, tzinfo=LONDON) + timedelta(days=offset)]
    }  # fmt: skip
    return trust, tuple(fixed.values())


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(trusts())
def test_a_proposed_year_has_no_hard_fault_it_does_not_name_itself(trust):
    proposal = propose_year(trust, YEAR)

    named = {unmet.key for unmet in (*proposal.unmet, *proposal.warnings)}
    faults = [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD]
    assert [f.why for f in faults if not named & set(f.meetings)] == []
    closed = {FaultKind.CADENCE, FaultKind.CLOSED_SCHOOL}
    assert [f.why for f in faults if f.kind not in closed] == []
    chairs = {(o.group, o.person) for o in trust.officers}
    shut_out = {(key.split("/")[1], person) for f in faults for key in f.meetings for person in f.people}
    assert chairs & shut_out == set()
    assert len(proposal.meetings) + len(proposal.unmet) == len(find_occurrences(trust, YEAR))
    assert proposal.bound <= proposal.cost == sum(proposal.cost_by_rule.values())


@few
@given(trusts_with_fixed())
def test_fixed_meetings_are_untouched_and_nothing_new_clashes_with_them(trust_and_fixed):
    trust, fixed = trust_and_fixed

    proposal = propose_year(trust, YEAR, fixed)

    assert [m for m in proposal.meetings if m.key in {f.key for f in fixed}] == sorted(
        fixed, key=lambda m: (m.starts, m.key)
    )
    theirs = {m.key for m in fixed}
    clashes = [f for f in check_year(trust, proposal.meetings) if f.kind is FaultKind.OFFICER_CLASH]
    assert [f.why for f in clashes if not set(f.meetings) <= theirs] == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trusts(), st.integers(0, 99))
def test_the_same_seed_gives_the_same_year(trust, seed):
    assert propose_year(trust, YEAR, seed=seed) == propose_year(trust, YEAR, seed=seed)
