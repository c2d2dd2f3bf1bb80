from __future__ import annotations

from datetime import date, time, timedelta
from itertools import product

from builders import a_cadence, a_group, a_membership, a_person, a_trust, some_half_terms, some_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import Severity, check_year
from scheduler.planner import propose_year, set_out
from scheduler.repair import Repair, propose_repairs, repair_year
from trust.cadence import CadenceRule, Format
from trust.calendar import Blackout, InsetDay, TermName
from trust.groups import Office, Officer
from trust.meetings import Meeting, MeetingStatus
from trust.values import Weekday
from trust.year import Trust

YEAR = "2026-27"
FIRST, MIDDLE = date(2026, 9, 7), date(2026, 9, 14)
PEOPLE = ("ada", "ben", "cal", "dee")
GROUPS = ("maths", "physics", "art")


def in_two_weeks(**fields) -> Trust:
    """Three groups that share officers and meet twice in a fortnight, late on a Tuesday, Wednesday or Thursday."""
    half, *_ = some_half_terms()
    days = (Weekday.TUE, Weekday.WED, Weekday.THU)
    rules = [CadenceRule(key=f"m{n}", title=f"Meeting {n}", term=TermName.AUTUMN, days=days) for n in (1, 2)]
    chairs = {"maths": "ada", "physics": "ada", "art": "ben"}
    return a_trust(**{
        "settings": some_settings(cadences={"termly": a_cadence(*rules)}),
        "half_terms": (half.model_copy(update={"starts": FIRST, "ends": date(2026, 9, 18)}),),
        "people": tuple(a_person(person) for person in PEOPLE),
        "groups": tuple(a_group(group) for group in GROUPS),
        "officers": tuple(Officer(group=g, office=Office.CHAIR, person=p) for g, p in chairs.items()),
        "memberships": tuple(a_membership(group, "cal") for group in GROUPS),
    } | fields)  # fmt: skip


def publish(trust: Trust) -> tuple[Meeting, ...]:
    return tuple(
        meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
        for meeting in propose_year(trust, YEAR, effort=1).meetings
    )


def repair(trust: Trust, published: tuple[Meeting, ...], earliest: date = FIRST) -> Repair:
    return repair_year(trust, YEAR, published, earliest=earliest, effort=2)


def test_a_year_that_is_right_is_left_word_for_word():
    trust = in_two_weeks()
    published = publish(trust)

    repaired = repair(trust, published)

    assert set(repaired.meetings) == set(published)
    assert (repaired.moves, repaired.people, repaired.fewest) == ((), (), True)


def test_a_lost_day_moves_its_meetings_and_no_other():
    trust = in_two_weeks()
    published = publish(trust)
    lost = published[0].starts.date()
    changed = trust.model_copy(update={"blackouts": (Blackout(reason="Flood", starts=lost, ends=lost),)})

    repaired = repair(changed, published)

    there = {meeting.key for meeting in published if meeting.starts.date() == lost}
    assert {move.before.key for move in repaired.moves} == there
    assert repaired.fewest
    assert {move.after.status for move in repaired.moves} == {MeetingStatus.PUBLISHED}
    assert [f.why for f in check_year(changed, repaired.meetings) if f.severity is Severity.HARD] == []


def test_whoever_a_move_touches_is_named():
    trust = in_two_weeks(groups=(a_group("art"),))
    published = publish(trust)
    lost = published[0].starts.date()
    changed = trust.model_copy(update={"blackouts": (Blackout(reason="Flood", starts=lost, ends=lost),)})

    assert repair(changed, published).people == ("ben", "cal")


def test_a_meeting_within_notice_stays_even_where_it_is_wrong():
    trust = in_two_weeks()
    published = publish(trust)
    early = min(meeting.starts.date() for meeting in published)
    changed = trust.model_copy(update={"blackouts": (Blackout(reason="Flood", starts=early, ends=early),)})

    repaired = repair(changed, published, earliest=MIDDLE)

    pinned = {meeting for meeting in published if meeting.starts.date() < MIDDLE}
    assert pinned <= set(repaired.meetings)
    assert all(move.after.starts.date() >= MIDDLE for move in repaired.moves)


def test_a_new_group_is_added_and_nobody_moves_for_it_without_need():
    trust = in_two_weeks()
    published = publish(trust)
    changed = trust.model_copy(update={"groups": (*trust.groups, a_group("music"))})

    repaired = repair(changed, published)

    assert repaired.moves == ()
    assert len(repaired.added) + len(repaired.unmet) == 2


def test_an_extra_meeting_of_a_chairs_own_moves_too_when_it_must():
    trust = in_two_weeks()
    published = publish(trust)
    extra = published[0].model_copy(update={"key": f"{YEAR}/art/extra", "group": "art", "title": "One more",
                                            "starts": published[0].starts.replace(hour=18),
                                            "ends": published[0].ends.replace(hour=19)})  # fmt: skip
    lost = extra.starts.date()
    changed = trust.model_copy(update={"blackouts": (Blackout(reason="Flood", starts=lost, ends=lost),)})

    repaired = repair(changed, (*published, extra))

    moved = next(move for move in repaired.moves if move.before.key == extra.key)
    assert moved.after.starts.date() != lost
    assert moved.after.starts.timetz() == extra.starts.timetz()


