from __future__ import annotations

from benchmarks.pages import LISTED, run


def test_every_page_is_weighed_and_every_figure_is_there():
    found = run(times=2, count=20)

    assert [one["address"] for one in found["pages"]] == list(LISTED)
    assert all(0 < one["bytes"] < one["html_bytes"] for one in found["pages"])
    assert found["heaviest_bytes"] == max(one["bytes"] for one in found["pages"])
    assert found["linked_bytes"] > 0
    assert min(found["pages_a_second"], found["cpu_ms"], found["cpu_ratio_to_bare"]) > 0
