from __future__ import annotations

from datetime import date, timedelta

from builders import NOW
from changed_by_hand import a_drag

from bot.asked import Answer
from bot.personal import NOTHING_KEPT, Look, Looks, MeetingSeen, Personal
from bot.ports import Desk, Done, NoteLook, Recall
from cards.limits import check_limits
from tests.bot.example import a_year, buttons_of, held, say, some_meetings
from tests.bot.planning_example import MATHS, ask_about, on
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Minutes, MinutesStatus
from trust.proposals import Decision, Verdict
from trust.settling import find_matters
from trust.year import Year

FIRST = "You have not asked me this before, so I cannot tell what is new to you."
SPRING = "Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online"


def changes(people: str, group: str = "", year: Year | None = None, **more) -> Answer:
    return ask_about(people, "changes", group, year=year or a_year(), **{"personal": NOTHING_KEPT} | more)


def look_of(people: str, year: Year | None = None) -> Look:
    effect = changes(people, year=year).effect
    assert isinstance(effect, NoteLook)
    return effect.look


def after(people: str, year: Year, group: str = "", **more) -> Answer:
    """Ask about a year after having looked at the example as it was."""
    return changes(
        people, group, year, personal=Personal(looks=Looks(last=look_of(people.split(maxsplit=1)[0]))), **more
    )


def a_moved_year() -> Year:
    """Maths' spring meeting moved and its summer one called off; minutes were approved since."""
    moved = held("maths-secondary", date(2027, 1, 26), "Spring meeting", "spring-1")
    summer = held("maths-secondary", date(2027, 5, 4), "Summer conference", "summer-1")
    off = summer.model_copy(update={"status": MeetingStatus.CANCELLED})
    kept = [m for m in some_meetings() if m.key not in (moved.key, off.key)]
    year = a_year()
    minutes = Minutes(
        meeting="2026-27/maths-secondary/moderation", status=MinutesStatus.APPROVED, saved=date(2026, 12, 11)
    )
    return a_year(meetings=(*kept, moved, off), minutes=(year.minutes[0], minutes))


def rows(answered: Answer) -> list[str]:
    return [line for line in say(answered).splitlines()[2:] if not line.startswith(("Join", "Agenda:"))]


def test_first_time_says_so_and_tells_what_is_known_to_be_new():
    answered = changes("ada")

    assert say(answered).splitlines() == [
        "What has changed",
        f"{FIRST} What I know of, lately:",
        "Agenda published:",
        f"- Secondary Mathematics · {SPRING}",
    ]
    assert buttons_of(answered) == ["My next meeting", "My groups"]
    assert (answered.sources, check_limits(answered.card)) == ((f"meeting {MATHS}",), ())


def test_nothing_known_is_said_too():
    assert say(changes("dee")).splitlines()[1] == f"{FIRST} I know of nothing new in the last fortnight."


def test_what_is_kept_is_asked_for_before_anything_is_noted():
    assert changes("ada", personal=None).effect == Recall()


def test_what_has_changed_since_is_told_the_gravest_first():
    answered = after("ada", a_moved_year())

    assert say(answered).splitlines()[1:] == [
        "3 things have changed since I last told you, Mon 14 Dec 2026, 08:30.",
        "Cancelled:",
        "- Secondary Mathematics · Tue 4 May 2027, 15:45–17:00 · Summer conference · Online",
        "Moved:",
        (
            "- Secondary Mathematics · Tue 26 Jan 2027, 15:45–17:00 · Spring meeting · Online · "
            "It was Tue 19 Jan 2027, 15:45–17:00."
        ),
        "Minutes:",
        (
            "- Secondary Mathematics · Tue 17 Nov 2026, 15:45–17:00 · November moderation · Online · "
            "Approved, saved Fri 11 Dec 2026."
        ),
    ]
    assert answered.effect == NoteLook(look_of("ada", a_moved_year()))


def test_nothing_new_is_said_with_what_was_cancelled_earlier():
    look = look_of("ada", a_moved_year())

    answered = changes("ada", year=a_moved_year(), personal=Personal(looks=Looks(last=look)))

    assert say(answered).splitlines()[1:] == [
        "Nothing has changed since I last told you, Mon 14 Dec 2026, 08:30.",
        "Cancelled earlier: Secondary Mathematics, Tue 4 May 2027.",
    ]


def test_once_noted_pages_and_repeats_compare_with_the_look_before():
    before, now = look_of("ada"), look_of("ada", a_moved_year())
    noted = Personal(looks=Looks(last=now, before=before))
    done = Desk(personal=noted, done=Done(NoteLook(now), "Noted."))

    told = changes("ada", year=a_moved_year(), desk=done)
    again = changes("ada", year=a_moved_year(), personal=noted, detail="again")
    anew = changes("ada", year=a_moved_year(), personal=noted)

    assert (rows(told), told.effect) == (rows(after("ada", a_moved_year())), None)
    assert (rows(again), again.effect) == (rows(told), None)
    assert buttons_of(anew) == ["Show the last changes", "My next meeting", "My groups"]


