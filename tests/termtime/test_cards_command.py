"""`termtime cards`: the page it writes, with the renderer of cards and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import run

from cards.notice import make_notice_card
from examples.gallery import AREAS, GALLERY
from examples.gallery.parts import FOOTING
from termtime.gallery import page
from termtime.gallery.page import make_page

RENDERER = "window.AdaptiveCards = {};"


def test_the_page_is_written_and_its_largest_card_named(tmp_path: Path) -> None:
    code, out, _ = run("cards", "--out", str(tmp_path / "cards.html"))

    written = (tmp_path / "cards.html").read_text("utf-8")
    assert code == 0
    assert f"{len(GALLERY)} cards in" in out
    assert "of 40,960" in out
    assert [name for name in GALLERY if f'id="{name}"' not in written] == []


def test_a_page_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "cards.html"

    code, _, err = run("cards", "--out", str(path))

    assert (code, err.splitlines()[-1]) == (1, f"{path} cannot be written: No such file or directory.")


def test_without_a_renderer_the_page_says_how_to_get_it_and_shows_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "RENDERER", Path("not/there.js"))

    code, _, err = run("cards", "--out", str(tmp_path / "cards.html"))

    written = (tmp_path / "cards.html").read_text("utf-8")
    assert (code, "npm ci" in err) == (0, True)
    assert "<code>npm ci</code>" in written
    assert written.count("<details open>") == len(GALLERY)
    assert ("<script" in written, "stage" in re.sub("<style>.*</style>", "", written, flags=re.DOTALL)) == (
        False,
        False,
    )


def test_a_renderer_beside_the_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Path("beside/renderer.js")
    (tmp_path / beside).parent.mkdir()
    (tmp_path / beside).write_text(RENDERER, "utf-8")
    monkeypatch.setattr(page, "RENDERER", beside)
    monkeypatch.chdir(tmp_path)

    assert page.find_renderer() == RENDERER


def test_nothing_in_the_page_is_fetched() -> None:
    written = make_page(AREAS, RENDERER)

    assert re.findall(r"""<link|@import|url\(|\ssrc=|href="(?!#)""", written) == []
    assert "default-src 'none'" in written


@pytest.mark.parametrize("renderer", [RENDERER, None])
def test_what_a_card_says_never_becomes_part_of_the_page(renderer: str | None) -> None:
    card = make_notice_card("</script><b id=evil>", "<img src=x onerror=alert(1)>", FOOTING)

    written = make_page({"Names": {"one": card}}, renderer)

    assert "<b id=evil>" not in written
    assert "<img" not in written
