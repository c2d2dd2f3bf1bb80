from __future__ import annotations

import re
from pathlib import Path

import pytest

from manifest.environment import find_environment, make_variables, read_environment
from trust.values import RefusedError


def test_an_environment_file_is_read_as_people_write_it(tmp_path: Path):
    path = tmp_path / ".env.test"
    path.write_bytes(
        '\ufeffAPP_NAME="Termtime (test)"\r\n# a note\r\nBOT_ID=\r\nPUBLIC_HOST= a.example \r\n'.encode()
    )

    assert read_environment(path) == {"APP_NAME": "Termtime (test)", "BOT_ID": "", "PUBLIC_HOST": "a.example"}


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"APP_NAME=\xff\xfe", "cannot be read: it is not a text file in UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, contents, sentence):
    path = tmp_path / ".env.test"
    if contents is not None:
        path.write_bytes(contents)

    with pytest.raises(RefusedError, match=re.escape(f"{path} {sentence}")):
        read_environment(path)


@pytest.mark.parametrize("folder", ["env", "manifest/env"])
def test_an_environment_is_found_where_the_toolkit_keeps_it(tmp_path: Path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / ".env.test").touch()

    assert find_environment("test") == Path(folder, ".env.test")


def test_an_environment_that_is_not_there_is_refused_with_where_it_would_be(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RefusedError, match=r"neither env/\.env\.test nor manifest/env/\.env\.test exists"):
        find_environment("test")


def test_the_file_wins_over_the_settings_and_every_difference_is_told():
    variables, differ = make_variables(
        {"BOT_ID": "file's", "PUBLIC_HOST": "", "APP_NAME": "Termtime", "OTHER": "x"},
        {"BOT_ID": "settings'", "PUBLIC_HOST": "a.example", "SIGN_IN_APP_ID": ""},
    )

    assert variables == {"BOT_ID": "file's", "PUBLIC_HOST": "a.example", "APP_NAME": "Termtime"}
    assert differ == ("BOT_ID",)
