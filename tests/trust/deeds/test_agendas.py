from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOW, a_meeting

from tests.trust.deeds.papers_example import (
    AUDIT,
    CASES,
    HELD,
    LAST,
    LAST_YEAR,
    MATHS,
    OFF,
    OVER,
    a_year_with_papers,
    after,
    try_to,
)
from trust.agenda_drafting import Why, find_meeting_a_year_ago, find_timing, suggest_items
from trust.deeds.agendas import EMPTY, MOST_ITEMS, MOST_PROPOSED
from trust.deeds.agendas import OVER as TOO_LATE
from trust.deeds.rights import CANCELLED, NO_MEETING
from trust.deeds.values import (
    AddItem,
    ChangeItem,
    DraftAgenda,
    DropItem,
    MoveItem,
    ProposeItem,
    PublishAgenda,
    TakeItem,
    TurnDownItem,
)
from trust.papers import Agenda, AgendaItem, AgendaStatus, Minutes, MinutesStatus
from trust.values import RefusedError

RATIO = AgendaItem(title="Ratio", minutes=30, lead="ben", outcome="One unit for all")
DATES = AgendaItem(title="Dates", minutes=10)
LAST_TIME = "Minutes and decisions of the last meeting"
STANDING = ("Welcome and apologies", "Actions from the last meeting", LAST_TIME,
            "Questions and sharing practice", "Actions, owners and dates agreed")  # fmt: skip
EMPTY_YEAR = a_year_with_papers()
YEAR = a_year_with_papers(RATIO, DATES)
DEEDS = (
    DraftAgenda(meeting=MATHS),
    AddItem(meeting=MATHS, title="Homework"),
    ChangeItem(meeting=MATHS, item="Ratio", title="Ratio and rates"),
    MoveItem(meeting=MATHS, item="Dates", by=-1),
    DropItem(meeting=MATHS, item="Dates"),
    TakeItem(meeting=MATHS, item="Quiz"),
    TurnDownItem(meeting=MATHS, item="Quiz"),
    PublishAgenda(meeting=MATHS),
)


def refusal(year, deed, by="ada", now=NOW) -> str:
    with pytest.raises(RefusedError) as refused:
        try_to(year, deed, by, now)
    return str(refused.value)


def titles(year) -> list[str]:
    return [item.title for item in year.agenda_by_meeting[MATHS].items]


def done(year, *deeds, by="ada"):
    for deed in deeds:
        year = after(year, try_to(year, deed, by))
    return year


# Who may.


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.kind)
@pytest.mark.parametrize("by", ["cal", "dee", "gus"])
def test_only_officers_write_an_agenda(deed, by):
    sentence = "Only the chair, co-chair or coordinator of Maths may write or publish its agenda."

    assert refusal(YEAR, deed, by) == sentence


@pytest.mark.parametrize("by", ["ada", "ben", "cor"])
def test_every_officer_writes_it_and_members_put_items_forward(by):
    year = done(EMPTY_YEAR, DraftAgenda(meeting=MATHS), by=by)
    year = done(year, ProposeItem(meeting=MATHS, title="Quiz"), by="gus")
    year = done(year, TakeItem(meeting=MATHS, item="quiz"), PublishAgenda(meeting=MATHS), by=by)

    assert titles(year) == [*STANDING[:3], "Quiz", *STANDING[3:]]
    assert year.agenda_by_meeting[MATHS].published == NOW.date()


@pytest.mark.parametrize("kind", [DraftAgenda, PublishAgenda])
@pytest.mark.parametrize(
    ("by", "key", "sentence"),
    [
        ("dee", CASES, NO_MEETING),
        ("guy", MATHS, NO_MEETING),
        ("dee", AUDIT, "Only the chair, co-chair or coordinator of Audit may write or publish its agenda."),
        ("ada", "2026-27/maths/soon", NO_MEETING),
        ("ada", OFF, CANCELLED),
        ("ada", LAST, TOO_LATE),
    ],
)
def test_an_agenda_nobody_may_write_is_refused(kind, by, key, sentence):
    assert refusal(YEAR, kind(meeting=key), by) == sentence


