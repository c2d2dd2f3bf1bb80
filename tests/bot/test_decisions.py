from __future__ import annotations

from cards.limits import check_limits
from tests.bot.example import SITE, buttons_of, say
from tests.bot.papers_example import AUGUST, AUTUMN, MATHS, a_busy_year, put
from trust.papers import Minutes, MinutesStatus

MISSING = "Minutes of Tue 17 Nov 2026: none approved yet: a draft was due by Tue 24 Nov 2026."
APPROVED = [
    "Autumn meeting, Tue 6 Oct 2026 (approved minutes):",
    "- One calculation policy from Year 3.",
    "- Moderate in November. · We compared policies.",
    f"Open the minutes: {SITE}/autumn.docx",
]


def test_what_was_decided_is_what_the_latest_minutes_that_may_be_read_say():
    answered = put("dee", "decisions", group="maths-secondary")

    assert say(answered).splitlines() == ["Secondary Mathematics", MISSING, *APPROVED]
    assert answered.sources == (f"minutes {MATHS}/autumn-1",)
    assert answered.rule == "open group, approved minutes: seen by staff of the trust"


def test_drafts_are_for_officers():
    answered = put("ada", "decisions", group="maths-secondary")

    assert say(answered).splitlines()[1:] == [
        "November moderation, Tue 17 Nov 2026 (draft minutes):",
        "- Not agreed yet.",
        f"Open the minutes: {SITE}/m/draft.docx",
    ]
    assert answered.rule == "open group, draft minutes: seen by an officer of the group"


def test_a_draft_and_no_minutes_at_all_sound_the_same_to_others():
    without = a_busy_year(
        minutes=tuple(m for m in a_busy_year().minutes if not m.meeting.endswith("moderation"))
    )

    for people in ("dee", "eve", "ada dee"):
        assert put(people, "decisions", group="maths-secondary") == put(
            people, "decisions", without, group="maths-secondary"
        )


def test_a_stretch_of_days_shows_each_meeting_in_it():
    answered = put("ben", "decisions", group="maths-secondary", when=AUTUMN)

    assert answered.sources == (f"minutes {MATHS}/moderation", f"minutes {MATHS}/autumn-1")
    assert buttons_of(answered)[:2] == ["Open 17 Nov 2026", "Open 6 Oct 2026"]


def test_a_topic_shows_the_decisions_that_mention_it_and_says_when_none_does():
    about = put("dee", "decisions", group="maths-secondary", topic="calculation")
    nothing = put("dee", "decisions", group="maths-secondary", topic="homework")

    assert say(about).splitlines()[2:4] == [APPROVED[0], APPROVED[1]]
    assert say(nothing).splitlines()[1] == f"No decision I hold mentions “homework”. {MISSING}"


def test_where_nothing_was_held_nothing_was_decided():
    assert say(put("dee", "decisions", group="english")) == (
        "English has not met yet, so nothing is decided: it meets on Tue 12 Jan 2027."
    )
    assert say(put("dee", "decisions", group="english", when=AUGUST)) == (
        "English has no announced meeting in “august” (Sun 1 Aug 2027 – Tue 31 Aug 2027)."
    )


def test_minutes_without_decisions_say_so_and_no_minutes_are_said_to_be_missing():
    bare = (Minutes(meeting=f"{MATHS}/moderation", status=MinutesStatus.APPROVED),)

    assert say(put("dee", "decisions", a_busy_year(minutes=bare), group="maths-secondary")).splitlines()[
        2
    ] == ("- No decision is recorded.")
    assert say(put("dee", "decisions", a_busy_year(minutes=()), group="maths-secondary")) == MISSING


def test_decisions_of_a_confidential_group_are_for_its_members():
    assert say(put("dee", "decisions", group="safeguarding")) == (
        "Safeguarding Leads is confidential: its decisions are for its members."
    )
    assert say(put("dot", "decisions", group="safeguarding")).splitlines()[2] == "- Audit by March."


def test_many_long_decisions_are_cut_to_what_a_card_holds():
    long = tuple(
        Minutes(meeting=f"{MATHS}/{rule}", status=MinutesStatus.APPROVED, decisions=("ß" * 900,) * 30, summary="y" * 999)
        for rule in ("autumn-1", "moderation")
    )  # fmt: skip
    answered = put("dee", "decisions", a_busy_year(minutes=long), group="maths-secondary", when=AUTUMN)

    assert check_limits(answered.card) == ()
    assert answered.text.count("and 22 more in the minutes.") == 2
