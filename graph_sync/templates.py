"""The trust's own Word templates for agendas and minutes, filled in by docxtpl: placeholders like {{ group }}.

What stands where is listed in docs/trust-files.md. A template is tried with an example before it is taken; should one
fail all the same, the built-in document is made, for a meeting must not go without its papers.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import asdict, replace
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from graph_sync.papers import PRESENT, Item, NamedAction, Paper, PaperKind
from trust.papers import PaperName

LARGEST, LARGEST_UNPACKED = 5 * 1024 * 1024, 40 * 1024 * 1024
NAME = re.compile(r"'([^']+)'")
LOG = logging.getLogger(__name__)

EXAMPLE = Paper(
    kind=PaperKind.MINUTES,
    trust="Fernvale",
    group="Maths",
    title="Spring meeting",
    details=(("Date", "Tuesday 19 January 2027"), ("Time", "15:45 to 17:00"), ("Place", "Elm"), ("Chair", "Ada"),
             ("Co-chair", "Ben")),
    items=(Item("Ratio", "Ben", 20, "One plan"),),
    actions=(NamedAction("Share the audit", "Cal", "08 Jan 2027"),),
    attendance=(("Ada", "Elm", PRESENT),),
    content="draft 0",
    status="Draft",
    summary="What was said.",
    decisions=("One plan for all.",),
    agreed=(NamedAction("Write it", "Ben", "12 Feb 2027"),),
)  # fmt: skip


def fill_in(paper: Paper) -> Any:
    """Fill in a paper's template; None where it cannot be."""
    try:
        return _render(paper)
    # What a template makes docxtpl and Word's XML raise is anything.
    except Exception:  # noqa: BLE001
        LOG.warning("A template of the trust could not be filled in; the built-in one is used.")
        return None


def find_fault(name: PaperName, data: bytes) -> str:
    """Find what keeps a template from being used, in a sentence; "" when nothing does."""
    if len(data) > LARGEST:
        return f"it is larger than {LARGEST // 1024**2} MB"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                return f"it unpacks to more than {LARGEST_UNPACKED // 1024**2} MB"
        _render(replace(EXAMPLE, kind=PaperKind(name), template=data))
    except UndefinedError as error:
        unknown = NAME.findall(str(error))
        return f"it has the placeholder {{{{ {unknown[-1] if unknown else '?'} }}}}, which is not known"
    except TemplateSyntaxError as error:
        return f"one of its placeholders is not written right ({error.message})"
    except TemplateError as error:
        return f"one of its placeholders cannot be filled in ({error})"
    # As above; the rest is a file that Word would not open either.
    except Exception:  # noqa: BLE001
        return "it cannot be read as a Word document"
    return ""


def _render(paper: Paper) -> Any:
    template = DocxTemplate(io.BytesIO(paper.template))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(make_context(paper), environment, autoescape=True)
    return template.docx


def make_context(paper: Paper) -> dict[str, Any]:
    """Name everything a template may show."""
    return {
        "trust": paper.trust,
        "group": paper.group,
        "title": paper.title,
        "status": paper.status,
        **{name.casefold().replace("-", "_"): value for name, value in paper.details},
        "items": [{"number": n, **asdict(item)} for n, item in enumerate(paper.items, 1)],
        "earlier_actions": [asdict(action) for action in paper.actions],
        "attendance": [dict(zip(("name", "school", "said"), row, strict=True)) for row in paper.attendance],
        "summary": paper.summary,
        "decisions": list(paper.decisions),
        "actions": [asdict(action) for action in paper.agreed],
    }
