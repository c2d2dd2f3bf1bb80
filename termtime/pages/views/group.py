"""A group's page: what it is for, who runs it, who belongs, its meetings and papers, what is open, and what concerns it.

To outsiders of a group that is not open it says that it is there, and whatever else they may know, and why no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.handlers.belonging import KINDS, say_reach, say_whom_to_ask
from bot.handlers.group_agenda import may_write, show_items
from bot.handlers.papers import find_agenda, find_minutes, name_meeting, say_agenda_state, say_minutes_state
from bot.showing import MEMBERS_ONLY, find_minutes_url, show_offices
from cards.agenda import ItemShown
from cards.card import is_safe_address
from cards.shown import OfficeShown
from cards.words import join_words
from termtime.pages.page import Ask
from termtime.pages.tables import Cell, Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.group_people import Roster, make_roster
from termtime.pages.views.group_record import Record, make_record
from termtime.pages.views.group_register import DeadlineRow, Partner, find_deadlines, find_partners
from termtime.pages.views.groups import find_next, say_phases, say_sensitivity
from termtime.pages.views.meeting_actions import ActionRow, make_action_rows, tabulate_actions
from termtime.pages.views.shown import MeetingRow, find_not_open, make_meeting_row
from trust.agenda_drafting import find_open_actions
from trust.deeds.rights import Right, has_right
from trust.groups import Group, Office, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.membership import find_officers
from trust.papers import AgendaStatus, MinutesStatus
from trust.permissions import Aspect

CONTACT_ONLY = "Of this group only whom to ask about it is known outside it."


@dataclass(frozen=True, slots=True)
class PapersRow:
    """A meeting of the group, with how far its papers are, where the viewer may know."""

    row: MeetingRow
    agenda: str
    minutes: str


@dataclass(frozen=True, slots=True)
class NextAgenda:
    """The agenda of the next meeting as the viewer may read it."""

    meeting: str
    href: str
    state: str
    draft: bool
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class LatestMinutes:
    """The latest minutes the viewer may read."""

    meeting: str
    href: str
    state: str
    draft: bool
    summary: str
    decisions: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class GroupPage:
    """What the page says; what the viewer may not know is empty, and `withheld` says why."""

    title: str
    badges: tuple[str, ...]
    purpose: str
    withheld: str
    contact: str
    offices: tuple[OfficeShown, ...]
    facts: tuple[tuple[str, str], ...]
    folder: str
    coming: tuple[PapersRow, ...]
    past: tuple[PapersRow, ...]
    agenda: NextAgenda | None
    minutes: LatestMinutes | None
    no_minutes: str
    actions: tuple[ActionRow, ...] | None
    roster: Roster | None
    record: Record | None
    partners: tuple[Partner, ...]
    deadlines: tuple[DeadlineRow, ...]
    asks: tuple[str, ...]
    knows_dates: bool
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


def make_group_page(viewer: Viewer, ask: Ask) -> GroupPage | None:
    """Make the page of a group; None where there is none, or none the viewer may know of."""
    group = viewer.find_group(ask.path.get("group", ""))
    if group is None:
        return None
    known, dates = viewer.may(Aspect.TITLE, group), viewer.may(Aspect.DATES, group)
    coming, past = _find_meetings(viewer, group)
    roster, record = make_roster(viewer, group), make_record(viewer, group)
    actions = _find_actions(viewer, group)
    agenda, minutes = _find_next_agenda(viewer, group), _find_latest_minutes(viewer, group)
    drafts = bool((agenda and agenda.draft) or (minutes and minutes.draft))
    return GroupPage(
        title=group.name,
        badges=tuple(filter(None, (KINDS[group.kind] if known else "", say_phases(group) if known else "", say_sensitivity(group)))),
        purpose=group.purpose if known else "",
        withheld=_say_withheld(viewer, group),
        contact=group.contact,
        offices=_find_offices(viewer, group),
        facts=_find_facts(viewer, group) if known else (),
        folder=_find_folder(viewer, group),
        coming=coming,
        past=past,
        agenda=agenda,
        minutes=minutes,
        no_minutes=_say_no_minutes(viewer, group),
        actions=actions,
        roster=roster,
        record=record,
        partners=find_partners(viewer, group),
        deadlines=find_deadlines(viewer, group),
        asks=_find_asks(viewer, group),
        knows_dates=dates,
        tables=(
            _tabulate_meetings((*reversed(past), *coming)),
            *((roster.table,) if roster else ()),
            *((record.table,) if record else ()),
            *((tabulate_actions("actions", "Open actions", actions),) if actions is not None else ()),
        ),
        saw=(find_not_open(group) or ((group.id,) if drafts else ())) if known else (),
    )  # fmt: skip


def _say_withheld(viewer: Viewer, group: Group) -> str:
    if viewer.may(Aspect.TITLE, group):
        return ""
    return MEMBERS_ONLY if group.sensitivity is Sensitivity.CONFIDENTIAL else CONTACT_ONLY


def _find_offices(viewer: Viewer, group: Group) -> tuple[OfficeShown, ...]:
    """Show chair and co-chair; and who looks after the papers, to those who may see the roster."""
    if not viewer.may(Aspect.CHAIR, group):
        return ()
    shown = show_offices(viewer.asked, group, viewer.today)
    held = find_officers(viewer.trust, group, viewer.today)[Office.COORDINATOR]
    if not (held and viewer.may(Aspect.ROSTER, group)):
        return shown
    return (*shown, OfficeShown("Coordinator", tuple(person.name for person in held)))


def _find_facts(viewer: Viewer, group: Group) -> tuple[tuple[str, str], ...]:
    reach = say_reach(viewer.asked, group)
    listed = group.sensitivity is Sensitivity.OPEN and viewer.may(Aspect.ROSTER, group)
    facts = {
        "Draws on": f"{reach[:1].upper()}{reach[1:]}",
        "Association": group.association,
        "Meets": viewer.trust.settings.cadences[group.cadence].name,
        "Also called": join_words(group.aliases),
        "Mailing list": f"{viewer.trust.settings.microsoft365.list_prefix}{group.id}, in Outlook" if listed else "",
        "Ask": say_whom_to_ask(viewer.asked, group, viewer.find_rulings(group)),
    }  # fmt: skip
    return tuple((name, said) for name, said in facts.items() if said)


def _find_folder(viewer: Viewer, group: Group) -> str:
    """Find the folder that holds those of its meetings this year, as far as one is linked and may be opened."""
    if not viewer.may(Aspect.MINUTES, group):
        return ""
    for meeting in reversed(viewer.meetings_by_group.get(group.id, ())):
        links = viewer.year.links_by_meeting.get(meeting.key)
        if meeting.year == viewer.trust.settings.year and links and is_safe_address(links.folder_url):
            return links.folder_url.rstrip("/").rsplit("/", 1)[0]
    return ""


def _find_meetings(viewer: Viewer, group: Group) -> tuple[tuple[PapersRow, ...], tuple[PapersRow, ...]]:
    """Find the group's meetings of the year: those to come, and those over, the latest first."""
    year = viewer.trust.settings.year
    held = [m for m in viewer.meetings_by_group.get(group.id, ()) if m.year == year]
    rows = {m.key: _make_papers_row(viewer, group, m) for m in held}
    coming = tuple(rows[m.key] for m in held if m.ends > viewer.now)
    return coming, tuple(rows[m.key] for m in reversed(held) if m.ends <= viewer.now)


