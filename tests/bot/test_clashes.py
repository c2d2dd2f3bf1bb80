from __future__ import annotations

from datetime import date

from bot.handlers.clashes import find_overlaps
from bot.understand.when import When
from cards.limits import check_limits
from tests.bot.example import a_year, buttons_of, held, say
from tests.bot.planning_example import MATHS, a_clashing_year, ask_about, clashing_meetings

AT = "Tue 12 Jan 2027, 15:45–17:00"


def clashes(people: str, group: str = "", **entities):
    return ask_about(people, "clashes", group, **entities)


def test_own_meetings_at_the_same_time_are_told():
    answered = clashes("ada")

    assert say(answered).splitlines() == [
        "Your clashes",
        "1 pair of your meetings at the same time.",
        "At the same time:",
        f"- English and Secondary Mathematics · {AT}",
    ]
    assert answered.sources == ("meeting 2026-27/english/spring-1", f"meeting {MATHS}")
    assert (buttons_of(answered), check_limits(answered.card)) == (["My next meeting", "My groups"], ())


def test_no_clash_is_said_with_how_many_meetings_were_looked_at():
    stretch = When(date(2027, 5, 1), date(2027, 5, 31), "may")

    assert say(clashes("cal")).splitlines()[1] == "No clash: you have 1 meeting to come."
    assert say(clashes("cal", when=stretch)).splitlines()[1] == (
        "You have no announced meeting in “may” (Sat 1 May 2027 – Mon 31 May 2027), so nothing clashes."
    )


def test_own_meetings_on_days_one_does_not_work_are_told_to_oneself_alone():
    thursday = (held("maths-secondary", date(2027, 1, 14), rule="spring-1"),)
    year = a_clashing_year(meetings=thursday)

    assert say(clashes("ben", year=year)).splitlines()[2:] == [
        "On a day you do not work:",
        "- Secondary Mathematics · Thu 14 Jan 2027, 15:45–17:00",
    ]
    assert "not work" not in clashes("ben ada", year=year).text


def test_who_is_needed_in_both_is_named_to_leads_counted_for_members_and_kept_from_others():
    rows = {who: say(clashes(who, "maths-secondary")).splitlines()[2:4] for who in ("lea", "ada", "dee")}

    assert rows == {
        "lea": ["Needed in both:", f"- Secondary Mathematics and English · {AT} · Ada is needed in both"],
        "ada": ["Needed in both:", f"- Secondary Mathematics and English · {AT} · Ada is needed in both"],
        "dee": ["At the same time:", f"- Secondary Mathematics and English · {AT}"],
    }
    assert (
        say(clashes("gus", "english")).splitlines()[1]
        == "No clash: nobody I may tell you of is needed elsewhere when English meets."
    )


def test_hidden_group_is_at_no_time_the_same():
    assert "Case Review" not in clashes("dee", "maths-secondary").text
    without = tuple(m for m in clashing_meetings() if m.group != "case-review")
    assert clashes("dee", "maths-secondary").text == (
        clashes("dee", "maths-secondary", year=a_clashing_year(meetings=without)).text
    )


def test_two_groups_are_compared_with_one_another_first():
    year = a_year()
    groups = tuple(year.trust.group_by_id[group] for group in ("maths-secondary", "english"))

    assert say(clashes("dee", year=year, candidates=groups)).splitlines()[1] == (
        "Secondary Mathematics and English do not clash with one another. "
        "No clash: nobody I may tell you of is needed elsewhere when Secondary Mathematics or English meets."
    )


def test_unknown_group_is_said_to_be_unknown():
    assert say(clashes("dee", unknown="case review")) == "I don't know a group called “case review”."


def test_group_whose_dates_are_hidden_is_refused():
    assert say(clashes("dee", "resilience")) == (
        "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115."
    )


def test_meetings_that_only_touch_do_not_overlap():
    one = held("maths-secondary", date(2027, 1, 12))
    after = held("english", date(2027, 1, 12)).model_copy(
        update={"starts": one.ends, "ends": one.ends.replace(hour=18)}
    )
    other = held("geography", date(2027, 1, 12))

    assert find_overlaps([one], [one, after, other]) == [(one, other)]
