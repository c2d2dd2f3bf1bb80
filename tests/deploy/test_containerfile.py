"""The image holds what runs, runs as nobody, and says how it is. Read here, built where there is a builder."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from aiohttp import web
from command_line import run
from deploy.containerfile import Containerfile, read_containerfile

from termtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def image() -> Containerfile:
    return read_containerfile(ROOT / "Containerfile")


def test_what_is_copied_is_there_and_is_the_whole_program(image: Containerfile):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    copied = dict(image.copied)
    assert copied.pop("requirements/run.txt") == "/tmp/run.txt"
    assert copied == {name: f"{image.environment['PYTHONPATH']}/{name}" for name in packages}
    assert [source for source in copied if not (ROOT / source).is_dir()] == []


def test_the_builder_is_given_what_is_copied_and_no_secrets(image: Containerfile):
    ignore = (ROOT / ".containerignore").read_text("utf-8")
    lines = [line for line in ignore.splitlines() if line and not line.startswith("#")]

    # Docker and Azure read one of the names, podman the other.
    assert (ROOT / ".dockerignore").read_text("utf-8") == ignore
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == {source for source, _ in image.copied}
    again = [line.removeprefix("**/") for line in lines[1:] if not line.startswith("!")]
    for secret in (".env", "termtime.db", "x.pyc"):
        assert any(fnmatch(secret, pattern) for pattern in again)


def test_every_package_is_pinned_by_its_digest(image: Containerfile):
    [installing] = [words for words in image.find("RUN") if " install " in words and "-r " in words]
    pins = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    pinned = [line for line in pins.splitlines() if "==" in line and not line.startswith(" ")]

    assert "--require-hashes" in installing
    assert "--only-binary=:all:" in installing
    assert len(pinned) > 50
    assert [line for line in pinned if not line.endswith("\\")] == []


def test_it_runs_as_nobody_and_writes_only_where_data_belongs(image: Containerfile):
    account, _, group = image.user.partition(":")

    assert min(int(account), int(group)) >= 10_000
    assert image.find("VOLUME") == [json.dumps([image.folder])]
    assert image.environment["PYTHONDONTWRITEBYTECODE"] == "1"
    # An address of no folder, as the default is, leads there.
    assert image.folder == "/data"
    assert Settings.model_fields["database_url"].default.get_secret_value() == "sqlite:///termtime.db"


def test_it_listens_where_it_says(image: Containerfile):
    port = str(Settings.model_fields["port"].default)

    assert (image.environment["TERMTIME_PORT"], image.find("EXPOSE")) == (port, [port])
    assert image.environment["TERMTIME_HOST"] == "0.0.0.0"
    assert image.find("STOPSIGNAL") == ["SIGTERM"]


def test_it_starts_a_command_there_is_as_its_first_process(image: Containerfile):
    launcher = next(words for words in image.find("RUN") if "/bin/termtime" in words)

    assert image.commands["ENTRYPOINT"] == ["termtime"]
    assert 'exec python -m termtime "$@"' in launcher
    assert run(*image.commands["CMD"], "--help")[0] == 0


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
async def test_its_health_check_tells_well_from_unwell(
    image: Containerfile, unused_tcp_port: int, status: int, code: int
):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/healthz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()

    assert await check(image, unused_tcp_port) == code
    await runner.cleanup()
    assert await check(image, unused_tcp_port) == 1


async def check(image: Containerfile, port: int) -> int:
    import asyncio

    program, *words = image.commands["HEALTHCHECK"]
    assert program == "python"
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env={"TERMTIME_PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    return await process.wait()
