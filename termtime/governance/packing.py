"""Packs what one person is given: a page to read, the same as data, and a note on both, in one zip file."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import jinja2

from termtime.governance.assembling import Access, Part

_MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)$")
TEMPLATES = Path(__file__).parent / "templates"


def pack(access: Access) -> bytes:
    """Make the zip file."""
    files = {
        "README.txt": write_readme(access),
        "page.html": write_page(access),
        "data.json": json.dumps(access.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n",
    }
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = ZipInfo(name, access.made.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, text.encode())
    return packed.getvalue()


def write_page(access: Access) -> str:
    """Write the page: readable in any browser, by anybody, with no script and nothing from elsewhere."""
    environment = _open_templates(autoescape=True)
    sections = [_lay_out(part) for part in access.parts]
    return environment.get_template("subject_access.html").render(access=access, sections=sections)


def write_readme(access: Access) -> str:
    """Write what each part is, how long it is kept, and what is not in it."""
    return _open_templates(autoescape=False).get_template("README.txt").render(access=access)


def _open_templates(*, autoescape: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=autoescape,  # noqa: S701  (off for plain text alone)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )


def _lay_out(part: Part) -> dict[str, Any]:
    columns = list(dict.fromkeys(name for row in part.rows for name in row))
    rows = [[_say(row.get(name, "")) for name in columns] for row in part.rows]
    return {"part": part, "columns": [name.replace("_", " ").capitalize() for name in columns], "rows": rows}


def _say(cell: Any) -> str:
    match cell:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return "yes" if cell else "no"
        case list():
            return ", ".join(map(_say, cell))
        case dict():
            return "; ".join(f"{name.replace('_', ' ')}: {_say(inner)}" for name, inner in cell.items())
    return _say_moment(str(cell))


def _say_moment(cell: str) -> str:
    """Say a moment as people do; what is none is said as it is."""
    if not _MOMENT.match(cell):
        return cell
    at = datetime.fromisoformat(cell)
    return f"{at.day} {at:%b %Y, %H:%M}"
