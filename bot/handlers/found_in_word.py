"""Offers what people wrote into minutes in Word that the minutes here do not have yet, and takes over what is picked.

For those who take the minutes, where nobody else listens: a draft is theirs alone. What stands in a document is shown as
plain text and does nothing; only what an officer ticks is noted, as if they had written it here.
"""

from __future__ import annotations

from dataclasses import replace

from bot.asked import Answer, Asked
from bot.handlers.buttons import fill_in
from bot.handlers.doing import do_and_show, do_said, find_tried, say
from bot.handlers.minute_taking import find_again, tell_apart
from bot.handlers.minutes_meant import Taking, find_taking, turn_to
from bot.handlers.paging import pick_nth
from bot.handlers.papers import name_meeting
from bot.ports import Done
from bot.routing import on, on_deed
from cards.card import Button, Link
from cards.found_in_word import FoundShown, make_found_card
from cards.notice import make_notice_card
from cards.words import format_day, join_words
from trust.deeds.values import TakeFromWord
from trust.offered import ATTENDANCE, Offered, OfferedAction, find_offered, find_people
from trust.permissions import Aspect

MOST, MOST_OWNERS = 20, 100
NOTHING = "The minutes in Word say nothing that is not noted already."


@on("found_in_word")
def offer_found(asked: Asked) -> Answer:
    """Show what was found, or take over all of it ("all") or one thing of it by its number."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    entities = asked.question.entities
    # A number is that of a thing found, and not of a meeting; "all" is no meeting either.
    of_meeting = replace(entities, nth=0, detail="" if entities.detail == "all" else entities.detail)
    taking = find_taking(
        replace(asked, question=replace(asked.question, entities=of_meeting)),
        lambda held: [one for one in held if find_offered(asked.year, one.meeting.key)],
    )
    if not isinstance(taking, Taking):
        return taking
    names = tuple(_find_lines(asked, find_offered(asked.year, taking.meeting.key)))
    if entities.detail == "all" and names:
        return do_said(asked, TakeFromWord, meeting=taking.meeting.key, picked=",".join(names))
    if entities.nth and names:
        picked = pick_nth(names, entities.nth)
        if picked is None:
            return say(asked, f"There {'is' if len(names) == 1 else 'are'} only {len(names)} found in Word.")
        return do_said(asked, TakeFromWord, meeting=taking.meeting.key, picked=picked)
    return _show(asked, taking)


@on_deed(TakeFromWord)
def show_after(asked: Asked, deed: TakeFromWord, done: Done) -> Answer:
    """Show what is still there to be taken over."""
    taking = find_again(asked, deed.meeting)
    return _show(asked, taking, done.sentence) if taking else tell_apart(asked, done)


def _show(asked: Asked, taking: Taking, lead: str = "") -> Answer:
    key, rule = taking.meeting.key, taking.rulings[Aspect.MINUTES_DRAFT].rule
    offered = find_offered(asked.year, key)
    links = asked.year.links_by_meeting.get(key)
    document = (Link("Open the document", links.minutes_url),) if links and links.minutes_url else ()
    back = turn_to(taking, "The minutes", "take_minutes")
    if not offered:
        text = f"{lead} {NOTHING}".strip()
        card = make_notice_card(
            taking.group.name, text, asked.footing, kicker="Found in Word", actions=(back, *document)
        )
        return Answer(card, sources=taking.sources, rule=rule)
    lines = _find_lines(asked, offered)
    undecided = [action for action in offered.actions if action.owner is None]
    open_action = undecided[0] if undecided else None
    shown = dict(list(lines.items())[:MOST])
    card = make_found_card(
        FoundShown(
            group=taking.group.name,
            meeting=name_meeting(taking.meeting),
            lines=shown,
            open_action=_say_action(asked, open_action) if open_action else "",
            owners=_find_owners(asked, taking) if open_action else {},
            more=len(lines) - len(shown) + len(undecided[1:]),
        ),
        asked.footing,
        lead=lead,
        actions=(_take(key, open_action), back, *document),
    )
    return Answer(card, sources=taking.sources, rule=rule)


def _take(key: str, open_action: OfferedAction | None) -> Button:
    known = {"action": open_action.id} if open_action else {}
    return fill_in("Take into the minutes", TakeFromWord, meeting=key, **known)


def _find_lines(asked: Asked, offered: Offered) -> dict[str, str]:
    """Say in a line each what can be taken over as it is."""
    names = {person.id: person.name for person in asked.trust.people}
    there, away = ([names[one] for one in people] for people in (offered.present, offered.apologies))
    said = [f"There: {join_words(there)}"] if there else []
    said += [f"Apologies: {join_words(away)}"] if away else []
    lines = {ATTENDANCE: ". ".join(said)} if said else {}
    lines |= {decision.id: f"Decision: {decision.text}" for decision in offered.decisions}
    return lines | {
        action.id: f"Action: {_say_action(asked, action)}" for action in offered.actions if action.owner
    }


def _say_action(asked: Asked, action: OfferedAction) -> str:
    owner = asked.trust.person_by_id.get(action.owner or "")
    who = owner.name if owner else (f"“{action.written}”" if action.written else "")
    due = f"due {format_day(action.due)}" if action.due else ""
    return " · ".join(filter(None, (action.text, who, due)))


def _find_owners(asked: Asked, taking: Taking) -> dict[str, str]:
    people = find_people(asked.year, taking.group, taking.meeting.starts.date())
    return {person.id: person.name for person in sorted(people, key=lambda p: p.name)[:MOST_OWNERS]}
