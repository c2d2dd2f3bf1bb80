"""Commands start fast: what they do not need is not imported."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "numpy",
    "msgraph",
    "azure",
    "botbuilder",
    "ortools",
    "sqlalchemy",
    "alembic",
    "apscheduler",
    "docx",
    "aiohttp",
)


def _modules_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    return set(
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_the_command_line_itself_loads_no_vendor_and_no_pydantic():
    loaded = _modules_after("import termtime.cli")

    assert loaded & {*HEAVY, "pydantic"} == set()


def test_answering_loads_neither_graph_nor_bot_framework_nor_solver():
    loaded = _modules_after("import bot.answer, termtime.app, termtime.clock, termtime.terminal")

    assert loaded & {"msgraph", "azure", "botbuilder", "ortools", "alembic", "apscheduler", "docx"} == set()
