"""Settings that make no sense are refused in a sentence that names them."""

from __future__ import annotations

import pytest

from termtime.settings import read_settings
from trust.values import RefusedError


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", ""),
        ("https://termtime.fernvale.example/", "https://termtime.fernvale.example"),
        ("http://127.0.0.1:3978", "http://127.0.0.1:3978"),
    ],
)
def test_graph_may_reach_us_by_https_or_on_this_machine(monkeypatch, given, read):
    monkeypatch.setenv("TERMTIME_PUBLIC_URL", given)

    assert read_settings().public_url == read


@pytest.mark.parametrize(
    "given",
    ["http://termtime.fernvale.example", "termtime.fernvale.example", "https://", "https://user:pass@x.example",
     "https://x.example?a=b", "https://x.example#a", "https://[", "ftp://127.0.0.1", "https://fernvale.example/termtime"],
)  # fmt: skip
def test_other_addresses_are_refused_in_a_sentence(monkeypatch, given):
    monkeypatch.setenv("TERMTIME_PUBLIC_URL", given)

    with pytest.raises(RefusedError) as refusal:
        read_settings()
    assert str(refusal.value) == (
        "The setting TERMTIME_PUBLIC_URL makes no sense: "
        "it has to be an https address without a path, such as https://termtime.fernvale.example."
    )
