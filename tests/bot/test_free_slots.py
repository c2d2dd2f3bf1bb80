from __future__ import annotations

from datetime import date

from builders import a_person

from bot.ports import Desk
from bot.understand.when import When
from cards.limits import check_limits
from tests.bot.example import a_year, buttons_of, held, say
from tests.bot.planning_example import MATHS, a_clashing_year, ask_about, clashing_meetings, on
from trust.meetings import MeetingStatus

JUNE = When(date(2027, 6, 7), date(2027, 6, 11), "second week of june")
NOTICE = "with 10 working days' notice, sooner only with a trust lead's agreement."
KNOWN = "I count only meetings that you may know of."


def slots(people: str, group: str = "maths-secondary", **entities):
    return ask_about(people, "free_slots", group, **entities)


def test_best_five_are_told_with_what_they_would_spare_whom():
    answered = slots("ada")

    spares = "Better: no longer 1 member needed in another meeting."
    assert say(answered).splitlines() == [
        "Secondary Mathematics",
        (
            "Secondary Mathematics meets on Tue 12 Jan 2027, 15:45–17:00 (Spring meeting). "
            "In the spring term it could also be, the best first:"
        ),
        *(
            f"- {day} Jan 2027, 15:45–17:00 · {spares}"
            for day in ("Wed 6", "Wed 13", "Tue 19", "Wed 20", "Tue 26")
        ),
        f"You may move it, {NOTICE} {KNOWN}",
    ]
    assert buttons_of(answered) == ["More", "Why that date?", "All dates", "Who chairs it?", "Minutes"]
    assert (answered.sources, check_limits(answered.card)) == ((f"meeting {MATHS}",), ())


def test_whom_a_time_would_lose_is_named_to_officers_and_leads_counted_for_members_and_kept_from_others():
    """Eve, a member of Maths and no more, belongs to English too, which meets on the Wednesday after."""
    trust = a_year().trust
    trust = trust.model_copy(
        update={
            "people": (*trust.people, a_person("eve", school="elm", roles=("maths-lead", "english-lead"))),
        }
    )
    meetings = (*a_year().meetings, held("english", date(2027, 1, 13), rule="extra-1"))
    year = a_year(trust=trust, meetings=meetings)
    when = on(date(2027, 1, 13), "on wednesday")
    asked = {who: say(slots(who, "maths-secondary", year=year, when=when)) for who in ("lea", "eve", "dee")}

    at, worse = (
        "- Wed 13 Jan 2027, 15:45–17:00",
        "needed in another meeting; {} with too many meetings after school that week.",
    )
    assert {who: text.splitlines()[2:-1] for who, text in asked.items()} == {
        "lea": [f"{at} · Worse: Eve {worse.format('Eve')}"],
        "eve": [f"{at} · Worse: 1 member {worse.format('1 member')}"],
        "dee": [at],
    }


def test_with_an_outsider_listening_nobody_is_counted():
    assert say(slots("ada dee")).splitlines()[2:4] == [
        "- Wed 6 Jan 2027, 15:45–17:00",
        "- Wed 13 Jan 2027, 15:45–17:00",
    ]


def test_others_are_told_whose_it_is_to_move():
    assert say(slots("dee")).splitlines()[-1] == (
        f"Moving it is for Ada (chair) or Ben (co-chair), {NOTICE} {KNOWN}"
    )


def test_nothing_is_offered_sooner_than_dates_may_move():
    assert say(slots("ada", when=on(date(2026, 12, 16), "wednesday"))) == (
        "No other time for Secondary Mathematics on “wednesday” (Wed 16 Dec 2026) works: its schools are not all open, "
        "its chair or co-chair is not free, or it is sooner than Wed 30 Dec 2026, before which dates no longer move."
    )


def test_stretch_is_looked_at_in_the_window_that_has_it():
    answered = slots("ada", when=JUNE)

    assert say(answered).splitlines()[1:3] == [
        (
            "Secondary Mathematics meets on Tue 4 May 2027, 15:45–17:00 (Summer conference). "
            "In “second week of june” (Mon 7 Jun 2027 – Fri 11 Jun 2027) it could also be, the best first:"
        ),
        "- Wed 9 Jun 2027, 15:45–17:00 · Worse: not well spaced from the group's other meetings.",
    ]


def test_further_meeting_is_supposed_where_one_is_wanted():
    answered = slots("ada", when=JUNE, detail="extra")

    assert (say(answered).splitlines()[1], answered.sources) == (
        (
            "A further meeting of Secondary Mathematics in “second week of june” (Mon 7 Jun 2027 – Fri 11 Jun 2027) "
            "could be, the best first:"
        ),
        (),
    )


def test_hidden_meeting_changes_nothing_in_what_outsiders_are_told():
    """Ada sits in Case Review, which meets when Maths might: Dee's answer is as if it did not exist."""
    without = tuple(m for m in clashing_meetings() if m.group not in ("case-review", "safeguarding"))

    assert slots("dee").text == slots("dee", year=a_clashing_year(meetings=without)).text


def test_confidential_group_keeps_its_times_to_its_members():
    assert say(slots("dee", "safeguarding")) == (
        "Safeguarding Leads is confidential: the times that would suit it are for its members."
    )


def test_cancelled_meeting_stands_in_nobodys_way():
    cancelled = tuple(
        m.model_copy(update={"status": MeetingStatus.CANCELLED}) if m.group == "english" else m
        for m in clashing_meetings()
    )

    answered = slots("ada", year=a_clashing_year(meetings=cancelled))

    assert say(answered).splitlines()[2] == "- Wed 6 Jan 2027, 15:45–17:00 · As good as its date now."


def test_without_a_planner_it_says_whom_to_ask():
    assert say(slots("ada", desk=Desk())) == (
        "The planner is not at hand here. Ask the co-design office (codesign@fernvale.example)."
    )
