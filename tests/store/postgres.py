"""A PostgreSQL of the tests' own: made in a temporary folder, on a free loopback port, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]

ACCOUNT = "termtime"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def find_binaries() -> Path | None:
    """Find the newest of Debian's installations, or whatever is on the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    on_path = shutil.which("initdb")
    found = [*([Path(on_path).resolve()] if on_path else []), *installed]
    return found[-1].parent if found else None


@contextmanager
def serve_postgres(binaries: Path) -> Iterator[str]:
    """Run a server and give the address of its first database; passwords are asked for."""
    folder = Path(tempfile.mkdtemp(prefix="termtime-postgres-"))
    password = secrets.token_hex(8)
    (folder / "password").write_text(password)
    account = _choose_account(folder)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries / program, *arguments],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, **account,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"

    data = str(folder / "data")
    port = _find_free_port()
    options = " ".join(f"-c {name}='{value}'" for name, value in (SETTINGS | {"port": str(port)}).items())
    try:
        run("initdb", "-D", data, "-U", ACCOUNT, "-A", "scram-sha-256", f"--pwfile={folder / 'password'}",
            "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql://{ACCOUNT}:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


async def create_database(server: str) -> str:
    """Make an empty database on a server and give its address."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return server.removesuffix("postgres") + name


def _choose_account(folder: Path) -> dict[str, Any]:
    """Choose who runs the server, which refuses to run as root."""
    if os.name != "posix" or os.getuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(name)
    for path in (folder, *folder.iterdir()):
        os.chown(path, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
