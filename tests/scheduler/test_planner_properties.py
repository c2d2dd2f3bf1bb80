"""Random small trusts: whatever the planner proposes, the checker, which shares no code with it, finds nothing hard."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import a_group, a_person, a_school, a_trust, some_half_terms, some_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import FaultKind, Severity, check_year
from scheduler.occurrences import find_occurrences
from scheduler.planner import propose_year
from scheduler.proposal import Proposal, Status
from trust.cadence import Cadence, CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Membership, Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.people import AccessNeed
from trust.places import Room, Venue
from trust.settings import Rules
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
    kinds = st.sampled_from([Format.ONLINE, Format.MODERATION, Format.CONFERENCE])
    formats = draw(st.lists(kinds, min_size=1, max_size=3))
    return tuple(
        CadenceRule(
            key=f"autumn-{n}",
            title=f"Meeting {n}",
            term=TermName.AUTUMN,
            format=format_,
            starts=time(9, 0)
            if format_ is Format.CONFERENCE
            else draw(st.sampled_from([time(15, 45), time(16, 30)])),
            minutes=180 if format_ is Format.CONFERENCE else 75,
            blocks=draw(st.sampled_from([(), (time(13, 0),)])),
            series=draw(st.sampled_from([None, "workshops"])),
            venue="mill" if format_ is Format.CONFERENCE else None,
            first_in_term=draw(st.booleans()),
            days=tuple(draw(st.sets(st.sampled_from(list(Weekday)[:5]), min_size=2))),
        )
        for n, format_ in enumerate(formats)
    )


@st.composite
def trusts(draw: st.DrawFn) -> Trust:
    several = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=5)
    limits = st.sampled_from([None, None, 1, 2])
    days = st.integers(0, 11).map(lambda offset: date(2026, 9, 7) + timedelta(days=offset))
    owners = st.sampled_from([{}, {"schools": ("oak",)}, {"groups": ("maths", "art")}])
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
             stairs=draw(st.booleans()), hearing_loop=draw(st.booleans()))
        for n, place in enumerate(draw(st.lists(st.sampled_from(("mill", "oak")), max_size=4)))
    )  # fmt: skip
    return a_trust(
        settings=some_settings(
            cadences={"termly": Cadence(name="Termly", meetings=draw(rules()))},
            rules=Rules(cover_limit=draw(limits)),
        ),
        schools=tuple(a_school(school, cover_limit=draw(limits)) for school in SCHOOLS),
        half_terms=WEEKS,
        people=people,
        groups=tuple(a_group(group) for group in GROUPS),
        officers=officers,
        memberships=tuple(
            Membership(group=group, person=person, starts=draw(st.one_of(st.none(), st.none(), days)))
            for group in GROUPS
            for person in draw(several)
        ),
        inset_days=tuple(
            InsetDay(school=draw(st.sampled_from(SCHOOLS)), day=day)
            for day in draw(st.lists(days, max_size=4))
        ),
        blackouts=tuple(
            Blackout(reason="a fair", starts=day, ends=day, avoid_only=draw(st.booleans()), **draw(owners))
            for day in draw(st.lists(days, max_size=3))
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


many = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plan(trust: Trust, fixed: tuple[Meeting, ...] = (), seed: int = 0) -> Proposal:
    return propose_year(trust, YEAR, fixed, effort=0.2, seed=seed)


@many
@given(trusts())
def test_a_proposed_year_has_no_hard_fault_it_does_not_name_itself(trust):
    proposal = plan(trust)

    unmet, warned = ({named.key for named in told} for told in (proposal.unmet, proposal.warnings))
    faults = [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD]
    told = [
        f
        for f in faults
        if (f.kind is FaultKind.CADENCE and set(f.meetings) <= unmet)
        or (f.kind is FaultKind.CLOSED_SCHOOL and set(f.meetings) <= warned)
    ]
    assert [f.why for f in faults if f not in told] == []
    # A closed school may cost a warning, but never a group its chair.
    chairs = {(o.group, o.person) for o in trust.officers}
    shut_out = {(key.split("/")[1], person) for f in faults for key in f.meetings for person in f.people}
    assert chairs & shut_out == set()


@many
@given(trusts())
def test_every_meeting_owed_is_placed_or_named_and_the_cost_adds_up(trust):
    proposal = plan(trust)

    placed, unmet = {m.key for m in proposal.meetings}, {u.key for u in proposal.unmet}
    assert placed | unmet == {o.key for o in find_occurrences(trust, YEAR)}
    assert placed & unmet == set()
    assert proposal.bound <= proposal.cost == sum(proposal.cost_by_rule.values())
    assert sum(proposal.cost_by_person.values()) <= proposal.cost
    assert (proposal.status is Status.IMPOSSIBLE) == bool(unmet)


@many
@given(trusts_with_fixed())
def test_fixed_meetings_are_untouched_and_nothing_new_breaks_a_promise_beside_them(trust_and_fixed):
    trust, fixed = trust_and_fixed

    proposal = plan(trust, fixed)

    theirs = {m.key for m in fixed}
    kept = [m for m in proposal.meetings if m.key in theirs]
    assert kept == sorted(fixed, key=lambda m: (m.starts, m.key))
    named = theirs | {told.key for told in (*proposal.unmet, *proposal.warnings)}
    faults = [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD]
    assert [f.why for f in faults if not set(f.meetings) & named] == []
    between = {FaultKind.OFFICER_CLASH, FaultKind.ROOM_CLASH, FaultKind.COVER}
    assert [f.why for f in faults if f.kind in between and not set(f.meetings) <= theirs] == []


@few
@given(trusts())
def test_a_year_planned_again_with_all_of_it_fixed_is_the_same_year(trust):
    proposal = plan(trust)

    again = plan(trust, proposal.meetings)

    assert again.meetings == proposal.meetings
    assert {unmet.key for unmet in again.unmet} == {unmet.key for unmet in proposal.unmet}


@few
@given(trusts(), st.integers(0, 99))
def test_the_same_seed_gives_the_same_year(trust, seed):
    assert plan(trust, seed=seed) == plan(trust, seed=seed)


@few
@given(trusts())
def test_a_year_ended_at_once_breaks_no_promise_either(trust):
    proposal = propose_year(trust, YEAR, watch=lambda _: True)

    named = {told.key for told in (*proposal.unmet, *proposal.warnings)}
    faults = [f for f in check_year(trust, proposal.meetings) if f.severity is Severity.HARD]
    assert [f.why for f in faults if not set(f.meetings) & named] == []
