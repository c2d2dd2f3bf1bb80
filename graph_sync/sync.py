"""One run of the engine: look, plan, judge, ask, carry out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from graph_sync.apply import Watch, apply_plan
from graph_sync.attendance import fetch_attendance, find_held
from graph_sync.budget import DAY, find_deferred
from graph_sync.changes import Adopt, Plan
from graph_sync.desired import build_desired
from graph_sync.guards import check
from graph_sync.ledger import Ledger, Outcome
from graph_sync.observe import Survey, fetch_survey
from graph_sync.plan import make_plan
from graph_sync.ports import SyncStore, Tenant
from graph_sync.replies import find_replies
from graph_sync.together import run_together
from trust.papers import Reply
from trust.values import place_in_london
from trust.year import Year


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a run decided and did, and the HTTP requests it took. `ledger` is None when a person said no."""

    plan: Plan
    ledger: Ledger | None
    requests: int
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a run saw and makes of it, before anything is changed; `obsolete` are decisions that mean nothing now."""

    plan: Plan
    survey: Survey
    replies: tuple[Reply, ...]
    obsolete: tuple[str, ...]


async def _yes(_plan: Plan) -> bool:
    return True


async def fetch_plan(year: Year, tenant: Tenant, store: SyncStore, now: datetime) -> Look:
    """Look at Microsoft 365 and plan, changing nothing, noting nothing and judging nothing.

    Raises:
        RefusedError: Microsoft 365 is out of reach or could not be read completely.
    """
    now = place_in_london(now)
    settings = year.trust.settings
    desired = build_desired(year, now)
    decisions = await store.fetch_decisions()
    survey = await fetch_survey(
        tenant, settings, desired, await store.fetch_applied(), await store.fetch_streams(), now
    )
    plan = make_plan(desired, survey.observed, survey.last_applied, decisions)
    sendings = await store.fetch_sendings(now - DAY)
    deferred = find_deferred(plan, sendings, settings.microsoft365.recipients_a_day, now)
    open_now = plan.heeded.union(proposal.id for proposal in plan.proposals)
    obsolete = {decision.proposal.id for decision in decisions} - open_now
    return Look(
        replace(plan, deferred=deferred), survey, find_replies(survey.observed, year), tuple(sorted(obsolete))
    )


async def run_sync(
    year: Year,
    tenant: Tenant,
    store: SyncStore,
    now: datetime,
    *,
    confirm: Callable[[Plan], Awaitable[bool]] = _yes,
    force: bool = False,
    watch: Watch | None = None,
) -> SyncResult:
    """Bring Microsoft 365 in step with the year.

    Args:
        year: What should be.
        tenant: Where it should be; see `tenant.open_tenant`.
        store: What was last applied and last seen.
        now: The moment of the run, aware.
        confirm: Asked with the plan before anything is sent, unless there is nothing to send.
        force: Go past the safety share.
        watch: Follows the run, and may stop it.

    Raises:
        RefusedError: Microsoft 365 is out of reach or could not be read completely, or the plan is not safe.
    """
    before, watch = tenant.requests, watch or Watch()
    with watch.stage("look"):
        look = await fetch_plan(year, tenant, store, now)
    plan = look.plan
    check(plan, year.trust.settings.rules, force=force)

    async def carry_out() -> Ledger | None:
        if plan.writes and not await confirm(plan):
            return None
        with watch.stage("apply"):
            return await apply_plan(plan, look.survey, tenant, store, now, watch)

    async def note() -> None:
        with watch.stage("note"):
            await _note(look, store, now)
            held = find_held(year, look.survey.last_applied, place_in_london(now))
            if attended := await fetch_attendance(tenant, held, year):
                await store.save_attendance(attended)

    ledger, _ = await run_together((carry_out(), note()))
    if ledger is not None and (done := _find_carried_out(plan, ledger)):
        await store.delete_decisions(done)
    return SyncResult(plan, ledger, tenant.requests - before, look.replies)


def _find_carried_out(plan: Plan, ledger: Ledger) -> tuple[str, ...]:
    """Find the decisions that have done what they were to do: the same edit made again is a new question."""
    sent = {
        entry.change.id
        for entry in ledger.entries
        if entry.outcome is Outcome.SENT and not isinstance(entry.change, Adopt)
    }
    return tuple(sorted(proposal for proposal, thing in plan.put_back.items() if thing in sent))


async def _note(look: Look, store: SyncStore, now: datetime) -> None:
    """Note what was seen: what people did in Microsoft 365 is worth knowing even when nothing is sent."""
    if look.survey.news:
        await store.save_streams(look.survey.news)
    if look.obsolete:
        await store.delete_decisions(look.obsolete)
    await store.save_proposals(look.plan.proposals, now)
    if look.replies:
        await store.save_replies(look.replies)
