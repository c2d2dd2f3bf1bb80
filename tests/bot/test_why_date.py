from __future__ import annotations

from datetime import date, timedelta

from builders import NOW
from changed_by_hand import a_drag

from bot.ports import Desk
from bot.understand.when import When
from cards.limits import check_limits
from termtime.answering import YearPlanning
from tests.bot.example import a_year, buttons_of, say, some_meetings
from tests.bot.planning_example import MATHS, ask_about, on
from trust.meetings import MeetingStatus
from trust.proposals import Decision, Verdict
from trust.settling import find_matters

FACT = "Secondary Mathematics meets on Tue 19 Jan 2027, 15:45–17:00 (Spring meeting)."
IT = FACT.replace("Secondary Mathematics meets", "It meets")


def lead(answered) -> str:
    return say(answered).splitlines()[1]


def why(people: str, group: str = "maths-secondary", **entities):
    return ask_about(people, "why_date", group, year=a_year(), **entities)


def test_fact_comes_first_then_what_was_weighed_and_what_other_times_would_have_meant():
    answered = why("ada")

    assert say(answered).splitlines() == [
        "Secondary Mathematics",
        FACT,
        (
            "- Why then · Of 54 times in the spring term, 54 could be; none suits better, and 15 just as well. "
            "Against it: not well spaced from the group's other meetings."
        ),
        "What other times would have meant:",
        "- Wed 6 Jan 2027, 15:45–17:00 · As good as its date now.",
        "- Thu 7 Jan 2027, 15:45–17:00 · As good as its date now.",
        "- Tue 12 Jan 2027, 15:45–17:00 · As good as its date now.",
    ]
    assert buttons_of(answered) == ["When else could it be?", "All dates", "Who chairs it?"]
    assert (answered.sources, answered.rule) == (
        (f"meeting {MATHS}",),
        "open group, title: seen by an officer of the group",
    )
    assert check_limits(answered.card) == ()


def test_wrong_day_is_put_right_before_anything_else():
    asked = {"when": on(date(2026, 12, 18), "friday"), "detail": "moved"}

    assert lead(why("dee", **asked)) == (
        f"Secondary Mathematics has no meeting on “friday” (Fri 18 Dec 2026). {IT} "
        "It has not been moved, as far as I know."
    )


def test_day_of_the_week_it_is_on_is_no_mistake():
    assert lead(why("dee", when=on(date(2026, 12, 15), "tuesday"))) == FACT


def test_stretch_that_was_meant_is_what_it_is_compared_with():
    january = When(date(2027, 1, 4), date(2027, 1, 8), "the first week back")

    answered = why("ada", when=january)

    assert lead(answered) == (
        "Secondary Mathematics has no meeting in “the first week back” (Mon 4 Jan 2027 – Fri 8 Jan 2027). "
        + IT
    )
    assert [line[2:16] for line in say(answered).splitlines()[4:]] == [
        "Wed 6 Jan 2027",
        "Thu 7 Jan 2027",
        "Fri 8 Jan 2027",
    ]


def test_move_that_was_settled_is_told_with_who_decided_it():
    drag = a_drag(MATHS, wanted="2027-01-12T15:45/2027-01-12T17:00")
    decided = Decision(proposal=drag, verdict=Verdict.ADOPT, by="ada", at=NOW - timedelta(days=2))
    desk = Desk(find_matters((drag,), (decided,)), planning=YearPlanning())

    assert lead(why("dee", desk=desk, detail="moved")) == (
        f"{FACT} It was on Tue 12 Jan 2027, 15:45–17:00 until somebody moved it. "
        "Ada decided on Sat 12 Dec at 08:30 to keep it as it is."
    )


def test_outsiders_hear_of_nobody_who_could_not_come():
    told = {who: say(ask_about(who, "why_date", "maths-secondary")).splitlines() for who in ("ada", "dee")}

    assert told["ada"][2].endswith("not among them any more: another meeting needs Ada then.")
    assert told["dee"][2:] == [
        "- Why then · Of 54 times in the spring term, 32 could be; this one is not among them any more.",
        "What other times would have meant:",
        "- Wed 6 Jan 2027, 15:45–17:00",
        "- Wed 13 Jan 2027, 15:45–17:00",
        "- Tue 19 Jan 2027, 15:45–17:00",
        (
            "The other 22 were out: no school day for its members, a day kept free, "
            "or its chair or co-chair could not be there."
        ),
    ]


def test_confidential_group_keeps_its_reasons_to_its_members():
    assert say(why("dee", "safeguarding")) == (
        "Safeguarding Leads is confidential: the reasons for its dates are for its members."
    )


def test_group_without_a_meeting_has_no_date_to_explain():
    assert say(why("dee", "geography")) == (
        "Geography has no announced meeting in 2026-27, so there is no date to explain."
    )


def test_without_a_planner_it_says_whom_to_ask():
    assert say(why("dee", desk=Desk())).splitlines()[2] == (
        "- Why then · The planner is not at hand here, so I cannot say what was weighed. "
        "You may ask the co-design office (codesign@fernvale.example)."
    )


def test_cancelled_meeting_is_said_to_be_and_one_that_is_not_as_well():
    off = tuple(
        m.model_copy(update={"status": MeetingStatus.CANCELLED}) if m.key == MATHS else m
        for m in some_meetings()
    )
    asked = {"when": on(date(2027, 1, 19), "on 19 jan"), "detail": "cancelled"}

    assert say(ask_about("dee", "why_date", "maths-secondary", year=a_year(meetings=off), **asked)) == (
        "The meeting of Secondary Mathematics on Tue 19 Jan 2027, 15:45–17:00 (Spring meeting) is cancelled. "
        "Why is not held here: you may ask the chair, Ada."
    )
    assert lead(why("dee", **asked)) == f"{FACT} It is not cancelled."
