"""Answers about one thing of one meeting: is it online, where, when does it finish, how long, the link, who runs it.

The meeting meant is the group's, or without a group the asker's own: the one in the stretch named, else the next. The
group of the conversation is settled before this.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_dates, ask_further
from bot.handlers.group_dates import tell_dates
from bot.handlers.likeness import PARTLY, find_alike
from bot.handlers.next_meeting import find_own_meetings, tell_next_meeting
from bot.handlers.own_groups import is_unsettled
from bot.handlers.paging import find_nth, pick_nth
from bot.handlers.refusal import refuse
from bot.handlers.replies import find_reply_buttons
from bot.handlers.stretch import find_within
from bot.handlers.which_group import ask_which
from bot.routing import on
from bot.showing import FORMATS, find_meetings, show_meeting
from cards.card import Link
from cards.meeting import make_meeting_card
from cards.rows import Row, make_rows_card
from cards.shown import MeetingShown
from cards.words import format_day, format_distance, format_span
from trust.cadence import Format
from trust.meetings import Meeting, MeetingStatus
from trust.permissions import Aspect
from trust.places import Venue
from trust.settings import Organiser

# Each detail with what must be seen of the group to be told it; anything else is answered with the whole meeting.
NEEDS = {
    "time": Aspect.DATES,
    "length": Aspect.DATES,
    "place": Aspect.PLACE,
    "room": Aspect.PLACE,
    "format": Aspect.PLACE,
    "link": Aspect.PLACE,
    "organiser": Aspect.CHAIR,
}
KINDS = {"organiser": "Who runs it", "link": "The link", "format": "How it is held", "room": "Where it is"}


@on("meeting_detail")
def tell_detail(asked: Asked) -> Answer:
    """Say one thing of the meeting meant, and show it below."""
    entities = asked.question.entities
    if is_unsettled(asked):
        return ask_which(asked)
    if entities.group is not None:
        ruling = asked.find_rulings(entities.group)[Aspect.DATES]
        if not ruling.allowed:
            return refuse(asked, entities.group, "its dates", ruling)
    meeting = find_meeting_meant(asked)
    if meeting is None:
        return tell_dates(asked, entities.group) if entities.group else tell_next_meeting(asked)
    return _tell(asked, meeting, entities.detail)


def find_meeting_meant(asked: Asked) -> Meeting | None:
    """Find the one meeting a question is about; what was cancelled only where nothing else fits."""
    entities = asked.question.entities
    past, coming = find_meetings(asked, [entities.group]) if entities.group else find_own_meetings(asked)
    fitting = find_within(past if entities.past else coming, entities.when)
    if entities.when and not fitting:
        fitting = find_within([*reversed(past), *coming], entities.when)
    if entities.topic:
        fitting = find_alike(entities.topic, fitting, _find_kind, PARTLY) or fitting
    held = [meeting for meeting in fitting if meeting.status is MeetingStatus.PUBLISHED]
    listed = fitting if entities.nth else held or fitting
    return pick_nth(listed, find_nth(asked) or 1)


def _find_kind(meeting: Meeting) -> tuple[str, ...]:
    return (meeting.title, FORMATS[meeting.format])


def _tell(asked: Asked, meeting: Meeting, detail: str) -> Answer:
    group = asked.trust.group_by_id[meeting.group]
    rulings = asked.find_rulings(group)
    shown = show_meeting(asked, meeting, rulings)
    buttons = (*find_reply_buttons(asked, meeting), ask_dates(group), *ask_further(group, rulings, "dates"))
    source = f"meeting {meeting.key}"
    if detail not in NEEDS:
        which = "Last meeting" if meeting.ends <= asked.now else "Next meeting"
        card = make_meeting_card(shown, asked.now, asked.footing, kicker=which, buttons=buttons)
        return Answer(card, sources=(source,), rule=rulings[Aspect.DATES].rule)
    ruling = rulings[NEEDS[detail]]
    if not ruling.allowed:
        return refuse(asked, group, "its meeting places and links", ruling)
    card = make_rows_card(
        group.name,
        [_make_row(asked, shown)],
        asked.footing,
        kicker=KINDS.get(detail, "Where it is" if detail == "place" else "When it is"),
        lead=say_detail(asked, meeting, shown, detail),
        actions=(Link("Join", shown.join_url), Link("Agenda", shown.agenda_url), *buttons),
    )
    return Answer(card, sources=(source,), rule=ruling.rule)


def say_detail(asked: Asked, meeting: Meeting, shown: MeetingShown, detail: str) -> str:
    """Say one detail of a meeting in a sentence or two; the words depend on whether it is over."""
    over = meeting.ends <= asked.now
    day = format_day(meeting.starts.date())
    times = f"{meeting.starts:%H:%M} to {meeting.ends:%H:%M}"
    if detail == "length":
        said = f"It {'lasted' if over else 'lasts'} {say_length(meeting)}, from {times} on {day}."
    elif detail == "organiser":
        said = _say_organiser(asked, shown)
    elif detail == "link":
        said = _say_link(meeting, shown, over=over)
    elif detail in ("place", "room", "format"):
        said = f"It {'was' if over else 'is'} {_say_place(asked, meeting)}."
    else:
        ends = "ended" if over else "ends"
        said = f"It {'started' if over else 'starts'} at {meeting.starts:%H:%M} and {ends} at {meeting.ends:%H:%M} on {day}."
    return f"This meeting is cancelled. {said}" if shown.cancelled else said


def say_length(meeting: Meeting) -> str:
    """Write how long a meeting lasts: 1 hour 15 minutes."""
    hours, minutes = divmod(int((meeting.ends - meeting.starts).total_seconds()) // 60, 60)
    parts = ((hours, "hour"), (minutes, "minute"))
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count)


def _say_place(asked: Asked, meeting: Meeting) -> str:
    place = asked.trust.place_by_id.get(meeting.place) if meeting.place else None
    if meeting.format is Format.ONLINE:
        return f"online, in Teams: there is no room to go to{_say_next_room(asked, meeting)}"
    kind = "in person"
    if meeting.format is not Format.IN_PERSON:
        kind = f"a {FORMATS[meeting.format].lower()}, in person"
    if place is None:
        return f"{kind}; where is not settled yet"
    address = place.address if isinstance(place, Venue) else ""
    return f"{kind}, at {', '.join(filter(None, (place.name, meeting.room, address)))}"


def _say_next_room(asked: Asked, meeting: Meeting) -> str:
    """Say where the group next meets in a room, as somebody asking for one may have that meeting in mind."""
    _, coming = find_meetings(asked, [asked.trust.group_by_id[meeting.group]])
    placed = (
        m for m in coming if m.place and m.status is MeetingStatus.PUBLISHED and m.starts > meeting.starts
    )
    found = next(placed, None)
    if found is None or meeting.ends <= asked.now:
        return ""
    return f". The next in a room is on {format_day(found.starts.date())} ({found.title}): {_say_place(asked, found)}"


def _say_link(meeting: Meeting, shown: MeetingShown, *, over: bool) -> str:
    if shown.join_url:
        return "Join with the link below."
    if shown.cancelled or over:
        return "It is over, so there is no link to join." if over else "There is no link to join."
    if meeting.format is Format.ONLINE:
        return "It is online; its link is not there yet and comes with the invitation."
    return "It is not online, so there is no link."


def _say_organiser(asked: Asked, shown: MeetingShown) -> str:
    chairs = [f"{' and '.join(o.holders)} ({o.name.lower()})" for o in shown.offices if o.holders]
    led = f"It is led by {' with '.join(chairs)}." if chairs else "Its chair is vacant."
    office = asked.trust.settings.microsoft365
    if office.organised_by is not Organiser.SERVICE:
        return led
    return f"{led} Its invitation comes from {office.organiser}."


def _make_row(asked: Asked, shown: MeetingShown) -> Row:
    distance = format_distance(shown.starts.date(), asked.today)
    about = " · ".join(filter(None, (shown.title, shown.place, distance)))
    return Row(
        format_span(shown.starts, shown.ends),
        (about, shown.withheld),
        day=shown.starts.date(),
        warning="Cancelled" if shown.cancelled else "",
    )
