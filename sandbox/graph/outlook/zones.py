"""Outlook's times: a wall clock and the name of its zone, coming in and going out.

A school trust needs two zones; every other name is refused, so that a mistake shows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.graph.call import Json
from sandbox.graph.errors import bad_request

LONDON = ZoneInfo("Europe/London")
ZONES = {"UTC": UTC, "Etc/UTC": UTC, "Europe/London": LONDON, "GMT Standard Time": LONDON}


def read_zone(name: Any) -> ZoneInfo:
    """Return the zone with an IANA or a Windows name, or raise 400."""
    zone = ZONES.get(name) if isinstance(name, str) else None
    if zone is None:
        raise bad_request(
            f"A valid TimeZone value must be specified; '{name}' is not served.", "TimeZoneNotSupported"
        )
    return zone  # type: ignore[return-value]  # datetime.UTC serves as one


def read_time(value: Any, field: str) -> tuple[datetime, str]:
    """Return a dateTimeTimeZone as a moment in UTC and the zone's name."""
    if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
        raise bad_request(f"The property '{field}' needs a dateTime and a timeZone.", "ErrorInvalidRequest")
    name = value.get("timeZone", "UTC")
    zone = read_zone(name)
    moment = read_moment(value["dateTime"], field, zone)
    return moment, name


def read_moment(text: str, field: str, zone: Any = UTC) -> datetime:
    """Return an ISO 8601 time as a moment in UTC; without an offset it is in `zone`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(
            f"The value '{text}' of '{field}' is not a date and time.", "ErrorInvalidParameter"
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def write_time(moment: datetime, zone_name: str = "UTC") -> Json:
    """Return a moment as a dateTimeTimeZone."""
    local = moment if zone_name == "UTC" else moment.astimezone(read_zone(zone_name))
    return {
        "dateTime": f"{local.replace(tzinfo=None).isoformat(timespec='seconds')}.0000000",
        "timeZone": zone_name,
    }


def write_for_people(start: datetime, end: datetime) -> str:
    """Return when something is, as a letter would say it: London time."""
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    return f"{first:%A} {first.day} {first:%B %Y}, {first:%H:%M} to {last:%H:%M}"
