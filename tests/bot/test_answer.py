from __future__ import annotations

from datetime import date

import pytest
from builders import NOW, a_meeting

from bot.answer import answer
from bot.ports import NO_CONTEXT, Kind, Scope
from cards.limits import check_limits
from tests.bot.example import (
    SITE,
    a_year,
    an_inbound,
    ask,
    ask_in_a_group,
    buttons_of,
    held,
    press,
    say,
)
from trust.meetings import MeetingStatus

FOOT = "Fernvale co-design year 2026-27 · as of Mon 14 Dec 2026, 08:30"
MATHS_SPRING = """\
Secondary Mathematics: Tue 19 Jan 2027, 15:45–17:00 (in 5 weeks).
Spring meeting, Online
Chair: Ada
Co-chair: Ben
Join: https://teams.microsoft.com/l/m1
Agenda: https://fernvale.sharepoint.com/sites/codesign/m1.docx"""
MATHS_DATES = """\
Secondary Mathematics (dates to come)
- Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online
- Tue 4 May 2027, 15:45–17:00 · Summer conference · Online
Join the next: https://teams.microsoft.com/l/m1"""
ENGLISH_CHAIR = "English\nChair: Cal\nCo-chair: vacant\nThe office of co-chair is vacant."
SAFEGUARDING_OUTSIDE = """\
Safeguarding Leads: Wed 20 Jan 2027, 15:45–17:00 (in 5 weeks).
Chair: Dot
Co-chair: vacant
Title, place and papers are for members: the group is confidential."""
SAFEGUARDING_INSIDE = """\
Safeguarding Leads: Wed 20 Jan 2027, 15:45–17:00 (in 5 weeks).
Spring audit, Online
Chair: Dot
Co-chair: vacant
Join: https://teams.microsoft.com/l/dsl"""
WHOSE_DATES = "Whose dates? Secondary Mathematics or Primary Mathematics? Type its name."
DISCLOSURE = (
    "Please speak now to the trust safeguarding lead: 01632 960101. If someone is in danger, call 999. "
    "I am a program and cannot take this further."
)


@pytest.mark.parametrize(
    "text", ["When is my next meeting?", "wens my nxt meeting", "my next meetin pls", "next meeting?"]
)
def test_the_next_meeting_is_the_askers_own(text):
    assert say(ask("ada", text)) == MATHS_SPRING


def test_an_answer_ends_with_its_source_and_names_its_rows_and_rule():
    answered = ask("ada", "when is my next meeting")

    assert answered.text.splitlines()[-1] == FOOT
    assert answered.sources == ("meeting 2026-27/maths-secondary/spring-1",)
    assert answered.rule == "open group, dates: seen by an officer of the group"


@pytest.mark.parametrize(
    "text",
    [
        "When does secondary maths meet?",
        "secondary mathss dates",
        "when do the secndary maths get together",
        "wen is secondary math",
    ],
)
def test_a_groups_dates_are_those_to_come(text):
    assert say(ask("dee", text)) == MATHS_DATES


def test_past_dates_are_given_on_request_the_latest_first():
    assert say(ask("dee", "when did secondary maths last meet")).splitlines()[:3] == [
        "Secondary Mathematics (past dates)",
        "- Tue 17 Nov 2026, 15:45–17:00 · November moderation · Online",
        "- Tue 6 Oct 2026, 15:45–17:00 · Autumn meeting · Online",
    ]


@pytest.mark.parametrize(
    "text", ["Who chairs English?", "whos running english now", "english cochair", "who leads englsh"]
)
def test_chair_and_vacancy_are_told(text):
    assert say(ask("dee", text)) == ENGLISH_CHAIR


def test_minutes_are_the_latest_approved_and_the_missing_ones_are_said_to_be_missing():
    assert say(ask("dee", "wheres the mins of secondary maths")).splitlines() == [
        "Minutes of Secondary Mathematics",
        "There are no approved minutes of Tue 17 Nov 2026 yet; a draft was due by Tue 24 Nov 2026.",
        "- Autumn meeting, Tue 6 Oct 2026: Approved, saved Fri 9 Oct 2026.",
        f"Open the latest: {SITE}/autumn.docx",
    ]


