from __future__ import annotations

import json
from datetime import date

import pytest

from bot.handlers.agenda_typed import read_item
from cards.limits import check_limits
from tests.bot.doing_example import Office, find_button, find_fields
from tests.bot.example import buttons_of, held, say
from tests.bot.papers_example import MATHS, a_busy_year
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Agenda, AgendaItem, AgendaStatus, Minutes, MinutesStatus

SPRING = f"{MATHS}/spring-1"
WHEN = "Secondary Mathematics: Spring meeting, Tue 19 Jan 2027, 15:45–17:00"
RATIO = AgendaItem(title="Ratio", minutes=30, lead="ben", outcome="One unit for all")
DATES = AgendaItem(title="Dates", minutes=10)
NOT_ALL_HERE = "Not everyone here may read the draft of that agenda. Ask me about it in a chat of our own."
OFFICERS_ALONE = (
    "Only the chair, co-chair or coordinator of Secondary Mathematics may write or publish its agenda."
)
MINE = {"group": "maths-secondary"}


def an_office(*items: AgendaItem, **fields) -> Office:
    agendas = (Agenda(meeting=SPRING, items=items),) if items else ()
    return Office(a_busy_year(**{"agendas": agendas} | fields))


def titles(office: Office) -> list[str]:
    return [item.title for item in office.year.agenda_by_meeting[SPRING].items]


def lines(answered) -> list[str]:
    return say(answered).splitlines()


# From the first button to the published agenda.


def test_an_agenda_is_drafted_changed_and_published_by_pressing():
    office = an_office()
    agenda = office.press("ada", find_button(office.put("ada", "group_agenda", **MINE), "Draft the agenda"))

    assert lines(agenda)[:5] == [
        "The agenda is drafted.",
        WHEN,
        "A draft, not published yet: due by Tue 12 Jan 2027. 40 minutes are not given to an item yet.",
        "- 15:45 · 5 min · Welcome and apologies · Ada",
        "- 15:50 · 10 min · Actions from the last meeting · Ada · Outcome: Each action closed or carried forward",
    ]
    assert "- Share the fractions unit · Ben · due Thu 5 Nov 2026" in lines(agenda)

    form = office.press("ada", find_button(agenda, "Add an item"))
    assert find_fields(form) == {"title": "", "minutes": 10, "lead": "-", "outcome": ""}
    added = {"title": "Ratio", "minutes": "40", "lead": "ben", "outcome": "One unit"}
    agenda = office.press("ada", find_button(form, "Add it"), **added)
    assert lines(agenda)[0] == "“Ratio” is on the agenda."
    assert "- 16:05 · 40 min · Ratio · Ben · Outcome: One unit" in lines(agenda)

    item = office.press("ada", find_button(agenda, "Edit this item"), topic="Ratio")
    assert find_fields(item) == {"title": "Ratio", "minutes": 40, "lead": "ben", "outcome": "One unit"}
    agenda = office.press(
        "ada", find_button(item, "Save"), **(find_fields(item) | {"lead": "-", "minutes": ""})
    )
    assert office.year.agenda_by_meeting[SPRING].items[3] == AgendaItem(title="Ratio", outcome="One unit")

    published = office.press("ada", find_button(agenda, "Publish it"))
    assert lines(published)[0] == "The agenda is published. The invitation and the Word document follow."
    assert "Publish it" not in buttons_of(published)
    assert "- Ratio · Outcome: One unit" in lines(office.put("dee", "group_agenda", **MINE))


