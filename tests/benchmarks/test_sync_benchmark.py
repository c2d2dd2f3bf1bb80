from __future__ import annotations

import pytest

from benchmarks.processes import FailedError
from benchmarks.sync import ENGINE, SDK_LOOP, measure_steps
from benchmarks.sync_bounds import find_bound
from benchmarks.sync_processes import Job, measure, running_office
from benchmarks.sync_sizes import BASE, Shape, Step
from benchmarks.sync_trusts import NOW, make_year
from trust.groups import Office
from trust.membership import find_members, find_officers

TINY = Shape(groups=2, meetings=2, people=24, staff=150)
MADE = ("groups", "folders", "events", "mails", "writes")


def say(_step: str) -> None:
    """Say nothing."""


def test_every_group_has_its_size_and_a_chair_of_its_own():
    trust = make_year(BASE).trust

    assert {len(find_members(trust, group, NOW.date())) for group in trust.groups} == {BASE.people}
    chairs = [find_officers(trust, group, NOW.date())[Office.CHAIR] for group in trust.groups]
    assert len(set(chairs)) == BASE.groups


def test_the_slowest_lane_is_the_bound():
    by_one, by_chairs = (find_bound(BASE._replace(by_chair=by), 0.03) for by in (False, True))

    assert (by_one.seconds, by_chairs.seconds) == (0.57, 0.12)


def test_what_sharepoint_allows_in_a_minute_holds_the_folders_up():
    assert find_bound(BASE.grow(16), 0.03, documents=True).folders == 120.12


def test_the_contestants_write_the_same():
    engine = measure_steps(TINY, (Step.FIRST, Step.AGAIN), documents=False, say=say, latency=0)
    with running_office(TINY, 0) as office:
        loop = measure(SDK_LOOP, Job(TINY, Step.FIRST, False, office.url, ""), office)

    assert {name: loop[name] for name in MADE} == {
        "groups": 2, "folders": 7, "events": 4, "mails": 96, "writes": 15
    }  # fmt: skip
    assert {name: engine[Step.FIRST][name] for name in MADE} == {name: loop[name] for name in MADE}
    assert [engine[Step.AGAIN][name] for name in MADE] == [0, 0, 0, 0, 0]


def test_a_contestant_that_fails_says_why():
    with running_office(TINY, 0) as office, pytest.raises(FailedError, match="DATABASE_URL cannot be read"):
        measure(ENGINE, Job(TINY, Step.FIRST, False, office.url, "nowhere"), office)
