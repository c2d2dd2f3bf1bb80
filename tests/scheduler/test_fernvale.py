"""The example trust's whole year, planned from its files and judged by the checker."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.check import Severity, check_year
from scheduler.planner import propose_year
from scheduler.proposal import Proposal
from trust.files import parse_files
from trust.meetings import Meeting, MeetingStatus
from trust.year import Trust

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "fernvale"


@pytest.fixture(scope="module")
def trust() -> Trust:
    texts = {
        str(p.relative_to(FOLDER)): p.read_text(encoding="utf-8") for p in FOLDER.rglob("*") if p.is_file()
    }
    year = parse_files(texts).year
    assert year is not None
    return year.trust


@pytest.fixture(scope="module")
def proposal(trust) -> Proposal:
    return propose_year(trust, trust.settings.year, effort=4)


def find_hard_faults(trust: Trust, meetings: tuple[Meeting, ...]) -> list[str]:
    return [f.why for f in check_year(trust, meetings) if f.severity is Severity.HARD]


def test_every_meeting_of_the_example_year_has_a_date_and_none_breaks_a_promise(trust, proposal):
    assert proposal.unmet == ()
    assert find_hard_faults(trust, proposal.meetings) == []


def test_the_example_year_is_proved_within_a_twentieth_of_the_best(proposal):
    assert proposal.cost - proposal.bound <= 0.05 * proposal.cost


def test_planned_again_with_its_autumn_published_the_example_year_keeps_it(trust, proposal):
    published = tuple(
        meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
        for meeting in proposal.meetings
        if meeting.starts.month >= 9
    )

    again = propose_year(trust, trust.settings.year, published, effort=1)

    assert tuple(m for m in again.meetings if m.status is MeetingStatus.PUBLISHED) == published
    assert again.unmet == ()
    assert find_hard_faults(trust, again.meetings) == []
