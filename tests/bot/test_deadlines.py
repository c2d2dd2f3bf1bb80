from __future__ import annotations

from datetime import date

import pytest

from bot.understand.when import When
from tests.bot.example import buttons_of, say
from tests.bot.register_example import FEBRUARY, JANUARY, put

AUDIT = "- Curriculum audit · Fri 8 Jan 2027 (in 3 weeks) · For Maths lead"
CENSUS = "- January school census · Thu 21 Jan 2027 (in 5 weeks) · For Principal"
LQC = "- December data at the Local Quality Committee · Thu 4 Feb 2027 (in 7 weeks) · For everyone"
NOT_HELD = "Whether something was handed in is not held here."


def lines(people: str, **entities: object) -> list[str]:
    return say(put(people, "deadlines", **entities)).splitlines()


def test_the_askers_own_deadlines_come_first_and_their_detail_is_for_those_who_owe_them():
    assert lines("ada") == ["Deadlines", "Yours:", f"{AUDIT} · On the template.", "For others:", CENSUS, LQC]
    assert lines("pru")[1:4] == ["Yours:", f"{CENSUS} · Count everyone.", "For others:"]


def test_a_trust_lead_reads_every_detail_and_other_staff_the_titles_and_days():
    assert lines("lea") == ["Deadlines", f"{AUDIT} · On the template.", f"{CENSUS} · Count everyone.", LQC]
    assert lines("dee") == ["Deadlines", AUDIT, CENSUS, LQC]


def test_in_a_group_chat_a_detail_is_for_all_who_listen_or_none():
    assert lines("ada ben") == ["Deadlines", f"{AUDIT} · On the template.", CENSUS, LQC]
    assert lines("ada dee") == ["Deadlines", AUDIT, CENSUS, LQC]


def test_mine_leaves_out_the_others():
    assert lines("pru", mine=True)[1:] == [
        "January school census is due on Thu 21 Jan 2027 (in 5 weeks).",
        f"{CENSUS} · Count everyone.",
    ]


def test_the_next_one_is_ones_own_where_one_owes_any():
    assert put("pru", "deadlines", soonest=True).sources == ("deadline census",)
    assert put("dee", "deadlines", soonest=True).sources == ("deadline audit",)
    assert put("dee", "deadlines", nth=2).sources == ("deadline census",)


def test_a_stretch_has_its_deadlines_and_the_steps_of_consultations_in_it():
    assert lines("dee", when=JANUARY) == [
        "Deadlines",
        "In “january” (Fri 1 Jan 2027 – Sun 31 Jan 2027):",
        AUDIT,
        CENSUS,
        "Consultation: Admission arrangements:",
        "- Public consultation · Mon 12 Oct 2026 – Fri 29 Jan 2027 · After: Trustees agree the draft · For everyone",
    ]


@pytest.mark.parametrize(
    ("topic", "deadline"),
    [
        ("when is the censsus due", "census"),
        ("curiculum audit deadline", "audit"),
        ("december data collection", "data-dec"),
        ("when does the LQC get december data", "lqc"),
        ("what do principals hand in", "data-dec"),
    ],
)
def test_a_deadline_goes_by_words_of_its_title_by_the_glossary_or_by_whom_it_is_for(topic, deadline):
    assert put("dee", "deadlines", topic=topic).sources[0] == f"deadline {deadline}"


def test_several_that_are_named_are_told_with_the_next_of_them():
    assert lines("dee", topic="december data")[1] == (
        "The next of these: December data at the Local Quality Committee is due on Thu 4 Feb 2027 (in 7 weeks)."
    )


def test_a_month_in_a_title_is_a_word_where_nothing_named_is_due_in_it():
    assert put("dee", "deadlines", topic="census", when=FEBRUARY).sources == ("deadline census",)


def test_what_is_not_held_is_said_with_what_is():
    assert lines("dee", topic="knitting") == [
        "Deadlines",
        "No deadline called “knitting” is held here. The next that are:",
        AUDIT,
        CENSUS,
        LQC,
        "You may ask the co-design office (codesign@fernvale.example).",
    ]


def test_overdue_says_that_nobody_here_knows_what_was_handed_in():
    assert lines("pru", overdue=True)[1:] == [
        "December data collection was due on Fri 11 Dec 2026 (3 days ago).",
        "- December data collection · Fri 11 Dec 2026 (3 days ago) · For Principal",
        NOT_HELD,
    ]
    assert lines("dee", overdue=True) == [f"No deadline of yours is over in 2026-27. {NOT_HELD}"]


def test_the_closing_of_a_consultation_is_told_first_then_every_step():
    assert lines("dee", topic="when does the admissions consultation close") == [
        "Admission arrangements",
        "Public consultation: closes on Fri 29 Jan 2027 (in 6 weeks); opened on Mon 12 Oct 2026.",
        "- Trustees agree the draft · Wed 30 Sep 2026 · For everyone",
        "- Public consultation · Mon 12 Oct 2026 – Fri 29 Jan 2027 · After: Trustees agree the draft · For everyone",
        (
            "- Trustees decide · between Wed 10 Feb 2027 and Wed 24 Feb 2027 · After: Public consultation · For Principal · "
            "The 10th unless many respond."
        ),
    ]


def test_a_step_that_is_named_is_told_first_with_what_decides_its_day():
    assert lines("dee", topic="board decision")[:2] == [
        "Shape of the day",
        "Board decision: Tue 23 Mar 2027 (in 14 weeks).",
    ]
    assert lines("dee", topic="trustees decide")[1] == (
        "Trustees decide: between Wed 10 Feb 2027 and Wed 24 Feb 2027. The 10th unless many respond."
    )


def test_all_consultations_are_told_by_name():
    assert lines("dee", topic="consultations")[1] == (
        "Admission arrangements, Public consultation: closes on Fri 29 Jan 2027 (in 6 weeks); "
        "opened on Mon 12 Oct 2026. Shape of the day, Board decision: Tue 23 Mar 2027 (in 14 weeks)."
    )


def test_the_buttons_leave_out_what_is_shown():
    assert buttons_of(put("ada", "deadlines")) == ["Mine", "Consultations"]
    assert buttons_of(put("ada", "deadlines", mine=True)) == ["All deadlines", "Consultations"]


def test_a_stretch_without_any_says_when_the_next_is():
    holiday = When(date(2026, 12, 20), date(2026, 12, 31), "over christmas")

    assert "\n".join(lines("pru", mine=True, when=holiday)) == (
        "No deadline of yours is held “over christmas” (Sun 20 Dec 2026 – Thu 31 Dec 2026). "
        "The next of all is on Fri 8 Jan 2027."
    )


def test_a_groups_deadlines_are_those_its_members_owe():
    assert put("dee", "deadlines", group="maths-secondary").sources == ("deadline audit",)


def test_past_ones_are_those_that_are_over():
    assert put("dee", "deadlines", past=True).sources == ("deadline data-dec",)
