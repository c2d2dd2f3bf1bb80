from __future__ import annotations

from tests.bot.example import SITE, say
from tests.bot.papers_example import AUGUST, MATHS, a_busy_year, put
from trust.year import Links


def test_the_papers_are_those_of_the_last_meeting_held():
    assert say(put("dee", "saved_where", group="maths-secondary")).splitlines() == [
        "Secondary Mathematics",
        "The papers of November moderation, Tue 17 Nov 2026:",
        "Folder: Linked below.",
        "Agenda: No agenda was published.",
        "Minutes: None approved yet: a draft was due by Tue 24 Nov 2026.",
        f"Open the folder: {SITE}/m",
    ]


def test_officers_are_given_the_way_to_the_draft():
    assert say(put("ada", "saved_where", group="maths-secondary")).splitlines()[-3:] == [
        "Minutes: Draft, saved Fri 20 Nov 2026. Linked below.",
        f"Open the folder: {SITE}/m",
        f"Open the minutes: {SITE}/m/draft.docx",
    ]


def test_a_draft_that_has_a_document_of_its_own_is_linked_for_officers_alone():
    held = f"{MATHS}/moderation"
    links = (
        Links(meeting=held, minutes_url=f"{SITE}/m/empty.docx", draft_url=f"{SITE}/m/officers/draft.docx"),
    )
    told = {who: say(put(who, "saved_where", a_busy_year(links=links), group="maths-secondary"))
            for who in ("ada", "dee")}  # fmt: skip

    assert told["ada"].splitlines()[-1] == f"Open the minutes: {SITE}/m/officers/draft.docx"
    assert "docx" not in told["dee"]


def test_the_next_meetings_papers_are_given_on_request():
    assert say(put("dee", "saved_where", group="maths-secondary", soonest=True)).splitlines()[1:] == [
        "The papers of Spring meeting, Tue 19 Jan 2027:",
        "Folder: Linked below.",
        "Agenda: Published. Linked below.",
        "Minutes: None yet: it has not been held.",
        f"Open the folder: {SITE}/s",
        f"Open the agenda: {SITE}/s/a.docx",
    ]


def test_what_is_not_there_yet_is_said_plainly():
    assert say(put("dee", "saved_where", group="english")).splitlines()[1:] == [
        "The papers of Spring meeting, Tue 12 Jan 2027:",
        "Folder: No folder is linked here yet; it is made before the invitations go out.",
        "Agenda: Not published yet: due by Tue 5 Jan 2027.",
        "Minutes: None yet: it has not been held.",
    ]


def test_days_without_a_meeting_have_no_papers():
    assert say(put("dee", "saved_where", group="english", when=AUGUST)) == (
        "English has no announced meeting in “august” (Sun 1 Aug 2027 – Tue 31 Aug 2027)."
    )


def test_papers_of_a_confidential_group_are_for_its_members():
    assert say(put("dee", "saved_where", group="safeguarding")) == (
        "Safeguarding Leads is confidential: its papers are for its members."
    )


def test_a_draft_and_none_at_all_sound_the_same_to_others():
    without = a_busy_year(minutes=(), agendas=())

    assert say(put("dee", "saved_where", without, group="maths-secondary")) == say(
        put("dee", "saved_where", group="maths-secondary")
    )
