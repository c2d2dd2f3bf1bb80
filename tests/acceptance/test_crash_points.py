"""Every crash point: a sync killed at any request or any save is finished by the next one, with nothing twice.

Four runs are killed: a first sync; an update with a joiner, leavers, a move, a cancellation, a renamed group, a new
meeting, a published agenda and saved minutes; one that carries out decisions about what people changed by hand; and
that same update after the database was lost, which has to find all that is ours again. Each is killed at its k-th
request, for every k there is, before the request took effect and after it did but its answer was lost: once with a
single request on its way at a time, and once with batches of twenty that are lost whole. Then at its k-th save, before
and after. Whatever was left, no draft of minutes is open to others than its officers, and a new process over the same
store must end where an undisturbed run ends, to the last letter in every inbox, ask people the same questions, and have
nothing left to do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust
from crashes import Life, Side, die_at_request, live, take_picture
from offices import MemoryStore, find_draft_readers, make_seed

from graph_sync import documents
from graph_sync.ledger import Outcome
from sandbox.saved import load_state, save_state
from sandbox.server import Sandbox, running_sandbox
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.papers import Agenda, AgendaItem, Minutes
from trust.people import Person
from trust.proposals import Verdict
from trust.values import LONDON
from trust.year import Year

MOMENT = NOW + timedelta(minutes=30)
BOX = "codesign@fernvale.example"
# Of maths, whose minutes are a draft in the later year.
OFFICERS = {"ada", "gil"}
SCENES = ("a first sync", "an update", "decisions", "a lost database")
survived: dict[str, int] = {}


def at(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 15, 45, tzinfo=LONDON)


def make_year(*, later: bool) -> Year:
    """Three groups, one of them restricted; `later` a lot has happened in them."""
    people: list[Person] = [
        *(a_person(one, roles=("maths-lead",)) for one in ("ada", "ben")),
        *(a_person(one, roles=("history-lead",)) for one in ("dee", "hal")),
        *(a_person(one, roles=("dsl",)) for one in ("eva", "ivy")),
        a_person("cal", roles=() if later else ("maths-lead",)),
        a_person("fay", roles=() if later else ("dsl",)),
        a_person("gil"),
    ]
    groups = (
        a_group("maths"),
        a_group("history", name="Humanities" if later else "History"),
        a_group("safeguarding", roles=("dsl",), sensitivity=Sensitivity.RESTRICTED),
    )
    officers = [
        Officer(group=group, office=office, person=person)
        for group, office, person in (
            ("maths", Office.CHAIR, "ada"),
            ("maths", Office.CO_CHAIR, "gil" if later else "ben"),
            ("history", Office.CHAIR, "dee"),
            ("safeguarding", Office.CHAIR, "eva"),
        )
    ]
    meetings = [
        a_meeting("spring-1", starts=at(1, 26) if later else at(1, 19)),
        a_meeting("spring-2", title="Moderation", starts=at(3, 9), format="moderation", place="elm",
                  status=MeetingStatus.CANCELLED if later else MeetingStatus.PUBLISHED),
        a_meeting("spring-1", "history", starts=at(2, 9)),
        a_meeting("spring-1", "safeguarding", starts=at(2, 2)),
        # Held between one run and the next.
        a_meeting("autumn-9", title="Quick meeting", starts=NOW + timedelta(minutes=10)),
    ]  # fmt: skip
    if later:
        meetings.append(a_meeting("spring-2", "safeguarding", title="Case review", starts=at(3, 2)))
    trust = a_trust(
        people=tuple(people),
        groups=groups,
        officers=tuple(officers),
        memberships=(a_membership("history", "gil"),) if later else (),
    )
    items = (AgendaItem(title="Ratio", minutes=20, lead="ben"),)
    agenda = Agenda(meeting=meetings[0].key, status="published", items=items, published=NOW.date())
    minutes = Minutes(
        meeting=meetings[4].key, saved=NOW.date(), decisions=("One plan for all.",), present=("ada",)
    )
    return Year(
        trust=trust,
        meetings=tuple(meetings),
        agendas=(agenda,) if later else (),
        minutes=(minutes,) if later else (),
    )


@dataclass
class Scene:
    """Where a run begins: the year it brings about, the tenant saved in a file, and what the store held."""

    year: Year
    saved: Path | None = None
    store: MemoryStore = field(default_factory=MemoryStore)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Sandbox, MemoryStore]]:
        async with running_sandbox(make_seed(make_year(later=False).trust), limits=False) as sandbox:
            if self.saved is not None:
                load_state(sandbox.state, self.saved)
            yield sandbox, deepcopy(self.store)


def edit_by_hand(sandbox: Sandbox) -> None:
    """Drag a meeting, delete another, change a list, rename and share folders."""
    edits = sandbox.edits
    calendar = sandbox.state.calendars.of(sandbox.state.directory.find_user(BOX)["id"])
    events = {entry.meeting.data["subject"]: entry.id for entry in calendar.entries.values()}
    edits.move_event(BOX, events["Maths: Spring meeting"], at(1, 21), at(1, 21) + timedelta(hours=1))
    edits.remove_attendee(BOX, events["Maths: Moderation"], "cal@fernvale.example")
    edits.delete_event(BOX, events["History: Spring meeting"])
    edits.remove_member("codesign-maths", "cal@fernvale.example")
    edits.add_member("codesign-safeguarding", "gil@fernvale.example")
    edits.rename_list("codesign-history", "The historians")
    edits.rename_item("/2026-27/Maths", "Numbers")
    edits.delete_item("/2026-27/History/2027-02-09 Spring meeting/Agenda.docx")
    edits.share("/2026-27/Safeguarding", "gil@fernvale.example", "write")


async def make_scene(name: str, folder: Path) -> Scene:
    if name == "a first sync":
        return Scene(make_year(later=False))
    before = Scene(make_year(later=False))
    scene = Scene(make_year(later=name != "decisions"), folder / "tenant.json")
    async with before.open() as (sandbox, store):
        assert await live(sandbox, store, before.year, Life(), now=NOW)
        if name == "decisions":
            edit_by_hand(sandbox)
            assert await live(sandbox, store, before.year, Life(), now=NOW)
            assert len(store.proposals) == 9
            store.decide(Verdict.PUT_BACK)
        save_state(sandbox.state, scene.saved)
        if name != "a lost database":
            scene.store = store
    return scene


make_once = cache(documents.make_document)
Kill = Callable[[Sandbox, int, Side], Life]


def die_at_save(_sandbox: Sandbox, number: int, side: Side) -> Life:
    return Life(last_save=number, side=side)


async def survive(scene: Scene, kill: Kill, number: int, side: Side, batch: int) -> dict[str, Any] | None:
    """Kill a run at one point and run again; the picture afterwards, or None when there was no such point."""
    async with scene.open() as (sandbox, store):
        if await live(sandbox, store, scene.year, kill(sandbox, number, side), now=MOMENT, batch=batch):
            return None
        assert find_draft_readers(sandbox) in (set(), OFFICERS)
        again = await live(sandbox, store, scene.year, Life(), now=MOMENT + timedelta(minutes=1))
        assert again is not None
        assert again.ledger is not None
        assert again.ledger.adds_up(again.plan)
        assert again.ledger.count(Outcome.FAILED) == again.ledger.count(Outcome.DEFERRED) == 0
        quiet = await live(sandbox, store, scene.year, Life(), now=MOMENT + timedelta(minutes=2))
        assert quiet is not None
        assert quiet.plan.writes == ()
        return picture(sandbox, store)


def picture(sandbox: Sandbox, store: MemoryStore) -> dict[str, Any]:
    """Describe what there is, and what people are asked about it."""
    return take_picture(sandbox) | {"questions": sorted(proposal.what for proposal in store.proposals)}


@pytest.fixture(autouse=True)
def documents_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each Word document once for all runs; it takes longer than the rest of a sync."""
    monkeypatch.setattr(documents, "make_document", make_once)


