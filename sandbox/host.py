"""The keys under which the web application keeps what its handlers need."""

from __future__ import annotations

from aiohttp import web

from sandbox.graph.gateway import Gateway
from sandbox.recording import Recording
from sandbox.tenant import Tenant

TENANT = web.AppKey("TENANT", Tenant)
GATEWAY = web.AppKey("GATEWAY", Gateway)
RECORDING = web.AppKey("RECORDING", Recording)
