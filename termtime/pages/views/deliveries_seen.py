"""Which rows of the delivery ledger a trust lead may see, and of which they may know to whom.

| what it was about                         | counted                       | to whom                         |
|-------------------------------------------|-------------------------------|---------------------------------|
| no one group (a digest, planning)         | always                        | always                          |
| a group in full sight                     | always                        | always, but for what follows    |
| a reply wanted, a reminder                | in full sight                 | officers: it tells who replied  |
| found in Word                             | officers: it tells of a draft | officers                        |
| a request                                 | when it went to a trust lead, or to an officer's reader | likewise |
| a message of one's own                    | always                        | not who is without a reply      |
| somebody's message to everyone            | always                        | always                          |
| somebody's message to a group in sight    | always                        | not who is without a reply      |
| somebody's message to chairs              | the chairs one may know       | likewise                        |
| anything else                             | never                         | never                           |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from termtime.pages.views.lead import Sight
from trust.audiences import OFFICES, Broadcast, find_audience, may_name
from trust.groups import Group
from trust.meetings import find_group_of
from trust.nudges import NudgeKind, Row
from trust.permissions import Aspect
from trust.values import RefusedError

# Kinds that only those who have not replied, or have not declined, are sent.
TELL_REPLIES = frozenset({NudgeKind.REPLY_WANTED, NudgeKind.REMINDER})


@dataclass(frozen=True, slots=True)
class Seen:
    """A row that may be counted: what it was about, in words, and whether it may be said to whom it went."""

    row: Row
    about: str
    href: str = ""
    named: bool = True


def find_seen(sight: Sight, rows: Iterable[Row], broadcasts: Iterable[Broadcast]) -> tuple[Seen, ...]:
    """Find the rows a lead may count."""
    sent = {one.id: one for one in broadcasts}
    chairs = {one.id: _find_known(sight, one) for one in sent.values()}
    found = (
        _see_broadcast(sight, row, sent.get(row.about), chairs.get(row.about))
        if row.kind is NudgeKind.BROADCAST
        else _see(sight, row)
        for row in rows
    )
    return tuple(one for one in found if one)


def find_group_about(sight: Sight, about: str) -> Group | None:
    """Find which group something named by a meeting's key or a group's id is about, if it is in full sight."""
    group = sight.trust.group_by_id.get(find_group_of(about) or about)
    return group if group is not None and group.id in sight.full_ids else None


def is_of_nobody(sight: Sight, about: str) -> bool:
    """Say whether something is about no one group's thing: nothing at all, or the year's own folder."""
    return about in ("", sight.trust.settings.year)


def _see(sight: Sight, row: Row) -> Seen | None:
    if is_of_nobody(sight, row.about):
        return Seen(row, "the trust’s year")
    group = find_group_about(sight, row.about)
    if group is None:
        return None
    own, officer = row.person == sight.viewer.person.id, sight.viewer.may(Aspect.ALL_REPLIES, group)
    if row.kind is NudgeKind.FOUND_IN_WORD and not (own or officer):
        return None
    if row.kind is NudgeKind.REQUEST and not (own or officer or row.person in sight.trust.settings.leads):
        return None
    meeting = sight.year.meeting_by_key.get(row.about)
    shown = meeting is not None and sight.viewer.find_meeting(meeting.key) is not None
    href = f"/meetings/{row.about}" if shown else f"/groups/{group.id}"
    named = own or officer or row.kind not in TELL_REPLIES
    return Seen(row, group.name, href, named)


def _see_broadcast(
    sight: Sight, row: Row, sent: Broadcast | None, known: frozenset[str] | None
) -> Seen | None:
    if sent is None or not sees_broadcast(sight, sent) or (known is not None and row.person not in known):
        return None
    person = sight.viewer.person
    named = row.person == person.id or may_name(sight.year, sent.audience, person, sight.viewer.now)
    return Seen(row, "a message", named=named)


def sees_broadcast(sight: Sight, sent: Broadcast) -> bool:
    """Say whether a lead may know of a message somebody sent."""
    own = sent.by == sight.viewer.person.id
    return own or not sent.audience.group_id or sent.audience.group_id in sight.full_ids


def _find_known(sight: Sight, sent: Broadcast) -> frozenset[str] | None:
    """Find which of the chairs somebody wrote to a lead may know as such; None where there is nothing to hide."""
    viewer = sight.viewer
    if sent.by == viewer.person.id or sent.audience.kind not in OFFICES:
        return None
    try:
        people = find_audience(viewer.year, sent.audience, viewer.person, viewer.now)
    except RefusedError:
        return frozenset()
    return frozenset({viewer.person.id, *(person.id for person in people)})
