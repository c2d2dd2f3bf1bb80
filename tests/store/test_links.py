from __future__ import annotations

from builders import a_meeting, a_trust

from graph_sync.kinds import Kind
from graph_sync.ports import Applied
from termtime.store import SqlStore
from trust.year import Links, Year

KEY = "2026-27/maths/spring-1"


async def test_links_follow_from_what_stands_in_microsoft_365(store: SqlStore):
    await store.save_year(Year(trust=a_trust(), meetings=(a_meeting(),)))
    gone = "2026-27/maths/summer-1"
    for applied in (
        Applied(
            kind=Kind.EVENT, key=KEY, graph_id="e", join_url="https://teams.example/j", web_url="https://owa"
        ),
        Applied(kind=Kind.FOLDER, key="2026-27", graph_id="f0", web_url="https://sp.example/year"),
        Applied(kind=Kind.FOLDER, key=KEY, graph_id="f", web_url="https://sp.example/folder"),
        Applied(kind=Kind.ACCESS, key=KEY, graph_id="f"),
        Applied(kind=Kind.FILE, key=f"{KEY}/agenda", graph_id="a", web_url="https://sp.example/agenda"),
        Applied(kind=Kind.FILE, key=f"{KEY}/minutes", graph_id="m", web_url="https://sp.example/minutes"),
        Applied(kind=Kind.FOLDER, key=f"{KEY}/drafts", graph_id="o", web_url="https://sp.example/officers"),
        Applied(
            kind=Kind.FILE, key=f"{KEY}/drafts/minutes", graph_id="d", web_url="https://sp.example/draft"
        ),
        Applied(kind=Kind.EVENT, key=gone, graph_id="", join_url="https://teams.example/gone", generation=1),
    ):
        await store.sync.save_applied(applied)

    assert (await store.fetch_year()).links == (
        Links(
            meeting=KEY,
            join_url="https://teams.example/j",
            folder_url="https://sp.example/folder",
            agenda_url="https://sp.example/agenda",
            minutes_url="https://sp.example/minutes",
            draft_url="https://sp.example/draft",
        ),
    )
