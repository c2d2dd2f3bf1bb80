from __future__ import annotations

from datetime import date

from builders import a_group, a_membership, a_person, a_school, a_trust

from scheduler.rosters import Rosters

DAY = date(2027, 1, 19)


def test_a_roster_knows_officers_members_schools_and_who_stands_alone_for_one():
    trust = a_trust()
    roster = Rosters(trust).on(trust.groups[0], DAY)

    assert [p.id for p in roster.officers] == ["ada", "ben"]
    assert [p.id for p in roster.members] == ["ada", "ben", "cal"]
    assert [s.id for s in roster.schools] == ["elm", "oak"]
    assert (roster.alone, roster.weigh("ben"), roster.weigh("cal")) == ({"ben"}, 2, 1)


def test_a_roster_changes_on_the_day_someone_joins_and_the_day_after_someone_leaves():
    trust = a_trust(
        memberships=(a_membership("maths", "dee", starts=date(2027, 1, 10), ends=date(2027, 1, 20)),)
    )
    rosters = Rosters(trust)
    sizes = [len(rosters.on(trust.groups[0], date(2027, 1, day)).members) for day in (9, 10, 20, 21)]

    assert sizes == [3, 4, 4, 3]


def test_a_school_that_has_yet_to_join_is_not_asked():
    trust = a_trust(schools=(a_school("oak"), a_school("elm", joined=date(2027, 2, 1))))
    rosters = Rosters(trust)

    assert [s.id for s in rosters.on(trust.groups[0], DAY).schools] == ["oak"]
    assert [s.id for s in rosters.on(trust.groups[0], date(2027, 2, 1)).schools] == ["elm", "oak"]


def test_people_two_groups_share_weigh_double_when_alone_and_officers_are_told():
    trust = a_trust(
        groups=(a_group("maths"), a_group("physics")),
        people=(*a_trust().people, a_person("eve")),
        memberships=tuple(a_membership("physics", person) for person in ("ben", "cal", "eve")),
    )
    shared = Rosters(trust).shared(*trust.groups, DAY)

    assert (shared.weight, [p.id for p in shared.officers]) == (3, ["ben"])
