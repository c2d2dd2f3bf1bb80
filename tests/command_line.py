"""Runs a command as a person would, within the test's own process."""

from __future__ import annotations

from typer.testing import CliRunner

from termtime.cli import app


def run(*words: str) -> tuple[int, str, str]:
    """Give the exit code, what was printed, and what was said on standard error, a refusal's sentence last."""
    result = CliRunner().invoke(app, list(words))
    sentence = "" if isinstance(result.exception, SystemExit | None) else str(result.exception)
    return result.exit_code, result.stdout, result.stderr + sentence