def test_draft_minutes_are_for_officers():
    assert say(ask("ada", "secondary maths minutes")).splitlines() == [
        "Minutes of Secondary Mathematics",
        "- November moderation, Tue 17 Nov 2026: Draft, saved Fri 20 Nov 2026.",
        "- Autumn meeting, Tue 6 Oct 2026: Approved, saved Fri 9 Oct 2026.",
        f"Open the latest: {SITE}/moderation-draft.docx",
        f"Open 6 Oct 2026: {SITE}/autumn.docx",
    ]


def test_a_draft_and_no_minutes_at_all_read_the_same_to_others():
    without = a_year(minutes=tuple(m for m in a_year().minutes if m.meeting.endswith("autumn-1")))

    assert say(ask("dee", "secondary maths minutes", year=without)) == say(
        ask("dee", "secondary maths minutes")
    )


def test_a_group_that_has_not_met_has_no_minutes_and_the_answer_says_so():
    assert say(ask("dee", "english minutes")) == (
        "English has not met yet, so there are no minutes; it first meets on Tue 12 Jan 2027."
    )


def test_several_groups_that_fit_are_asked_back_with_a_button_each():
    answered = ask("dee", "when does maths meet")

    assert (say(answered), buttons_of(answered)) == (
        WHOSE_DATES,
        ["Secondary Mathematics", "Primary Mathematics"],
    )


def test_the_askers_own_group_is_preferred_where_several_fit():
    assert say(ask("ada", "when does maths meet")) == MATHS_DATES


def test_pressing_and_typing_a_choice_answer_the_same():
    asked_back = ask("dee", "when does maths meet")

    typed = ask("dee", "secondary mathematics", asked_back.context)

    assert say(typed) == MATHS_DATES
    assert say(press("dee", "turn", intent="group_dates", group="maths-secondary")) == MATHS_DATES


def test_a_follow_up_is_about_the_group_just_spoken_of():
    first = ask("dee", "when does english meet")

    assert (first.context.group, first.context.intent) == ("english", "group_dates")
    assert say(ask("dee", "and who chairs it?", first.context)) == ENGLISH_CHAIR


def test_a_bare_name_asks_the_same_of_another_group():
    first = ask("dee", "who chairs secondary maths")

    assert say(ask("dee", "and english?", first.context)) == ENGLISH_CHAIR


def test_a_cancelled_meeting_is_told_but_is_nobodys_next():
    cancelled = held("english", date(2026, 12, 16)).model_copy(update={"status": MeetingStatus.CANCELLED})
    year = a_year(meetings=(*a_year().meetings, cancelled))

    assert say(ask("cal", "when does english meet", year=year)).splitlines()[1] == (
        "- Wed 16 Dec 2026, 15:45–17:00 · Autumn meeting · Online · CANCELLED"
    )
    assert say(ask("cal", "when is my next meeting", year=year)).splitlines()[0] == (
        "English: Tue 12 Jan 2027, 15:45–17:00 (in 4 weeks)."
    )


def test_a_meeting_that_is_only_proposed_exists_for_nobody_yet():
    assert "Jun" not in ask("cal", "when does english meet").text


def test_long_lists_are_paged():
    meetings = tuple(
        a_meeting(f"extra-{n}", "english", starts=NOW.replace(year=2027, month=1 + n)) for n in range(8)
    )
    year = a_year(meetings=meetings)
    first = ask("dee", "english dates", year=year)

    assert (say(first).splitlines()[0], buttons_of(first)) == (
        "English (dates to come, 1–5 of 8)", ["More", "Who chairs it?", "Minutes"]
    )  # fmt: skip


def test_my_groups_are_listed_with_their_chairs():
    assert say(ask("ada", "which groups am i in")) == "Your groups\n- Secondary Mathematics. Chair: Ada"


