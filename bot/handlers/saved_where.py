"""Answers "where is it saved?": the folder, agenda and minutes of the meeting meant, or plainly that there is none yet.

Asked of no group, or of one nobody knows, it tells how all papers are kept.
"""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import MY_GROUPS, ask_further
from bot.handlers.meant import find_meant, say_no_meeting
from bot.handlers.orientation import say_contact
from bot.handlers.papers import find_agenda, find_minutes, name_meeting, say_agenda_state, say_minutes_state
from bot.handlers.refusal import refuse
from bot.handlers.staff_only import STAFF_RULE, are_staff
from bot.handlers.which_group import ask_which
from bot.routing import on
from bot.showing import find_minutes_url
from cards.card import Link, is_safe_address
from cards.facts import make_facts_card
from cards.notice import make_notice_card
from trust.groups import Group
from trust.permissions import Aspect
from trust.year import Links

NO_FOLDER = "No folder is linked here yet; it is made before the invitations go out."
NOT_LINKED = "Not linked here yet."
HERE = "Linked below."


@on("saved_where")
def tell_where(asked: Asked) -> Answer:
    """Show where the papers of a meeting are; of no group in particular, where all papers are."""
    group = asked.question.entities.group
    if group is not None:
        return _tell_of(asked, group)
    return (
        ask_which(asked)
        if asked.question.entities.candidates or not are_staff(asked)
        else _tell_of_all(asked)
    )


def _tell_of_all(asked: Asked) -> Answer:
    """Tell how papers are kept: a folder for each meeting, under its year and group."""
    settings, unknown = asked.trust.settings, asked.question.entities.unknown
    site = f"{settings.microsoft365.site_host}{settings.microsoft365.site_path}"
    known = f"I don't know a group called “{unknown}”. " if unknown else ""
    text = (
        f"{known}Papers are kept in SharePoint ({site}), in a folder for each meeting, under the year and its group; "
        f"agenda and minutes are saved in it. Name a group and I find its last meeting's. You may ask {say_contact(asked)}."
    )
    card = make_notice_card(
        "Where papers are kept",
        text,
        asked.footing,
        kicker="Papers",
        actions=(Link("Open the site", f"https://{site}"), MY_GROUPS),
    )
    return Answer(card, rule=STAFF_RULE)


def _tell_of(asked: Asked, group: Group) -> Answer:
    """Show where the papers of a meeting are: of the last that was held, unless another is meant."""
    rulings = asked.find_rulings(group)
    ruling = rulings[Aspect.MINUTES]
    if not ruling.allowed:
        return refuse(asked, group, "its papers", ruling)
    meeting = find_meant(asked, group, last_first=True)
    if meeting is None:
        return say_no_meeting(asked, group, "Papers", ruling)
    links = asked.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))
    agenda, minutes = find_agenda(asked, meeting, rulings), find_minutes(asked, meeting, rulings)
    agenda_url = links.agenda_url if agenda else ""
    minutes_url = find_minutes_url(asked, minutes) if minutes else ""
    facts = {
        "Folder": HERE if is_safe_address(links.folder_url) else NO_FOLDER,
        "Agenda": _say(say_agenda_state(asked, meeting, agenda), agenda is not None, agenda_url),
        "Minutes": _say(say_minutes_state(asked, meeting, minutes), minutes is not None, minutes_url),
    }
    documents = (
        Link("Open the folder", links.folder_url),
        Link("Open the agenda", agenda_url),
        Link("Open the minutes", minutes_url),
    )
    card = make_facts_card(
        "Papers",
        group.name,
        f"The papers of {name_meeting(meeting)}:",
        facts,
        asked.footing,
        actions=(*documents, *ask_further(group, rulings, "chair")),
    )
    return Answer(card, sources=(f"meeting {meeting.key}",), rule=ruling.rule)


def _say(state: str, there: bool, url: str) -> str:
    """Say how far a document is and, where it is there, whether it can be opened from here."""
    if not there:
        return state
    return f"{state} {HERE if is_safe_address(url) else NOT_LINKED}"
