from __future__ import annotations

from datetime import date, timedelta

from builders import a_meeting, a_trust

from scheduler.appraisal import certify, price_year
from scheduler.planner import propose_year
from scheduler.scenario import sum_by_person, sum_by_rule, sum_costs
from tests.scheduler.test_repair import YEAR, in_two_weeks
from trust.calendar import Blackout
from trust.meetings import MeetingStatus

TRUST = in_two_weeks()
PROPOSAL = propose_year(TRUST, YEAR, effort=2)


def test_a_year_costs_as_it_stands_what_the_planner_said_of_it():
    priced = price_year(TRUST, YEAR, PROPOSAL.meetings)

    assert PROPOSAL.cost > 0
    assert sum_costs(priced) == PROPOSAL.cost
    assert dict(sum_by_rule(priced)) == dict(PROPOSAL.cost_by_rule)
    assert sum(sum_by_person(priced).values()) <= PROPOSAL.cost


def test_a_compromise_names_its_meetings_and_whoever_bears_it():
    both = (a_meeting(), a_meeting("spring-1", "art"))
    priced = price_year(_two_groups(), YEAR, both)

    [clash] = [one for one in priced if one.rule == "members needed in two places"]
    assert set(clash.meetings) == {meeting.key for meeting in both}
    assert clash.people == ("cal",)


def test_what_is_called_off_or_of_no_term_costs_nothing():
    off = a_meeting(status=MeetingStatus.CANCELLED)
    summer = a_meeting("extra-1", starts=off.starts.replace(month=8, day=4))
    assert price_year(a_trust(), YEAR, (off, summer)) == ()


def test_a_certificate_bounds_what_may_move_and_nothing_else():
    keys = [meeting.key for meeting in PROPOSAL.meetings]
    free = certify(TRUST, YEAR, PROPOSAL.meetings, free=keys)
    fixed = certify(TRUST, YEAR, PROPOSAL.meetings, free=())

    assert free.bound <= free.best <= free.cost == PROPOSAL.cost
    assert PROPOSAL.bound <= free.best
    assert fixed.bound == fixed.best == fixed.cost == PROPOSAL.cost
    assert free.unmet == fixed.unmet == ()


def test_a_certificate_finds_what_a_worse_year_could_save():
    worse = tuple(
        m.model_copy(
            update={"starts": m.starts + timedelta(days=shift), "ends": m.ends + timedelta(days=shift)}
        )
        for m in PROPOSAL.meetings
        for shift in ((_to(m.starts.date(), 7) if m.group == "art" else 0),)
    )
    found = certify(TRUST, YEAR, worse, free=[meeting.key for meeting in worse])
    assert found.best <= PROPOSAL.cost < found.cost or found.cost == PROPOSAL.cost


def test_a_certificate_names_what_has_no_date_with_the_facts_that_forbid_it():
    flood = Blackout(starts=date(2026, 9, 1), ends=date(2027, 8, 31), reason="flood", groups=("art",))
    trust = in_two_weeks(blackouts=(flood,))
    rest = tuple(meeting for meeting in PROPOSAL.meetings if meeting.group != "art")

    found = certify(trust, YEAR, rest, free=[meeting.key for meeting in rest])

    assert [unmet.key for unmet in found.unmet] == [f"{YEAR}/art/m1", f"{YEAR}/art/m2"]
    assert all("flood" in " ".join(unmet.facts) for unmet in found.unmet)
    assert found.cost < 10_000


def _to(day: date, days: int) -> int:
    """A week on, where the fortnight has it; else a week back."""
    return days if day < date(2026, 9, 14) else -days


def _two_groups():
    from builders import a_group, a_membership, a_person

    people = (a_person("ada"), a_person("ben"), a_person("cal"), a_person("dee"), a_person("eve"))
    return a_trust(
        people=people,
        groups=(a_group("maths", roles=()), a_group("art", roles=())),
        officers=(),
        memberships=(
            a_membership("maths", "cal"),
            a_membership("art", "cal"),
            a_membership("maths", "ada"),
            a_membership("art", "dee"),
        ),
    )
