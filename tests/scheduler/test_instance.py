"""Outside instances: what is read and refused, that the judge and the problem agree, and that small ones are solved."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.instances import make_instance
from scheduler.engine.chains import search_by_chains
from scheduler.engine.problem import UNPLACED, Problem, Progress
from scheduler.instance import (
    Instance,
    bound_instance,
    build_instance_problem,
    judge_instance,
    read_assignment,
)
from scheduler.instance_text import parse_instance, parse_public_pair
from termtime.cli import app
from termtime.instances import read_instance
from trust.values import RefusedError

PLAIN = """
# five exams
slots 6
day 3
seats 3
proximity 4 1
events maths art music
events latin greek
attends maths art
attends maths music latin   # three
attends greek
attends art latin
only greek 1 2
never greek 2
"""
SMALL = parse_instance(PLAIN, "small.txt")


def test_the_plain_form_says_all_there_is_to_an_instance():
    assert parse_instance(PLAIN, "small.txt") == Instance(
        name="small.txt",
        events=("maths", "art", "music", "latin", "greek"),
        attendees=((0, 1), (0, 2, 3), (4,), (1, 3)),
        slots=6,
        proximity=(4, 1),
        seats=3,
        day=3,
        open_to={4: frozenset({0})},
    )


def test_slots_given_beside_the_file_go_before_its_own():
    assert parse_instance("slots 9\nevents a b\nattends a b", "x", slots=4).slots == 4


def test_the_public_pair_is_read_with_its_quirks():
    read = parse_public_pair(
        "0001 2\r\n0002 9\r\n0003 1\r\n\x1a", "0001 0002\n0002 0002\n\n0003 \n", ("x.crs", "x.stu"), slots=5
    )

    assert read == Instance("x.stu", ("0001", "0002", "0003"), ((0, 1), (1,), (2,)), 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "events a\nattends a",
            "x.txt: the number of slots is missing: a line such as `slots 18`, or --slots.",
        ),
        ("slots none", "x.txt:1: `slots` is a whole number from 1 to 500, not 'none'."),
        ("slots 501", "x.txt:1: `slots` is a whole number from 1 to 500, not '501'."),
        ("slots 3\nslots 4", "x.txt:2: `slots` is given twice."),
        ("slots 3 4", "x.txt:1: `slots` has one number after it."),
        ("proximity", "x.txt:1: `proximity` has its prices after it."),
        ("proximity 4 -1", "x.txt:1: `proximity` is a whole number from 0 to 10000, not '-1'."),
        ("events a b a", "x.txt:1: event 'a' is listed twice."),
        ("events a\nattends a b", "x.txt:2: there is no event 'b'; events are listed before they are used."),
        ("events a\nattends a a", "x.txt:2: an attendee has events, each named once."),
        ("events a\nonly a", "x.txt:2: `only` has an event and at least one slot."),
        ("slots 2\nevents a\nattends a\nonly a 3", "x.txt:4: a slot is a whole number from 1 to 2, not '3'."),
        ("slots 2\nevents a\nattends a\nnever a 1 2", "x.txt:4: no slot is left for 'a'."),
        (
            "exam a",
            "x.txt:1: a line begins with slots, day, seats, proximity, events, attends, only or never, not 'exam'.",
        ),
        ("slots 2\nevents a", "x.txt: an instance has from 1 to 200,000 attendees; this has 0."),
        ("slots 2", "x.txt: an instance has from 1 to 5,000 events; this has 0."),
        (
            "slots 2\nseats 1\nevents a\nattends a\nattends a",
            "x.txt: 2 attend 'a', more than the 1 seats.",
        ),
    ],
)
def test_a_fault_is_refused_with_its_file_its_line_and_what_is_wrong(text: str, sentence: str):
    with pytest.raises(RefusedError) as refused:
        parse_instance(text, "x.txt")

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("courses", "students", "slots", "sentence"),
    [
        ("a 1", "a", None, "x.stu: the number of slots is not in files of this form; give it with --slots."),
        ("a 1", "a", 0, "The number of slots is from 1 to 500, not 0."),
        ("a 1\nb 1 1", "a", 3, "x.crs:2: a line has an event and its enrolment, nothing else."),
        ("a many", "a", 3, "x.crs:1: an enrolment is a whole number from 0 to 200000, not 'many'."),
        ("a 1\na 2", "a", 3, "x.crs:2: event 'a' is listed twice."),
        ("a 1", "a\nb", 3, "x.stu:2: there is no event 'b'; events are listed before they are used."),
    ],
)
def test_a_fault_in_the_public_pair_is_refused_too(
    courses: str, students: str, slots: int | None, sentence: str
):
    with pytest.raises(RefusedError) as refused:
        parse_public_pair(courses, students, ("x.crs", "x.stu"), slots=slots)

    assert str(refused.value) == sentence


def test_the_judge_and_the_problem_agree_on_every_assignment_that_breaks_nothing():
    problem = build_instance_problem(SMALL)
    costs = set()
    for chosen in product(*(range(len(event.options)) for event in problem.events)):
        verdict = judge_instance(SMALL, read_assignment(SMALL, chosen))
        if verdict.broken:
            with pytest.raises(ValueError, match="breaks what is forbidden"):
                problem.cost(chosen)
        else:
            assert problem.cost(chosen) == verdict.cost
            costs.add(verdict.cost)

    assert len(costs) > 3


def test_the_judge_counts_what_is_broken():
    wrong = {"maths": 0, "art": 0, "music": 5, "greek": 1}

    assert judge_instance(SMALL, wrong)[:4] == (1, 1, 1, 1)


@pytest.mark.parametrize("slots", [4, 5, 6])
def test_a_small_instance_is_solved_to_the_best_there_is(slots: int):
    instance = parse_instance(PLAIN.replace("slots 6", f"slots {slots}"), "small.txt")
    problem = build_instance_problem(instance)
    verdicts = [
        judge_instance(instance, read_assignment(instance, chosen))
        for chosen in product(*(range(len(event.options)) for event in problem.events))
    ]

    found = search_by_chains(problem, 300)

    assert found.cost == min(verdict.cost for verdict in verdicts if not verdict.broken)
    assert bound_instance(instance) <= found.cost


def test_seats_and_closed_slots_are_kept():
    made = make_instance("dense", seed=2)
    busiest = max(made.sizes.values())
    instance = Instance(
        made.name, made.events, made.attendees, 30, seats=busiest + 250, open_to={0: frozenset({3, 4})}
    )

    found = search_by_chains(build_instance_problem(instance), 300)

    assert judge_instance(instance, read_assignment(instance, found.chosen)).broken == 0


def test_an_instance_that_needs_every_slot_it_has_is_placed_whole():
    problem = build_instance_problem(make_instance("dense"))

    assert UNPLACED not in search_by_chains(problem, 1_500).chosen


def test_what_cannot_be_placed_is_left_out_and_breaks_nothing():
    triangle = Instance("triangle", ("a", "b", "c"), ((0, 1, 2),), 2, seats=None)

    found = search_by_chains(build_instance_problem(triangle), 20)

    assert judge_instance(triangle, read_assignment(triangle, found.chosen)) == (1, 0, 0, 0, 16, 16.0)


def test_the_same_seed_and_sweeps_give_the_same_answer():
    problem = build_instance_problem(make_instance("tight"))

    first, again, other = (search_by_chains(problem, 60, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_problem_of_another_kind_is_not_searched_by_chains():
    apart = build_instance_problem(SMALL)
    overlapping = Problem(apart.events, [(0, 1)], apart.kernels, apart.pairs, apart.limits, apart.unplaced)

    with pytest.raises(ValueError, match="cells are apart"):
        search_by_chains(overlapping, 1)


def test_a_watch_ends_the_search_with_the_best_so_far():
    problem = build_instance_problem(make_instance("tight"))
    heard: list[int] = []

    def watch(progress: Progress) -> bool:
        heard.append(progress.best)
        return len(heard) == 20

    found = search_by_chains(problem, 10_000, watch=watch)

    assert (len(heard), found.cost) == (20, heard[-1])


def test_the_command_prints_what_came_of_a_file_and_writes_it(tmp_path: Path):
    (tmp_path / "small.txt").write_text(PLAIN)
    said = ["plan", "--instance", str(tmp_path / "small.txt"), "--effort", "50", "--json"]

    result = CliRunner().invoke(app, [*said, "--out", str(tmp_path / "out.txt")])

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["broken"], answer["cost"]) == (0, 0, answer["bound"])
    written = dict(line.split() for line in (tmp_path / "out.txt").read_text().splitlines())
    assert written == {event: str(slot) for event, slot in answer["assignment"].items()}


def test_a_public_pair_is_found_by_either_of_its_files(tmp_path: Path):
    (tmp_path / "x.crs").write_text("a 1\nb 1\n")
    (tmp_path / "x.stu").write_text("a b\n")

    assert read_instance(tmp_path / "x.crs", 4) == read_instance(tmp_path / "x.stu", 4)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path):
    with pytest.raises(RefusedError) as refused:
        read_instance(tmp_path / "none.txt")

    assert str(refused.value) == f"{tmp_path / 'none.txt'} cannot be read: No such file or directory."
