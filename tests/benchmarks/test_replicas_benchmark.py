from __future__ import annotations

from benchmarks.replicas import Size, measure_all


async def test_one_and_two_replicas_answer_everything_and_every_figure_is_there(postgres_url: str):
    found = await measure_all(Size(rounds=1, activities=16, pages=16), postgres_url)

    asked = ("bot_1", "bot_2", "pages_1", "pages_2")
    assert [found[name]["asked"] for name in asked] == [16] * 4
    assert [found[name]["per_second"] > 0 for name in asked] == [True] * 4
    assert found["cores"] > 0
