#!/usr/bin/env python3
"""Run Termtime from a checkout, with nothing installed but Python 3.11 or newer.

    python3 run.py demo            the whole main job on the example trust
    python3 run.py test            every check: style, types, import rules, tests
    python3 run.py COMMAND …       any other termtime command

The first run makes a virtual environment in .venv and installs the pinned packages there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DEBIAN = {"chromium": "chromium", "PostgreSQL": "postgresql"}
CHECKS = (
    ("style", "ruff", "check", "."),
    ("format", "ruff", "format", "--check", "."),
    ("types", "mypy"),
    ("import rules", "lint-imports"),
)


def main(arguments: list[str]) -> int:
    """Prepare the environment, then do what was asked; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what an older Python meets first)
        return _refuse(f"Termtime needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(__doc__ or "")
        return 0
    testing = arguments[0] == "test"
    if problem := _prepare("dev" if testing else "run"):
        return _refuse(problem)
    if testing:
        return _test(arguments[1:])
    return subprocess.call([PYTHON, "-m", "termtime", *arguments], env=_environment())


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"}


def _prepare(wanted: str) -> str:
    """Install the pinned packages unless that was done before; return a sentence when it cannot be."""
    pins = ROOT / "requirements" / f"{wanted}.txt"
    stamp = VENV / f"installed-{wanted}"
    digest = hashlib.sha256(pins.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return ""
    sys.stderr.write(
        f"Installing the packages pinned in {pins.relative_to(ROOT)} (once; a minute or two) …\n"
    )
    if not PYTHON.exists() and subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        return "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    if subprocess.call([*pip, "--require-hashes", "-r", str(pins)]) != 0:
        return "The packages could not be installed; what pip said stands above."
    # Bytecode makes every command start faster; Graph's thousands of generated models are compiled as they are met.
    subprocess.call([PYTHON, "-m", "compileall", "-q", "-j", "0", "-x", "msgraph.generated", VENV / "lib"])
    stamp.write_text(digest)
    return ""


def _test(arguments: list[str]) -> int:
    """Run every check; arguments given go to pytest, which then runs alone."""
    _install_optional_parts()
    if not arguments:
        for name, *command in CHECKS:
            sys.stderr.write(f"== {name}\n")
            if code := subprocess.call(
                [PYTHON.parent / command[0], *command[1:]], cwd=ROOT, env=_environment()
            ):
                return _refuse(f"{name} failed") and code
    sys.stderr.write("== tests\n")
    return subprocess.call([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=_environment())


def _install_optional_parts() -> None:
    """Fetch the browser, the database server and the Teams client that some tests use, where possible.

    A test whose part is missing says so and is skipped; with CI=true it fails instead.
    """
    missing = [package for name, package in DEBIAN.items() if not _has(name)]
    if missing and shutil.which("apt-get") and os.name == "posix" and os.geteuid() == 0:
        sys.stderr.write(f"Installing {' and '.join(missing)} with apt-get …\n")
        for words in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.call(["apt-get", "-qq", *words], stdout=subprocess.DEVNULL, env=quietly)
    elif missing:
        sys.stderr.write(f"Not found, so some tests will be skipped: {', '.join(missing)}\n")
    if shutil.which("npm") is None:
        sys.stderr.write("Node.js not found, so the tests in the Agents Playground will be skipped\n")
    elif not (ROOT / "node_modules").exists():
        sys.stderr.write("Installing the Teams client and the card renderer with npm …\n")
        npm = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
        subprocess.call(npm, cwd=ROOT, stdout=subprocess.DEVNULL)


def _has(name: str) -> bool:
    if name == "PostgreSQL":
        return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))
    return bool(shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