def test_an_agenda_is_drafted_changed_and_published_by_typing():
    office = an_office()
    for who, intent, said, sentence in (
        ("ben", "draft_agenda", {}, "The agenda is drafted."),
        ("ada", "add_item", {"topic": "20 minutes on ratio", "person": "ben"}, "“Ratio” is on the agenda."),
        ("ben", "add_item", {"topic": "marking"}, "“Marking” is on the agenda."),
        ("ada", "edit_item", {"topic": "ratio 25 mins"}, "“Ratio” is changed."),
        ("ada", "edit_item", {"topic": "marking", "person": "eve"}, "“Marking” is changed."),
        ("ben", "edit_item", {"topic": "marking to a code for marking"}, "“A code for marking” is changed."),
        ("ada", "move_item", {"topic": "a code", "detail": "up"}, "“A code for marking” is item 4 now."),
        ("ada", "move_item", {"nth": 1}, "“Welcome and apologies” is item 2 now."),
        ("ada", "drop_item", {"topic": "welcome"}, "“Welcome and apologies” is off the agenda."),
        (
            "ada",
            "publish_agenda",
            {},
            "The agenda is published. The invitation and the Word document follow.",
        ),
    ):
        assert lines(office.put(who, intent, **MINE, **said))[0] == sentence
    items = office.year.agenda_by_meeting[SPRING].items
    assert [(i.title, i.minutes, i.lead) for i in items[2:4]] == [
        ("A code for marking", 0, "eve"),
        ("Ratio", 25, "ben"),
    ]


def test_without_a_group_it_is_the_one_whose_agenda_one_writes():
    assert lines(an_office(RATIO).put("ada", "edit_agenda"))[0] == WHEN
    assert say(an_office(RATIO).put("dee", "edit_agenda")) == (
        "You write no group's agenda: that is for its chair, co-chair or coordinator."
    )
    assert lines(an_office(RATIO).put("cal", "edit_agenda"))[0] == (
        "Which group do you mean? Secondary Mathematics or English? Type its name."
    )


def test_a_meeting_named_by_its_day_or_by_a_button_is_the_one_whose_agenda_is_shown():
    summer = an_office().put("ada", "edit_agenda", **MINE, detail="summer-1")

    assert lines(summer)[0] == "Secondary Mathematics: Summer conference, Tue 4 May 2027, 15:45–17:00"
    assert find_button(summer, "Add an item")["data"]["detail"] == "summer-1"


# Stale forms and two at once.


def test_a_form_of_an_item_renamed_meanwhile_says_so_and_shows_how_it_stands():
    office = an_office(RATIO, DATES)
    form = office.put("ada", "edit_item", **MINE, topic="Ratio")
    office.put("ben", "edit_item", **MINE, topic="ratio to rates")
    stale = office.press("ada", find_button(form, "Save"), **(find_fields(form) | {"minutes": 5}))

    assert lines(stale)[0] == (
        "No item of this agenda is called “Ratio”: it may have been renamed or taken off. This is how it stands now."
    )
    assert "- 15:45 · 30 min · Rates · Ben · Outcome: One unit for all" in lines(stale)


def test_what_the_other_changed_in_the_same_item_stays():
    office = an_office(RATIO, DATES)
    form = office.put("ada", "edit_item", **MINE, topic="Ratio")
    office.put("ben", "edit_item", **MINE, topic="ratio 20 minutes")
    office.press("ada", find_button(form, "Save"), **(find_fields(form) | {"outcome": "Two units"}))

    assert office.year.agenda_by_meeting[SPRING].items[0] == AgendaItem(
        title="Ratio", minutes=20, lead="ben", outcome="Two units"
    )


def test_what_both_changed_is_shown_again_with_what_one_had_written():
    office = an_office(RATIO, DATES)
    form = office.put("ada", "edit_item", **MINE, topic="Ratio")
    office.put("ben", "edit_item", **MINE, topic="ratio 20 minutes")
    again = office.press("ada", find_button(form, "Save"), **(find_fields(form) | {"minutes": 40}))

    assert lines(again)[0] == (
        "“Ratio” was changed by somebody else meanwhile. This is how it stands now: please look again. "
        "You wrote: Ratio · 40 min · One unit for all."
    )
    assert find_fields(again)["minutes"] == 20


def test_a_button_pressed_twice_moves_an_item_once():
    office = an_office(RATIO, DATES)
    up = find_button(office.put("ada", "edit_item", **MINE, topic="Dates"), "Move up")

    assert lines(office.press("ada", up))[0] == "“Dates” is item 1 now."
    again = office.press("ada", up)
    assert (lines(again)[0], titles(office)) == ("“Dates” has been moved already.", ["Dates", "Ratio"])
    assert buttons_of(again) == ["Save", "Move down", "Take it off", "Next item", "The whole agenda"]


