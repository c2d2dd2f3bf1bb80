"""What a calendar feed holds: meetings as its owner may see them on the day it is fetched, and nothing kept from before.

| feed      | holds a meeting                                                                           |
|-----------|-------------------------------------------------------------------------------------------|
| own       | to whose group the owner belongs on its day (and today, once it is over), as a member or  |
|           | an officer; and one to which the owner goes in somebody's place                           |
| a group's | whenever it is of that group                                                              |

Either way only announced meetings of groups whose dates the owner may see today (`trust.permissions`), and of each only
the aspects allowed. So a feed is empty once its owner has left. An entry says nothing that time alone would change: a
calendar marks what has changed in it, and that must be worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import blake2b

from bot.showing import FORMATS, MEMBERS_ONLY, OFFICES
from cards.card import is_safe_address
from cards.words import join_words
from graph_sync.desired import TEAMS_PLACE, make_place
from termtime.pages.viewer import Viewer
from trust.groups import Group, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_officers
from trust.papers import Agenda, AgendaItem, AgendaStatus, Answer, Reply
from trust.permissions import Aspect, Relation, find_relations
from trust.values import RefusedError, Value
from trust.year import Trust

KEPT = timedelta(days=366)
BELONGS = frozenset({Relation.OFFICER, Relation.MEMBER})
NO_GROUP = "There is no such group, or none that you may know of."
OFF = "This meeting was called off."
URL = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>\\^`{|}]+")


class Entry(Value):
    """One thing in a calendar. From one day to another, the last not included, where both are days and not moments."""

    uid: str
    starts: datetime | date
    ends: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    join_url: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    busy: bool = False
    private: bool = False

    @property
    def mark(self) -> str:
        """What is another once anything of it has changed."""
        return blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()


def find_meetings(viewer: Viewer, group: str, public_url: str) -> tuple[Entry, ...]:
    """Find the meetings of the viewer's own feed, or of a group's where one is named, as they may see them.

    Args:
        viewer: Whose feed it is, on the day it is fetched.
        group: A group's id; empty for the viewer's own meetings.
        public_url: Where the pages are; empty where there are none.
    """
    replies = _find_replies(viewer)
    shown = (
        meeting
        for meeting in viewer.meetings
        if meeting.ends > viewer.now - KEPT
        if (meeting.group == group if group else _is_own(viewer, meeting, replies))
    )
    return tuple(_make_entry(viewer, meeting, replies, public_url) for meeting in shown)


def find_group(viewer: Viewer, group: str) -> Group:
    """Find a group somebody may have a feed of. Raises RefusedError, in the same words whatever the reason."""
    found = viewer.find_group(group)
    if found is None or not viewer.may(Aspect.DATES, found):
        raise RefusedError(NO_GROUP)
    return found


def make_title(viewer: Viewer | None, trust: Trust, group: str) -> str:
    """Name a feed: after its group while that may be seen, else after nothing but the trust."""
    found = viewer.find_group(group) if viewer and group else None
    own = f"{trust.settings.short_name} co-design"
    return f"{own}: {found.name}" if viewer and found and viewer.may(Aspect.DATES, found) else own


def make_uid(trust: Trust, name: str) -> str:
    """Make what a thing is known by for good in every calendar; a meeting's key in clear would tell of its kind."""
    domain = trust.settings.microsoft365.organiser.rpartition("@")[2]
    return f"{blake2b(name.encode(), digest_size=16).hexdigest()}@{domain}"


def _find_replies(viewer: Viewer) -> dict[str, Answer]:
    """Find the viewer's replies by meeting; going in somebody's place says yes."""
    own = viewer.person.id
    found = {r.meeting: Answer.ACCEPTED for r in viewer.year.replies if _goes_instead(r, own)}
    return found | {reply.meeting: reply.answer for reply in viewer.year.replies if reply.person == own}


def _goes_instead(reply: Reply, person: str) -> bool:
    return reply.answer is Answer.DECLINED and reply.delegate == person


def _is_own(viewer: Viewer, meeting: Meeting, replies: dict[str, Answer]) -> bool:
    group, day = viewer.trust.group_by_id[meeting.group], meeting.starts.date()
    days = {day, max(day, viewer.today)}
    belongs = all(find_relations(viewer.trust, (viewer.person,), group, one)[0] in BELONGS for one in days)
    return belongs or (meeting.key in replies and _is_delegate(viewer, meeting))