def test_a_room_that_was_given_stays_given():
    rule = CadenceRule(key="day", title="Day", term=TermName.AUTUMN, format=Format.CONFERENCE,
                       starts=time(9, 0), minutes=300, venue="mill")  # fmt: skip
    from trust.places import Room, Venue

    trust = in_two_weeks(
        settings=some_settings(cadences={"termly": a_cadence(rule)}),
        venues=(Venue(id="mill", name="The Mill"),),
        rooms=tuple(Room(place="mill", name=name, capacity=20) for name in ("Attic", "Hall")),
    )
    published = publish(trust)

    assert set(repair(trust, published).meetings) == set(published)


def test_more_moves_are_offered_only_where_they_save_what_they_are_worth():
    trust = in_two_weeks()
    # Every meeting on its worst day: a Thursday that is also the school's own night.
    schools = tuple(s.model_copy(update={"staff_meeting_night": Weekday.THU}) for s in trust.schools)
    published = publish(trust)
    changed = trust.model_copy(update={"schools": schools})

    repairs = propose_repairs(changed, YEAR, published, earliest=FIRST, effort=2)

    costs, moves = [r.cost for r in repairs], [len(r.moves) for r in repairs]
    assert moves[0] == 0
    assert costs == sorted(set(costs), reverse=True)


changes = st.lists(
    st.one_of(
        st.tuples(st.just("inset"), st.sampled_from(("oak", "elm")), st.integers(0, 11)),
        st.tuples(st.just("days"), st.sampled_from(PEOPLE), st.sets(st.integers(0, 4), min_size=2)),
        st.tuples(st.just("chair"), st.sampled_from(GROUPS), st.sampled_from(PEOPLE)),
    ),
    min_size=1,
    max_size=3,
)


def apply(trust: Trust, change: tuple) -> Trust:
    kind, what, value = change
    if kind == "inset":
        day = InsetDay(school=what, day=FIRST + timedelta(days=value))
        return trust.model_copy(update={"inset_days": (*trust.inset_days, day)})
    if kind == "days":
        working = tuple(list(Weekday)[n] for n in sorted(value))
        people = tuple(
            p.model_copy(update={"working_days": working}) if p.id == what else p for p in trust.people
        )
        return trust.model_copy(update={"people": people})
    officers = tuple(o.model_copy(update={"person": value}) if o.group == what else o for o in trust.officers)
    return trust.model_copy(update={"officers": officers})


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes, st.sampled_from([FIRST, MIDDLE]))
def test_no_repair_moves_fewer_and_none_moves_what_is_pinned(changed_by, earliest):
    trust = in_two_weeks()
    published = publish(trust)
    changed = trust
    for change in changed_by:
        changed = apply(changed, change)

    repaired = repair(changed, published, earliest)

    pinned = {meeting for meeting in published if meeting.starts.date() < earliest}
    assert pinned <= set(repaired.meetings)
    if repaired.fewest:
        assert len(repaired.moves) == count_fewest_moves(changed, published, earliest)


def count_fewest_moves(trust: Trust, published: tuple[Meeting, ...], earliest: date) -> int:
    """Try every way of dating what may move, on the hard rules alone, as many placed as can be."""
    pinned = [meeting for meeting in published if meeting.starts.date() < earliest]
    desk = set_out(trust, YEAR, pinned, earliest=earliest)
    now = {meeting.key: meeting.starts for meeting in published}
    choices = [[slot.span for slot in desk.choices[o.key].slots] or [None] for o in desk.occurrences]
    led = {o.group.id: {p.id for p in desk.rosters.on(o.group, FIRST).officers} for o in desk.occurrences}
    members = {o.group.id: {p.id for p in desk.rosters.on(o.group, FIRST).members} for o in desk.occurrences}
    best = (len(choices) + 1, 0)
    for spans in product(*([*choice, None] if choice != [None] else choice for choice in choices)):
        clash = any(
            one and other and one.starts == other.starts and (a.group.id == b.group.id or
            (led[a.group.id] & members[b.group.id]) or (led[b.group.id] & members[a.group.id]))
            for n, (a, one) in enumerate(zip(desk.occurrences, spans, strict=True))
            for b, other in list(zip(desk.occurrences, spans, strict=True))[:n]
        )  # fmt: skip
        if not clash:
            left_out = sum(span is None for span in spans)
            moves = sum(
                span is not None and span.starts != now[o.key]
                for o, span in zip(desk.occurrences, spans, strict=True)
            )
            best = min(best, (left_out, moves))
    return best[1]