def _make_papers_row(viewer: Viewer, group: Group, meeting: Meeting) -> PapersRow:
    asked, rulings = viewer.asked, viewer.find_rulings(group)
    agenda = minutes = ""
    if rulings[Aspect.AGENDA].allowed and meeting.status is MeetingStatus.PUBLISHED:
        agenda = say_agenda_state(asked, meeting, find_agenda(asked, meeting, rulings))
        if meeting.starts <= viewer.now:
            minutes = say_minutes_state(asked, meeting, find_minutes(asked, meeting, rulings))
    return PapersRow(make_meeting_row(viewer, meeting), agenda, minutes)


def _find_next_agenda(viewer: Viewer, group: Group) -> NextAgenda | None:
    meeting = find_next(viewer, group)
    if meeting is None or not viewer.may(Aspect.AGENDA, group):
        return None
    asked, rulings = viewer.asked, viewer.find_rulings(group)
    agenda = find_agenda(asked, meeting, rulings)
    items = show_items(asked, meeting, agenda, writes=may_write(asked, group, rulings)) if agenda else ()
    return NextAgenda(
        name_meeting(meeting),
        f"/meetings/{meeting.key}",
        say_agenda_state(asked, meeting, agenda),
        agenda is not None and agenda.status is AgendaStatus.DRAFT,
        items,
    )


