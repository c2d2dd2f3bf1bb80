"""Doing several things at once, where the first failure ends the others and is raised as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def run_together(jobs: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run jobs side by side and return their results in order; unlike gather, leave none running after a failure."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
