from __future__ import annotations

from datetime import date, datetime, time, timedelta

from builders import NOW

from bot.handlers.preferences import make_preferences
from bot.handlers.wishes import Wish, WishKind
from bot.personal import NOTHING_KEPT, UNTIL_RESUMED, Personal, Preferences
from bot.ports import Desk, Done, Prefer, Recall
from cards.limits import check_limits
from tests.bot.example import buttons_of, say
from tests.bot.planning_example import ask_about
from trust.settings import QuietHours
from trust.values import LONDON

ALWAYS = "Whatever you ask me I answer at any time; invitations come from Outlook and are not affected."
USUAL = "18:00 to 07:30, as for everyone in the trust."
EARLY = QuietHours(starts=time(17, 30), ends=time(8))
A_WEEK_ON = date(2026, 12, 21)


def prefer(topic: str = "", who: str = "dee", kept: Preferences | None = None, **more):
    personal = Personal(preferences=kept) if kept else NOTHING_KEPT
    return ask_about(who, "preferences", topic=topic, personal=personal, **more)


def test_settings_are_shown_with_what_may_be_done():
    answered = prefer("what are my settings")

    assert say(answered).splitlines() == [
        "Messages from me",
        (
            "Messages you did not ask for: reminders of your meetings, papers and actions, and what waits for you. "
            "They are on, and none comes in quiet hours. You may pause them."
        ),
        "Messages: On.",
        f"Quiet hours: {USUAL}",
        f"Always: {ALWAYS}",
    ]
    assert buttons_of(answered) == ["Pause for a week", "Pause until I resume", "Quiet from 17:00 to 08:00"]
    assert (answered.effect, check_limits(answered.card)) == (None, ())


def test_what_is_kept_is_asked_for_first():
    assert ask_about("dee", "preferences", topic="mute").effect == Recall()


def test_pausing_is_done_and_said_as_it_stands():
    answered = prefer("mute")

    assert say(answered).splitlines()[1:3] == [
        "Done: paused until you say “resume”.",
        "Messages: Paused until you say “resume”.",
    ]
    assert buttons_of(answered) == ["Resume", "Pause for a week", "Quiet from 17:00 to 08:00"]
    assert answered.effect == Prefer(Preferences(paused_until=UNTIL_RESUMED))


def test_effect_that_was_carried_out_is_not_asked_for_again():
    paused = Preferences(paused_until=UNTIL_RESUMED)
    desk = Desk(done=Done(Prefer(paused), "Noted."), personal=Personal(preferences=paused))

    answered = ask_about("dee", "preferences", topic="mute", desk=desk)

    assert (say(answered).splitlines()[1], answered.effect) == ("Done: paused until you say “resume”.", None)


def test_resuming_keeps_the_quiet_hours():
    kept = Preferences(paused_until=A_WEEK_ON, quiet_hours=EARLY)

    answered = prefer("unpause", kept=kept)

    assert say(answered).splitlines()[1] == "Done: your messages are on again, resumed from now."
    assert answered.effect == Prefer(Preferences(quiet_hours=EARLY))


def test_quiet_hours_are_kept_beside_the_trusts_own():
    answered = prefer("quiet hours from 17:30 to 8:00")

    assert say(answered).splitlines()[1] == (
        "Done: quiet hours 17:30 to 08:00 for you, beside the trust's own, 18:00 to 07:30."
    )
    assert answered.effect == Prefer(Preferences(quiet_hours=EARLY))
    back = prefer(kept=Preferences(quiet_hours=EARLY), detail="usual")
    assert (say(back).splitlines()[1], back.effect) == (
        f"Done: quiet hours are the trust's own again, {USUAL}",
        Prefer(Preferences()),
    )


def test_pause_that_is_over_is_not_shown():
    assert "Messages: On." in prefer(kept=Preferences(paused_until=NOW.date())).text


def test_settings_are_neither_shown_nor_changed_before_others():
    answered = ask_about("dee ada", "preferences", topic="mute", personal=NOTHING_KEPT)

    assert (say(answered), answered.effect) == (
        "Your settings are between you and me. Ask me in a chat of our own.",
        None,
    )


def test_hours_that_say_nothing_are_not_kept():
    kept = Preferences(quiet_hours=EARLY)
    for starts, ends in ((time(18), time(7, 30)), (time(9), time(9))):
        wish = Wish(WishKind.QUIET, None, starts, ends)
        assert make_preferences(kept, wish, QuietHours()) == Preferences()


def test_messages_are_held_back_while_paused_and_in_ones_own_quiet_hours():
    def held(wanted: Preferences) -> list[bool]:
        day = datetime(2026, 12, 14, tzinfo=LONDON)
        return [wanted.holds_back(day + timedelta(hours=hour)) for hour in (7, 12, 17.5, 24 + 12)]

    assert held(Preferences()) == [False, False, False, False]
    assert held(Preferences(quiet_hours=EARLY)) == [True, False, True, False]
    assert held(Preferences(paused_until=date(2026, 12, 15))) == [True, True, True, False]
