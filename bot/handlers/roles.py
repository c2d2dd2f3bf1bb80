"""The roles a deadline or a step is for, in words."""

from __future__ import annotations

from collections.abc import Collection

from cards.words import join_words
from trust.year import Trust


def name_roles(trust: Trust, roles: Collection[str]) -> tuple[str, ...]:
    """Name some roles as the trust's files do."""
    names = {role.id: role.name for role in trust.roles}
    return tuple(names.get(role, role.replace("-", " ")) for role in roles)


def say_roles(trust: Trust, roles: Collection[str]) -> str:
    """Say whom something is for; for no role, everyone."""
    return f"For {join_words(name_roles(trust, roles))}" if roles else "For everyone"
