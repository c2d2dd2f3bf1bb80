"""One Linux server: the units systemd reads, the compose file, the proxy, the settings to fill in."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs_commands import find_fault

from termtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("termtime*.*"))
SETTINGS = {f"TERMTIME_{name.upper()}" for name in Settings.model_fields} | {"DATABASE_URL"}
# What compose and the proxy read, and Termtime does not.
OF_COMPOSE = {"TERMTIME_NAME", "POSTGRES_PASSWORD"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze not found: install it with apt-get install systemd")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/termtime/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text)

    verified = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    ours = [line for line in verified.stderr.splitlines() if "termtime" in line]
    assert (verified.returncode, ours) == (0, [])


def test_units_run_commands_there_are():
    commands = [
        words
        for unit in UNITS
        for words in re.findall(r"^ExecStart=.* -m termtime (.+)$", unit.read_text("utf-8"), re.MULTILINE)
    ]

    assert [command.split()[0] for command in commands] == ["backup", "serve"]
    assert [fault for command in commands if (fault := find_fault(command.split()))] == []


def test_the_service_has_time_to_stop_and_little_within_reach():
    text = (DEPLOY / "termtime.service").read_text("utf-8")
    said = dict(line.split("=", 1) for line in text.splitlines() if re.match(r"\w+=", line))

    assert int(said["TimeoutStopSec"]) >= 60
    assert (said["User"], said["ProtectSystem"], said["CapabilityBoundingSet"]) == ("termtime", "strict", "")
    assert said["UMask"] == "0077"


def test_compose_names_only_what_is_there(compose: dict[str, Any]):
    services = compose["services"]

    assert {name for one in services.values() for name in one["networks"]} == set(compose["networks"])
    assert {other for one in services.values() for other in one.get("depends_on", ())} <= set(services)
    mounted = [volume.split(":")[0] for one in services.values() for volume in one["volumes"]]
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])
    assert (DEPLOY / "Caddyfile").is_file()
    build = services["termtime"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == ROOT / "Containerfile"


def test_compose_opens_nothing_but_the_proxy(compose: dict[str, Any]):
    services = compose["services"]

    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == ["inside"]
    termtime = services["termtime"]
    assert (termtime["read_only"], termtime["cap_drop"], termtime["stop_grace_period"]) == (
        True,
        ["ALL"],
        "60s",
    )


def test_every_setting_of_compose_is_one_and_is_in_the_example(compose: dict[str, Any]):
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    example = (DEPLOY / "example.env").read_text("utf-8")
    offered = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))

    assert set(compose["services"]["termtime"]["environment"]) <= SETTINGS
    assert set(re.findall(r"\$\{(\w+)", text)) == OF_COMPOSE <= offered
    assert offered <= SETTINGS | OF_COMPOSE


def test_the_proxy_leads_to_the_service_and_hides_what_is_for_monitoring(compose: dict[str, Any]):
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    port = Settings.model_fields["port"].default

    assert f"127.0.0.1:{port}" in text
    assert compose["services"]["proxy"]["environment"]["TERMTIME_UPSTREAM"] == f"termtime:{port}"
    assert "path /healthz /readyz /metrics" in text
