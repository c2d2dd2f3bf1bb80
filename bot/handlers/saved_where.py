"""Answers "where is it saved?": the folder, agenda and minutes of the meeting meant, or plainly that there is none yet."""

from __future__ import annotations

from bot.asked import Answer, Asked
from bot.handlers.buttons import ask_further
from bot.handlers.meant import find_meant, say_no_meeting
from bot.handlers.papers import find_agenda, find_minutes, name_meeting, say_agenda_state, say_minutes_state
from bot.handlers.refusal import refuse
from bot.routing import on_group
from bot.showing import find_minutes_url
from cards.card import Link, is_safe_address
from cards.facts import make_facts_card
from trust.groups import Group
from trust.permissions import Aspect
from trust.year import Links

NO_FOLDER = "No folder is linked here yet; it is made before the invitations go out."
NOT_LINKED = "Not linked here yet."
HERE = "Linked below."


@on_group("saved_where")
def tell_where(asked: Asked, group: Group) -> Answer:
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
