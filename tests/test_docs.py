"""The documentation is true: every setting and command is in it, every example runs, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from docs_commands import find_commands, find_fault
from typer.main import get_command
from typer.testing import CliRunner

from termtime.cli import app
from termtime.sandboxing import GRAPH_PERMISSIONS
from termtime.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_setting_is_documented_with_its_description():
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE))

    assert documented == {
        "DATABASE_URL" if name == "database_url" else f"TERMTIME_{name.upper()}": field.description
        for name, field in Settings.model_fields.items()
    }


def test_the_readme_lists_exactly_the_commands_there_are():
    listed = re.findall(r"^\| `([\w-]+)(?: [A-Z]+)?` \|", README.split("## Commands")[1], re.MULTILINE)

    assert set(listed) == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_readmes_question_gets_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/termtime.db")
    block = README.split("## Ask it something")[1].split("```")[1]
    commands = [
        line.removeprefix("python3 run.py ") for line in block.splitlines() if line.startswith("python3")
    ]

    results = [CliRunner().invoke(app, shlex.split(command)) for command in commands]

    assert [result.exit_code for result in results] == [0, 0]
    assert "Secondary History" in results[-1].stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_nothing_is_pinned_with_an_address():
    pins = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    text = "".join(path.read_text("utf-8") for path in pins)

    assert re.findall(r"resolved|--(?:extra-)?index-url|--find-links", text) == []


def test_the_permissions_page_explains_exactly_what_is_asked_for():
    page = (ROOT / "docs" / "permissions.md").read_text("utf-8")

    assert tuple(re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE)) == GRAPH_PERMISSIONS


def test_every_command_of_the_deployment_page_is_one_with_options_it_has():
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    commands = list(find_commands(page.replace("python3 run.py", "termtime")))

    assert {words[0] for words in commands} >= {"check", "diff", "sync", "backup", "restore", "doctor"}
    assert [fault for words in commands if (fault := find_fault(words))] == []


def test_a_command_or_an_option_there_is_not_is_noticed():
    said = list(find_commands("`termtime dif`\n```\nrun --rm termtime sync --forced\ntermtime import\n```\n"))

    assert [fault.split(": ", 1)[0] for fault in map(find_fault, said)] == ["sync --forced", "import", "dif"]
