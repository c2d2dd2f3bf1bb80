"""The door of Graph: every call, single or part of a batch, passes here in the same order.

token -> place at the mailbox, or units -> fault before -> route -> permission -> scope -> strict body -> handler ->
fault after -> answer
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from sandbox.faults import Fault
from sandbox.graph.batch import mailbox_of, serve_batch
from sandbox.graph.call import Answer, Call
from sandbox.graph.costs import cost_of
from sandbox.graph.directory.routes import ROUTES as DIRECTORY
from sandbox.graph.drives.routes import ROUTES as DRIVES
from sandbox.graph.errors import DroppedConnection, GraphError, error_body, throttled, too_many_units
from sandbox.graph.odata import check_options
from sandbox.graph.online.routes import ROUTES as ONLINE
from sandbox.graph.outlook.routes import ROUTES as OUTLOOK
from sandbox.graph.routing import Route, Router
from sandbox.graph.scopes import find_roles_at, mailbox_denied
from sandbox.graph.strict import check_body
from sandbox.graph.subscriptions.responses import check_endpoint
from sandbox.graph.subscriptions.routes import ROUTES as SUBSCRIPTIONS

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

ROUTER = Router((*OUTLOOK, *ONLINE, *DIRECTORY, *DRIVES, *SUBSCRIPTIONS))


class Gateway:
    """Serves the Graph calls of one tenant."""

    def __init__(
        self, tenant: Tenant, session: aiohttp.ClientSession, *, strict: bool, latency: float
    ) -> None:
        """Keep how strictly bodies are read and how long (in seconds) an answer takes at least."""
        self._tenant, self._session = tenant, session
        self._strict, self._latency = strict, latency

    async def serve(self, call: Call) -> Answer:
        """Answer an authenticated call.

        Raises:
            DroppedConnection: The caller shall not get an answer.
        """
        self._tenant.requests["http"] += 1
        if call.path.rstrip("/") == "/$batch" and call.method == "POST":
            return await self._serve_batch(call)
        return await self._serve_one(call)

    def refuse(self, error: GraphError, call: Call) -> Answer:
        """Return an error as Graph shows it."""
        body = error_body(error, self._tenant.now(), call.headers.get("client-request-id"))
        return Answer(error.status, body, error.headers)

    async def _serve_batch(self, call: Call) -> Answer:
        self._tenant.requests["batches"] += 1
        fault = self._find_fault(call)
        try:
            if fault is not None:
                await self._misbehave(fault)
            answer = await serve_batch(call, self._serve_one)
        except GraphError as error:
            return self.refuse(error, call)
        return self._lose(fault, call, answer)

    async def _serve_one(self, call: Call) -> Answer:
        tenant = self._tenant
        tenant.requests["graph"] += 1
        tenant.requests[f"graph {call.method}"] += 1
        fault = self._find_fault(call)
        now, mailbox = tenant.now(), self._find_mailbox(call)
        if mailbox is not None and not tenant.limits.enter(call.app, mailbox, now):
            return self._throttle(throttled(tenant.limits.wait_to_enter(call.app, mailbox, now)), call)
        if seconds := tenant.limits.charge(call.app, cost_of(call), now):
            return self._throttle(too_many_units(seconds), call)
        try:
            if self._latency:
                await asyncio.sleep(self._latency)
            if fault is not None:
                await self._misbehave(fault)
            answer = await self._dispatch(call)
        except GraphError as error:
            return self.refuse(error, call)
        finally:
            if mailbox is not None:
                tenant.limits.leave(call.app, mailbox)
        return self._lose(fault, call, answer)

    def _throttle(self, error: GraphError, call: Call) -> Answer:
        self._tenant.requests["throttled"] += 1
        return self.refuse(error, call)

    def _find_fault(self, call: Call) -> Fault | None:
        return self._tenant.faults.find(call.method, call.path)

    def _find_mailbox(self, call: Call) -> str | None:
        """Return one key for a mailbox, however the call names it."""
        key = mailbox_of(call.path)
        user = self._tenant.directory.find_user(key) if key else None
        return user["id"] if user else key

    async def _misbehave(self, fault: Fault) -> None:
        """Carry out what goes wrong before the work is done."""
        match fault.mode:
            case "throttle":
                raise throttled(fault.retry_after, "The request has been throttled")
            case "error":
                raise GraphError(
                    fault.status, "ServiceUnavailable", "The service is temporarily unavailable."
                )
            case "precondition":
                raise GraphError(412, "ErrorIrresolvableConflict", "The item has changed since it was read.")
            case "gone":
                raise GraphError(410, "SyncStateNotFound", "The sync state generation is not found.")
            case "drop_before":
                raise DroppedConnection
            case "slow":
                await asyncio.sleep(fault.seconds)

    def _lose(self, fault: Fault | None, call: Call, answer: Answer) -> Answer:
        """Carry out what goes wrong after the work is done."""
        match fault.mode if fault else None:
            case "drop_after":
                raise DroppedConnection
            case "error_after" if fault and answer.status < 400:
                late = GraphError(
                    fault.status, "ServiceUnavailable", "The service is temporarily unavailable."
                )
                return self.refuse(late, call)
            case "hide" if fault and answer.status == 201 and isinstance(answer.body, dict):
                self._tenant.faults.hide(answer.body["id"], fault.reads)
        return answer

    async def _dispatch(self, call: Call) -> Answer:
        tenant = self._tenant
        if tenant.faults.hidden and tenant.faults.is_hidden(call.path):
            raise GraphError(404, "Request_ResourceNotFound", "The object is not here yet.")
        route = self._find_route(call)
        roles = call.roles
        if address := mailbox_of(call.path):
            roles = find_roles_at(tenant, call, tenant.directory.find_user(address))
        if not route.roles & roles:
            raise _denied(route)
        check_options(call.query, route.options)
        if route.model and self._strict:
            check_body(route.model, call.body)
        if route.template == "/subscriptions" and call.method == "POST":
            await check_endpoint(self._session, call.json)
        answer = route.handler(tenant, call)
        if tenant.faults.hidden and call.method == "GET":
            _leave_out_hidden(tenant, answer)
        return answer

    def _find_route(self, call: Call) -> Route:
        try:
            route, call.params = ROUTER.find(call.method, call.path)
        except GraphError:
            self._tenant.unknown_routes.append(f"{call.method} {call.path}")
            raise
        return route


def _leave_out_hidden(tenant: Tenant, answer: Answer) -> None:
    """Take out of a list what is not seen yet; each list counts as a look at it."""
    if isinstance(answer.body, dict) and isinstance(rows := answer.body.get("value"), list):
        answer.body["value"] = [row for row in rows if not tenant.faults.is_hidden(row.get("id", ""))]


def _denied(route: Route) -> GraphError:
    if mailbox_of(route.template):
        return mailbox_denied()
    return GraphError(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    )