def _is_delegate(viewer: Viewer, meeting: Meeting) -> bool:
    own = viewer.person.id
    return any(r.meeting == meeting.key and _goes_instead(r, own) for r in viewer.year.replies)


def _make_entry(viewer: Viewer, meeting: Meeting, replies: dict[str, Answer], public_url: str) -> Entry:
    group = viewer.trust.group_by_id[meeting.group]
    may = frozenset(aspect for aspect in Aspect if viewer.may(aspect, group))
    cancelled = meeting.status is MeetingStatus.CANCELLED
    titled = f"{group.name}: {meeting.title}" if Aspect.TITLE in may else group.name
    join_url = _find_join_url(viewer, meeting) if Aspect.PLACE in may and not cancelled else ""
    page = f"{public_url}/meetings/{meeting.key}" if public_url and Aspect.TITLE in may else ""
    expected = _is_own(viewer, meeting, replies) and replies.get(meeting.key) is not Answer.DECLINED
    starts, ends = find_span(meeting.starts, meeting.ends)
    return Entry(
        uid=make_uid(viewer.trust, meeting.key),
        starts=starts,
        ends=ends,
        summary=f"Cancelled: {titled}" if cancelled else titled,
        location=_say_place(viewer.trust, meeting, join_url) if Aspect.PLACE in may else "",
        description="\n".join(_describe(viewer, meeting, may, join_url, page)),
        url=page,
        join_url=join_url,
        categories=_find_categories(group, meeting, may),
        cancelled=cancelled,
        busy=expected and not cancelled,
        private=group.sensitivity is not Sensitivity.OPEN,
    )


def find_span(starts: datetime, ends: datetime) -> tuple[datetime, datetime] | tuple[date, date]:
    """Find whether something lasts whole days, from midnight to midnight, and give its days then."""
    whole = all((moment.hour, moment.minute, moment.second) == (0, 0, 0) for moment in (starts, ends))
    return (starts.date(), ends.date()) if whole else (starts, ends)


def _describe(
    viewer: Viewer, meeting: Meeting, may: frozenset[Aspect], join_url: str, page: str
) -> Iterator[str]:
    if meeting.status is MeetingStatus.CANCELLED:
        yield OFF
    if Aspect.CHAIR in may:
        held = find_officers(viewer.trust, viewer.trust.group_by_id[meeting.group], meeting.starts.date())
        yield from (
            f"{name}: {join_words([person.name for person in held[office]])}"
            for office, name in OFFICES.items()
            if held[office]
        )
    if join_url:
        yield f"Join: {join_url}"
    agenda = viewer.year.agenda_by_meeting.get(meeting.key)
    if Aspect.AGENDA in may and agenda and agenda.status is AgendaStatus.PUBLISHED:
        yield from ("", *_say_agenda(viewer.trust, agenda))
    if Aspect.TITLE not in may:
        yield MEMBERS_ONLY
    if page:
        yield from ("", page)


def _say_agenda(trust: Trust, agenda: Agenda) -> Iterator[str]:
    yield "Agenda"
    for number, item in enumerate(agenda.items, 1):
        yield f"{number}. {item.title}{_say_aside(trust, item)}"


def _say_aside(trust: Trust, item: AgendaItem) -> str:
    lead = trust.person_by_id.get(item.lead or "")
    parts = (f"{item.minutes} min" if item.minutes else "", lead.name if lead else "")
    aside = ", ".join(filter(None, parts))
    return f" ({aside})" if aside else ""


def _say_place(trust: Trust, meeting: Meeting, join_url: str) -> str:
    place = make_place(trust, meeting)
    # Calendars make a button of a link they find here.
    return f"{place} {join_url}" if join_url and place == TEAMS_PLACE else place


def _find_join_url(viewer: Viewer, meeting: Meeting) -> str:
    links = viewer.year.links_by_meeting.get(meeting.key)
    may = links is not None and URL.fullmatch(links.join_url) and is_safe_address(links.join_url)
    return links.join_url if links and may else ""


def _find_categories(group: Group, meeting: Meeting, may: frozenset[Aspect]) -> tuple[str, ...]:
    formats = (FORMATS[meeting.format],) if Aspect.PLACE in may else ()
    phases = (phase.value.replace("-", " ").capitalize() for phase in group.phases)
    return (*formats, *phases) if Aspect.TITLE in may else formats
