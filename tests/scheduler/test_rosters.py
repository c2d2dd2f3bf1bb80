from __future__ import annotations

from datetime import date

from builders import a_group, a_membership, a_person, a_school, a_trust

from scheduler.rosters import Rosters, Shared

DAY = date(2027, 1, 19)


def test_a_roster_knows_officers_members_schools_and_who_stands_alone_for_one():
    trust = a_trust()
    roster = Rosters(trust).on(trust.groups[0], DAY)

    assert [p.id for p in roster.officers] == ["ada", "ben"]
    assert [p.id for p in roster.members] == ["ada", "ben", "cal"]
    assert [s.id for s in roster.schools] == ["elm", "oak"]
    assert roster.weights == {"ada": 1, "ben": 2, "cal": 1}
    assert roster.weigh(roster.members) == ("ada", "ben", "ben", "cal")


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


def test_what_is_owed_to_a_person_adds_to_their_weight():
    trust = a_trust()
    roster = Rosters(trust, {"ben": 3, "dee": 1}).on(trust.groups[0], DAY)

    assert roster.weights == {"ada": 1, "ben": 5, "cal": 1}


def test_people_two_groups_share_weigh_double_when_alone_and_officers_are_told():
    trust = a_trust(
        groups=(a_group("maths"), a_group("physics")),
        people=(*a_trust().people, a_person("eve")),
        memberships=tuple(a_membership("physics", person) for person in ("ben", "cal", "eve")),
    )
    rosters = Rosters(trust)
    shared = rosters.shared(*trust.groups, DAY)

    assert (shared.people, [p.id for p in shared.officers]) == (("ben", "ben", "cal"), ["ben"])
    assert rosters.shared(*trust.groups[::-1], DAY) == shared


def test_groups_that_share_nobody_share_nothing_and_a_group_shares_all_with_itself():
    trust = a_trust(
        groups=(a_group("maths"), a_group("physics")), memberships=(a_membership("physics", "dee"),)
    )
    rosters = Rosters(trust)

    assert set(rosters.find_shared(DAY)) == {("maths", "maths"), ("physics", "physics")}
    assert rosters.shared(*trust.groups, DAY) == Shared()
