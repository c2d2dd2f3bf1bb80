"""`termtime manifest`: the app package an administrator uploads to Teams, built from an installation's values and checked.

What belongs into it and what is wrong with it are the manifest room's business; here values are gathered, the file is
written, and what it holds and what it was checked against is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from termtime.commands.options import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from manifest.values import Fault
    from termtime.settings import Settings

# What the settings know, and by which name.
KNOWN = {
    "PUBLIC_HOST": "TERMTIME_PUBLIC_URL",
    "BOT_ID": "TERMTIME_BOT_APP_ID",
    "SIGN_IN_APP_ID": "TERMTIME_SIGN_IN_APP_ID",
}


def manifest(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The package to write, such as termtime.zip.")],
    env: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The environment file, such as env/.env.prod.")
    ] = None,
    environment: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The environment: test reads env/.env.test. [default: prod]"),
    ] = None,
    schema: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Microsoft's schema, where npm has not installed it.")
    ] = None,
    json: Json = False,
) -> None:
    """Build the Teams app package, check it, and say what it holds."""
    from manifest.inspection import inspect_package
    from manifest.package import build_manifest, build_package
    from manifest.schema import find_schema, read_schema
    from manifest.values import FaultyValuesError, read_values
    from termtime.settings import read_settings
    from termtime.terminal import print_json

    settings, file = read_settings(), _find_file(env, environment)
    variables, warnings = _gather(settings, file)
    try:
        values = read_values(variables, managed_identity=settings.bot_app_type == "UserAssignedMSI")
    except FaultyValuesError as refusal:
        if json:
            print_json({"ok": False, "faults": [_dump_fault(fault) for fault in refusal.faults]})
        else:
            _print_faults(refusal.faults, file)
        raise typer.Exit(1) from None
    schema = schema or find_schema()
    package = build_package(values)
    _refuse_faults(inspect_package(package, read_schema(schema) if schema else None))
    contents = build_manifest(values)
    if warning := _compare(out, contents, package):
        warnings.append(warning)
    _write(out, package)
    if json:
        print_json(_make_report(out, package, contents, schema, warnings))
    else:
        _print_package(out, package, contents, schema, warnings)


def _find_file(env: Path | None, environment: str | None) -> Path | None:
    """Find the environment file that is asked for; the usual one may be missing, for the settings know some values."""
    from manifest.environment import USUAL, find_environment
    from trust.values import RefusedError

    if env and environment:
        raise RefusedError("Give --env FILE or --environment NAME, not both.")
    if env or environment:
        return env or find_environment(environment or "")
    try:
        return find_environment(USUAL)
    except RefusedError:
        return None


def _gather(settings: Settings, file: Path | None) -> tuple[dict[str, str], list[str]]:
    """Put the environment file's values over those of the settings, and tell where the two disagree."""
    from manifest.environment import make_variables, read_environment

    known = {
        "PUBLIC_HOST": settings.public_url.partition("://")[2],
        "BOT_ID": settings.bot_app_id,
        "SIGN_IN_APP_ID": settings.sign_in_app_id,
    }
    variables, differ = make_variables(read_environment(file) if file else {}, known)
    return variables, [
        f"{name} is not what the setting {KNOWN[name]} says; the package has what {file} says."
        for name in differ
    ]


def _refuse_faults(faults: Sequence[str]) -> None:
    from trust.values import RefusedError

    if faults:
        told = "\n".join(f"  {fault}" for fault in faults)
        raise RefusedError(f"The package was not written, for Teams would not take it:\n{told}")


def _compare(out: Path, contents: dict[str, Any], package: bytes) -> str:
    """Say when a package of the same version, but other contents, is about to be written over."""
    from manifest.inspection import read_manifest

    old = out.read_bytes() if out.is_file() else package
    if old == package or (read_manifest(old) or {}).get("version") != contents["version"]:
        return ""
    return (
        f"The package that was in {out} differs and is of version {contents['version']} too. If that one is in Teams, "
        "raise APP_VERSION: Teams takes no update of the same version."
    )


def _write(out: Path, package: bytes) -> None:
    from trust.values import RefusedError

    try:
        out.write_bytes(package)
    except OSError as error:
        raise RefusedError(f"{out} cannot be written: {error.strerror}.") from None


