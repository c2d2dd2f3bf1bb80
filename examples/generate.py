"""Writes the repetitive files of the example trust: people, offices, INSET days, and the autumn's papers.

Schools, groups, roles, terms and the rest are written by hand in examples/fernvale; from them and a fixed seed
this makes the same files every time: `python -m examples.generate`. The meetings of year/meetings.csv are what the
planner once proposed, and stay as they are; without that file they are planned anew. Everyone here is invented.
"""

from __future__ import annotations

from random import Random

from examples import find_example, read_example
from examples.papers import NOW, find_held, make_actions, make_agenda, make_minutes, make_replies
from examples.staff import make_inset_days, make_memberships, make_officers, make_people
from trust.files import parse_files, write_table
from trust.files.tables import TABLE_BY_NAME
from trust.meetings import Meeting, MeetingStatus
from trust.values import Value
from trust.year import Trust, Year

SEED = 202627
NOBODY_YET = "id,name,upn\nnobody,Nobody,nobody@fernvale.example\n"
MADE = ("people", "officers", "members", "inset_days")


def make_trust_files(files: dict[str, str]) -> dict[str, str]:
    """Make the tables about people and INSET days from those written by hand: content by path."""
    rng = Random(SEED)  # noqa: S311  (the same people every time, not secrets)
    by_hand = {
        path: text for path, text in files.items() if path.split(".")[0] not in MADE and "/" not in path
    }
    # The hand-written files are read with nobody in them, as those whom trust.yaml names are made here.
    settings = "\n".join(line for line in files["trust.yaml"].split("\n") if not line.startswith("  - "))
    trust = _read(by_hand | {"people.csv": NOBODY_YET, "trust.yaml": settings}).trust
    people = make_people(trust.schools, rng)
    memberships = make_memberships(trust.groups, people)
    trust = trust.model_copy(update={"people": people, "memberships": memberships})
    return _write(
        {
            "people": people,
            "members": memberships,
            "officers": make_officers(trust),
            "inset_days": make_inset_days(trust.schools, rng),
        }
    )


def make_papers(trust: Trust, meetings: tuple[Meeting, ...]) -> dict[str, str]:
    """Make the agendas, minutes, actions and replies of the meetings held: content by path."""
    held = find_held(trust, meetings)
    minutes = tuple(filter(None, map(make_minutes, held)))
    recorded = {record.meeting for record in minutes}
    return _write(
        {
            "year/agendas": tuple(map(make_agenda, held)),
            "year/minutes": minutes,
            "year/actions": tuple(a for h in held if h.meeting.key in recorded for a in make_actions(h)),
            "year/replies": tuple(reply for h in held for reply in make_replies(h)),
        }
    )


def plan_autumn(trust: Trust) -> tuple[Meeting, ...]:
    """Plan the year and publish what has been held by now."""
    from scheduler.planner import propose_year  # noqa: PLC0415  (only a new example needs the solver)

    proposal = propose_year(trust, trust.settings.year)
    return tuple(
        meeting.model_copy(update={"status": MeetingStatus.PUBLISHED})
        for meeting in proposal.meetings
        if meeting.starts < NOW
    )


def _read(files: dict[str, str]) -> Year:
    parsed = parse_files(files)
    if parsed.year is None:
        raise SystemExit("\n".join(map(str, parsed.errors)))
    return parsed.year


def _write(tables: dict[str, tuple[Value, ...]]) -> dict[str, str]:
    return dict(write_table(TABLE_BY_NAME[name], values) for name, values in tables.items())


def _save(files: dict[str, str]) -> None:
    for path, text in files.items():
        (find_example() / path).write_text(text, "utf-8")


if __name__ == "__main__":
    _save(make_trust_files(read_example()))
    settled = {
        p: text for p, text in read_example().items() if "/" not in p or p.startswith("year/meetings.")
    }
    year = _read(settled)
    meetings = year.meetings or plan_autumn(year.trust)
    _save(_write({"year/meetings": meetings}) | make_papers(year.trust, meetings))
