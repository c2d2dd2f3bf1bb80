"""Answers "stop messaging me", "quiet hours from 17:30 to 8:00", "what are my settings?": does it, and says how it stands.

Only messages nobody asked for wait: questions are always answered, and invitations come from Outlook, not from here.
The trust's own quiet hours hold for everyone, so a person's are kept beside them. Settings are the asker's own affair:
in front of others they are neither shown nor changed.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK, TURN
from bot.handlers.wishes import Wish, WishKind, make_quiet_hours, read_wish
from bot.personal import NOTHING_KEPT, UNTIL_RESUMED, Preferences
from bot.ports import Prefer, Recall, Scope
from bot.routing import on
from cards.card import Button
from cards.facts import make_facts_card
from cards.notice import make_notice_card
from cards.words import format_day
from trust.settings import QuietHours

RULE = "own settings, in a chat of one's own"
ELSEWHERE = "Your settings are between you and me. Ask me in a chat of our own."
MESSAGES = (
    "Messages you did not ask for: reminders of your meetings, papers and actions, and what waits for you."
)
ALWAYS = "Whatever you ask me I answer at any time; invitations come from Outlook and are not affected."
EARLY, LATE = "17:00", "08:00"


@on("preferences")
def tell_preferences(asked: Asked) -> Answer:
    """Change what is asked, and show the asker's settings."""
    if asked.scope is not Scope.PERSONAL:
        actions = (Button("What can I ask?", ASK, {"intent": "help"}),)
        return Answer(make_notice_card("Your settings", ELSEWHERE, asked.footing, actions=actions), rule=RULE)
    entities = asked.question.entities
    wish = read_wish(entities.topic, entities.detail, entities.when, asked.today)
    kept = (asked.desk.personal or NOTHING_KEPT).preferences
    wanted = make_preferences(kept, wish, asked.trust.settings.rules.quiet_hours)
    card = make_facts_card(
        "Your settings",
        "Messages from me",
        _say_lead(asked, wish, wanted),
        {"Messages": _say_paused(asked, wanted), "Quiet hours": _say_hours(asked, wanted), "Always": ALWAYS},
        asked.footing,
        actions=_find_buttons(asked, wanted),
    )
    if asked.desk.personal is None:
        return Answer(card, rule=RULE, effect=Recall())
    to_do = Prefer(wanted) if wanted != kept and asked.desk.done is None else None
    return Answer(card, rule=RULE, effect=to_do)


def make_preferences(kept: Preferences, wish: Wish, usual: QuietHours) -> Preferences:
    """Make the preferences somebody has after a wish; the trust's own quiet hours need no keeping."""
    if wish.kind is WishKind.PAUSE:
        return kept.model_copy(update={"paused_until": wish.until})
    if wish.kind is WishKind.RESUME:
        return kept.model_copy(update={"paused_until": None})
    if wish.kind is WishKind.QUIET:
        hours = make_quiet_hours(wish, usual)
        own = hours if hours != usual and hours.starts != hours.ends else None
        return kept.model_copy(update={"quiet_hours": own})
    return kept.model_copy(update={"quiet_hours": None}) if wish.kind is WishKind.USUAL else kept


def _say_lead(asked: Asked, wish: Wish, wanted: Preferences) -> str:
    if wish.kind is WishKind.PAUSE:
        return f"Done: {_say_paused(asked, wanted)[0].lower()}{_say_paused(asked, wanted)[1:]}"
    if wish.kind is WishKind.RESUME:
        return "Done: your messages are on again, resumed from now."
    if wish.kind is WishKind.QUIET:
        return f"Done: quiet hours {_say_hours(asked, wanted)}"
    if wish.kind is WishKind.USUAL:
        return f"Done: quiet hours are the trust's own again, {_say_hours(asked, wanted)}"
    state = "paused" if wanted.is_paused(asked.today) else "on"
    return f"{MESSAGES} They are {state}, and none comes in quiet hours. You may pause them."


def _say_paused(asked: Asked, wanted: Preferences) -> str:
    if not wanted.is_paused(asked.today):
        return "On."
    if wanted.paused_until == UNTIL_RESUMED:
        return "Paused until you say “resume”."
    return f"Paused until {format_day(wanted.paused_until)}." if wanted.paused_until else "On."


def _say_hours(asked: Asked, wanted: Preferences) -> str:
    usual = asked.trust.settings.rules.quiet_hours
    if wanted.quiet_hours is None:
        return f"{_say_span(usual)}, as for everyone in the trust."
    return f"{_say_span(wanted.quiet_hours)} for you, beside the trust's own, {_say_span(usual)}."


def _say_span(hours: QuietHours) -> str:
    return f"{hours.starts:%H:%M} to {hours.ends:%H:%M}"


def _find_buttons(asked: Asked, wanted: Preferences) -> tuple[Button, ...]:
    """Offer to pause or resume, and other quiet hours."""
    buttons = []
    if wanted.is_paused(asked.today):
        buttons.append(_wish("Resume", WishKind.RESUME))
    if wanted.paused_until is None or wanted.paused_until == UNTIL_RESUMED:
        buttons.append(_wish("Pause for a week", WishKind.PAUSE, asked.today + timedelta(days=7)))
    if wanted.paused_until is None:
        buttons.append(_wish("Pause until I resume", WishKind.PAUSE))
    if wanted.quiet_hours is None:
        buttons.append(_wish(f"Quiet from {EARLY} to {LATE}", WishKind.QUIET, topic=f"{EARLY} to {LATE}"))
    else:
        buttons.append(_wish("The usual quiet hours", WishKind.USUAL))
    return tuple(buttons)


def _wish(title: str, kind: WishKind, until: date | None = None, topic: str = "") -> Button:
    data: dict[str, str | int] = {"intent": "preferences", "detail": kind.value, "topic": topic}
    if until:
        data |= {"first": until.isoformat(), "last": until.isoformat(), "words": format_day(until)}
    return Button(title, TURN, {name: value for name, value in data.items() if value})