def test_an_unknown_group_is_said_to_be_unknown_with_what_sounds_like_it():
    answered = ask("dee", "when does geography club meet")

    assert say(answered) == "I don't know a group called “geography club”. Did you mean Geography?"
    assert buttons_of(answered) == ["Geography", "My groups"]


@pytest.mark.parametrize("text", ["what's the weather", "book me a taxi", "asdf qwer", "?", ""])
def test_what_is_not_ours_is_declined_in_a_sentence(text):
    assert say(ask("dee", text)) == (
        "That is not something I keep: I know when groups meet, who chairs them and where their minutes are. "
        "For anything else, ask the co-design office (codesign@fernvale.example)."
    )


def test_thanks_are_taken():
    assert say(ask("dee", "thanks!")) == "You are welcome."


@pytest.mark.parametrize(
    "text",
    [
        "i cant cope anymore",
        "a pupil told me she is being hurt at home",
        "I need to report a safeguarding concern, when does maths meet",
        "im being bullied by my head",
        "a student said she wants to die",
    ],
)
@pytest.mark.parametrize("person", ["dee", "gus", "ivy", None])
def test_a_disclosure_gets_the_safeguarding_contact_and_nothing_else(text, person):
    answered = ask(person, text)

    assert (say(answered), buttons_of(answered), answered.context) == (DISCLOSURE, [], NO_CONTEXT)


def test_an_ordinary_question_about_safeguarding_is_no_disclosure():
    assert say(ask("dee", "when do the DSLs meet")) == SAFEGUARDING_OUTSIDE


def test_a_confidential_group_shows_outsiders_its_chair_and_dates_only():
    assert say(ask("dee", "when does safeguarding meet")) == SAFEGUARDING_OUTSIDE
    assert say(ask("dot", "when does safeguarding meet")) == SAFEGUARDING_INSIDE


def test_minutes_of_a_confidential_group_are_for_its_members():
    assert say(ask("dee", "minutes of safeguarding")) == (
        "Safeguarding Leads is confidential: its minutes are for its members."
    )


def test_a_restricted_group_with_a_contact_says_only_whom_to_ask():
    assert say(ask("dee", "when does resilience meet")) == (
        "Resilience Group is restricted: its dates are for its members. You may ask Rae Adeyemi, 01632 960115."
    )


@pytest.mark.parametrize("question", ["when does {} meet", "who chairs {}", "minutes of {}", "{}"])
@pytest.mark.parametrize("person", ["dee", "lea", "gus"])
def test_a_hidden_group_and_one_that_does_not_exist_get_the_same_words(question, person):
    hidden = ask(person, question.format("case review"))
    invented = ask(person, question.format("crab revival"))

    assert hidden.text == invented.text.replace("crab revival", "case review")
    assert (hidden.rule, hidden.sources, hidden.confidence, buttons_of(hidden)) == (
        invented.rule, invented.sources, invented.confidence, buttons_of(invented)
    )  # fmt: skip


def test_a_hidden_group_answers_nobody_as_if_it_were_not_in_the_files():
    year = a_year()
    trust = year.trust.model_copy(
        update={"groups": tuple(g for g in year.trust.groups if g.id != "case-review")}
    )
    without = year.model_copy(
        update={"trust": trust, "meetings": tuple(m for m in year.meetings if m.group != "case-review")}
    )

    for text in (
        "when does case review meet",
        "case review minutes",
        "my groups",
        "when is my next meeting",
        "casereview",
    ):
        assert ask("dee", text) == ask("dee", text, year=without)


def test_a_button_made_up_for_a_hidden_group_is_a_button_for_no_group():
    made_up = press("dee", "ask", intent="group_dates", group="crab-revival").text

    assert press("dee", "ask", intent="group_dates", group="case-review").text == made_up.replace(
        "crab revival", "case review"
    )


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("ask", {}),
        ("ask", {"intent": "unknown_asker"}),
        ("ask", {"intent": ["group_dates"]}),
        ("delete", {"intent": "help"}),
        ("ask", {"intent": "group_dates", "group": 7}),
        ("ask", {"intent": "group_dates", "group": "english", "page": -1}),
        ("ask", {"intent": "group_dates", "group": "english", "page": 10**9}),
        ("ask", {"intent": "group_dates", "group": "english", "page": "0"}),
    ],
)
def test_a_button_that_makes_no_sense_is_declined(verb, data):
    assert press("dee", verb, **data).intent == "out_of_scope"


