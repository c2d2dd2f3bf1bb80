"""Leaving other people out of what one person is given: whoever else is named by id or address is a colleague."""

from __future__ import annotations

from typing import Any

from trust.year import Trust

YOU, COLLEAGUE = "you", "a colleague"


class Reducer:
    """Copies plain data with everybody but one person left out of it."""

    def __init__(self, trust: Trust, person: str) -> None:
        self._person = person
        self._others = {one for other in trust.people for one in (other.id, other.upn, other.name)}

    def __call__(self, data: Any) -> Any:
        """Give a copy in which the person is "you" and everybody else a colleague; of several, one."""
        if isinstance(data, dict):
            return {name: self(inner) for name, inner in data.items()}
        if isinstance(data, list | tuple):
            return (
                list(dict.fromkeys(map(self, data)))
                if all(isinstance(d, str) for d in data)
                else [*map(self, data)]
            )
        if isinstance(data, str) and data == self._person:
            return YOU
        return COLLEAGUE if isinstance(data, str) and data in self._others else data
