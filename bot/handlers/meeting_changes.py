"""What is said of a change to a meeting before it is made and after: who could not come, what notice it gives, who is told.

A change is made by those who may, and told in full only where everyone listening may know the group's titles; members are
named and counted as they are everywhere else (bot.handlers.planning).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time

from bot.asked import Answer, Asked, Rulings
from bot.handlers.buttons import ask_dates, turn_to
from bot.handlers.meant import find_held
from bot.handlers.paging import find_page, pick_nth
from bot.handlers.planning import may_name, say_people
from bot.handlers.refusal import refuse
from bot.handlers.stretch import find_within
from bot.handlers.why_date import ask_free_slots
from bot.ports import Do
from cards.choice import make_choice_card
from cards.notice import make_notice_card
from cards.words import format_day, join_words
from trust.deeds.moving import find_agreers, needs_sign_off
from trust.deeds.requests import Needs
from trust.deeds.rights import Right, has_right
from trust.deeds.timing import CHAIRS, find_missing, find_notice_day
from trust.deeds.values import Deed
from trust.groups import Group
from trust.horizon import find_horizon, find_invitation_days, find_terms
from trust.meetings import Meeting
from trust.membership import find_members, find_officers
from trust.permissions import Aspect

RULE = "a meeting's changes: made by its chair or co-chair, or by a trust lead of an open group"
CHOICES = 4
CLOCK = re.compile(
    r"(?<![\d/.-])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>am|pm)?(?![\d/-])", re.IGNORECASE
)
# An hour nobody calls morning or afternoon is one of the school day or the hours after it.
FIRST_HOUR = 7


def find_refusal(asked: Asked, group: Group, doing: str) -> Answer | None:
    """Turn away whoever may not change a group's meetings, or may not be told of it here; None for the others."""
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.TITLE].allowed:
        return refuse(asked, group, "changes to its meetings", rulings[Aspect.TITLE])
    if asked.asker and has_right(asked.trust, asked.asker, Right.MEETINGS, group, asked.today):
        return None
    held = find_officers(asked.trust, group, asked.today)
    named = [f"{person.name} ({office})" for office in CHAIRS for person in held[office]]
    whom = f" Ask {join_words(named, 'or')}." if named and rulings[Aspect.CHAIR].allowed else ""
    text = f"Only the chair or co-chair of {group.name} may {doing}.{whom}"
    card = make_notice_card(
        group.name, text, asked.footing, actions=(ask_free_slots(group), ask_dates(group))
    )
    return Answer(card, rule=RULE)


def find_tried(asked: Asked) -> Deed | None:
    """Find the deed a question had tried: what it changed may have changed what the question means."""
    done = asked.desk.done
    return done.effect.deed if done is not None and isinstance(done.effect, Do) else None


def pick_meeting(asked: Asked, group: Group, target: date | None = None) -> Meeting | None:
    """Find which of a group's meetings to come is meant; None where that has to be asked.

    One that a button names, or in the stretch that is named, or by its place; else the only one; else the nearest to the
    day that is aimed at.
    """
    entities = asked.question.entities
    _, coming = find_held(asked, [group])
    coming = [meeting for meeting in coming if meeting.starts > asked.now]
    named = [meeting for meeting in coming if name_rule(meeting) == entities.detail]
    within = find_within(coming, entities.when) if entities.when else []
    if named or within:
        return (named or within)[0]
    if entities.nth or entities.soonest:
        return pick_nth(coming, entities.nth or 1)
    if len(coming) == 1:
        return coming[0]
    if target is not None and coming:
        return min(coming, key=lambda meeting: abs(meeting.starts.date() - target))
    return None


def ask_which_meeting(asked: Asked, group: Group, intent: str, kicker: str, topic: str = "") -> Answer:
    """Ask which of a group's meetings to come is meant."""
    _, coming = find_held(asked, [group])
    coming = [meeting for meeting in coming if meeting.starts > asked.now]
    if not coming:
        text = f"{group.name} has no announced meeting to come in {asked.trust.settings.year}."
        card = make_notice_card(group.name, text, asked.footing, kicker=kicker, actions=(ask_dates(group),))
        return Answer(card, rule=RULE)
    page = find_page(asked, len(coming), CHOICES)
    buttons = tuple(
        turn_to(f"{meeting.title}, {format_day(meeting.starts.date())}", intent, meeting, topic=topic)
        for meeting in coming[page.first : page.last]
    )
    question = f"Which meeting of {group.name}?"
    card = make_choice_card(question, (*buttons, *page.buttons), asked.footing, kicker=kicker)
    return Answer(card, rule=RULE)


def name_rule(meeting: Meeting) -> str:
    """Give the part of a meeting's key by which a button names it (bot.handlers.buttons.turn_to)."""
    return meeting.key.split("/")[2]


