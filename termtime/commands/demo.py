"""`termtime demo`: the whole main job on the example trust, without an account or a server."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from termtime.commands.options import Json

if TYPE_CHECKING:
    from termtime.demo import Tally


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the second sync.")] = False,
    json: Json = False,
    trust: Annotated[
        Path | None, typer.Option(help="A trust's directory; the example trust when left out.")
    ] = None,
    port: Annotated[int, typer.Option(help="The port the bot listens on.")] = 3978,
    sandbox_port: Annotated[int, typer.Option(help="The port of the sandbox tenant.")] = 8365,
) -> None:
    """Plan a trust's year, publish it, sync it into a sandbox tenant twice, and answer for it in Teams."""
    from examples import find_example
    from termtime.demo import running_demo
    from termtime.progress import StageBars
    from termtime.stopping import wait_for_stop
    from termtime.terminal import errors, print_json
    from termtime.web import running_service

    async def run() -> None:
        async with AsyncExitStack() as stack:
            with StageBars() as bars:
                demo = running_demo(
                    trust or find_example(), bars.show, sandbox_port=0 if once else sandbox_port, port=port
                )
                running = await stack.enter_async_context(demo)
            if json:
                print_json(running.tally.as_dict() | {"unplaced": list(running.unplaced)})
            else:
                _print_tally(running.tally)
                for why in running.unplaced:
                    errors.print(why, style="red", markup=False)
            if not once:
                async with running_service(running.settings, running.store, running.clock) as address:
                    _print_where(running.sandbox.url, address, running.directory)
                    await wait_for_stop()

    asyncio.run(run())


def _print_tally(tally: Tally) -> None:
    from termtime.terminal import console, make_table

    rows = [
        ("People", tally.people),
        ("Groups", tally.groups),
        ("Meetings in the year", tally.meetings),
        ("Events in Outlook, to the end of the coming term", tally.events),
        ("Distribution lists", tally.lists),
        ("Folders in SharePoint", tally.folders),
        ("Agenda and minutes documents", tally.files),
        ("Mails sent", tally.mails),
        ("Changes a second sync would make", tally.second_run_changes),
    ]
    console.print(make_table(f"Done in {tally.seconds:.0f} s", "What now exists", "#", rows=rows))


def _print_where(sandbox_url: str, address: str, directory: Path) -> None:
    from termtime.terminal import console

    console.print()
    console.print(f"Outlook, lists, SharePoint and inboxes: [link={sandbox_url}]{sandbox_url}[/link]")
    console.print(f"The year, as people see it in a browser: [link={address}]{address}[/link]")
    console.print(
        f"The bot: {address}/api/messages. To talk to it in Teams' own test client (needs Node.js):"
    )
    console.print(
        f"    cd {directory} && npx @microsoft/m365agentsplayground@0.2.28 -e {address}/api/messages"
    )
    console.print("Or ask from another terminal:")
    console.print(f"    export DATABASE_URL=sqlite:///{directory}/termtime.db")
    console.print(
        '    termtime ask --as priya.raman@fernvale.example --at 2026-12-14T08:30 "when is my next meeting?"'
    )
    console.print("Ctrl-C ends it and leaves nothing behind.", style="dim")