@pytest.fixture(scope="module", autouse=True)
def summary(request: pytest.FixtureRequest) -> Iterator[None]:
    """Say in the end how many points there were."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        told = "; ".join(f"{count} of {name}" for name, count in survived.items())
        print(f"\n{sum(survived.values())} crash points survived: {told}")


@pytest.mark.parametrize("batch", [1, 20], ids=["requests one by one", "whole batches"])
@pytest.mark.parametrize("name", SCENES)
async def test_a_sync_killed_at_any_request_is_finished_by_the_next_with_nothing_twice(
    name: str, batch: int, tmp_path: Path
) -> None:
    await survive_all(await make_scene(name, tmp_path), name, die_at_request, batch)


@pytest.mark.parametrize("name", SCENES)
async def test_a_sync_killed_at_any_save_is_finished_by_the_next_with_nothing_twice(
    name: str, tmp_path: Path
) -> None:
    await survive_all(await make_scene(name, tmp_path), name, die_at_save, 20)


async def survive_all(scene: Scene, name: str, kill: Kill, batch: int) -> None:
    async with scene.open() as (sandbox, store):
        assert await live(sandbox, store, scene.year, Life(), now=MOMENT)
        undisturbed = picture(sandbox, store)
    # What was deleted by hand and is made again is rightly written about again.
    for what in ("diaries", "lists", "library", *(["letters"] if name != "decisions" else [])):
        assert len({repr(one) for one in undisturbed[what]}) == len(undisturbed[what])
    sides: tuple[Side, Side] = ("before", "after")
    for side in sides:
        number = 1
        while (found := await survive(scene, kill, number, side, batch)) is not None:
            assert (number, side, found) == (number, side, undisturbed)
            survived[name] = survived.get(name, 0) + 1
            number += 1
        assert number > 5
