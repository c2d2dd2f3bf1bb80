from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from termtime.pages.charts import MARKS, Bars, Lines, make_bars, make_lines
from tests.pages.laid_out import load_environment

SERIES = ("Held", "To come", "Called off")
ROWS = [("Autumn", (3.0, 0.0, 1.0)), ("Spring", (0.0, 8.0, 0.0))]


def draw(chart: Bars | Lines) -> ET.Element:
    macros = load_environment().get_template("charts.html").make_module()
    said = macros.bars(chart) if isinstance(chart, Bars) else macros.lines(chart)
    return ET.fromstring(str(said)).find("svg")


def test_parts_of_a_bar_follow_each_other_in_proportion() -> None:
    first, second = make_bars("m", "Meetings", SERIES, ROWS).bars
    assert [(part.name, part.value) for part in first.parts] == [("Held", 3), ("Called off", 1)]
    assert first.parts[1].x == pytest.approx(first.parts[0].x + first.parts[0].width, abs=0.2)
    assert second.parts[0].width == pytest.approx(2 * (first.parts[0].width + first.parts[1].width), abs=0.3)
    assert (first.said, second.said) == ("4", "8")


def test_no_part_leaves_the_drawing() -> None:
    chart = make_bars("m", "Share", ("Share",), [("All", (140.0,)), ("None", (0.0,))], most=100)
    assert all(part.x + part.width <= chart.width for bar in chart.bars for part in bar.parts)
    assert chart.bars[1].parts == ()
    assert make_bars("m", "Nothing", SERIES, []).bars == ()


def test_each_series_has_a_pattern_of_its_own_and_is_told_in_words() -> None:
    chart = make_bars("m", "Meetings", SERIES, ROWS)
    assert [key.mark for key in chart.keys] == list(MARKS[:3])
    svg = draw(chart)
    assert svg.get("role") == "img"
    named = svg.get("aria-labelledby", "").split()
    texts = {one.get("id"): one.text for one in svg if one.get("id")}
    assert [texts[name] for name in named] == ["Meetings", chart.desc]
    assert chart.desc == "Autumn: Held 3, To come 0, Called off 1. Spring: Held 0, To come 8, Called off 0."
    patterns = {one.get("id") for one in svg.iter("pattern")}
    used = {one.get("fill", "")[5:-1] for one in svg.iter("rect") if one.get("fill")}
    assert used <= patterns


def test_keys_that_do_not_fit_beside_each_other_go_below() -> None:
    long = ("A series of a rather long name", "Another one of a rather long name", "And a third one")
    keys = make_bars("m", "Long", long, []).keys
    assert len({key.y for key in keys}) > 1
    assert all(one.x < other.x or one.y < other.y for one, other in pairwise(keys))


def test_line_breaks_where_nothing_is_known() -> None:
    chart = make_lines(
        "t", "On time", ["A", "B", "C", "D"], {"Agendas": [100, 50, None, 0], "Minutes": [None] * 4}
    )
    agendas, minutes = chart.lines
    assert [stretch.count(",") for stretch in agendas.stretches] == [2]
    assert [dot.said for dot in agendas.dots] == ["100%", "50%", "0%"]
    assert [dot.y for dot in agendas.dots] == [chart.ceiling, (chart.ceiling + chart.floor) / 2, chart.floor]
    assert (minutes.stretches, minutes.dots) == ((), ())
    assert chart.desc == "A: Agendas 100%. B: Agendas 50%. D: Agendas 0%."
    assert draw(chart).get("viewBox") == f"0 0 {chart.width} {chart.height}"
