"""Draws docs/img/diff.png: what `termtime diff` shows when the year and people have both moved on. Needs Chromium.

Run from the repository's root: `PYTHONPATH=. python docs/img/draw_diff.py`.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from photographing import make_console, photograph

from graph_sync.kinds import Kind
from graph_sync.sync import fetch_plan
from graph_sync.table import make_table
from graph_sync.tenant import open_tenant
from termtime.app import make_graph_settings
from termtime.commands.diff import name_trust
from termtime.demo import running_demo
from trust.meetings import Meeting, MeetingStatus
from trust.settling import read_span

EXAMPLE = Path(__file__).parents[2] / "examples" / "fernvale"


async def main() -> None:
    """Sync, change things on both sides, look, print and photograph."""
    async with running_demo(EXAMPLE, lambda _: None) as demo:
        applied = await demo.store.sync.fetch_applied()
        events = sorted((one for one in applied.values() if one.kind is Kind.EVENT), key=lambda one: one.key)
        edits = demo.sandbox.edits
        mailbox, moved, renamed, gone, left = events[0].mailbox, *events[3:7]
        starts, ends = (
            moment + timedelta(minutes=30) for moment in read_span(str(moved.fields["when"])) or ()
        )
        edits.move_event(mailbox, moved.graph_id, starts, ends)
        edits.rename_event(mailbox, renamed.graph_id, "Behaviour leads together")
        edits.delete_event(mailbox, gone.graph_id)
        attendees = left.fields["attendees"]
        edits.remove_attendee(mailbox, left.graph_id, attendees[0])
        edits.share("/2026-27/Safeguarding Leads", attendees[0])
        year = await demo.store.fetch_year()
        later = year.meeting_by_key[events[12].key]
        week = timedelta(days=7)
        off = year.meeting_by_key[events[20].key]
        await demo.store.save_meetings((
            Meeting(**dict(later) | {"starts": later.starts + week, "ends": later.ends + week}),
            Meeting(**dict(off) | {"status": MeetingStatus.CANCELLED}),
        ))  # fmt: skip
        year = await demo.store.fetch_year()
        async with open_tenant(make_graph_settings(demo.settings)) as tenant:
            look = await fetch_plan(year, tenant, demo.store.sync, demo.clock())
        console = make_console(110)
        console.print(make_table(look.plan, *name_trust(year.trust)))
        await photograph(console, "termtime diff", "diff.png")


if __name__ == "__main__":
    asyncio.run(main())