def test_drafts_and_places_are_no_news_to_those_who_may_not_see_them():
    draft = Minutes(
        meeting="2026-27/safeguarding/autumn-1", status=MinutesStatus.DRAFT, saved=date(2026, 12, 11)
    )
    year = a_year(minutes=(draft,))

    assert "Draft" in changes("dot", year=year).text
    assert "Draft" not in changes("dee", "safeguarding", year=year).text
    assert "Spring audit" not in changes("dee", "safeguarding", year=year).text


def test_in_front_of_others_only_what_they_may_know_is_told_and_no_look_is_noted():
    moved = tuple(
        held(m.group, date(2027, 2, 2), m.title, "spring-1") if m.key.endswith("spring-1") else m
        for m in some_meetings()
    )
    year = a_year(meetings=moved)

    alone, together = after("rae", year), after("rae dee", year)

    assert [line.split(" · ")[0] for line in rows(alone)] == ["Moved:", "- Case Review", "- Resilience Group"]
    assert say(together).splitlines()[1:] == [
        "Nothing has changed since I last told you, Mon 14 Dec 2026, 08:30.",
        "Only what everyone here may know of. Ask me in a chat of our own about all of yours.",
    ]
    assert together.effect is None


def test_group_that_is_named_is_told_as_it_stands():
    asked = {"when": on(date(2026, 12, 18), "friday")}

    assert say(changes("dee", "english")).splitlines()[1] == (
        "English is on Tue 12 Jan 2027, 15:45–17:00; it is not cancelled. Its dates have not changed as far as I know."
    )
    assert say(changes("dee", "english", **asked)).splitlines()[1] == (
        "English has no meeting on “friday” (Fri 18 Dec 2026). English is on Tue 12 Jan 2027, 15:45–17:00; "
        "it is not cancelled. Its dates have not changed as far as I know."
    )
    assert changes("dee", "english").effect is None


def test_group_of_ones_own_is_compared_and_the_look_is_left_for_all_of_them():
    answered = after("ada", a_moved_year(), "maths-secondary")

    assert say(answered).splitlines()[1:3] == [
        "Secondary Mathematics is on Tue 26 Jan 2027, 15:45–17:00; it is not cancelled.",
        "Cancelled:",
    ]
    assert answered.effect is None


def test_cancelled_meeting_is_said_to_be():
    year = a_moved_year()

    answered = changes("dee", "maths-secondary", year=year, when=on(date(2027, 5, 4), "4 may"))

    assert (
        say(answered).splitlines()[1] == "Secondary Mathematics, Tue 4 May 2027, 15:45–17:00, is cancelled."
    )


def test_move_settled_in_the_last_fortnight_is_known_without_a_look():
    drag = a_drag(MATHS, wanted="2027-01-12T15:45/2027-01-12T17:00")

    def told(days: int) -> str:
        decided = Decision(proposal=drag, verdict=Verdict.ADOPT, by="ada", at=NOW - timedelta(days=days))
        return changes("ada", desk=Desk(find_matters((drag,), (decided,)), personal=NOTHING_KEPT)).text

    assert "It was Tue 12 Jan 2027, 15:45–17:00." in told(days=2)
    assert "Moved" not in told(days=15)


def test_group_joined_since_is_said_without_listing_its_meetings():
    before = look_of("ada").model_copy(update={"groups": ()})

    answered = changes("ada", personal=Personal(looks=Looks(last=before)))

    assert say(answered).splitlines()[1:] == [
        (
            "Nothing has changed since I last told you, Mon 14 Dec 2026, 08:30. "
            "You have joined a group since; My groups shows it."
        )
    ]


def test_meeting_no_longer_in_the_year_is_told_from_the_look():
    gone = Meeting.model_copy(held("maths-secondary", date(2027, 2, 9), rule="extra-1"))
    before = look_of("ada")
    seen = {**before.meetings, gone.key: MeetingSeen(starts=gone.starts, ends=gone.ends)}
    looks = Looks(last=before.model_copy(update={"meetings": seen}))

    answered = changes("ada", personal=Personal(looks=looks))

    assert rows(answered) == [
        "No longer in the year:",
        "- Secondary Mathematics · It was Tue 9 Feb 2027, 15:45–17:00.",
    ]


def test_hidden_group_is_unknown_and_a_refused_one_refused():
    assert say(changes("dee", unknown="case review")) == "I don't know a group called “case review”."
    assert say(changes("dee", "resilience")) == (
        "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115."
    )
