"""The Microsoft 365 Agents Playground as a client: started, waited for, and ended with the test."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from termtime.playground import CONFIG_FILE

ROOT = Path(__file__).parent.parent
PLAYGROUND = ROOT / "node_modules" / ".bin" / "agentsplayground"
STARTS_WITHIN = 60.0
ENDS_WITHIN = 5.0


def find_missing() -> str:
    """Say what this machine lacks to run the Playground; empty when nothing."""
    if shutil.which("node") is None:
        return "Node.js not found: install it with apt-get install nodejs"
    if not PLAYGROUND.exists():
        return "The Agents Playground not found: install it with npm ci"
    if find_chromium() is None:
        return "Chromium not found: install it with apt-get install chromium"
    return ""


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def running_playground(endpoint: str, config: str, directory: Path) -> AsyncIterator[str]:
    """Run the Playground in front of a bot; gives the address of its page."""
    (directory / CONFIG_FILE).write_text(config, "utf-8")
    port = _find_free_port()
    address = f"http://localhost:{port}"
    told = ("-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry")
    # None of this machine's proxies: the bot is on loopback.
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "TZ": "Europe/London",
        "TEAMSAPPTESTER_BROWSER": "none",
    }
    log = directory / "playground.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            str(PLAYGROUND), *told, cwd=directory, env=environment, stdout=out, stderr=out
        )
    try:
        if not await _comes_to_answer(address, process):
            raise AssertionError(f"The Playground ended: {log.read_text('utf-8')}")
        yield address
    finally:
        await _end(process)


async def _comes_to_answer(address: str, process: asyncio.subprocess.Process) -> bool:
    async with asyncio.timeout(STARTS_WITHIN), aiohttp.ClientSession() as session:
        while process.returncode is None:
            try:
                async with session.get(f"{address}/_internal/v1/config") as response:
                    if response.status == 200:
                        return True
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)
    return False


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), ENDS_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()


def _find_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
