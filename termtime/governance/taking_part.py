"""What one person is, does and did in the year: groups and offices, meetings, replies, attendance, actions, items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from termtime.governance.reducing import COLLEAGUE
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_groups_of, find_members
from trust.year import Trust, Year

# The lists of trust.yaml that name people. A legal hold names people too, and is not told of here.
LISTS = ("leads", "it_administrators", "auditors")


def find_belonging(trust: Trust, person: str, today: date) -> Iterator[dict[str, Any]]:
    """Find the offices a person holds or held, the groups they belong to, and what trust.yaml names them as."""
    for officer in trust.officers:
        if officer.person == person:
            yield {
                "group": officer.group,
                "as": officer.office.value,
                **_tell_span(officer.starts, officer.ends),
            }
    for member in trust.memberships:
        if member.person == person:
            yield {"group": member.group, "as": "member by name", **_tell_span(member.starts, member.ends)}
    if known := trust.person_by_id.get(person):
        for group in find_groups_of(trust, known, today):
            yield {"group": group.id, "as": "member today", **_tell_span(None, None)}
    for name in LISTS:
        if person in getattr(trust.settings, name):
            yield {"group": "", "as": name.replace("_", " "), **_tell_span(None, None)}


def find_invited(year: Year, person: str) -> tuple[Meeting, ...]:
    """Find the meetings a person was or is invited to: as a member on the day, or in somebody's place."""
    groups = year.trust.group_by_id
    instead = {reply.meeting for reply in year.replies if reply.delegate == person}
    return tuple(
        meeting
        for meeting in year.meetings
        if meeting.status is not MeetingStatus.PROPOSED
        and (group := groups.get(meeting.group))
        and (
            meeting.key in instead
            or any(one.id == person for one in find_members(year.trust, group, meeting.starts.date()))
        )
    )


def find_own_papers(year: Year, person: str, kind: str) -> Iterator[dict[str, Any]]:
    """Find what of a kind of paper is a person's own."""
    match kind:
        case "replies":
            yield from _find_replies(year, person)
        case "attendance":
            yield from _find_attendance(year, person)
        case "actions":
            owned = (action for action in year.actions if action.owner == person)
            yield from (action.model_dump(mode="json", exclude={"owner"}) for action in owned)
        case "agendas":
            for agenda in year.agendas:
                for item in (*agenda.items, *agenda.proposed):
                    leads, put = item.lead == person, item.proposed_by == person
                    if leads or put:
                        yield {"meeting": agenda.meeting, "title": item.title, "minutes": item.minutes,
                               "outcome": item.outcome, "you": "lead it" if leads else "put it forward"}  # fmt: skip


def _find_replies(year: Year, person: str) -> Iterator[dict[str, Any]]:
    for reply in year.replies:
        if reply.person == person:
            told = reply.model_dump(mode="json", exclude={"person"})
            yield told | {"delegate": COLLEAGUE if reply.delegate else ""}
        elif reply.delegate == person:
            yield {"meeting": reply.meeting, "answer": "a colleague named you to go in their place"}


def _find_attendance(year: Year, person: str) -> Iterator[dict[str, Any]]:
    for minutes in year.minutes:
        noted = {
            "present": minutes.present,
            "apologies": minutes.apologies,
            "approved": (minutes.approved_by,),
        }
        said = [name for name, people in noted.items() if person in people]
        if said:
            yield {"meeting": minutes.meeting, "noted": ", ".join(said)}
    for one in year.attendance:
        if one.person == person:
            yield {"meeting": one.meeting, "noted": f"{one.minutes} minutes in Teams"}


def _tell_span(starts: date | None, ends: date | None) -> dict[str, str]:
    return {"from": starts.isoformat() if starts else "", "until": ends.isoformat() if ends else ""}