def test_members_of_a_hidden_group_are_answered():
    assert say(ask("rae", "when does case review meet")).splitlines()[0] == (
        "Case Review: Fri 22 Jan 2027, 15:45–17:00 (in 5 weeks)."
    )


def test_a_group_chat_hears_what_the_least_entitled_may_hear():
    assert say(ask_in_a_group(("dot", "dee"), "when do the DSLs meet")) == SAFEGUARDING_OUTSIDE
    assert say(ask_in_a_group(("ada", "dee"), "secondary maths minutes")) == say(
        ask("dee", "secondary maths minutes")
    )


@pytest.mark.parametrize("scope", [Scope.GROUP, Scope.CHANNEL])
def test_a_hidden_group_stays_hidden_where_one_listener_may_not_know_of_it(scope):
    assert say(ask_in_a_group(("rae", "dee"), "when does case review meet", scope)) == (
        "I don't know a group called “case review” that everyone here may know of."
    )


def test_own_meetings_others_may_not_know_of_are_not_told_in_a_group_chat():
    alone = ask_in_a_group(("dee", "ada"), "when is my next meeting")
    secret = ask_in_a_group(("rae", "dee"), "when is my next meeting")

    assert secret.text == alone.text, "somebody with no group and somebody with a hidden one sound the same"


def test_nothing_is_said_where_somebody_unknown_listens():
    assert say(ask_in_a_group(("ada", None), "when does secondary maths meet")) == (
        "Not everyone here is in Fernvale Learning Trust's files, so I answer nothing about it here. "
        "Ask me in a chat of our own."
    )


def test_somebody_unknown_is_told_whom_to_ask():
    assert say(ask(None, "who chairs english")) == (
        "I cannot find you in Fernvale Learning Trust's files. "
        "Please ask the co-design office (codesign@fernvale.example) to add you."
    )


@pytest.mark.parametrize(
    "text", ["who chairs english", "when does case review meet", "crab revival minutes", "my groups"]
)
def test_an_it_administrator_reads_none_of_it(text):
    assert (
        say(ask("ivy", text))
        == "You run this service, and it shows those who run it nothing of what groups do."
    )


def test_a_guest_sees_the_groups_they_belong_to_and_no_others():
    assert say(ask("gus", "who chairs english")) == ENGLISH_CHAIR
    assert say(ask("gus", "who chairs secondary maths")) == "I don't know a group called “secondary maths”."


def test_the_greeting_is_short_and_the_same_for_anyone():
    greeting = answer(an_inbound(kind=Kind.INSTALL), a_year(), (None,), NO_CONTEXT, NOW)

    assert greeting.text.splitlines()[0] == (
        "I know Fernvale Learning Trust's co-design year: when each group meets, who chairs it, and where its minutes are."
    )
    assert buttons_of(greeting) == ["My next meeting", "My groups", "What can I ask?"]


def test_text_from_files_never_becomes_a_link_or_a_template():
    nasty = held("english", date(2027, 1, 5), "Read [this](https://evil.example) {{DATE(1)}}", "spring-0")
    card = ask("dee", "when does english next meet", year=a_year(meetings=(nasty,))).card

    assert [opening for opening in ("](https", "{{", "://") if opening in str(card.body["body"])] == []


def test_every_answer_is_within_the_limits_of_a_card():
    questions = (
        "my next meeting",
        "maths dates",
        "who chairs english",
        "secondary maths minutes",
        "my groups",
        "help",
        "hi",
        "x",
    )

    assert [check_limits(ask("ada", question).card) for question in questions] == [()] * len(questions)