@pytest.mark.parametrize("by", ["dee", "cor"])
def test_only_members_put_items_forward(by):
    assert refusal(YEAR, ProposeItem(meeting=MATHS, title="Quiz"), by) == (
        "Only a member of Maths may put an item on its agenda forward."
    )


# Drafting.


def test_a_draft_has_the_standing_items_with_times_a_lead_and_outcomes():
    [agenda] = try_to(EMPTY_YEAR, DraftAgenda(meeting=MATHS)).saved.agendas

    assert [(i.title, i.minutes, i.lead) for i in agenda.items] == [
        (title, minutes, "ada") for title, minutes in zip(STANDING, (5, 10, 5, 10, 5), strict=True)
    ]
    assert [bool(i.outcome) for i in agenda.items] == [False, True, True, True, True]
    assert agenda.status is AgendaStatus.DRAFT


def test_a_first_meeting_has_no_minutes_to_look_back_on():
    first = tuple(meeting for meeting in EMPTY_YEAR.meetings if meeting.key == MATHS)
    year = done(a_year_with_papers(meetings=first), DraftAgenda(meeting=MATHS))

    assert titles(year) == [title for title in STANDING if title != LAST_TIME]


def test_the_document_that_begins_with_the_standing_items_does_not_tell_whether_minutes_are_drafted():
    years = [
        a_year_with_papers(minutes=minutes) for minutes in ((), (Minutes(meeting=LAST, decisions=("A",)),))
    ]
    drafted = [try_to(year, DraftAgenda(meeting=MATHS)).saved for year in years]

    assert drafted[0] == drafted[1]


@pytest.mark.parametrize(("length", "sums_to"), [(30, 15), (75, 30), (330, 70)])
def test_standing_items_take_as_long_as_the_meeting_allows(length, sums_to):
    meeting = a_meeting("spring-1", "maths", starts=HELD, ends=HELD + timedelta(minutes=length))
    year = done(a_year_with_papers(meetings=(meeting,)), DraftAgenda(meeting=MATHS))

    timing = find_timing(meeting, year.agenda_by_meeting[MATHS].items)
    assert (length - timing.left, timing.unset, timing.starts[0]) == (sums_to, 0, HELD)


def test_drafting_keeps_what_is_there_and_what_was_put_forward():
    begun = try_to(YEAR, DraftAgenda(meeting=MATHS))
    proposed = done(EMPTY_YEAR, ProposeItem(meeting=MATHS, title="Quiz"), by="cal")
    drafted = done(proposed, DraftAgenda(meeting=MATHS))

    assert (begun.sentence, begun.changes_year) == ("The agenda is begun already.", False)
    assert [one.title for one in drafted.agenda_by_meeting[MATHS].proposed] == ["Quiz"]


def test_running_times_begin_with_the_meeting_and_say_what_is_left():
    [meeting] = [m for m in YEAR.meetings if m.key == MATHS]
    unset = AgendaItem(title="Any other business")

    assert find_timing(meeting, (RATIO, DATES)) == ((HELD, HELD + timedelta(minutes=30)), 35, 0)
    assert find_timing(meeting, (RATIO, RATIO, RATIO)).left == -15
    assert find_timing(meeting, (RATIO, unset)) == ((None, None), 45, 1)


# What may be worth adding.


def a_year_with_a_past(*old: AgendaItem, rule: str = "spring-1", decisions=("One policy.",)):
    then = a_meeting("x", "maths", starts=HELD - timedelta(weeks=51)).model_copy(
        update={"key": f"2025-26/maths/{rule}"}
    )
    minutes = (Minutes(meeting=LAST, status=MinutesStatus.APPROVED, decisions=decisions),)
    old_agenda = Agenda(meeting=then.key, status=AgendaStatus.PUBLISHED, items=old)
    agendas = (Agenda(meeting=MATHS, items=(RATIO,)), old_agenda)
    return a_year_with_papers(meetings=(*EMPTY_YEAR.meetings, then), minutes=minutes, agendas=agendas)


