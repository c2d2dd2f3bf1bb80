from __future__ import annotations

from benchmarks.bot import Size, measure_all

JUDGED = ("cpu_ratio_to_echo", "p50_ms", "p99_ms", "activities_per_second")


async def test_both_services_answer_everything_and_every_figure_is_there():
    found = await measure_all(Size(rounds=1, activities=16, asks=20))

    assert (found["activities"], found["asks"]) == (16, 20)
    assert [found[name] > 0 for name in JUDGED] == [True] * 4
    assert [name for name, figure in found["echo"].items() if figure <= 0] == []
