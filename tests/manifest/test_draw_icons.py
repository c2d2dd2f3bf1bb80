from __future__ import annotations

from importlib.resources import files

import pytest

from manifest.draw_icons import draw_colour, draw_outline
from manifest.png import read_pixels

ICONS = files("manifest") / "appPackage"


@pytest.mark.parametrize(("name", "draw"), [("color.png", draw_colour), ("outline.png", draw_outline)])
def test_the_icon_in_the_package_is_the_one_drawn_here(name, draw):
    # Pixels, not bytes: zlib's builds compress differently.
    assert read_pixels((ICONS / name).read_bytes()) == read_pixels(draw())


def test_the_colour_icon_fills_192_by_192():
    pixels = read_pixels(draw_colour())

    assert (len(pixels), {alpha for *_, alpha in pixels}) == (192 * 192, {255})


def test_the_outline_icon_is_white_on_nothing_32_by_32():
    pixels = read_pixels(draw_outline())

    assert len(pixels) == 32 * 32
    assert {pixel[:3] for pixel in pixels if pixel[3]} == {(255, 255, 255)}
    assert pixels[0] == (0, 0, 0, 0)
