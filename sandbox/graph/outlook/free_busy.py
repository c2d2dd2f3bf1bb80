"""Who is busy when, as getSchedule tells it: a digit for every slot, and the items behind the digits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.graph.call import Json
from sandbox.graph.outlook.shape import make_row
from sandbox.graph.outlook.zones import write_time

if TYPE_CHECKING:
    from sandbox.tenant import Tenant

DIGITS = {"free": 0, "tentative": 1, "busy": 2, "oof": 3, "workingElsewhere": 4}


def make_schedule(tenant: Tenant, address: str, start: datetime, end: datetime, step: timedelta) -> Json:
    """Return one person's scheduleInformation between two moments."""
    person = tenant.directory.by_address.get(address.lower())
    if person is None or not tenant.has_mailbox(person):
        said = "Unable to resolve e-mail address to an Exchange mailbox."
        return {
            "scheduleId": address,
            "availabilityView": "",
            "error": {"message": said, "responseCode": "ErrorMailRecipientNotFound"},
        }
    entries = tenant.calendars.of(person).entries.values()
    busy = [e for e in entries if e.meeting.start < end and e.meeting.end > start and not e.cancelled]
    slots = [0] * max(0, -((start - end) // step))
    for entry in busy:
        first = max(0, (entry.meeting.start - start) // step)
        last = min(len(slots), -((start - entry.meeting.end) // step))
        digit = DIGITS[make_row(tenant, entry)["showAs"]]
        slots[first:last] = [max(slot, digit) for slot in slots[first:last]]
    items = [
        {
            "status": make_row(tenant, entry)["showAs"],
            "start": write_time(entry.meeting.start),
            "end": write_time(entry.meeting.end),
            "isPrivate": entry.meeting.data["sensitivity"] == "private",
        }
        for entry in sorted(busy, key=lambda e: e.meeting.start)
    ]
    return {"scheduleId": address, "availabilityView": "".join(map(str, slots)), "scheduleItems": items}