@pytest.mark.parametrize("rule", ["spring-1", "winter-9"])
def test_decisions_and_last_years_items_that_are_missing_are_suggested(rule):
    gone = AgendaItem(title="Marking", minutes=20, lead="ned", outcome="One code", proposed_by="cal")
    welcome = AgendaItem(title="Welcome and apologies")
    year = a_year_with_a_past(welcome, RATIO, gone, rule=rule)
    [meeting] = [m for m in year.meetings if m.key == MATHS]

    assert suggest_items(year, meeting, year.agenda_by_meeting[MATHS]) == (
        (AgendaItem(title="Follow up: One policy.", outcome="We know how far it is"), Why.DECIDED),
        (AgendaItem(title="Marking", minutes=20, outcome="One code"), Why.A_YEAR_AGO),
    )


def test_a_long_decision_makes_a_title_that_may_be_added():
    year = a_year_with_a_past(decisions=("Keep\n" + "x" * 300,))
    [meeting] = [m for m in year.meetings if m.key == MATHS]
    [suggestion] = suggest_items(year, meeting, year.agenda_by_meeting[MATHS])

    assert titles(done(year, AddItem(meeting=MATHS, title=suggestion.item.title)))[-1] == (
        f"Follow up: Keep {'x' * 103}…"
    )


def test_a_meeting_of_another_time_of_the_year_is_not_the_same_one():
    far = a_meeting("x", "maths", starts=HELD - timedelta(weeks=35)).model_copy(update={"key": LAST_YEAR})
    year = a_year_with_papers(meetings=(*EMPTY_YEAR.meetings, far))
    [meeting] = [m for m in year.meetings if m.key == MATHS]

    assert find_meeting_a_year_ago(year, meeting) is None


# Items.


def test_an_item_is_added_before_those_the_agenda_ends_with():
    year = done(EMPTY_YEAR, DraftAgenda(meeting=MATHS), AddItem(meeting=MATHS, title="Ratio", lead="ben"))

    assert titles(year) == [*STANDING[:3], "Ratio", *STANDING[3:]]


def test_adding_the_same_item_twice_is_harmless_and_another_of_its_name_is_refused():
    same = AddItem(meeting=MATHS, title="ratio", minutes=30, lead="ben", outcome="One unit for all")
    again = try_to(YEAR, same)

    assert (again.sentence, again.changes_year) == ("“Ratio” is on the agenda already.", False)
    assert refusal(YEAR, AddItem(meeting=MATHS, title="RATIO", minutes=5)) == (
        "There is an item called “Ratio” already: change that one instead."
    )


@pytest.mark.parametrize("lead", ["nobody", "ned"])
def test_an_item_is_led_by_somebody_who_is_there_that_day(lead):
    sentence = "Nobody in the trust's files leads an item by that name on that day."

    assert refusal(YEAR, AddItem(meeting=MATHS, title="Quiz", lead=lead)) == sentence
    assert refusal(YEAR, ChangeItem(meeting=MATHS, item="Ratio", title="Ratio", lead=lead)) == sentence


def test_an_agenda_has_room_for_so_many_items():
    year = a_year_with_papers(*(AgendaItem(title=f"Item {n}") for n in range(MOST_ITEMS)))
    year = done(year, ProposeItem(meeting=MATHS, title="Quiz"), by="cal")

    assert refusal(year, AddItem(meeting=MATHS, title="One more")).startswith(
        "An agenda holds at most 40 items"
    )
    assert refusal(year, TakeItem(meeting=MATHS, item="Quiz")).startswith("An agenda holds at most 40 items")


SEEN = {"seen_minutes": 30, "seen_lead": "ben", "seen_outcome": "One unit for all"}
AS_IT_IS = {"minutes": 30, "lead": "ben", "outcome": "One unit for all"}


def change(**fields) -> ChangeItem:
    return ChangeItem(**{"meeting": MATHS, "item": "Ratio", "title": "Ratio"} | AS_IT_IS | SEEN | fields)


def test_two_who_change_the_same_item_keep_each_their_part():
    year = done(YEAR, change(minutes=20))
    year = done(year, change(title="Ratio and rates", lead="-"), by="ben")
    item = year.agenda_by_meeting[MATHS].items[0]

    assert (item.title, item.minutes, item.lead, item.outcome) == (
        "Ratio and rates",
        20,
        None,
        "One unit for all",
    )


