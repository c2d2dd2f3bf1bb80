"""Where an installation's values come from: its environment file, and then what its settings know already.

The file wins: the package for the test installation may be built where the real one runs. Where the two disagree
somebody should know, so every such difference is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic_settings import BaseSettings, DotEnvSettingsSource

from manifest.values import NAMES
from trust.values import RefusedError

FOLDERS = (Path("env"), Path("manifest/env"))
USUAL = "prod"


def find_environment(name: str) -> Path:
    """Find an environment's file, `.env.test` say, below the working directory, as the Agents Toolkit keeps them.

    Raises:
        RefusedError: There is none.
    """
    places = [folder / f".env.{name}" for folder in FOLDERS]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise RefusedError(
            f"There is no environment “{name}”: neither {' nor '.join(map(str, places))} exists."
        )
    return found


def read_environment(path: Path) -> dict[str, str]:
    """Read an environment file's lines of NAME=value.

    Raises:
        RefusedError: It cannot be read.
    """
    try:
        path.open("rb").close()  # a file that is not there would be read as an empty one
        # Notepad puts a mark before the first name, which this encoding takes off.
        source = DotEnvSettingsSource(
            BaseSettings, env_file=path, env_file_encoding="utf-8-sig", case_sensitive=True
        )
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise RefusedError(f"{path} cannot be read: it is not a text file in UTF-8.") from None
    return {name: value or "" for name, value in source.env_vars.items()}


def make_variables(
    file: Mapping[str, str], known: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Put what an environment file says over what is known anyway.

    Args:
        file: The environment file's variables.
        known: What the settings say, under the same names.

    Returns:
        The variables, and the names of those the file says otherwise than the settings.
    """
    said = {name: value for name in NAMES if (value := file.get(name, "").strip())}
    differ = tuple(name for name, value in said.items() if known.get(name) and known[name] != value)
    return {**{name: value for name, value in known.items() if value}, **said}, differ
