"""Which groups a question is about that may name one or mean the asker's own, as far as everyone listening may see."""

from __future__ import annotations

from bot.asked import Asked, Rulings, find_own_groups
from bot.ports import Scope
from trust.permissions import Aspect

HERE_ALONE = "Only what everyone here may know of. Ask me in a chat of our own about all of yours."


def find_own_rulings(asked: Asked, aspect: Aspect) -> dict[str, Rulings]:
    """Find the ids of the asker's groups of which this audience may see an aspect, each with all its rulings."""
    own = find_own_groups(asked.trust, asked.asker, asked.today)
    rulings = {group.id: asked.find_rulings(group) for group in own if group in asked.visible}
    return {group: ruled for group, ruled in rulings.items() if ruled[aspect].allowed}


def find_visible_rulings(asked: Asked, aspect: Aspect) -> dict[str, Rulings]:
    """Find the same of every group that everyone listening may know of, whoever belongs to it."""
    rulings = {group.id: asked.find_rulings(group) for group in asked.visible}
    return {group: ruled for group, ruled in rulings.items() if ruled[aspect].allowed}


def find_rulings_meant(asked: Asked, aspect: Aspect) -> dict[str, Rulings]:
    """Find the same for the group named, or for the asker's own where none is."""
    group = asked.question.entities.group
    if group is None:
        return find_own_rulings(asked, aspect)
    rulings = asked.find_rulings(group)
    return {group.id: rulings} if rulings[aspect].allowed else {}


def is_unsettled(asked: Asked) -> bool:
    """Say whether a group was named that is not known here, or that may be one of several."""
    entities = asked.question.entities
    return entities.group is None and bool(entities.unknown or entities.candidates)


def say_here_alone(asked: Asked) -> str:
    """Say, wherever others listen, that there may be more; the same words whether there is or not."""
    return "" if asked.scope is Scope.PERSONAL else HERE_ALONE