def test_where_both_change_the_same_thing_the_second_is_asked_to_look_again():
    year = done(YEAR, change(minutes=20))

    assert refusal(year, change(minutes=25), "ben") == (
        "“Ratio” was changed by somebody else meanwhile. This is how it stands now: please look again."
    )
    assert try_to(year, change(minutes=20), "ben").changes_year is False


def test_an_item_that_was_renamed_meanwhile_is_said_to_be_gone():
    year = done(YEAR, change(title="Ratio and rates"))

    sentence = "No item of this agenda is called “Ratio”: it may have been renamed or taken off. This is how it stands now."
    for deed in (
        change(minutes=5),
        MoveItem(meeting=MATHS, item="Ratio", by=1),
        DropItem(meeting=MATHS, item="Ratio"),
    ):
        assert refusal(year, deed, "ben") == sentence
    assert refusal(YEAR, change(title="dates")) == "There is an item called “Dates” already."


def test_an_outcome_longer_than_a_form_holds_is_not_cut_by_saving_the_form():
    long = "Everyone agrees\n" + "and agrees " * 60
    shown = " ".join(long.split())[:300].strip()
    year = a_year_with_papers(RATIO.model_copy(update={"outcome": long}))
    saved = done(year, change(minutes=5, outcome=shown, seen_outcome=shown))

    assert saved.agenda_by_meeting[MATHS].items[0].outcome == long


@pytest.mark.parametrize(
    ("deed", "sentence", "order"),
    [
        (MoveItem(meeting=MATHS, item="Dates", by=-1), "“Dates” is item 1 now.", ["Dates", "Ratio"]),
        (MoveItem(meeting=MATHS, item="Ratio", by=1, seen_place=1), "“Ratio” is item 2 now.", ["Dates", "Ratio"]),
        (MoveItem(meeting=MATHS, item="Ratio", by=-1), "“Ratio” is the first item already.", ["Ratio", "Dates"]),
        (MoveItem(meeting=MATHS, item="Dates", by=1), "“Dates” is the last item already.", ["Ratio", "Dates"]),
        (MoveItem(meeting=MATHS, item="Ratio", by=-1, seen_place=2), "“Ratio” has been moved already.", ["Ratio", "Dates"]),
    ],
)  # fmt: skip
def test_an_item_moves_by_one_place_and_once_however_often_one_presses(deed, sentence, order):
    result = try_to(YEAR, deed)

    assert (result.sentence, titles(after(YEAR, result))) == (sentence, order)


def test_an_order_changed_meanwhile_is_shown_instead():
    assert refusal(YEAR, MoveItem(meeting=MATHS, item="Ratio", by=1, seen_place=5)) == (
        "The order was changed meanwhile. This is how it stands now."
    )


def test_an_item_is_taken_off():
    result = try_to(YEAR, DropItem(meeting=MATHS, item="ratio"))

    assert (result.sentence, titles(after(YEAR, result))) == ("“Ratio” is off the agenda.", ["Dates"])


# What members put forward.


def test_what_is_put_forward_waits_and_is_turned_down_for_all_who_did():
    year = done(YEAR, ProposeItem(meeting=MATHS, title="Quiz", outcome="Fun"), by="cal")
    year = done(year, ProposeItem(meeting=MATHS, title="quiz"), by="gus")

    assert [(one.title, one.proposed_by) for one in year.agenda_by_meeting[MATHS].proposed] == [
        ("Quiz", "cal"),
        ("quiz", "gus"),
    ]
    year = done(year, TurnDownItem(meeting=MATHS, item="Quiz"))
    assert (year.agenda_by_meeting[MATHS].proposed, titles(year)) == ((), ["Ratio", "Dates"])
    assert refusal(year, TakeItem(meeting=MATHS, item="Quiz")) == (
        "“Quiz” is not put forward any more: it was taken up or turned down."
    )