def test_items_follow_one_another_and_the_last_has_none_after_it():
    office = an_office(RATIO, DATES)
    first = office.put("ada", "edit_item", **MINE, topic="ratio")
    second = office.press("ada", find_button(first, "Next item"))

    assert (find_fields(second)["title"], "Next item" in buttons_of(second)) == ("Dates", False)


@pytest.mark.parametrize("topic", ["ratio", "dates", "round"])
def test_which_item_is_meant_is_asked_where_several_fit(topic):
    office = an_office(AgendaItem(title="Ratio, round one"), AgendaItem(title="Ratio, round two"), DATES)
    answered = office.put("ada", "drop_item", **MINE, topic=topic)

    if topic == "dates":
        assert titles(office) == ["Ratio, round one", "Ratio, round two"]
    else:
        assert (buttons_of(answered), len(titles(office))) == (["Ratio, round one", "Ratio, round two"], 3)


def test_an_item_nobody_knows_is_said_not_to_be_there():
    office = an_office(RATIO)

    assert lines(office.put("ada", "drop_item", **MINE, topic="knitting"))[:2] == [
        "No item of this agenda is called “knitting”.",
        WHEN,
    ]
    assert lines(office.put("ada", "move_item", **MINE))[0] == "Say which item."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("20 minutes on ratio", ("Ratio", 20)),
        ("ratio for 15 mins", ("Ratio", 15)),
        ("a 10-minute quiz", ("A quiz", 10)),
        ("10m", ("", 10)),
        ("Year 7 maths", ("Year 7 maths", None)),
        ("“ratio”", ("Ratio", None)),
        ("", ("", None)),
    ],
)
def test_minutes_are_read_out_of_what_is_said_of_an_item(words, said):
    assert read_item(words) == said


# What members put forward.


def test_members_put_items_forward_and_officers_take_them_up_or_turn_them_down():
    office = an_office(RATIO)
    form = office.put("eve", "propose_item", **MINE)
    assert find_fields(form) == {"title": "", "outcome": ""}
    told = office.press("eve", find_button(form, "Put it forward"), title="A quiz", outcome="Fun")
    assert lines(told)[0] == (
        "“A quiz” is put forward: the chair, co-chair or coordinator takes it up or turns it down. "
        "Waiting to be taken up or turned down: A quiz."
    )
    office.put("eve", "add_item", **MINE, topic="rates")
    assert titles(office) == ["Ratio"]

    agenda = office.put("ada", "edit_agenda", **MINE)
    assert lines(agenda)[-6:-2] == ["Put forward (2):", "- A quiz · Eve", "- Rates · Eve", "Which item?"]
    first = office.press("ada", find_button(agenda, "Put forward (2)"))
    assert lines(first)[1:4] == ["A quiz:", "- Put forward by Eve", "- Should lead to: Fun"]
    second = office.press("ada", find_button(first, "Take it up"))
    assert lines(second)[0:3] == ["“A quiz” is on the agenda.", WHEN, "Rates:"]
    last = office.press("ada", find_button(second, "Turn it down"))
    assert (lines(last)[0], titles(office)) == ("“Rates” is turned down.", ["Ratio", "A quiz"])


def test_what_is_put_forward_is_taken_up_by_typing_too():
    office = an_office(RATIO)
    office.put("eve", "propose_item", **MINE, topic="a quiz")
    office.put("eve", "propose_item", **MINE, topic="rates")

    assert lines(office.put("ben", "take_item", **MINE, topic="quiz"))[0] == "“A quiz” is on the agenda."
    assert lines(office.put("ben", "turn_down_item", **MINE, nth=1))[0] == "“Rates” is turned down."
    assert (
        lines(office.put("ben", "take_item", **MINE, topic="rates"))[0] == "Nobody has put an item forward."
    )


def test_what_members_put_forward_before_there_is_an_agenda_waits_for_one():
    office = an_office()
    office.put("eve", "propose_item", **MINE, topic="a quiz")

    assert say(office.put("dee", "group_agenda", **MINE)) == say(
        an_office().put("dee", "group_agenda", **MINE)
    )
    assert "Put forward (1)" in buttons_of(office.put("ada", "draft_agenda", **MINE))


# Suggestions.