def _find_latest_minutes(viewer: Viewer, group: Group) -> LatestMinutes | None:
    asked, rulings = viewer.asked, viewer.find_rulings(group)
    for meeting in _find_held(viewer, group):
        if minutes := find_minutes(asked, meeting, rulings):
            url = find_minutes_url(asked, minutes)
            return LatestMinutes(
                name_meeting(meeting),
                f"/meetings/{meeting.key}",
                say_minutes_state(asked, meeting, minutes),
                minutes.status is MinutesStatus.DRAFT,
                minutes.summary,
                minutes.decisions,
                url if is_safe_address(url) else "",
            )
    return None


def _say_no_minutes(viewer: Viewer, group: Group) -> str:
    """Say how far the minutes of the last meeting are, where the viewer may read none of it."""
    held = _find_held(viewer, group)
    if not viewer.may(Aspect.MINUTES, group):
        return ""
    if not held:
        return "It has not met yet, so there are none."
    if find_minutes(viewer.asked, held[0], viewer.find_rulings(group)):
        return ""
    return f"{name_meeting(held[0])}: {say_minutes_state(viewer.asked, held[0], None)}"


def _find_held(viewer: Viewer, group: Group) -> list[Meeting]:
    """Find the meetings that were held, the latest first."""
    announced = reversed(viewer.meetings_by_group.get(group.id, ()))
    return [m for m in announced if m.ends <= viewer.now and m.status is MeetingStatus.PUBLISHED]


def _find_actions(viewer: Viewer, group: Group) -> tuple[ActionRow, ...] | None:
    if not viewer.may(Aspect.ACTIONS, group):
        return None
    return make_action_rows(viewer, find_open_actions(viewer.year, group))


def _find_asks(viewer: Viewer, group: Group) -> tuple[str, ...]:
    """Say what the viewer may ask the bot about it, in words it understands."""
    name = group.name
    member = has_right(viewer.trust, viewer.person, Right.REPLY, group, viewer.today)
    officer = viewer.is_officer(group)
    asks = {
        f"When does {name} meet?": viewer.may(Aspect.DATES, group),
        f"Agenda for {name}": viewer.may(Aspect.AGENDA, group),
        f"What did {name} decide?": viewer.may(Aspect.MINUTES, group),
        f"Why is {name} on that date?": viewer.may(Aspect.TITLE, group),
        f"Apologies for {name}: and why": member,
        f"Edit the {name} agenda": officer,
        f"Take minutes for {name}": officer,
        f"Move {name} to another day": officer,
    }
    return tuple(words for words, may in asks.items() if may)


def _tabulate_meetings(rows: Iterable[PapersRow]) -> Table:
    return make_table(
        "meetings", "Meetings", "Meeting", "Starts", "Ends", "Place", "Status", "Agenda", "Minutes",
        rows=[
            (Cell(one.row.shown.title or one.row.shown.group, href=one.row.href), one.row.shown.starts, one.row.shown.ends,
             one.row.shown.place, "Cancelled" if one.row.shown.cancelled else "", one.agenda, one.minutes)
            for one in rows
        ],
    )  # fmt: skip