def _print_faults(faults: Sequence[Fault], file: Path | None) -> None:
    """Print every value that is missing or wrong, and lines to fill in."""
    from uuid import uuid4

    from rich import box
    from rich.text import Text

    from manifest.environment import FOLDERS, USUAL
    from termtime.terminal import errors, make_table

    rows = [
        (
            Text(fault.name, "bold"),
            Text(fault.given or "missing", "red"),
            f"{fault.wanted[:1].upper()}{fault.wanted[1:]}."
            + (f" Or set {KNOWN[fault.name]}." if fault.name in KNOWN else ""),
        )
        for fault in faults
    ]
    table = make_table("Missing or wrong", "Value", "Says", "Has to be", rows=rows)
    table.box, table.show_lines = box.ROUNDED, True
    errors.print(table)
    examples = {
        "TEAMS_APP_ID": str(uuid4()),  # a fresh one, so that nobody takes another's
        "BOT_ID": "the bot's Microsoft App ID",
        "SIGN_IN_APP_ID": "the client id people sign in with",
        "PUBLIC_HOST": "termtime.fernvale.example",
        "DEVELOPER_NAME": "Fernvale Learning Trust",
        "WEBSITE_URL": "https://fernvale.example",
        "PRIVACY_URL": "https://fernvale.example/privacy",
        "TERMS_URL": "https://fernvale.example/terms",
        "APP_NAME": "Termtime",
        "APP_VERSION": "1.0.0",
    }
    place = file or FOLDERS[0] / f".env.{USUAL}"
    errors.print(f"\nNothing was written. Put lines such as these into {place}, and run the command again:\n")
    for fault in faults:
        errors.print(Text(f"    {fault.name}={examples[fault.name]}", "cyan"), soft_wrap=True)


def _print_package(
    out: Path, package: bytes, contents: dict[str, Any], schema: Path | None, warnings: Sequence[str]
) -> None:
    from rich import box
    from rich.text import Text

    from termtime.terminal import console, make_table

    rows = [(Text(what, "bold"), said) for what, said in _describe(contents).items()]
    table = make_table(f"{out}, {len(package):,} bytes", "What", "In the package", rows=rows)
    table.box, table.show_lines = box.ROUNDED, True
    console.print(table)
    for done, check in _tell_checks(schema):
        console.print(Text.assemble(("✓ ", "green") if done else ("! ", "bold yellow"), check))
    for warning in warnings:
        console.print(Text.assemble(("! ", "bold yellow"), warning))


def _describe(contents: dict[str, Any]) -> dict[str, str]:
    """Say what a manifest offers, in the words of whoever decides on it."""
    from manifest.package import find_permissions

    (bot,), (extension,) = contents["bots"], contents["composeExtensions"]
    sign_in = contents["webApplicationInfo"]
    return {
        "App": f"{contents['name']['short']} {contents['version']}, manifest {contents['manifestVersion']}\n"
        f"{contents['id']}",
        "Developer": f"{contents['developer']['name']}, {contents['developer']['websiteUrl']}",
        "Bot": f"{bot['botId']}\nscopes: {', '.join(bot['scopes'])}",
        "Tabs": "\n".join(
            f"{tab['name']}: {tab['contentUrl']}" if "name" in tab else f"{tab['entityId']} (Teams' own)"
            for tab in contents["staticTabs"]
        ),
        "Commands": "\n".join(
            f"{', '.join(each['scopes'])}: {' · '.join(command['title'] for command in each['commands'])}"
            for each in bot["commandLists"]
        ),
        "Search": " · ".join(command["title"] for command in extension["commands"]),
        "Sign-in": f"{sign_in['id']}\n{sign_in['resource']}",
        "Domains": ", ".join(contents["validDomains"]),
        "Permissions": "\n".join(f"{name}: {why}" for name, why in find_permissions(contents).items())
        or "none",
    }


def _tell_checks(schema: Path | None) -> list[tuple[bool, str]]:
    from manifest.schema import ADDRESS

    own = (
        "Checked against Termtime's own limits: lengths, GUIDs, https everywhere, parts that agree with one another.",
        "Checked as Teams opens it: three files at the root, icons of 192 and 32 pixels, the outline white on nothing.",
    )
    microsofts = (
        f"Checked against Microsoft's schema: {schema}"
        if schema
        else "Not checked against Microsoft's schema, which is not at hand. In Termtime's directory npm ci installs it, "
        f"or give --schema FILE with what is at {ADDRESS}"
    )
    return [*((True, check) for check in own), (schema is not None, microsofts)]


def _make_report(
    out: Path, package: bytes, contents: dict[str, Any], schema: Path | None, warnings: Sequence[str]
) -> dict[str, Any]:
    from hashlib import sha256

    from manifest.package import find_permissions

    return {
        "ok": True,
        "file": str(out),
        "bytes": len(package),
        "sha256": sha256(package).hexdigest(),
        "manifest": contents,
        "permissions": find_permissions(contents),
        "checked": {"limits": True, "package": True, "schema": str(schema) if schema else None},
        "warnings": warnings,
    }


def _dump_fault(fault: Fault) -> dict[str, str]:
    return {
        "name": fault.name,
        "given": fault.given,
        "wanted": fault.wanted,
        "setting": KNOWN.get(fault.name, ""),
    }
