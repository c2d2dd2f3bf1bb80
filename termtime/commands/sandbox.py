"""`termtime sandbox`: a Microsoft 365 tenant in miniature for a trust's people, on this machine only."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def sandbox(
    directory: Annotated[
        Path | None, typer.Argument(help="The trust's directory; the example trust when left out.")
    ] = None,
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8365,
    state: Annotated[Path | None, typer.Option(help="A file that keeps the tenant between runs.")] = None,
    strict: Annotated[
        bool, typer.Option(help="Check request bodies as strictly as Microsoft Graph does.")
    ] = False,
) -> None:
    """Run a sandbox tenant until Ctrl-C, and say which settings lead to it."""
    from examples import find_example
    from sandbox.server import running_sandbox
    from termtime.directory import read_year
    from termtime.sandboxing import make_sandbox_environment, make_sandbox_seed
    from termtime.stopping import wait_for_stop
    from termtime.terminal import console

    trust = read_year(directory or find_example()).trust

    async def run() -> None:
        seed = make_sandbox_seed(trust)
        async with running_sandbox(seed, port=port, strict=strict, state_file=state) as tenant:
            console.print(
                f"[bold]{trust.settings.name}[/] in miniature: [link={tenant.url}]{tenant.url}[/link]"
            )
            console.print("Set these where you run other termtime commands:", style="dim")
            for name, value in make_sandbox_environment(trust, tenant.url).items():
                console.print(f"export {name}={value}", soft_wrap=True)
            await wait_for_stop()

    asyncio.run(run())