def test_what_is_taken_up_remembers_who_put_it_forward_and_twice_is_harmless():
    year = done(YEAR, ProposeItem(meeting=MATHS, title="Quiz", outcome="Fun"), by="cal")
    year = done(year, TakeItem(meeting=MATHS, item="Quiz"))

    assert year.agenda_by_meeting[MATHS].items[-1] == AgendaItem(
        title="Quiz", outcome="Fun", proposed_by="cal"
    )
    again = try_to(year, TakeItem(meeting=MATHS, item="Quiz"))
    assert (again.sentence, again.changes_year) == ("“Quiz” is on the agenda already.", False)


def test_a_member_cannot_tell_by_putting_an_item_forward_what_is_on_the_draft():
    said = [
        try_to(YEAR, ProposeItem(meeting=MATHS, title=title), "cal").sentence for title in ("Ratio", "Quiz")
    ]
    assert said[0] == said[1].replace("Quiz", "Ratio")

    year = done(YEAR, ProposeItem(meeting=MATHS, title="Ratio"), by="cal")
    year = done(year, TakeItem(meeting=MATHS, item="Ratio"))
    assert (titles(year), year.agenda_by_meeting[MATHS].proposed) == (["Ratio", "Dates"], ())


def test_what_is_published_need_not_be_put_forward_and_nobody_puts_forward_too_much():
    published = done(YEAR, PublishAgenda(meeting=MATHS))
    assert try_to(published, ProposeItem(meeting=MATHS, title="ratio"), "cal").sentence == (
        "“Ratio” is on the agenda already."
    )

    year = done(
        YEAR, *(ProposeItem(meeting=MATHS, title=f"Idea {n}") for n in range(MOST_PROPOSED)), by="cal"
    )
    assert refusal(year, ProposeItem(meeting=MATHS, title="One more"), "cal").startswith(
        "You have put 5 items forward"
    )
    again = try_to(year, ProposeItem(meeting=MATHS, title="idea 1"), "cal")
    assert (again.sentence, again.changes_year) == ("You have put “idea 1” forward already.", False)
    assert try_to(year, ProposeItem(meeting=MATHS, title="One more"), "gus").changes_year


# Publishing.


def test_an_empty_agenda_is_not_published():
    proposed = done(EMPTY_YEAR, ProposeItem(meeting=MATHS, title="Quiz"), by="cal")

    assert refusal(EMPTY_YEAR, PublishAgenda(meeting=MATHS)) == EMPTY
    assert refusal(proposed, PublishAgenda(meeting=MATHS)) == EMPTY


def test_publishing_twice_keeps_the_first_day():
    year = done(YEAR, PublishAgenda(meeting=MATHS))
    again = try_to(year, PublishAgenda(meeting=MATHS), "ben", NOW + timedelta(days=1))

    assert (again.sentence, again.changes_year) == ("The agenda is published already.", False)


def test_publishing_says_what_is_too_long_and_what_still_waits():
    year = a_year_with_papers(RATIO, RATIO.model_copy(update={"title": "Rates", "minutes": 60}))
    year = done(year, ProposeItem(meeting=MATHS, title="Quiz"), by="cal")

    assert try_to(year, PublishAgenda(meeting=MATHS)).sentence == (
        "The agenda is published. The invitation and the Word document follow. "
        "Its items take 15 minutes more than the meeting lasts. Still put forward and waiting: 1."
    )


def test_a_published_agenda_is_still_changed_and_stays_published():
    year = done(YEAR, PublishAgenda(meeting=MATHS), change(minutes=20), DropItem(meeting=MATHS, item="Dates"))
    agenda = year.agenda_by_meeting[MATHS]

    assert (agenda.status, agenda.items[0].minutes, len(agenda.items)) == (AgendaStatus.PUBLISHED, 20, 1)
    assert refusal(year, change(minutes=5), now=OVER) == TOO_LATE


def test_an_agenda_kept_in_its_document_is_not_drafted_over():
    year = a_year_with_papers(agendas=(Agenda(meeting=MATHS, status=AgendaStatus.PUBLISHED),))

    assert (
        refusal(year, DraftAgenda(meeting=MATHS))
        == "The agenda is published, and its items are in the document."
    )
