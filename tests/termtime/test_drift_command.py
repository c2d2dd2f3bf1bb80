"""`termtime drift`, and what settling does to the store: listed, refused in a sentence, and carried out once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings
from changed_by_hand import a_deletion, a_departure, a_drag, a_dragged_cancellation
from command_line import run

from termtime.settling import fetch_matters, settle
from termtime.store import SqlStore, open_store
from trust.cadence import Format
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.proposals import Decision, Proposal, Verdict
from trust.values import LONDON, RefusedError
from trust.year import Trust, Year

AT = ("--at", "2026-12-14T08:30")
WEDNESDAY = datetime(2027, 1, 20, 15, 45, tzinfo=LONDON)
CASE = a_drag("2026-27/cases/spring-1", title="Cases: Review, Tue 19 Jan 2027")
YEARS = a_deletion("2026-27", kind="folder", title="2026-27")
ADOPT, PUT_BACK = Verdict.ADOPT, Verdict.PUT_BACK
MOVED_ON = "The year has changed since this was found, so nothing was done; the next sync looks again."


def the_trust() -> Trust:
    trust = a_trust()
    return a_trust(
        settings=some_settings(leads=("lea",), it_administrators=("ivy",)),
        people=(*trust.people, a_person("lea"), a_person("ivy")),
        groups=(*trust.groups, a_group("cases", name="Cases", sensitivity=Sensitivity.RESTRICTED, roles=())),
        officers=(*trust.officers, Officer(group="cases", office=Office.CHAIR, person="dee")),
        memberships=(a_membership("cases", "cal"),),
    )


def the_year(**fields: Any) -> Year:
    return Year(trust=the_trust(), meetings=(a_meeting(**fields), a_meeting(group="cases")))


async def seed(url: str, *proposals: Proposal, **fields: Any) -> None:
    async with await open_store(url) as store:
        await store.save_year(the_year(**fields))
        await store.sync.save_proposals(proposals, NOW)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    url = f"sqlite:///{tmp_path}/termtime.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "170")

    def with_proposals(*proposals: Proposal) -> str:
        asyncio.run(seed(url, *proposals))
        return url

    return with_proposals


def read_meeting(url: str) -> Meeting:
    async def read() -> Meeting:
        async with await open_store(url) as store:
            return (await store.fetch_year()).meeting_by_key["2026-27/maths/spring-1"]

    return asyncio.run(read())


def test_open_changes_are_listed_by_group_with_both_sides(here):
    here(a_departure(), CASE, a_drag(both=True), YEARS)

    code, out, _ = run("drift")

    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if "│" in line]
    assert (code, out.split("\n")[0].strip()) == (0, "4 changes made by hand")
    assert rows == [
        ["", "Maths", "", "", "", ""],
        [a_drag().id, "Maths: Spring meeting, Tue 19 Jan 2027", "Outlook: time", "Wed 20 Jan 2027, 15:45–17:00",
         "Tue 19 Jan 2027, 15:45–17:00", "Mon 14 Dec 08:30"],
        ["", "the year has changed too", "", "", "", ""],
        [a_departure().id, "Maths", "The list: members", "Cal is not in", "Cal is in", "Mon 14 Dec 08:30"],
        ["", "Cases", "", "", "", ""],
        [CASE.id, "Cases: Review, Tue 19 Jan 2027", "Outlook: time", "Wed 20 Jan 2027, 15:45–17:00",
         "Tue 19 Jan 2027, 15:45–17:00", "Mon 14 Dec 08:30"],
        ["", "Fernvale Learning Trust", "", "", "", ""],
        [YEARS.id, "2026-27", "SharePoint: deleted", "it was deleted", "it should be there", "Mon 14 Dec 08:30"],
    ]  # fmt: skip
    assert out.splitlines()[-1].startswith("`termtime drift settle ID --adopt --as UPN`")


def test_without_any_that_is_said(here):
    here()

    assert run("drift") == (
        0,
        "Nothing to settle: nobody changed anything by hand that the last sync saw.\n",
        "",
    )


def test_a_program_reads_them_as_json(here):
    here(a_drag())

    [told] = json.loads(run("drift", "--json")[1])

    assert told == {
        "id": a_drag().id, "group": "maths", "kind": "event", "key": "2026-27/maths/spring-1", "field": "when", "item": "",
        "title": "Maths: Spring meeting, Tue 19 Jan 2027", "what": a_drag().what, "seen": a_drag().seen,
        "wanted": a_drag().wanted, "both": False, "found": "2026-12-14T08:30:00+00:00", "decided": [],
    }  # fmt: skip


def test_adopting_takes_it_into_the_year_and_off_the_list(here):
    url = here(a_drag())

    settled = run("drift", "settle", a_drag().id[:6], "--adopt", "--as", "Ada@fernvale.example", *AT)

    assert settled == (
        0, "Maths: Spring meeting, Tue 19 Jan 2027: Ada keeps it: the year now says so too.\n", "",
    )  # fmt: skip
    assert read_meeting(url) == a_meeting(starts=WEDNESDAY)
    assert json.loads(run("drift", "--json")[1]) == []


def test_putting_back_leaves_the_year(here):
    url = here(a_drag())

    code, out, _ = run("drift", "settle", a_drag().id, "--put-back", "--as", "lea@fernvale.example", *AT)

    said = "Lea puts it back: the next sync makes Microsoft 365 say again what the year says."
    assert (code, out) == (0, f"{a_drag().title}: {said}\n")
    assert read_meeting(url) == a_meeting()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("0123456789", "--adopt", "--as", "ada@fernvale.example"),
            "Nothing called 0123456789 is open: it was settled, has changed again since, or never was.",
        ),
        (
            (a_drag().id, "--adopt", "--as", "cal@fernvale.example"),
            "That is for the group's chair, co-chair or coordinator to settle, or for a trust lead.",
        ),
        (
            (a_drag().id, "--adopt", "--as", "eve@x.example"),
            "Nobody in Fernvale Learning Trust's files goes by eve@x.example.",
        ),
        (
            (a_drag().id, "--as", "ada@fernvale.example"),
            "Say one of the two: --adopt takes it into the year, --put-back undoes it.",
        ),
        (
            (a_drag().id, "--adopt", "--put-back", "--as", "ada@fernvale.example"),
            "Say one of the two: --adopt takes it into the year, --put-back undoes it.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(here, words, sentence):
    url = here(a_drag())

    assert run("drift", "settle", *words, *AT) == (1, "", sentence)
    assert read_meeting(url) == a_meeting()


def test_asking_the_bot_from_the_command_line_settles_too(here):
    url = here(a_drag())

    code, out, _ = run("ask", "keep it", "--as", "ada@fernvale.example", *AT)

    assert (code, out.splitlines()[1]) == (0, "Ada keeps it: the year now says so too.")
    assert read_meeting(url) == a_meeting(starts=WEDNESDAY)


@pytest.mark.parametrize("who", ["lea", "ivy", "ada"])
def test_a_hidden_groups_change_is_not_there_for_outsiders(here, who):
    here(CASE)

    code, _, err = run("drift", "settle", CASE.id, "--adopt", "--as", f"{who}@fernvale.example", *AT)

    assert (code, err) == (
        1,
        f"Nothing called {CASE.id} is open: it was settled, has changed again since, or never was.",
    )


@pytest.fixture
async def store(database_url: str) -> Any:
    async with await open_store(database_url) as store:
        await store.save_year(the_year())
        yield store


def decide(
    store: SqlStore, proposal: Proposal, who: str, verdict: Verdict = ADOPT, minutes: int = 0
) -> Awaitable[str]:
    by = the_trust().person_by_id[who]
    return settle(store, proposal.id, verdict, by, NOW + timedelta(minutes=minutes))


async def try_to(deciding: Awaitable[str]) -> str:
    try:
        return await deciding
    except RefusedError as refused:
        return str(refused)


async def test_calling_a_meeting_off_takes_two_people(store):
    await store.sync.save_proposals([a_deletion()], NOW)

    said = [await decide(store, a_deletion(), who, minutes=n) for n, who in enumerate(("ada", "ada", "ben"))]

    assert said == [
        "Noted. Calling a meeting off takes two people, so one more has to agree.",
        "You have agreed already. Calling a meeting off takes two people, so somebody else has to agree.",
        "Ben is the second to agree: the meeting is called off.",
    ]
    assert (await store.fetch_year()).meeting_by_key[
        "2026-27/maths/spring-1"
    ].status is MeetingStatus.CANCELLED


async def test_one_person_sends_a_deleted_meeting_out_again_whoever_agreed_to_call_it_off(store):
    await store.sync.save_proposals([a_deletion()], NOW)
    await decide(store, a_deletion(), "ada")

    await decide(store, a_deletion(), "ben", PUT_BACK, minutes=1)

    assert [m.settled.verdict for m in await fetch_matters(store)] == [PUT_BACK]
    assert (await store.fetch_year()).meeting_by_key["2026-27/maths/spring-1"] == a_meeting()


async def test_a_second_decision_comes_too_late_and_is_told_of_the_first(store):
    await store.sync.save_proposals([a_drag()], NOW)
    await decide(store, a_drag(), "ada")

    late = await try_to(decide(store, a_drag(), "ben", PUT_BACK, minutes=1))

    assert late == "Ada decided on Mon 14 Dec at 08:30 to keep it as it is."
    assert [d.by for d in await store.sync.fetch_decisions()] == ["ada"]


async def test_of_two_people_at_once_one_decides(store, database_url):
    await store.sync.save_proposals([a_drag()], NOW)

    async with await open_store(database_url) as replica:
        said = await asyncio.gather(
            try_to(decide(store, a_drag(), "ada")), try_to(decide(replica, a_drag(), "ben", PUT_BACK))
        )

    [decision] = await store.sync.fetch_decisions()
    starts = (await store.fetch_year()).meeting_by_key["2026-27/maths/spring-1"].starts
    assert sum("keeps it" in one or "puts it back" in one for one in said) == 1
    assert (starts == WEDNESDAY) is (decision.verdict is ADOPT)


async def test_two_changes_to_one_meeting_settled_at_once_do_not_undo_each_other(store, database_url):
    retitled = a_drag(field="subject", seen="Maths: Fractions", wanted="Maths: Spring meeting")
    await store.sync.save_proposals([a_drag(), retitled], NOW)

    async with await open_store(database_url) as replica:
        said = await asyncio.gather(
            try_to(decide(store, a_drag(), "ada")), try_to(decide(replica, retitled, "ben"))
        )
        again = [
            await try_to(decide(store, proposal, "ada", minutes=1))
            for proposal, one in zip((a_drag(), retitled), said, strict=True)
            if "keeps it" not in one
        ]

    assert all("keeps it" in one for one in again)
    assert (await store.fetch_year()).meeting_by_key["2026-27/maths/spring-1"] == a_meeting(
        starts=WEDNESDAY, title="Fractions"
    )


async def test_a_decision_left_half_done_holds_nobody_up_after_the_hour(store):
    await store.sync.save_proposals([a_drag()], NOW)
    await store.conversations.claim("settling/event/2026-27/maths/spring-1/2026-12-14T08")

    said = [await try_to(decide(store, a_drag(), "ada", minutes=minutes)) for minutes in (1, 31)]

    assert said == [
        "Somebody else is settling this at this moment. Look again in a minute.",
        "Ada keeps it: the year now says so too.",
    ]


@pytest.mark.parametrize(
    ("proposal", "since"),
    [
        (a_drag(), a_meeting(starts=WEDNESDAY + timedelta(days=7))),
        (
            a_drag(field="subject", seen="Maths: New", wanted="Maths: Spring meeting"),
            a_meeting(title="Newer"),
        ),
        (
            a_drag(field="place", seen="Hall", wanted="To be confirmed"),
            a_meeting(format=Format.IN_PERSON, room="R4"),
        ),
        (a_deletion(), a_meeting(status=MeetingStatus.CANCELLED)),
    ],
)
@pytest.mark.parametrize("verdict", [ADOPT, PUT_BACK])
async def test_what_the_year_no_longer_says_is_not_decided(store, proposal, since, verdict):
    await store.sync.save_proposals([proposal], NOW)
    await store.sync.save_decision(
        Decision(proposal=proposal, verdict=ADOPT, by="ben", at=NOW)
    ) if proposal.cancels else None
    await store.save_meetings([since])

    assert await try_to(decide(store, proposal, "ada", verdict)) == MOVED_ON
    assert (await store.fetch_year()).meeting_by_key["2026-27/maths/spring-1"] == since


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (ADOPT, "Ada leaves it in diaries."),
        (PUT_BACK, "Ada calls it off: the next sync cancels it in Outlook."),
    ],
)
async def test_a_cancelled_meeting_that_was_dragged_is_left_or_cancelled_there_too(store, verdict, said):
    proposal = a_dragged_cancellation()
    await store.sync.save_proposals([proposal], NOW)

    assert await try_to(decide(store, proposal, "ada", verdict)) == MOVED_ON
    await store.save_meetings([a_meeting(status=MeetingStatus.CANCELLED)])
    assert await decide(store, proposal, "ada", verdict) == said


async def test_what_the_year_has_no_place_for_stands_as_an_exception(store):
    await store.sync.save_proposals([a_departure()], NOW)

    assert await decide(store, a_departure(), "ada") == "Ada keeps it: it stays as an exception to the year."
    assert [m.settled.by for m in await fetch_matters(store)] == ["ada"]


async def test_what_was_made_an_exception_before_can_be_decided_again(store):
    once = a_drag(field="subject", seen="Fractions", wanted="Maths: Spring meeting")
    again = a_drag(field="subject", seen="Maths: Fractions", wanted="Fractions")
    await store.sync.save_proposals([once], NOW)
    await decide(store, once, "ada")
    await store.sync.save_proposals([again], NOW)

    assert await decide(store, again, "ada") == "Ada keeps it: the year now says so too."


async def test_a_decision_wakes_the_next_sync(store):
    await store.sync.save_proposals([a_drag()], NOW)
    await decide(store, a_drag(), "ada", PUT_BACK)

    assert await store.subscriptions.take_wake(NOW)
