"""The `termtime` command: its list of commands, and the last line of defence between a fault and a person.

Commands start fast because each imports what it needs only when it runs; nothing here may import a vendor's SDK,
the database or the planner.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from termtime import __version__
from termtime.commands import (
    ask,
    audit,
    backup,
    cards,
    check,
    deliveries,
    demo,
    diff,
    doctor,
    drift,
    feeds,
    importing,
    manifest,
    plan,
    publish,
    repair,
    report,
    restore,
    retention,
    sandbox,
    serve,
    simulate,
    subject_access,
    sync,
)

app = typer.Typer(
    name="termtime",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs a school trust's co-design year inside Microsoft 365.",
)
app.command()(demo.demo)
app.command()(check.check)
app.command("import")(importing.import_)
app.command()(plan.plan)
app.command()(publish.publish)
app.command()(repair.repair)
app.command()(report.report)
app.command()(diff.diff)
app.command()(sync.sync)
app.add_typer(drift.app, name="drift")
app.add_typer(feeds.app, name="feeds")
app.command()(deliveries.deliveries)
app.command()(ask.ask)
app.command()(cards.cards)
app.command()(serve.serve)
app.command()(doctor.doctor)
app.command()(backup.backup)
app.command()(restore.restore)
app.command()(manifest.manifest)
app.command()(audit.audit)
app.command()(retention.retention)
app.command("subject-access")(subject_access.subject_access)
app.command()(sandbox.sandbox)
app.command()(simulate.simulate)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"termtime {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


def main() -> None:
    """Run the command line; whatever goes wrong ends as a sentence and a non-zero exit code."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was finished is kept; run the command again to continue.\n")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  (the one place that turns the unforeseen into a sentence)
        sys.stderr.write(_make_sentence(error) + "\n")
        sys.exit(1)


def _make_sentence(error: Exception) -> str:
    from trust.values import RefusedError

    # The sandbox knows nothing of ours; its own errors are sentences too.
    if isinstance(error, RefusedError) or type(error).__module__.startswith("sandbox."):
        return str(error)
    return f"Termtime met something it does not know how to handle; the details are in {_save_details(error)}"


def _save_details(error: Exception) -> Path:
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="termtime-", suffix=".log", delete=False) as file:
        file.writelines(traceback.format_exception(error))
    return Path(file.name)
