"""Answers about moderation: when it is, which school hosts, where its materials are, who hosts next.

Of the group named, or of all the asker's own. Next year's hosts are not settled here, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import MY_GROUPS, ask_dates, ask_further
from bot.handlers.own_groups import find_rulings_meant, is_unsettled, say_here_alone
from bot.handlers.paging import find_nth, find_page, pick_nth
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within, say_heading, say_none_then
from bot.handlers.which_group import ask_which
from bot.routing import on
from bot.showing import find_meetings, show_meeting, show_offices
from cards.card import Link
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_span
from trust.cadence import Format
from trust.groups import Group
from trust.meetings import Meeting
from trust.permissions import Aspect

ROWS_A_PAGE = 5


@on("moderation")
def tell_moderation(asked: Asked) -> Answer:
    """Show a group's moderation, or the asker's; the next to come, or the latest where none is announced."""
    entities = asked.question.entities
    if is_unsettled(asked):
        return ask_which(asked)
    rulings = find_rulings_meant(asked, Aspect.PLACE)
    if entities.group and not rulings:
        ruling = asked.find_rulings(entities.group)[Aspect.PLACE]
        return refuse(asked, entities.group, "its moderation plans", ruling)
    past, coming = find_meetings(asked, [asked.trust.group_by_id[group] for group in rulings])
    past, coming = ([m for m in some if m.format is Format.MODERATION] for some in (past, coming))
    listed = find_within(
        [*reversed(past), *coming] if entities.when else past if entities.past else coming or past,
        entities.when,
    )
    if entities.nth and (one := pick_nth(listed, find_nth(asked))):
        listed = [one]
    if not listed:
        return _say_none(asked, entities.group)
    if entities.group or len(listed) == 1:
        return _show_one(asked, listed[0], rulings[listed[0].group], to_come=bool(coming))
    return _show_several(asked, listed, rulings)


def _show_one(asked: Asked, meeting: Meeting, rulings: Rulings, *, to_come: bool) -> Answer:
    group = asked.trust.group_by_id[meeting.group]
    shown = show_meeting(asked, meeting, rulings)
    links = asked.year.links_by_meeting.get(meeting.key)
    folder = links.folder_url if links and rulings[Aspect.AGENDA].allowed else ""
    over = meeting.ends <= asked.now
    materials = "" if folder or shown.agenda_url else "Its materials are not linked here yet."
    ask_chair = _say_chair(asked, group) if rulings[Aspect.CHAIR].allowed else ""
    further = "" if to_come else f"Who hosts next is not settled here yet. {ask_chair}".rstrip()
    host = _name_host(asked, meeting)
    lead = f"{host} {'hosted' if over else 'hosts'} it." if host else "No host school is named."
    card = make_rows_card(
        group.name,
        [Row(shown.title, (format_span(shown.starts, shown.ends), shown.place), day=shown.starts.date(),
             warning="Cancelled" if shown.cancelled else "")],
        asked.footing,
        kicker="Moderation",
        lead=lead,
        note=" ".join(filter(None, (materials, further))),
        actions=(
            Link("Materials", folder),
            Link("Agenda", shown.agenda_url),
            ask_dates(group),
            *ask_further(group, rulings, "dates"),
        ),
    )  # fmt: skip
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=rulings[Aspect.PLACE].rule)


def _show_several(asked: Asked, listed: Sequence[Meeting], rulings: dict[str, Rulings]) -> Answer:
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    when = asked.question.entities.when
    rows = []
    for meeting in listed[page.first : page.last]:
        shown = show_meeting(asked, meeting, rulings[meeting.group])
        host = _name_host(asked, meeting)
        hosted = (
            f"Host: {', '.join(filter(None, (host, meeting.room)))}" if host else "No host school is named"
        )
        lines = (format_span(shown.starts, shown.ends), hosted)
        rows.append(
            Row(shown.group, lines, day=shown.starts.date(), warning="Cancelled" if shown.cancelled else "")
        )
    card = make_rows_card(
        "Your moderation",
        rows,
        asked.footing,
        kicker=f"Moderation{page.words}",
        lead=say_heading(asked, when) if when else "",
        note=say_here_alone(asked),
        actions=(*page.buttons, MY_GROUPS),
    )
    sources = tuple(f"meeting {meeting.key}" for meeting in listed[page.first : page.last])
    return Answer(card, sources=sources, rule="own meetings")


def _name_host(asked: Asked, meeting: Meeting) -> str:
    """Name where it is held: the host school, or a venue."""
    place = asked.trust.place_by_id.get(meeting.place) if meeting.place else None
    return place.name if place else ""


def _say_chair(asked: Asked, group: Group) -> str:
    chair = show_offices(asked, group, asked.today)[0]
    own = asked.asker is not None and asked.asker.name in chair.holders
    return f"You may ask {chair.words}, who chairs." if chair.holders and not own else ""


def _say_none(asked: Asked, group: Group | None) -> Answer:
    when, year = asked.question.entities.when, asked.trust.settings.year
    whose = group.name if group else "None of your groups"
    what = f"{whose} {'has no' if group else 'has an announced'} moderation"
    text = (
        say_none_then(asked, what, when, ())
        if when
        else f"{what} announced in {year}."
        if group
        else f"{what} in {year}."
    )
    if group:
        rules = asked.trust.settings.cadences[group.cadence].meetings
        asks = [rule for rule in rules if rule.format is Format.MODERATION]
        text += f" Its cadence asks for one in {asks[0].window}." if asks else " Its cadence asks for none."
    actions = (ask_dates(group),) if group else (MY_GROUPS,)
    card = make_notice_card(
        group.name if group else "No moderation", " ".join(filter(None, (text, say_here_alone(asked)))),
        asked.footing, kicker="Moderation", actions=actions,
    )  # fmt: skip
    return Answer(
        card, rule="own meetings" if group is None else asked.find_rulings(group)[Aspect.PLACE].rule
    )