def a_year_ago(title: str) -> tuple[Meeting, Agenda]:
    then = held("maths-secondary", date(2026, 1, 20)).model_copy(
        update={"key": "2025-26/maths-secondary/spring-1"}
    )
    items = (AgendaItem(title="Ratio"), AgendaItem(title=title, minutes=15, lead="ned"))
    return then, Agenda(meeting=then.key, status=AgendaStatus.PUBLISHED, items=items)


def test_what_was_decided_and_what_was_on_a_year_ago_is_added_with_one_button():
    then, old = a_year_ago("Exam boards")
    decided = Minutes(
        meeting=f"{MATHS}/moderation", status=MinutesStatus.APPROVED, decisions=("One policy.",)
    )
    year = a_busy_year()
    office = an_office(
        RATIO,
        meetings=(*year.meetings, then),
        minutes=(decided,),
        agendas=(Agenda(meeting=SPRING, items=(RATIO,)), old),
    )
    suggested = office.press("ada", find_button(office.put("ada", "edit_agenda", **MINE), "Suggestions (2)"))
    assert lines(suggested)[1:5] == [
        "Follow up: One policy.:",
        "- It was decided last time.",
        "Exam boards:",
        "- It was on the agenda a year ago.",
    ]
    agenda = office.press("ada", find_button(suggested, "Add “Exam boards”"))
    assert lines(agenda)[0] == "“Exam boards” is on the agenda."
    assert office.year.agenda_by_meeting[SPRING].items[1] == AgendaItem(title="Exam boards", minutes=15)


def test_nothing_to_suggest_is_said():
    office = an_office(RATIO, minutes=())

    assert lines(office.put("ada", "agenda_suggestions", **MINE))[0].startswith("I have nothing to suggest")


# Who may not.


@pytest.mark.parametrize(
    "intent",
    ["edit_agenda", "new_item", "edit_item", "move_item", "drop_item", "take_item", "turn_down_item",
     "draft_agenda", "publish_agenda", "proposed_items", "agenda_suggestions"],
)  # fmt: skip
def test_whoever_may_not_write_an_agenda_is_shown_nothing_of_its_draft(intent):
    office = an_office(AgendaItem(title="Secret plans"))

    for who, sentence in (
        ("eve", OFFICERS_ALONE),
        ("dee", OFFICERS_ALONE),
        ("ada eve", NOT_ALL_HERE),
    ):
        answered = office.put(who, intent, **MINE, topic="secret plans")
        assert lines(answered)[0] == sentence
        assert "Secret plans" not in json.dumps(answered.card.body)
    assert (titles(office), office.done) == (["Secret plans"], None)


@pytest.mark.parametrize("intent", ["edit_agenda", "publish_agenda", "add_item", "propose_item"])
def test_a_group_that_keeps_its_agendas_to_itself_refuses_outsiders_before_anything_is_done(intent):
    office = an_office()

    assert say(office.put("dee", intent, group="safeguarding")) == (
        "Safeguarding Leads is confidential: its agendas are for its members."
    )
    assert say(office.put("dee", intent, group="resilience")) == (
        "Resilience Group is restricted: its agendas are for its members. You may ask Rae Adeyemi, 01632 960115."
    )
    assert office.done is None


DEEDS = (
    {"kind": "draft_agenda"},
    {"kind": "publish_agenda"},
    {"kind": "add_item", "title": "Mine"},
    {"kind": "change_item", "item": "Secret plans", "title": "Mine"},
    {"kind": "move_item", "item": "Secret plans", "by": 1},
    {"kind": "drop_item", "item": "Secret plans"},
    {"kind": "propose_item", "title": "Secret plans"},
    {"kind": "take_item", "item": "Secret plans"},
    {"kind": "turn_down_item", "item": "Secret plans"},
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed["kind"])
def test_a_made_up_button_tells_outsiders_the_same_of_a_hidden_group_as_of_none(deed):
    secret = Agenda(meeting="2026-27/case-review/spring-1", items=(AgendaItem(title="Secret plans"),))
    office = Office(a_busy_year(agendas=(secret,)))
    told = [
        office.press("dee", {"data": {"verb": "do", "meeting": f"2026-27/{group}/spring-1", **deed}})
        for group in ("case-review", "knitting-circle")
    ]

    assert say(told[0]) == say(told[1]) == "There is no such meeting, or none that you may know of."
    assert office.year.agendas == (secret,)


