"""The trust's own Word templates: filled in, checked, carried through an import, and done without when they are broken."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from typer.testing import CliRunner

from graph_sync.documents import make_document, read_stamp
from graph_sync.papers import PaperKind
from graph_sync.templates import EXAMPLE, find_fault, make_context
from termtime.cli import app
from termtime.directory import read_templates
from tests.graph_sync.test_files import AFTER, AGENDA, DRAFT, MINUTES, publish, read, save_minutes
from trust.papers import PaperTemplate


def a_template(*lines, rows=()):
    document, packed = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(packed)
    return packed.getvalue()


OURS = a_template(
    "Fernvale Learning Trust: {{ group }}, {{ title }} ({{ status }})",
    "{%p for decision in decisions %}",
    "We decided: {{ decision }}",
    "{%p endfor %}",
    rows=[
        ("Action", "Owner", "Due"),
        ("{%tr for action in actions %}", "", ""),
        ("{{ action.text }}", "{{ action.owner }}", "{{ action.due }}"),
        ("{%tr endfor %}", "", ""),
    ],
)


def with_template(year, content, paper="minutes"):
    return year.model_copy(update={"templates": (PaperTemplate(paper=paper, content=content),)})


async def test_saved_minutes_are_made_with_the_trusts_own_template(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        saved = with_template(save_minutes(year, "One plan <for> all & “each”."), OURS)
        await office.sync(saved, AFTER)
        texts = read(office, DRAFT)

        assert "Fernvale Learning Trust: Maths, Spring meeting (Draft)" in texts
        assert "We decided: One plan <for> all & “each”." in texts
        assert texts[-3:] == ["Share the audit", "Cal", "01 Feb 2027"]
        assert read_stamp(office.paths[MINUTES].content) is not None
        assert (await office.sync(saved, AFTER)).plan.changes == ()


async def test_another_template_makes_published_agendas_anew(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(publish(year, "Ratio"))
        result = await office.sync(
            with_template(publish(year, "Ratio"), a_template("{{ group }}!"), "agenda")
        )

        assert [change.reason for change in result.plan.changes] == ["made anew from the published agenda"]
        assert read(office, AGENDA) == ["Maths!"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (OURS, ""),
        (a_template("{{ grupp }}"), "it has the placeholder {{ grupp }}, which is not known"),
        (a_template("{% for a in actions %}{{ a.wer }}{% endfor %}"), "it has the placeholder {{ wer }}, which is not known"),
        (a_template("{{ group "), "one of its placeholders is not written right"),
        (a_template("{% for a in actions %}"), "one of its placeholders is not written right"),
        (a_template("{{ group.__class__.__mro__ }}"), "one of its placeholders cannot be filled in"),
        (b"no zip", "it cannot be read as a Word document"),
    ],
    ids=["good", "unknown", "unknown of one", "cut", "open", "nosy", "no Word"],
)  # fmt: skip
def test_a_broken_template_is_told_in_a_sentence(content, fault):
    assert find_fault("minutes", content).startswith(fault)
    assert bool(find_fault("minutes", content)) is bool(fault)


def test_a_template_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("graph_sync.templates.LARGEST_UNPACKED", 1000)

    assert "unpacks" in find_fault("agenda", OURS)


def test_a_template_that_breaks_in_use_leaves_the_built_in_document():
    paper = replace(EXAMPLE, template=a_template("{{ nothing }}"))

    assert make_document(paper) == make_document(replace(EXAMPLE, template=b""))


def test_filling_in_gives_the_same_bytes_each_time():
    paper = replace(EXAMPLE, template=OURS)

    assert make_document(paper) == make_document(paper)
    assert zipfile.is_zipfile(io.BytesIO(make_document(paper)))


def test_every_placeholder_is_in_the_guide():
    from pathlib import Path

    guide = (Path(__file__).parents[2] / "docs" / "trust-files.md").read_text(encoding="utf-8")
    context = make_context(EXAMPLE)
    within = {
        key
        for value in context.values()
        if isinstance(value, list) and isinstance(value[0], dict)
        for key in value[0]
    }

    assert [name for name in sorted({*context, *within}) if f"`{name}`" not in guide] == []


def test_a_folder_of_templates_is_read_and_what_is_wrong_with_it_told(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "Minutes.docx").write_bytes(OURS)
    (folder / "agenda.docx").write_bytes(a_template("{{ grupp }}"))
    (folder / "letter.docx").write_bytes(OURS)
    (folder / "~$agenda.docx").write_bytes(b"Word's own")
    templates, faults = read_templates(tmp_path)

    assert [template.paper for template in templates] == ["minutes"]
    assert [str(fault) for fault in faults] == [
        "templates/agenda.docx: warning: it has the placeholder {{ grupp }}, which is not known; the built-in one is used.",
        "templates/letter.docx: warning: this is no template Termtime knows; there may be agenda.docx and minutes.docx.",
    ]
    assert PaperKind("minutes").file_name == "Minutes.docx"


def test_check_tells_of_a_broken_template_and_refuses_nothing_for_it(tmp_path):
    import shutil
    from pathlib import Path

    trust = tmp_path / "trust"
    (source,) = [path.parent for path in (Path(__file__).parents[2] / "examples").rglob("trust.yaml")]
    shutil.copytree(source, trust)
    (trust / "templates").mkdir(exist_ok=True)
    (trust / "templates" / "agenda.docx").write_bytes(a_template("{{ grupp }}"))
    result = CliRunner().invoke(app, ["check", str(trust), "--json"])

    said = json.loads(result.stdout)
    assert (result.exit_code, said["ok"]) == (0, True)
    assert "{{ grupp }}" in next(
        fault["sentence"] for fault in said["faults"] if "templates" in fault["file"]
    )
