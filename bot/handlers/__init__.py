"""One behaviour a module: a question in its setting in, an answer out. Importing the package registers them all."""

from bot.handlers import (
    buttons,
    disclosure,
    greet,
    group_chair,
    group_dates,
    group_minutes,
    my_groups,
    next_meeting,
    orientation,
    proposals,
    strangers,
    which_group,
)

__all__ = [
    "buttons",
    "disclosure",
    "greet",
    "group_chair",
    "group_dates",
    "group_minutes",
    "my_groups",
    "next_meeting",
    "orientation",
    "proposals",
    "strangers",
    "which_group",
]
