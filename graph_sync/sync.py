"""One run of the engine: look, plan, judge, ask, carry out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from graph_sync.apply import Watch, apply_plan
from graph_sync.changes import Plan
from graph_sync.desired import build_desired
from graph_sync.guards import check
from graph_sync.ledger import Ledger
from graph_sync.observe import Survey, fetch_survey
from graph_sync.plan import make_plan
from graph_sync.ports import SyncStore, Tenant
from trust.values import place_in_london
from trust.year import Year


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a run decided and did, and the HTTP requests it took. `ledger` is None when a person said no."""

    plan: Plan
    ledger: Ledger | None
    requests: int


async def _yes(_plan: Plan) -> bool:
    return True


async def fetch_plan(year: Year, tenant: Tenant, store: SyncStore, now: datetime) -> tuple[Plan, Survey]:
    """Look at Microsoft 365 and plan, changing nothing and judging nothing.

    Raises:
        RefusedError: Microsoft 365 is out of reach or could not be read completely.
    """
    now = place_in_london(now)
    desired = build_desired(year, now)
    place = await tenant.fetch_place(year.trust.settings.microsoft365)
    survey = await fetch_survey(tenant, place, desired, dict(await store.fetch_applied()), now)
    return make_plan(desired, survey.observed, survey.last_applied), survey


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
        store: What was last applied.
        now: The moment of the run, aware.
        confirm: Asked with the plan before anything is sent, unless there is nothing to send.
        force: Go past the safety share.
        watch: Follows the run, and may stop it.

    Raises:
        RefusedError: Microsoft 365 is out of reach or could not be read completely, or the plan is not safe.
    """
    before = tenant.requests
    plan, survey = await fetch_plan(year, tenant, store, now)
    check(plan, year.trust.settings.rules, force=force)
    if plan.writes and not await confirm(plan):
        return SyncResult(plan, None, tenant.requests - before)
    ledger = await apply_plan(plan, survey, tenant, store, watch or Watch())
    return SyncResult(plan, ledger, tenant.requests - before)
