"""What a client tells the renderer of cards about its own looks: colours, sizes and gaps, close to those of Teams.

The colours are our own choice. Text has a contrast of at least 4.5 to 1 on every ground a card may lay under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.card import MOST_ACTIONS

FONTS = "'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a client: the ground of each kind of box, the colour of each kind of text, and of thin lines."""

    grounds: Mapping[str, str]
    inks: Mapping[str, str]
    subtle: str
    line: str


LIGHT = Theme(
    grounds={
        "default": "#ffffff",
        "emphasis": "#f3f3f3",
        "accent": "#e8ebfa",
        "good": "#e7f4e8",
        "attention": "#fbe9ea",
        "warning": "#fdf3d9",
    },
    inks={
        "default": "#242424",
        "dark": "#242424",
        "light": "#5c5c5c",
        "accent": "#4b4fb0",
        "good": "#0f6b1c",
        "attention": "#b3142a",
        "warning": "#7d5300",
    },
    subtle="#5c5c5c",
    line="#e0e0e0",
)
DARK = Theme(
    grounds={
        "default": "#292929",
        "emphasis": "#1c1c1c",
        "accent": "#33345a",
        "good": "#1d3422",
        "attention": "#47212a",
        "warning": "#43351a",
    },
    inks={
        "default": "#ffffff",
        "dark": "#ffffff",
        "light": "#c9c9c9",
        "accent": "#b5b9f5",
        "good": "#8fd69b",
        "attention": "#ff99a4",
        "warning": "#f3c969",
    },
    subtle="#c9c9c9",
    line="#4a4a4a",
)


def make_host_config(theme: Theme) -> dict[str, Any]:
    """Make the settings the renderer takes."""
    inks = {name: {"default": ink, "subtle": _find_subtle(theme, name)} for name, ink in theme.inks.items()}
    return {
        "fontFamily": FONTS,
        "fontSizes": {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24},
        "fontWeights": {"lighter": 200, "default": 400, "bolder": 600},
        "lineHeights": {"small": 16, "default": 20, "medium": 20, "large": 24, "extraLarge": 32},
        "spacing": {
            "none": 0,
            "small": 4,
            "default": 8,
            "medium": 12,
            "large": 20,
            "extraLarge": 28,
            "padding": 16,
        },
        "separator": {"lineThickness": 1, "lineColor": theme.line},
        "containerStyles": {
            name: {"backgroundColor": ground, "foregroundColors": inks}
            for name, ground in theme.grounds.items()
        },
        "actions": {"maxActions": MOST_ACTIONS, "spacing": "Medium", "buttonSpacing": 0},
        "inputs": {
            "label": {"inputSpacing": "Small"},
            "errorMessage": {"color": "Attention", "weight": "Bolder"},
        },
        "factSet": {"title": {"weight": "Bolder", "maxWidth": 150}, "spacing": 12},
        # A card's title stands below the page's own three ranks of headings.
        "textBlock": {"headingLevel": 4},
    }


def _find_subtle(theme: Theme, name: str) -> str:
    return theme.subtle if name == "default" else theme.inks[name]
