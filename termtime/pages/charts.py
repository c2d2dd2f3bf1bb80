"""Charts as values: what is drawn where. A template lays them out, and a style sheet gives them their colours.

Whoever cannot see a chart reads what it says: `desc` tells all of it. Every series has a pattern of its own as well as a
colour, and what matters is written beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The patterns there are, by the names that the style sheet knows.
MARKS = ("one", "two", "three", "four", "five")
WIDTH = 360.0
LABELS, TOTALS = 84.0, 44.0
ROW, BAR = 26.0, 16.0
LETTER = 6.2
KEY_ROW, KEY_BOX = 20.0, 12.0
TALL = 96.0
HOTTEST = 4


@dataclass(frozen=True, slots=True)
class Key:
    """What a pattern stands for, and where it says so."""

    name: str
    mark: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar."""

    name: str
    mark: str
    value: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, its parts, what is written at its end."""

    label: str
    y: float
    parts: tuple[Part, ...]
    said: str
    end: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars lying under each other, each of one or several parts."""

    id: str
    title: str
    desc: str
    height: float
    keys: tuple[Key, ...]
    bars: tuple[Bar, ...]
    width: float = WIDTH
    left: float = LABELS
    thick: float = BAR


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line, and what is written at it."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series; where a value is not known the line has a gap, so it comes in stretches."""

    name: str
    mark: str
    stretches: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Shares of a hundred as they went."""

    id: str
    title: str
    desc: str
    height: float
    keys: tuple[Key, ...]
    lines: tuple[Line, ...]
    labels: tuple[Dot, ...]
    floor: float
    ceiling: float
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class Heat:
    """A field of a heat table: what it says, how warm it is from 0 to 4, and -1 where nothing is meant to be."""

    said: str
    warmth: int = -1


def make_bars(
    name: str,
    title: str,
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float]]],
    *,
    said: Mapping[str, str] | None = None,
    most: float = 0.0,
) -> Bars:
    """Make stacked bars.

    Args:
        name: Names the chart on its page.
        title: What it shows.
        series: What the parts are, in order.
        rows: The label of each bar, and the value of each part.
        said: What is written at the end of a bar, by its label; the total where it says nothing.
        most: What the whole width stands for; the longest bar where not given.

    >>> chart = make_bars("m", "Meetings", ["Held", "To come"], [("Autumn", [3, 1])])
    >>> chart.desc, [part.width for part in chart.bars[0].parts]
    ('Autumn: Held 3, To come 1.', [174.0, 58.0])
    """
    most = most or max((sum(values) for _, values in rows), default=0) or 1
    keys, top = _make_keys(series if len(series) > 1 else ())
    room = WIDTH - LABELS - TOTALS
    bars = []
    for number, (label, values) in enumerate(rows):
        x, parts = LABELS, []
        for one, mark, value in zip(series, MARKS, values, strict=False):
            width = round(room * min(value / most, 1), 1)
            if value:
                parts.append(Part(one, mark, value, round(x, 1), width))
            x += width
        told = (said or {}).get(label, f"{sum(values):g}")
        bars.append(Bar(label, top + number * ROW, tuple(parts), told, round(x + 5, 1)))
    desc = " ".join(_say_row(label, series, values, (said or {}).get(label, "")) for label, values in rows)
    return Bars(name, title, desc, top + len(rows) * ROW, keys, tuple(bars))


def make_lines(
    name: str, title: str, labels: Sequence[str], series: Mapping[str, Sequence[float | None]]
) -> Lines:
    """Make lines of shares from 0 to 100, None where one is not known."""
    keys, top = _make_keys(tuple(series))
    ceiling, floor = top + 14, top + 14 + TALL
    step = (WIDTH - 48) / max(len(labels) - 1, 1)
    across = [round(24 + step * n, 1) for n in range(len(labels))]
    lines = tuple(
        _make_line(one, mark, [(x, v, _rise(v, floor)) for x, v in zip(across, values, strict=True)])
        for (one, values), mark in zip(series.items(), MARKS, strict=False)
    )
    told = []
    for label, *values in zip(labels, *series.values(), strict=True):
        known = [
            f"{one} {value:.0f}%" for one, value in zip(series, values, strict=True) if value is not None
        ]
        told += [f"{label}: {', '.join(known)}."] if known else []
    feet = tuple(Dot(x, floor + 16, label) for x, label in zip(across, labels, strict=True))
    return Lines(name, title, " ".join(told), floor + 22, keys, lines, feet, floor, ceiling)


def find_warmth(share: float) -> int:
    """Say how warm a share is shown, from 0 for the least to 4 for the most.

    >>> [find_warmth(share) for share in (0, 0.3, 0.5, 0.8, 1)]
    [0, 1, 2, 3, 4]
    """
    return min(int(share * (HOTTEST + 0.2)), HOTTEST)


def _make_line(name: str, mark: str, points: Sequence[tuple[float, float | None, float]]) -> Line:
    stretches: list[list[str]] = [[]]
    for x, value, y in points:
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{x:g},{y:g}")
    dots = tuple(Dot(x, y, f"{value:.0f}%") for x, value, y in points if value is not None)
    return Line(name, mark, tuple(" ".join(one) for one in stretches if len(one) > 1), dots)


def _rise(value: float | None, floor: float) -> float:
    return round(floor - TALL * min(value or 0, 100) / 100, 1)


def _make_keys(names: Sequence[str]) -> tuple[tuple[Key, ...], float]:
    """Place what patterns stand for in as many lines as it takes, and say where they end."""
    keys, x, y = [], 0.0, 0.0
    for name, mark in zip(names, MARKS, strict=False):
        wide = KEY_BOX + 5 + len(name) * LETTER + 12
        if x and x + wide > WIDTH:
            x, y = 0.0, y + KEY_ROW
        keys.append(Key(name, mark, round(x, 1), y))
        x += wide
    return tuple(keys), (y + KEY_ROW + 6) if keys else 2.0


def _say_row(label: str, series: Sequence[str], values: Sequence[float], said: str) -> str:
    parts = ", ".join(f"{name} {value:g}" for name, value in zip(series, values, strict=False))
    return f"{label}: {f'{said} ({parts})' if said else parts}."
