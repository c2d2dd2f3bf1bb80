"""Draws the two icons of the package: a calendar sheet with a clock at its corner.

Shapes are signed distances (negative inside), so edges come out smooth at any size. Run as a module it writes the
files beside it; the package takes those, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot
from pathlib import Path
from typing import NamedTuple

from manifest.png import encode_png

Shape = Callable[[float, float], float]

DEEP = (15, 76, 92)
AMBER = (251, 178, 60)
WHITE = (255, 255, 255)
MIST = (164, 196, 203)


class Layer(NamedTuple):
    """A shape and its colour; without one it cuts a hole."""

    shape: Shape
    colour: tuple[int, int, int] | None


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> Shape:
    """Make a rectangle with rounded corners."""
    x0, y0 = (left + right) / 2, (top + bottom) / 2
    width, height = (right - left) / 2 - radius, (bottom - top) / 2 - radius

    def distance(x: float, y: float) -> float:
        dx, dy = abs(x - x0) - width, abs(y - y0) - height
        return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius

    return distance


def disc(x0: float, y0: float, radius: float) -> Shape:
    """Make a disc."""
    return lambda x, y: hypot(x - x0, y - y0) - radius


def stroke(x0: float, y0: float, x1: float, y1: float, width: float) -> Shape:
    """Make a line with round ends."""

    def distance(x: float, y: float) -> float:
        dx, dy = x1 - x0, y1 - y0
        along = max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
        return hypot(x - x0 - along * dx, y - y0 - along * dy) - width / 2

    return distance


def rim(shape: Shape, width: float) -> Shape:
    """Make the outline of a shape, lying inside it."""
    return lambda x, y: abs(shape(x, y) + width / 2) - width / 2


def both(one: Shape, other: Shape) -> Shape:
    """Make what two shapes have in common."""
    return lambda x, y: max(one(x, y), other(x, y))


def draw_colour() -> bytes:
    """Draw the full-colour icon, 192 x 192."""
    sheet = box(38, 42, 136, 138, 13)
    days = [(50, 78), (71, 78), (92, 78), (113, 78), (50, 98), (71, 98), (50, 118)]
    return _draw(
        192,
        [
            Layer(box(0, 0, 192, 192), DEEP),
            Layer(sheet, WHITE),
            Layer(both(sheet, box(38, 30, 136, 68)), AMBER),
            *(Layer(stroke(x, 34, x, 50, 9), WHITE) for x in (64, 110)),
            *(Layer(box(x, y, x + 13, y + 13, 3.5), AMBER if (x, y) == (71, 98) else MIST) for x, y in days),
            Layer(disc(126, 126, 41), DEEP),
            Layer(disc(126, 126, 34), WHITE),
            Layer(stroke(126, 126, 126, 105, 7), DEEP),
            Layer(stroke(126, 126, 141, 134, 7), DEEP),
            Layer(disc(126, 126, 5), AMBER),
        ],
    )


def draw_outline() -> bytes:
    """Draw the outline icon, 32 x 32, white on nothing."""
    return _draw(
        32,
        [
            Layer(rim(box(3, 5, 25, 26, 3.5), 2), WHITE),
            Layer(box(4, 10, 24, 12), WHITE),
            *(Layer(stroke(x, 3, x, 6.5, 2.2), WHITE) for x in (9, 19)),
            Layer(box(7.5, 15, 10.5, 18, 0.8), WHITE),
            Layer(box(7.5, 20, 10.5, 23, 0.8), WHITE),
            Layer(disc(22.5, 22.5, 9.2), None),
            Layer(rim(disc(22.5, 22.5, 7.5), 2), WHITE),
            Layer(stroke(22.5, 22.5, 22.5, 19, 1.8), WHITE),
            Layer(stroke(22.5, 22.5, 24.8, 23.8, 1.8), WHITE),
        ],
    )


def _draw(size: int, layers: Sequence[Layer]) -> bytes:
    return encode_png(
        size, b"".join(_blend(x + 0.5, y + 0.5, layers) for y in range(size) for x in range(size))
    )


def _blend(x: float, y: float, layers: Sequence[Layer]) -> bytes:
    red = green = blue = alpha = 0.0
    for shape, colour in layers:
        covered = min(1.0, max(0.0, 0.5 - shape(x, y)))
        if not covered:
            continue
        if colour is None:
            alpha *= 1 - covered
            continue
        kept = alpha * (1 - covered)
        alpha = kept + covered
        red, green, blue = (
            (old * kept + new * covered) / alpha for old, new in zip((red, green, blue), colour, strict=True)
        )
    return bytes((round(red), round(green), round(blue), round(alpha * 255)))


if __name__ == "__main__":
    folder = Path(__file__).parent / "appPackage"
    (folder / "color.png").write_bytes(draw_colour())
    (folder / "outline.png").write_bytes(draw_outline())
