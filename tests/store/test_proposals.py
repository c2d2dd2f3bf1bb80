from __future__ import annotations

from datetime import timedelta
from typing import Any

from builders import NOW

from graph_sync.kinds import Kind
from termtime.store import SqlStore, open_store
from trust.proposals import Decision, Proposal, Verdict

LATER = NOW + timedelta(hours=1)


def a_proposal(key: str = "2026-27/maths/spring-1", **fields: Any) -> Proposal:
    return Proposal(**{"kind": Kind.EVENT, "key": key, "field": "place", "title": "Maths", "what": "Moved to the hall",
                       "seen": "Hall", "wanted": "Library"} | fields)  # fmt: skip


def found(proposal: Proposal, at: object) -> Proposal:
    return proposal.model_copy(update={"found": at})


async def test_open_proposals_come_back_as_they_were_with_when_they_were_found(
    store: SqlStore, database_url: str
):
    proposals = (
        a_proposal("a", field="existence", seen=False, wanted=True, both=True),
        a_proposal("b", field="members", item="ada@x.example", seen=("ben@x.example",), wanted=()),
        a_proposal("c", seen="Núria's “hall” 🎓"),
    )
    assert await store.sync.fetch_proposals() == ()

    await store.sync.save_proposals(proposals, NOW)

    async with await open_store(database_url) as other:
        kept = await other.sync.fetch_proposals()
    assert kept == tuple(found(proposal, NOW) for proposal in proposals)
    assert [proposal.id for proposal in kept] == [proposal.id for proposal in proposals]


async def test_proposal_that_stays_open_keeps_when_it_was_found_but_is_told_anew(store: SqlStore):
    stays, settled, again = a_proposal("m"), a_proposal("n"), a_proposal("m", seen="Gym")
    await store.sync.save_proposals([stays, settled], NOW)
    retold = stays.model_copy(update={"title": "Mathematics"})

    await store.sync.save_proposals([again, a_proposal("a"), found(retold, LATER)], LATER)

    assert await store.sync.fetch_proposals() == (
        found(retold, NOW),
        found(a_proposal("a"), LATER),
        found(again, LATER),
    )


async def test_nothing_proposed_closes_everything(store: SqlStore):
    await store.sync.save_proposals([a_proposal()], NOW)

    await store.sync.save_proposals([], LATER)

    assert await store.sync.fetch_proposals() == ()


async def test_decisions_come_back_oldest_first_when_their_proposals_are_gone(store: SqlStore):
    about = found(a_proposal(), NOW)
    second = Decision(proposal=about, verdict=Verdict.ADOPT, by="ada", at=LATER)
    first = Decision(proposal=about, verdict=Verdict.PUT_BACK, by="ben", at=NOW)
    for decision in (second, first):
        await store.sync.save_decision(decision)
    await store.sync.save_proposals([], LATER)

    assert await store.sync.fetch_decisions() == (first, second)


async def test_person_may_think_again_about_a_proposal(store: SqlStore):
    first = Decision(proposal=a_proposal(), verdict=Verdict.ADOPT, by="ada", at=NOW)
    second = first.model_copy(update={"verdict": Verdict.PUT_BACK, "at": LATER})

    for decision in (first, second):
        await store.sync.save_decision(decision)

    assert await store.sync.fetch_decisions() == (second,)


async def test_decisions_that_were_carried_out_are_dropped_whoever_made_them(store: SqlStore):
    carried_out, waiting = a_proposal("a"), a_proposal("b")
    first, second, stays = (
        Decision(proposal=proposal, verdict=Verdict.ADOPT, by=by, at=NOW)
        for proposal, by in ((carried_out, "ada"), (carried_out, "ben"), (waiting, "ada"))
    )
    for decision in (first, second, stays):
        await store.sync.save_decision(decision)

    await store.sync.delete_decisions([carried_out.id, "never-there"])
    await store.sync.delete_decisions([])

    assert await store.sync.fetch_decisions() == (stays,)
