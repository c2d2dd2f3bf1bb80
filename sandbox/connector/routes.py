"""The connector's table of routes, below the serviceUrl every activity carries."""

from __future__ import annotations

from aiohttp import web

from sandbox.connector import responses as answer
from sandbox.connector.responses import for_the_bot

ALL = "/teams/v3/conversations"
ONE = ALL + "/{conversation}"
ACTIVITY = ONE + "/activities/{activity}"

ROUTES = (
    web.post(ALL, for_the_bot(answer.begin)),
    web.post(f"{ONE}/activities", for_the_bot(answer.send)),
    web.post(ACTIVITY, for_the_bot(answer.send)),
    web.put(ACTIVITY, for_the_bot(answer.change)),
    web.delete(ACTIVITY, for_the_bot(answer.remove)),
    web.get(f"{ONE}/members", for_the_bot(answer.list_members)),
    web.get(f"{ONE}/pagedmembers", for_the_bot(answer.page_members)),
    web.get(ONE + "/members/{member}", for_the_bot(answer.show_member)),
)