@pytest.mark.parametrize(
    "deed",
    # What is published or put forward before others is theirs to hear of.
    [deed for deed in DEEDS if deed["kind"] not in ("publish_agenda", "propose_item")],
    ids=lambda deed: deed["kind"],
)
@pytest.mark.parametrize("who", ["ada eve", "ada dee"])
def test_a_made_up_button_in_company_shows_nothing_of_a_draft(who, deed):
    others = AgendaItem(title="Other plans", outcome="Hush")
    answered = an_office(AgendaItem(title="Secret plans"), others).press(
        who, {"data": {"verb": "do", "meeting": SPRING, **deed}}
    )

    assert say(answered) == NOT_ALL_HERE


@pytest.mark.parametrize("who", ["rae", "rae dee"])
def test_in_company_not_even_what_was_done_is_told_of_a_group_whose_dates_are_kept(who):
    pressed = {"data": {"verb": "do", "kind": "draft_agenda", "meeting": "2026-27/resilience/spring-1"}}
    answered = Office(a_busy_year(agendas=())).press(who, pressed)

    assert lines(answered)[0] == ("The agenda is drafted." if who == "rae" else NOT_ALL_HERE)


@pytest.mark.parametrize(
    ("meeting", "sentence"),
    [
        ("2026-27/english/summer-2", "There is no such meeting, or none that you may know of."),
        ("2026-27/english/off", "That meeting was called off."),
        ("2026-27/english/autumn-1", "That meeting is over, so its agenda stays as it is."),
    ],
)
def test_of_a_meeting_whose_agenda_is_not_written_nothing_is_shown_but_why(meeting, sentence):
    others = (
        held("english", date(2026, 10, 1)),
        held("english", date(2027, 2, 2), rule="off").model_copy(update={"status": MeetingStatus.CANCELLED}),
    )
    office = Office(a_busy_year(meetings=(*a_busy_year().meetings, *others)))
    pressed = {"data": {"verb": "do", "kind": "draft_agenda", "meeting": meeting}}

    assert say(office.press("cal", pressed)) == sentence


def test_what_is_published_before_others_is_told_to_them_without_what_still_waits():
    office = an_office(RATIO)
    office.put("eve", "propose_item", **MINE, topic="a quiz")
    publish = {"data": {"verb": "do", "kind": "publish_agenda", "meeting": SPRING}}

    assert say(office.press("ada eve", publish)) == "The agenda is published."


def test_an_item_put_forward_before_others_tells_of_no_other_and_nothing_of_a_confidential_agenda():
    office = an_office(RATIO)
    office.put("eve", "propose_item", **MINE, topic="a quiz")
    told = office.put("eve ada", "propose_item", **MINE, topic="rates")
    assert lines(told)[0] == (
        "“Rates” is put forward: the chair, co-chair or coordinator takes it up or turns it down."
    )

    pressed = {
        "data": {
            "verb": "do",
            "kind": "propose_item",
            "meeting": "2026-27/safeguarding/spring-1",
            "title": "X",
        }
    }
    assert say(office.press("dot dee", pressed)) == NOT_ALL_HERE


@pytest.mark.parametrize("title", ["x" * 121, "two\nlines"])
def test_a_title_that_cannot_be_is_said_in_a_sentence(title):
    office = an_office(RATIO)
    answered = office.put("ada", "add_item", **MINE, topic=title)

    if "\n" in title:
        assert lines(answered)[0] == "“Two lines” is on the agenda."
    else:
        assert say(answered) == "Nothing was done: the title is too long; it may have 120 letters."


def test_a_long_agenda_has_pages_and_stays_within_what_teams_shows():
    items = tuple(
        AgendaItem(title=f"{n} {'long title ' * 9}", outcome="o" * 300, minutes=5) for n in range(25)
    )
    office = an_office(*items)
    first = office.put("ada", "edit_agenda", **MINE)
    second = office.press("ada", find_button(first, "More items"))

    assert [check_limits(one.card) for one in (first, second)] == [(), ()]
    assert any(line.startswith("- 16:25 · 5 min · 8 long") for line in lines(second))
    assert find_button(second, "The first items")
