"""`termtime serve` with leases and claims that lapse within seconds, and a clock that starts on a day of the example year.

Run as a process: `python -m hasty`. Everything else is as it is.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

import bot.service
import scheduler.due
import scheduler.jobs
import termtime.clock
import termtime.store.conversations
import termtime.store.jobs
from termtime.cli import main
from trust.values import LONDON, place_in_london

MOMENT = datetime(2026, 12, 14, 8, 30, tzinfo=LONDON).astimezone(UTC)
# When the test that starts the processes began, so that their clocks agree.
EPOCH = float(os.environ.setdefault("HASTY_EPOCH", str(time.monotonic())))
LAPSES, ALIVE_EVERY = timedelta(seconds=3), timedelta(seconds=0.5)


def read_clock() -> datetime:
    """Tell a time of that day: the same in every process on this machine, and running."""
    return place_in_london(MOMENT + timedelta(seconds=time.monotonic() - EPOCH))


if __name__ == "__main__":
    scheduler.due.LAPSES = termtime.store.jobs.LAPSES = LAPSES
    scheduler.jobs.ALIVE_EVERY = ALIVE_EVERY
    scheduler.jobs.EVERY_MINUTE = CronTrigger(second="*", timezone=LONDON)
    # A tenth of what they are, all three.
    termtime.store.conversations.LAPSES = timedelta(seconds=3)
    bot.service.PAUSE_SECONDS, bot.service.SURELY_OURS = 0.4, timedelta(seconds=0.5)
    termtime.clock.make_clock = lambda _at: read_clock
    main()