def name_the_meeting(asked: Asked, meeting: Meeting, *, keep_when: bool) -> Asked:
    """Put a question again as being about one meeting, so that every button it leads to is about the same."""
    entities = asked.question.entities
    about = replace(entities, detail=name_rule(meeting), nth=0, when=entities.when if keep_when else None)
    return replace(asked, question=replace(asked.question, entities=about))


def read_clock(text: str) -> time | None:
    """Read a time of day.

    >>> [f"{read_clock(text)}" for text in ("at 4pm", "3.45", "to 15:45", "9.30am", "26 January", "21/1")]
    ['16:00:00', '15:45:00', '15:45:00', '09:30:00', 'None', 'None']
    """
    for found in CLOCK.finditer(text):
        hour, minute, half = int(found["hour"]), found["minute"], (found["half"] or "").casefold()
        if not (minute or half) or hour > 23 or (half and not 1 <= hour <= 12):
            continue
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif hour < FIRST_HOUR:
            hour += 12
        return time(hour, int(minute or 0))
    return None


def say_missing(asked: Asked, group: Group, rulings: Rulings, meeting: Meeting) -> str:
    """Say who could not come to a meeting at the time it would have, by name to those who may name them."""
    if not rulings[Aspect.ROSTER].allowed:
        return ""
    missing = find_missing(asked.year, asked.audience, meeting, asked.today)
    said = []
    for people, words in (
        (missing.needed, "needed in another meeting"),
        (missing.away, "not working that day"),
    ):
        if people and may_name(asked, group, rulings):
            said.append(f"{say_people(asked, tuple(person.id for person in people))} ({words})")
        elif people:
            said.append(f"{count(len(people), 'member')} ({words})")
    return "; ".join(said) or "Everyone can, as far as I know."


def say_notice(asked: Asked, group: Group, *days: date) -> tuple[str, str]:
    """Say whether the days of a change are far enough off, and, where they are not, whose sign-off it takes."""
    count_of_days = asked.trust.settings.rules.notice_working_days
    why, asker = f"Sooner than {count_of_days} working days", asked.asker
    if min(days) >= find_notice_day(asked.trust, asked.today):
        return f"{count_of_days} working days are kept.", ""
    if asker is None or not needs_sign_off(asked.trust, group, asker, asked.today, *days):
        return f"{why}; as a trust lead you may sign that off.", ""
    who = name_agreers(asked, group, Needs.SIGN_OFF)
    if not who:
        return f"{why}.", f"{why}, and there is nobody who could sign it off."
    return f"{why}.", f"{why}, so it waits until {who} signs it off."


def name_agreers(asked: Asked, group: Group, needs: Needs) -> str:
    """Name who may agree to what the asker may not do alone."""
    by = asked.asker.id if asked.asker else ""
    people = find_agreers(asked.trust, needs, by, group, asked.today)
    return join_words([person.name for person in people], "or")


def say_told(asked: Asked, rulings: Rulings, *meetings: Meeting, kind: str) -> str:
    """Say who is mailed about a change from one of some meetings to another, and how many they are."""
    horizon = find_horizon(asked.trust, asked.now)
    day = min(meeting.starts.date() for meeting in meetings)
    if horizon is None or day > horizon:
        return f"Nobody yet: invitations for that term go out on {_say_invitation_day(asked, day)}."
    group = asked.trust.group_by_id[meetings[0].group]
    people = {p.id for meeting in meetings for p in find_members(asked.trust, group, meeting.starts.date())}
    if not rulings[Aspect.ROSTER].allowed:
        return f"Everyone invited: one {kind} each."
    return f"Everyone invited: one {kind} each, {count(len(people), 'mail')} in all."


def say_sooner(first: date) -> str:
    """Say that nothing sooner is offered, and how to ask for it."""
    return f"Nothing before {format_day(first)} is offered; a trust lead may sign off a day that is sooner."


def count(number: int, one: str, many: str = "") -> str:
    """Count things.

    >>> count(1, "mail"), count(2, "mail"), count(2, "clash", "clashes")
    ('1 mail', '2 mails', '2 clashes')
    """
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def write_span(starts: datetime, ends: datetime) -> str:
    """Write a time for a button to carry; trust.settling.read_span reads it."""
    return f"{starts:%Y-%m-%dT%H:%M}/{ends:%Y-%m-%dT%H:%M}"


def _say_invitation_day(asked: Asked, day: date) -> str:
    terms, days = find_terms(asked.trust), find_invitation_days(asked.trust)
    term = next((term for term, (_, last) in terms.items() if day <= last), None)
    return format_day(days[term]) if term else "the day set for them"
